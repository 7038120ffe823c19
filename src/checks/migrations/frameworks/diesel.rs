//! Diesel: `migrations/2026-01-01-120000_init/up.sql` and `down.sql`.

use bstr::{BStr, ByteSlice};

use super::Framework;
use super::versioned::{self, Naming, Script, by_pair};
use crate::checks::migrations::files::Files;
use crate::checks::migrations::migration::{Order, Rank, Tool};
use crate::checks::migrations::paths::{file_name, join, parent};
use crate::checks::migrations::sql::{self, Dialect, Script as Sql};
use crate::git::Entry;
use anyhow::Result;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name == "up.sql" || name == "down.sql",
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(versioned::sql_meaning(content)),
    operations: Some(operations),
};

static TOOL: Tool = Tool {
    id: "diesel",
    name: "Diesel",
    key: "version",
    // It applies whatever is not applied yet.
    order: Order::Version { late: None },
    checksum: None,
};

static NAMING: Naming =
    Naming { tool: &TOOL, script, claims: |_, _| Ok(true), reversible: |_, undo| Some(by_pair(undo)) };

/// <https://diesel.rs/guides/getting-started>: the version is what stands before the first `_`, without its dashes.
fn script(path: &BStr) -> Option<Script<'_>> {
    let undoes = match file_name(path) {
        b"up.sql" => false,
        b"down.sql" => true,
        _ => return None,
    };
    let migration = parent(path);
    let name = file_name(migration).to_str().ok()?;
    let written = name.split('_').next()?;
    let version = written.replace('-', "");
    let numbers = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
    let rank = Rank { key: version.clone(), written: written.to_owned() };
    numbers.then(|| Script { folder: parent(migration), id: version, rank, name: name.as_bytes(), undoes })
}

/// Diesel runs it in a transaction unless the `metadata.toml` beside it says otherwise.
fn operations(files: &Files, entry: &Entry, text: &str, dialect: Dialect) -> Result<Sql> {
    let metadata = match files.at(&join(parent(entry.path.as_bstr()), b"metadata.toml")) {
        Some(entry) => files.text(entry)?,
        None => Vec::new(),
    };
    let outside = metadata.lines().any(|line| line.replace(" ", "").starts_with(b"run_in_transaction=false"));
    Ok(sql::read(text, dialect, !outside))
}
