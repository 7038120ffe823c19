//! Flyway: `V1_2__name.sql`, undone by `U1_2__name.sql`; what is repeatable (`R__name.sql`) has no version.

use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source;
use super::versioned::{self, Naming, Script, by_pair};
use crate::checks::migrations::migration::{Meaning, Order, Rank, Tool};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::sql::{self, Dialect, Script as Sql};
use crate::git::Entry;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".sql") || name.ends_with(b".java"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(meaning(content)),
    operations: Some(|_, entry, text, dialect| Ok(operations(entry, text, dialect))),
};

static TOOL: Tool = Tool {
    id: "flyway",
    name: "Flyway",
    key: "version",
    order: Order::Version { late: Some("unless outOfOrder is set, Flyway never runs it, and `validate` stops at it") },
    checksum: Some("the CRC-32 of the lines"),
};

static NAMING: Naming = Naming {
    tool: &TOOL,
    script,
    // A folder with undo scripts alone holds no migrations.
    claims: |_, folder| Ok(folder.files.iter().any(|entry| file_name(entry.path.as_bstr()).starts_with(b"V"))),
    // Undo scripts are for few: without one it is meant to go forward alone.
    reversible: |_, undo| undo.map(|undo| by_pair(Some(undo))),
};

/// <https://documentation.red-gate.com/flyway/flyway-concepts/migrations/versioned-migrations>
fn script(path: &BStr) -> Option<Script<'_>> {
    let name = file_name(path);
    let rest = name.strip_prefix(b"V").or_else(|| name.strip_prefix(b"U"))?;
    let (written, described) = rest.split_once_str("__")?;
    let rank = Rank::of_numbers(written.to_str().ok()?)?;
    let known = [&b".sql"[..], b".java", b".kt"].iter().any(|extension| described.ends_with(extension));
    known.then(|| versioned::script(path, rank, described.as_bstr(), name.starts_with(b"U")))
}

/// It opens no transaction for what PostgreSQL would refuse in one; of a module only running it would tell.
fn operations(entry: &Entry, text: &str, dialect: Dialect) -> Sql {
    if entry.path.ends_with(b".sql") { sql::read(text, dialect, false) } else { Sql::default() }
}

/// Flyway's checksum knows nothing of how lines end.
fn meaning(content: &[u8]) -> Meaning {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    source::exactly(&bstr::join("\n", content.lines()))
}
