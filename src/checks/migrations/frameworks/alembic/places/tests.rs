use super::*;
use crate::checks::migrations::files::Memo;
use crate::git::Snapshot;
use crate::recall::Recall;
use crate::testing::Sandbox;

const MIGRATION: &str = "revision = 'a'\ndown_revision = None\n";

/// The folders found among these files, a migration in each of these modules; those of one graph with what names them.
fn found(configuration: &[(&str, &str)], modules: &[&str]) -> Vec<String> {
    let sandbox = Sandbox::new();
    for (path, text) in configuration {
        sandbox.write(path, text);
    }
    for path in modules {
        sandbox.write(path, MIGRATION);
    }
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_commit(&repo, sandbox.commit("files"));
    let recall = Recall::default();
    let memo = Memo::of(&recall);
    let folders = folders(&Files::of(&snapshot, &memo).unwrap(), &[]).unwrap();
    let holding = folders.iter().filter(|folder| !folder.files.is_empty());
    holding
        .map(|folder| match folder.membership {
            Membership::Certain => format!("{}: {}", folder.environment, folder.path),
            Membership::ByReference => folder.path.to_string(),
            Membership::OnlyByReference => format!("{}?", folder.path),
        })
        .collect()
}

#[test]
fn an_ini_names_folders_from_itself_from_above_and_from_a_package() {
    for (script, versions) in [
        ("%(here)s/../db", "api/db/versions"),
        ("db", "api/conf/db/versions"),
        ("./db/", "api/db/versions"),
        ("api/db", "api/db/versions"),
        ("db", "db/versions"),
        ("shop:db", "src/shop/db/versions"),
        ("shop.core:db:steps", "api/shop/core/db/steps/versions"),
        ("shop:db/steps", "shop/db/steps/versions"),
    ] {
        let ini = format!("[alembic]\nscript_location = {script}\n");
        let module = format!("{versions}/1.py");
        let folders = found(&[("api/conf/alembic.ini", &ini)], &[&module]);
        assert_eq!(folders, [format!("api/conf/alembic.ini [alembic]: {versions}")], "{script}");
    }
}

#[test]
fn of_two_packages_of_one_name_the_nearer_one_is_meant() {
    let ini = "[alembic]\nscript_location = shop:db\n";
    let modules = ["a/b/src/shop/db/versions/1.py", "b/shop/db/versions/1.py"];
    assert_eq!(found(&[("a/alembic.ini", ini)], &modules), ["a/alembic.ini [alembic]: a/b/src/shop/db/versions"]);
    assert_eq!(found(&[("alembic.ini", ini)], &modules), ["alembic.ini [alembic]: b/shop/db/versions"]);
}

#[test]
fn version_locations_replace_the_folder_of_the_environment() {
    let ini = "[alembic]\nscript_location = db\npath_separator = ;\nversion_locations = %(here)s/db/a;%(here)s/db/b\n";
    let modules = ["db/a/1.py", "db/b/1.py", "db/versions/1.py"];
    let folders = found(&[("alembic.ini", ini)], &modules);
    assert_eq!(folders, ["alembic.ini [alembic]: db/a", "alembic.ini [alembic]: db/b"]);
}

#[test]
fn each_section_is_a_graph_of_its_own() {
    let ini = "[one]\nscript_location = db\nversion_locations = db/one\n[two]\nscript_location = db\nversion_locations = db/two\n";
    let folders = found(&[("alembic.ini", ini)], &["db/one/1.py", "db/two/1.py"]);
    assert_eq!(folders, ["alembic.ini [one]: db/one", "alembic.ini [two]: db/two"]);
}

#[test]
fn every_pyproject_of_a_monorepo_is_asked() {
    let pyproject = "[tool.alembic]\nscript_location = '%(here)s/steps'\n";
    let other = "[project]\nname = 'alembic-user'\n";
    let files = [("a/pyproject.toml", pyproject), ("b/pyproject.toml", pyproject), ("pyproject.toml", other)];
    let folders = found(&files, &["a/steps/versions/1.py", "b/steps/versions/1.py"]);
    assert_eq!(folders, ["a/pyproject.toml: a/steps/versions", "b/pyproject.toml: b/steps/versions"]);
}

#[test]
fn folders_below_are_read_where_the_configuration_says_so() {
    let modules = ["db/versions/1.py", "db/versions/2026/2.py", "db/versions/2026/05/3.py"];
    let below = |recursive: &str| {
        let ini = format!("[alembic]\nscript_location = db\nrecursive_version_locations = {recursive}\n");
        found(&[("alembic.ini", &ini), ("db/env.py", "")], &modules)
    };
    let joined = |folder: &str| format!("alembic.ini [alembic]: db/versions{folder}");
    assert_eq!(below("true"), [joined(""), joined("/2026"), joined("/2026/05")]);
    for otherwise in ["false", "1"] {
        assert_eq!(below(otherwise), [joined(""), "db/versions/2026?".into(), "db/versions/2026/05?".into()]);
    }
}

#[test]
fn a_folder_that_two_configurations_name_is_read_as_the_wider_one_says() {
    let wide = "[alembic]\nscript_location = db\nrecursive_version_locations = true\n";
    let narrow = "[alembic]\nscript_location = db\n";
    let files = [("a/alembic.ini", narrow), ("alembic.ini", wide)];
    let folders = found(&files, &["db/versions/1.py", "db/versions/26/2.py"]);
    assert_eq!(folders, ["a/alembic.ini [alembic]: db/versions", "a/alembic.ini [alembic]: db/versions/26"]);
}

#[test]
fn content_decides_where_the_configuration_is_silent_or_misleads() {
    let modules = ["db/versions/pg/1.py", "db/versions/lite/1.py"];
    for ini in ["", "[alembic]\n", "[alembic]\nscript_location = gone\n", "[alembic]\nscript_location = db\n", "x\x00"]
    {
        let folders = found(&[("alembic.ini", ini), ("db/env.py", "")], &modules);
        assert_eq!(folders, ["db/versions/lite", "db/versions/pg"], "{ini}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_behind_a_symbolic_link_is_not_passed_over() {
    let sandbox = Sandbox::new();
    sandbox.write("db/env.py", "").write("db/script.py.mako", "").write("elsewhere/1.py", MIGRATION);
    std::os::unix::fs::symlink("../elsewhere", sandbox.path().join("db/versions")).unwrap();
    sandbox.commit("a link");
    let seen = sandbox.examine(&crate::checks::migrations::Migrations::default(), None);
    assert_eq!(seen.codes(), ["migrations/not-analysable"]);
}
