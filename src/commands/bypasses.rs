//! The record of bypasses: `PRECHECK_SKIP` with its reason, and pushes past the hook.

use anyhow::Result;
use bstr::ByteSlice;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::git::{Oid, Repo};
use crate::release::manifest::BypassFact;
use crate::state;

const FILE: &str = "bypasses.jsonl";

/// A line of the record.
#[derive(Serialize, Deserialize, Default)]
pub struct Bypass {
    /// When, in seconds since 1970.
    pub at: i64,
    /// What was done.
    pub event: String,
    /// The checks that were left out; all, if none is named.
    #[serde(default)]
    pub checks: Vec<String>,
    /// Why; a push past the hook names no reason.
    #[serde(default)]
    pub reason: String,
    /// Who asked for it, where that is known: on a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Which refs were pushed with it, where that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
}

/// Adds a line.
pub fn record(repo: &Repo, bypass: &Bypass) -> Result<()> {
    state::append(repo, FILE, &serde_json::to_string(bypass)?)
}

/// All of them, the oldest first; lines that can't be read are none.
pub fn all(repo: &Repo) -> Vec<BypassFact> {
    since(repo, i64::MIN)
}

/// Those that came after this commit, or all where there is none.
pub fn after(repo: &Repo, commit: Option<Oid>) -> Result<Vec<BypassFact>> {
    let made = commit.map(|commit| repo.commit(commit)).transpose()?.and_then(|commit| commit.committed());
    Ok(since(repo, made.unwrap_or(i64::MIN)))
}

fn since(repo: &Repo, earliest: i64) -> Vec<BypassFact> {
    let lines = state::load_log(repo, FILE).unwrap_or_default();
    let read = lines.lines().filter_map(|line| serde_json::from_slice::<Bypass>(line).ok());
    read.filter(|bypass| bypass.at >= earliest).filter_map(fact).collect()
}

fn fact(bypass: Bypass) -> Option<BypassFact> {
    let date = OffsetDateTime::from_unix_timestamp(bypass.at).ok()?.date().to_string();
    Some(BypassFact { date, event: bypass.event, reason: bypass.reason })
}

/// `2026-06-15: push: a drill`, as it stands.
pub fn line(bypass: &BypassFact) -> String {
    let reason = if bypass.reason.is_empty() { String::new() } else { format!(": {}", bypass.reason) };
    format!("{}: {}{reason}", bypass.date, bypass.event)
}
