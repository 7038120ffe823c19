//! What a refusal says to type is typed here, word for word, and must get the
//! secret out; and what the remote has already is not held back.

use crate::harness::{World, text, token};

/// A pushed base, and a first commit with a secret in `app.py`.
fn with_secret() -> (World, String) {
    let world = World::new();
    world.write("a.txt", "base\n");
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let secret = token(40);
    world.write("app.py", format!("import os\nTOKEN = \"{secret}\"\n"));
    world.commit("Add the app");
    (world, secret)
}

/// The commands in backquotes of the paragraph that begins with `do:`, without those about `explain`.
fn commands(said: &str) -> Vec<String> {
    let (_, advice) = said.split_once("do: ").unwrap();
    let advice = advice.split("If it ever left").next().unwrap();
    advice.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

fn type_in(world: &World, command: &str) {
    let out = world.command("sh").args(["-c", command]).output().unwrap();
    assert!(out.status.success(), "{command}: {}", text(&out));
}

fn type_all(world: &World, commands: &[String]) {
    for command in commands {
        type_in(world, command);
    }
}

fn passes_without(world: &World, secret: &str) {
    let out = world.git(&["push", "origin", "HEAD"]);
    assert!(out.status.success(), "{}", text(&out));
    let everything = world.ok(&["log", "--all", "-p", "-m", "--remotes"]);
    assert!(!everything.contains(secret));
}

#[test]
fn a_secret_in_the_last_commit_is_amended_away() {
    let (world, secret) = with_secret();
    let commands = commands(&world.refused(&["push", "origin", "main"]));
    assert_eq!(commands, ["git commit --amend --all --no-edit"]);
    world.write("app.py", "import os\nTOKEN = os.environ[\"TOKEN\"]\n");
    type_all(&world, &commands);
    passes_without(&world, &secret);
}

#[test]
fn a_secret_further_back_is_fixed_up() {
    let (world, secret) = with_secret();
    world.write("b.txt", "later\n");
    world.commit("Later");
    world.write("c.txt", "later still\n");
    world.commit("Later still");
    let commands = commands(&world.refused(&["push", "origin", "main"]));
    assert_eq!(commands.len(), 2, "{commands:?}");
    world.write("app.py", "import os\nTOKEN = os.environ[\"TOKEN\"]\n");
    type_all(&world, &commands);
    passes_without(&world, &secret);
    assert_eq!(world.ok(&["rev-list", "--count", "HEAD"]), "4");
}

#[test]
fn a_secret_behind_a_merge_is_fixed_up_and_the_merge_stays() {
    let (world, secret) = with_secret();
    world.ok(&["checkout", "--quiet", "-b", "side", "HEAD~1"]);
    world.write("side.txt", "side\n");
    world.commit("Side");
    world.ok(&["checkout", "--quiet", "main"]);
    world.ok(&["merge", "--quiet", "--no-edit", "side"]);
    let commands = commands(&world.refused(&["push", "origin", "main"]));
    world.write("app.py", "import os\nTOKEN = os.environ[\"TOKEN\"]\n");
    type_all(&world, &commands);
    passes_without(&world, &secret);
    assert_eq!(world.ok(&["rev-list", "--count", "--merges", "HEAD"]), "1");
}

#[test]
fn a_secret_that_was_taken_out_again_is_edited_out_of_the_commit_that_brings_it() {
    let (world, secret) = with_secret();
    world.write("app.py", "import os\n");
    world.commit("Take it out");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("a later commit has it no more"), "{said}");
    let commands = commands(&said);
    assert_eq!(commands.len(), 3, "{commands:?}");
    let edit_first = "GIT_SEQUENCE_EDITOR='sed -i.bak 1s/pick/edit/'";
    type_in(&world, &format!("{edit_first} {}", commands[0]));
    world.write("app.py", "import os\n");
    type_in(&world, &commands[1]);
    // The later commit has nothing left to do.
    type_in(&world, &format!("{} || git rebase --skip", commands[2]));
    passes_without(&world, &secret);
}

#[test]
fn a_secret_on_another_branch_is_taken_out_there() {
    let (world, secret) = with_secret();
    world.ok(&["branch", "other"]);
    world.ok(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let commands = commands(&world.refused(&["push", "origin", "other"]));
    assert_eq!(commands[0], "git switch other");
    type_in(&world, &commands[0]);
    world.write("app.py", "import os\n");
    type_all(&world, &commands[1..]);
    passes_without(&world, &secret);
}

#[test]
fn what_the_remote_has_already_is_to_be_rotated_and_holds_nothing_back() {
    let (world, secret) = with_secret();
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.write("copy.py", format!("COPY = \"{secret}\"\n"));
    world.commit("Copy");
    let said = world.said(&["push", "origin", "main"]);
    assert!(said.contains("which is on the remote already (copy.py:1 in commit "), "{said}");
    assert!(!said.contains(&secret));
}

#[test]
fn what_the_remote_has_in_a_files_history_counts_as_published_too() {
    let (world, secret) = with_secret();
    world.write("app.py", "import os\n");
    world.commit("Take it out");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.write("app.py", format!("import os\nTOKEN = \"{secret}\"\n"));
    world.commit("Bring it back");
    let said = world.said(&["push", "origin", "main"]);
    assert!(said.contains("which is on the remote already"), "{said}");
}

#[test]
fn a_short_password_that_stands_elsewhere_on_the_remote_as_a_mere_word_is_refused() {
    let world = World::new();
    let word = ["Kq7vZp", "2mX9"].concat();
    world.write("notes.md", format!("part number {word}-B\n"));
    world.commit("Note");
    world.ok(&["push", "--quiet", "-u", "origin", "main"]);
    world.write("settings.py", format!("db_password = \"{word}\"\n"));
    world.commit("Set");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("settings.py:1") && !said.contains("on the remote already"), "{said}");
}

#[test]
fn a_setting_refuses_what_the_remote_has_already() {
    let (world, secret) = with_secret();
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.write("precheck.toml", "[checks.secrets]\nrefuse-published = true\n");
    world.write("copy.py", format!("COPY = \"{secret}\"\n"));
    world.commit("Copy");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("copy.py:1"), "{said}");
}
