//! Pushes into a bare repository whose own hook judges them; the clones have none.

use std::path::Path;
use std::process::Output;

use crate::harness::{World, binary, text, token};

/// A remote that judges what is pushed to it.
pub fn served() -> World {
    let world = World::without_hooks();
    install(&world, &[]);
    world
}

/// Puts the hook into the remote.
pub fn install(world: &World, more: &[&str]) -> Output {
    let out = on_server(world, &[&["install", "--server"], more].concat());
    assert!(out.status.success(), "{}", text(&out));
    out
}

/// Runs the program in the remote.
pub fn on_server(world: &World, arguments: &[&str]) -> Output {
    world.command(binary()).current_dir(world.beside("remote.git")).args(arguments).output().unwrap()
}

/// Runs git in the remote.
pub fn at_remote(world: &World, arguments: &[&str]) -> String {
    let remote = world.beside("remote.git");
    world.ok(&[&["--git-dir", remote.to_str().unwrap()], arguments].concat())
}

#[test]
fn a_clean_push_is_taken_in_with_a_receipt_and_a_planted_secret_is_not() {
    let world = served();
    world.write("a.txt", "hello\n");
    world.commit("Add a");
    let said = world.said(&["push", "origin", "main"]);
    assert!(said.contains("remote: precheck-hook: 1 ref, 1 commit, "), "{said}");
    let secret = token(1);
    world.write("src/app.py", format!("import os\nTOKEN = \"{secret}\"\n"));
    let commit = world.commit("Add the app");
    world.write("src/app.py", "import os\n");
    world.commit("Take it out");
    let url = format!("file://{}", world.beside("remote.git").display());
    for to in ["origin", &url] {
        let said = world.refused(&["push", to, "main:other"]);
        assert!(said.contains("remote:   at src/app.py:2 in commit ") && said.contains(&commit[..10]), "{said}");
        assert!(!said.contains(&secret) && !said.contains('\u{1b}'), "{said:?}");
    }
    assert!(!world.remote_has("refs/heads/other"));
    let folder = world.beside("remote.git");
    let kept = std::fs::read_dir(folder.join("objects")).unwrap().filter_map(Result::ok);
    let incoming: Vec<_> = kept.filter(|e| e.file_name().to_string_lossy().contains("incoming")).collect();
    assert!(incoming.is_empty(), "{incoming:?}");
}

#[test]
fn nothing_is_written_into_the_quarantine_and_a_hook_from_before_runs_first_with_all_lines() {
    let world = World::without_hooks();
    let hooks = world.beside("remote.git/hooks");
    let log = world.beside("log");
    let before = format!("#!/bin/sh\ncat >'{0}'\nfind \"$GIT_QUARANTINE_PATH\" | sort >'{0}.before'\n", log.display());
    executable(&hooks.join("pre-receive"), &before);
    install(&world, &[]);
    // Around the shim, which judges and is looked at afterwards.
    std::fs::rename(hooks.join("pre-receive"), hooks.join("inner")).unwrap();
    std::fs::rename(hooks.join("pre-receive.precheck-prev"), hooks.join("inner.precheck-prev")).unwrap();
    let around =
        format!("#!/bin/sh\nhooks/inner || exit\nfind \"$GIT_QUARANTINE_PATH\" | sort >'{}.after'\n", log.display());
    executable(&hooks.join("pre-receive"), &around);
    world.write("a.txt", "hello\n");
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main", "main:other"]);
    let read = |ending: &str| std::fs::read_to_string(format!("{}{ending}", log.display())).unwrap();
    assert_eq!(read("").lines().count(), 2);
    assert!(read(".before").lines().count() > 1);
    assert_eq!(read(".before"), read(".after"));
    executable(&hooks.join("inner.precheck-prev"), "#!/bin/sh\nexit 3\n");
    world.commit("More");
    world.refused(&["push", "origin", "main"]);
}

