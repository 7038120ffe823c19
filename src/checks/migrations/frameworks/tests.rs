use crate::check::Examination;
use crate::checks::migrations::Migrations;
use crate::finding::Severity;
use crate::testing::Sandbox;

fn examined(sandbox: &Sandbox) -> Examination {
    sandbox.document();
    sandbox.commit("now");
    sandbox.examine(&Migrations::default(), Some("v1.1.0"))
}

fn codes(sandbox: &Sandbox) -> Vec<&'static str> {
    let mut codes: Vec<_> = examined(sandbox).findings.iter().map(|finding| finding.code.id).collect();
    codes.sort_unstable();
    codes
}

const GOOSE: &str = "-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n";
const RAILS: &str = "class A < ActiveRecord::Migration[8.0]\n  def change\n    create_table :a\n  end\nend\n";

const KNEX: &str =
    "exports.up = (knex) => knex.schema.createTable('a');\nexports.down = (knex) => knex.schema.dropTable('a');\n";
const TYPEORM: &str = "export class A implements MigrationInterface {\n  async up(q) { await q.query('x') }\n  async down(q) { await q.query('y') }\n}\n";
const JOURNAL: &str =
    r#"{"entries": [{"idx": 0, "when": 1, "tag": "0000_a"}, {"idx": 1, "when": 2, "tag": "0001_b"}]}"#;

/// For each tool: its id, the files of two migrations, and those by which it is known.
type Scene = (&'static str, &'static [(&'static str, &'static str)]);

const SCENES: [Scene; 12] = [
    (
        "golang-migrate",
        &[
            ("db/000001_a.up.sql", "CREATE TABLE a (id int);"),
            ("db/000001_a.down.sql", "DROP TABLE a;"),
            ("db/000002_b.up.sql", "CREATE TABLE b (id int);"),
            ("db/000002_b.down.sql", "DROP TABLE b;"),
        ],
    ),
    (
        "sqlx",
        &[
            ("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n"),
            ("migrations/20260101000000_a.sql", "CREATE TABLE a (id int);"),
            ("migrations/20260102000000_b.sql", "CREATE TABLE b (id int);"),
        ],
    ),
    (
        "sqlx",
        &[
            ("Cargo.toml", "[workspace.dependencies]\nsqlx = \"0.8\"\n"),
            ("api/migrations/1_a.up.sql", "CREATE TABLE a (id int);"),
            ("api/migrations/1_a.down.sql", "DROP TABLE a;"),
            ("api/migrations/2_b.up.sql", "CREATE TABLE b (id int);"),
            ("api/migrations/2_b.down.sql", "DROP TABLE b;"),
        ],
    ),
    (
        "flyway",
        &[
            ("src/main/resources/db/migration/V1__a.sql", "CREATE TABLE a (id int);"),
            ("src/main/resources/db/migration/V1_1__b.sql", "CREATE TABLE b (id int);"),
            ("src/main/resources/db/migration/R__view.sql", "CREATE VIEW v AS SELECT 1;"),
        ],
    ),
    ("goose", &[("sql/00001_a.sql", GOOSE), ("sql/00002_b.sql", GOOSE)]),
    (
        "prisma",
        &[
            ("prisma/migrations/20260101000000_a/migration.sql", "CREATE TABLE a (id int);"),
            ("prisma/migrations/20260102000000_b/migration.sql", "CREATE TABLE b (id int);"),
            ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n"),
        ],
    ),
    (
        "diesel",
        &[
            ("migrations/2026-01-01-000000_a/up.sql", "CREATE TABLE a (id int);"),
            ("migrations/2026-01-01-000000_a/down.sql", "DROP TABLE a;"),
            ("migrations/2026-01-02-000000_b/up.sql", "CREATE TABLE b (id int);"),
            ("migrations/2026-01-02-000000_b/down.sql", "DROP TABLE b;"),
        ],
    ),
    ("rails", &[("db/migrate/20260101000000_a.rb", RAILS), ("db/migrate/20260102000000_b.rb", RAILS)]),
    ("knex", &[("migrations/20260101000000_a.js", KNEX), ("migrations/20260102000000_b.ts", KNEX)]),
    ("typeorm", &[("src/migrations/1767225600000-A.ts", TYPEORM), ("src/migrations/1767225700000-B.ts", TYPEORM)]),
    (
        "drizzle",
        &[
            ("drizzle/0000_a.sql", "CREATE TABLE a (id int);"),
            ("drizzle/0001_b.sql", "CREATE TABLE b (id int);"),
            ("drizzle/meta/_journal.json", JOURNAL),
        ],
    ),
    (
        "drizzle",
        &[
            ("drizzle/20260101000000_a/migration.sql", "CREATE TABLE a (id int);"),
            ("drizzle/20260101000000_a/snapshot.json", "{}"),
            ("drizzle/20260102000000_b/migration.sql", "CREATE TABLE b (id int);"),
            ("drizzle/20260102000000_b/snapshot.json", "{}"),
        ],
    ),
];

