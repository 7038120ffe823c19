//! What to type for each tool's migrations, as its own documentation has it.

use bstr::ByteSlice;

use super::Migrations;
use crate::git::Entry;
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
        "alembic" => three(&alembic(entries), ["current", "upgrade head", "downgrade -1"]),
        "django" => three(
            &format!("python {}", nearest(entries, "manage.py").unwrap_or_else(|| "manage.py".to_owned())),
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

/// With its settings, where they do not lie at the root.
fn alembic(entries: &[Entry]) -> String {
    match nearest(entries, "alembic.ini") {
        Some(path) if path != "alembic.ini" => format!("alembic -c {path}"),
        _ => "alembic".to_owned(),
    }
}

/// The file of this name that lies nearest to the root.
fn nearest(entries: &[Entry], name: &str) -> Option<String> {
    let called = |entry: &&Entry| entry.path.rsplit_str("/").next() == Some(name.as_bytes());
    let path = entries.iter().filter(called).map(|entry| &entry.path).min_by_key(|path| path.find_iter("/").count())?;
    Some(shell_word(path))
}
