use bstr::ByteSlice;

use super::frameworks::Reader;
use super::*;
use crate::check::{Destination, Push};
use crate::finding::Severity;
use crate::recall::Recall;
use crate::testing::Sandbox;

const VERSIONS: &str = "backend/alembic/versions";

fn migration(id: &str, parent: Option<&str>) -> String {
    let parent = parent.map_or("None".into(), |parent| format!("\"{parent}\""));
    format!(
        "\"\"\"Add {id}\"\"\"\n\nrevision: str = \"{id}\"\ndown_revision: str | None = {parent}\n\n\ndef upgrade():\n    pass\n"
    )
}

/// A repository with two migrations, one after the other.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("backend/alembic/env.py", "import alembic\n");
    sandbox.write("backend/alembic/script.py.mako", "${up_revision}\n");
    write(&sandbox, "a1", None).commit("first");
    write(&sandbox, "b2", Some("a1")).commit("second");
    sandbox
}

fn write<'s>(sandbox: &'s Sandbox, id: &str, parent: Option<&str>) -> &'s Sandbox {
    sandbox.write(&format!("{VERSIONS}/{id}.py"), migration(id, parent))
}

fn check() -> Migrations {
    Migrations::default()
}

fn configured(settings: &str) -> Migrations {
    toml::from_str(settings).unwrap()
}

#[test]
fn a_sound_graph_passes_and_leaves_its_heads_as_evidence() {
    let seen = sandbox().examine(&check(), Some("v1.0.0"));
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    let evidence = seen.evidence.migrations.unwrap();
    assert_eq!(
        (evidence.heads, evidence.count, evidence.added),
        (vec!["b2".into()], 2, vec!["a1".into(), "b2".into()])
    );
}

#[test]
fn a_push_that_touches_migrations_is_judged_by_the_tree_that_leaves() {
    let sandbox = sandbox();
    let known = sandbox.repo().head().unwrap().unwrap();
    write(&sandbox, "c3", Some("a1")).commit("a second head");
    assert_eq!(sandbox.push(&check(), &[known]).codes(), ["migrations/two-heads"]);
}

#[test]
fn a_push_that_touches_no_migration_is_not_held_up_by_what_was_wrong_before() {
    let sandbox = sandbox();
    let known = write(&sandbox, "c3", Some("a1")).commit("a second head");
    sandbox.write("README.md", "hello").commit("other work");
    assert!(sandbox.push(&check(), &[known]).findings.is_empty());
}

#[test]
fn a_merge_that_makes_two_heads_is_judged_though_it_changes_no_file() {
    let sandbox = sandbox();
    sandbox.git(&["checkout", "--quiet", "-b", "other"]);
    let other = write(&sandbox, "c3", Some("b2")).commit("theirs");
    sandbox.git(&["checkout", "--quiet", "main"]);
    let mine = write(&sandbox, "d4", Some("b2")).commit("mine");
    sandbox.git(&["merge", "--quiet", "--message", "merge", "other"]);
    assert_eq!(sandbox.push(&check(), &[other, mine]).codes(), ["migrations/two-heads"]);
}

#[test]
fn a_push_that_removes_a_parent_is_refused() {
    let sandbox = sandbox();
    let known = write(&sandbox, "c3", Some("b2")).commit("third");
    sandbox.git(&["rm", "--quiet", &format!("{VERSIONS}/b2.py")]);
    sandbox.commit("remove");
    assert!(sandbox.push(&check(), &[known]).codes().contains(&"migrations/missing-parent"));
}

