//! The checks: one row each. A newcomer is one file (or folder), one `mod`
//! line, one field and one row.

mod artifacts;
mod migrations;
mod release_tag;
mod runbook;
mod secrets;
pub mod waivers;

/// What must hold whatever the input is.
#[cfg(any(test, fuzzing))]
pub mod fuzzing {
    pub use super::artifacts::fuzzing::*;
    pub use super::migrations::fuzzing::*;
    pub use super::runbook::fuzzing::*;
    pub use super::secrets::fuzzing::*;
}

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::check::Check;
use crate::compose::Project;
use crate::finding::Code;
use crate::git::{Repo, Snapshot};
use crate::lineage::{Lineage, Survey};
use crate::recall::Recall;

pub use secrets::Mask;

/// Reads a file of what is judged, by its path from the root; `None` when there is none.
pub type ReadFile<'a> = dyn FnMut(&str) -> Result<Option<Vec<u8>>> + 'a;

/// `[checks]`: each field is a check and its settings.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Checks {
    release_tag: release_tag::ReleaseTag,
    migrations: migrations::Migrations,
    secrets: secrets::Secrets,
    artifacts: artifacts::Artifacts,
    runbook: runbook::Runbook,
}

impl Checks {
    /// All of them, in the order of the gate.
    pub fn all(&self) -> [&dyn Check; 5] {
        [&self.release_tag, &self.migrations, &self.secrets, &self.artifacts, &self.runbook]
    }

    /// Takes in what other tools' files say of a check's matter.
    pub fn take_in(&mut self, read: &mut ReadFile) -> Result<()> {
        self.secrets.take_in(read)
    }

    /// What leaves secrets out of texts that are to be shown.
    pub fn mask(&self) -> Mask<'_> {
        self.secrets.mask()
    }

    /// The migrations of a snapshot as they stand, beside those of the last version.
    pub fn survey(&self, repo: &Repo, snapshot: &Snapshot, recall: &Recall) -> Result<Survey> {
        self.migrations.survey(repo, snapshot, recall)
    }

    /// What is taken for weights, and where they are looked for.
    pub fn weights(&self) -> &artifacts::Artifacts {
        &self.artifacts
    }

    /// The services that Compose would start from a snapshot.
    pub fn compose(snapshot: &Snapshot) -> Result<Option<Project>> {
        artifacts::Artifacts::compose(snapshot)
    }

    /// Where the runbook lies, or where one is to be written.
    pub fn runbook_path(&self, snapshot: &Snapshot) -> Result<String> {
        self.runbook.place(snapshot)
    }

    /// The migrations of a snapshot, beside those of an earlier one.
    pub fn lineages(&self, before: Option<&Snapshot>, now: &Snapshot, recall: &Recall) -> Result<Vec<Lineage>> {
        self.migrations.lineages(before, now, recall)
    }

    /// The headings of the runbook, each with a digest of what stands below it.
    pub fn runbook_sections(&self, snapshot: &Snapshot) -> Result<BTreeMap<String, String>> {
        self.runbook.outline(snapshot)
    }

    /// The settings of the scan for secrets.
    #[cfg(any(test, fuzzing))]
    pub fn secrets(&self) -> &secrets::Secrets {
        &self.secrets
    }

    /// Everything that any of them can find.
    pub fn codes(&self) -> impl Iterator<Item = &'static Code> {
        self.all().into_iter().flat_map(Check::codes).chain(waivers::CODES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_carries_its_check_and_is_explained() {
        let checks = Checks::default();
        let mut seen = std::collections::HashSet::new();
        for check in checks.all() {
            for code in check.codes() {
                assert!(seen.insert(code.id), "{} twice", code.id);
                assert!(code.id.starts_with(&format!("{}/", check.id())), "{}", code.id);
                for text in [code.finds, code.matters, code.mend] {
                    assert!(text.len() >= 15, "{} is not explained", code.id);
                }
            }
        }
    }
}
