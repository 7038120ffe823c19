//! goose: `00001_init.sql` with its `-- +goose Up` and `-- +goose Down`, or `00001_init.go`.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::source::{BRACES, SQL};
use super::versioned::{self, Naming, Script, numbered};
use super::{Framework, atlas};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::migration::{Meaning, Order, Tool};
use crate::checks::migrations::paths::file_name;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".sql") || name.ends_with(b".go"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(meaning(content)),
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
        if undoing { &mut down } else { &mut up }.extend_from_slice(line);
    }
    (up, down)
}

fn meaning(text: &[u8]) -> Meaning {
    let (up, down) = sections(text);
    // A module has no sections; what it says in comments does nothing either way.
    let style = if text.contains_str("package ") && !text.contains_str("+goose") { &BRACES } else { &SQL };
    Meaning { up: style.meaning(&up).up, down: style.meaning(&down).up }
}

/// Of a Go module only running it would tell.
fn reversible(text: &[u8]) -> Option<bool> {
    let (_, down) = sections(text);
    text.contains_str("+goose").then(|| !SQL.bare(&down).is_empty())
}
