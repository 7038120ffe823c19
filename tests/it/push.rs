use crate::harness::{World, text, token};

#[test]
fn a_clean_push_passes_with_one_receipt_line_and_nothing_on_standard_output() {
    let world = World::new();
    world.write("a.txt", "hello\n");
    world.commit("Add a");
    let out = world.git(&["push", "--quiet", "origin", "main"]);
    assert!(out.status.success(), "{}", text(&out));
    assert!(out.stdout.is_empty());
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("precheck-hook: 1 ref, 1 commit, "), "{said}");
    assert!(world.remote_has("refs/heads/main"));
}

#[test]
fn a_planted_secret_refuses_the_push_and_the_remote_has_nothing() {
    let world = World::new();
    let secret = token(1);
    world.write("src/app.py", format!("import os\nTOKEN = \"{secret}\"\n"));
    let commit = world.commit("Add the app");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("src/app.py:2"), "{said}");
    assert!(said.contains(&commit[..10]), "{said}");
    assert!(said.contains("secrets/github"), "{said}");
    assert!(!said.contains(&secret), "the secret itself was shown");
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn many_findings_of_one_kind_are_summed_up() {
    let world = World::new();
    let tokens: Vec<String> = (0..50).map(|seed| format!("{}\n", token(seed))).collect();
    world.write("keys.txt", tokens.concat());
    world.write("other.txt", token(55));
    world.commit("Add keys");
    let said = world.refused(&["push", "origin", "main"]);
    assert_eq!(said.matches("✗").count(), 4, "{said}");
    assert!(said.contains("… 47 more secrets/github-pat in keys.txt"), "{said}");
    assert!(said.contains("at other.txt:1") && said.contains("51 refused"), "{said}");
}

#[test]
fn a_refused_push_shows_a_line_for_each_warning_as_well() {
    let world = World::new();
    world.write("a.txt", token(1));
    world.write("tests/test_login.py", format!("URL = \"postgres://app:{}@db.acme.io/app\"\n", "kQ7vZp2mXw9s"));
    world.commit("Add both");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("(tests/test_login.py:1 in commit "), "{said}");
    assert!(said.contains("1 refused, 1 more to look at."), "{said}");
}

#[test]
fn a_push_that_cannot_be_judged_is_not_said_to_hold_nothing() {
    let world = World::new();
    world.write("a.txt", "hello\n");
    world.commit("Add a");
    let blob = world.ok(&["rev-parse", "HEAD:a.txt"]);
    std::fs::remove_file(world.path().join(".git/objects").join(&blob[..2]).join(&blob[2..])).unwrap();
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("could not be judged") && said.contains("git fsck"), "{said}");
    assert!(said.contains("What can't be judged is not let through.") && !said.contains("0 refused"), "{said}");
}

#[test]
fn a_secret_in_the_second_pushed_ref_refuses_the_whole_push() {
    let world = World::new();
    world.commit("Base");
    world.ok(&["branch", "fa"]);
    world.ok(&["checkout", "--quiet", "-b", "fb"]);
    world.write("b.txt", token(5));
    world.commit("B");
    let said = world.refused(&["push", "origin", "fa", "fb"]);
    assert!(said.contains("b.txt:1"), "{said}");
    assert_eq!(world.remote_refs(), "");
}

#[test]
fn a_new_branch_judges_only_its_own_commits() {
    let world = World::without_hooks();
    world.write("old.txt", token(6));
    world.commit("Published long ago");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.precheck_ok(&["install"]);
    world.ok(&["checkout", "--quiet", "-b", "feature"]);
    world.write("new.txt", "clean\n");
    world.commit("Feature");
    let said = world.said(&["push", "--quiet", "origin", "feature"]);
    assert!(said.contains("1 ref, 1 commit"), "{said}");
}

#[test]
fn a_value_that_stood_in_the_file_before_is_not_news() {
    let world = World::without_hooks();
    world.write("settings.py", format!("A = 1\nTOKEN = \"{}\"\n", token(7)));
    world.commit("Published long ago");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.precheck_ok(&["install"]);
    world.write("settings.py", format!("A = 2\n\nTOKEN = \"{}\"\n", token(7)));
    world.commit("Edit");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["mv", "settings.py", "config.py"]);
    world.write("config.py", format!("A = 3\n\nTOKEN = \"{}\"\n", token(7)));
    world.commit("Rename");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.write("config.py", format!("TOKEN = \"{}\"\n", token(8)));
    world.commit("Another token");
    world.refused(&["push", "origin", "main"]);
}

#[test]
fn a_remote_whose_url_was_changed_is_taken_to_have_nothing() {
    let world = World::without_hooks();
    world.write("old.txt", token(9));
    world.commit("In the private repository");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.precheck_ok(&["install"]);
    let public = world.beside("public.git");
    world.ok(&["init", "--quiet", "--bare", public.to_str().unwrap()]);
    world.ok(&["remote", "set-url", "origin", public.to_str().unwrap()]);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("old.txt:1"), "{said}");
    // And a second try does not make it known.
    world.refused(&["push", "origin", "main:other"]);
}