#[test]
fn every_way_of_not_being_committed_has_its_name_and_its_command() {
    let sandbox = sandbox();
    sandbox.write(".gitignore", "ignored*.py\n__pycache__/\n").commit("ignore");
    sandbox.write(&format!("{VERSIONS}/__pycache__/a1.cpython-312.pyc"), "x");
    sandbox.write(&format!("{VERSIONS}/notes.txt"), "x");
    write(&sandbox, "c3", Some("b2"));
    sandbox.git(&["add", &format!("{VERSIONS}/c3.py")]);
    write(&sandbox, "d4", Some("c3"));
    sandbox.write(&format!("{VERSIONS}/ignored5.py"), migration("e5", Some("d4")));
    sandbox.write(&format!("{VERSIONS}/a1.py"), migration("a1", None) + "# changed\n");
    let seen = sandbox.push(&check(), &[]);
    assert_eq!(
        seen.codes(),
        ["migrations/ignored", "migrations/modified", "migrations/staged", "migrations/untracked"]
    );
    let help = |code: &str| seen.findings.iter().find(|f| f.code.id == code).unwrap().help.clone().unwrap();
    assert_eq!(help("migrations/untracked"), format!("git add {VERSIONS}/d4.py && git commit --amend --no-edit"));
    assert!(help("migrations/ignored").starts_with("git add --force"));
}

#[test]
fn a_removal_that_is_only_staged_can_be_committed_or_taken_back() {
    let sandbox = sandbox();
    sandbox.git(&["rm", "--quiet", &format!("{VERSIONS}/b2.py")]);
    let seen = sandbox.push(&check(), &[]);
    let staged = seen.findings.iter().find(|f| f.code.id == "migrations/staged").unwrap();
    assert!(staged.message.starts_with("the removal of"), "{}", staged.message);
    assert!(staged.help.as_ref().unwrap().ends_with(&format!("git restore --staged --worktree {VERSIONS}/b2.py")));
}

#[test]
fn a_script_beside_the_migrations_that_is_not_tracked_is_noticed() {
    let sandbox = sandbox();
    sandbox.write(&format!("{VERSIONS}/c3.sql"), "select 1;\n").write(&format!("{VERSIONS}/notes.txt"), "x");
    assert_eq!(sandbox.push(&check(), &[]).codes(), ["migrations/untracked"]);
}

#[test]
fn a_folder_that_is_ignored_as_a_whole_is_noticed() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "versions/\n").write("db/env.py", "").write("db/script.py.mako", "").commit("one");
    sandbox.write("db/versions/1.py", migration("a", None)).write("db/versions/__pycache__/1.pyc", "x");
    assert_eq!(sandbox.push(&check(), &[]).codes(), ["migrations/ignored"]);
    assert_eq!(sandbox.examine(&check(), None).codes(), ["migrations/ignored"]);
}

#[test]
fn what_is_not_committed_does_not_stop_the_push_of_another_branch() {
    let sandbox = sandbox();
    write(&sandbox, "c3", Some("b2"));
    let repo = sandbox.repo();
    let other = repo.resolve("HEAD~1").unwrap();
    let updates = vec![crate::git::PushedRef {
        local_name: "HEAD~1".into(),
        local: other,
        remote_name: "refs/heads/old".into(),
        remote: None,
    }];
    let introduced = crate::git::Introduced::of(&repo, &updates, &[]).unwrap();
    let push = Push { repo: &repo, to: Destination::Remote("origin".into()), updates, introduced };
    assert!(check().judge_push(&push, &crate::testing::context(Event::Push(&push))).unwrap().findings.is_empty());
}

#[test]
fn deleting_a_branch_judges_nothing() {
    let sandbox = sandbox();
    write(&sandbox, "c3", Some("a1"));
    let repo = sandbox.repo();
    let updates = vec![crate::git::PushedRef {
        local_name: "(delete)".into(),
        local: None,
        remote_name: "refs/heads/old".into(),
        remote: repo.head().unwrap(),
    }];
    let push = Push {
        repo: &repo,
        to: Destination::Remote("origin".into()),
        updates,
        introduced: crate::git::Introduced::default(),
    };
    assert!(check().judge_push(&push, &crate::testing::context(Event::Push(&push))).unwrap().findings.is_empty());
}

#[test]
fn folders_of_one_environment_are_one_graph_only_when_they_name_each_other() {
    let sandbox = sandbox();
    sandbox.write(&format!("{VERSIONS}/archive/z9.py"), migration("z9", None)).commit("archive");
    assert!(sandbox.examine(&check(), None).findings.is_empty());
    sandbox.write(&format!("{VERSIONS}/2026/c3.py"), migration("c3", Some("b2"))).commit("a folder a year");
    let seen = sandbox.examine(&check(), None);
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    let mut heads = seen.evidence.migrations.unwrap().heads;
    heads.sort();
    assert_eq!(heads, ["c3", "z9"]);
}

