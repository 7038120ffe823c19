//! Rails: `db/migrate/20260101120000_create_users.rb`.

use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source::RUBY;
use super::versioned::{self, Naming, Script, numbered};
use crate::checks::migrations::migration::{Order, Tool};
use crate::checks::migrations::paths::{file_name, parent};

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration: |name| name.ends_with(b".rb"),
    folders: |files, named| NAMING.folders(files, named),
    graphs: |files, folders| NAMING.graphs(files, folders),
    meaning: |content| Some(RUBY.meaning(content)),
    operations: None,
};

static TOOL: Tool = Tool {
    id: "rails",
    name: "Rails",
    key: "version",
    // It applies whatever is not applied yet.
    order: Order::Version { late: None },
    checksum: None,
};

static NAMING: Naming = Naming { tool: &TOOL, script, claims: |_, _| Ok(true), reversible: |up, _| reversible(up) };

/// <https://guides.rubyonrails.org/active_record_migrations.html>: `db/migrate`, and `db/NAME_migrate` of other databases.
fn script(path: &BStr) -> Option<Script<'_>> {
    let folder = file_name(parent(path));
    let (rank, rest) = numbered(file_name(path).into())?;
    let migrates = folder == b"migrate" || folder.ends_with(b"_migrate");
    (migrates && rest.ends_with(b".rb")).then(|| versioned::script(path, rank, rest, false))
}

/// `change` is turned round by Rails itself, unless what it does can't be; that only running it would tell.
fn reversible(text: &[u8]) -> Option<bool> {
    let code = RUBY.bare(text);
    let defines =
        |method: &str| code.contains_str(format!("def {method}")) || code.contains_str(format!("def self.{method}"));
    if code.contains_str("IrreversibleMigration") {
        Some(false)
    } else if defines("up") {
        Some(defines("down"))
    } else {
        None
    }
}
