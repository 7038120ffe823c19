//! Histories that no ordinary command makes: what leaves is judged all the same.

use std::io::Write;
use std::process::Stdio;

use crate::harness::{World, token};

/// A repository whose `main` is pushed, and a commit behind it with a secret in `leak.txt`.
fn with_unpushed_secret() -> (World, String, String) {
    let world = World::new();
    world.write("a.txt", "base\n");
    let base = world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("leak.txt", token(30));
    let guilty = world.commit("Leak");
    (world, base, guilty)
}

/// Writes an object as it is, well formed or not.
fn object(world: &World, kind: &str, content: &[u8]) -> String {
    let mut command = world.command("git");
    command.args(["hash-object", "-t", kind, "-w", "--literally", "--stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(content).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn a_parent_line_that_git_does_not_take_for_one_hides_nothing() {
    let (world, base, guilty) = with_unpushed_secret();
    let tree = world.ok(&["rev-parse", "HEAD^{tree}"]);
    let who = "Ada <ada@example.org> 1781524800 +0000";
    let text = format!("tree {tree}\nparent {base}\nauthor {who}\ncommitter {who}\nparent {guilty}\n\nForged\n");
    let forged = object(&world, "commit", text.as_bytes());
    let said = world.refused(&["push", "origin", &format!("{forged}:refs/heads/x")]);
    assert!(said.contains("leak.txt:1"), "{said}");
}

#[test]
fn a_folder_of_unusual_mode_is_looked_into() {
    let (world, ..) = with_unpushed_secret();
    let tree = world.ok(&["rev-parse", "HEAD^{tree}"]);
    let raw = (0..tree.len()).step_by(2).map(|at| u8::from_str_radix(&tree[at..at + 2], 16).unwrap());
    let odd = object(&world, "tree", &b"40755 folder\0".iter().copied().chain(raw).collect::<Vec<u8>>());
    let commit = world.ok(&["commit-tree", "-p", "HEAD~1", "-m", "Odd", &odd]);
    let said = world.refused(&["push", "origin", &format!("{commit}:refs/heads/x")]);
    assert!(said.contains("folder/leak.txt:1"), "{said}");
}

#[test]
fn behind_the_cut_of_a_shallow_history_nothing_counts_as_known() {
    let world = World::new();
    world.write("leak.txt", token(31));
    world.commit("Leak");
    world.write("a.txt", "more\n");
    let cut = world.commit("More");
    world.write(".git/shallow", format!("{cut}\n"));
    let remote = world.beside("remote.git");
    world.ok(&["--git-dir", remote.to_str().unwrap(), "config", "receive.shallowUpdate", "true"]);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("leak.txt:1") && said.contains(&cut[..10]), "{said}");
}

#[test]
fn commits_with_malformed_identities_are_judged_like_any_other() {
    for identity in ["", "author Ada\ncommitter Ada\n", "author Ada <ada@example.org 1 +0000\ncommitter <> x\n"] {
        let (world, base, _) = with_unpushed_secret();
        let (clean, guilty) = (world.ok(&["rev-parse", "HEAD~1^{tree}"]), world.ok(&["rev-parse", "HEAD^{tree}"]));
        let odd =
            |tree: &str| object(&world, "commit", format!("tree {tree}\nparent {base}\n{identity}\nOdd\n").as_bytes());
        world.ok(&["push", "--quiet", "origin", &format!("{}:refs/heads/clean", odd(&clean))]);
        let said = world.refused(&["push", "origin", &format!("{}:refs/heads/guilty", odd(&guilty))]);
        assert!(said.contains("leak.txt:1"), "{identity:?}: {said}");
    }
}

#[test]
fn folders_deeper_than_git_goes_refuse_the_push_and_those_it_takes_are_judged() {
    for (depth, reason) in [(500, "github-pat"), (2500, "deep")] {
        let world = World::new();
        let (path, secret) = ("d/".repeat(depth), token(32));
        let stream = format!(
            "commit refs/heads/main\ncommitter A <a@b.c> 1781524800 +0000\ndata 0\n\
             M 100644 inline {path}f\ndata {}\n{secret}\n",
            secret.len()
        );
        let mut import = world.command("git");
        import.args(["-c", "core.maxTreeDepth=5000", "fast-import", "--quiet"]).stdin(Stdio::piped());
        let mut import = import.spawn().unwrap();
        import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
        assert!(import.wait().unwrap().success());
        let said = world.refused(&["push", "origin", "main"]);
        assert!(said.contains(reason) && !said.contains("signal"), "{depth}: {said}");
    }
}
