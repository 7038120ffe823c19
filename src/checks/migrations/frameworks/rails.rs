//! Rails: `db/migrate/20260101120000_create_users.rb`.

use bstr::{BStr, ByteSlice};

use super::Framework;
use super::source::RUBY;
use super::versioned::{self, Naming, Script, numbered};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Migration, Order, Rank, Tool};
use crate::checks::migrations::paths::{file_name, join, parent};
use crate::finding::{Code, Finding, Place, Severity};
use crate::hint::shell_word;
use anyhow::Result;

static SCHEMA: Code = Code {
    id: "migrations/rails-schema",
    severity: Severity::Warning,
    finds: "The newest migration is above the version that `db/schema.rb` or `db/structure.sql` says.",
    matters: "New databases and tests are made from the schema file: they lack what the migration brings, and the next \
              who migrates commits your change with theirs.",
    mend: "Run `bin/rails db:migrate` and commit the schema file with the migration.",
    source: "https://guides.rubyonrails.org/active_record_migrations.html#schema-dumping-and-you",
};

pub static FRAMEWORK: Framework = Framework {
    codes: &[&SCHEMA],
    is_migration: |name| name.ends_with(b".rb"),
    folders: |files, named| NAMING.folders(files, named),
    graphs,
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

fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut graphs = Vec::new();
    for folder in folders {
        let mut told = NAMING.told(files, folder)?;
        told.findings.extend(behind(files, folder, &told.migrations)?);
        graphs.push(Graph::in_line(&TOOL, folder.path.clone(), told));
    }
    Ok(graphs)
}

/// The schema file that does not know the newest migration.
fn behind(files: &Files, folder: &Folder, migrations: &[Migration]) -> Result<Option<Finding>> {
    let above = parent(folder.path.as_bstr());
    // `animals_migrate` belongs to `animals_schema.rb`.
    let database = file_name(folder.path.as_bstr()).strip_suffix(b"migrate").unwrap_or_default();
    let newest =
        migrations.iter().filter_map(|m| Some((m.rank.as_ref()?, m))).max_by(|(a, _), (b, _)| a.key.cmp(&b.key));
    let Some((rank, newest)) = newest else { return Ok(None) };
    for file in [&b"schema.rb"[..], b"structure.sql"] {
        let Some(entry) = files.at(&join(above, &[database, file].concat())) else { continue };
        let text = files.text(entry)?;
        let knows = match dumped(&text) {
            Some(version) => version.key >= rank.key,
            None => text.contains_str(&rank.written),
        };
        return Ok((!knows).then(|| {
            let message = format!("{} does not know migration `{}`, which is newer", entry.path, newest.id);
            let help = format!(
                "bin/rails db:migrate, then: git add {} and commit it with the migration",
                shell_word(&entry.path)
            );
            Finding::new(&SCHEMA, message).at(Place::file(newest.path.clone())).help(help)
        }));
    }
    Ok(None)
}

/// `ActiveRecord::Schema[8.0].define(version: 2026_06_13_004304)`
fn dumped(schema: &[u8]) -> Option<Rank> {
    let (_, rest) = schema.split_once_str("define(version:")?;
    let (version, _) = rest.split_once_str(")")?;
    Rank::of_numbers(&version.to_str().ok()?.trim().replace('_', ""))
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