fn scene(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (path, text) in files {
        sandbox.write(path, text);
    }
    sandbox
}

#[test]
fn every_tool_is_known_by_its_files_and_counts_its_migrations() {
    for (tool, files) in SCENES {
        let seen = examined(&scene(files));
        assert!(seen.findings.is_empty(), "{tool}: {:?}", seen.findings);
        let evidence = seen.evidence.migrations.unwrap_or_else(|| panic!("{tool} is not found"));
        assert_eq!((evidence.tool.as_str(), evidence.count, evidence.heads.len()), (tool, 2, 1), "{files:?}");
    }
}

#[test]
fn two_files_of_one_version_are_refused_with_the_command_that_mends_it() {
    let sandbox = scene(&[
        ("db/000001_a.up.sql", "CREATE TABLE a (id int);"),
        ("db/000001_a.down.sql", "DROP TABLE a;"),
        ("db/000002_b.up.sql", "CREATE TABLE b (id int);"),
        ("db/000002_b.down.sql", "DROP TABLE b;"),
        ("db/2_c.up.sql", "CREATE TABLE c (id int);"),
    ]);
    let found = examined(&sandbox).findings;
    let duplicate = found.iter().find(|f| f.code.id == "migrations/duplicate-id").unwrap();
    assert_eq!(duplicate.message, "version `2` is also that of db/000002_b.up.sql");
    assert_eq!(duplicate.help.as_deref(), Some("git mv db/2_c.up.sql db/000003_c.up.sql"));
}

#[test]
fn two_flyway_versions_that_differ_in_zeros_alone_are_the_same() {
    let sandbox = scene(&[("db/migration/V1_0__a.sql", "SELECT 1;"), ("db/migration/V1__b.sql", "SELECT 1;")]);
    assert_eq!(codes(&sandbox), ["migrations/duplicate-id"]);
}

#[test]
fn a_version_below_the_shipped_ones_is_late_where_the_tool_would_not_run_it() {
    for (tool, files) in SCENES {
        let sandbox = scene(files);
        sandbox.commit("one");
        sandbox.git(&["tag", "v1.0.0"]);
        let (path, text) = match tool {
            "golang-migrate" => ("db/000000_late.up.sql", "SELECT 1;"),
            "flyway" => ("src/main/resources/db/migration/V1_0_1__late.sql", "SELECT 1;"),
            "goose" => ("sql/00000_late.sql", GOOSE),
            "rails" => ("db/migrate/20251201000000_late.rb", RAILS),
            "prisma" => ("prisma/migrations/20251201000000_late/migration.sql", "SELECT 1;"),
            "diesel" => ("migrations/2025-12-01-000000_late/up.sql", "SELECT 1;"),
            _ => continue,
        };
        sandbox.write(path, text);
        if tool == "golang-migrate" {
            sandbox.write("db/000000_late.down.sql", "SELECT 2;");
        }
        if tool == "diesel" {
            sandbox.write("migrations/2025-12-01-000000_late/down.sql", "SELECT 2;");
        }
        let refused = ["golang-migrate", "flyway", "goose"].contains(&tool);
        let expected: &[&str] = if refused { &["migrations/late-version"] } else { &[] };
        assert_eq!(codes(&sandbox), expected, "{tool}");
    }
}

