//! goose: `00001_init.sql` with its `-- +goose Up` and `-- +goose Down`, or `00001_init.go`.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::source::BRACES;
use super::versioned::{self, Naming, Script, by_pair, numbered};
use super::{Framework, atlas};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::migration::{Meaning, Order, Tool};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::sql::{self, Dialect, Script as Sql};
use crate::git::Entry;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".sql") || name.ends_with(b".go"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(meaning(content)),
    operations: Some(|_, entry, text, dialect| Ok(operations(entry, text, dialect))),
};

static TOOL: Tool = Tool {
    id: "goose",
    name: "goose",
    key: "version",
    order: Order::Version { late: Some("unless it is given -allow-missing, goose stops at it") },
    checksum: None,
};

static NAMING: Naming = Naming { tool: &TOOL, script, claims, reversible: |up, _| reversible(up) };

/// <https://pressly.github.io/goose/documentation/annotations/>
fn script(path: &BStr) -> Option<Script<'_>> {
    let (rank, rest) = numbered(file_name(path).into())?;
    let module = rest.ends_with(b".go") && !rest.ends_with(b"_test.go");
    (module || rest.ends_with(b".sql")).then(|| versioned::script(path, rank, rest, false))
}

/// The first file or the last one speaks to goose; no more are read, for this is asked of every such folder.
fn claims(files: &Files, folder: &Folder) -> Result<bool> {
    if atlas::is_used(files, folder) {
        return Ok(false);
    }
    for entry in folder.files.first().into_iter().chain(folder.files.last()) {
        let text = files.text(entry)?;
        if text.contains_str("+goose") || text.contains_str("pressly/goose") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a line is goose's own `-- +goose WORD`.
fn annotates(line: &[u8], word: &str) -> bool {
    let said = line.trim().strip_prefix(b"--").map(ByteSlice::trim_start);
    let Some(said) = said.and_then(|said| said.strip_prefix(b"+goose")) else { return false };
    said.trim().eq_ignore_ascii_case(word.as_bytes())
}

/// What applies, and what undoes.
fn sections(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut up, mut down, mut undoing) = (Vec::new(), Vec::new(), false);
    for line in text.lines_with_terminator() {
        undoing = annotates(line, "Down") || (undoing && !annotates(line, "Up"));
        let (into, other) = if undoing { (&mut down, &mut up) } else { (&mut up, &mut down) };
        into.extend_from_slice(line);
        // Each line stays where it is.
        other.push(b'\n');
    }
    (up, down)
}

fn meaning(text: &[u8]) -> Meaning {
    let (up, down) = sections(text);
    // A module has no sections.
    if !text.contains_str("+goose") {
        return BRACES.meaning(text);
    }
    Meaning { up: sql::meaning(&up.to_str_lossy()), down: sql::meaning(&down.to_str_lossy()) }
}

/// What `Up` does; goose runs it in a transaction unless it says otherwise.
fn operations(entry: &Entry, text: &str, dialect: Dialect) -> Sql {
    if !entry.path.ends_with(b".sql") {
        return Sql::default();
    }
    let outside = text.lines().any(|line| annotates(line.as_bytes(), "NO TRANSACTION"));
    sql::read(&sections(text.as_bytes()).0.to_str_lossy(), dialect, !outside)
}

/// Of a Go module only running it would tell.
fn reversible(text: &[u8]) -> Option<bool> {
    let (_, down) = sections(text);
    text.contains_str("+goose").then(|| by_pair(Some(&down)))
}
