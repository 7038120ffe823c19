//! sqlx: `20260101120000_init.sql`, or a pair of `.up.sql` and `.down.sql`.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source;
use super::versioned::{self, Naming, by_pair, numbered};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::migration::{Order, Tool};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::sql;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".sql"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(source::exactly(content)),
    operations: Some(|_, _, text, dialect| Ok(sql::read(text, dialect, !text.starts_with("-- no-transaction")))),
};

static TOOL: Tool = Tool {
    id: "sqlx",
    name: "sqlx",
    key: "version",
    // It applies whatever is not applied yet.
    order: Order::Version { late: None },
    checksum: Some("the SHA-384 of the file"),
};

static NAMING: Naming = Naming {
    tool: &TOOL,
    script,
    claims: is_used,
    // Without a pair it is meant to go forward alone.
    reversible: |_, undo| undo.map(|undo| by_pair(Some(undo))),
};

/// <https://docs.rs/sqlx/latest/sqlx/macro.migrate.html>
fn script(path: &BStr) -> Option<versioned::Script<'_>> {
    let (rank, rest) = numbered(file_name(path).into())?;
    rest.ends_with(b".sql").then(|| versioned::script(path, rank, rest, rest.ends_with(b".down.sql")))
}

/// Whether the crate that the folder belongs to, or its workspace, depends on sqlx.
pub fn is_used(files: &Files, folder: &Folder) -> Result<bool> {
    for manifest in ["Cargo.toml", "Cargo.lock"] {
        for entry in files.above(folder.path.as_bstr(), manifest) {
            if files.text(entry)?.contains_str("sqlx") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
