use crate::harness::{World, git_is_at_least, text};

const FILES: [&str; 4] =
    ["VERSION", "checkpoints/VERSION_v1.0.0.txt", "releases/manifest_v1.0.0.json", "releases/manifest_v1.0.0.sha256"];

#[test]
fn a_tag_that_passes_stands_and_leaves_the_four_files() {
    let world = World::with_service();
    let head = world.ok(&["rev-parse", "HEAD"]);
    let said = world.said(&["tag", "v1.0.0"]);
    assert!(said.contains("v1.0.0 passed 5/5 checks"), "{said}");
    assert_eq!(world.ok(&["rev-parse", "v1.0.0"]), head);
    for file in FILES {
        assert!(world.exists(file) && said.contains(file), "{file}: {said}");
    }
    assert_eq!(world.read("VERSION"), "v1.0.0\n");
    let checkpoint = world.read("checkpoints/VERSION_v1.0.0.txt");
    assert!(
        checkpoint.contains(&format!("Commit: {head}")) && checkpoint.contains("  model.safetensors: "),
        "{checkpoint}"
    );
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    assert_eq!(manifest["version"], "v1.0.0");
    assert_eq!(manifest["git"]["commit"], head);
    assert_eq!(manifest["git"]["tag"], "v1.0.0");
    assert_eq!(manifest["git"]["branch"], "main");
    assert_eq!(manifest["artifacts"]["checkpoints"], "tagged");
    assert_eq!(manifest["artifacts"]["models"], "none");
    assert_eq!(manifest["docker_images"]["app"], "registry.example/team/app:v1.0.0");
    assert_eq!(manifest["migrations"]["heads"][0], "0001");
    let check = world.command("sha256sum").args(["-c", "--strict", FILES[3]]).output().unwrap();
    assert!(check.status.success(), "{}", text(&check));
}

#[test]
fn a_tag_that_fails_the_gate_does_not_exist_afterwards() {
    for spoil in [
        &|w: &World| std::fs::remove_file(w.path().join(".env")).unwrap() as (),
        &|w: &World| drop((std::fs::remove_file(w.path().join("RUNBOOK.md")), w.commit("No runbook"))),
        &|w: &World| w.write(".env", "SECRET_KEY=changeme\nDATABASE_URL=x\n"),
        &|w: &World| w.write("checkpoints/model.safetensors", ""),
        &|w: &World| {
            w.migration("0002_a", "0002a", Some("0001"));
            w.migration("0002_b", "0002b", Some("0001"));
            w.commit("Two heads");
        },
    ] as [&dyn Fn(&World); 5]
    {
        let world = World::with_service();
        spoil(&world);
        for arguments in [&["tag", "v1.0.0"][..], &["tag", "-a", "v1.0.0", "-m", "One"]] {
            let said = world.refused(arguments);
            assert!(said.contains("tag v1.0.0 refused"), "{said}");
            assert_eq!(world.ok(&["tag", "--list"]), "");
        }
        assert!(FILES.iter().all(|file| !world.exists(file)));
    }
}

#[test]
fn a_tag_on_an_unsafe_pickle_is_refused() {
    let world = World::with_service();
    world.write("models/ranker.pkl", b"\x80\x04\x8C\x05posix\x8C\x06system\x93\x8C\x02id\x85R.");
    world.commit("Rank");
    let said = world.refused(&["tag", "v1.0.0"]);
    assert!(said.contains("artifacts/unsafe-pickle"), "{said}");
    assert!(said.contains("models/ranker.pkl is a program: loading it reaches `posix.system` (byte 17)"), "{said}");
    assert_eq!(world.ok(&["tag", "--list"]), "");
}

