//! Passed gates on record, so that a push of the tag, or a second try, looks the
//! verdict up instead of running the gate again.
//!
//! A record speaks of one version on one commit, and holds as long as everything
//! it rests on is as it was: this program, the settings, and every local file looked at.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::evidence::Evidence;
use crate::git::{Input, Oid, Repo, Snapshot};
use crate::release::manifest::{BypassFact, GateFacts, WaiverFact};
use crate::report::{CheckReport, Report, Status, Waived};
use crate::state;
use crate::version::Version;

const SCHEMA: &str = "precheck-hook/verdict/1";

/// What a gate came to and what that rests on.
pub struct Judged {
    /// The report.
    pub report: Report,
    /// SHA-256 of the settings it was judged by.
    pub config_sha256: String,
    /// Every local file that was looked at, as it was.
    pub inputs: BTreeMap<String, Input>,
    /// What went past the gate since the version before.
    pub bypasses: Vec<BypassFact>,
}

/// A gate that a version has passed on a commit.
#[derive(Serialize, Deserialize)]
pub struct Passed {
    schema: String,
    commit: String,
    inputs: BTreeMap<String, Input>,
    /// How it was judged: by which program and settings, with what result.
    pub gate: GateFacts,
    /// What the manifest records.
    pub evidence: Evidence,
    /// The tag is about to be made and its files are still to be written.
    pub files_due: bool,
}

impl Judged {
    /// How it was judged, as the manifest says it.
    pub fn facts(&self) -> GateFacts {
        let status = |check: &CheckReport| (check.id.to_owned(), check.status().name().to_owned());
        let waiver = |waived: &Waived| WaiverFact { code: waived.code.to_owned(), reason: waived.reason.clone() };
        GateFacts {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            config_sha256: self.config_sha256.clone(),
            checks: self.report.checks.iter().map(status).collect(),
            waivers: self.report.waived.iter().map(waiver).collect(),
            bypasses: self.bypasses.clone(),
        }
    }
}

impl Passed {
    /// The record of a gate that passed.
    pub fn of(commit: Oid, judged: &Judged) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            commit: commit.to_string(),
            inputs: judged.inputs.clone(),
            gate: judged.facts(),
            evidence: judged.report.evidence.clone(),
            files_due: false,
        }
    }

    /// Puts it on record for `version`.
    pub fn save(&self, repo: &Repo, version: &Version) -> Result<()> {
        state::save(repo, &name(version), self)
    }

    /// The record of `version`, if it speaks of this very commit.
    pub fn load(repo: &Repo, version: &Version, commit: Oid) -> Option<Self> {
        let passed: Self = state::load(repo, &name(version))?;
        (passed.schema == SCHEMA && passed.commit == commit.to_string()).then_some(passed)
    }

    /// Whether every check judged. With a version named none of them has nothing
    /// to judge, so one that was skipped was left out by its user.
    pub fn is_whole(&self) -> bool {
        self.gate.checks.values().all(|status| status != Status::Skip.name())
    }

    /// Whether everything it rests on is as it was.
    pub fn holds(&self, config_sha256: &str, snapshot: &Snapshot) -> Result<bool> {
        Ok(self.gate.tool_version == env!("CARGO_PKG_VERSION")
            && self.gate.config_sha256 == config_sha256
            && snapshot.still(&self.inputs)?)
    }
}

/// Puts on record that the version has passed the gate on the commit.
pub fn record(repo: &Repo, commit: Oid, version: &Version, judged: &Judged) -> Result<()> {
    Passed::of(commit, judged).save(repo, version)
}

fn name(version: &Version) -> String {
    format!("passed/{version}.json")
}
