//! `.gitleaksignore`: places, one a line, `COMMIT:PATH:RULE:LINE` or `PATH:RULE:LINE`.

use anyhow::Result;
use bstr::ByteSlice;

use super::super::text;
use super::Sight;
use crate::checks::ReadFile;
use crate::git::{Kind, Oid, Repo, RepoPath};

pub(super) const FILE: &str = ".gitleaksignore";

/// The places that it names.
#[derive(Default)]
pub(super) struct IgnoreFile {
    places: Vec<Place>,
    pub not_understood: Vec<String>,
}

struct Place {
    commit: Option<Oid>,
    path: RepoPath,
    line: usize,
    /// The line of `.gitleaksignore` itself.
    at: usize,
}

impl IgnoreFile {
    pub(super) fn read(read: &mut ReadFile) -> Result<Self> {
        Ok(read(FILE)?.map(|bytes| Self::parse(&bytes)).unwrap_or_default())
    }

    fn parse(bytes: &[u8]) -> Self {
        let mut file = Self::default();
        for (at, line) in (1..).zip(bytes.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            if let Some(place) = Place::parse(line, at) {
                file.places.push(place);
            } else {
                let doubt = format!("line {at} is no `commit:path:rule:line` or `path:rule:line`");
                file.not_understood.push(doubt);
            }
        }
        file
    }

    /// The rule is not asked for: ours have other names.
    pub(super) fn reason(&self, repo: Option<&Repo>, sight: &Sight) -> Result<Option<String>> {
        let Some(path) = sight.path else { return Ok(None) };
        for place in self.places.iter().filter(|place| place.path.as_bstr() == path) {
            if place.names(repo, sight)? {
                return Ok(Some(format!("line {} of {FILE}", place.at)));
            }
        }
        Ok(None)
    }
}

impl Place {
    fn parse(line: &[u8], at: usize) -> Option<Self> {
        let mut parts = line.rsplitn(3, |&byte| byte == b':');
        let (number, _rule, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let with_commit = rest.split_once_str(":").and_then(|(commit, path)| Some((Oid::from_hex(commit)?, path)));
        let (commit, path) = with_commit.map_or((None, rest), |(commit, path)| (Some(commit), path));
        Some(Self { commit, path: path.replace(b"\\", b"/").into(), line: number.to_str().ok()?.parse().ok()?, at })
    }

    /// Whether it is about this secret, which is in its file. Where it names a
    /// commit, what stood there then is accepted wherever it has moved to since.
    fn names(&self, repo: Option<&Repo>, sight: &Sight) -> Result<bool> {
        let Some(commit) = self.commit else { return Ok(self.line == sight.found.line) };
        if sight.commit == Some(commit) && self.line == sight.found.line {
            return Ok(true);
        }
        let Some(repo) = repo else { return Ok(false) };
        let here = repo.header(commit)?.is_some_and(|(kind, _)| kind == Kind::Commit);
        let blob = if here { repo.blob_at(commit, self.path.as_bstr())? } else { None };
        Ok(blob.is_some_and(|blob| begins_on(&text::readable(&blob), self.line, &sight.found.secret)))
    }
}

/// Whether `secret` begins on this line.
fn begins_on(text: &[u8], line: usize, secret: &[u8]) -> bool {
    let mut starts = std::iter::once(0).chain(text.find_iter(b"\n").map(|at| at + 1));
    let Some(start) = line.checked_sub(1).and_then(|before| starts.nth(before)) else { return false };
    let end = text[start..].find_byte(b'\n').map_or(text.len(), |at| start + at);
    text[start..].find(secret).is_some_and(|at| start + at < end)
}
