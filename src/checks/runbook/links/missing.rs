//! Why a link leads to nothing, and what was probably meant.

use std::path::Path;

use anyhow::Result;
use bstr::ByteSlice;
use unicode_normalization::UnicodeNormalization;

use super::target;
use crate::finding::Severity;
use crate::git::{RepoPath, Snapshot};
use crate::hint::nearest;

/// What to say of such a link.
pub struct Missing {
    pub severity: Severity,
    /// What stands behind the link in the sentence that refuses.
    pub why: String,
    pub help: String,
}

/// The path that a link in the file `from` names, where nothing was found at it.
pub struct Sought<'a> {
    from: &'a RepoPath,
    path: &'a RepoPath,
    /// The path in composed form.
    wanted: String,
    /// Every path that there is.
    paths: Vec<std::borrow::Cow<'a, str>>,
}

/// Says why there is nothing at `path`.
pub fn explain(snapshot: &Snapshot, from: &RepoPath, path: &RepoPath) -> Result<Missing> {
    let paths = snapshot.entries()?.iter().map(|entry| entry.path.to_str_lossy()).collect();
    let sought = Sought { from, path, wanted: path.to_str_lossy().nfc().collect(), paths };
    if snapshot.entry(path)?.is_some() {
        return Ok(refused(
            "is a symbolic link that leads to no file of the repository".into(),
            format!("link to the file itself, or make {path} lead to it"),
        ));
    }
    if let Some(elsewhere) = sought.decomposed().or_else(|| sought.cased()).or_else(|| sought.generated()) {
        return Ok(elsewhere);
    }
    if snapshot.local(Path::new(&*path.to_str_lossy()))?.is_some() {
        return Ok(refused(
            format!("leads to {path}, which lies on this disk only: git does not hold it"),
            format!("commit {path} (git add --force if it is ignored), or correct the link"),
        ));
    }
    Ok(refused(format!("leads to {path}, which the repository does not have"), sought.meant()))
}

fn refused(why: String, help: String) -> Missing {
    Missing { severity: Severity::Error, why, help }
}

impl Sought<'_> {
    /// It is there, its letters composed differently.
    fn decomposed(&self) -> Option<Missing> {
        let same = |other: &str| is_at(&other.nfc().collect::<String>(), &self.wanted);
        (!self.wanted.is_ascii() && self.paths.iter().any(|other| same(other))).then(|| Missing {
            severity: Severity::Warning,
            why: "is spelled with other Unicode characters than the file".into(),
            help: "it works on macOS only: rename the file to its composed form (NFC)".into(),
        })
    }

    /// It is there but for upper and lower case: found on the author's disk, and nowhere else.
    fn cased(&self) -> Option<Missing> {
        let lower = self.wanted.to_lowercase();
        let other = self.paths.iter().find(|other| is_at(&other.to_lowercase(), &lower))?;
        let other: String = other.chars().take(self.wanted.chars().count()).collect();
        let why = format!("leads to {}, which exists as {other}: upper and lower case differ", self.path);
        Some(refused(why, format!("write `{}`", self.relative(&other))))
    }

    /// It is there with the ending that generators of pages leave out.
    fn generated(&self) -> Option<Missing> {
        let path = self.path;
        self.paths.iter().find(|other| other.strip_suffix(".md") == Some(&self.wanted)).map(|other| Missing {
            severity: Severity::Warning,
            why: format!("leads to {path}, which exists as {path}.md: only a page generator finds it"),
            help: format!("write `{}`", self.relative(other)),
        })
    }

    fn meant(&self) -> String {
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_lowercase();
        let own = name(&self.wanted);
        let namesake = self.paths.iter().find(|other| name(other) == own).map(|other| &**other);
        match namesake.or_else(|| nearest(&self.wanted, self.paths.iter().map(|other| &**other))) {
            Some(meant) => format!("did you mean `{}`?", self.relative(meant)),
            None => format!("commit {}, or correct the link", self.path),
        }
    }

    fn relative(&self, to: &str) -> String {
        target::relative(&self.from.to_str_lossy(), to)
    }
}

/// Whether a file is the one that is wanted, or lies in the folder that is.
fn is_at(path: &str, wanted: &str) -> bool {
    path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
