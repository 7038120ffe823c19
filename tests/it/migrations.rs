use crate::harness::{World, binary, text};

/// `main` on the remote has a second migration; branch `feature`, cut before it, has another.
fn parted() -> World {
    let world = World::with_service();
    world.ok(&["switch", "--quiet", "--create", "feature"]);
    world.migration("0002_feature", "0002f", Some("0001"));
    world.commit("Feature");
    world.ok(&["switch", "--quiet", "main"]);
    world.migration("0002_main", "0002m", Some("0001"));
    world.commit("Main");
    world
}

#[test]
fn a_head_that_would_be_the_second_one_beside_the_default_branch_refuses_the_push() {
    let world = parted();
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["switch", "--quiet", "feature"]);
    let said = world.refused(&["push", "origin", "feature"]);
    assert!(said.contains("together with origin/main: 2 heads: `0002m`"), "{said}");
    assert!(said.contains("git merge origin/main, then"), "{said}");
    // As the help says.
    world.ok(&["merge", "--quiet", "--no-edit", "origin/main"]);
    world.migration("0002_feature", "0002f", Some("0002m"));
    world.commit("Follow");
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn two_branches_of_one_push_that_would_make_two_heads_are_refused() {
    let world = parted();
    let said = world.refused(&["push", "origin", "main", "feature"]);
    assert!(said.contains("together with feature: 2 heads") || said.contains("together with main: 2 heads"), "{said}");
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn what_the_default_branch_took_away_since_is_no_second_head() {
    let world = World::with_service();
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("More");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["switch", "--quiet", "--create", "feature"]);
    world.write("app.py", "x = 1\n");
    world.migration("0003_feature", "0003f", Some("0002"));
    world.commit("Feature");
    world.ok(&["switch", "--quiet", "main"]);
    world.ok(&["mv", "migrations/versions/0002_more.py", "migrations/versions/0002_renamed.py"]);
    world.commit("Rename");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["switch", "--quiet", "feature"]);
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn a_default_branch_that_is_broken_already_is_not_held_against_a_branch() {
    let world = World::with_service();
    world.ok(&["switch", "--quiet", "--create", "feature"]);
    world.migration("0002_feature", "0002f", Some("0001"));
    world.commit("Feature");
    world.ok(&["switch", "--quiet", "main"]);
    world.migration("0003_lost", "0003", Some("9999"));
    world.commit("Break");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.ok(&["switch", "--quiet", "feature"]);
    let said = world.refused(&["push", "origin", "feature"]);
    assert!(said.contains("two-heads") && !said.contains("missing-parent"), "{said}");
}

#[test]
fn a_tag_that_would_ship_a_rewritten_migration_is_not_made() {
    let world = World::with_service();
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("More");
    world.ok(&["tag", "v1.0.0"]);
    world.write(
        "migrations/versions/0002_more.py",
        "revision = \"0002\"\ndown_revision = \"0001\"\n\n\ndef upgrade():\n    op.drop_table(\"users\")\n",
    );
    world.commit("Rewrite");
    let said = world.refused(&["tag", "v1.0.1"]);
    assert!(said.contains("`0002` was shipped with v1.0.0, and what it does was changed since"), "{said}");
    assert!(world.git(&["rev-parse", "--verify", "--quiet", "v1.0.1"]).stdout.is_empty());
}

#[test]
fn a_push_that_rewrites_what_the_last_version_has_is_refused_and_only_the_one_that_does() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.ok(&["push", "--quiet", "origin", "main", "v1.0.0"]);
    let rewritten = "revision = \"0001\"\ndown_revision = None\n\n\ndef upgrade():\n    op.drop_table(\"users\")\n";
    world.write("migrations/versions/0001_init.py", rewritten);
    world.commit("Rewrite");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("`0001` was shipped with v1.0.0, and what it does was changed since"), "{said}");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("Somebody else's");
    world.ok(&["push", "--quiet", "origin", "main"]);
}

/// A service whose migrations golang-migrate applies; `main` and its remote have versions 1 and 3.
fn versioned() -> World {
    let world = World::with_service();
    for (version, name) in [(1, "a"), (3, "c")] {
        world.write(&format!("db/{version}_{name}.up.sql"), format!("CREATE TABLE {name} (id int);\n"));
        world.write(&format!("db/{version}_{name}.down.sql"), format!("DROP TABLE {name};\n"));
    }
    world.commit("Versions");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world
}

