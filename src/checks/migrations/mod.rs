//! Are the database's migrations whole, committed and in one line?

mod bases;
mod commits;
mod contract;
mod database;
mod dialect;
mod files;
mod frameworks;
#[cfg(fuzzing)]
pub mod fuzzing;
mod graph;
mod hazards;
mod lint;
mod migration;
mod operation;
mod order;
mod paths;
mod plan;
mod python;
mod redis;
mod schema;
mod sql;
mod survey;
mod union;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use bstr::{BStr, ByteSlice};
use serde::Deserialize;

use crate::check::{Check, Context, Event, Examination, Outcome, Push, Subject};
use crate::evidence::MigrationEvidence;
use crate::finding::{Code, Finding, Severity};
use crate::git::{Oid, Ref, Repo, RepoPath, Snapshot};
use crate::recall::Recall;
use crate::version::Version;
use contract::Side;
use files::Folder;
use frameworks::{FRAMEWORKS, Found, Reader, module, versioned};
use graph::{Graph, listed};

/// `[checks.migrations]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Migrations {
    /// The folders that hold migrations (or the environments above them);
    /// without any they are found by what they contain.
    locations: Vec<String>,
    /// Where the schema is documented.
    schema_docs: Option<schema::Patterns>,
}

impl Check for Migrations {
    fn id(&self) -> &'static str {
        "migrations"
    }

    fn title(&self) -> &'static str {
        "Database Migrations Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        let tools = FRAMEWORKS.iter().flat_map(|framework| framework.codes);
        let common = [
            &graph::CODES[..],
            &order::CODES,
            &versioned::CODES,
            &module::CODES,
            &commits::CODES,
            &contract::CODES,
            &hazards::CODES,
            &lint::CODES,
            &database::CODES,
            &schema::CODES,
            &redis::CODES,
        ];
        common.into_iter().flatten().chain(tools).copied().collect()
    }

    fn judges_pushes(&self) -> bool {
        true
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        match context.event {
            Event::Push(push) => self.judge_push(push, context.recall),
            Event::Gate(subject) => self.judge_gate(subject, context.recall),
            Event::Scan(_) | Event::History(_) => {
                return Ok(Outcome::Skipped { reason: "a scan looks for secrets alone".into() });
            }
        }
        .map(Outcome::Ran)
    }
}

impl Migrations {
    fn judge_push(&self, push: &Push, recall: &Recall) -> Result<Examination> {
        let repo = push.repo;
        let mut seen = Examination::default();
        let mut told = BTreeSet::new();
        let tips = tips(push)?;
        let head = repo.head()?.filter(|head| tips.contains(head) || push.introduced.commits.contains(head));
        let own = head.filter(|head| !tips.contains(head));
        redis::judge_push(push, &tips, &mut seen)?;
        let reader = Reader::of(&self.locations, recall);
        for commit in tips.iter().copied().chain(own) {
            let snapshot = Snapshot::of_commit(repo, commit);
            let found = reader.find(&snapshot)?;
            if own != Some(commit) && touched(push, &found)? {
                let graphs = frameworks::graphs(&found)?;
                // Two branches that are pushed at once share most of their migrations.
                let mut findings = news(push, graphs.iter().flat_map(Graph::judge))?;
                findings.extend(union::judge(push, &tips, commit, &graphs, &reader)?);
                findings.extend(broken_promises(push, commit, &Side { found: &found, graphs: &graphs }, &reader)?);
                findings
                    .extend(hazards::judge(&contract::added(&published(push, &reader)?, &graphs), &found)?.findings);
                findings.retain(|f| told.insert((f.place.clone(), f.message.clone())));
                seen.findings.extend(findings);
            }
            if head == Some(commit) {
                seen.findings.extend(commits::judge(repo, &found, commits::Commit::Amended)?);
            }
        }
        Ok(seen)
    }

