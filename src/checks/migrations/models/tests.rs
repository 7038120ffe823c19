use crate::checks::migrations::Migrations;
use crate::git::Oid;
use crate::testing::{Bounded, Sandbox};

const MIGRATION: &str = "revision = '0001'\ndown_revision = None\n\n\ndef upgrade():\n    pass\n";
const DJANGO: &str = "from django.db import migrations\n\nclass Migration(migrations.Migration):\n    dependencies = []\n    operations = []\n";

struct Project {
    sandbox: Sandbox,
    published: Oid,
}

/// A repository with these files, all of which the other side has.
fn project(files: &[(&str, &str)]) -> Project {
    let sandbox = Sandbox::new();
    for (path, text) in files {
        sandbox.write(path, text);
    }
    let published = sandbox.commit("first");
    Project { sandbox, published }
}

impl Project {
    /// What is said of a push of one more commit with these files.
    fn pushed(&self, files: &[(&str, &str)]) -> Vec<String> {
        for (path, text) in files {
            self.sandbox.write(path, text);
        }
        self.sandbox.commit("next");
        self.said()
    }

    fn said(&self) -> Vec<String> {
        let seen = self.sandbox.push(&Migrations::default(), &[self.published]);
        seen.findings.into_iter().filter(|finding| finding.allowed.is_none()).map(|finding| finding.message).collect()
    }
}

fn alembic() -> Project {
    project(&[
        ("alembic/env.py", ""),
        ("alembic/script.py.mako", ""),
        ("alembic/versions/0001_a.py", MIGRATION),
        ("app/models.py", "class A(Base):\n    x = Column(Text)\n"),
    ])
}

const CHANGED: (&str, &str) = ("app/models.py", "class A(Base):\n    x = Column(Text)\n    y = Column(Text)\n");

#[test]
fn each_tool_is_warned_of_with_its_own_command() {
    let alembic = alembic();
    assert_eq!(
        alembic.pushed(&[CHANGED]),
        [
            "app/models.py changes the schema without a migration (`alembic revision --autogenerate -m \"…\"`): line 3: `A.y` is new"
        ]
    );
    for (migration, text, model, before, now, command) in [
        (
            "app/migrations/0001_initial.py",
            DJANGO,
            "app/models.py",
            "class A(models.Model):\n    x = models.TextField()\n",
            "class A(models.Model):\n    x = models.TextField(null=True)\n",
            "python manage.py makemigrations app",
        ),
        (
            "prisma/migrations/20260101000000_a/migration.sql",
            "SELECT 1;\n",
            "prisma/schema.prisma",
            "model A {\n  id Int @id\n}\n",
            "model A {\n  id Int @id\n  b Int\n}\n",
            "npx prisma migrate dev --name …",
        ),
        (
            "drizzle/0000_a.sql",
            "SELECT 1;\n",
            "src/schema.ts",
            "import 'drizzle-orm';\nexport const a = pgTable('a', { id: serial() });\n",
            "import 'drizzle-orm';\nexport const a = pgTable('a', { id: serial(), b: text() });\n",
            "npx drizzle-kit generate",
        ),
    ] {
        let journal = r#"{"entries": [{"idx": 0, "when": 1, "tag": "0000_a"}]}"#;
        let files = [(migration, text), (model, before), ("drizzle/meta/_journal.json", journal)];
        let said = project(&files).pushed(&[(model, now)]);
        assert!(matches!(&said[..], [one] if one.contains(command)), "{said:?}");
        let second = migration.replace("0001_", "0002_").replace("0000_", "0001_").replace("2026", "2027");
        let project = project(&files);
        project.sandbox.write(&second, text);
        assert!(!project.pushed(&[(model, now)]).iter().any(|said| said.contains(command)), "{second}");
    }
}

#[test]
fn nothing_is_said_where_no_tool_keeps_migrations() {
    let project = project(&[("app/models.py", "class A(Base):\n    x = Column(Text)\n")]);
    assert!(project.pushed(&[CHANGED]).is_empty());
}

#[test]
fn an_app_of_django_needs_a_migration_of_its_own() {
    let model = "class A(models.Model):\n    x = models.TextField()\n";
    let changed = "class A(models.Model):\n    x = models.DateField()\n";
    let files = [("a/migrations/0001_initial.py", DJANGO), ("b/migrations/0001_initial.py", DJANGO)];
    let project = project(&[files[0], files[1], ("a/models.py", model), ("c/models.py", model)]);
    // Those of `c` have no migrations at all.
    assert!(project.pushed(&[("c/models.py", changed)]).is_empty());
    let of_another = DJANGO.replace("[]", "[('b', '0001_initial')]");
    let said = project.pushed(&[("a/models.py", changed), ("b/migrations/0002_b.py", &of_another)]);
    assert!(said.iter().any(|said| said.contains("makemigrations a")), "{said:?}");
}

#[test]
fn what_was_undone_before_it_left_is_no_change() {
    let project = alembic();
    let before = std::fs::read_to_string(project.sandbox.path().join("app/models.py")).unwrap();
    assert!(!project.pushed(&[CHANGED]).is_empty());
    assert!(project.pushed(&[("app/models.py", &before)]).is_empty());
}

