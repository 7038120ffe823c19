//! Real managers of hooks, taken from their packages once and kept below `target/`. Where one can't be had
//! (no network, no Python, no npm) the test says so and asks nothing.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use crate::harness::{World, binary, path_without_us, text, thorough, token};

/// What stood in the place of the hook before anyone came.
const ORIGINAL: &str = "#!/bin/sh\ncat >/dev/null\necho o >>../original\n";

/// Where they lie; the folders of programs that could be had.
fn tools() -> &'static [PathBuf] {
    static TOOLS: OnceLock<Vec<PathBuf>> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("managers");
        std::fs::create_dir_all(&root).unwrap();
        let (python, node) = (root.join("python"), root.join("node"));
        let pip = python.join("bin/pip").to_str().unwrap().to_owned();
        let (python, node) = (python.to_str().unwrap(), node.to_str().unwrap());
        have(
            &root,
            "python.ready",
            &[
                &["python3", "-m", "venv", python],
                &[&pip, "install", "--quiet", "pre-commit==4.7.0", "prek==0.5.11", "lefthook==2.2.2"],
            ],
        );
        have(&root, "node.ready", &[&["npm", "install", "--silent", "--prefix", node, "husky@9.1.7"]]);
        // A link, so that managers find us by our name and nothing else of the build.
        let ours = root.join("precheck");
        std::fs::create_dir_all(&ours).unwrap();
        let _ = std::fs::remove_file(ours.join("precheck-hook"));
        std::os::unix::fs::symlink(binary(), ours.join("precheck-hook")).unwrap();
        vec![Path::new(python).join("bin"), Path::new(node).join("node_modules/.bin"), ours]
    })
}

