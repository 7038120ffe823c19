//! What a release promises about the migrations of the one before: databases
//! have applied them, and will not again.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Result;
use bstr::ByteSlice;

use super::files::Content;
use super::frameworks::{Found, Framework};
use super::graph::{Graph, listed};
use super::migration::Migration;
use super::paths::file_name;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, RepoPath};
use crate::hint::shell_word;
use crate::version::Version;

static REMOVED: Code = Code {
    id: "migrations/shipped-removed",
    severity: Severity::Error,
    finds: "A migration of the last version is gone, or has another id.",
    matters: "Databases of that version name it as the last one applied: the tool does not find it and stops \
              (Alembic: \"Can't locate revision identified by\").",
    mend: "Bring the file back. A history that is squashed on purpose needs a version on which every database \
           has been brought to the last old migration; allow it then in precheck.toml, with that reason.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration",
};

static REPARENTED: Code = Code {
    id: "migrations/shipped-reparented",
    severity: Severity::Error,
    finds: "A migration of the last version follows another one than it did.",
    matters: "Databases of that version count what now comes before it as applied: it never runs there, \
              and new databases get another schema than old ones.",
    mend: "Let it follow what it did, and the new migration follow the last one.",
    source: "https://alembic.sqlalchemy.org/en/latest/branches.html",
};

static CHANGED: Code = Code {
    id: "migrations/shipped-changed",
    severity: Severity::Error,
    finds: "What a migration of the last version does was changed; comments, layout, docstrings and imports are \
            not compared. A changed downgrade alone is a warning.",
    matters: "Databases of that version have applied it as it was and will not apply it again: they never get \
              the change, and new databases do.",
    mend: "Take the change back and make it in a new migration.",
    source: "",
};

static IRREVERSIBLE: Code = Code {
    id: "migrations/irreversible-unplanned",
    severity: Severity::Error,
    finds: "A migration that is new in this release can't be undone, and the rollback section of the runbook \
            does not name it.",
    matters: "Whoever rolls the release back at night runs a downgrade that does nothing, or stops in the middle.",
    mend: "Name its id or its file below the rollback heading of the runbook, with what to do instead; \
           or write its downgrade.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading",
};

/// What is reported about promises.
pub static CODES: [&Code; 4] = [&REMOVED, &REPARENTED, &CHANGED, &IRREVERSIBLE];

/// The migrations of one commit.
pub struct Side<'s> {
    pub found: &'s [Found<'s>],
    pub graphs: &'s [Graph],
}

/// What became of the migrations that `version` has.
pub fn judge(version: &Version, before: &Side, now: &Side) -> Result<Vec<Finding>> {
    let mut here: HashMap<(&str, &str), Vec<&Migration>> = HashMap::new();
    for graph in now.graphs {
        for migration in &graph.migrations {
            here.entry((graph.tool.id, &migration.id)).or_default().push(migration);
        }
    }
    let (files, former) = (files(now.found), files(before.found));
    let mut findings = Vec::new();
    for graph in before.graphs {
        let mut removed = Vec::new();
        for old in &graph.migrations {
            let Some(new) = here.get(&(graph.tool.id, &old.id)).and_then(|same| successor(old, same)) else {
                removed.push(old);
                continue;
            };
            findings.extend(reparented(version, old, new));
            if let (Some(was), Some(is)) = (former.get(&old.path), files.get(&new.path)) {
                findings.extend(changed(version, new, was, is)?);
            }
        }
        // A file whose id can't be told may be the one that is missed; it is refused itself.
        if now.graphs.iter().all(Graph::knows_ids) {
            findings.extend(gone(version, &removed));
        }
    }
    Ok(findings)
}

/// Which of those with the same id it has become: two databases may both have a `0001`.
fn successor<'m>(old: &Migration, same: &[&'m Migration]) -> Option<&'m Migration> {
    let at_home = same.iter().find(|new| new.path == old.path);
    at_home.or_else(|| same.iter().find(|new| parents(new) == parents(old))).or(same.first()).copied()
}

fn parents(migration: &Migration) -> BTreeSet<&str> {
    migration.parents.iter().map(|parent| parent.name.as_str()).collect()
}

