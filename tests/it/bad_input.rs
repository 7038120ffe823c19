//! Bad input gets a clear error and loses nothing.

use crate::harness::{World, binary, text, token};

#[test]
fn outside_a_repository_every_command_says_so() {
    let world = World::without_hooks();
    for command in ["run", "install", "uninstall", "doctor"] {
        let out = world.command(binary()).arg(command).current_dir(world.beside("")).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{command}");
        assert!(text(&out).contains("opening the git repository"), "{command}: {}", text(&out));
    }
}

#[test]
fn a_broken_configuration_refuses_and_points_at_the_line() {
    let world = World::with_service();
    world.write("precheck.toml", "[checks.runbook]\nmax-age-day = 3\n");
    world.commit("Misspell");
    for said in
        [text(&world.precheck(&["run"])), world.refused(&["push", "origin", "main"]), world.refused(&["tag", "v1.0.0"])]
    {
        assert!(said.contains("precheck.toml") && said.contains("line 2, column 1"), "{said}");
        assert!(said.contains("max-age-days"), "{said}");
    }
}

#[test]
fn an_empty_repository_and_an_unborn_branch_can_be_judged() {
    let world = World::new();
    let out = world.precheck(&["run"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert!(!text(&out).contains("panicked"), "{}", text(&out));
}

#[test]
fn a_detached_head_is_pushed_and_tagged_like_any_other() {
    let world = World::with_service();
    world.ok(&["checkout", "--quiet", "--detach"]);
    world.write("a.txt", token(1));
    world.commit("Leak");
    world.refused(&["push", "origin", "HEAD:refs/heads/detached"]);
    world.ok(&["reset", "--quiet", "--hard", "HEAD~1"]);
    world.ok(&["tag", "v1.0.0"]);
    let manifest: serde_json::Value = serde_json::from_str(&world.read("releases/manifest_v1.0.0.json")).unwrap();
    assert_eq!(manifest["git"]["branch"], serde_json::Value::Null);
}

#[test]
fn a_bare_repository_is_guarded_and_asks_for_a_revision() {
    let world = World::with_service();
    let bare = world.beside("bare.git");
    let bare = bare.to_str().unwrap();
    world.ok(&["clone", "--quiet", "--bare", world.path().to_str().unwrap(), bare]);
    let run = |arguments: &[&str]| world.command(binary()).args(arguments).current_dir(bare).output().unwrap();
    assert!(run(&["install"]).status.success());
    let out = run(&["run"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out).contains("--at main"), "{}", text(&out));
    assert_eq!(run(&["migrations"]).status.code(), Some(2));
    assert!(run(&["migrations", "--at", "main"]).status.success());
    let out = run(&["run", "--at", "main", "--only", "runbook"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    world.refused(&["-C", bare, "tag", "v1.0.0"]);
    // git guesses that it is bare; the folder around it is nobody's work tree.
    world.ok(&["-C", bare, "config", "--unset", "core.bare"]);
    let out = run(&["run", "--at", "main", "--only", "migrations"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
}

#[test]
fn a_submodule_is_guarded_in_its_own_repository() {
    let world = World::with_service();
    let library = World::new();
    library.commit("Library");
    library.ok(&["push", "--quiet", "origin", "main"]);
    let url = library.beside("remote.git");
    world.ok(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url.to_str().unwrap(), "lib"]);
    world.commit("Add the library");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let lib = world.path().join("lib");
    assert!(world.command(binary()).arg("install").current_dir(&lib).output().unwrap().status.success());
    std::fs::write(lib.join("a.txt"), token(2)).unwrap();
    let lib = lib.to_str().unwrap();
    world.ok(&["-C", lib, "add", "a.txt"]);
    world.ok(&["-C", lib, "commit", "--quiet", "-m", "Leak"]);
    let said = world.refused(&["-C", lib, "push", "origin", "HEAD:refs/heads/x"]);
    assert!(said.contains("a.txt:1"), "{said}");
}

#[test]
fn a_shallow_clone_judges_what_it_adds() {
    let world = World::with_service();
    world.commit("Two");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let shallow = world.beside("shallow");
    let shallow = shallow.to_str().unwrap();
    let url = format!("file://{}", world.beside("remote.git").display());
    world.ok(&["clone", "--quiet", "--depth=1", &url, shallow]);
    assert!(world.command(binary()).arg("install").current_dir(shallow).output().unwrap().status.success());
    std::fs::write(format!("{shallow}/a.txt"), "clean").unwrap();
    world.ok(&["-C", shallow, "add", "a.txt"]);
    world.ok(&["-C", shallow, "commit", "--quiet", "-m", "Three"]);
    let said = world.said(&["-C", shallow, "push", "--quiet", "origin", "HEAD:refs/heads/x"]);
    assert!(said.contains("1 ref, 1 commit"), "{said}");
}

#[test]
fn a_path_that_is_not_utf8_is_judged_and_named() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    std::fs::write(world.path().join(name), token(3)).unwrap();
    world.commit("Latin-1");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("caf\u{fffd}.txt:1"), "{said}");
    assert!(matches!(world.precheck(&["run", "--only", "secrets"]).status.code(), Some(1)));
}

#[test]
fn an_unreadable_weight_file_fails_the_gate_with_its_name() {
    let world = World::with_service();
    let model = world.path().join("checkpoints/model.safetensors");
    std::fs::remove_file(&model).unwrap();
    std::os::unix::fs::symlink("/nowhere/model", &model).unwrap();
    let out = world.precheck(&["run", "--version", "v1.0.0"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert!(text(&out).contains("model.safetensors"), "{}", text(&out));
}

#[test]
fn a_damaged_object_refuses_the_push() {
    let world = World::new();
    world.write("a.txt", "hello\n");
    world.commit("One");
    let blob = world.ok(&["rev-parse", "HEAD:a.txt"]);
    let path = world.path().join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    std::fs::remove_file(path).unwrap();
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains(&blob), "{said}");
}

#[test]
fn damaged_memory_is_as_good_as_none() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    for name in ["remotes.json", "passed/v1.0.0.json"] {
        world.write(&format!(".git/precheck-hook/{name}"), "{ not json");
    }
    let said = world.said(&["push", "--quiet", "origin", "v1.0.0"]);
    assert!(said.contains("v1.0.0 passed 5/5 checks"), "judged anew: {said}");
}

#[test]
fn a_reftable_or_sha256_repository_is_guarded_all_the_same() {
    for format in ["--ref-format=reftable", "--object-format=sha256"] {
        let world = World::without_hooks();
        let (work, bare) = (world.beside("w"), world.beside("r.git"));
        let (work, bare) = (work.to_str().unwrap(), bare.to_str().unwrap());
        if !world.git(&["init", "--quiet", format, work]).status.success() {
            continue; // this git knows no such format
        }
        world.ok(&["init", "--quiet", "--bare", format, bare]);
        assert!(world.command(binary()).arg("install").current_dir(work).output().unwrap().status.success());
        std::fs::write(format!("{work}/a.txt"), token(4)).unwrap();
        world.ok(&["-C", work, "add", "a.txt"]);
        world.ok(&["-C", work, "commit", "--quiet", "-m", "Leak"]);
        let said = world.refused(&["-C", work, "push", bare, "HEAD:refs/heads/x"]);
        assert!(said.contains("a.txt:1"), "{format}: {said}");
        let said = world.refused(&["-C", work, "tag", "v1.0.0"]);
        assert!(said.contains("v1.0.0"), "{format}: {said}");
    }
}
