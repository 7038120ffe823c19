//! Whole releases, in real repositories with a real remote.

mod bump;
mod notes;
mod scene;

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use scene::{Scene, arguments_of, hook, judged, passing};

use super::*;
use crate::evidence::{Evidence, FileEvidence};
use crate::release::paths;
use crate::report::Stopped;
use crate::testing::{NOW, Sandbox};

fn sums_hold(root: &Path, version: &str) {
    let file = format!("releases/manifest_{version}.sha256");
    let out = Command::new("sha256sum").args(["--check", "--strict", &file]).current_dir(root).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

fn weight(content: &str) -> Evidence {
    let file = FileEvidence {
        path: "models/a.pt".to_owned(),
        size: content.len() as u64,
        sha256: Some(digest::sha256(content.as_bytes())),
        md5: None,
        kind: "model".to_owned(),
        format: "pytorch".to_owned(),
        storage: "local".to_owned(),
    };
    Evidence { files: vec![file], ..Evidence::default() }
}

const TRAILER: &str = "--format=%(contents:trailers:key=Manifest-SHA256,valueonly)";

#[test]
fn a_pushed_release_is_whole_on_both_sides_and_git_itself_can_verify_it() {
    let scene = Scene::new();
    scene.here.write("notes.txt", "mine\n").write(".gitignore", "*.pt\nnotes.txt\n").commit("Ignore");
    scene.here.write("models/a.pt", "weights").write("scratch.txt", "untracked\n");
    let source = scene.here.git(&["rev-parse", "HEAD"]);
    let (code, out) = scene.try_release(&["v1.2.3", "--push"], judged(None, weight("weights")));
    assert_eq!(code.unwrap(), 0, "{out}");
    assert!(out.contains("[new tag]"), "git's words are shown: {out}");

    assert_eq!(scene.remote(&["rev-parse", "main"]), scene.remote(&["rev-parse", "v1.2.3^{commit}"]));
    assert_eq!(scene.remote(&["rev-parse", "v1.2.3^{commit}^"]), source);
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "?? scratch.txt");
    let touched = scene.here.git(&["diff", "--name-only", "v1.2.3^", "v1.2.3"]);
    let own = paths::of(&"v1.2.3".parse().unwrap());
    assert_eq!(touched.lines().collect::<Vec<_>>(), own);
    let manifest = scene.read("releases/manifest_v1.2.3.json");
    let named = scene.remote(&["for-each-ref", TRAILER, "refs/tags/v1.2.3"]);
    assert_eq!(named, digest::sha256(&manifest));
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["git"]["commit"], source.as_str());
    assert_eq!(manifest["git"]["branch"], "main");
    assert_eq!(scene.remote(&["cat-file", "-t", "v1.2.3"]), "tag");
    sums_hold(scene.here.path(), "v1.2.3");
}

#[test]
fn when_the_remote_refuses_nothing_has_changed_here() {
    let scene = Scene::new();
    scene.here.write("VERSION", "v0.9.0\n").write("releases/README", "kept\n");
    let executable = PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(scene.here.path().join("VERSION"), executable).unwrap();
    scene.here.commit("Keep a version");
    scene.here.write("scratch.txt", "untracked\n");
    scene.remote_refuses();
    let before = scene.state();
    let (code, out) = scene.try_release(&["v1.2.3", "--push"], passing());
    let error = format!("{:#}", code.unwrap_err());
    assert!(error.contains("remote: no releases on Friday") && error.contains("everything is as it was"), "{error}");
    assert!(out.contains("no releases on Friday"), "{out}");
    assert_eq!(scene.state(), before);
    assert_eq!(scene.remote(&["for-each-ref"]), "");
}

