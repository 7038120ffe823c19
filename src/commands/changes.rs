//! What lies between two states of a repository, for release notes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::gate;
use crate::digest;
use crate::dotenv::Dotenv;
use crate::evidence::Evidence;
use crate::git::{Oid, Repo, Snapshot};
use crate::notes::{Artifacts, Difference, Migration, Notes};
use crate::recall::Recall;
use crate::release::changes;
use crate::release::paths;
use crate::release::record::Record;
use crate::report::Report;
use crate::verify::Place;
use crate::version::Version;

/// One side.
pub struct Side {
    /// Its commit.
    pub commit: Oid,
    /// What it ships beside its code, where that is known.
    pub shipped: Option<Evidence>,
    /// What was accepted when it was judged: code and reason.
    pub waivers: BTreeSet<(String, String)>,
}

impl Side {
    /// A version with what its manifest tells, or any other revision.
    pub fn of_revision(repo: &Repo, revision: &str) -> Result<Self> {
        let oid = repo.resolve(revision)?.with_context(|| format!("there is no revision {revision:?} here"))?;
        let commit = repo.peel_to_commit(oid)?.with_context(|| format!("{revision:?} is no commit"))?;
        match revision.parse::<Version>() {
            Ok(version) => Self::of_version(repo, &version, commit),
            Err(_) => Ok(Self { commit, shipped: None, waivers: BTreeSet::new() }),
        }
    }

    /// A commit as it was judged just now.
    pub fn of_judged(commit: Oid, report: &Report) -> Self {
        let waivers = report.waived.iter().map(|waived| (waived.code.to_owned(), waived.reason.clone())).collect();
        Self { commit, shipped: Some(report.evidence.clone()), waivers }
    }

    /// What a released version's manifest says of it.
    pub fn of_version(repo: &Repo, version: &Version, commit: Oid) -> Result<Self> {
        let [_, _, path, _] = paths::of(version);
        let manifest = match Place::in_clone(repo, version)? {
            Some(place) => place.read(&path)?,
            None => None,
        };
        let record =
            manifest.map(|bytes| Record::parse(&bytes)).transpose().with_context(|| format!("reading {path}"))?;
        let Some(record) = record else { return Ok(Self { commit, shipped: None, waivers: BTreeSet::new() }) };
        let waivers = record.gate.waivers.into_iter().map(|waiver| (waiver.code, waiver.reason)).collect();
        let shipped = Evidence { files: record.files, images: record.images, ..Evidence::default() };
        Ok(Self { commit, shipped: Some(shipped), waivers })
    }
}

/// Everything that the later side brings.
pub fn between(repo: &Repo, before: Option<&Side>, after: &Side) -> Result<Notes> {
    let earlier = before.map(|side| side.commit);
    Ok(Notes {
        changes: changes::of(repo, after.commit, earlier)?,
        migrations: new_migrations(repo, earlier, after.commit)?,
        artifacts: before
            .and_then(|side| side.shipped.as_ref())
            .zip(after.shipped.as_ref())
            .map(|(before, after)| Artifacts::between(before, after)),
        environment: difference(repo, earlier, after.commit, environment)?,
        runbook: difference(repo, earlier, after.commit, runbook)?,
        waivers: after.waivers.clone(),
    })
}

/// Of a first version nothing is new: all of it is.
fn difference<T: PartialEq>(
    repo: &Repo,
    before: Option<Oid>,
    after: Oid,
    read: impl Fn(&Repo, Oid) -> Result<BTreeMap<String, T>>,
) -> Result<Difference> {
    let Some(before) = before else { return Ok(Difference::default()) };
    Ok(Difference::between(read(repo, before)?, read(repo, after)?))
}

fn new_migrations(repo: &Repo, before: Option<Oid>, after: Oid) -> Result<Vec<Migration>> {
    let Some(before) = before else { return Ok(Vec::new()) };
    let recall = Recall::of(repo);
    let survey = |commit| {
        let (config, snapshot) = gate::opened(repo, Some(commit))?;
        config.checks.survey(repo, &snapshot, &recall)
    };
    let had: BTreeSet<(&str, String)> = survey(before)?
        .lineages
        .into_iter()
        .flat_map(|lineage| lineage.revisions.into_iter().map(move |revision| (lineage.framework, revision.id)))
        .collect();
    let mut new = Vec::new();
    for lineage in survey(after)?.lineages {
        // In the order in which they are applied.
        for revision in lineage.revisions.into_iter().rev() {
            if !had.contains(&(lineage.framework, revision.id.clone())) {
                let (id, subject, reversible) = (revision.id, revision.subject, revision.reversible);
                new.push(Migration { tool: lineage.tool, id, subject, reversible });
            }
        }
    }
    recall.save();
    Ok(new)
}

/// The names that an example of the environment has, at the root of the repository, and whether it leaves them to be
/// filled in.
fn environment(repo: &Repo, commit: Oid) -> Result<BTreeMap<String, bool>> {
    let snapshot = Snapshot::of_commit(repo, commit);
    let mut names = BTreeMap::new();
    let is_example = |path: &[u8]| {
        let text = String::from_utf8_lossy(path).to_lowercase();
        let ends = [".example", ".sample", ".template", ".dist"].iter().any(|end| text.ends_with(end));
        !text.contains('/') && ends && (text.starts_with(".env") || text.starts_with("env."))
    };
    for entry in snapshot.entries()?.iter().filter(|entry| is_example(&entry.path)) {
        let example = Dotenv::parse(&snapshot.read(&entry.path)?.unwrap_or_default());
        names.extend(example.entries.into_iter().map(|entry| (entry.name, entry.written.is_empty())));
    }
    Ok(names)
}

/// What stands below each heading of the runbook, by its hash.
fn runbook(repo: &Repo, commit: Oid) -> Result<BTreeMap<String, String>> {
    let (config, snapshot) = gate::opened(repo, Some(commit))?;
    let sections = config.checks.runbook_sections(&snapshot)?;
    Ok(sections.into_iter().map(|(heading, text)| (heading, digest::sha256(text.as_bytes()))).collect())
}