#[test]
fn a_comment_added_to_a_shipped_migration_is_a_change_only_where_bytes_are_compared() {
    for (tool, files) in SCENES {
        let sandbox = scene(files);
        sandbox.commit("one");
        sandbox.git(&["tag", "v1.0.0"]);
        let comment = match tool {
            "rails" => "# why\n",
            "knex" | "typeorm" => "// why\n",
            _ => "-- why\n",
        };
        let scripts = [".sql", ".rb", ".js", ".ts"];
        let migrations = files.iter().filter(|(path, _)| scripts.iter().any(|extension| path.ends_with(extension)));
        for (path, text) in migrations.filter(|(path, _)| !path.contains("down.sql")) {
            sandbox.write(path, format!("{comment}{text}"));
        }
        let compared = ["sqlx", "flyway", "prisma"].contains(&tool);
        let expected: &[&str] = if compared { &["migrations/shipped-changed"; 2] } else { &[] };
        assert_eq!(codes(&sandbox), expected, "{tool}");
    }
}

#[test]
fn what_a_shipped_script_does_may_not_change_and_what_undoes_it_is_a_warning() {
    let (_, files) = SCENES[0];
    let sandbox = scene(files);
    sandbox.commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox.write("db/000001_a.up.sql", "CREATE TABLE a (id bigint);");
    sandbox.write("db/000002_b.down.sql", "DROP TABLE IF EXISTS b;");
    let found = examined(&sandbox).findings;
    let said: Vec<_> = found.iter().map(|f| (f.severity, f.place.clone().unwrap().path)).collect();
    assert_eq!(
        said,
        [(Severity::Error, "db/000001_a.up.sql".into()), (Severity::Warning, "db/000002_b.down.sql".into())]
    );
}

#[test]
fn a_migration_without_anything_that_undoes_it_must_be_planned_for() {
    let sandbox = scene(&[
        ("db/1_a.up.sql", "CREATE TABLE a (id int);"),
        ("db/2_b.up.sql", "CREATE TABLE b (id int);"),
        ("db/2_b.down.sql", "-- nothing\n"),
    ]);
    sandbox.git(&["commit", "--allow-empty", "--message", "none"]);
    sandbox.git(&["tag", "v1.0.0"]);
    assert_eq!(codes(&sandbox), ["migrations/irreversible-unplanned"; 2]);
    sandbox.write("RUNBOOK.md", "## Rollback\n1_a.up.sql and 2_b.up.sql stay: they only add tables.\n");
    assert_eq!(codes(&sandbox), [""; 0]);
}

#[test]
fn what_is_no_readable_script_is_refused() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let conflict = "SELECT 1;\n<<<<<<< HEAD\nSELECT 2;\n=======\nSELECT 3;\n>>>>>>> other\n";
    for (text, code) in [
        (pointer.as_bytes(), "migrations/lfs-pointer"),
        (conflict.as_bytes(), "migrations/conflict-marked"),
        (b"SELECT '\xff';", "migrations/unreadable"),
    ] {
        let sandbox = scene(&[("db/migration/V1__a.sql", "SELECT 1;")]);
        sandbox.write("db/migration/V2__b.sql", text);
        assert_eq!(codes(&sandbox), [code]);
    }
}

#[test]
fn what_others_have_written_and_what_tests_run_on_is_passed_over() {
    for folder in ["vendor/x", "node_modules/x", "pkg/testdata"] {
        let sandbox = scene(&[]);
        sandbox.write(&format!("{folder}/V1__a.sql"), "SELECT 1;").write(&format!("{folder}/V1__b.sql"), "SELECT 1;");
        assert_eq!(codes(&sandbox), [""; 0], "{folder}");
    }
}

