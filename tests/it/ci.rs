//! The GitHub action and the GitLab template: their own scripts are run on what
//! a runner checks out, and come to what the hook says of the same push.

mod runner;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use self::runner::{GITLAB, action, checked_out, commands, gitlab};
use crate::harness::{World, binary, text, token};

const ZERO: &str = "0000000000000000000000000000000000000000";

/// What is pushed: `to` stood at `before` on the remote, and stands at `after` then.
struct Pushed {
    before: String,
    after: String,
    to: &'static str,
}

/// What came of a push: whether it is refused, and the codes of all that was found.
type Verdict = (bool, BTreeSet<String>);

/// Where `git push` brings HEAD, judged by the hook first and then sent past it.
fn push(world: &World, to: &'static str) -> (Verdict, Pushed) {
    let remote = world.beside("remote.git");
    let stood = world.git(&["--git-dir", remote.to_str().unwrap(), "rev-parse", "--quiet", "--verify", to]);
    let before = String::from_utf8(stood.stdout).unwrap().trim().to_owned();
    let refspec = format!("+HEAD:{to}");
    let hook = world.git(&["push", "--dry-run", "origin", &refspec]);
    let verdict = (!hook.status.success(), codes(&text(&hook), "["));
    world.ok(&["push", "--no-verify", "--quiet", "origin", &refspec]);
    let before = if before.is_empty() { ZERO.to_owned() } else { before };
    (verdict, Pushed { before, after: world.ok(&["rev-parse", "HEAD"]), to })
}

/// The codes that stand behind `mark` in a report.
fn codes(report: &str, mark: &str) -> BTreeSet<String> {
    let checks = ["secrets/", "migrations/", "release_tag/"];
    let behind = report.split(mark).skip(1).filter(|rest| checks.iter().any(|check| rest.starts_with(check)));
    behind.map(|rest| rest.split([',', ' ', ']', ':']).next().unwrap().to_owned()).collect()
}

fn payload(pushed: &Pushed) -> Value {
    json!({
        "ref": pushed.to, "before": pushed.before, "after": pushed.after,
        "repository": { "default_branch": "main" },
    })
}

fn github_verdict(world: &World, pushed: &Pushed) -> Verdict {
    let place = checked_out(world, pushed, None);
    let out = action(world, &place, "push", &payload(pushed), &[]);
    assert!(matches!(out.status.code(), Some(0 | 1)), "{}", text(&out));
    (!out.status.success(), codes(&text(&out), "title="))
}

/// A service with one migration, on the remote, shipped as v1.0.0.
fn shipped() -> World {
    let world = World::new();
    world.write("alembic.ini", "[alembic]\nscript_location = migrations\n");
    world.write("migrations/env.py", "");
    world.migration("0001_init", "0001", None);
    world.write("docs/schema.md", "# Schema\n\nusers: id\n");
    world.commit("Serve");
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.0.0"]);
    world.ok(&["push", "--no-verify", "--quiet", "-u", "origin", "main", "v1.0.0"]);
    world
}

fn migrate(world: &World, revision: &str) {
    world.migration(&format!("{revision}_step"), revision, Some("0001"));
    world.write("docs/schema.md", format!("# Schema\n\nusers: id, {revision}\n"));
    world.commit("Migrate");
}

fn clean(world: &World) -> &'static str {
    world.write("a.txt", "hello\n");
    world.commit("Add a");
    "refs/heads/main"
}

/// A secret that a later commit takes away again.
fn secret(world: &World) -> &'static str {
    world.write("app.py", format!("TOKEN = \"{}\"\n", token(1)));
    world.commit("Add the app");
    world.write("app.py", "import os\n");
    world.commit("Read the token");
    "refs/heads/main"
}

fn two_heads(world: &World) -> &'static str {
    migrate(world, "0002");
    world.ok(&["push", "--no-verify", "--quiet", "origin", "main"]);
    world.ok(&["checkout", "--quiet", "-b", "feature", "HEAD~1"]);
    migrate(world, "0003");
    "refs/heads/feature"
}

fn rewritten_migration(world: &World) -> &'static str {
    let path = "migrations/versions/0001_init.py";
    let changed = world.read(path).replace("    pass", "    op.drop_table(\"users\")");
    world.write(path, changed);
    world.commit("Rewrite");
    "refs/heads/main"
}

fn merge_commit(world: &World) -> &'static str {
    world.ok(&["checkout", "--quiet", "-b", "side"]);
    migrate(world, "0002");
    world.ok(&["checkout", "--quiet", "main"]);
    migrate(world, "0003");
    world.ok(&["merge", "--quiet", "-X", "ours", "--no-edit", "side"]);
    "refs/heads/main"
}