#[test]
fn a_migration_that_leaves_in_another_commit_of_the_push_counts() {
    let project = alembic();
    project.pushed(&[CHANGED]);
    let next = MIGRATION.replace("None", "'0001'").replacen("0001", "0002", 1);
    assert!(project.pushed(&[("alembic/versions/0002_b.py", &next)]).is_empty());
}

#[test]
fn a_migration_in_a_folder_of_its_own_database_counts() {
    let project = project(&[
        ("alembic.ini", "[alembic]\nscript_location = db/_migrations\n"),
        ("db/_migrations/env.py", ""),
        ("db/_migrations/script.py.mako", ""),
        ("db/_migrations/versions/sqlite/0001_a.py", MIGRATION),
        ("db/models.py", "class A(Base):\n    x = Column(Text)\n"),
    ]);
    let next = MIGRATION.replace("None", "'0001'").replacen("0001", "0002", 1);
    let said = project.pushed(&[("db/models.py", CHANGED.1), ("db/_migrations/versions/sqlite/0002_b.py", &next)]);
    assert!(!said.iter().any(|said| said.contains("without a migration")), "{said:?}");
}

#[test]
fn what_comes_with_a_merge_of_the_published_branch_is_no_news() {
    let mut project = alembic();
    let sandbox = &project.sandbox;
    sandbox.git(&["switch", "--quiet", "--create", "feature"]);
    sandbox.write("README.md", "x").commit("feature");
    sandbox.git(&["switch", "--quiet", "main"]);
    project.pushed(&[CHANGED]);
    project.published = project.sandbox.repo().head().unwrap().unwrap();
    project.sandbox.git(&["switch", "--quiet", "feature"]);
    project.sandbox.git(&["merge", "--quiet", "--no-edit", "main"]);
    assert!(project.said().is_empty());
}

#[test]
fn tests_and_migrations_are_no_models() {
    let paths = ["tests/models.py", "app/test_models.py", "alembic/versions/helper/models.py", "vendor/x/models.py"];
    for path in paths {
        assert!(alembic().pushed(&[(path, CHANGED.1)]).is_empty(), "{path}");
    }
}

#[test]
fn a_trailer_with_a_reason_waives_it_and_is_on_record() {
    let project = alembic();
    project.sandbox.write(CHANGED.0, CHANGED.1).commit("Add y\n\nSchema-Change: none -- the table is made elsewhere");
    let seen = project.sandbox.push(&Migrations::default(), &[project.published]);
    assert_eq!(seen.findings.len(), 1);
    assert_eq!(seen.findings[0].allowed.as_deref(), Some("the table is made elsewhere"));
}

#[test]
fn a_release_is_compared_with_the_last_version() {
    let project = alembic();
    project.sandbox.git(&["tag", "v1.0.0"]);
    project.sandbox.write(CHANGED.0, CHANGED.1);
    let codes = || project.sandbox.examine(&Migrations::default(), Some("v1.1.0")).codes();
    // What is only on disk counts as well.
    assert_eq!(codes(), ["migrations/model-without-migration"]);
    project.sandbox.commit("next");
    project.sandbox.commit("other");
    assert_eq!(codes(), ["migrations/model-without-migration"]);
    let next = MIGRATION.replace("None", "'0001'").replacen("0001", "0002", 1);
    project.sandbox.write("docs/schema.md", "x").write("alembic/versions/0002_b.py", next).commit("migrate");
    assert_eq!(codes(), [""; 0]);
}

#[test]
fn at_a_release_a_trailer_holds_for_what_its_commit_changes() {
    let project = alembic();
    project.sandbox.git(&["tag", "v1.0.0"]);
    project.sandbox.write(CHANGED.0, CHANGED.1).commit("Add y");
    let waived = || {
        let seen = project.sandbox.examine(&Migrations::default(), Some("v1.1.0"));
        seen.findings.iter().filter(|finding| finding.allowed.is_some()).count()
    };
    project.sandbox.write("README.md", "x").commit("Other\n\nSchema-Change: none -- of something else");
    assert_eq!(waived(), 0);
    project.sandbox.commit("Nothing\n\nSchema-Change: none -- of all");
    assert_eq!(waived(), 1);
}

#[test]
fn hostile_models_are_passed_over_in_time() {
    let long = "    x = Column(Text)\n".repeat(40_000);
    let deep = format!("class A(Base):\n    x = Column({}{})\n", "f(".repeat(100_000), ")".repeat(100_000));
    let hostile: [&[u8]; 5] = [
        &[b"class A(Base):\n".as_slice(), &vec![b'#'; 10 << 20]].concat(),
        &[b"class A(Base):\n".as_slice(), long.as_bytes()].concat(),
        deep.as_bytes(),
        b"class A(Base):\n    x = Column('\xff')\n",
        b"class A(Base):\n<<<<<<< HEAD\n    x = Column(Text)\n",
    ];
    for text in hostile {
        let project = alembic();
        let _bounded = Bounded::below(5);
        project.sandbox.write("app/models.py", text).commit("next");
        project.said();
    }
}
