//! What went past the hook is noticed, judged late, and told once; what did not is never called so.

use crate::harness::{World, binary, text, token};

/// git as it is now: it notes the real time of each push.
fn git(world: &World, arguments: &[&str]) -> String {
    let out = world.command("git").env_remove("GIT_COMMITTER_DATE").args(arguments).output().unwrap();
    assert!(out.status.success(), "git {arguments:?}\n{}", text(&out));
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn add(world: &World, path: &str, content: impl AsRef<[u8]>) -> String {
    world.write(path, content);
    world.commit(path)
}

/// Installed, and pushed once through the hook.
fn pushed() -> World {
    let world = World::new();
    add(&world, "a.txt", "a\n");
    assert_eq!(git(&world, &["push", "--quiet", "-u", "origin", "main"]).lines().count(), 1);
    world
}

#[test]
fn a_push_past_the_hook_is_judged_at_the_next_one_and_told_once() {
    let world = pushed();
    let commit = add(&world, "key.txt", token(1));
    git(&world, &["push", "--quiet", "--no-verify", "origin", "main"]);
    add(&world, "b.txt", "b\n");
    let said = git(&world, &["push", "--quiet", "origin", "main"]);
    let begun =
        format!("precheck-hook: a push to origin/main went past the hook ({}): 1 commit, with 1 secret", &commit[..10]);
    assert!(said.starts_with(&begun), "{said}");
    assert!(said.contains("key.txt:1 in commit") && said.contains("explain secrets/github-pat"), "{said}");
    assert!(!said.contains(&token(1)), "{said}");
    assert!(world.read(".git/precheck-hook/bypasses.jsonl").contains("push to origin/main past the hook"));
    add(&world, "c.txt", "c\n");
    assert_eq!(git(&world, &["push", "--quiet", "origin", "main"]).lines().count(), 1);
    assert!(world.precheck_ok(&["doctor"]).contains("bypassed on 20"));
}

#[test]
fn a_push_past_the_hook_to_another_branch_is_noticed_too_and_what_was_clean_is_called_so() {
    let world = pushed();
    add(&world, "b.txt", "b\n");
    git(&world, &["push", "--quiet", "--no-verify", "origin", "main:one/two"]);
    add(&world, "c.txt", "c\n");
    let said = git(&world, &["push", "--quiet", "origin", "main"]);
    assert!(said.contains("a push to origin/one/two went past the hook"), "{said}");
    assert!(said.contains("1 commit, in which no secret was found"), "{said}");
}

#[test]
fn doctor_judges_what_went_past_the_hook_as_well() {
    let world = pushed();
    add(&world, "key.txt", token(1));
    git(&world, &["push", "--quiet", "--no-verify", "origin", "main"]);
    let out = world.precheck(&["doctor"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert!(text(&out).contains("✗ a push to origin/main went past the hook") && text(&out).contains("key.txt:1"));
    assert_eq!(world.precheck(&["doctor"]).status.code(), Some(0));
}

#[test]
fn commits_that_others_have_merged_since_are_still_judged_as_what_this_push_brought() {
    let world = pushed();
    world.ok(&["checkout", "--quiet", "-b", "feature"]);
    add(&world, "key.txt", token(1));
    git(&world, &["push", "--quiet", "--no-verify", "origin", "feature"]);
    // The forge merges it, and this clone fetches that.
    let elsewhere = world.beside("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    world.ok(&["clone", "--quiet", world.beside("remote.git").to_str().unwrap(), elsewhere]);
    world.ok(&["-C", elsewhere, "merge", "--quiet", "--no-ff", "--no-edit", "origin/feature"]);
    world.ok(&["-C", elsewhere, "push", "--quiet", "origin", "main"]);
    git(&world, &["fetch", "--quiet"]);
    world.ok(&["checkout", "--quiet", "-b", "next", "origin/main"]);
    add(&world, "b.txt", "b\n");
    let said = git(&world, &["push", "--quiet", "origin", "next"]);
    assert!(said.contains("origin/feature went past the hook") && said.contains("1 commit, with 1 secret"), "{said}");
}

#[test]
fn what_did_not_go_past_the_hook_is_never_called_so() {
    let world = pushed();
    let quiet = |what: &str| {
        add(&world, what, what);
        let said = git(&world, &["push", "--quiet", "origin", "HEAD"]);
        assert!(!said.contains("past the hook"), "{what}: {said}");
        let doctor = world.precheck_ok(&["doctor"]);
        assert!(!doctor.contains("past the hook"), "{what}: {doctor}");
    };
    // Others push, and it is fetched.
    let elsewhere = world.beside("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    world.ok(&["clone", "--quiet", world.beside("remote.git").to_str().unwrap(), elsewhere]);
    std::fs::write(format!("{elsewhere}/theirs.txt"), token(1)).unwrap();
    world.ok(&["-C", elsewhere, "add", "."]);
    world.ok(&["-C", elsewhere, "commit", "--quiet", "-m", "Theirs"]);
    world.ok(&["-C", elsewhere, "push", "--quiet", "origin", "main"]);
    git(&world, &["pull", "--quiet", "--rebase", "origin", "main"]);
    quiet("after a fetch");
    // A recorded bypass went by the hook.
    add(&world, "key.txt", token(2));
    let skipped = world
        .command("git")
        .env_remove("GIT_COMMITTER_DATE")
        .args(["push", "--quiet", "origin", "main"])
        .env("PRECHECK_SKIP", "secrets")
        .env("PRECHECK_SKIP_REASON", "a drill")
        .output()
        .unwrap();
    assert!(skipped.status.success(), "{}", text(&skipped));
    quiet("after a recorded bypass");
    // To a URL, or with a place of its own to push to.
    git(&world, &["push", "--quiet", world.beside("remote.git").to_str().unwrap(), "main:by-url"]);
    world.ok(&["config", "remote.origin.pushurl", &format!("file://{}", world.beside("remote.git").display())]);
    quiet("with a push URL");
    world.ok(&["config", "--unset", "remote.origin.pushurl"]);
    // By force, and under several names at once.
    world.ok(&["commit", "--quiet", "--amend", "-m", "Again"]);
    git(&world, &["push", "--quiet", "--force", "origin", "main", "main:a", "main:b/c"]);
    quiet("after a push by force");
    // The logs are cut off, or not kept.
    git(&world, &["reflog", "expire", "--expire=now", "--all"]);
    quiet("after the logs have expired");
    world.ok(&["config", "core.logAllRefUpdates", "false"]);
    std::fs::remove_dir_all(world.path().join(".git/logs")).unwrap();
    quiet("without logs");
    // Installed again, from nothing.
    world.ok(&["config", "core.logAllRefUpdates", "true"]);
    world.precheck_ok(&["uninstall"]);
    add(&world, "unhooked.txt", "x\n");
    git(&world, &["push", "--quiet", "origin", "main"]);
    // By git's clock, which counts seconds, the installation is later.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    world.precheck_ok(&["install"]);
    quiet("pushed before the installation");
}

#[test]
fn a_clone_whose_note_is_gone_or_garbage_begins_anew() {
    let world = pushed();
    for damage in [None, Some(&b"\xff\xfe"[..]), Some(b"garbage\n\n"), Some(b"")] {
        add(&world, "b.txt", format!("{damage:?}"));
        git(&world, &["push", "--quiet", "--no-verify", "origin", "main"]);
        let note = world.path().join(".git/precheck-hook/pushes");
        match damage {
            None => std::fs::remove_file(&note).unwrap(),
            Some(bytes) => std::fs::write(&note, bytes).unwrap(),
        }
        add(&world, "c.txt", format!("{damage:?}"));
        let said = git(&world, &["push", "--quiet", "origin", "main"]);
        assert_eq!(said.lines().count(), 1, "{damage:?}: {said}");
    }
    assert!(world.command(binary()).arg("doctor").output().unwrap().status.success());
}

#[test]
fn what_was_bypassed_since_the_last_version_is_told_by_run_and_recorded_in_the_manifest() {
    let world = World::with_service();
    add(&world, "b.txt", "b\n");
    let mut skipped = world.command("git");
    skipped.args(["push", "--quiet", "origin", "main"]);
    skipped.env("PRECHECK_SKIP", "secrets").env("PRECHECK_SKIP_REASON", "a drill of\x1b[31m ours");
    assert!(skipped.output().unwrap().status.success());
    let told = text(&world.precheck(&["run", "--version", "v1.0.0"]));
    let line = "precheck-hook: bypassed since the last version, 2026-06-15: push: a drill of\\u{1b}[31m ours\n";
    assert!(told.contains(line), "{told}");
    world.ok(&["tag", "v1.0.0"]);
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    assert_eq!(manifest["gate"]["bypasses"][0]["event"], "push", "{manifest}");
    // What lies before a version is not told of the next.
    let mut later = world.command("git");
    later.args(["commit", "--quiet", "--allow-empty", "-m", "Go on"]).env("GIT_COMMITTER_DATE", "1781611200 +0000");
    assert!(later.output().unwrap().status.success());
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.1.0"]);
    assert!(!text(&world.precheck(&["run", "--version", "v1.2.0"])).contains("bypassed since"));
}
