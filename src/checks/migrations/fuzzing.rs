//! What must hold whatever the input is; `fuzz/` makes up the inputs.

use std::collections::{BTreeMap, HashSet};

use super::frameworks::{self, Found, Reader, alembic};
use super::lint;
use super::models;
use super::python;
use super::redis::registry::Registry;
use super::redis::source::calls_of;
use super::sql::{self, Dialect};
use crate::fuzzing::{files, in_memory, lines, stand_within};
use crate::git::{Entry, RepoPath, Snapshot};
use crate::recall::Recall;

/// Operations stand on lines of the script in the order of their statements, and are told in few
/// words. The first byte of the input is the dialect, and whether a transaction is open.
pub fn sql(input: &[u8]) {
    const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite, Dialect::Unknown];
    let Some((&manner, text)) = input.split_first() else { return };
    let dialect = DIALECTS[usize::from(manner) % DIALECTS.len()];
    let text = String::from_utf8_lossy(text);
    let script = sql::read(&text, dialect, manner & 0x80 != 0);
    let last = 1 + text.matches('\n').count();
    assert!(script.ops.iter().all(|op| (1..=last).contains(&op.line)));
    assert!(script.ops.is_sorted_by_key(|op| op.line));
    assert!(script.trouble.as_ref().is_none_or(|trouble| (1..=last).contains(&trouble.line)));
    for finding in lint::judge(&"m.sql".into(), &script, &HashSet::new(), dialect, text.as_bytes()) {
        assert!(finding.message.chars().count() < 1_000);
    }
    assert_eq!(sql::meaning(&text), sql::meaning(&format!(" \n{}", text.trim_start_matches('\u{feff}'))));
}

/// A revision is read to its end, its operations stand on its lines, and what it is found to do is
/// told in few words.
pub fn alembic(input: &[u8]) {
    python::read(input);
    let source = String::from_utf8_lossy(input);
    let last = 1 + source.matches(['\n', '\r']).count();
    let script = alembic::operations(&source, Dialect::Postgres);
    assert!(script.ops.iter().all(|op| (1..=last).contains(&op.line)));
    for finding in lint::judge(&"m.py".into(), &script, &HashSet::new(), Dialect::Postgres, source.as_bytes()) {
        assert!(finding.message.chars().count() < 1_000);
    }
}

/// Whichever tools a tree has migrations of: what is told stands on lines of its files, and so do operations.
pub fn frameworks(input: &[u8]) {
    let files = files(input);
    in_memory(input, |snapshot, _| {
        let recall = Recall::default();
        let reader = Reader::of(&[], &recall);
        let found = reader.find(snapshot).expect("all is in memory");
        are_within(&files, snapshot, &found);
    });
}

fn are_within(files: &BTreeMap<String, Vec<u8>>, snapshot: &Snapshot, found: &[Found]) {
    for graph in frameworks::graphs(found).expect("all is in memory") {
        stand_within(&graph.judge(), |path| files.get(path).map(Vec::as_slice));
        assert!(
            graph.migrations.iter().all(|migration| snapshot.entry(&migration.path).is_ok_and(|entry| entry.is_some()))
        );
    }
    for found in found {
        for folder in &found.folders {
            let dialect = found.dialect(folder).expect("all is in memory");
            folder.files.iter().for_each(|entry| script(found, entry, dialect));
        }
    }
}

fn script(found: &Found, entry: &Entry, dialect: Dialect) {
    let Some((script, text)) = found.script(entry, dialect).expect("all is in memory") else { return };
    let last = lines(&text);
    // 0 is the file as a whole.
    assert!(script.ops.iter().all(|op| op.line <= last), "an operation of {} is elsewhere", entry.path);
    let meaning = |text: &[u8]| (found.framework.meaning)(text).map(|meaning| (meaning.up, meaning.down));
    assert_eq!(meaning(&text), meaning(&text));
    lint::judge(&entry.path, &script, &HashSet::new(), dialect, &text);
}

/// Two versions of files with models, or with calls of Redis: no change is seen where there is none, and what is seen
/// stands on lines of the new one. They are called `before/NAME` and `now/NAME`.
pub fn models(input: &[u8]) {
    let files = files(input);
    let named =
        |side: &'static str| files.iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(side)?, bytes)));
    for (name, now) in named("now/") {
        let path = RepoPath::from(name);
        let _ = (calls_of(&path, now), Registry::read(&path, &Ok(now.clone())));
        let same = models::compared(&path, &[now], now);
        assert!(same.is_none_or(|changes| changes.is_empty()), "{name} differs from itself");
        let before: Vec<&[u8]> =
            named("before/").filter(|(other, _)| *other == name).map(|(_, was)| was.as_slice()).collect();
        let last = lines(now);
        let changes = models::compared(&path, &before, now).unwrap_or_default();
        assert!(changes.iter().all(|(line, _)| *line <= last));
    }
}
