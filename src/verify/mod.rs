//! Whether a release still is what it was made as: its files hold against one
//! another, the weights against their hashes, the tag against the manifest, the
//! chain of manifests down to the first. In a clone, or where the release was
//! deployed and there is no git.

mod chain;
mod codes;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod migrations;
mod place;
mod record;
mod signature;
mod tag;
mod weights;

use std::path::{Path, PathBuf};

use anyhow::Result;
use bstr::BStr;

pub use self::codes::{CODES, NO_MANIFEST};
pub use self::place::Place;
use crate::check::Examination;
use crate::evidence::MigrationEvidence;
use crate::finding::Severity;
use crate::git::Oid;
use crate::release::record::Record;
use crate::report::CheckReport;
use crate::version::Version;

/// What is verified, and how it can be asked.
pub struct Subject<'a> {
    /// The release.
    pub version: &'a Version,
    /// Where it is.
    pub place: Place<'a>,
    /// Where weights lie beside those that the manifest names.
    pub folders: Vec<PathBuf>,
    /// Whether a file at this path is taken for weights.
    pub claims: &'a dyn Fn(&BStr) -> bool,
    /// The file that lists whose signatures count, if one is named.
    pub signers: Option<&'a Path>,
    /// Reads the migrations of a commit anew.
    pub migrations: &'a dyn Fn(Oid) -> Result<Option<MigrationEvidence>>,
}

/// The manifest.
pub struct Held {
    /// As it stands.
    pub bytes: Vec<u8>,
    /// As it is read.
    pub record: Record,
}

impl Subject<'_> {
    /// How to get a release file back as it was.
    fn bring_back(&self, path: &str) -> String {
        match &self.place {
            Place::Clone(_) => format!("git checkout {} -- {path}", self.version),
            Place::Folder(_) => format!("copy {path} from the release again"),
        }
    }

    /// How to get a tag back as it was published.
    fn fetch_tag(&self) -> String {
        format!("git fetch --force origin tag {}", self.version)
    }
}

/// Everything that can be held against the release, a section each.
pub fn verify(subject: &Subject) -> Vec<CheckReport> {
    let mut held = None;
    let own = CheckReport::section("record", "Manifest, Checksums, Version", |seen| {
        held = record::examine(subject, seen)?;
        Ok(())
    });
    let others: [(&'static str, &'static str, Judge); 4] = [
        ("weights", "Weights", weights::examine),
        ("tag", "Tag and Release Commit", tag::examine),
        ("migrations", "Migrations", migrations::examine),
        ("chain", "Chain of Releases", chain::examine),
    ];
    let others = others.map(|(id, title, judge)| match &held {
        Some(held) => CheckReport::section(id, title, |seen| judge(subject, held, seen)),
        None => CheckReport::skipped(id, title, "there is no manifest to hold it against"),
    });
    std::iter::once(own).chain(others).collect()
}

type Judge = fn(&Subject, &Held, &mut Examination) -> Result<()>;

/// Whether nothing in it refuses.
fn holds(seen: &Examination) -> bool {
    seen.findings.iter().all(|finding| finding.severity < Severity::Warning)
}

#[cfg(test)]
mod tests;