fn have(root: &Path, mark: &str, commands: &[&[&str]]) {
    let ready = root.join(mark);
    let run = |words: &&[&str]| {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !ready.exists() && commands.iter().all(run) {
        std::fs::write(ready, "").unwrap();
    }
}

/// Whether a manager is there; else a word about it, past what the test runner keeps for itself.
fn asked(program: &str) -> bool {
    let there = tools().iter().any(|folder| folder.join(program).exists());
    if !there {
        not_asked(&format!("{program} can't be had"));
    }
    there
}

fn not_asked(why: &str) {
    std::io::stderr().write_all(format!("skipped: {why}, so it was not asked\n").as_bytes()).unwrap();
}

/// The managers before everything else.
fn path(world: &World) -> std::ffi::OsString {
    let rest = path_without_us(&world.beside(""));
    std::env::join_paths(tools().iter().cloned().chain(std::env::split_paths(&rest))).unwrap()
}

fn run(world: &World, words: &[&str]) -> Output {
    world.command(words[0]).args(&words[1..]).env("PATH", path(world)).output().unwrap()
}

fn done(world: &World, words: &[&str]) -> String {
    let out = run(world, words);
    assert!(out.status.success(), "{words:?}: {}", text(&out));
    text(&out)
}

/// A repository in which `manager` is to write a line each time it runs, and the user has a hook.
fn managed(manager: &str, job: &str) -> World {
    let world = World::without_hooks();
    let ran = format!("echo m >>{}", world.beside("ran").display());
    let job = if job.is_empty() { ran } else { job.to_owned() };
    match manager {
        "lefthook" => {
            world.write("lefthook.yml", format!("output: [failure]\npre-push:\n  jobs:\n    - name: own\n      run: {job}\n"));
        }
        "husky" => world.write(".husky/pre-push", format!("{job}\n")),
        _ => world.write(
            ".pre-commit-config.yaml",
            format!(
                "repos:\n- repo: local\n  hooks:\n  - id: own\n    name: own\n    language: system\n    entry: sh -c '{job}'\n    \
                 always_run: true\n    pass_filenames: false\n    stages: [pre-push]\n"
            ),
        ),
    }
    world.commit("One");
    world.ok(&["push", "--quiet", "--no-verify", "-u", "origin", "main"]);
    world.write(".git/hooks/pre-push", ORIGINAL);
    std::fs::set_permissions(world.path().join(".git/hooks/pre-push"), std::fs::Permissions::from_mode(0o755)).unwrap();
    world
}

/// `I` and `U` are our install and uninstall, `i`, `f` and `u` the manager's, `f` with force.
fn step(world: &World, manager: &str, step: char) {
    let words: &[&str] = match (step, manager) {
        ('I', _) => &["precheck-hook", "install"],
        ('U', _) => &["precheck-hook", "uninstall"],
        ('i', "lefthook") => &["lefthook", "install"],
        ('f', "lefthook") => &["lefthook", "install", "--force"],
        ('u', "lefthook") => &["lefthook", "uninstall"],
        ('i', _) => &[manager, "install", "--hook-type", "pre-push"],
        ('f', _) => &[manager, "install", "--overwrite", "--hook-type", "pre-push"],
        (_, _) => &[manager, "uninstall", "--hook-type", "pre-push"],
    };
    done(world, words);
}

fn count(world: &World, name: &str) -> usize {
    std::fs::read_to_string(world.beside(name)).unwrap_or_default().lines().count()
}

/// A clean push passes and runs the manager's hook once; one with a secret is refused.
fn holds(world: &World, what: &str) {
    let (before, original) = (count(world, "ran"), count(world, "original"));
    world.write("clean.txt", what);
    world.commit("Clean");
    let out = run(world, &["git", "push", "origin", "HEAD:main"]);
    assert!(out.status.success(), "{what}: {}", text(&out));
    assert_eq!(text(&out).matches("precheck-hook: 1 ref").count(), 1, "{what}: {}", text(&out));
    assert_eq!(count(world, "ran"), before + 1, "{what}: {}", text(&out));
    let once = count(world, "original") - original;
    assert!(
        once == 1 || once == 0 && (what.contains("lefthook") || what.contains('h')),
        "{what}: the user's hook ran {once} times"
    );
    world.write("leak.txt", token(7));
    world.commit("Leak");
    let out = run(world, &["git", "push", "origin", "HEAD:main"]);
    assert!(!out.status.success() && text(&out).contains("leak.txt:1"), "{what}: {}", text(&out));
    assert!(count(world, "ran") <= before + 2, "{what}: ran more than once");
    world.ok(&["reset", "--quiet", "--hard", "HEAD~1"]);
}

/// Every order in which two can come, and come again.
const ORDERS: [&str; 12] = ["iI", "Ii", "Iii", "If", "iIi", "iIf", "IiI", "iIiI", "IfI", "iIfIi", "IiU", "iIu"];

fn every_order(manager: &str) {
    if !asked(manager) {
        return;
    }
    let mut table = format!("{manager}\n");
    for order in ORDERS.iter().step_by(if thorough() { 1 } else { 5 }) {
        let world = managed(manager, "");
        order.chars().for_each(|each| step(&world, manager, each));
        let doctor = run(&world, &["precheck-hook", "doctor"]);
        let fine = doctor.status.success();
        if !fine && !order.ends_with('U') {
            assert!(text(&doctor).contains("`precheck-hook install`"), "{order}: {}", text(&doctor));
            step(&world, manager, 'I');
            let doctor = run(&world, &["precheck-hook", "doctor"]);
            assert!(doctor.status.success(), "{manager} {order}: {}", text(&doctor));
        }
        if !order.contains(['U', 'u']) {
            holds(&world, &format!("{manager} {order}"));
        }
        for end in ["Uu", "uUu"] {
            let twin = world.twin();
            end.chars().for_each(|each| step(&twin, manager, each));
            assert_eq!(twin.read(".git/hooks/pre-push"), ORIGINAL, "{manager} {order} {end}");
            for left in ["pre-push.legacy", "pre-push.old", "pre-push.precheck-prev", "reference-transaction"] {
                assert!(!twin.exists(&format!(".git/hooks/{left}")), "{manager} {order} {end}: {left} is left");
            }
        }
        let seen = if fine { "fine" } else { "doctor refuses, `install` mends" };
        table += &format!("  {order:6} {seen}\n");
    }
    if std::env::var_os("PRECHECK_TEST_TABLE").is_some() {
        std::io::stderr().write_all(table.as_bytes()).unwrap();
    }
}

#[test]
fn with_pre_commit_in_every_order_a_push_is_judged_or_doctor_says_what_to_type() {
    every_order("pre-commit");
}

#[test]
fn with_prek_in_every_order_a_push_is_judged_or_doctor_says_what_to_type() {
    every_order("prek");
}

#[test]
fn with_lefthook_in_every_order_a_push_is_judged_or_doctor_says_what_to_type() {
    every_order("lefthook");
}

#[test]
fn husky_is_told_what_to_call_and_a_work_tree_without_its_folder_is_named() {
    if !asked("husky") {
        return;
    }
    for order in ["hI", "Ih"] {
        let world = managed("husky", "");
        for each in order.chars() {
            if each == 'h' {
                done(&world, &["husky"]);
            } else {
                let out = run(&world, &["precheck-hook", "install"]);
                assert_eq!(out.status.success(), order == "Ih", "{order}: {}", text(&out));
            }
        }
        let out = run(&world, &["precheck-hook", "doctor"]);
        assert_eq!(out.status.code(), Some(1), "{order}: {}", text(&out));
        assert!(text(&out).contains("in .husky/pre-push:\n    precheck-hook hook pre-push \"$@\""), "{}", text(&out));
        let own = world.read(".husky/pre-push");
        world.write(".husky/pre-push", format!("{own}precheck-hook hook pre-push \"$@\"\n"));
        done(&world, &["precheck-hook", "install"]);
        let said = done(&world, &["precheck-hook", "doctor"]);
        assert!(said.contains("husky calls us"), "{said}");
        holds(&world, order);

        let linked = world.beside("linked");
        world.ok(&["worktree", "add", "--quiet", linked.to_str().unwrap()]);
        let out = run(&world, &["precheck-hook", "doctor"]);
        assert!(!out.status.success() && text(&out).contains("linked has no .husky/_"), "{}", text(&out));
        done(&world, &["precheck-hook", "uninstall"]);
        world.ok(&["config", "--unset", "core.hooksPath"]);
        assert_eq!(world.read(".git/hooks/pre-push"), ORIGINAL);
    }
}

#[test]
fn lefthook_hands_on_every_ref_of_a_push() {
    if !asked("lefthook") {
        return;
    }
    let world = managed("lefthook", "precheck-hook hook pre-push {1} {2}\n      use_stdin: true");
    done(&world, &["precheck-hook", "install", "--hook", "tag"]);
    done(&world, &["lefthook", "install"]);
    let said = done(&world, &["precheck-hook", "doctor"]);
    assert!(said.contains("pre-push: lefthook calls us"), "{said}");
    world.ok(&["branch", "first"]);
    world.write("leak.txt", token(3));
    world.commit("Leak");
    let out = run(&world, &["git", "push", "origin", "first", "main"]);
    assert!(!out.status.success() && text(&out).contains("leak.txt:1"), "{}", text(&out));
    let out = run(&world, &["git", "push", "origin", "first"]);
    assert!(out.status.success(), "{}", text(&out));
}

#[test]
fn pre_commit_and_prek_call_us_for_one_ref_and_are_told_once_what_that_leaves_out() {
    for manager in ["pre-commit", "prek"] {
        if !asked(manager) {
            continue;
        }
        let world = managed(manager, "");
        let hooks = world.beside("hooks");
        let git = |words: &[&str]| world.ok(&[&["-C", hooks.to_str().unwrap()], words].concat());
        std::fs::create_dir_all(&hooks).unwrap();
        std::fs::copy(
            concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml"),
            hooks.join(".pre-commit-hooks.yaml"),
        )
        .unwrap();
        git(&["init", "--quiet"]);
        git(&["add", "."]);
        git(&["commit", "--quiet", "-m", "Hooks"]);
        let config = format!(
            "repos:\n- repo: {}\n  rev: {}\n  hooks:\n  - id: precheck-push-system\n",
            hooks.display(),
            git(&["rev-parse", "HEAD"])
        );
        world.write(".pre-commit-config.yaml", config);
        world.commit("Call it");
        std::fs::remove_file(world.path().join(".git/hooks/pre-push")).unwrap();
        step(&world, manager, 'i');
        let out = run(&world, &["git", "push", "origin", "main"]);
        assert!(
            out.status.success() && text(&out).contains("`precheck-hook install` covers"),
            "{manager}: {}",
            text(&out)
        );
        world.write("leak.txt", token(5));
        world.commit("Leak");
        let out = run(&world, &["git", "push", "origin", "main"]);
        assert!(!out.status.success() && text(&out).contains("leak.txt:1"), "{manager}: {}", text(&out));
        assert!(!text(&out).contains("`precheck-hook install` covers"), "{manager}: said twice");
        // A first push of a whole history names no range.
        let bare = world.beside("second.git");
        world.ok(&["init", "--quiet", "--bare", bare.to_str().unwrap()]);
        world.ok(&["remote", "add", "second", bare.to_str().unwrap()]);
        let out = run(&world, &["git", "push", "second", "main"]);
        assert!(!out.status.success() && text(&out).contains("leak.txt:1"), "{manager}: {}", text(&out));
        let out = run(&world, &["precheck-hook", "doctor"]);
        assert!(!out.status.success(), "one ref of a push is not all: {}", text(&out));
    }
}

#[test]
fn git_lfs_sends_its_objects_whoever_came_first() {
    let version = Command::new("git-lfs").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !version.is_ok_and(|status| status.success()) {
        return not_asked("git-lfs is not installed");
    }
    for order in ["lI", "Il"] {
        let world = World::without_hooks();
        let remote = format!("file://{}", world.beside("remote.git").display());
        world.ok(&["remote", "set-url", "origin", &remote]);
        for each in order.chars() {
            if each == 'I' {
                world.precheck_ok(&["install"]);
            } else {
                // Where a hook stands it refuses to put in its own, and says so.
                assert_eq!(world.git(&["lfs", "install", "--local"]).status.success(), order == "lI");
            }
        }
        world.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
        world.write("model.bin", "weights\n".repeat(1000));
        world.commit("Track");
        let out = world.precheck(&["doctor"]);
        assert_eq!(out.status.success(), order == "lI", "{order}: {}", text(&out));
        if order == "Il" {
            assert!(text(&out).contains("precheck-hook uninstall && git lfs install && precheck-hook install"));
            world.precheck_ok(&["uninstall"]);
            world.ok(&["lfs", "install", "--local"]);
            world.precheck_ok(&["install"]);
            world.precheck_ok(&["doctor"]);
        }
        let said = world.said(&["push", "origin", "main"]);
        assert!(said.contains("precheck-hook: 1 ref"), "{said}");
        let sent = world.beside("remote.git/lfs/objects");
        assert!(sent.exists(), "{order}: the object stayed here: {said}");
        world.write("leak.txt", token(9));
        world.commit("Leak");
        world.refused(&["push", "origin", "main"]);
    }
}

/// The first git of `PRECHECK_TEST_GITS` that reads hooks from its configuration.
fn newer_git() -> Option<PathBuf> {
    let gits = std::env::var_os("PRECHECK_TEST_GITS")?;
    std::env::split_paths(&gits).find(|git| {
        let list = Command::new(git).args(["hook", "list", "-h"]).output();
        list.is_ok_and(|out| text(&out).contains("git hook list"))
    })
}

#[test]
fn a_git_that_reads_hooks_from_its_configuration_judges_once_beside_a_file_and_after_a_takeover() {
    let Some(git) = newer_git() else {
        return not_asked("PRECHECK_TEST_GITS names no git with hooks by configuration");
    };
    let world = World::without_hooks();
    let before = world.read(".git/config");
    let first = [git.parent().unwrap().to_owned()];
    let path = std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path(&world)))).unwrap();
    let run = |words: &[&str]| world.command(words[0]).args(&words[1..]).env("PATH", &path).output().unwrap();
    let out = run(&["precheck-hook", "install"]);
    assert!(text(&out).contains("installed in git's configuration"), "{}", text(&out));
    world.commit("One");
    let out = run(&["git", "push", "origin", "main"]);
    assert_eq!(text(&out).matches("precheck-hook: 1 ref").count(), 1, "{}", text(&out));
    // As if a manager had taken the place.
    world.write(".git/hooks/pre-push", "#!/bin/sh\nexit 0\n");
    world.write("leak.txt", token(2));
    world.commit("Leak");
    let out = run(&["git", "push", "origin", "main"]);
    assert!(!out.status.success() && text(&out).contains("leak.txt:1"), "{}", text(&out));
    let out = run(&["git", "tag", "v0.1.0"]);
    assert_eq!(text(&out).matches("tag v0.1.0 refused").count(), 1, "{}", text(&out));
    run(&["precheck-hook", "uninstall"]);
    assert_eq!(world.read(".git/config"), before);
}