pub fn executable(path: &Path, content: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, content).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn settings_and_waivers_that_are_pushed_have_no_effect_on_their_own_push() {
    let world = served();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let secret = token(2);
    world.write("a.txt", &secret);
    world.write("precheck.toml", "[[waive]]\ncode = \"secrets/github-pat\"\nreason = \"because I say so\"\n");
    world.write(".gitleaks.toml", "[allowlist]\npaths = ['.*']\n");
    world.write(".gitleaksignore", "a.txt:github-pat:1\n");
    world.commit("Waive everything");
    for to in ["main", "main:feature"] {
        let said = world.refused(&["push", "origin", to]);
        assert!(said.contains("a.txt:1"), "{said}");
    }
    // Once they stand on the default branch they hold.
    world.ok(&["reset", "--quiet", "--soft", "HEAD~1"]);
    world.ok(&["rm", "--quiet", "--cached", "a.txt"]);
    world.ok(&["commit", "--quiet", "-m", "Waive, as agreed"]);
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["add", "a.txt"]);
    world.commit("A fixture");
    world.ok(&["push", "--quiet", "origin", "main:feature"]);
}

#[test]
fn into_an_empty_repository_all_defaults_hold_whatever_is_pushed() {
    let world = served();
    world.write("a.txt", token(3));
    world.write("precheck.toml", "[[waive]]\ncode = \"secrets/github-pat\"\nreason = \"because I say so\"\n");
    world.commit("All at once");
    world.refused(&["push", "origin", "main"]);
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn a_waiver_on_the_line_itself_counts_only_where_the_default_branch_says_so() {
    let world = served();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    for (seed, comment) in [(4, "precheck:allow secrets/github-pat -- a fixture"), (5, "gitleaks:allow")] {
        world.ok(&["checkout", "--quiet", "-B", "feature", "origin/main"]);
        world.write("a.txt", format!("TOKEN = \"{}\" # {comment}\n", token(seed)));
        world.commit("Waive it here");
        let said = world.refused(&["push", "origin", "feature"]);
        assert!(said.contains("does not waive it here"), "{said}");
    }
    world.ok(&["checkout", "--quiet", "main"]);
    world.write("precheck.toml", "[server]\ninline-waivers = true\n");
    world.commit("Trust lines");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let said = world.said(&["push", "origin", "feature"]);
    assert!(said.contains("1 waived"), "{said}");
}

#[test]
fn settings_that_would_stop_every_other_push_are_not_taken_in_and_broken_ones_can_be_mended() {
    let world = served();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("precheck.toml", "[checks.secret]\n");
    world.commit("Break it");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("settings that stop every other one") && said.contains("line 1, column"), "{said}");
    world.ok(&["push", "--quiet", "origin", "main:elsewhere"]);
    at_remote(&world, &["update-ref", "refs/heads/main", "elsewhere"]);
    let said = world.refused(&["push", "origin", "main:third"]);
    assert!(said.contains("push mended ones"), "{said}");
    world.ok(&["rm", "--quiet", "precheck.toml"]);
    world.commit("Mend it");
    world.ok(&["push", "--quiet", "origin", "main"]);
}

#[test]
fn no_bypass_comes_from_the_environment_of_whoever_pushes_over_a_local_path() {
    let world = served();
    world.write("a.txt", token(6));
    world.commit("Leak");
    let mut push = world.command("git");
    push.args(["push", "origin", "main"]).envs([("PRECHECK_SKIP", "all"), ("PRECHECK_SKIP_REASON", "mine")]);
    assert!(!push.output().unwrap().status.success());
}

