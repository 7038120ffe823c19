//! A release that is stopped in the middle: by a kill, a full disk, a remote.

use std::process::Output;

use crate::harness::{World, binary, text, thorough};

const RELEASE: [&str; 3] = ["release", "v1.0.0", "--push"];

/// A service that can be released, and a file of the user's own that git does not know.
fn releasable() -> World {
    let world = World::with_service();
    world.ok(&["config", "user.name", "Ada"]);
    world.ok(&["config", "user.email", "ada@example.org"]);
    world.write("VERSION", "v0.9.0\n");
    world.commit("Keep a version");
    world.ok(&["push", "--quiet"]);
    world.write("scratch.txt", "mine\n");
    world
}

/// Everything that a release may change: refs here and there, the index, the work tree.
fn standing(world: &World) -> [String; 5] {
    [
        world.ok(&["for-each-ref", "refs/heads", "refs/tags"]),
        world.remote_refs(),
        world.ok(&["ls-files", "--stage"]),
        world.ok(&["status", "--porcelain", "--untracked-files=all"]),
        world.read("VERSION"),
    ]
}

/// Has the release killed at its `n`th step; what it came to, if it got to its end before.
fn die_at(world: &World, n: usize) -> Option<Output> {
    let out = world.command(binary()).args(RELEASE).env("PRECHECK_TEST_DIE_AT", n.to_string()).output().unwrap();
    out.status.code().map(|_| out)
}

fn remote_hook(world: &World, name: &str, script: &str) {
    let hook = world.beside("remote.git/hooks").join(name);
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

/// Branch and tag stand together or not at all, here and there.
fn is_whole(world: &World, before: &[String; 5], released: &[String; 5]) -> bool {
    let now = standing(world);
    [0, 1].iter().all(|&refs| now[refs] == before[refs] || now[refs] == released[refs])
}

#[test]
fn a_release_that_is_killed_between_any_two_steps_is_finished_by_the_same_command() {
    let origin = releasable();
    let before = standing(&origin);
    let whole = origin.twin();
    whole.precheck_ok(&RELEASE);
    let released = standing(&whole);
    let mut steps = 0;
    let stride = if thorough() { 1 } else { 3 };
    loop {
        let world = origin.twin();
        if let Some(out) = die_at(&world, steps + stride) {
            assert!(out.status.success(), "{}", text(&out));
            break;
        }
        steps += stride;
        assert!(is_whole(&world, &before, &released), "killed at step {steps}: {:?}", standing(&world));
        assert_eq!(world.read("scratch.txt"), "mine\n");
        let out = world.precheck(&RELEASE);
        assert!(out.status.success(), "after a kill at step {steps}: {}", text(&out));
        assert_eq!(standing(&world), released, "after a kill at step {steps}");
        let said = world.precheck_ok(&["verify", "v1.0.0"]);
        assert!(said.contains("RELEASE VERIFICATION: PASSED"), "{said}");
    }
    assert!(steps + stride > 12, "only {steps} steps");
}

#[test]
fn an_undoing_that_is_killed_between_any_two_steps_is_whole_and_can_be_done_again() {
    let origin = releasable();
    let before = standing(&origin);
    let whole = origin.twin();
    whole.precheck_ok(&RELEASE);
    let released = standing(&whole);
    remote_hook(&origin, "pre-receive", "exit 1");
    // Up to the push it is the release that is killed above.
    let mut steps = 9;
    let stride = if thorough() { 1 } else { 3 };
    loop {
        let world = origin.twin();
        if let Some(out) = die_at(&world, steps + stride) {
            assert_eq!(out.status.code(), Some(2), "{}", text(&out));
            assert_eq!(standing(&world), before);
            break;
        }
        steps += stride;
        assert!(is_whole(&world, &before, &released), "killed at step {steps}: {:?}", standing(&world));
        std::fs::remove_file(world.beside("remote.git/hooks/pre-receive")).unwrap();
        let out = world.precheck(&RELEASE);
        assert!(out.status.success(), "after a kill at step {steps}: {}", text(&out));
        assert_eq!(standing(&world), released, "after a kill at step {steps}");
    }
    assert!(steps + stride > 18, "only {steps} steps");
}

#[test]
fn a_disk_that_takes_no_more_bytes_leaves_everything_as_it_was() {
    let origin = releasable();
    let before = standing(&origin);
    let mut refused = 0;
    // In blocks of 512 bytes: what is longer can't be written, as on a full disk.
    for blocks in 0..8 {
        let world = origin.twin();
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let out = world.command("sh").args(["-c", &script, binary()]).args(RELEASE).output().unwrap();
        if out.status.success() {
            continue;
        }
        refused += 1;
        assert_eq!(standing(&world), before, "{blocks} blocks: {}", text(&out));
        let again = world.precheck(&RELEASE);
        assert!(again.status.success(), "after {blocks} blocks: {}", text(&again));
    }
    assert!(refused >= 3, "only {refused} were refused");
}

#[test]
fn a_folder_that_can_not_be_written_leaves_everything_as_it_was() {
    let world = releasable();
    world.write("releases/README", "kept\n");
    world.commit("Keep releases");
    world.ok(&["push", "--quiet"]);
    world.write("scratch.txt", "mine\n");
    let before = standing(&world);
    // Root may write anywhere, so the folder is made read-only by a mount of this process' own.
    let mount = "mount --bind releases releases && mount -o remount,ro,bind releases && exec \"$0\" \"$@\"";
    let unshared = |arguments: &[&str]| {
        world.command("unshare").args(["--mount", "--map-root-user", "sh", "-c", mount]).args(arguments).output()
    };
    if !unshared(&["true"]).is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: no mount of its own can be made here");
        return;
    }
    let out = unshared(&[&[binary()], &RELEASE[..]].concat()).unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    assert!(text(&out).contains("releases") && text(&out).contains("everything is as it was"), "{}", text(&out));
    assert_eq!(standing(&world), before);
}

#[test]
fn a_remote_that_refuses_the_branch_but_not_the_tag_gets_neither() {
    let world = releasable();
    remote_hook(&world, "update", "case \"$1\" in refs/heads/*) echo the branch is frozen; exit 1;; esac");
    let before = standing(&world);
    let out = world.precheck(&RELEASE);
    assert!(!out.status.success());
    assert!(text(&out).contains("the branch is frozen") && text(&out).contains("as it was"), "{}", text(&out));
    assert_eq!(standing(&world), before);
}

#[test]
fn a_remote_that_vanishes_before_it_took_anything_leaves_everything_as_it_was() {
    let world = releasable();
    remote_hook(&world, "pre-receive", "kill -9 $PPID; sleep 1");
    let before = standing(&world);
    let out = world.precheck(&RELEASE);
    assert!(!out.status.success());
    assert!(text(&out).contains("everything is as it was"), "{}", text(&out));
    assert_eq!(standing(&world), before);
}

#[test]
fn a_remote_that_vanishes_after_it_took_everything_has_the_release() {
    let world = releasable();
    remote_hook(&world, "post-receive", "kill -9 $PPID; sleep 1");
    let out = world.precheck(&RELEASE);
    assert!(out.status.success(), "{}", text(&out));
    assert!(world.remote_has("refs/tags/v1.0.0"));
    assert_eq!(world.ok(&["rev-parse", "main"]), world.ok(&["rev-parse", "v1.0.0^{commit}"]));
}