#[test]
fn a_refused_annotated_tag_says_where_its_message_is_kept() {
    let world = World::with_service();
    world.write(".env", "SECRET_KEY=changeme\n");
    let mut command = world.command("git");
    let out = command.args(["tag", "-a", "v1.0.0"]).env("GIT_EDITOR", "echo Notes >").output().unwrap();
    assert!(!out.status.success());
    // Up to git 2.39 there is nothing left to name.
    let kept = world.exists(".git/TAG_EDITMSG");
    assert_eq!(text(&out).contains("git tag -a -F .git/TAG_EDITMSG v1.0.0"), kept, "{}", text(&out));
}

#[test]
fn a_version_tag_on_something_else_than_a_commit_is_refused() {
    let world = World::with_service();
    let said = world.refused(&["tag", "v1.0.0", "HEAD:RUNBOOK.md"]);
    assert!(said.contains("no commit"), "{said}");
    assert_eq!(world.ok(&["tag", "--list"]), "");
}

#[test]
fn a_version_tag_that_follows_another_ref_is_refused() {
    let world = World::with_service();
    // Before git 2.46 no hook is told of it.
    let out = world.git(&["symbolic-ref", "refs/tags/v1.0.0", "refs/heads/main"]);
    assert_eq!(out.status.success(), world.exists(".git/refs/tags/v1.0.0"));
    assert!(out.status.success() != text(&out).contains("can't follow another ref"), "{}", text(&out));
}

#[test]
fn a_version_must_be_higher_than_the_highest_reachable_one() {
    let world = World::with_service();
    world.ok(&["tag", "v1.10.0"]);
    world.commit("More");
    let said = world.refused(&["tag", "v1.9.0"]);
    assert!(said.contains("v1.10.0"), "{said}");
    world.ok(&["tag", "v1.11.0"]);
}

#[test]
fn other_tags_and_every_other_ref_update_run_no_gate() {
    let world = World::new();
    world.commit("One");
    for arguments in [
        &["tag", "nightly"][..],
        &["tag", "-a", "1.0.0", "-m", "no v"],
        &["commit", "--quiet", "--allow-empty", "-m", "Two"],
        &["checkout", "--quiet", "-b", "side"],
        &["commit", "--quiet", "--allow-empty", "-m", "Side"],
        &["rebase", "--quiet", "--force-rebase", "main"],
        &["stash", "list"],
        &["tag", "-d", "nightly"],
    ] {
        assert_eq!(world.said(arguments).replace("Deleted tag", ""), "", "{arguments:?}");
    }
}

#[test]
fn fetching_cloning_packing_and_collecting_run_no_gate() {
    let world = World::without_hooks();
    world.commit("One");
    for n in 0..40 {
        world.ok(&["tag", &format!("v0.0.{n}")]);
    }
    world.ok(&["push", "--quiet", "origin", "main", "--tags"]);
    let other = world.beside("other");
    let (remote, other) = (world.beside("remote.git"), other.to_str().unwrap().to_owned());
    world.ok(&["init", "--quiet", "-b", "main", &other]);
    world.ok(&["-C", &other, "remote", "add", "origin", remote.to_str().unwrap()]);
    let install = world.command(crate::harness::binary()).arg("install").current_dir(&other).output().unwrap();
    assert!(install.status.success(), "{}", text(&install));
    let within = |arguments: &[&str]| world.said(&[&["-C", &other][..], arguments].concat());
    let atomic = if git_is_at_least(&world, 2, 31) { "--atomic" } else { "--no-auto-gc" };
    for arguments in [
        &["fetch", "--quiet", "--tags"][..],
        &["pack-refs", "--all"],
        &["gc", "--quiet"],
        &["fetch", "--quiet", "--tags", "--force"],
        &["-c", &format!("alias.f=fetch --quiet {atomic} --tags"), "f"],
    ] {
        let said = within(arguments);
        assert!(!said.contains("precheck-hook"), "{arguments:?}: {said}");
    }
    assert_eq!(world.ok(&["-C", &other, "tag", "--list"]).lines().count(), 40);
    within(&["checkout", "--quiet", "-b", "x", "origin/main"]);
    within(&["pull", "--quiet", "--tags", "origin", "main"]);
    assert!(!world.path().join("../other/VERSION").exists(), "a fetched tag leaves no files");
}