#[test]
fn a_version_that_is_in_the_name_of_the_folder_is_renumbered_there() {
    let (_, files) = SCENES.into_iter().find(|(tool, _)| *tool == "diesel").unwrap();
    let sandbox = scene(files);
    sandbox.write("migrations/20260102000000_c/up.sql", "SELECT 1;");
    sandbox.write("migrations/20260102000000_c/down.sql", "SELECT 1;");
    let found = examined(&sandbox).findings;
    let moved = "git mv migrations/20260102000000_c migrations/2026-01-02-000001_c";
    assert_eq!((found[0].code.id, found[0].help.as_deref()), ("migrations/duplicate-id", Some(moved)));
}

/// The scene of Atlas, with its checksums as `atlas migrate hash` writes them.
fn atlas() -> Sandbox {
    let sandbox = scene(&[
        ("migrations/20260101000000_a.sql", "CREATE TABLE a (id int);\n"),
        ("migrations/20260102000000.sql", "CREATE TABLE b (id int);\n"),
    ]);
    sandbox.write(
        "migrations/atlas.sum",
        "h1:THckmkBkGNrXMuhu3sFZgPfI6CY1M+2WrmVg294zaQM=\n20260101000000_a.sql h1:l+u/Awb466W+lmzY6o++uiVT4DK23iEz+E8+GZvA9jE=\n20260102000000.sql h1:mLyLF3P9f89pkJzjbnqdUdkMoElkhnDF7B/qsF1PpUk=\n",
    );
    sandbox
}

#[test]
fn the_checksums_of_atlas_are_verified() {
    let sandbox = atlas();
    let seen = examined(&sandbox);
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    assert_eq!(seen.evidence.migrations.unwrap().tool, "atlas");
    sandbox.write("migrations/20260102000000.sql", "CREATE TABLE b (id bigint);\n");
    assert_eq!(
        examined(&sandbox).findings[0].message,
        "migrations/20260102000000.sql is not what atlas.sum says of it"
    );
    let sandbox = atlas();
    sandbox.write("migrations/20260103000000_c.sql", "SELECT 1;\n");
    assert_eq!(codes(&sandbox), ["migrations/atlas-sum"]);
    let sandbox = atlas();
    std::fs::remove_file(sandbox.path().join("migrations/20260102000000.sql")).unwrap();
    assert_eq!(examined(&sandbox).findings[0].message, "atlas.sum names 20260102000000.sql, which is not there");
}

#[test]
fn the_journal_of_drizzle_names_every_script_and_its_times_rise() {
    let drizzle = SCENES.into_iter().find(|(tool, _)| *tool == "drizzle").unwrap().1;
    for (journal, said) in [
        (
            r#"{"entries": [{"idx": 0, "when": 2, "tag": "0000_a"}, {"idx": 1, "when": 1, "tag": "0001_b"}]}"#,
            "`0001_b` is not younger than `0000_a`",
        ),
        (
            r#"{"entries": [{"idx": 0, "when": 1, "tag": "0000_a"}]}"#,
            "drizzle/0001_b.sql is not in the journal and never run",
        ),
        (
            r#"{"entries": [{"idx": 0, "when": 1, "tag": "0000_a"}, {"idx": 1, "when": 2, "tag": "0001_b"}, {"idx": 2, "when": 3, "tag": "0002_c"}]}"#,
            "the journal names `0002_c`, which no script is",
        ),
        ("{", "is not to be read as Drizzle's journal"),
    ] {
        let sandbox = scene(drizzle);
        sandbox.write("drizzle/meta/_journal.json", journal);
        let found = examined(&sandbox).findings;
        assert!(found.len() == 1 && found[0].message.contains(said), "{found:?}");
    }
}

#[test]
fn a_schema_file_of_rails_that_was_not_committed_with_its_migration_is_told() {
    for (schema, told) in [
        ("ActiveRecord::Schema[8.0].define(version: 2026_01_02_000000) do\nend\n", false),
        ("ActiveRecord::Schema[8.0].define(version: 2026_01_01_000000) do\nend\n", true),
    ] {
        let (_, files) = SCENES.into_iter().find(|(tool, _)| *tool == "rails").unwrap();
        let sandbox = scene(files);
        sandbox.write("db/schema.rb", schema);
        let expected: &[&str] = if told { &["migrations/rails-schema"] } else { &[] };
        assert_eq!(codes(&sandbox), expected);
    }
}
