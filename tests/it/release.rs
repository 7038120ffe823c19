use crate::harness::{World, text};

fn releasable() -> World {
    let world = World::with_service();
    world.ok(&["config", "user.name", "Ada"]);
    world.ok(&["config", "user.email", "ada@example.org"]);
    world
}

/// Refs here and there, the index and what git sees in the work tree.
fn standing(world: &World) -> [String; 4] {
    [
        world.ok(&["for-each-ref"]),
        world.remote_refs(),
        world.ok(&["ls-files", "--stage"]),
        world.ok(&["status", "--porcelain", "--untracked-files=all"]),
    ]
}

#[test]
fn a_release_arrives_whole_past_its_own_hooks_which_only_look_the_verdict_up() {
    let world = releasable();
    let source = world.ok(&["rev-parse", "HEAD"]);
    let said = world.precheck_ok(&["release", "v1.0.0", "--push"]);
    assert!(said.contains("v1.0.0 has passed the gate before"), "{said}");
    assert!(world.remote_has("refs/tags/v1.0.0"));
    assert_eq!(world.ok(&["rev-parse", "v1.0.0^{commit}"]), world.ok(&["rev-parse", "origin/main"]));
    assert_eq!(world.ok(&["rev-parse", "v1.0.0^{commit}^"]), source);
    assert_eq!(world.ok(&["status", "--porcelain", "--untracked-files=all"]), "");
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    assert_eq!((&manifest["git"]["commit"], &manifest["commit_role"]), (&source.into(), &"source".into()));
    let sums = world.command("sha256sum").args(["-c", "releases/manifest_v1.0.0.sha256"]).output().unwrap();
    assert!(sums.status.success(), "{}", text(&sums));
}

#[test]
fn a_remote_that_refuses_leaves_everything_as_it_was() {
    let world = releasable();
    let hook = world.beside("remote.git/hooks/pre-receive");
    std::fs::write(&hook, "#!/bin/sh\necho no releases on Friday\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let before = standing(&world);
    let out = world.precheck(&["release", "v1.0.0", "--push"]);
    assert!(!out.status.success());
    assert!(text(&out).contains("no releases on Friday"), "{}", text(&out));
    assert_eq!(standing(&world), before);
}

#[test]
fn a_release_that_the_gate_refuses_changes_nothing_and_shows_the_report() {
    let world = releasable();
    world.write(".env", "SECRET_KEY=changeme\nDATABASE_URL=x\n");
    let before = standing(&world);
    let out = world.precheck(&["release", "v1.0.0"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out).contains("PRE-DEPLOYMENT CHECK: FAILED"), "{}", text(&out));
    assert_eq!(standing(&world), before);
}

#[test]
fn all_that_stands_in_the_way_is_told_at_once() {
    let world = releasable();
    world.ok(&["tag", "v2.0.0"]);
    world.write("RUNBOOK.md", "changed\n");
    let out = world.precheck(&["release", "v1.0.0"]);
    assert_eq!(out.status.code(), Some(1));
    let said = text(&out);
    assert!(said.contains("v2.0.0") && said.contains("RUNBOOK.md"), "{said}");
}

#[test]
fn each_release_names_the_one_before_it() {
    let world = releasable();
    for version in ["v1.0.0", "v1.1.0", "v1.2.0"] {
        world.commit("Work");
        world.precheck_ok(&["release", version, "--push"]);
    }
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.2.0.json")).unwrap();
    let sum = world.command("sha256sum").arg("releases/manifest_v1.1.0.json").output().unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    assert_eq!(manifest["previous_release"]["tag"], "v1.1.0");
    assert_eq!(manifest["previous_release"]["manifest_sha256"], sum[..64]);
}

#[test]
fn the_draft_of_a_release_is_what_notes_say_of_it_later() {
    let world = releasable();
    world.precheck_ok(&["release", "v1.0.0"]);
    world.write(".env.example", "SECRET_KEY=\n");
    world.commit("feat(orders): list them");
    world.precheck_ok(&["release", "v1.1.0"]);
    let message = world.ok(&["for-each-ref", "--format=%(contents:body)", "refs/tags/v1.1.0"]);
    let draft = message.rsplit_once("\n\n").unwrap().0;
    assert!(draft.starts_with("## Features\n\n- **orders:** list them\n"), "{draft}");
    world.precheck_ok(&["notes", "--from", "v1.0.0", "--to", "v1.1.0", "--output", "notes.md"]);
    assert_eq!(world.read("notes.md").trim(), draft.trim());
    assert_eq!(world.precheck(&["notes", "--to", "v1.1.0"]).stdout, world.read("notes.md").as_bytes());
}

#[test]
fn a_bumped_release_is_not_judged_again_when_it_is_pushed() {
    let world = releasable();
    world.write("package.json", "{\"version\": \"0.9.0\"}\n");
    world.commit("feat: a page");
    let said = text(&world.precheck(&["run", "--version", "v1.0.0"]));
    assert!(said.contains("package.json names 0.9.0 as version, and v1.0.0 is released"), "{said}");
    let said = world.precheck_ok(&["release", "v1.0.0", "--bump", "--push"]);
    assert!(said.contains("v1.0.0 has passed the gate before"), "{said}");
    assert_eq!(world.read("package.json"), "{\"version\": \"1.0.0\"}\n");
    let said = text(&world.precheck(&["run", "--version", "v1.0.0", "--only", "release_tag"]));
    assert!(!said.contains("package.json"), "{said}");
}