    fn judge_gate(&self, subject: &Subject, recall: &Recall) -> Result<Examination> {
        let mut seen = Examination::default();
        let reader = Reader::of(&self.locations, recall);
        let found = reader.find(&subject.snapshot)?;
        let graphs = frameworks::graphs(&found)?;
        judge_commitment(subject, &found, &mut seen)?;
        if graphs.is_empty() {
            database::judge_absence(&subject.snapshot, &self.locations, &mut seen)?;
        }
        self.judge_drift(subject, &reader, &found, &graphs, &mut seen)?;
        Ok(seen)
    }

    /// Judges what there is, and compares with the last version.
    fn judge_drift(
        &self,
        subject: &Subject,
        reader: &Reader,
        found: &[Found],
        graphs: &[Graph],
        seen: &mut Examination,
    ) -> Result<()> {
        let Some((version, tag)) = subject.previous() else {
            judge_graphs(graphs, |_| true, seen);
            seen.evidence.migrations = evidence(graphs, graphs.iter().flat_map(Graph::ids));
            seen.pass("No earlier version tag: there is nothing to compare the schema with");
            return Ok(());
        };
        let before = released(subject.repo, version, tag)?;
        let shipped = reader.find(&before)?;
        let then = Side { found: &shipped, graphs: &frameworks::graphs(&shipped)? };
        let added = contract::added(then.graphs, graphs);
        let paths: BTreeSet<&RepoPath> = added.iter().map(|migration| &migration.path).collect();
        judge_graphs(graphs, |path| paths.contains(path), seen);
        let ids: Vec<&str> = added.iter().map(|migration| migration.id.as_str()).collect();
        if !graphs.is_empty() {
            seen.pass(match ids.len() {
                0 => format!("No migrations added since {version}"),
                1 => format!("1 migration added since {version}: {}", listed(&ids, ", ")),
                n => format!("{n} migrations added since {version}: {}", listed(&ids, ", ")),
            });
        }
        seen.evidence.migrations = evidence(graphs, ids.into_iter());
        seen.findings.extend(contract::judge(version, &then, &Side { found, graphs })?);
        let hazards = hazards::judge(&added, found)?;
        seen.findings.extend(contract::judge_plan(&added, &hazards.losing, &plan::rollback(&subject.snapshot)?));
        seen.findings.extend(hazards.findings);
        let drift = schema::Drift::between(&shipped, found);
        schema::judge(&drift, version, &subject.snapshot, self.schema_docs.as_ref(), seen)?;
        redis::judge(subject.repo, version, &before, &subject.snapshot, seen)
    }
}

/// What lies on disk belongs to what HEAD is; another commit is judged without it.
fn judge_commitment(subject: &Subject, found: &[Found], seen: &mut Examination) -> Result<()> {
    if let Some(commit) = subject.snapshot.commit()
        && subject.repo.head()? != Some(commit)
    {
        return Ok(());
    }
    let findings = commits::judge(subject.repo, found, commits::Commit::New)?;
    let mut folders = found.iter().flat_map(|found| &found.folders);
    if findings.is_empty() && folders.any(|folder| !folder.files.is_empty()) {
        seen.pass("All migration files are committed");
    }
    seen.findings.extend(findings);
    Ok(())
}

/// Of what was shipped before only errors are told: the rest is no news, and nobody can change it.
fn judge_graphs(graphs: &[Graph], is_new: impl Fn(&RepoPath) -> bool, seen: &mut Examination) {
    for graph in graphs {
        let folders: Vec<String> = graph.folders.iter().map(ToString::to_string).collect();
        let folders = folders.join(", ");
        let mut findings = graph.judge();
        findings.retain(|finding| finding.severity == Severity::Error || place_of(finding).is_some_and(&is_new));
        if findings.is_empty() {
            let heads: Vec<&str> = graph.heads().into_iter().map(|head| head.id.as_str()).collect();
            let word = if heads.len() == 1 { "head" } else { "heads, each under its own branch label:" };
            let count = graph.migrations.len();
            seen.pass(format!("{count} {} migrations in {folders}, {word} {}", graph.tool.name, listed(&heads, ", ")));
        }
        seen.findings.extend(findings);
    }
}

