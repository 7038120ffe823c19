//! What a release promises about the migrations of the one before: databases
//! have applied them, and will not again.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Result;
use bstr::ByteSlice;

use super::files::Content;
use super::frameworks::{Found, Framework};
use super::graph::{Graph, listed};
use super::late;
use super::migration::{Migration, Order, Tool};
use super::paths::file_name;
use crate::digest;
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
    finds: "What a migration of the last version does was changed. Where the tool remembers a checksum (Flyway, sqlx, \
            Prisma, Atlas) every byte counts; elsewhere comments, layout, docstrings and imports do not. A change of what \
            undoes it is a warning.",
    matters: "Databases of that version have applied it as it was and will not apply it again: they never get \
              the change, and new databases do. A tool that compares checksums stops at the next deployment.",
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
    let migrations = now.graphs.iter().flat_map(|graph| &graph.migrations);
    let replaced: HashSet<&str> = migrations.flat_map(|new| &new.replaces).map(String::as_str).collect();
    let (files, former) = (files(now.found), files(before.found));
    let mut findings = Vec::new();
    for graph in before.graphs {
        let mut removed = Vec::new();
        for old in graph.migrations.iter().filter(|old| !replaced.contains(old.id.as_str())) {
            let Some(new) = here.get(&(graph.tool.id, &old.id)).and_then(|same| successor(old, same)) else {
                removed.push(old);
                continue;
            };
            // Where the version decides what follows what, that is no promise of the migration's own.
            if let Order::Named(_) = graph.tool.order {
                findings.extend(reparented(version, old, new));
            }
            if let (Some(was), Some(is)) = (&old.digest, &new.digest) {
                findings.extend(changed(version, graph.tool, new, Parts { up: was != is, down: false }));
            } else if let (Some(was), Some(is)) = (former.get(&old.path), files.get(&new.path)) {
                let parts = changed_parts(was, is)?;
                findings.extend(parts.and_then(|parts| changed(version, graph.tool, new, parts)));
            }
            let undo = (
                old.undo.as_ref().and_then(|path| former.get(path)),
                new.undo.as_ref().and_then(|path| files.get(path)),
            );
            if let (Some(was), Some(is)) = undo
                && changed_parts(was, is)?.is_some_and(|parts| parts.up || parts.down)
            {
                findings.extend(changed(version, graph.tool, new, Parts { up: false, down: true }));
            }
        }
        // A file whose id can't be told may be the one that is missed; it is refused itself.
        if now.graphs.iter().all(Graph::knows_ids) {
            findings.extend(gone(version, &removed));
        }
    }
    findings.extend(late::judge(now.graphs, before.graphs, &version.to_string()));
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
    let finding = Finding::new(&REMOVED, message)
        .at(Place::file(first.path.clone()))
        .help(format!("git restore --source={version} -- {}", paths.join(" ")));
    let elsewhere = removed.iter().skip(1).map(|old| Place::file(old.path.clone())).collect();
    Some(Finding { elsewhere, ..finding })
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

/// Which parts of a migration are others than they were.
#[derive(Clone, Copy)]
struct Parts {
    up: bool,
    down: bool,
}

/// `None` if either can't be read: one that is no valid text of its tool is refused as such.
fn changed_parts(was: &File, is: &File) -> Result<Option<Parts>> {
    if was.1.oid.is_some() && was.1.oid == is.1.oid {
        return Ok(None);
    }
    let (Content::Bytes(before), Content::Bytes(now)) = (was.0.content(was.1)?, is.0.content(is.1)?) else {
        return Ok(None);
    };
    let &Framework { meaning, .. } = is.0.framework;
    let (Some(before), Some(now)) = (meaning(&before), meaning(&now)) else { return Ok(None) };
    Ok(Some(Parts { up: before.up != now.up, down: before.down != now.down }))
}

