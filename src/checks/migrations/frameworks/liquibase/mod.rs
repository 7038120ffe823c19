//! Liquibase: change sets, several in a file, known by author, id and file.

mod formatted;
mod markup;
mod structured;

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source;
use super::versioned;
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Migration, Order, Rank, Told, Tool};
use crate::checks::migrations::paths::{file_name, parent};
use crate::digest;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, RepoPath};

static CHANGELOG: Code = Code {
    id: "migrations/liquibase-changelog",
    severity: Severity::Error,
    finds: "A changelog of Liquibase can't be read.",
    matters: "Liquibase stops at it before it applies anything.",
    mend: "Correct the file; `liquibase validate` shows the place.",
    source: "https://docs.liquibase.com/concepts/changelogs/home.html",
};

pub static FRAMEWORK: Framework = Framework {
    codes: &[&CHANGELOG],
    is_migration,
    folders,
    graphs,
    meaning: |content| Some(source::exactly(content)),
    operations: None,
};

static TOOL: Tool = Tool {
    id: "liquibase",
    name: "Liquibase",
    key: "change set",
    // The changelogs say which comes after which, and what is not applied yet is applied.
    order: Order::Version { late: None },
    checksum: Some("the checksum of the change set"),
};

/// A change set.
pub struct ChangeSet {
    pub author: String,
    pub id: String,
    /// Under which file it is known, where that is not the one that holds it.
    pub file: Option<String>,
    /// What it does, in the form that Liquibase compares; nothing, where it may be applied again when it changes.
    pub content: String,
    pub reversible: Option<bool>,
}

/// What a file of Liquibase's may be called.
fn is_migration(name: &BStr) -> bool {
    let name = name.to_lowercase();
    let known = [&b".sql"[..], b".xml", b".yaml", b".yml", b".json"].iter().any(|extension| name.ends_with(extension));
    known && (name.ends_with(b".sql") || name.contains_str("changelog") || name.contains_str("changeset"))
}

/// Its own name, or that of a folder above it, says so.
fn is_candidate(path: &BStr) -> bool {
    let known = [&b".sql"[..], b".xml", b".yaml", b".yml", b".json"].iter().any(|extension| path.ends_with(extension));
    known && (path.to_lowercase().contains_str("changelog") || path.split_str("/").any(|part| part == b"liquibase"))
}

fn folders<'f>(files: &Files<'f>, named: &[String]) -> Result<Vec<Folder<'f>>> {
    let mut folders: BTreeMap<&BStr, Folder> = BTreeMap::new();
    for entry in files.among(named).into_iter().filter(|entry| !named.is_empty() || is_candidate(entry.path.as_bstr()))
    {
        if speaks(&entry.path, &files.text(entry)?) {
            let path = parent(entry.path.as_bstr());
            let empty = || Folder::of(path, RepoPath::default());
            folders.entry(path).or_insert_with(empty).files.push(entry);
        }
    }
    Ok(folders.into_values().collect())
}

/// Whether it is a changelog.
fn speaks(path: &RepoPath, text: &[u8]) -> bool {
    if path.ends_with(b".sql") { formatted::speaks(text) } else { text.contains_str("databaseChangeLog") }
}

/// The change sets of all files: one may include those of another folder.
fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut told = Told::default();
    for entry in folders.iter().flat_map(|folder| &folder.files) {
        take(&mut told, files, entry)?;
    }
    let mut paths = folders.iter().map(|folder| folder.path.clone());
    let Some(first) = paths.next().filter(|_| !told.migrations.is_empty() || !told.findings.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut graph = Graph::in_line(&TOOL, first, told);
    graph.folders.extend(paths);
    Ok(vec![graph])
}

fn take(told: &mut Told, files: &Files, entry: &Entry) -> Result<()> {
    let path = &entry.path;
    let text = match versioned::text(files, entry)? {
        Ok(text) => text,
        Err(finding) => {
            told.findings.push(finding);
            return Ok(());
        }
    };
    let text = text.to_str_lossy();
    let read = match file_name(path.as_bstr()).rsplit_once_str(".") {
        Some((_, b"sql")) => Ok(formatted::read(&text)),
        Some((_, b"xml")) => markup::read(&text),
        _ => structured::read(&text),
    };
    match read {
        Ok(sets) => told.migrations.extend(sets.into_iter().enumerate().map(|(at, set)| migration(path, at, set))),
        Err(why) => told.findings.push(
            Finding::new(&CHANGELOG, format!("{path} can't be read as a changelog: {why}"))
                .at(Place::file(path.clone()))
                .help("correct it; `liquibase validate` shows the place"),
        ),
    }
    Ok(())
}

fn migration(path: &RepoPath, at: usize, set: ChangeSet) -> Migration {
    let file = set.file.unwrap_or_else(|| path.to_string());
    Migration {
        id: format!("{file}::{}::{}", set.id, set.author),
        path: path.clone(),
        rank: Some(Rank::of_text(&format!("{path} {at:08}"))),
        digest: Some(digest::sha256(set.content.as_bytes())),
        reversible: set.reversible,
        ..Migration::default()
    }
}

/// Layout does not count.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
