//! Can the runbook's commands work? They are read, never run.

mod blocks;
pub mod command;
mod danger;
mod rollback;
mod scene;
mod scripts;
mod services;
pub mod shell;
mod targets;
mod typography;

use std::collections::HashSet;

use anyhow::Result;

use self::scene::Scene;
use super::markdown::Document;
use crate::check::{Examination, Subject};
use crate::finding::{Code, Finding, Place};
use crate::git::RepoPath;
use crate::version::Version;

/// What is reported about commands.
pub static CODES: [&[&Code]; 6] =
    [&typography::CODES, &scripts::CODES, &targets::CODES, &services::CODES, &rollback::CODES, &danger::CODES];

/// So many are told.
const TOLD: usize = 50;

/// Judges the commands in the blocks of code of the runbook at `path`.
pub fn judge(
    subject: &Subject,
    path: &RepoPath,
    text: &str,
    document: &Document,
    seen: &mut Examination,
) -> Result<()> {
    let scene = Scene::read(&subject.snapshot, path, text, document)?;
    let released = subject.reachable.iter().map(|(version, _)| version);
    let is_before = |version: &&Version| subject.version.as_ref().is_none_or(|this| *version < this);
    let releases: Vec<Version> = released.filter(is_before).cloned().collect();
    let mut findings = Vec::new();
    typography::judge(&scene, &mut findings);
    scripts::judge(&scene, &mut findings)?;
    targets::judge(&scene, &mut findings)?;
    services::judge(&scene, &mut findings)?;
    rollback::judge(&scene, &releases, &mut findings);
    danger::judge(&scene, &mut findings);
    if findings.is_empty() && !scene.commands.is_empty() {
        seen.pass(format!("Commands read: {}, and nothing speaks against them", scene.commands.len()));
    }
    findings.sort_by_key(|found| found.line);
    // A file that every other command names is missing once.
    let mut told = HashSet::new();
    findings.retain(|found| told.insert(found.finding.message.clone()));
    findings.truncate(TOLD);
    let told = findings.into_iter().map(|Found { line, finding }| {
        let written = scene.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        finding.at(Place::line(path.clone(), line)).allowed_by(written.as_bytes())
    });
    seen.findings.extend(told);
    Ok(())
}

/// A finding and the line of the runbook that it is about.
struct Found {
    line: usize,
    finding: Finding,
}

#[cfg(test)]
mod testing {
    use super::super::markdown;
    use super::*;
    use crate::git::Snapshot;
    use crate::testing::Sandbox;

    /// Code, line and help of each finding.
    pub type Shown = Vec<(String, usize, String)>;

    /// What a rule says of a runbook that lies in the work tree of a sandbox.
    pub fn judged(sandbox: &Sandbox, text: &str, rule: impl Fn(&Scene, &mut Vec<Found>) -> Result<()>) -> Shown {
        let repo = sandbox.repo();
        let snapshot = Snapshot::of_work_tree(&repo);
        let (path, document) = ("RUNBOOK.md".into(), markdown::read(text).unwrap());
        let mut found = Vec::new();
        rule(&Scene::read(&snapshot, &path, text, &document).unwrap(), &mut found).unwrap();
        let show = |Found { line, finding }| (finding.code.id.to_owned(), line, finding.help.unwrap_or_default());
        found.into_iter().map(show).collect()
    }
}