fn second(world: &World) {
    world.write("db/2_b.up.sql", "CREATE TABLE b (id int);\n");
    world.write("db/2_b.down.sql", "DROP TABLE b;\n");
    world.commit("Late");
}

#[test]
fn a_version_below_those_of_the_default_branch_refuses_a_push_to_it_and_beside_it() {
    let world = versioned();
    second(&world);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("version `2` is new and lower than `3` of origin/main"), "{said}");
    let world = versioned();
    world.ok(&["switch", "--quiet", "--create", "feature", "HEAD~1"]);
    second(&world);
    let said = world.refused(&["push", "origin", "feature"]);
    assert!(said.contains("version `2` is new and lower than `3` of origin/main"), "{said}");
    assert!(said.contains("git mv db/2_b.up.sql db/4_b.up.sql && git mv db/2_b.down.sql db/4_b.down.sql"), "{said}");
    // As the help says.
    world.ok(&["mv", "db/2_b.up.sql", "db/4_b.up.sql"]);
    world.ok(&["mv", "db/2_b.down.sql", "db/4_b.down.sql"]);
    world.commit("Renumber");
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn a_version_that_the_default_branch_has_given_to_another_migration_refuses_the_push() {
    let world = versioned();
    world.ok(&["switch", "--quiet", "--create", "feature", "HEAD~1"]);
    world.write("db/3_a.up.sql", "CREATE TABLE other (id int);\n");
    world.write("db/3_a.down.sql", "DROP TABLE other;\n");
    world.commit("Same version");
    let said = world.refused(&["push", "origin", "feature"]);
    assert!(said.contains("git mv db/3_a.up.sql db/4_a.up.sql"), "what leaves gives way: {said}");
    assert!(said.contains("together with origin/main: version `3` is also that of db/3_c.up.sql"), "{said}");
}

#[test]
fn the_graph_is_shown_with_its_heads_its_branches_and_what_the_next_version_would_bring() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.migration("0002_left", "0002l", Some("0001"));
    world.write(
        "migrations/versions/0002_right.py",
        "\"\"\"Drop names\"\"\"\nrevision = \"0002r\"\ndown_revision = \"0001\"\n\n\n\
         def upgrade():\n    op.drop_column(\"users\", \"name\")\n",
    );
    let shown = world.precheck_ok(&["migrations"]);
    assert!(shown.starts_with("Alembic in migrations/versions\n3 migrations, 2 heads; "), "{shown}");
    assert!(shown.contains("; 2 new since v1.0.0, 1 of them can't be undone\n"), "{shown}");
    assert!(shown.contains("│ ●  0002r (head, new, can't be undone) Drop names\n"), "{shown}");
    assert!(shown.contains("○─╯  0001 (branch point) 0001_init.py\n"), "{shown}");
    assert!(shown.ends_with("1 finding: precheck-hook run --only migrations\n"), "{shown}");
    let before = world.precheck_ok(&["migrations", "--at", "v1.0.0"]);
    assert!(before.contains("1 migration, 1 head; nothing new since v1.0.0\n"), "{before}");
}

#[test]
fn programs_get_the_graph_in_the_form_that_is_promised() {
    let world = World::with_service();
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("More");
    let json: serde_json::Value =
        serde_json::from_str(&world.precheck_ok(&["migrations", "--format", "json"])).unwrap();
    let revision = |id: &str, parents: &[&str], path: &str| {
        serde_json::json!({
            "id": id, "parents": parents, "depends_on": [], "labels": [],
            "path": format!("migrations/versions/{path}.py"), "reversible": true,
        })
    };
    let expected = serde_json::json!({
        "schema": "precheck-hook/migrations/1",
        "since": null,
        "added": ["0002", "0001"],
        "graphs": [{
            "framework": "alembic", "location": "migrations/versions", "count": 2,
            "heads": ["0002"], "bases": ["0001"], "branch_points": [], "merge_points": [],
            "revisions": [revision("0002", &["0001"], "0002_more"), revision("0001", &[], "0001_init")],
        }],
    });
    assert_eq!(json, expected);
    for (format, edge) in [("dot", "n1 -> n0;"), ("mermaid", "n1 --> n0")] {
        assert!(world.precheck_ok(&["migrations", "--format", format]).contains(edge), "{format}");
    }
}

