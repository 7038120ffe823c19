use crate::check::Examination;
use crate::checks::migrations::Migrations;
use crate::testing::Sandbox;

/// A module with these dependencies, `"app name, app name"`, and operations.
fn module(dependencies: &str, operations: &str) -> String {
    let node = |node: &str| {
        let (app, name) = node.trim().split_once(' ').unwrap();
        format!("(\"{app}\", \"{name}\"), ")
    };
    let dependencies: String = dependencies.split(',').filter(|node| !node.is_empty()).map(node).collect();
    format!(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [{dependencies}]\n    \
         operations = [{operations}]\n"
    )
}

/// A project of two apps; `users` is called `accounts`, as its configuration says.
fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("manage.py", "");
    sandbox.write("users/apps.py", "class Users(AppConfig):\n    name = 'users'\n    label = 'accounts'\n");
    sandbox.write("shop/migrations/__init__.py", "").write("users/migrations/__init__.py", "");
    write(&sandbox, "users", "0001_initial", "auth 0012_alter,contenttypes __first__");
    write(&sandbox, "users", "0002_more", "accounts 0001_initial");
    write(&sandbox, "shop", "0001_initial", "accounts 0002_more");
    write(&sandbox, "shop", "0002_more", "shop 0001_initial");
    sandbox
}

fn write(sandbox: &Sandbox, app: &str, name: &str, dependencies: &str) {
    sandbox.write(&format!("{app}/migrations/{name}.py"), module(dependencies, ""));
}

fn examined(sandbox: &Sandbox) -> Examination {
    sandbox.document();
    sandbox.commit("now");
    sandbox.examine(&Migrations::default(), Some("v1.1.0"))
}

/// The codes found, with what is said of each.
fn said(sandbox: &Sandbox) -> Vec<String> {
    let found = examined(sandbox).findings;
    found.iter().map(|f| format!("{}: {} -- {}", f.code.id, f.message, f.help.clone().unwrap_or_default())).collect()
}

#[test]
fn the_apps_of_a_project_are_one_graph_with_a_head_for_each() {
    let seen = examined(&project());
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    let evidence = seen.evidence.migrations.unwrap();
    let mut heads = evidence.heads;
    heads.sort();
    assert_eq!(
        (evidence.tool.as_str(), evidence.count, heads),
        ("django", 4, vec!["accounts.0002_more".into(), "shop.0002_more".into()])
    );
}

#[test]
fn two_leaves_of_one_app_are_refused() {
    let sandbox = project();
    write(&sandbox, "shop", "0002_other", "shop 0001_initial");
    let said = said(&sandbox);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("migrations/two-heads: 2 heads: `shop.0002_more`"), "{said:?}");
    assert!(said[0].contains("-- python manage.py makemigrations --merge -- or"), "{said:?}");
}

#[test]
fn a_dependency_that_no_file_is_is_named_whether_it_is_of_this_app_or_another() {
    let sandbox = project();
    write(&sandbox, "shop", "0003_a", "shop 0002_mor,accounts 0009_gone,elsewhere 0001_initial");
    let said = said(&sandbox);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("did you mean `shop.0002_more`? Then write `(\"shop\", \"0002_more\")`"), "{said:?}");
    assert!(said[1].contains("`shop.0003_a` names `accounts.0009_gone` in dependencies"), "{said:?}");
}

#[test]
fn a_squashed_migration_takes_the_place_of_those_that_it_replaces() {
    let sandbox = project();
    sandbox.commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    let squash = module("accounts 0002_more", "")
        .replace("    operations", "    replaces = [('shop', '0001_initial'), ('shop', '0002_more')]\n    operations");
    sandbox.write("shop/migrations/0001_squashed_0002_more.py", squash);
    write(&sandbox, "shop", "0003_next", "shop 0002_more");
    assert_eq!(said(&sandbox), [""; 0]);
    sandbox.git(&["rm", "--quiet", "shop/migrations/0001_initial.py", "shop/migrations/0002_more.py"]);
    assert_eq!(said(&sandbox), [""; 0]);
}

#[test]
fn a_circle_through_another_app_is_found() {
    let sandbox = project();
    write(&sandbox, "users", "0003_a", "accounts 0002_more,shop 0003_a");
    write(&sandbox, "shop", "0003_a", "shop 0002_more,accounts 0003_a");
    let said = said(&sandbox);
    assert!(said.len() == 1 && said[0].starts_with("migrations/cycle"), "{said:?}");
}