fn changed(version: &Version, tool: &Tool, new: &Migration, parts: Parts) -> Option<Finding> {
    let (severity, part, path) = match (parts.up, parts.down) {
        (false, false) => return None,
        (false, true) => (Severity::Warning, "what undoes it was changed", new.undo.as_ref().unwrap_or(&new.path)),
        (true, _) if tool.checksum.is_some() => (Severity::Error, "its content was changed", &new.path),
        (true, _) => (Severity::Error, "what it does was changed", &new.path),
    };
    let stops = match tool.checksum.filter(|_| parts.up) {
        Some(checksum) => format!(": {} compares {checksum} with what it has applied and stops", tool.name),
        None => String::new(),
    };
    let message = format!("`{}` was shipped with {version}, and {part} since{stops}", new.id);
    let word = shell_word(path);
    Some(
        Finding::new(&CHANGED, message).weighing(severity).at(Place::file(path.clone())).help(format!(
            "`git diff {version} -- {word}` shows the change; put it into a new migration and take it back here: git restore --source={version} -- {word}"
        )),
    )
}

/// What all migrations do, as one digest.
pub fn fingerprint(side: &Side) -> Result<String> {
    let files = files(side.found);
    let mut lines = Vec::new();
    for graph in side.graphs {
        for migration in &graph.migrations {
            let does = match (&migration.digest, files.get(&migration.path)) {
                (Some(digest), _) => digest.clone(),
                (None, Some((found, entry))) => match found.content(entry)? {
                    Content::Bytes(text) => {
                        (found.framework.meaning)(&text).map_or_else(String::new, |does| does.up + &does.down)
                    }
                    Content::Opaque(_) => String::new(),
                },
                (None, None) => String::new(),
            };
            lines.push(format!("{} {} {does}\n", graph.tool.id, migration.id));
        }
    }
    lines.sort();
    Ok(digest::sha256(lines.concat().as_bytes()))
}

/// The migrations that `before` did not have; one whose file was only moved is not new.
pub fn added<'g>(before: &[Graph], now: &'g [Graph]) -> Vec<&'g Migration> {
    let here: HashSet<&RepoPath> = now.iter().flat_map(|graph| &graph.migrations).map(|m| &m.path).collect();
    let mut known: HashMap<(&str, &str), Vec<&RepoPath>> = HashMap::new();
    for graph in before {
        for old in &graph.migrations {
            known.entry((graph.tool.id, &old.id)).or_default().push(&old.path);
        }
    }
    // Two databases may both have a `0001`: the one whose file is elsewhere is another.
    let is_new = |graph: &Graph, new: &Migration| {
        let paths = known.get(&(graph.tool.id, new.id.as_str())).map_or(&[][..], Vec::as_slice);
        !paths.iter().any(|path| **path == new.path || !here.contains(path))
    };
    now.iter().flat_map(|graph| graph.migrations.iter().filter(|new| is_new(graph, new))).collect()
}

/// Of the migrations that a release adds, those that can't be undone and are not named in its rollback plan.
/// `losing` are the files of those that lose data: where nothing says how to undo them, nothing does.
pub fn judge_plan(added: &[&Migration], losing: &BTreeSet<RepoPath>, plan: &str) -> Vec<Finding> {
    let irreversible = added.iter().filter(|m| !m.reversible.unwrap_or_else(|| !losing.contains(&m.path)));
    let unplanned = irreversible.filter(|migration| {
        let name = file_name(migration.path.as_bstr()).to_str_lossy().to_lowercase();
        !plan.contains(&migration.id.to_lowercase()) && !plan.contains(name.as_str())
    });
    unplanned
        .map(|migration| {
            let message =
                format!("`{}` can't be undone, and the runbook's rollback section does not name it", migration.id);
            Finding::new(&IRREVERSIBLE, message).at(Place::file(migration.path.clone())).help(format!(
                "write below the rollback heading of the runbook what to do about `{}`, or write what undoes it",
                migration.id
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests;
