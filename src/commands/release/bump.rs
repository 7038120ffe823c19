//! The files of other tools that name a version: written with `--bump`, told without it.

use std::io::Write;

use anyhow::{Context, Result};

use crate::cli::ReleaseArgs;
use crate::git::{Repo, Snapshot};
use crate::release::manifest::ReleaseFile;
use crate::sanitize;
use crate::version::Version;
use crate::version_files::{self, Statement};

/// What becomes of them.
#[derive(Default)]
pub struct Bump {
    /// As they are to be.
    pub files: Vec<ReleaseFile>,
    /// What stays as it is.
    left: Vec<Statement>,
}

impl Bump {
    /// Looks at the branch as it is; what stands in the way of the release itself, the preflight tells.
    pub fn of(repo: &Repo, args: &ReleaseArgs) -> Result<Self> {
        let (Ok(version), Some(head)) = (args.version.parse::<Version>(), repo.head()?) else {
            return Ok(Self::default());
        };
        let reachable = Version::reachable(repo, head)?;
        let previous = match reachable.iter().rev().find(|(before, _)| *before < version) {
            Some((before, tag)) => repo.peel_to_commit(tag.oid)?.map(|commit| (before, commit)),
            None => None,
        };
        let snapshot = Snapshot::of_commit(repo, head);
        let stale = version_files::stale(repo, &snapshot, previous, &version)
            .context("reading the files that name a version")?;
        if !args.bump {
            return Ok(Self { left: stale, ..Self::default() });
        }
        let files = version_files::bumped(&snapshot, &stale, &version)?;
        let files = files.into_iter().map(|(path, bytes)| ReleaseFile { path, bytes });
        Ok(Self { files: files.collect(), ..Self::default() })
    }

    /// Tells what names another version still.
    pub fn tell(&self, out: &mut dyn Write) -> Result<()> {
        for Statement { path, line, version, .. } in &self.left {
            writeln!(
                out,
                "{}:{line} still names {}; --bump writes the release's",
                sanitize::line(path),
                version.number()
            )?;
        }
        Ok(())
    }
}
