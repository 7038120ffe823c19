//! What is released: the migrations as they stand, and what became of those of the last version.

use std::collections::BTreeSet;

use anyhow::Result;

use super::contract::{self, Side};
use super::frameworks::{self, Found, Reader};
use super::graph::{Graph, listed};
use super::models::{self, Released};
use super::{Migrations, commits, database, hazards, place_of, plan, redis, released, schema};
use crate::check::{Examination, Subject};
use crate::evidence::MigrationEvidence;
use crate::finding::Severity;
use crate::git::RepoPath;
use crate::recall::Recall;

impl Migrations {
    pub(super) fn judge_gate(&self, subject: &Subject, recall: &Recall) -> Result<Examination> {
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
        let now = Side { found, graphs };
        let Some((version, tag)) = subject.previous() else {
            judge_graphs(graphs, |_| true, seen);
            seen.evidence.migrations = evidence(&now, graphs.iter().flat_map(Graph::ids))?;
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
        seen.evidence.migrations = evidence(&now, ids.into_iter())?;
        seen.findings.extend(contract::judge(version, &then, &now)?);
        let hazards = hazards::judge(&added, found)?;
        seen.findings.extend(contract::judge_plan(&added, &hazards.losing, &plan::rollback(&subject.snapshot)?));
        seen.findings.extend(hazards.findings);
        schema::judge(&added, version, (&before, &subject.snapshot), self.schema_docs.as_ref(), seen)?;
        seen.findings.extend(models::judge(found, &Released::between(subject.repo, &before, &subject.snapshot)?)?);
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

fn evidence<'g>(side: &'g Side, added: impl Iterator<Item = &'g str>) -> Result<Option<Box<MigrationEvidence>>> {
    let graphs = side.graphs;
    if graphs.is_empty() {
        return Ok(None);
    }
    let tools: BTreeSet<&str> = graphs.iter().map(|graph| graph.tool.id).collect();
    Ok(Some(Box::new(MigrationEvidence {
        tool: tools.into_iter().collect::<Vec<_>>().join(", "),
        heads: graphs.iter().flat_map(Graph::heads).map(|head| head.id.clone()).collect(),
        count: graphs.iter().map(|graph| graph.migrations.len()).sum(),
        added: added.map(ToOwned::to_owned).collect(),
        sha256: contract::fingerprint(side)?,
    })))
}
