//! What the new migrations do to a database that is in use.

use std::collections::{BTreeSet, HashSet};

use anyhow::Result;

use super::frameworks::Found;
use super::lint;
use super::migration::Migration;
use super::operation::Verb;
use super::sql::{Dialect, Script};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, RepoPath};

static NOT_READ: Code = Code {
    id: "migrations/sql-not-read",
    severity: Severity::Warning,
    finds: "PostgreSQL's grammar does not take a new migration.",
    matters: "The database may refuse it half way; and what it blocks or loses is told by its keywords alone.",
    mend: "Run it once against an empty database and correct what that names; if the database takes it, waive this.",
    source: "https://www.postgresql.org/docs/current/sql-commands.html",
};

/// What is reported about scripts as a whole.
pub static CODES: [&Code; 1] = [&NOT_READ];

/// What is found about new migrations.
#[derive(Default)]
pub struct Hazards {
    pub findings: Vec<Finding>,
    /// The files of those that take away what nothing brings back.
    pub losing: BTreeSet<RepoPath>,
}

/// A file that holds migrations, what it does, and whose SQL it has.
struct Read<'f> {
    path: &'f RepoPath,
    script: Script,
    dialect: Dialect,
    source: Vec<u8>,
}

/// Judges the `added` ones of all that was found.
pub fn judge(added: &[&Migration], found: &[Found]) -> Result<Hazards> {
    let new: HashSet<&RepoPath> = added.iter().map(|migration| &migration.path).collect();
    let mut read = Vec::new();
    for found in found {
        read.extend(scripts(found, &new)?);
    }
    let created: HashSet<String> = read
        .iter()
        .flat_map(|read| &read.script.ops)
        .filter(|op| op.verb == Verb::CreateTable)
        .filter_map(|op| op.table.clone())
        .collect();
    let mut hazards = Hazards::default();
    for Read { path, script, dialect, source } in read {
        if let Some(trouble) = &script.trouble {
            let message = format!("PostgreSQL's grammar does not take {path}: {}", trouble.what);
            let help = "run it once against an empty database; what it blocks or loses is told by its keywords alone";
            hazards
                .findings
                .push(Finding::new(&NOT_READ, message).at(Place::line(path.clone(), trouble.line)).help(help));
        }
        if script.ops.iter().any(|op| lint::loses_data(op, &created)) {
            hazards.losing.insert(path.clone());
        }
        let told = if script.approximate { " (told by its keywords alone)" } else { "" };
        let said = lint::judge(path, &script, &created, dialect, &source).into_iter();
        hazards.findings.extend(said.map(|finding| Finding { message: finding.message.clone() + told, ..finding }));
    }
    Ok(hazards)
}