fn gone(version: &Version, removed: &[&Migration]) -> Option<Finding> {
    let first = removed.first()?;
    let ids: Vec<String> = removed.iter().map(|old| format!("`{}`", old.id)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let message = match ids.as_slice() {
        [id] => format!("migration {id} of {version} is gone: it was {}", first.path),
        ids => format!("{} migrations of {version} are gone: {}", ids.len(), listed(ids, ", ")),
    };
    let paths: Vec<String> = removed.iter().take(12).map(|old| shell_word(&old.path)).collect();
    Some(
        Finding::new(&REMOVED, message)
            .at(Place::file(first.path.clone()))
            .help(format!("git restore --source={version} -- {}", paths.join(" "))),
    )
}

fn reparented(version: &Version, old: &Migration, new: &Migration) -> Option<Finding> {
    let (was, is) = (parents(old), parents(new));
    if was == is {
        return None;
    }
    let named = |names: &BTreeSet<&str>| {
        let names: Vec<&str> = names.iter().copied().collect();
        if names.is_empty() { "nothing".to_owned() } else { format!("`{}`", names.join("`, `")) }
    };
    let message = format!("`{}` follows {} and followed {} in {version}", new.id, named(&is), named(&was));
    Some(
        Finding::new(&REPARENTED, message)
            .at(Place::line(new.path.clone(), new.named_at()))
            .help("let it follow what it did, and let the new migration follow the last one"),
    )
}

type File<'f> = (&'f Found<'f>, &'f Entry);

fn files<'f>(found: &'f [Found<'f>]) -> HashMap<&'f RepoPath, File<'f>> {
    let of = |found: &'f Found<'f>| found.folders.iter().flat_map(|f| &f.files).map(move |&entry| (found, entry));
    found.iter().flat_map(of).map(|file| (&file.1.path, file)).collect()
}

fn changed(version: &Version, new: &Migration, was: &File, is: &File) -> Result<Option<Finding>> {
    if was.1.oid.is_some() && was.1.oid == is.1.oid {
        return Ok(None);
    }
    let (Content::Bytes(before), Content::Bytes(now)) = (was.0.content(was.1)?, is.0.content(is.1)?) else {
        return Ok(None);
    };
    let &Framework { meaning, .. } = is.0.framework;
    // One that Python can't read is refused as such.
    let (Some(before), Some(now)) = (meaning(&before), meaning(&now)) else { return Ok(None) };
    let (severity, part) = match (before.up == now.up, before.down == now.down) {
        (true, true) => return Ok(None),
        (true, false) => (Severity::Warning, "its downgrade was changed"),
        (false, _) => (Severity::Error, "what it does was changed"),
    };
    let message = format!("`{}` was shipped with {version}, and {part} since", new.id);
    let word = shell_word(&new.path);
    Ok(Some(
        Finding::new(&CHANGED, message).weighing(severity).at(Place::file(new.path.clone())).help(format!(
            "`git diff {version} -- {word}` shows the change; put it into a new migration and take it back here: git restore --source={version} -- {word}"
        )),
    ))
}

/// Of the migrations that a release adds, those that can't be undone and are not named in its rollback plan.
pub fn judge_plan(graphs: &[Graph], added: &HashSet<RepoPath>, plan: &str) -> Vec<Finding> {
    let new = graphs.iter().flat_map(|graph| &graph.migrations).filter(|m| added.contains(&m.path));
    let irreversible = new.filter(|migration| migration.reversible == Some(false));
    let unplanned = irreversible.filter(|migration| {
        let name = file_name(migration.path.as_bstr()).to_str_lossy().to_lowercase();
        !plan.contains(&migration.id.to_lowercase()) && !plan.contains(name.as_str())
    });
    unplanned
        .map(|migration| {
            let message =
                format!("`{}` can't be undone, and the runbook's rollback section does not name it", migration.id);
            Finding::new(&IRREVERSIBLE, message).at(Place::file(migration.path.clone())).help(format!(
                "write below the rollback heading of the runbook what to do about `{}`, or write its downgrade",
                migration.id
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests;