#[test]
fn a_warning_is_told_of_what_is_new_and_not_again_and_again() {
    let sandbox = sandbox();
    let wrong = |id: &str, parent| format!("\"\"\"Add\n\nRevises: zz\n\"\"\"\n{}", migration(id, Some(parent)));
    let known = sandbox.write(&format!("{VERSIONS}/c3.py"), wrong("c3", "b2")).commit("third");
    assert_eq!(sandbox.push(&check(), &[]).codes(), ["migrations/docstring"]);
    assert_eq!(sandbox.examine(&check(), None).codes(), ["migrations/docstring"]);
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox.write("docs/schema.md", "# Schema");
    write(&sandbox, "d4", Some("c3")).commit("fourth");
    assert_eq!(sandbox.push(&check(), &[known]).codes(), [""; 0]);
    assert_eq!(sandbox.examine(&check(), Some("v1.1.0")).codes(), [""; 0]);
}

#[test]
fn a_folder_that_the_configuration_leaves_out_is_read_only_if_it_belongs_to_the_rest() {
    let sandbox = sandbox();
    sandbox.write("backend/alembic.ini", "[alembic]\nscript_location = %(here)s/alembic\n");
    sandbox.write(&format!("{VERSIONS}/archive/y8.py"), migration("y8", None));
    sandbox.write(&format!("{VERSIONS}/archive/z9.py"), migration("z9", None)).commit("an archive of two heads");
    let heads = || sandbox.examine(&check(), None).evidence.migrations.unwrap().heads;
    assert_eq!(heads(), ["b2"]);
    sandbox.write(&format!("{VERSIONS}/2026/c3.py"), migration("c3", Some("b2"))).commit("named in code");
    assert_eq!(heads(), ["c3"]);
}

#[test]
fn migrations_are_found_by_content_by_ini_and_by_settings() {
    let sandbox = Sandbox::new();
    sandbox.write("api/versions/v1.py", "class Api: pass\n").write("api/env.py", "");
    sandbox.write("alembic.ini", "[alembic]\nscript_location = db\nversion_locations = %(here)s/db/steps\n");
    sandbox.write("db/steps/1.py", migration("a", None)).write("own/1.py", migration("b", None)).commit("one");
    let heads = |check: &Migrations| sandbox.examine(check, None).evidence.migrations.unwrap().heads;
    assert_eq!(heads(&check()), ["a"]);
    assert_eq!(heads(&configured("locations = ['own/']")), ["b"]);
    assert_eq!(sandbox.examine(&configured("locations = ['nowhere']"), None).codes(), ["migrations/none"]);
}

#[test]
fn migrations_may_lie_at_the_root() {
    let sandbox = Sandbox::new();
    sandbox.write("alembic.ini", "[alembic]\nscript_location = db\nversion_locations = %(here)s\n");
    let known = sandbox.write("1.py", migration("a", None)).commit("first");
    assert_eq!(sandbox.examine(&check(), None).codes(), [""; 0]);
    sandbox.write("2.py", migration("b", None)).commit("second");
    assert_eq!(sandbox.push(&check(), &[known]).codes(), ["migrations/two-heads"]);
}

#[test]
fn a_repository_without_a_database_is_not_nagged() {
    let sandbox = Sandbox::new();
    sandbox.write("src/main.rs", "fn main() {}").commit("one");
    assert!(sandbox.examine(&check(), Some("v1.0.0")).findings.is_empty());
    sandbox.write("requirements.txt", "requests\nSQLAlchemy>=2\n").commit("two");
    assert_eq!(sandbox.examine(&check(), Some("v1.0.0")).codes(), ["migrations/none"]);
    sandbox.write("app/migrations/0001_initial.py", "class Migration: pass\n").commit("three");
    assert_eq!(sandbox.examine(&check(), Some("v1.0.0")).codes(), ["migrations/not-judged"]);
}

