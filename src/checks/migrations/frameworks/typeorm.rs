//! `TypeORM`: `1767225600000-Init.ts`, a class that implements `MigrationInterface`.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source::{self, BRACES};
use super::versioned::{self, Naming, Script};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::migration::{Order, Rank, Tool};
use crate::checks::migrations::paths::file_name;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".ts") || name.ends_with(b".js"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(BRACES.meaning(content)),
    operations: None,
};

static TOOL: Tool = Tool {
    id: "typeorm",
    name: "TypeORM",
    key: "timestamp",
    // It applies whatever is not applied yet.
    order: Order::Version { late: None },
    checksum: None,
};

static NAMING: Naming = Naming { tool: &TOOL, script, claims, reversible: |up, _| Some(source::acts(up, "down")) };

/// <https://typeorm.io/docs/migrations/why>: the milliseconds stand before the name of the file and behind that of the class.
fn script(path: &BStr) -> Option<Script<'_>> {
    let (number, rest) = file_name(path).split_once_str("-")?;
    let rank = Rank::of_numbers(number.to_str().ok()?).filter(|_| number.len() == 13)?;
    let module = (rest.ends_with(b".ts") && !rest.ends_with(b".d.ts")) || rest.ends_with(b".js");
    module.then(|| versioned::script(path, rank, rest.as_bstr(), false))
}

fn claims(files: &Files, folder: &Folder) -> Result<bool> {
    let Some(first) = folder.files.first() else { return Ok(false) };
    Ok(files.text(first)?.contains_str("MigrationInterface"))
}