#[test]
fn after_a_changed_url_tracking_refs_hide_nothing_until_they_move() {
    let world = World::without_hooks();
    world.commit("Base");
    world.ok(&["checkout", "--quiet", "-b", "private"]);
    world.write("old.txt", token(10));
    world.commit("Private");
    world.ok(&["push", "--quiet", "origin", "main", "private"]);
    world.precheck_ok(&["install"]);
    let public = world.beside("public.git");
    world.ok(&["init", "--quiet", "--bare", public.to_str().unwrap()]);
    world.ok(&["remote", "set-url", "origin", public.to_str().unwrap()]);
    world.ok(&["push", "--quiet", "origin", "main"]);
    let said = world.refused(&["push", "origin", "private"]);
    assert!(said.contains("old.txt:1"), "{said}");
    world.ok(&["checkout", "--quiet", "main"]);
    world.commit("More");
    let said = world.said(&["push", "--quiet", "origin", "main:more"]);
    assert!(said.contains("1 ref, 1 commit"), "what was judged for this URL is not judged again: {said}");
}

#[test]
fn a_remote_that_fetches_elsewhere_is_not_taken_to_have_what_was_fetched() {
    let world = World::without_hooks();
    world.write("old.txt", token(15));
    world.commit("In the private repository");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let public = world.beside("public.git");
    world.ok(&["init", "--quiet", "--bare", public.to_str().unwrap()]);
    world.ok(&["config", "remote.origin.pushurl", public.to_str().unwrap()]);
    world.precheck_ok(&["install"]);
    world.refused(&["push", "origin", "main"]);
    world.ok(&["checkout", "--quiet", "--orphan", "clean"]);
    world.ok(&["rm", "--quiet", "-r", "--force", "."]);
    world.commit("Clean");
    world.ok(&["push", "--quiet", "origin", "clean"]);
    world.ok(&["fetch", "--quiet", "origin"]);
    world.refused(&["push", "origin", "main"]);
    world.commit("More");
    let said = world.said(&["push", "--quiet", "origin", "clean:more"]);
    assert!(said.contains("1 ref, 1 commit"), "what was judged for this URL is not judged again: {said}");
}

#[test]
fn what_a_bypass_let_through_is_not_taken_for_judged() {
    let world = World::new();
    world.write("a.txt", token(16));
    world.commit("Leak");
    let mut push = world.command("git");
    push.args(["push", "--quiet", "--dry-run", "origin", "main"]);
    push.env("PRECHECK_SKIP", "secrets").env("PRECHECK_SKIP_REASON", "a drill");
    assert!(push.output().unwrap().status.success());
    world.refused(&["push", "origin", "main"]);
}

#[test]
fn a_force_push_over_a_commit_that_is_not_here_is_judged() {
    let world = World::new();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let other = world.beside("other");
    world.ok(&["clone", "--quiet", world.beside("remote.git").to_str().unwrap(), other.to_str().unwrap()]);
    world.ok(&["-C", other.to_str().unwrap(), "commit", "--quiet", "--allow-empty", "-m", "Theirs"]);
    world.ok(&["-C", other.to_str().unwrap(), "push", "--quiet", "origin", "main"]);
    world.write("a.txt", token(11));
    world.commit("Mine");
    world.refused(&["push", "--force", "origin", "main"]);
    world.write("a.txt", "clean");
    world.ok(&["add", "a.txt"]);
    world.ok(&["commit", "--quiet", "--amend", "--no-edit"]);
    world.ok(&["push", "--quiet", "--force", "origin", "main"]);
}

#[test]
fn deletions_and_pushes_of_nothing_are_silent() {
    let world = World::new();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main", "main:gone"]);
    assert_eq!(world.said(&["push", "--quiet", "origin", "--delete", "gone"]), "");
    assert_eq!(world.said(&["push", "--quiet", "origin", "main"]), "");
}

#[test]
fn a_published_version_tag_is_not_deleted_except_on_record() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.ok(&["push", "--quiet", "origin", "v1.0.0", "main:stale"]);
    world.ok(&["tag", "--delete", "v1.0.0"]);
    let said = world.refused(&["push", "origin", "--delete", "v1.0.0", "stale"]);
    assert!(said.contains("v1.0.0 is published on origin, and would be deleted there"), "{said}");
    assert!(world.remote_has("refs/tags/v1.0.0") && world.remote_has("refs/heads/stale"));
    // Nor by a mirror that no longer has it.
    world.refused(&["push", "--prune", "origin", "refs/tags/*:refs/tags/*"]);
    assert!(world.remote_has("refs/tags/v1.0.0"));
    let mut push = world.command("git");
    push.args(["push", "--quiet", "origin", "--delete", "v1.0.0"]);
    push.envs([("PRECHECK_SKIP", "release_tag"), ("PRECHECK_SKIP_REASON", "tagged by mistake")]);
    let out = push.output().unwrap();
    assert!(out.status.success(), "{}", text(&out));
    assert!(!world.remote_has("refs/tags/v1.0.0"));
}

#[test]
fn an_unreadable_line_on_standard_input_refuses() {
    let world = World::new();
    let mut child = world
        .command(crate::harness::binary())
        .args(["hook", "pre-push", "origin", "url"])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"refs/heads/main nonsense\n").unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out).contains("unreadable"), "{}", text(&out));
}

