//! `precheck-hook/migrations/1`: frozen structs, apart from the inner types.

use std::collections::HashSet;

use bstr::ByteSlice;
use serde::Serialize;

use super::location;
use crate::lineage::{self, Lineage, Survey};
use crate::sanitize;

#[derive(Serialize)]
struct Root<'s> {
    schema: &'static str,
    since: Option<String>,
    added: Vec<&'s str>,
    graphs: Vec<Graph<'s>>,
}

#[derive(Serialize)]
struct Graph<'s> {
    framework: &'static str,
    location: String,
    count: usize,
    heads: Vec<&'s str>,
    bases: Vec<&'s str>,
    branch_points: Vec<&'s str>,
    merge_points: Vec<&'s str>,
    revisions: Vec<Revision<'s>>,
}

#[derive(Serialize)]
struct Revision<'s> {
    id: &'s str,
    parents: &'s [String],
    depends_on: &'s [String],
    labels: &'s [String],
    path: String,
    reversible: Option<bool>,
}

/// The graphs as JSON, with a final newline.
pub fn json(survey: &Survey) -> String {
    let root = Root {
        schema: "precheck-hook/migrations/1",
        since: survey.since.as_ref().map(ToString::to_string),
        added: survey.lineages.iter().flat_map(|lineage| ids(lineage, |revision| revision.is_new)).collect(),
        graphs: survey.lineages.iter().map(graph).collect(),
    };
    let text = serde_json::to_string_pretty(&root).unwrap_or_else(|e| format!("{{\"error\": \"{e}\"}}"));
    sanitize::json(&text) + "\n"
}

fn graph(lineage: &Lineage) -> Graph<'_> {
    Graph {
        framework: lineage.framework,
        location: location(lineage),
        count: lineage.revisions.len(),
        heads: ids(lineage, lineage::Revision::is_head),
        bases: ids(lineage, lineage::Revision::is_base),
        branch_points: ids(lineage, lineage::Revision::is_branch_point),
        merge_points: ids(lineage, lineage::Revision::is_merge_point),
        revisions: lineage.revisions.iter().map(revision).collect(),
    }
}

/// The ids of those of which something holds; one that two files have stands once.
fn ids(lineage: &Lineage, holds: impl Fn(&lineage::Revision) -> bool) -> Vec<&str> {
    let mut seen = HashSet::new();
    let ids = lineage.revisions.iter().filter(|revision| holds(revision)).map(|revision| revision.id.as_str());
    ids.filter(|id| seen.insert(*id)).collect()
}

fn revision(revision: &lineage::Revision) -> Revision<'_> {
    Revision {
        id: &revision.id,
        parents: &revision.parents,
        depends_on: &revision.depends_on,
        labels: &revision.labels,
        path: revision.path.to_str_lossy().into_owned(),
        reversible: revision.reversible,
    }
}
