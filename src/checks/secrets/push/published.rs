//! Whether the other side has a secret already. Then keeping it back hides
//! nothing: it has to be rotated, and the push is not what gives it away.

use std::collections::HashSet;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::super::packed;
use super::super::rule::code;
use super::Sighting;
use crate::finding::{Code, Severity};
use crate::git::{Commit, Oid, Repo};

pub(in crate::checks::secrets) static PUBLISHED: Code = Code {
    severity: Severity::Warning,
    ..code(
        "secrets/already-published",
        "A secret in this push stands on the remote already, in a branch or in the file's history.",
        "Whoever can read the remote has it; that this push repeats it gives nothing more away.",
        "Rotate it at its issuer, then take it out. To refuse such pushes as well: `refuse-published = true` under \
         [checks.secrets] in precheck.toml.",
        "https://docs.github.com/en/code-security/secret-scanning/working-with-secret-scanning-and-push-protection",
    )
};

/// Where more secrets are new, it is not about one that lies around elsewhere.
const MOST_SECRETS: usize = 64;

/// So many commits of the other side are asked.
const MOST_COMMITS: usize = 4;

/// A shorter value may stand anywhere without being this secret: part of a word, another's password.
const TELLING: usize = 16;

pub(super) struct Published<'r> {
    repo: &'r Repo,
    walked: HashSet<Oid>,
    /// The commits of the other side on which those that leave build.
    theirs: Vec<Oid>,
}

impl<'r> Published<'r> {
    pub(super) fn new(repo: &'r Repo) -> Self {
        Self { repo, walked: HashSet::new(), theirs: Vec::new() }
    }

    /// A commit that leaves; its parents have passed before it.
    pub(super) fn passed(&mut self, commit: &Commit) -> Result<()> {
        self.walked.insert(commit.oid);
        let unwalked = commit.parents.iter().any(|parent| !self.walked.contains(parent));
        if unwalked && self.theirs.len() < MOST_COMMITS {
            let parents = self.repo.parents(commit)?;
            self.theirs.extend(parents.into_iter().filter(|parent| !self.walked.contains(parent)));
        }
        Ok(())
    }

    /// Makes a warning of what the other side has.
    pub(super) fn weigh(&self, sightings: &mut [Sighting]) -> Result<()> {
        let refusing = sightings.iter().filter(|sighting| sighting.found.refuses());
        let secrets: HashSet<Vec<u8>> = refusing.map(|sighting| sighting.found.secret.clone()).collect();
        let theirs = &self.theirs;
        if theirs.is_empty() || secrets.is_empty() || secrets.len() > MOST_SECRETS {
            return Ok(());
        }
        let lines: Vec<&[u8]> = secrets.iter().map(|secret| longest_line(secret)).filter(is_telling).collect();
        let standing = if lines.is_empty() { Vec::new() } else { self.repo.grep(theirs, &lines)? };
        for sighting in sightings.iter_mut().filter(|sighting| sighting.found.refuses()) {
            let secret = &sighting.found.secret;
            let line = longest_line(secret);
            let stood = match &sighting.path {
                _ if is_telling(&line) && standing.contains_str(line) => true,
                Some(path) => self.stood_at(theirs, path.as_bstr(), secret)?,
                None => false,
            };
            if stood {
                sighting.publish();
            }
        }
        Ok(())
    }

    /// Whether it stood in the same file once.
    fn stood_at(&self, theirs: &[Oid], path: &BStr, secret: &[u8]) -> Result<bool> {
        for oid in self.repo.versions(theirs, path)? {
            if let Some(object) = self.repo.read(oid)?
                && packed::holds(&object.data, secret)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Sighting {
    fn publish(&mut self) {
        let finding = &mut self.found.finding;
        let id = finding.code.id;
        finding.message = format!("{}, which is on the remote already", finding.message);
        (finding.code, finding.severity) = (&PUBLISHED, PUBLISHED.severity);
        self.way_out = format!("rotate it: `precheck-hook explain {id}` says where. Keeping it back hides nothing.");
    }
}

/// git searches line by line.
fn longest_line(secret: &[u8]) -> &[u8] {
    secret.lines().max_by_key(|line| line.len()).unwrap_or_default()
}

/// git takes no pattern with a NUL in it.
fn is_telling(line: &&[u8]) -> bool {
    line.len() >= TELLING && !line.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn git_is_asked_for_no_line_that_it_would_not_take() {
        let sandbox = Sandbox::new();
        sandbox.write("a.bin", b"one line that is long enough\0and goes on\n");
        let commit = sandbox.commit("binary");
        let whole: &[u8] = b"one line that is long enough\0and goes on";
        assert!(!is_telling(&whole) && is_telling(&&whole[..28]));
        assert!(sandbox.repo().grep(&[commit], &[whole]).is_err());
        assert_eq!(sandbox.repo().grep(&[commit], &[&whole[..28]]).unwrap().trim_end(), &whole[..28]);
    }
}