#[test]
fn terminal_escapes_in_a_path_are_shown_and_not_obeyed() {
    let world = World::new();
    world.write("a\u{1b}[31m\u{202e}.txt", token(12));
    world.commit("Hostile");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("a\\u{1b}[31m\\u{202e}.txt:1"), "{said:?}");
}

#[test]
fn a_waiver_in_precheck_toml_lets_the_push_through_and_is_counted() {
    let world = World::new();
    world.write("tests/fixture.txt", token(13));
    world.write(
        "precheck.toml",
        "[[waive]]\ncode = \"secrets/github-pat\"\npath = \"tests/**\"\nreason = \"revoked, kept as a fixture\"\n",
    );
    world.commit("Fixture");
    let said = world.said(&["push", "--quiet", "origin", "main"]);
    assert!(said.contains("1 waived"), "{said}");
}

#[test]
fn a_waiver_for_one_folder_does_not_cover_the_same_secret_in_another() {
    let world = World::new();
    world.write("tests/fixture.txt", token(13));
    world.write("zeta/app.py", format!("TOKEN = \"{}\"\n", token(13)));
    world.write(
        "precheck.toml",
        "[[waive]]\ncode = \"secrets/github-pat\"\npath = \"tests/**\"\nreason = \"a fixture\"\n",
    );
    world.commit("Fixture, and a copy");
    world.refused(&["push", "origin", "main"]);
}

#[test]
fn a_bypass_needs_a_reason_and_leaves_a_record() {
    let world = World::new();
    world.write("a.txt", token(14));
    world.commit("Leak");
    let push = |reason: Option<&str>| {
        let mut command = world.command("git");
        command.args(["push", "--quiet", "origin", "main"]).env("PRECHECK_SKIP", "secrets");
        reason.map(|reason| command.env("PRECHECK_SKIP_REASON", reason));
        command.output().unwrap()
    };
    assert!(!push(None).status.success());
    let out = push(Some("a drill"));
    assert!(out.status.success(), "{}", text(&out));
    assert!(text(&out).contains("left out by PRECHECK_SKIP: a drill"), "{}", text(&out));
    assert!(world.read(".git/precheck-hook/bypasses.jsonl").contains("a drill"));
}

#[test]
fn migrations_that_were_forgotten_refuse_the_push() {
    let refuse = |code: &str, spoil: &dyn Fn(&World)| {
        let world = World::with_service();
        world.write("app.py", "x = 1\n");
        world.ok(&["add", "app.py"]);
        world.ok(&["commit", "--quiet", "-m", "Change"]);
        spoil(&world);
        let said = world.refused(&["push", "origin", "main"]);
        assert!(said.contains(code), "{code}: {said}");
    };
    refuse("migrations/untracked", &|w| w.migration("0002_more", "0002", Some("0001")));
    refuse("migrations/staged", &|w| {
        w.migration("0002_more", "0002", Some("0001"));
        w.ok(&["add", "migrations"]);
    });
    refuse("migrations/modified", &|w| w.migration("0001_init", "0001x", None));
    refuse("migrations/ignored", &|w| {
        w.write(".git/info/exclude", "migrations/versions/0002*\n");
        w.migration("0002_more", "0002", Some("0001"));
    });
}

#[test]
fn two_heads_a_missing_parent_or_a_duplicate_id_in_the_pushed_tree_refuse_the_push() {
    for (code, file, revision, down) in [
        ("migrations/two-heads", "0002b", "0002b", Some("0001")),
        ("migrations/missing-parent", "0003", "0003", Some("9999")),
        ("migrations/duplicate-id", "0002_again", "0002", Some("0001")),
    ] {
        let world = World::with_service();
        world.migration("0002_more", "0002", Some("0001"));
        world.commit("More");
        world.ok(&["push", "--quiet", "origin", "main"]);
        world.migration(file, revision, down);
        world.commit("Spoil");
        let said = world.refused(&["push", "origin", "main"]);
        assert!(said.contains(code), "{code}: {said}");
    }
}

#[test]
fn a_configuration_key_without_a_value_stops_no_push() {
    let world = World::without_hooks();
    let config = world.read(".git/config");
    world.write(".git/config", format!("{config}[fetch]\n\tprune\n"));
    world.precheck_ok(&["install"]);
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
}

#[test]
fn a_copy_of_a_file_whose_own_secret_is_accepted_is_not_accepted_with_it() {
    let world = World::new();
    let text = |line: &str| format!("{line}\n{}TOKEN = \"{}\"\n", "# a line of a program\n".repeat(400), token(60));
    world.write(
        "precheck.toml",
        "[[waive]]\ncode = \"secrets/github-pat\"\npath = \"tests/**\"\nreason = \"made up\"\n",
    );
    world.write("tests/a.py", text("# first"));
    world.commit("Test");
    world.write("tests/a.py", text("# second"));
    world.commit("Change the test");
    world.write("src/a.py", text("# second"));
    world.commit("Copy it");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("src/a.py:402"), "{said}");
}