#[test]
fn the_push_of_a_tag_that_passed_only_looks_the_verdict_up() {
    let world = World::with_service();
    world.ok(&["tag", "-a", "v1.0.0", "-m", "One"]);
    let said = world.said(&["push", "--quiet", "origin", "v1.0.0"]);
    assert!(said.contains("v1.0.0 has passed the gate before"), "{said}");
    assert!(world.remote_has("refs/tags/v1.0.0"));
}

#[test]
fn a_bypass_holds_for_its_own_command_and_not_for_the_next() {
    let world = World::with_service();
    world.write(".env", "SECRET_KEY=changeme\nDATABASE_URL=x\n");
    let bypassed = |arguments: &[&str]| {
        let mut git = world.command("git");
        git.args(arguments).env("PRECHECK_SKIP", "secrets").env("PRECHECK_SKIP_REASON", "a drill");
        git.output().unwrap()
    };
    let out = bypassed(&["tag", "v1.0.0"]);
    assert!(out.status.success(), "{}", text(&out));
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    assert_eq!(manifest["gate"]["checks"]["secrets"], "skip");
    let said = world.refused(&["push", "origin", "v1.0.0"]);
    assert!(said.contains("secrets/env-placeholder"), "{said}");
    let out = bypassed(&["push", "--quiet", "origin", "v1.0.0"]);
    assert!(out.status.success(), "{}", text(&out));
}

#[test]
fn files_that_could_not_be_written_are_missed_at_the_push_and_written_on_request() {
    let world = World::with_service();
    world.write("releases", "in the way");
    let said = world.said(&["tag", "v1.0.0"]);
    assert!(said.contains("releases"), "{said}");
    std::fs::remove_file(world.path().join("releases")).unwrap();
    let said = world.said(&["push", "--quiet", "origin", "v1.0.0"]);
    assert!(said.contains("git tag -f v1.0.0 v1.0.0"), "{said}");
    world.ok(&["tag", "-f", "v1.0.0", "v1.0.0"]);
    assert!(FILES.iter().all(|file| world.exists(file)));
}

#[test]
fn a_verdict_no_longer_holds_once_an_input_has_changed() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.write(".env", "SECRET_KEY=changeme\nDATABASE_URL=x\n");
    let said = world.refused(&["push", "origin", "v1.0.0"]);
    assert!(said.contains("push of tag v1.0.0 refused"), "{said}");
    assert!(!world.remote_has("refs/tags/v1.0.0"));
}

#[test]
fn a_second_try_on_the_same_commit_only_looks_the_verdict_up() {
    let world = World::with_service();
    world.precheck_ok(&["run", "--version", "v1.0.0", "--at", "HEAD"]);
    let said = world.said(&["tag", "-a", "v1.0.0", "-m", "One"]);
    assert!(said.contains("v1.0.0 has passed the gate before"), "{said}");
    assert!(FILES.iter().all(|file| world.exists(file)), "{said}");
}

#[test]
fn a_tag_that_moves_is_refused_whatever_was_judged_before() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.ok(&["tag", "-d", "v1.0.0"]);
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.0.0", "HEAD"]);
    let old = world.ok(&["rev-parse", "HEAD"]);
    world.commit("More");
    world.precheck(&["run", "--version", "v1.0.0", "--at", "HEAD"]);
    let said = world.refused(&["tag", "--force", "v1.0.0"]);
    assert!(said.contains("release_tag/moved"), "{said}");
    assert_eq!(world.ok(&["rev-parse", "v1.0.0"]), old);
}

