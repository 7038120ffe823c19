//! The gate: the five checks on one commit or on the work tree.

use std::collections::BTreeMap;

use anyhow::Result;
use time::OffsetDateTime;

use crate::check::{Context, Event, Subject};
use crate::config::Config;
use crate::engine::{self, Options};
use crate::git::{Input, Oid, Repo, Snapshot};
use crate::report::Report;
use crate::version::Version;

/// What the gate came to, and what that rests on.
pub struct Judged {
    /// What it came to.
    pub report: Report,
    /// SHA-256 of the settings.
    pub config_sha256: String,
    /// The local files that were looked at.
    pub inputs: BTreeMap<String, Input>,
}

/// Judges a commit, or the work tree.
pub fn run(
    repo: &Repo,
    commit: Option<Oid>,
    version: Option<Version>,
    options: &Options,
    now: OffsetDateTime,
) -> Result<Judged> {
    let snapshot = commit.map_or_else(|| Snapshot::of_work_tree(repo), |commit| Snapshot::of_commit(repo, commit));
    let config = Config::of_snapshot(&snapshot)?;
    let at = commit.map_or_else(|| repo.head(), |commit| Ok(Some(commit)))?;
    let reachable = at.map(|at| Version::reachable(repo, at)).transpose()?.unwrap_or_default();
    let subject = Subject { snapshot, version, making: None, reachable };
    let report = engine::run(&config, options, &Context { repo, event: Event::Gate(&subject), now });
    Ok(Judged { report, config_sha256: config.sha256, inputs: subject.snapshot.inputs() })
}
