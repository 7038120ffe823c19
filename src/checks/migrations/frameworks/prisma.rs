//! Prisma: `migrations/20260101120000_init/migration.sql`, in the order of the folders' names.

use bstr::{BStr, ByteSlice};

use super::source;
use super::versioned::{Naming, Script};
use super::{Framework, drizzle};
use crate::checks::migrations::migration::{Order, Rank, Tool};
use crate::checks::migrations::paths::{file_name, parent};
use crate::checks::migrations::sql;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name == "migration.sql",
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(source::exactly(content)),
    operations: Some(|_, _, text, dialect| Ok(sql::read(text, dialect, false))),
};

static TOOL: Tool = Tool {
    id: "prisma",
    name: "Prisma",
    key: "name",
    // `migrate deploy` applies whatever is not applied yet.
    order: Order::Version { late: None },
    checksum: Some("the SHA-256 of the file"),
};

static NAMING: Naming = Naming {
    tool: &TOOL,
    script,
    claims: |files, folder| Ok(!folder.files.iter().any(|entry| drizzle::has_snapshot(files, entry))),
    reversible: |_, _| None,
};

/// <https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/migration-histories>
fn script(path: &BStr) -> Option<Script<'_>> {
    let migration = parent(path);
    let name = file_name(migration).to_str().ok()?;
    let folder = parent(migration);
    (file_name(path) == b"migration.sql" && !folder.is_empty()).then(|| Script {
        folder,
        id: name.to_owned(),
        rank: Rank::of_text(name),
        name: b"",
        undoes: false,
    })
}