#[test]
fn where_refs_are_locked_as_a_whole_a_version_is_judged_first_and_tagged_then() {
    let world = World::without_hooks();
    let work = world.beside("reftable");
    if !world.git(&["init", "--quiet", "-b", "main", "--ref-format=reftable", work.to_str().unwrap()]).status.success()
    {
        return; // this git knows no reftable
    }
    world.write_service();
    world.commit("Serve");
    let run = |arguments: &[&str]| world.git(&[&["-C", work.to_str().unwrap()][..], arguments].concat());
    assert!(run(&["pull", "--quiet", world.path().to_str().unwrap(), "main"]).status.success());
    for local in [".env", "checkpoints/model.safetensors"] {
        std::fs::create_dir_all(work.join(local).parent().unwrap()).unwrap();
        std::fs::copy(world.path().join(local), work.join(local)).unwrap();
    }
    let precheck = |arguments: &[&str]| {
        world.command(crate::harness::binary()).args(arguments).current_dir(&work).output().unwrap()
    };
    assert!(precheck(&["install"]).status.success());
    // From git 2.54 on the hook is also called before anything is locked.
    if !git_is_at_least(&world, 2, 54) {
        let out = run(&["tag", "v1.0.0"]);
        let said = text(&out);
        assert!(!out.status.success() && said.contains("precheck-hook run --version v1.0.0 --at"), "{said}");
        let out = precheck(&["run", "--version", "v1.0.0", "--at", "HEAD"]);
        assert!(out.status.success(), "{}", text(&out));
    }
    let out = run(&["tag", "v1.0.0"]);
    assert!(out.status.success() && text(&out).contains("has passed the gate before"), "{}", text(&out));
}

#[test]
fn a_version_tag_made_past_the_hook_is_gated_when_it_is_pushed() {
    let world = World::with_service();
    world.write(".env", "SECRET_KEY=changeme\n");
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.0.0"]);
    world.refused(&["push", "origin", "v1.0.0"]);
    world.refused(&["push", "origin", "HEAD:refs/tags/v1.0.0"]);
    assert!(!world.remote_refs().contains("v1.0.0"));
}

#[test]
fn packing_a_tag_later_does_not_write_its_files_again() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    for file in FILES {
        std::fs::remove_file(world.path().join(file)).unwrap();
    }
    world.ok(&["pack-refs", "--all"]);
    assert!(FILES.iter().all(|file| !world.exists(file)));
}

#[test]
fn an_alias_and_options_before_the_command_do_not_hide_the_tag() {
    let world = World::with_service();
    world.write(".env", "SECRET_KEY=changeme\n");
    world.refused(&["-c", "alias.t=tag", "t", "v1.0.0"]);
    world.refused(&["-c", "core.abbrev=8", "-C", ".", "tag", "v1.0.0"]);
    world.refused(&["update-ref", "refs/tags/v1.0.0", "HEAD"]);
    assert_eq!(world.ok(&["tag", "--list"]), "");
}

#[test]
fn a_version_tag_named_as_git_describe_names_its_commit_is_gated() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.write(".env", "SECRET_KEY=changeme\n");
    world.commit("More");
    let name = world.ok(&["describe", "--tags"]);
    assert!(name.starts_with("v1.0.0-1-g"), "{name}");
    let said = world.refused(&["tag", &name]);
    assert!(said.contains("refused"), "{said}");
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", &name]);
    world.ok(&["pack-refs", "--all"]);
}

#[test]
fn settings_that_only_a_gate_reads_stop_no_other_ref_update() {
    let world = World::with_service();
    for (name, value) in [("SOURCE_DATE_EPOCH", "soon"), ("PRECHECK_SKIP", "all")] {
        let git = |arguments: &[&str]| world.command("git").args(arguments).env(name, value).output().unwrap();
        let out = git(&["commit", "--quiet", "--allow-empty", "-m", "Fine"]);
        assert!(out.status.success() && out.stderr.is_empty(), "{name}: {}", text(&out));
        let out = git(&["tag", "v1.0.0"]);
        assert!(!out.status.success() && text(&out).contains(name), "{name}: {}", text(&out));
    }
}