fn new_branch(world: &World) -> &'static str {
    world.ok(&["checkout", "--quiet", "-b", "feature"]);
    world.write("key.txt", token(2));
    world.commit("Add a key");
    "refs/heads/feature"
}

fn force_push(world: &World) -> &'static str {
    world.ok(&["checkout", "--quiet", "-b", "feature"]);
    world.write("old.txt", token(3));
    world.commit("Old");
    world.ok(&["push", "--no-verify", "--quiet", "origin", "feature"]);
    world.ok(&["reset", "--quiet", "--hard", "main"]);
    world.write("new.txt", token(4));
    world.commit("New");
    "refs/heads/feature"
}

#[test]
fn the_action_and_the_template_come_to_the_verdict_of_the_hook() {
    type Scene = fn(&World) -> &'static str;
    let scenes: [(Scene, &[&str]); 7] = [
        (clean, &[]),
        (secret, &["secrets/github-pat"]),
        (two_heads, &["migrations/two-heads"]),
        (rewritten_migration, &["migrations/shipped-changed"]),
        (merge_commit, &["migrations/two-heads"]),
        (new_branch, &["secrets/github-pat"]),
        (force_push, &["secrets/github-pat"]),
    ];
    for (number, (scene, expected)) in scenes.into_iter().enumerate() {
        let world = shipped();
        let to = scene(&world);
        let (hook, pushed) = push(&world, to);
        assert_eq!(hook.0, !expected.is_empty(), "scene {number}: {hook:?}");
        for code in expected {
            assert!(hook.1.contains(*code), "scene {number}: {hook:?}");
        }
        assert_eq!(github_verdict(&world, &pushed), hook, "scene {number}");
        let out = gitlab(&world, &checked_out(&world, &pushed, None), &pushed);
        assert_eq!((!out.status.success(), codes(&text(&out), "[")), hook, "scene {number}: {}", text(&out));
    }
}

