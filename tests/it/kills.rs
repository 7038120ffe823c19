//! Writers that are stopped in the middle: by a kill, by a disk that is full or read-only.
//! A release has steps of its own, and `release_faults`.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::faults::{LEAK, leaking, under};
use crate::harness::{World, binary, text, token};

/// A hook of the user's own, and how it stands in a repository that we come to.
fn with_own_hook(world: &World) {
    world.write(".git/hooks/pre-push", "#!/bin/sh\necho own hook >&2\n");
    under(world, r#"chmod +x "$1""#, &[".git/hooks/pre-push"]);
}

/// Starts the program and kills it after so long.
fn killed(world: &World, arguments: &[&str], after: Duration) {
    let mut command = world.command(binary());
    let mut child = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    let _ = child.kill();
    child.wait().unwrap();
}

#[test]
fn a_hook_of_ones_own_runs_whenever_installing_or_uninstalling_was_killed() {
    let world = World::without_hooks();
    with_own_hook(&world);
    world.commit("One");
    let own = world.read(".git/hooks/pre-push");
    let runs = |n: u64| {
        let said = world.said(&["push", "--quiet", "origin", &format!("HEAD:refs/heads/x{n}")]);
        assert_eq!(said.matches("own hook").count(), 1, "{said}");
    };
    for n in 0..7 {
        killed(&world, &["install"], Duration::from_micros(1100 * n));
        runs(2 * n);
        world.precheck_ok(&["install"]);
        killed(&world, &["uninstall"], Duration::from_micros(1100 * n));
        runs(2 * n + 1);
        world.precheck_ok(&["uninstall"]);
        assert_eq!(world.read(".git/hooks/pre-push"), own);
    }
    world.precheck_ok(&["install"]);
    let left = text(&under(&world, "ls -a .git/hooks", &[]));
    assert!(!left.replace(".precheck-prev", "").contains(".precheck-"), "{left}");
}

#[test]
fn a_report_is_old_or_new_whenever_its_writer_was_killed() {
    let world = leaking();
    let report = world.beside("report.json");
    let arguments = ["run", "--only", "secrets", "--output", report.to_str().unwrap()];
    world.precheck(&arguments);
    let whole = |path: &Path| serde_json::from_slice::<serde_json::Value>(&std::fs::read(path).unwrap()).is_ok();
    for n in 0..15 {
        killed(&world, &arguments, Duration::from_micros(1500 * n));
        assert!(whole(&report));
    }
}

#[test]
fn a_scratch_folder_of_a_killed_release_is_swept_and_that_of_a_living_one_is_not() {
    let world = World::with_service();
    let dead = ".git/precheck-hook/release-1999999999-x/tag.git/HEAD";
    let alive = format!(".git/precheck-hook/release-{}-x/HEAD", std::process::id());
    for command in [&["install"][..], &["release", "v1.0.0"]] {
        world.write(dead, "");
        world.write(&alive, "");
        world.ok(&["config", "user.name", "Ada"]);
        world.ok(&["config", "user.email", "ada@example.org"]);
        world.precheck_ok(command);
        assert!(!world.exists(".git/precheck-hook/release-1999999999-x") && world.exists(&alive), "{command:?}");
    }
}

/// What a hook that is called by hand is told: that HEAD goes to `name`.
fn pushed_by_hand(world: &World, name: &str) -> [String; 2] {
    let zeros = "0".repeat(40);
    let line = format!("HEAD {} refs/heads/{name} {zeros}\\n", world.ok(&["rev-parse", "HEAD"]));
    [line, world.beside("remote.git").display().to_string()]
}

#[test]
fn a_full_disk_lets_nothing_through_and_leaves_nothing_half() {
    let world = World::with_service();
    let full = "trap '' XFSZ; ulimit -f 0; ";
    let report = world.beside("report.json");
    let report = report.to_str().unwrap();
    let on_full = |script: &str, arguments: &[&str]| under(&world, &format!("{full}{script}"), arguments);
    std::fs::remove_dir_all(world.path().join(".git/precheck-hook")).unwrap();
    std::fs::remove_file(world.path().join(".git/hooks/pre-push")).unwrap();
    with_own_hook(&world);

    let out = on_full(r#""$@""#, &[binary(), "install"]);
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    assert!(text(&out).contains("hooks/pre-push: File too large"), "{}", text(&out));
    assert!(world.read(".git/hooks/pre-push").contains("own hook"));

    let out = on_full(r#""$@" | cat"#, &[binary(), "run", "--only", "secrets", "--output", report]);
    assert!(text(&out).contains("PRE-DEPLOYMENT CHECK: PASSED") && text(&out).contains("report.json: File too large"));
    assert!(!Path::new(report).exists());

    let run = [binary(), "run", "--at", "HEAD", "--version", "v1.0.0"];
    let out = on_full(r#""$@" | cat"#, &run);
    assert!(text(&out).contains("remembering in") && text(&out).contains("File too large"), "{}", text(&out));

    let [line, url] = pushed_by_hand(&world, "x");
    let by_hand = r#"printf "$1" | "$2" hook pre-push origin "$3""#;
    let out = on_full(by_hand, &[&line, binary(), &url]);
    assert!(out.status.success() && text(&out).contains("can't be remembered"), "{}", text(&out));
    world.write("leak.txt", token(3));
    world.commit("Leak");
    let [line, url] = pushed_by_hand(&world, "x");
    let out = on_full(by_hand, &[&line, binary(), &url]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    let left = under(&world, "ls -aR .git/hooks .git/precheck-hook ..", &[]);
    assert!(!text(&left).contains(".precheck-1") && !text(&left).contains(".precheck-2"), "{}", text(&left));
}

#[test]
fn a_read_only_repository_is_judged_all_the_same() {
    let world = leaking();
    // Root may write anywhere, so the folder is made read-only by a mount of this process' own.
    let read_only = "mount --bind .git .git && mount -o remount,ro,bind .git && ";
    let unshared = |script: &str, arguments: &[&str]| {
        let script = format!("{read_only}{script}");
        world
            .command("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", &script, "sh"])
            .args(arguments)
            .output()
    };
    if !unshared("true", &[]).is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: no mount of its own can be made here");
        return;
    }
    let by_hand = r#"printf "$1" | "$2" hook pre-push origin "$3""#;
    let [line, url] = pushed_by_hand(&world, "x");
    let out = unshared(by_hand, &[&line, binary(), &url]).unwrap();
    assert!(out.status.code() == Some(1) && text(&out).contains(LEAK), "{}", text(&out));
    world.ok(&["rm", "--quiet", "leak.txt"]);
    world.ok(&["commit", "--quiet", "--amend", "--no-edit"]);
    std::fs::remove_dir_all(world.path().join(".git/precheck-hook")).unwrap();
    let [line, url] = pushed_by_hand(&world, "x");
    let out = unshared(by_hand, &[&line, binary(), &url]).unwrap();
    assert!(out.status.success() && text(&out).contains("can't be remembered"), "{}", text(&out));
    let out = unshared(r#"PRECHECK_SKIP=all PRECHECK_SKIP_REASON=x "$@""#, &[binary(), "run"]).unwrap();
    assert_eq!(out.status.code(), Some(2), "a bypass is not on record: {}", text(&out));
    for command in ["install", "uninstall"] {
        let out = unshared(r#""$@""#, &[binary(), command]).unwrap();
        assert!(out.status.code() == Some(2) && text(&out).contains("Read-only file system"), "{}", text(&out));
    }
    let shown = unshared(r#""$@" --output .git/x"#, &[binary(), "run", "--only", "secrets"]).unwrap();
    assert!(
        shown.status.code() == Some(2) && text(&shown).contains("PRE-DEPLOYMENT CHECK: PASSED"),
        "{}",
        text(&shown)
    );
}
