use crate::checks::migrations::Migrations;
use crate::finding::Severity;
use crate::testing::Sandbox;

const FIRST: &str = "\"\"\"First\n\nCreate Date: 2026-01-01\n\"\"\"\nfrom alembic import op\n\nrevision = 'a1'\ndown_revision = None\n\n\
                     def upgrade():\n    op.create_table('users')\n\n\ndef downgrade():\n    op.drop_table('users')\n";
const SECOND: &str = "revision = 'b2'\ndown_revision = 'a1'\n\ndef upgrade():\n    op.create_index('i', 'users', ['n'])\n\n\
                      def downgrade():\n    op.drop_index('i')\n";

/// A repository whose version v1.0.0 has two migrations.
fn released() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("db/env.py", "").write("db/script.py.mako", "");
    sandbox.write("db/versions/1.py", FIRST).write("db/versions/2.py", SECOND).commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox
}

/// What is found when v1.1.0 is to follow.
fn found(sandbox: &Sandbox) -> Vec<(&'static str, Severity, String)> {
    sandbox.document();
    sandbox.commit("two");
    let seen = sandbox.examine(&Migrations::default(), Some("v1.1.0"));
    seen.findings
        .into_iter()
        .map(|f| (f.code.id, f.severity, format!("{} -- {}", f.message, f.help.unwrap())))
        .collect()
}

fn codes(sandbox: &Sandbox) -> Vec<&'static str> {
    found(sandbox).into_iter().map(|(code, ..)| code).collect()
}

#[test]
fn comments_layout_docstrings_imports_and_the_file_name_may_change() {
    let sandbox = released();
    let cosmetic = FIRST
        .replace("\"\"\"First", "# reviewed\n\"\"\"Users")
        .replace("op.create_table('users')", "op.create_table(\n        \"users\",  # why\n    )")
        .replace("import op\n", "import op\nimport sqlalchemy as sa\n");
    sandbox.git(&["mv", "db/versions/1.py", "db/versions/0001_users.py"]);
    sandbox.write("db/versions/0001_users.py", cosmetic);
    assert_eq!(codes(&sandbox), [""; 0]);
}

#[test]
fn what_a_shipped_migration_does_may_not_change() {
    let sandbox = released();
    sandbox.write("db/versions/1.py", FIRST.replace("create_table('users')", "create_table('people')"));
    let found = found(&sandbox);
    let [(code, severity, said)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((*code, *severity), ("migrations/shipped-changed", Severity::Error));
    assert!(said.contains("`a1` was shipped with v1.0.0, and what it does was changed since"), "{said}");
    assert!(said.ends_with("git restore --source=v1.0.0 -- db/versions/1.py"), "{said}");
}

#[test]
fn a_helper_that_the_upgrade_calls_is_part_of_what_it_does() {
    let sandbox = released();
    sandbox.write("db/versions/1.py", format!("{FIRST}\ndef helper():\n    op.drop_table('x')\n"));
    assert_eq!(codes(&sandbox), ["migrations/shipped-changed"]);
}

#[test]
fn a_downgrade_that_was_mended_is_a_warning() {
    let sandbox = released();
    sandbox.write("db/versions/1.py", FIRST.replace("drop_table('users')", "drop_table('users', if_exists=True)"));
    let found = found(&sandbox);
    let [(code, severity, said)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((*code, *severity), ("migrations/shipped-changed", Severity::Warning));
    assert!(said.contains("what undoes it was changed"), "{said}");
}

#[test]
fn a_shipped_migration_that_is_gone_is_brought_back_by_the_command_given() {
    let sandbox = released();
    sandbox.git(&["rm", "--quiet", "db/versions/2.py"]);
    let found = found(&sandbox);
    let [(code, Severity::Error, said)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(*code, "migrations/shipped-removed");
    assert!(said.starts_with("migration `b2` of v1.0.0 is gone: it was db/versions/2.py"), "{said}");
    let command: Vec<&str> = said.split(" -- git ").nth(1).unwrap().split(' ').collect();
    sandbox.git(&command);
    assert_eq!(codes(&sandbox), [""; 0]);
}

#[test]
fn a_migration_put_in_before_a_shipped_one_is_refused_though_the_graph_is_whole() {
    let sandbox = released();
    let between = SECOND.replace("'b2'", "'c3'").replace("'i'", "'j'");
    sandbox.write("db/versions/3.py", between).write("db/versions/2.py", SECOND.replace("= 'a1'", "= 'c3'"));
    let found = found(&sandbox);
    let [(code, Severity::Error, said)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(*code, "migrations/shipped-reparented");
    assert!(said.contains("`b2` follows `c3` and followed `a1` in v1.0.0"), "{said}");
}

#[test]
fn two_databases_with_the_same_ids_are_told_apart() {
    let sandbox = released();
    sandbox.write("other/env.py", "").write("other/script.py.mako", "");
    sandbox.write("other/versions/1.py", FIRST.replace("users", "jobs")).commit("another database");
    sandbox.git(&["tag", "v1.0.1"]);
    assert_eq!(codes(&sandbox), [""; 0]);
    sandbox.write("other/versions/1.py", FIRST.replace("users", "tasks"));
    assert_eq!(codes(&sandbox), ["migrations/shipped-changed"]);
}

#[test]
fn where_an_id_can_not_be_told_nothing_is_called_gone() {
    let sandbox = released();
    sandbox.write("db/versions/2.py", SECOND.replace("'b2'", "make()"));
    assert_eq!(codes(&sandbox), ["migrations/not-analysable"]);
}

#[test]
fn an_irreversible_migration_is_named_in_the_rollback_section() {
    let sandbox = released();
    let third = "revision = 'c3'\ndown_revision = 'b2'\ndef upgrade():\n    op.create_table('new')\ndef downgrade():\n    pass\n";
    sandbox.write("db/versions/0003_c3.py", third).write("RUNBOOK.md", "# Run\n## Deploy\nc3\n## Rollback\nredeploy\n");
    let found = found(&sandbox);
    let [(code, Severity::Error, said)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(*code, "migrations/irreversible-unplanned");
    assert!(said.starts_with("`c3` can't be undone"), "{said}");
    sandbox.write("RUNBOOK.md", "# Run\n## Rollback\n`0003_C3.py` can't be undone: restore the backup\n");
    assert_eq!(codes(&sandbox), [""; 0]);
}