#[test]
fn a_bypass_by_push_option_needs_the_servers_leave_and_is_put_on_record() {
    let world = served();
    at_remote(&world, &["config", "receive.advertisePushOptions", "true"]);
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("a.txt", token(7));
    world.commit("Leak");
    let push =
        ["push", "-o", "precheck.skip=secrets", "-o", "precheck.reason=a \u{1b}[31mdrill", "origin", "HEAD:leak"];
    let said = world.refused(&push);
    assert!(said.contains("does not allow it") && said.contains("a.txt:1"), "{said}");
    world.ok(&["checkout", "--quiet", "-b", "settings", "origin/main"]);
    world.write("precheck.toml", "[server]\nallow-bypass = true\n");
    world.commit("Allow it");
    world.ok(&["push", "--quiet", "origin", "settings:main"]);
    world.ok(&["checkout", "--quiet", "main"]);
    let said = world.refused(&["push", "-o", "precheck.skip=secrets", "origin", "HEAD:leak"]);
    assert!(said.contains("needs a reason"), "{said}");
    let mut pushing = world.command("git");
    let out = pushing.args(push).env("GITEA_PUSHER_NAME", "grace").output().unwrap();
    assert!(out.status.success(), "{}", text(&out));
    assert!(text(&out).contains("left out by grace: a \\u{1b}[31mdrill"), "{}", text(&out));
    let record = std::fs::read_to_string(world.beside("remote.git/precheck-hook/bypasses.jsonl")).unwrap();
    assert!(record.contains("\"who\":\"grace\"") && record.contains("refs/heads/leak"), "{record}");
}

#[test]
fn on_gitlab_every_line_of_a_refusal_is_marked_for_its_pages() {
    let world = served();
    world.write("a.txt", token(8));
    world.commit("Leak");
    let mut push = world.command("git");
    let out = push.args(["push", "origin", "main"]).env("GL_ID", "user-1").output().unwrap();
    let said = text(&out);
    let lines: Vec<_> = said.lines().filter(|line| line.starts_with("remote: ")).collect();
    assert!(lines.iter().filter(|line| line.starts_with("remote: GL-HOOK-ERR: ")).count() > 3, "{said}");
    assert!(lines.iter().all(|l| l.starts_with("remote: GL-HOOK-ERR: ") || l.trim_end() == "remote:"), "{said}");
}

#[test]
fn new_branches_force_pushes_deletions_tags_and_many_refs_are_judged_by_what_they_bring() {
    let world = served();
    world.write("old.txt", "base\n");
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    assert!(world.said(&["push", "origin", "main:same"]).contains("1 ref, 0 commits"));
    world.write("a.txt", token(9));
    world.ok(&["add", "a.txt"]);
    world.ok(&["commit", "--quiet", "--amend", "-m", "Other history"]);
    world.refused(&["push", "--force", "origin", "main"]);
    world.ok(&["tag", "-a", "nightly", "-m", "Nightly"]);
    world.refused(&["push", "origin", "nightly"]);
    world.refused(&["push", "origin", "HEAD:refs/notes/x"]);
    let blob = world.ok(&["hash-object", "-w", "a.txt"]);
    world.refused(&["push", "origin", &format!("{blob}:refs/tags/blob")]);
    world.write("a.txt", "clean\n");
    world.ok(&["add", "a.txt"]);
    world.ok(&["commit", "--quiet", "--amend", "-m", "Clean"]);
    world.ok(&["push", "--quiet", "--force", "origin", "main"]);
    world.ok(&["tag", "-a", "token", "-m", &token(10)]);
    assert!(world.refused(&["push", "origin", "token"]).contains("tag message"));
    let said = world.said(&["push", "origin", "--delete", "same"]);
    assert!(!said.contains("precheck"), "{said}");
    let names: Vec<String> = (0..300).map(|n| format!("HEAD:refs/heads/many/{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let said = world.said(&[&["push", "origin"], names.as_slice()].concat());
    assert!(said.contains("300 refs, 0 commits"), "{said}");
}

#[test]
fn a_secret_that_only_a_merge_brings_is_found() {
    let world = served();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["checkout", "--quiet", "-b", "side"]);
    world.commit("Side");
    world.ok(&["checkout", "--quiet", "main"]);
    world.commit("Main");
    world.ok(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    world.write("evil.txt", token(11));
    let merge = world.commit("Merge");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("evil.txt:1 in commit ") && said.contains(&merge[..10]), "{said}");
}

#[test]
fn in_a_sha256_repository_it_is_the_same() {
    let world = World::without_hooks();
    for (folder, bare) in [("remote.git", true), ("work", false)] {
        std::fs::remove_dir_all(world.beside(folder)).unwrap();
        let path = world.beside(folder);
        let mut init = world.command("git");
        init.current_dir(world.beside("")).args(["init", "--quiet", "--object-format=sha256", "--initial-branch=main"]);
        assert!(init.args(bare.then_some("--bare")).arg(path).status().unwrap().success());
    }
    world.ok(&["remote", "add", "origin", world.beside("remote.git").to_str().unwrap()]);
    install(&world, &[]);
    world.write("a.txt", "hello\n");
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("b.txt", token(12));
    world.commit("Leak");
    assert!(world.refused(&["push", "origin", "main"]).contains("b.txt:1"));
}

#[test]
fn objects_that_the_server_borrows_from_another_repository_are_read_there() {
    let world = World::without_hooks();
    world.write("a.txt", token(13));
    world.commit("In the pool");
    world.write("a.txt", "clean\n");
    world.commit("Clean");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let pool = world.beside("pool.git");
    std::fs::rename(world.beside("remote.git"), &pool).unwrap();
    let init = |path: &Path| world.ok(&["init", "--quiet", "--bare", "--initial-branch=main", path.to_str().unwrap()]);
    init(&world.beside("remote.git"));
    let alternates = world.beside("remote.git/objects/info/alternates");
    std::fs::write(alternates, format!("{}\n", pool.join("objects").display())).unwrap();
    install(&world, &[]);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("a.txt:1"), "what this repository has not had yet is new to it: {said}");
    let head = world.ok(&["rev-parse", "HEAD"]);
    at_remote(&world, &["update-ref", "refs/heads/main", &head]);
    world.write("b.txt", "more\n");
    world.commit("More");
    world.ok(&["push", "--quiet", "origin", "main"]);
}