fn evidence<'g>(graphs: &'g [Graph], added: impl Iterator<Item = &'g str>) -> Option<MigrationEvidence> {
    let tools: BTreeSet<&str> = graphs.iter().map(|graph| graph.tool.id).collect();
    (!graphs.is_empty()).then(|| MigrationEvidence {
        tool: tools.into_iter().collect::<Vec<_>>().join(", "),
        heads: graphs.iter().flat_map(Graph::heads).map(|head| head.id.clone()).collect(),
        count: graphs.iter().map(|graph| graph.migrations.len()).sum(),
        added: added.map(ToOwned::to_owned).collect(),
    })
}

/// What a version tag was put on.
fn released<'r>(repo: &'r Repo, version: &Version, tag: &Ref) -> Result<Snapshot<'r>> {
    let commit = repo.peel_to_commit(tag.oid)?.with_context(|| format!("{version} is not the tag of a commit"))?;
    Ok(Snapshot::of_commit(repo, commit))
}

/// What became of the last version's migrations by what leaves; what others have broken before stops nobody else.
fn broken_promises(push: &Push, tip: Oid, now: &Side, reader: &Reader) -> Result<Vec<Finding>> {
    let Some((version, tag)) = Version::reachable(push.repo, tip)?.pop() else { return Ok(Vec::new()) };
    let before = released(push.repo, &version, &tag)?;
    let shipped = reader.find(&before)?;
    let then = Side { found: &shipped, graphs: &frameworks::graphs(&shipped)? };
    let mut own = Vec::new();
    for finding in contract::judge(&version, &then, now)? {
        let path = place_of(&finding).context("a broken promise has a file")?;
        if introduced(push, path.as_bstr())? {
            own.push(finding);
        }
    }
    Ok(own)
}

/// Errors, wherever they are, and warnings about what leaves.
fn news(push: &Push, findings: impl Iterator<Item = Finding>) -> Result<Vec<Finding>> {
    let mut news = Vec::new();
    for finding in findings {
        let mut told = finding.severity == Severity::Error;
        if let Some(path) = place_of(&finding).filter(|_| !told) {
            told = introduced(push, path.as_bstr())?;
        }
        news.extend(told.then_some(finding));
    }
    Ok(news)
}

fn place_of(finding: &Finding) -> Option<&RepoPath> {
    finding.place.as_ref().map(|place| &place.path)
}

/// The migrations that the other side has, as far as what leaves rests on them.
fn published(push: &Push, reader: &Reader) -> Result<Vec<Graph>> {
    let mut published = Vec::new();
    for commit in bases::of(push)? {
        published.extend(frameworks::graphs(&reader.find(&Snapshot::of_commit(push.repo, commit))?)?);
    }
    Ok(published)
}

/// The commits that the pushed refs come down to, each once.
fn tips(push: &Push) -> Result<Vec<Oid>> {
    let mut tips = Vec::new();
    for oid in push.updates.iter().filter_map(|update| update.local) {
        if let Some(commit) = push.repo.peel_to_commit(oid)?
            && !tips.contains(&commit)
        {
            tips.push(commit);
        }
    }
    Ok(tips)
}

/// Whether what leaves can have changed the graph: something in one of the
/// folders came, changed or went; or branches were merged, which makes two heads
/// of one each without changing any file.
fn touched(push: &Push, found: &[Found]) -> Result<bool> {
    let folders: Vec<&Folder> = found.iter().flat_map(|found| &found.folders).collect();
    if folders.is_empty() {
        return Ok(false);
    }
    // The newest first: whoever pushes a migration has usually just made it.
    for &commit in push.introduced.commits.iter().rev() {
        let commit = push.repo.commit(commit)?;
        if commit.parents.len() > 1 {
            return Ok(true);
        }
        for folder in &folders {
            if push.repo.touches(&commit, folder.path.as_bstr())? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether a commit that leaves changes what is at this path.
fn introduced(push: &Push, path: &BStr) -> Result<bool> {
    for &commit in push.introduced.commits.iter().rev() {
        if push.repo.touches(&push.repo.commit(commit)?, path)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
