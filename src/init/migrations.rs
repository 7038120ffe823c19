//! What to type for each tool's migrations, as its own documentation has it.

use bstr::ByteSlice;

use super::Migrations;
use crate::git::{Entry, RepoPath};
use crate::hint::shell_word;
use crate::lineage::Lineage;

/// One entry a command: a tool may find several graphs by itself.
pub fn steps(lineages: &[Lineage], entries: &[Entry]) -> Vec<Migrations> {
    let mut steps: Vec<Migrations> = Vec::new();
    for lineage in lineages {
        if let Some([status, upgrade, downgrade]) = commands(lineage, entries)
            && !steps.iter().any(|known| known.upgrade == upgrade)
        {
            let downgrade = Some(downgrade).filter(|command| !command.is_empty());
            steps.push(Migrations { tool: lineage.tool, status, upgrade, downgrade });
        }
    }
    steps
}

/// Shows what is applied, applies the rest, undoes the last: empty where the tool has no such command.
fn commands(lineage: &Lineage, entries: &[Entry]) -> Option<[String; 3]> {
    let folder = lineage.folders.first().map_or_else(|| ".".to_owned(), |folder| shell_word(folder));
    let three = |program: &str, words: [&str; 3]| {
        words.map(|words| if words.is_empty() { String::new() } else { format!("{program} {words}") })
    };
    Some(match lineage.framework {
        "alembic" => ["current", "upgrade head", "downgrade -1"].map(|words| alembic(entries, words)),
        "django" => three(
            &format!(
                "python {}",
                nearest(entries, "manage.py").map_or_else(|| "manage.py".to_owned(), |path| shell_word(path))
            ),
            ["showmigrations", "migrate", "migrate \"$APP\" \"$MIGRATION_BEFORE\""],
        ),
        "golang-migrate" => {
            three(&format!("migrate -path {folder} -database \"$DATABASE_URL\""), ["version", "up", "down 1"])
        }
        "goose" => three(&format!("goose -dir {folder}"), ["status", "up", "down"]),
        "flyway" => three("flyway", ["info", "migrate", ""]),
        "sqlx" => three("sqlx migrate", ["info", "run", "revert"]),
        "prisma" => three("npx prisma migrate", ["status", "deploy", ""]),
        "diesel" => three("diesel migration", ["list", "run", "revert"]),
        "rails" => three("bin/rails", ["db:migrate:status", "db:migrate", "db:rollback"]),
        "knex" => three("npx knex", ["migrate:status", "migrate:latest", "migrate:rollback"]),
        "typeorm" => three(
            "npx typeorm",
            [
                "migration:show -d \"$DATA_SOURCE\"",
                "migration:run -d \"$DATA_SOURCE\"",
                "migration:revert -d \"$DATA_SOURCE\"",
            ],
        ),
        "drizzle" => three("npx drizzle-kit", ["check", "migrate", ""]),
        "atlas" => atlas(&folder),
        "liquibase" => three("liquibase", ["status", "update", "rollback-count --count=1"]),
        _ => return None,
    })
}

fn atlas(folder: &str) -> [String; 3] {
    ["status", "apply", "down"]
        .map(|word| format!("atlas migrate {word} --dir file://{folder} --url \"$DATABASE_URL\""))
}

/// In the folder of its settings: what they name is meant from there.
fn alembic(entries: &[Entry], words: &str) -> String {
    match nearest(entries, "alembic.ini").and_then(|path| Some(path.rsplit_once_str("/")?.0)) {
        Some(folder) => format!("(cd {} && alembic {words})", shell_word(folder)),
        None => format!("alembic {words}"),
    }
}

/// The file of this name that lies nearest to the root.
fn nearest<'e>(entries: &'e [Entry], name: &str) -> Option<&'e RepoPath> {
    let called = |entry: &&Entry| entry.path.rsplit_str("/").next() == Some(name.as_bytes());
    entries.iter().filter(called).map(|entry| &entry.path).min_by_key(|path| path.find_iter("/").count())
}
