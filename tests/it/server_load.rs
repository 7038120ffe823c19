//! A server with much to do: several pushes at once, and pushes that take too long.

use crate::harness::{World, text, token};
use crate::server::{at_remote, executable, install, served};

/// Another clone of the remote.
fn clone(world: &World, name: &str) -> String {
    let path = world.beside(name).to_str().unwrap().to_owned();
    world.ok(&["clone", "--quiet", world.beside("remote.git").to_str().unwrap(), &path]);
    path
}

#[test]
fn of_two_that_push_to_one_branch_at_once_one_is_taken_in_and_no_memory_is_damaged() {
    let world = served();
    world.write_service();
    world.commit("Serve");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let clones = ["ada", "grace"].map(|name| {
        let path = clone(&world, name);
        let migration = format!("revision = \"{name}\"\ndown_revision = \"0001\"\n\n\ndef upgrade():\n    pass\n");
        std::fs::write(format!("{path}/migrations/versions/{name}.py"), migration).unwrap();
        std::fs::write(format!("{path}/docs/schema.md"), format!("# Schema of {name}\n")).unwrap();
        world.ok(&["-C", &path, "add", "--all"]);
        world.ok(&["-C", &path, "commit", "--quiet", "-m", name]);
        path
    });
    let push = |path: &str| {
        let mut command = world.command("git");
        command.args(["-C", path, "push", "--quiet", "origin", "main"]).output().unwrap()
    };
    let outs = std::thread::scope(|scope| {
        let pushing = clones.each_ref().map(|path| scope.spawn(|| push(path)));
        pushing.map(|pushing| pushing.join().unwrap())
    });
    let taken: Vec<_> = outs.iter().map(|out| out.status.success()).collect();
    assert!(taken.iter().filter(|taken| **taken).count() == 1, "{} {}", text(&outs[0]), text(&outs[1]));
    // Whoever was late takes the other's in, and meets the second head.
    let late = &clones[taken.iter().position(|taken| !taken).unwrap()];
    world.ok(&["-C", late, "pull", "--quiet", "--no-rebase", "--strategy-option=ours", "origin", "main"]);
    let said = world.refused(&["-C", late, "push", "origin", "main"]);
    assert!(said.contains("migrations/two-heads"), "{said}");
    at_remote(&world, &["fsck", "--strict"]);
}

#[test]
fn many_pushes_at_once_to_branches_of_their_own_all_land_where_they_should() {
    let world = World::without_hooks();
    install(&world, &["--budget", "5m"]);
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let clones: Vec<String> = (0..6).map(|n| clone(&world, &format!("clone{n}"))).collect();
    std::thread::scope(|scope| {
        for (n, path) in clones.iter().enumerate() {
            let world = &world;
            scope.spawn(move || {
                for round in 0..3_u8 {
                    let leaks = n % 2 == 1 && round == 1;
                    let content = if leaks { token(u8::try_from(n).unwrap() + 20) } else { format!("{n} {round}\n") };
                    std::fs::write(format!("{path}/{n}.txt"), content).unwrap();
                    world.ok(&["-C", path, "add", "--all"]);
                    world.ok(&["-C", path, "commit", "--quiet", "-m", "Round"]);
                    let out = world.git(&["-C", path, "push", "--quiet", "origin", &format!("HEAD:branch{n}")]);
                    assert_eq!(out.status.success(), !leaks, "{}", text(&out));
                    if leaks {
                        world.ok(&["-C", path, "reset", "--quiet", "--hard", "HEAD~1"]);
                    }
                }
            });
        }
    });
    for (n, path) in clones.iter().enumerate() {
        let head = world.ok(&["-C", path, "rev-parse", "HEAD"]);
        assert!(world.remote_refs().contains(&format!("{head} refs/heads/branch{n}")));
    }
    at_remote(&world, &["fsck", "--strict"]);
}

#[test]
fn a_push_beyond_the_budget_is_refused_with_a_way_on_and_the_next_tries_go_on_from_there() {
    let world = World::without_hooks();
    install(&world, &["--budget", "500ms"]);
    // Each file is scanned in no time, and all of them take longer than the budget.
    for n in 0..1200_u64 {
        let line = |at: u64| format!("key_{n}_{at} = \"{:x}\"\n", (at + n * 977).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        world.write(&format!("src/data{n}.py"), (0..300).map(line).collect::<String>());
        if n % 100 == 99 {
            world.commit("Data");
        }
    }
    let mut said = Vec::new();
    while said.len() < 200 && !world.remote_has("refs/heads/main") {
        said.push(text(&world.git(&["push", "origin", "main"])));
    }
    assert!(world.remote_has("refs/heads/main"), "{}", said.last().unwrap());
    assert!(said.len() > 1, "the budget was enough at once: {}", said[0]);
    let stopped = said.iter().find(|said| said.contains("500ms were not enough: ")).unwrap();
    assert!(stopped.contains(" of 12 commits judged") && stopped.contains("it goes on from there"), "{stopped}");
    assert!(stopped.contains("could not be judged") && stopped.contains("--budget"), "{stopped}");
}

#[test]
fn a_single_step_that_outlasts_the_budget_is_ended() {
    let world = World::without_hooks();
    let before = "#!/bin/sh\nexec >/dev/null 2>&1\nsleep 3\n";
    executable(&world.beside("remote.git/hooks/pre-receive"), before);
    install(&world, &["--budget", "100ms"]);
    world.commit("Base");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("could not be judged within 100ms"), "{said}");
    assert_eq!(world.remote_refs(), "");
}
