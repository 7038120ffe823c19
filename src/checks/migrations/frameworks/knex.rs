//! Knex: `migrations/20260101120000_init.js` with its `up` and `down`, in the order of the files' names.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source::{self, BRACES};
use super::versioned::{Naming, Script, numbered};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::migration::{Order, Rank, Tool};
use crate::checks::migrations::paths::{file_name, parent};

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: is_module,
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(BRACES.meaning(content)),
    operations: None,
};

static TOOL: Tool = Tool {
    id: "knex",
    name: "Knex",
    key: "name",
    // It applies whatever is not applied yet.
    order: Order::Version { late: None },
    checksum: None,
};

static NAMING: Naming = Naming { tool: &TOOL, script, claims, reversible: |up, _| Some(source::acts(up, "down")) };

fn is_module(name: &BStr) -> bool {
    [&b".js"[..], b".ts", b".cjs", b".mjs"].iter().any(|extension| name.ends_with(extension))
        && !name.ends_with(b".d.ts")
}

/// <https://knexjs.org/guide/migrations.html>
fn script(path: &BStr) -> Option<Script<'_>> {
    let name = file_name(path);
    let (rank, _) = numbered(name.into())?;
    let id = name.to_str().ok()?;
    (is_module(name.into()) && rank.written.len() >= 14).then(|| Script {
        folder: parent(path),
        id: id.to_owned(),
        rank: Rank::of_text(id),
        name: b"",
        undoes: false,
    })
}

fn claims(files: &Files, folder: &Folder) -> Result<bool> {
    let Some(first) = folder.files.first() else { return Ok(false) };
    let text = files.text(first)?.to_lowercase();
    Ok(text.contains_str("knex") && text.contains_str("up"))
}