#[test]
fn a_repository_without_migrations_has_none_to_show_and_no_repository_is_an_error() {
    let world = World::new();
    assert!(world.precheck_ok(&["migrations"]).starts_with("no migrations found; "));
    world.write("README.md", "Hello\n");
    world.commit("Hello");
    assert!(world.precheck_ok(&["migrations", "--at", "HEAD", "--format", "json"]).contains("\"graphs\": []"));
    assert_eq!(world.precheck(&["migrations", "--at", "nonsense"]).status.code(), Some(2));
    let nowhere = world.command(binary()).arg("migrations").current_dir(world.beside("")).output().unwrap();
    assert_eq!(nowhere.status.code(), Some(2), "{}", text(&nowhere));
}

#[test]
fn a_long_history_is_judged_the_same_whether_it_is_remembered_or_not() {
    let world = World::with_service();
    let name = |n: usize| format!("{n:04}");
    for n in 2..30 {
        world.migration(&format!("{}_next", name(n)), &name(n), Some(&name(n - 1)));
    }
    world.commit("A long history");
    let memory = ".git/precheck-hook/modules";
    assert!(!world.exists(memory));
    world.ok(&["push", "--quiet", "origin", "main"]);
    assert!(world.path().join(memory).metadata().unwrap().len() > 1000);
    world.migration("0030_rival", "0030", Some("0028"));
    world.commit("A rival");
    for damage in [None, Some("{ not ours")] {
        if let Some(damage) = damage {
            world.write(memory, damage);
        }
        let said = world.refused(&["push", "origin", "main"]);
        assert!(said.contains("2 heads: `0029`"), "{said}");
    }
    std::fs::remove_file(world.path().join(memory)).unwrap();
    world.ok(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.write("app.py", "x = 1\n");
    world.commit("Other work");
    world.ok(&["push", "--quiet", "origin", "main"]);
    assert!(!world.exists(memory), "a push that touches no migration has nothing to do with it");
}

#[test]
fn a_push_that_would_lock_a_table_goes_through_with_a_warning() {
    let world = versioned();
    world.write("go.mod", "require github.com/jackc/pgx/v5 v5.7.0\n");
    world.write("db/4_d.up.sql", "CREATE INDEX d ON a (id);\n");
    world.write("db/4_d.down.sql", "DROP INDEX d;\n");
    world.commit("Index");
    let out = world.git(&["push", "origin", "main"]);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    assert!(
        said.contains(
            "  ! an index `d` is built on `a` while writes wait (db/4_d.up.sql:1) [migrations/locking-index]"
        ),
        "{said}"
    );
}

#[test]
fn a_model_that_changes_without_a_migration_is_warned_of_until_a_trailer_waives_it() {
    let world = World::with_service();
    world.write("app/models.py", "class User(Base):\n    id = Column(Integer, primary_key=True)\n");
    world.migration("0002_users", "0002", Some("0001"));
    world.commit("Users");
    let said = world.said(&["push", "origin", "main"]);
    assert!(!said.contains("without a migration"), "{said}");
    let changed = "class User(Base):\n    id = Column(Integer, primary_key=True)\n    name = Column(Text)\n";
    world.write("app/models.py", changed);
    world.commit("Name");
    let said = world.said(&["push", "origin", "main"]);
    assert!(said.contains("line 3: `User.name` is new") && said.contains("alembic revision --autogenerate"), "{said}");
    world.ok(&["commit", "--quiet", "--amend", "--message", "Name\n\nSchema-Change: none -- a view has it"]);
    let said = world.said(&["push", "--force", "origin", "main"]);
    assert!(!said.contains("without a migration") && said.contains("1 waived"), "{said}");
}

#[test]
fn a_push_that_takes_away_the_whole_folder_of_shipped_migrations_is_refused() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.ok(&["push", "--quiet", "origin", "main", "v1.0.0"]);
    world.ok(&["rm", "--quiet", "-r", "migrations"]);
    world.commit("Take away");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("migration `0001` of v1.0.0 is gone"), "{said}");
}
