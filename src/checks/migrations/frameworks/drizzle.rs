//! Drizzle: `0000_init.sql` and what `meta/_journal.json` says of it; since its first major version a folder for each
//! migration.

use std::collections::HashMap;

use anyhow::Result;
use bstr::{BStr, ByteSlice};
use serde::Deserialize;

use super::Framework;
use super::versioned::{self, Naming, Script, numbered};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Order, Told, Tool};
use crate::checks::migrations::paths::{file_name, join, parent};
use crate::checks::migrations::sql;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, RepoPath};

static JOURNAL: Code = Code {
    id: "migrations/drizzle-journal",
    severity: Severity::Error,
    finds: "Drizzle's journal and the scripts beside it do not agree, or its times do not rise from entry to entry.",
    matters: "`migrate` runs what the journal names and is younger than the last one applied: an older entry is passed \
              over without a word, and a script that is missing stops it.",
    mend: "Remove the newer entry with its script and snapshot, and let `drizzle-kit generate` make it anew.",
    source: "https://orm.drizzle.team/docs/drizzle-kit-migrate",
};

pub static FRAMEWORK: Framework = Framework {
    codes: &[&JOURNAL],
    is_migration: |name| name.ends_with(b".sql") || name == "_journal.json",
    folders: |files, named| Ok([JOURNALED.folders(files, named)?, FOLDERS.folders(files, named)?].concat()),
    graphs,
    meaning: |content| Some(versioned::sql_meaning(content)),
    operations: Some(|_, _, text, dialect| Ok(sql::read(text, dialect, true))),
};

static TOOL: Tool = Tool {
    id: "drizzle",
    name: "Drizzle",
    key: "index",
    order: Order::Version { late: Some("Drizzle goes on from the youngest that it has applied and never runs it") },
    checksum: None,
};

static JOURNALED: Naming = Naming {
    tool: &TOOL,
    script,
    claims: |files, folder| Ok(journal(files, folder).is_some()),
    reversible: |_, _| None,
};

static FOLDERS: Naming = Naming {
    tool: &TOOL,
    script: script_in_folder,
    claims: |files, folder| Ok(folder.files.iter().any(|entry| has_snapshot(files, entry))),
    reversible: |_, _| None,
};

fn script(path: &BStr) -> Option<Script<'_>> {
    let (rank, rest) = numbered(file_name(path).into())?;
    (rank.written.len() == 4 && rest.ends_with(b".sql")).then(|| versioned::script(path, rank, rest, false))
}

/// `20260101120000_init/migration.sql` beside a `snapshot.json`.
fn script_in_folder(path: &BStr) -> Option<Script<'_>> {
    let migration = parent(path);
    let (rank, rest) = numbered(file_name(migration).into())?;
    let script = Script { folder: parent(migration), id: rank.id(), rank, name: rest, undoes: false };
    (file_name(path) == b"migration.sql").then_some(script)
}

/// Whether a `migration.sql` lies beside the snapshot that Drizzle makes of it: Prisma makes none.
pub fn has_snapshot(files: &Files, entry: &Entry) -> bool {
    files.at(&join(parent(entry.path.as_bstr()), b"snapshot.json")).is_some()
}

fn journal<'f>(files: &Files<'f>, folder: &Folder) -> Option<&'f Entry> {
    files.at(&join(folder.path.as_bstr(), b"meta/_journal.json"))
}

fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut graphs = Vec::new();
    for folder in folders {
        let Some(journal) = journal(files, folder) else {
            graphs.push(FOLDERS.graph(files, folder)?);
            continue;
        };
        let mut told = JOURNALED.told(files, folder)?;
        judge(files, journal, &mut told)?;
        graphs.push(Graph::in_line(&TOOL, folder.path.clone(), told));
    }
    Ok(graphs)
}

#[derive(Deserialize)]
struct Journal {
    entries: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    idx: u64,
    when: u64,
    tag: String,
}

/// Holds the journal against the scripts.
fn judge(files: &Files, entry: &Entry, told: &mut Told) -> Result<()> {
    let path = &entry.path;
    let text = match versioned::text(files, entry)? {
        Ok(text) => text,
        Err(finding) => {
            told.findings.push(finding);
            return Ok(());
        }
    };
    let said: Vec<Finding> = match serde_json::from_slice::<Journal>(&text) {
        Err(error) => vec![wrong(path, error.line(), format!("{path} is not to be read as Drizzle's journal"))],
        Ok(journal) => disagreements(path, &text, &journal, told),
    };
    told.findings.extend(said);
    Ok(())
}

fn disagreements(path: &RepoPath, text: &[u8], journal: &Journal, told: &Told) -> Vec<Finding> {
    let line = |tag: &str| text.lines().position(|line| line.contains_str(format!("\"{tag}\""))).map_or(0, |at| at + 1);
    let mut scripts: HashMap<String, &RepoPath> = told.migrations.iter().map(|m| (tag(&m.path), &m.path)).collect();
    let mut findings = Vec::new();
    for written in &journal.entries {
        if scripts.remove(&written.tag).is_none() {
            findings.push(wrong(
                path,
                line(&written.tag),
                format!("the journal names `{}`, which no script is", written.tag),
            ));
        }
    }
    for pair in journal.entries.windows(2) {
        let [before, after] = pair else { continue };
        if after.when <= before.when || after.idx <= before.idx {
            let message = format!(
                "`{}` is not younger than `{}` before it: databases that have applied that one never run it",
                after.tag, before.tag
            );
            findings.push(wrong(path, line(&after.tag), message));
        }
    }
    let mut unnamed: Vec<&&RepoPath> = scripts.values().collect();
    unnamed.sort();
    findings.extend(
        unnamed.into_iter().map(|script| wrong(script, 0, format!("{script} is not in the journal and never run"))),
    );
    findings
}

fn wrong(path: &RepoPath, line: usize, message: String) -> Finding {
    Finding::new(&JOURNAL, message)
        .at(Place::line(path.clone(), line))
        .help("remove the newer entry with its script and snapshot, then: npx drizzle-kit generate")
}

/// By which the journal knows a script: its name without `.sql`.
fn tag(path: &RepoPath) -> String {
    file_name(path.as_bstr()).to_str_lossy().trim_end_matches(".sql").to_owned()
}