#[test]
fn what_was_added_since_the_last_version_is_listed_and_needs_documentation() {
    let sandbox = sandbox();
    sandbox.git(&["tag", "v1.0.0"]);
    write(&sandbox, "c3", Some("b2"));
    sandbox.git(&["mv", &format!("{VERSIONS}/a1.py"), &format!("{VERSIONS}/0001_a1.py")]);
    sandbox.commit("third");
    let seen = sandbox.examine(&check(), Some("v1.1.0"));
    assert_eq!(seen.codes(), ["migrations/schema-undocumented"]);
    assert_eq!(seen.evidence.migrations.as_ref().unwrap().added, ["c3"]);
    assert!(seen.passed.contains(&"1 migration added since v1.0.0: c3".to_owned()), "{:?}", seen.passed);
    sandbox.write("docs/db/schema.md", "# Schema").commit("docs");
    assert!(sandbox.examine(&check(), Some("v1.1.0")).findings.is_empty());
    sandbox.git(&["tag", "v1.1.0"]);
    write(&sandbox, "d4", Some("c3")).commit("fourth");
    let seen = sandbox.examine(&check(), Some("v1.2.0"));
    assert_eq!(seen.codes(), ["migrations/schema-outdated"]);
    assert_eq!(seen.findings[0].message, "the migrations changed since v1.1.0, and docs/db/schema.md did not");
    sandbox.write("docs/db/schema.md", "# Schema with d4").commit("docs");
    assert!(sandbox.examine(&check(), Some("v1.2.0")).findings.is_empty());
    assert_eq!(
        sandbox.examine(&configured("schema-docs = ['*.dbml']"), Some("v1.1.0")).codes(),
        ["migrations/schema-undocumented"]
    );
}

#[test]
fn what_the_code_writes_to_redis_is_compared_with_the_last_version() {
    let sandbox = Sandbox::new();
    sandbox.write("app.py", "import redis\nr.hset('a:1', 'f', 1)\n").commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox.write("app.py", "import redis\n\nr.hset('a:1', 'f', 1)  # moved\n").commit("two");
    let seen = sandbox.examine(&check(), Some("v1.1.0"));
    assert!(seen.passed.iter().any(|p| p == "No Redis schema changes detected in the 1 file that uses Redis"));
    sandbox.write("app.py", "import redis\nr.hset('a:1', 'f', 1)\nr.set('b', 1)\n").commit("three");
    let seen = sandbox.examine(&check(), Some("v1.1.0"));
    assert_eq!(seen.findings[0].severity, Severity::Note);
    sandbox.write("app.py", "import redis\nr.set('a:1', 1)\n").commit("four");
    let seen = sandbox.examine(&check(), Some("v1.1.0"));
    assert_eq!(seen.codes(), ["migrations/redis-changed"]);
    assert!(seen.findings.iter().all(|f| f.severity == Severity::Warning));
}

#[test]
fn what_an_earlier_push_has_read_is_not_parsed_again() {
    let sandbox = sandbox();
    for n in 0..20 {
        write(&sandbox, &format!("n{n:02}"), Some("b2"));
    }
    sandbox.commit("many");
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_commit(&repo, repo.head().unwrap().unwrap());
    let heads = |recall: &Recall| {
        let reader = Reader::of(&[], recall);
        let graphs = frameworks::graphs(&reader.find(&snapshot).unwrap()).unwrap();
        graphs[0].heads().iter().map(|head| head.id.clone()).collect::<Vec<_>>()
    };
    let first = Recall::of(&repo);
    let read = heads(&first);
    first.save();
    let blob = snapshot.entry(format!("{VERSIONS}/n19.py")).unwrap().unwrap().oid.unwrap();
    let second = Recall::of(&repo);
    let said = second.get(blob).unwrap().to_str_lossy().replace("n19", "other");
    assert_eq!(heads(&second), read);
    // Only who recalls can be told something else than what is in the file.
    second.add(blob, said.into_bytes());
    second.save();
    assert_eq!(heads(&Recall::of(&repo)).last().unwrap(), "other");
}
