use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::harness::{World, text};

fn hook(world: &World, name: &str, body: &str) {
    let path = format!(".git/hooks/{name}");
    world.write(&path, body);
    std::fs::set_permissions(world.path().join(path), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// What a doctor should say, and what is wrong.
type Spoil<'a> = (&'a str, &'a dyn Fn(&Path));

/// Every file below the git directory with its content and mode.
fn state(world: &World) -> BTreeMap<String, (u32, Vec<u8>)> {
    fn walk(folder: &Path, files: &mut BTreeMap<String, (u32, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let metadata = entry.path().symlink_metadata().unwrap();
            let content = match metadata {
                _ if metadata.is_symlink() => std::fs::read_link(entry.path()).unwrap().to_str().unwrap().into(),
                _ if metadata.is_dir() => Vec::new(),
                _ => std::fs::read(entry.path()).unwrap(),
            };
            files.insert(entry.path().to_str().unwrap().to_owned(), (metadata.permissions().mode(), content));
            if metadata.is_dir() {
                walk(&entry.path(), files);
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(&world.path().join(".git"), &mut files);
    files
}

#[test]
fn uninstall_leaves_the_repository_byte_for_byte_as_before() {
    let world = World::without_hooks();
    world.commit("One");
    hook(&world, "pre-push", "#!/bin/sh\nexit 0\n");
    std::os::unix::fs::symlink("../../elsewhere", world.path().join(".git/hooks/reference-transaction")).unwrap();
    let before = state(&world);
    world.precheck_ok(&["install"]);
    assert_ne!(state(&world), before);
    world.precheck_ok(&["install"]);
    world.precheck_ok(&["uninstall"]);
    assert_eq!(state(&world), before);
    world.precheck_ok(&["uninstall"]);
    assert_eq!(state(&world), before);
}

#[test]
fn one_hook_alone_can_be_installed() {
    let world = World::without_hooks();
    world.precheck_ok(&["install", "--hook", "tag"]);
    assert!(world.exists(".git/hooks/reference-transaction") && !world.exists(".git/hooks/pre-push"));
}

#[test]
fn a_hook_that_was_there_runs_first_with_the_same_input_and_its_refusal_counts() {
    let world = World::without_hooks();
    hook(&world, "pre-push", "#!/bin/sh\necho \"args: $*\" >&2\nsed 's/^/line: /' >&2\nexit ${CODE:-0}\n");
    world.precheck_ok(&["install"]);
    world.commit("One");
    let said = world.said(&["push", "--quiet", "origin", "main"]);
    assert!(said.contains("args: origin ") && said.contains("line: refs/heads/main "), "{said}");
    assert!(said.contains("precheck-hook: 1 ref"), "{said}");
    world.commit("Two");
    let out = world.command("git").args(["push", "origin", "main"]).env("CODE", "3").output().unwrap();
    assert!(!out.status.success(), "{}", text(&out));
    assert!(!text(&out).contains("precheck-hook:"), "the refusal of the first hook is the end: {}", text(&out));
}

#[test]
fn a_previous_tag_hook_is_called_for_every_update_and_can_veto() {
    let world = World::without_hooks();
    hook(&world, "reference-transaction", "#!/bin/sh\n! { [ $1 = prepared ] && grep -q refs/heads/forbidden; }\n");
    world.precheck_ok(&["install"]);
    world.commit("One");
    world.ok(&["branch", "fine"]);
    world.refused(&["branch", "forbidden"]);
}

#[test]
fn a_previous_hook_without_interpreter_line_runs_as_git_runs_it() {
    let world = World::without_hooks();
    hook(&world, "pre-push", "echo from the old hook >&2\n");
    world.precheck_ok(&["install"]);
    world.commit("One");
    let said = world.said(&["push", "--quiet", "origin", "main"]);
    assert!(said.contains("from the old hook"), "{said}");
}

#[test]
fn a_kept_hook_that_differs_is_never_overwritten() {
    let world = World::without_hooks();
    hook(&world, "pre-push", "#!/bin/sh\nexit 0\n");
    hook(&world, "pre-push.precheck-prev", "#!/bin/sh\nexit 1\n");
    let out = world.precheck(&["install"]);
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    assert!(world.read(".git/hooks/pre-push").contains("exit 0"));
}

#[test]
fn an_installation_that_was_stopped_half_way_is_finished_by_the_next() {
    let world = World::without_hooks();
    let hooks = world.path().join(".git/hooks");
    for name in ["pre-push", "pre-push.precheck-prev"] {
        std::os::unix::fs::symlink("../../elsewhere", hooks.join(name)).unwrap();
        hook(&world, &name.replace("pre-push", "reference-transaction"), "#!/bin/sh\n");
    }
    world.precheck_ok(&["install"]);
    world.precheck_ok(&["uninstall"]);
    assert_eq!(std::fs::read_link(hooks.join("pre-push")).unwrap(), Path::new("../../elsewhere"));
    assert_eq!(world.read(".git/hooks/reference-transaction"), "#!/bin/sh\n");
}

#[test]
fn with_the_program_missing_a_push_and_a_version_tag_are_refused_and_the_rest_goes_on() {
    let world = World::new();
    for name in ["pre-push", "reference-transaction"] {
        let path = format!(".git/hooks/{name}");
        let shim = world.read(&path);
        let line = shim.lines().find(|line| line.starts_with("precheck='")).unwrap().to_owned();
        hook(&world, name, &shim.replace(&line, "precheck='/nowhere/precheck-hook'"));
    }
    world.commit("One");
    world.ok(&["tag", "nightly"]);
    world.ok(&["pack-refs", "--all"]);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("the program is missing"), "{said}");
    let describe = format!("v1.0.0-1-g{}", world.ok(&["rev-parse", "HEAD"]));
    for tag in [&["tag", "v1.0.0"][..], &["tag", "-a", "v1.0.0", "-m", "Then fetch it"], &["tag", &describe]] {
        let said = world.refused(tag);
        assert!(said.contains("the program is missing"), "{said}");
    }
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.0.0"]);
    world.ok(&["pack-refs", "--all"]);
    world.ok(&["-c", "a.b=c", "-C", ".", "fetch", "--quiet", ".", "refs/tags/v1.0.0:refs/tags/v1.0.1"]);
    world.ok(&["tag", "-d", "v1.0.0"]);
}

#[test]
fn hooks_of_a_linked_worktree_are_those_of_the_repository() {
    let world = World::new();
    world.commit("One");
    let other = world.beside("linked");
    world.ok(&["worktree", "add", "--quiet", other.to_str().unwrap(), "-b", "linked"]);
    let other = other.to_str().unwrap();
    std::fs::write(format!("{other}/a.txt"), crate::harness::token(1)).unwrap();
    world.ok(&["-C", other, "add", "a.txt"]);
    world.ok(&["-C", other, "commit", "--quiet", "-m", "Leak"]);
    let said = world.refused(&["-C", other, "push", "origin", "linked"]);
    assert!(said.contains("a.txt:1"), "{said}");
}

#[test]
fn a_hooks_folder_of_this_repository_is_used_and_one_of_all_repositories_is_refused() {
    let world = World::without_hooks();
    world.ok(&["config", "core.hooksPath", ".githooks"]);
    assert!(world.precheck_ok(&["install"]).contains("install in linked ones as well"));
    assert!(world.exists(".githooks/pre-push"));
    std::fs::write(world.beside(".gitconfig"), "[core]\nhooksPath = /tmp/all-hooks\n").unwrap();
    world.ok(&["config", "--unset", "core.hooksPath"]);
    let out = world.command(crate::harness::binary()).arg("install").env_remove("GIT_CONFIG_GLOBAL").output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    assert!(text(&out).contains("every repository"), "{}", text(&out));
}

#[test]
fn doctor_tries_the_hooks_and_names_what_is_wrong() {
    let world = World::new();
    let out = world.precheck(&["doctor"]);
    let well = text(&out);
    assert!(out.status.success() && out.stderr.is_empty(), "{well}");
    assert!(well.contains("probe: a push with a planted private key is refused"), "{well}");
    assert!(well.contains("the tag hook costs"), "{well}");

    let spoil: [Spoil; 4] = [
        ("not executable", &|p| std::fs::set_permissions(p, std::fs::Permissions::from_mode(0o644)).unwrap()),
        ("empty file", &|p| std::fs::write(p, "").unwrap()),
        ("somebody else's", &|p| std::fs::write(p, "#!/bin/sh\n").unwrap()),
        ("not installed", &|p| std::fs::remove_file(p).unwrap()),
    ];
    for (word, spoil) in spoil {
        world.precheck_ok(&["install"]);
        spoil(&world.path().join(".git/hooks/pre-push"));
        let out = world.precheck(&["doctor"]);
        assert_eq!(out.status.code(), Some(1));
        assert!(text(&out).contains(word), "{word}: {}", text(&out));
        let _ = std::fs::remove_file(world.path().join(".git/hooks/pre-push"));
        let _ = std::fs::remove_file(world.path().join(".git/hooks/pre-push.precheck-prev"));
    }
}

#[test]
fn install_sh_brings_program_and_hooks_from_any_folder_and_takes_them_back() {
    let world = World::without_hooks();
    world.commit("One");
    let tools = world.beside("stub tools");
    std::fs::create_dir_all(&tools).unwrap();
    // In place of a build: the program under test, where cargo was told to put it.
    let cargo = "#!/bin/sh\nfor last; do :; done\nmkdir -p \"$last/release\" && cp \"$PROGRAM\" \"$last/release\"\n";
    std::fs::write(tools.join("cargo"), cargo).unwrap();
    std::fs::set_permissions(tools.join("cargo"), std::fs::Permissions::from_mode(0o755)).unwrap();
    // One that somebody else has put on the PATH.
    let elsewhere = world.beside("elsewhere").to_str().unwrap().to_owned();
    std::fs::create_dir_all(&elsewhere).unwrap();
    let foreign = std::path::PathBuf::from(&elsewhere).join("precheck-hook");
    std::fs::copy(crate::harness::binary(), &foreign).unwrap();
    let script = |arguments: &[&str]| {
        let mut command = world.command(concat!(env!("CARGO_MANIFEST_DIR"), "/install.sh"));
        let path =
            format!("{}:{elsewhere}:{}", tools.display(), crate::harness::path_without_us(&world.beside("")).display());
        command.args(arguments).arg(world.path()).current_dir(&tools).env("PATH", path);
        command.env("CARGO_TARGET_DIR", "target here").env("PROGRAM", crate::harness::binary()).env("CC", "sh");
        command.output().unwrap()
    };
    let program = world.beside(".local/bin/precheck-hook");
    let out = script(&[]);
    assert!(out.status.success() && text(&out).contains("FINAL SUMMARY"), "{}", text(&out));
    assert!(program.exists() && world.exists(".git/hooks/pre-push"));
    let out = script(&["--uninstall"]);
    assert!(out.status.success(), "{}", text(&out));
    assert!(!program.exists() && !world.exists(".git/hooks/pre-push"));
    let out = script(&["--uninstall"]);
    assert!(!out.status.success() && text(&out).contains("not installed"), "{}", text(&out));
    assert!(foreign.exists(), "what somebody else installed stays");
}
