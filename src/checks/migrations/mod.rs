//! Are the database's migrations whole, committed and in one line?

mod commits;
mod contract;
mod database;
mod dialect;
mod files;
mod frameworks;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod gate;
mod graph;
mod hazards;
mod late;
mod leaving;
mod lint;
mod migration;
mod models;
mod operation;
mod order;
mod paths;
mod plan;
mod push;
mod python;
mod redis;
mod schema;
mod sql;
mod survey;
mod trailer;
mod union;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::check::{Check, Context, Event, Outcome};
use crate::finding::{Code, Finding};
use crate::git::{Ref, Repo, RepoPath, Snapshot};
use crate::version::Version;
use frameworks::{FRAMEWORKS, module, versioned};

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
            &late::CODES,
            &versioned::CODES,
            &module::CODES,
            &commits::CODES,
            &contract::CODES,
            &hazards::CODES,
            &lint::CODES,
            &database::CODES,
            &schema::CODES,
            &models::CODES,
            &redis::CODES,
        ];
        common.into_iter().flatten().chain(tools).copied().collect()
    }

    fn judges_pushes(&self) -> bool {
        true
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        match context.event {
            Event::Push(push) => self.judge_push(push, context),
            Event::Gate(subject) => self.judge_gate(subject, context.recall),
            Event::Scan(_) | Event::History(_) => {
                return Ok(Outcome::Skipped { reason: "a scan looks for secrets alone".into() });
            }
        }
        .map(Outcome::Ran)
    }
}

/// What a version tag was put on.
fn released<'r>(repo: &'r Repo, version: &Version, tag: &Ref) -> Result<Snapshot<'r>> {
    let commit = repo.peel_to_commit(tag.oid)?.with_context(|| format!("{version} is not the tag of a commit"))?;
    Ok(Snapshot::of_commit(repo, commit))
}

fn place_of(finding: &Finding) -> Option<&RepoPath> {
    finding.place.as_ref().map(|place| &place.path)
}

#[cfg(test)]
mod tests;
