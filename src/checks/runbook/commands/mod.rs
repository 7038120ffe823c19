//! Can the runbook's commands work? They are read, never run.

mod blocks;
mod scene;
mod scripts;
mod shell;

use anyhow::Result;

use self::scene::Scene;
use super::markdown::Document;
use crate::check::Examination;
use crate::finding::{Code, Finding, Place};
use crate::git::{RepoPath, Snapshot};

/// What is reported about commands.
pub static CODES: [&[&Code]; 1] = [&scripts::CODES];

/// So many are told.
const TOLD: usize = 50;

/// Judges the commands in the blocks of code of the runbook at `path`.
pub fn judge(
    snapshot: &Snapshot,
    path: &RepoPath,
    text: &str,
    document: &Document,
    seen: &mut Examination,
) -> Result<()> {
    let scene = Scene::read(snapshot, path, document)?;
    let mut findings = Vec::new();
    scripts::judge(&scene, &mut findings)?;
    if findings.is_empty() && !scene.commands.is_empty() {
        seen.pass(format!("Commands read: {}, and nothing speaks against them", scene.commands.len()));
    }
    findings.sort_by_key(|found| found.line);
    findings.truncate(TOLD);
    let lines: Vec<&str> = text.lines().collect();
    let told = findings.into_iter().map(|Found { line, finding }| {
        let written = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
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
    use crate::testing::Sandbox;

    /// Code, line and help of each finding.
    pub type Shown = Vec<(String, usize, String)>;

    /// What a rule says of a runbook that lies in the work tree of a sandbox.
    pub fn judged(sandbox: &Sandbox, text: &str, rule: fn(&Scene, &mut Vec<Found>) -> Result<()>) -> Shown {
        let repo = sandbox.repo();
        let snapshot = Snapshot::of_work_tree(&repo);
        let (path, document) = ("RUNBOOK.md".into(), markdown::read(text).unwrap());
        let mut found = Vec::new();
        rule(&Scene::read(&snapshot, &path, &document).unwrap(), &mut found).unwrap();
        let show = |Found { line, finding }| (finding.code.id.to_owned(), line, finding.help.unwrap_or_default());
        found.into_iter().map(show).collect()
    }
}