#[test]
fn a_commit_made_while_the_remote_refuses_is_not_lost() {
    let scene = Scene::new();
    let here = scene.here.path().display();
    let commit =
        format!("env -i PATH=\"$PATH\" git -C '{here}' commit --quiet --allow-empty --message Meanwhile; exit 1");
    hook(&scene.there.path().join("hooks/pre-receive"), &commit);
    let error = scene.refusal(&["v1.2.3", "--push"]);
    assert!(error.contains("not everything could be put back"), "{error}");
    assert_eq!(scene.here.git(&["log", "--format=%s"]), "Meanwhile\nRelease v1.2.3\nBegin");
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_hook_that_refuses_the_refs_leaves_everything_as_it_was() {
    let scene = Scene::new();
    hook(&scene.here.path().join(".git/hooks/reference-transaction"), "test \"$1\" != prepared");
    let before = scene.state();
    let error = scene.refusal(&["v1.2.3"]);
    assert!(error.contains("everything is as it was") && error.contains("hook"), "{error}");
    assert_eq!(scene.state(), before);
}

#[test]
fn a_lock_that_another_git_holds_or_has_left_is_named_with_what_to_remove() {
    let scene = Scene::new();
    scene.here.write("VERSION", "v0.9.0\n").commit("Keep a version");
    let before = scene.state();
    for lock in ["index.lock", "HEAD.lock", "refs/heads/main.lock", "refs/tags/v1.2.3.lock"] {
        scene.here.write(&format!(".git/{lock}"), "");
        let out = scene.refusal(&["v1.2.3"]);
        assert!(out.contains("another git is at work") && out.contains(&format!("{lock}\n")), "{out}");
        std::fs::remove_file(scene.here.path().join(".git").join(lock)).unwrap();
    }
    assert_eq!(scene.state(), before);
}

#[test]
fn a_release_file_that_lfs_would_take_is_refused() {
    let scene = Scene::new();
    scene.here.write(".gitattributes", "checkpoints/** filter=lfs diff=lfs merge=lfs -text\n").commit("Track weights");
    let out = scene.refusal(&["v1.2.3"]);
    assert!(out.contains("filter lfs") && out.contains("echo 'checkpoints/VERSION_v* -filter"), "{out}");
    let rule = "checkpoints/VERSION_v* -filter -diff -merge text\n";
    let attributes = String::from_utf8(scene.read(".gitattributes")).unwrap();
    scene.here.write(".gitattributes", attributes + rule).commit("But not the version files");
    scene.release(&["v1.2.3"]);
}

#[test]
fn every_problem_is_told_at_once_each_with_what_to_do_next() {
    let scene = Scene::new();
    scene.release(&["v2.0.0", "--push"]);
    scene.remote(&["tag", "v1.2.3", "main"]);
    let elsewhere = scene.remote(&["commit-tree", "-p", "main", "-m", "Elsewhere", "main^{tree}"]);
    scene.remote(&["update-ref", "refs/heads/main", &elsewhere]);
    scene.here.write(".gitignore", "releases/\n").write("app.py", "changed\n");
    scene.here.git(&["add", "app.py", ".gitignore"]);
    scene.here.write(".git/MERGE_HEAD", format!("{elsewhere}\n"));
    std::fs::remove_file(scene.here.path().join("checkpoints/VERSION_v2.0.0.txt")).unwrap();
    std::fs::remove_dir(scene.here.path().join("checkpoints")).unwrap();
    symlink("/tmp", scene.here.path().join("checkpoints")).unwrap();
    for key in ["user.name", "user.email"] {
        scene.here.git(&["config", key, ""]);
    }
    let before = scene.state();
    let out = scene.refusal(&["v1.2.3", "--push", "--notes-file", "/nowhere/notes.md"]);
    for telling in [
        "not above v2.0.0",
        "a merge is in progress",
        "not committed: A  .gitignore, M  app.py, D checkpoints/VERSION_v2.0.0.txt",
        "git ignores releases/manifest_v1.2.3.json",
        "checkpoints is a symbolic link",
        "origin has a tag v1.2.3 already",
        "origin has commits on main that are not here",
        "who you are",
        "reading /nowhere/notes.md",
    ] {
        assert!(out.contains(telling), "{telling}: {out}");
    }
    assert_eq!(out.matches("\n- ").count(), out.matches("\n  next: ").count());
    assert_eq!(scene.state(), before);
}

#[test]
fn a_place_that_can_not_be_released_from_is_named() {
    let unborn = Sandbox::new();
    let mut out = Vec::new();
    let mut refusal = |repo: &Repo, version| {
        out.clear();
        let code = release(&arguments_of(&[version]), repo, NOW, |_, _| Ok(passing()), &mut out).unwrap();
        assert_eq!(code, 1);
        String::from_utf8(out.clone()).unwrap()
    };
    assert!(refusal(&unborn.repo(), "v1.2.3").contains("main has no commit yet"));
    let scene = Scene::new();
    assert!(refusal(&scene.here.repo(), "1.2").contains("begins with v"));
    scene.here.git(&["push", "--quiet", "origin", "main"]);
    assert!(refusal(&Repo::open(scene.there.path()).unwrap(), "v1.2.3").contains("bare"));
    scene.here.git(&["remote", "remove", "origin"]);
    assert!(scene.refusal(&["v1.2.3", "--push"]).contains("no upstream remote"));
    scene.here.git(&["tag", "v1.2.3"]);
    assert!(scene.refusal(&["v1.2.3"]).contains("the tag v1.2.3 exists already"));
    assert!(scene.refusal(&["v1.2.4"]).contains("nothing was committed since v1.2.3"));
    scene.here.git(&["switch", "--quiet", "--detach"]);
    assert!(scene.refusal(&["v1.2.4"]).contains("HEAD is detached"));
}

#[test]
fn when_the_gate_refuses_nothing_has_changed() {
    let scene = Scene::new();
    let before = scene.state();
    let broken = judged(Some(Stopped::Broken("no rules".to_owned())), Evidence::default());
    let (code, out) = scene.try_release(&["v1.2.3"], broken);
    assert_eq!(code.unwrap(), 2);
    assert!(out.contains("could not be judged: no rules"), "{out}");
    assert_eq!(scene.state(), before);
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing_not_even_objects() {
    let scene = Scene::new();
    let objects = || scene.here.git(&["count-objects", "--verbose"]);
    let before = (scene.state(), objects());
    let out = scene.release(&["v1.2.3", "--push", "--dry-run"]);
    for shown in ["refs/tags/v1.2.3", "pushed to origin", "releases/manifest_v1.2.3.sha256", "- Begin", "\nv1.2.3\n"] {
        assert!(out.contains(shown), "{shown}: {out}");
    }
    assert_eq!((scene.state(), objects()), before);
}

#[test]
fn ten_releases_in_a_row_are_a_chain() {
    let scene = Scene::new();
    let mut before: Option<String> = None;
    for n in 0..10 {
        let version = format!("v1.{n}.0");
        scene.here.write("app.py", format!("print({n})\n")).commit("Change");
        scene.release(&[&version]);
        let bytes = scene.read(&format!("releases/manifest_{version}.json"));
        let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(manifest["previous_release"]["manifest_sha256"].as_str(), before.as_deref());
        before = Some(digest::sha256(&bytes));
    }
    sums_hold(scene.here.path(), "v1.9.0");
}

#[test]
fn what_a_killed_attempt_has_left_is_recovered_by_the_same_command() {
    let scene = Scene::new();
    scene.here.write("VERSION", "v1.2.3\n").write("releases/manifest_v1.2.3.json", "{").git(&["add", "releases"]);
    scene.here.write("releases/.precheck-1999999999-a1B2c3", "half a mani").write(".precheck-1999999999-d4E5f6", "v1.");
    scene.release(&["v1.2.3"]);
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");

    scene.here.git(&["tag", "--delete", "v1.2.3"]);
    scene.release(&["v1.2.3", "--push"]);
    assert_eq!(scene.remote(&["rev-parse", "main"]), scene.here.git(&["rev-parse", "v1.2.3^{commit}"]));
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_version_file_of_the_users_own_is_not_written_over() {
    let scene = Scene::new();
    scene.here.write("VERSION", "my own\n");
    assert!(scene.refusal(&["v1.2.3"]).contains("?? VERSION"));
    scene.here.commit("Keep a version");
    scene.here.write("VERSION", "my own again\n");
    assert!(scene.refusal(&["v1.2.3"]).contains("M VERSION"));
    assert_eq!(scene.read("VERSION"), b"my own again\n");
}

#[test]
fn a_release_that_stands_is_only_pushed_and_stays_when_the_remote_refuses() {
    let scene = Scene::new();
    scene.release(&["v1.2.3"]);
    let before = scene.state();
    assert!(scene.release(&["v1.2.3"]).contains("released here already"));
    let hooks = scene.there.path().join("hooks");
    scene.remote_refuses();
    assert!(scene.refusal(&["v1.2.3", "--push"]).contains("stands here as before"));
    assert_eq!(scene.state(), before);
    std::fs::remove_dir_all(hooks).unwrap();
    scene.release(&["v1.2.3", "--push"]);
    scene.release(&["v1.2.3", "--push"]);
    assert_eq!(scene.remote(&["rev-parse", "v1.2.3"]), scene.here.git(&["rev-parse", "v1.2.3"]));
}

#[test]
fn notes_keep_their_headings_and_the_trailer_is_still_the_last_paragraph() {
    let scene = Scene::new();
    let notes = scene.there.path().join("notes.md");
    std::fs::write(&notes, "# New\r\n\r\n- faster\r\n\r\n---\r\n\r\nKey: value\r\n").unwrap();
    scene.release(&["v1.2.3", "--notes-file", notes.to_str().unwrap()]);
    let message = scene.here.git(&["for-each-ref", "--format=%(contents)", "refs/tags/v1.2.3"]);
    assert!(message.starts_with("v1.2.3\n\n# New\n\n- faster\n\n---\n\nKey: value\n\nManifest-SHA256: "), "{message}");
    let named = scene.here.git(&["for-each-ref", TRAILER, "refs/tags/v1.2.3"]);
    assert_eq!(named, digest::sha256(&scene.read("releases/manifest_v1.2.3.json")));
}

#[test]
fn commit_and_tag_are_signed_as_git_is_configured_to() {
    let scene = Scene::new();
    let key = scene.there.path().join("key");
    let Ok(made) = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status() else {
        eprintln!("skipped: there is no ssh-keygen to sign with");
        return;
    };
    assert!(made.success());
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("user.signingKey", key.to_str().unwrap()),
        ("tag.gpgSign", "true"),
        ("commit.gpgSign", "true"),
    ] {
        scene.here.git(&["config", name, value]);
    }
    scene.release(&["v1.2.3"]);
    let objects = ["v1.2.3", "v1.2.3^{commit}"].map(|name| scene.here.git(&["cat-file", "-p", name]));
    assert!(objects.iter().all(|object| object.contains("BEGIN SSH SIGNATURE")), "{objects:?}");
    assert!(scene.release(&["v1.2.3"]).contains("released here already"), "a signed tag is recognised");
}

#[test]
fn a_key_that_can_not_sign_is_told_before_the_gate_runs() {
    let scene = Scene::new();
    scene.here.git(&["config", "gpg.program", "false"]);
    for setting in ["tag.gpgSign", "commit.gpgSign"] {
        scene.here.git(&["config", setting, "true"]);
        let before = scene.state();
        let mut out = Vec::new();
        let never = |_, _: &Version| panic!("the gate ran");
        let code = release(&arguments_of(&["v1.2.3"]), &scene.here.repo(), NOW, never, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(code == 1 && out.contains("git is to sign the release and can't"), "{out}");
        assert_eq!(scene.state(), before);
        scene.here.git(&["config", "--unset", setting]);
    }
}

#[test]
fn a_remote_that_takes_no_push_is_told_before_the_gate_runs() {
    let scene = Scene::new();
    scene.here.git(&["push", "--quiet", "origin", "main"]);
    // As a server does that lets one read.
    let deaf = scene.there.path().join("read-only");
    hook(&deaf, "echo 'remote: you may read here and not write' >&2; exit 1");
    scene.here.git(&["config", "remote.origin.receivepack", deaf.to_str().unwrap()]);
    let out = scene.refusal(&["v1.2.3", "--push"]);
    assert!(out.contains("origin can't be pushed to") && out.contains("may read here and not write"), "{out}");
}

#[test]
fn a_submodule_commit_that_no_remote_has_stands_in_the_way() {
    let scene = Scene::new();
    let library = Sandbox::new();
    library.commit("Begin");
    let add =
        ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path().to_str().unwrap(), "lib"];
    scene.here.git(&add);
    scene.here.commit("Use a library");
    scene.here.git(&["-C", "lib", "commit", "--quiet", "--allow-empty", "--message", "Mine alone"]);
    scene.here.commit("Use it as it is here");
    let out = scene.refusal(&["v1.2.3", "--push"]);
    assert!(out.contains("submodule") && out.contains("lib"), "{out}");
}

#[test]
fn repositories_of_newer_formats_are_released_and_put_back_as_well() {
    let sandbox = Sandbox::new();
    std::fs::remove_dir_all(sandbox.path().join(".git")).unwrap();
    let formats = ["--object-format=sha256", "--ref-format=reftable"];
    let mut init = Command::new("git");
    init.args(["init", "--quiet", "--initial-branch=main"]).args(formats).arg(sandbox.path());
    if !init.output().unwrap().status.success() {
        return; // this git knows no reftable
    }
    let scene = Scene::of(sandbox, &["--object-format=sha256"]);
    scene.remote_refuses();
    let before = scene.state();
    assert!(scene.refusal(&["v1.2.3", "--push"]).contains("no releases on Friday"));
    assert_eq!(scene.state(), before);
    scene.release(&["v1.2.3"]);
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_linked_work_tree_releases_its_own_branch() {
    let scene = Scene::new();
    let linked = scene.there.path().join("linked");
    scene.here.git(&["worktree", "add", "--quiet", "-b", "stable", linked.to_str().unwrap()]);
    let repo = Repo::open(&linked).unwrap();
    let mut out = Vec::new();
    let code = release(&arguments_of(&["v1.2.3", "--push"]), &repo, NOW, |_, _| Ok(passing()), &mut out).unwrap();
    assert_eq!(code, 0, "{}", String::from_utf8_lossy(&out));
    assert_eq!(scene.remote(&["rev-parse", "stable"]), scene.here.git(&["rev-parse", "v1.2.3^{commit}"]));
    assert_eq!(scene.here.git(&["-C", linked.to_str().unwrap(), "status", "--porcelain"]), "");
    assert_eq!(scene.here.git(&["status", "--porcelain"]), "");
}