#[test]
fn a_push_out_of_a_shallow_clone_is_judged() {
    let world = served();
    for n in 0..4 {
        world.write("a.txt", format!("{n}\n"));
        world.commit("Base");
    }
    world.ok(&["push", "--quiet", "origin", "main"]);
    let shallow = world.beside("shallow").to_str().unwrap().to_owned();
    let url = format!("file://{}", world.beside("remote.git").display());
    world.ok(&["clone", "--quiet", "--depth=1", &url, &shallow]);
    for (content, passes) in [("clean\n".to_owned(), true), (token(14), false)] {
        std::fs::write(format!("{shallow}/b.txt"), content).unwrap();
        world.ok(&["-C", &shallow, "add", "b.txt"]);
        world.ok(&["-C", &shallow, "commit", "--quiet", "-m", "Shallow"]);
        let out = world.git(&["-C", &shallow, "push", "--quiet", "origin", "main"]);
        assert_eq!(out.status.success(), passes, "{}", text(&out));
    }
}

#[test]
fn two_heads_are_refused_whether_they_meet_in_the_push_or_on_the_default_branch() {
    let world = served();
    world.write_service();
    world.commit("Serve");
    world.ok(&["push", "--quiet", "origin", "main"]);
    for name in ["one", "two"] {
        world.ok(&["checkout", "--quiet", "-b", name, "main"]);
        world.migration(&format!("0002_{name}"), &format!("0002{name}"), Some("0001"));
        world.write("docs/schema.md", format!("# Schema\n\nafter {name}\n"));
        world.commit(name);
    }
    let said = world.refused(&["push", "origin", "one", "two"]);
    assert!(said.contains("migrations/two-heads"), "{said}");
    world.ok(&["push", "--quiet", "origin", "one:main"]);
    let said = world.refused(&["push", "origin", "two"]);
    assert!(said.contains("together with main"), "{said}");
}

#[test]
fn where_the_environment_names_only_the_folders_of_objects_they_are_read_all_the_same() {
    let world = World::without_hooks();
    install(&world, &[]);
    let hooks = world.beside("remote.git/hooks");
    std::fs::rename(hooks.join("pre-receive"), hooks.join("inner")).unwrap();
    executable(&hooks.join("pre-receive"), "#!/bin/sh\nunset GIT_DIR GIT_QUARANTINE_PATH\nexec hooks/inner\n");
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("a.txt", token(50));
    world.commit("Leak");
    assert!(world.refused(&["push", "origin", "main"]).contains("a.txt:1"));
}