#[test]
fn an_app_without_configuration_is_called_as_its_migrations_call_it() {
    let sandbox = project();
    sandbox.git(&["init", "--quiet"]);
    for (name, before) in
        [("0001_initial", "auth 0001_initial"), ("0002_b", "people 0001_initial"), ("0003_c", "people 0002_b")]
    {
        write(&sandbox, "src/person", name, before);
    }
    write(&sandbox, "guard/app", "0001_initial", "core 0091_systemid");
    write(&sandbox, "guard/app", "0002_more", "guard 0001_initial");
    let heads = examined(&sandbox).evidence.migrations.unwrap().heads;
    assert!(heads.contains(&"guard.0002_more".to_owned()), "{heads:?}");
    assert!(heads.contains(&"people.0003_c".to_owned()), "{heads:?}");
}

#[test]
fn an_app_of_one_migration_is_not_called_as_another_whose_first_one_has_the_same_name() {
    let sandbox = project();
    write(&sandbox, "people", "0001_initial", "auth 0001_initial");
    write(&sandbox, "shop", "0003_a", "shop 0002_more,auth 0012_alter,people 0001_initial");
    assert_eq!(said(&sandbox), [""; 0]);
    let heads = examined(&sandbox).evidence.migrations.unwrap().heads;
    assert!(heads.contains(&"people.0001_initial".to_owned()), "{heads:?}");
}

#[test]
fn a_circle_through_the_first_or_the_last_of_an_app_is_found() {
    let sandbox = project();
    write(&sandbox, "shop", "0001_initial", "accounts __first__,shop __first__");
    assert_eq!(said(&sandbox), [""; 0]);
    for end in ["__first__", "__latest__"] {
        write(&sandbox, "users", "0001_initial", &format!("shop {end}"));
        let said = said(&sandbox);
        assert!(said.len() == 1 && said[0].starts_with("migrations/cycle"), "{said:?}");
    }
}

#[test]
fn a_module_without_a_migration_or_without_sense_is_refused() {
    let sandbox = project();
    sandbox.write("shop/migrations/0003_helper.py", "x = 1\n");
    assert!(said(&sandbox)[0].starts_with("migrations/incomplete"));
    sandbox.write("shop/migrations/0003_helper.py", "class Migration(\n");
    assert!(said(&sandbox)[0].starts_with("migrations/syntax-error"));
}

#[test]
fn what_runs_code_without_a_way_back_must_be_planned_for() {
    let sandbox = project();
    sandbox.commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    for (operation, planned) in [
        ("migrations.RunPython(fill, migrations.RunPython.noop)", true),
        ("migrations.RunPython(fill, reverse_code=empty)", true),
        ("migrations.RunPython(fill)", false),
        ("migrations.RunSQL('DROP TABLE x')", false),
        ("migrations.AddField('a', 'b', models.TextField(null=True))", true),
        ("Special()", true),
    ] {
        sandbox.write("shop/migrations/0003_c.py", module("shop 0002_more", operation));
        let said = said(&sandbox);
        assert_eq!(said.is_empty(), planned, "{operation}: {said:?}");
    }
}

#[test]
fn what_a_shipped_migration_does_may_not_change_and_what_it_stands_on_neither() {
    let sandbox = project();
    sandbox.commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    let path = "shop/migrations/0002_more.py";
    sandbox.write(path, module("shop 0001_initial", "").replace("operations = []", "operations = [\n    ]  # none"));
    assert_eq!(said(&sandbox), [""; 0]);
    sandbox.write(path, module("shop 0001_initial", "migrations.DeleteModel('X')"));
    assert!(said(&sandbox)[0].starts_with("migrations/shipped-changed: `shop.0002_more`"));
    sandbox.write(path, module("", ""));
    assert!(said(&sandbox).iter().any(|said| said.starts_with("migrations/shipped-reparented")));
}

#[test]
fn two_apps_of_one_name_are_judged_apart() {
    let sandbox = project();
    write(&sandbox, "tests/shop", "0001_initial", "");
    write(&sandbox, "tests/shop", "0002_forked", "shop 0001_initial");
    assert_eq!(said(&sandbox), [""; 0]);
}

#[test]
fn what_south_has_left_is_passed_over() {
    let sandbox = Sandbox::new();
    for name in ["0001_initial", "0002_more"] {
        let module = "from south.v2 import SchemaMigration\n\nclass Migration(SchemaMigration):\n    depends_on = []\n";
        sandbox.write(&format!("shop/migrations/{name}.py"), module);
    }
    let said = said(&sandbox);
    assert!(said.len() == 1 && said[0].starts_with("migrations/not-judged"), "{said:?}");
}