/// The new files of one tool.
fn scripts<'f>(found: &'f Found<'f>, new: &HashSet<&RepoPath>) -> Result<Vec<Read<'f>>> {
    let mut read = Vec::new();
    for folder in &found.folders {
        let entries: Vec<&&Entry> = folder.files.iter().filter(|entry| new.contains(&entry.path)).collect();
        if entries.is_empty() || !found.tells_operations() {
            continue;
        }
        let dialect = found.dialect(folder)?;
        for entry in entries {
            if let Some((script, source)) = found.script(entry, dialect)? {
                read.push(Read { path: &entry.path, script, dialect, source });
            }
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use crate::checks::migrations::Migrations;
    use crate::testing::Sandbox;

    /// A service on PostgreSQL whose version v1.0.0 has one table, by golang-migrate.
    fn released() -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.write("go.mod", "require github.com/jackc/pgx/v5 v5.7.0\n");
        sandbox.write("db/1_a.up.sql", "CREATE TABLE a (id int, b text);").write("db/1_a.down.sql", "DROP TABLE a;");
        sandbox.commit("one");
        sandbox.git(&["tag", "v1.0.0"]);
        sandbox
    }

    /// What a new migration is found to do, at a release and at a push.
    fn found(sandbox: &Sandbox, up: &str) -> Vec<String> {
        let known = sandbox.repo().head().unwrap().unwrap();
        sandbox.document();
        sandbox.write("db/2_b.up.sql", up).write("db/2_b.down.sql", "SELECT 1;").commit("two");
        let pushed = sandbox.push(&Migrations::default(), &[known]);
        let seen = sandbox.examine(&Migrations::default(), Some("v1.1.0"));
        let said = |found: &[crate::finding::Finding]| -> Vec<String> {
            found.iter().map(|finding| format!("{}: {}", finding.code.id, finding.message)).collect()
        };
        assert_eq!(said(&pushed.findings), said(&seen.findings));
        said(&seen.findings)
    }

    #[test]
    fn a_new_migration_is_told_what_it_blocks_and_loses_and_a_shipped_one_is_not() {
        let said = found(&released(), "CREATE INDEX i ON a (b);\nALTER TABLE a DROP COLUMN b;\n");
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("migrations/locking-index: an index `i` is built on `a`"), "{said:?}");
        assert!(said[1].starts_with("migrations/drops-column: column `a.b` is dropped"), "{said:?}");
    }

    #[test]
    fn what_is_done_to_a_table_of_the_same_release_disturbs_nobody() {
        let said = found(&released(), "CREATE TABLE c (id int);\nCREATE INDEX i ON c (id);\nDROP TABLE c;\n");
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn where_the_database_is_not_known_no_lock_is_guessed() {
        let sandbox = released();
        sandbox.write("go.mod", "module a\n").commit("no driver");
        assert_eq!(found(&sandbox, "CREATE INDEX i ON a (b);\n"), [""; 0]);
    }

    #[test]
    fn a_script_that_postgresql_would_not_take_is_named() {
        let said = found(&released(), "CREATE TABEL c (id int);\n");
        assert!(
            said.len() == 1
                && said[0].starts_with("migrations/sql-not-read: PostgreSQL's grammar does not take db/2_b.up.sql: "),
            "{said:?}"
        );
    }

    #[test]
    fn of_a_script_that_git_lfs_has_only_that_is_told() {
        let said = found(&released(), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
        assert!(said.len() == 1 && said[0].starts_with("migrations/lfs-pointer"), "{said:?}");
    }

    #[test]
    fn of_a_script_with_a_conflict_only_that_is_told() {
        let said = found(&released(), "<<<<<<< HEAD\nDROP TABLE a;\n=======\nSELECT 1;\n>>>>>>> other\n");
        assert!(said.len() == 1 && said[0].starts_with("migrations/conflict-marked"), "{said:?}");
    }

    #[test]
    fn a_tool_that_only_goes_forward_must_plan_for_what_loses_data() {
        let sandbox = Sandbox::new();
        sandbox.write("prisma/migration_lock.toml", "provider = \"postgresql\"\n");
        sandbox.write("prisma/migrations/1_a/migration.sql", "CREATE TABLE a (id int, b text);").commit("one");
        sandbox.git(&["tag", "v1.0.0"]);
        sandbox.document();
        sandbox.write("prisma/migrations/2_b/migration.sql", "ALTER TABLE a DROP COLUMN b;").commit("two");
        let codes = |sandbox: &Sandbox| sandbox.examine(&Migrations::default(), Some("v1.1.0")).codes();
        assert_eq!(codes(&sandbox), ["migrations/drops-column", "migrations/irreversible-unplanned"]);
        sandbox.write("RUNBOOK.md", "## Rollback\n`2_b`: restore column b from the backup.\n").commit("plan");
        assert_eq!(codes(&sandbox), ["migrations/drops-column"]);
    }

    #[test]
    fn a_revision_of_alembic_is_judged_and_advised_in_its_own_words() {
        let sandbox = Sandbox::new();
        sandbox.write("requirements.txt", "alembic\npsycopg\n");
        sandbox.write("db/env.py", "").write("db/script.py.mako", "");
        let revision = |id: &str, down: &str, body: &str| {
            format!(
                "from alembic import op\nrevision = {id:?}\ndown_revision = {down}\ndef upgrade():\n    {body}\n\
                 def downgrade():\n    op.drop_table('a')\n"
            )
        };
        sandbox.write("db/versions/a1.py", revision("a1", "None", "op.create_table('a')")).commit("one");
        sandbox.git(&["tag", "v1.0.0"]);
        sandbox.document();
        sandbox.write("db/versions/b2.py", revision("b2", "'a1'", "op.create_index('i', 'a', ['b'])"));
        sandbox.commit("two");
        let seen = sandbox.examine(&Migrations::default(), Some("v1.1.0"));
        assert_eq!(seen.codes(), ["migrations/locking-index"]);
        let help = seen.findings[0].help.as_deref().unwrap_or_default();
        assert!(help.contains("autocommit_block(): op.create_index(\"i\", \"a\""), "{help}");
    }
}
