//! The hook of a server: put in, looked at, taken out.

use std::os::unix::fs::PermissionsExt;

use crate::harness::{World, text, token};
use crate::server::{executable, install, on_server, served};

#[test]
fn uninstall_puts_back_what_was_there_byte_for_byte() {
    let world = World::without_hooks();
    let path = world.beside("remote.git/hooks/pre-receive");
    executable(&path, "#!/bin/sh\n# ours for years\nexit 0");
    let out = install(&world, &["--budget", "4s"]);
    assert!(text(&out).contains("runs first") && text(&out).contains("advertisePushOptions"), "{}", text(&out));
    let shim = std::fs::read_to_string(&path).unwrap();
    assert!(shim.contains("--budget 4s pre-receive"), "{shim}");
    install(&world, &[]);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("--budget"));
    assert!(on_server(&world, &["uninstall"]).status.success());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "#!/bin/sh\n# ours for years\nexit 0");
    assert!(!world.beside("remote.git/hooks/pre-receive.precheck-prev").exists());
    assert!(on_server(&world, &["uninstall"]).status.success());
}

#[test]
fn a_repository_that_nobody_pushes_to_gets_no_such_hook() {
    let world = World::without_hooks();
    let out = world.precheck(&["install", "--server"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out).contains("has a work tree"), "{}", text(&out));
    world.ok(&["config", "receive.denyCurrentBranch", "updateInstead"]);
    world.precheck_ok(&["install", "--server"]);
    world.commit("Base");
    let other = world.beside("other").to_str().unwrap().to_owned();
    world.ok(&["clone", "--quiet", world.path().to_str().unwrap(), &other]);
    for (content, passes) in [("clean\n".to_owned(), true), (token(1), false)] {
        std::fs::write(format!("{other}/a.txt"), content).unwrap();
        world.ok(&["-C", &other, "add", "a.txt"]);
        world.ok(&["-C", &other, "commit", "--quiet", "-m", "A"]);
        let out = world.git(&["-C", &other, "push", "--quiet", "origin", "main"]);
        assert_eq!(out.status.success(), passes, "{}", text(&out));
    }
    assert_eq!(world.read("a.txt"), "clean\n");
}

#[test]
fn beside_the_hook_of_gitea_it_stands_in_the_folder_that_this_runs() {
    let world = World::without_hooks();
    let hooks = world.beside("remote.git/hooks");
    // As such hooks do: every line to every program in the folder, the first failure counts.
    let runner = "#!/bin/sh\ndata=$(cat)\nfor each in hooks/pre-receive.d/*; do\n\ttest -x \"$each\" || continue\n\
                  \techo \"$data\" | \"$each\" || exit\ndone\n";
    executable(&hooks.join("pre-receive"), runner);
    std::fs::create_dir(hooks.join("pre-receive.d")).unwrap();
    executable(&hooks.join("pre-receive.d/gitea"), "#!/bin/sh\ncat >/dev/null\n");
    install(&world, &[]);
    assert!(hooks.join("pre-receive.d/precheck-hook").exists());
    assert_eq!(std::fs::read_to_string(hooks.join("pre-receive")).unwrap(), runner);
    world.write("a.txt", token(2));
    world.commit("Leak");
    assert!(world.refused(&["push", "origin", "main"]).contains("a.txt:1"));
    let out = on_server(&world, &["doctor"]);
    assert!(out.status.success(), "{}", text(&out));
    on_server(&world, &["uninstall"]);
    assert_eq!(std::fs::read_dir(hooks.join("pre-receive.d")).unwrap().count(), 1);
}

#[test]
fn for_gitlab_it_stands_among_the_custom_hooks_or_says_how_they_are_set() {
    let world = World::without_hooks();
    let remote = world.beside("remote.git");
    world.ok(&["--git-dir", remote.to_str().unwrap(), "config", "gitlab.fullpath", "group/project"]);
    let out = on_server(&world, &["install", "--server"]);
    assert!(!out.status.success() && text(&out).contains("gitaly hooks set"), "{}", text(&out));
    std::fs::create_dir(remote.join("custom_hooks")).unwrap();
    install(&world, &[]);
    assert!(remote.join("custom_hooks/pre-receive.d/precheck-hook").exists());
    on_server(&world, &["uninstall"]);
    assert!(!remote.join("custom_hooks/pre-receive.d/precheck-hook").exists());
}

#[test]
fn doctor_pushes_through_the_hook_of_the_server_and_names_what_is_wrong() {
    let world = served();
    let out = on_server(&world, &["doctor"]);
    assert!(out.status.success(), "{}", text(&out));
    assert!(text(&out).contains("pre-receive is ours and can run"), "{}", text(&out));
    assert!(text(&out).contains("probe: a push with a planted private key is refused"), "{}", text(&out));
    assert!(!text(&out).contains("reference-transaction"), "{}", text(&out));
    let path = world.beside("remote.git/hooks/pre-receive");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let out = on_server(&world, &["doctor"]);
    assert!(!out.status.success() && text(&out).contains("not executable"), "{}", text(&out));
}

#[test]
fn with_the_program_missing_the_pusher_learns_that_it_is_the_servers_matter() {
    let world = served();
    let path = world.beside("remote.git/hooks/pre-receive");
    let shim = std::fs::read_to_string(&path).unwrap();
    let line = shim.lines().find(|line| line.starts_with("precheck='")).unwrap();
    executable(&path, &shim.replace(line, "precheck='/nowhere/precheck-hook'"));
    world.commit("Base");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("Nothing is wrong with your commits: ask who runs this server"), "{said}");
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn in_a_clone_a_budget_is_given_to_the_hook_that_takes_one() {
    let world = World::without_hooks();
    world.precheck_ok(&["install", "--budget", "90s"]);
    assert!(world.read(".git/hooks/pre-push").contains("--budget 90s pre-push"));
    assert!(!world.read(".git/hooks/reference-transaction").contains("--budget"));
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let out = world.precheck(&["install", "--budget", "90"]);
    assert!(!out.status.success() && text(&out).contains("4s, 500ms or 2m"), "{}", text(&out));
}
