//! golang-migrate: `000001_init.up.sql` and `000001_init.down.sql`.

use bstr::BStr;

use super::versioned::{self, Naming, by_pair, numbered};
use super::{Framework, atlas, sqlx};
use crate::checks::migrations::migration::{Order, Tool};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::sql;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".sql"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(versioned::sql_meaning(content)),
    // A script of one statement runs outside of any transaction.
    operations: Some(|_, _, text, dialect| Ok(sql::read(text, dialect, false))),
};

static TOOL: Tool = Tool {
    id: "golang-migrate",
    name: "golang-migrate",
    key: "version",
    order: Order::Version {
        late: Some("golang-migrate goes on from the highest version it has applied and never runs it"),
    },
    checksum: None,
};

static NAMING: Naming = Naming {
    tool: &TOOL,
    script,
    claims: |files, folder| Ok(!atlas::is_used(files, folder) && !sqlx::is_used(files, folder)?),
    reversible: |_, undo| Some(by_pair(undo)),
};

/// <https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md>
pub fn script(path: &BStr) -> Option<versioned::Script<'_>> {
    let (rank, rest) = numbered(file_name(path).into())?;
    let undoes = rest.ends_with(b".down.sql");
    (undoes || rest.ends_with(b".up.sql")).then(|| versioned::script(path, rank, rest, undoes))
}