#[test]
fn a_pull_request_is_judged_whole_whatever_its_last_push_brought() {
    let world = shipped();
    let base = world.ok(&["rev-parse", "HEAD"]);
    let to = new_branch(&world);
    let (_, first) = push(&world, to);
    world.ok(&["rm", "--quiet", "key.txt"]);
    world.commit("Take it away");
    let (_, last) = push(&world, to);
    let mut synchronized = json!({
        "before": first.after, "after": last.after, "repository": { "default_branch": "main" },
        "pull_request": { "base": { "sha": base }, "head": { "sha": last.after } },
    });
    let out = action(&world, &checked_out(&world, &last, None), "pull_request", &synchronized, &[]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert!(text(&out).contains("::error title=secrets/github-pat,file=key.txt,line=1::"), "{}", text(&out));
    // From a fork whose branch is called main too: it meets origin's main all the same.
    synchronized["pull_request"]["base"]["sha"] = json!(first.after);
    let out = action(&world, &checked_out(&world, &last, None), "pull_request", &synchronized, &[]);
    assert!(out.status.success(), "{}", text(&out));
}

#[test]
fn a_shallow_checkout_that_hides_commits_is_refused_and_told_what_to_set() {
    let world = shipped();
    for name in ["one", "two", "three"] {
        world.write(name, name);
        world.commit(name);
    }
    let (_, pushed) = push(&world, "refs/heads/main");
    for (depth, seen) in [("1", false), ("3", false), ("4", true)] {
        let place = checked_out(&world, &pushed, Some(depth));
        let out = action(&world, &place, "push", &payload(&pushed), &[]);
        assert_eq!(out.status.code(), Some(if seen { 0 } else { 2 }), "{depth}: {}", text(&out));
        assert!(seen || text(&out).contains("`fetch-depth: 0`"), "{}", text(&out));
        let range = format!("{}..HEAD", pushed.before);
        let scan = world.command(binary()).args(["scan", "--range", &range]).current_dir(&place).output().unwrap();
        assert_eq!(scan.status.code(), Some(if seen { 0 } else { 2 }), "{depth}: {}", text(&scan));
    }
    // A new branch, seen down to the cut.
    let place = checked_out(&world, &pushed, Some("2"));
    let out = action(&world, &place, "push", &payload(&Pushed { before: ZERO.to_owned(), ..pushed }), &[]);
    assert!(out.status.code() == Some(2) && text(&out).contains("`fetch-depth: 0`"), "{}", text(&out));
}

#[test]
fn of_two_branches_that_are_pushed_at_once_neither_hides_the_other() {
    let world = shipped();
    let to = new_branch(&world);
    let (_, one) = push(&world, to);
    let (_, other) = push(&world, "refs/heads/other");
    for pushed in [one, other] {
        assert!(github_verdict(&world, &pushed).0);
    }
}

#[test]
fn a_version_tag_is_judged_by_the_gate_as_well() {
    let world = shipped();
    world.commit("Go on");
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.1.0"]);
    world.ok(&["push", "--no-verify", "--quiet", "origin", "main", "v1.1.0"]);
    let pushed = Pushed { before: ZERO.to_owned(), after: world.ok(&["rev-parse", "v1.1.0"]), to: "refs/tags/v1.1.0" };
    let out =
        action(&world, &checked_out(&world, &pushed, None), "push", &payload(&pushed), &[("output", "gate.json")]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert!(text(&out).contains("title=runbook/"), "{}", text(&out));
}

#[test]
fn the_inputs_of_the_action_reach_the_program() {
    let world = shipped();
    let to = secret(&world);
    let (_, pushed) = push(&world, to);
    let place = checked_out(&world, &pushed, None);
    let run = |inputs: &[(&str, &str)]| action(&world, &place, "workflow_dispatch", &payload(&pushed), inputs);
    let range = format!("{}..{}", pushed.before, pushed.after);
    let out = run(&[("range", &range), ("only", "secrets,migrations"), ("format", "sarif"), ("output", "out.sarif")]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    let filed: Value = serde_json::from_slice(&std::fs::read(place.join("out.sarif")).unwrap()).unwrap();
    assert_eq!(filed["runs"][0]["results"][0]["ruleId"], "secrets/github-pat");
    let none = run(&[("range", &range), ("only", "artifacts")]);
    assert!(none.status.code() == Some(2) && text(&none).contains("judges no commits"), "{}", text(&none));
    let gate = run(&[("version", "v1.1.0"), ("strict", "true"), ("only", "runbook")]);
    assert!(gate.status.code() == Some(1) && text(&gate).contains("title=runbook/"), "{}", text(&gate));
    let missing = run(&[("binary", "no-such-program")]);
    assert!(missing.status.code() == Some(2) && text(&missing).contains("is not on the PATH"), "{}", text(&missing));
    for range in ["main", "a...b", "..b", "a.."] {
        let out = run(&[("range", range)]);
        assert!(out.status.code() == Some(2) && text(&out).contains("takes `A..B`"), "{range}: {}", text(&out));
    }
}

#[test]
fn what_a_branch_is_called_is_never_run() {
    let world = shipped();
    let to = "refs/heads/$(touch${IFS}pwned)`touch${IFS}pwned`;touch${IFS}pwned";
    clean(&world);
    let (_, pushed) = push(&world, to);
    let place = checked_out(&world, &pushed, None);
    let out = action(&world, &place, "push", &payload(&pushed), &[]);
    assert!(out.status.success(), "{}", text(&out));
    let out = gitlab(&world, &place, &pushed);
    assert!(out.status.success() && !place.join("pwned").exists(), "{}", text(&out));
}

#[test]
fn a_file_that_is_called_like_a_workflow_command_commands_nothing() {
    let world = shipped();
    world.write("\n::error::pwned\r##[error]pwned", token(5));
    world.commit("Add a file");
    let (_, pushed) = push(&world, "refs/heads/main");
    let place = checked_out(&world, &pushed, None);
    for format in ["github", "text", "json", "markdown", "sarif", "junit"] {
        let out = action(&world, &place, "push", &payload(&pushed), &[("format", format)]);
        assert_eq!(out.status.code(), Some(1), "{}", text(&out));
        let shown = text(&out);
        let ours = commands(&shown);
        assert!(ours.iter().all(|command| command.starts_with("::error title=secrets/github-pat,")), "{ours:?}");
    }
}

#[test]
fn the_template_leaves_its_reports_as_artifacts_also_when_it_refuses() {
    let world = shipped();
    let to = secret(&world);
    let (_, pushed) = push(&world, to);
    let place = checked_out(&world, &pushed, None);
    assert_eq!(gitlab(&world, &place, &pushed).status.code(), Some(1));
    let template: Value = serde_saphyr::from_str(GITLAB).unwrap();
    for path in template["precheck-hook"]["artifacts"]["paths"].as_array().unwrap() {
        let report = std::fs::read_to_string(place.join(path.as_str().unwrap())).unwrap();
        assert!(report.contains("secrets/github-pat"), "{report}");
    }
}
