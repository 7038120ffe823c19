use crate::harness::{World, git_is_at_least, text};

/// A service of which two versions are released.
fn released() -> World {
    let world = World::with_service();
    world.ok(&["config", "user.name", "Ada"]);
    world.ok(&["config", "user.email", "ada@example.org"]);
    world.precheck_ok(&["release", "v1.0.0", "--push"]);
    world.migration("0002_more", "0002", Some("0001"));
    world.write("docs/schema.md", "# Schema\n\nusers: id, name, mail\n");
    world.commit("Add more");
    world.precheck_ok(&["release", "v1.1.0", "--push"]);
    world
}

fn verify(world: &World, arguments: &[&str]) -> (Option<i32>, String) {
    let out = world.precheck(&[&["verify"], arguments].concat());
    (out.status.code(), text(&out))
}

#[test]
fn a_release_is_verified_in_a_clone_with_its_whole_chain() {
    let world = released();
    let (code, said) = verify(&world, &[]);
    assert_eq!(code, Some(0), "{said}");
    for shown in [
        "RELEASE VERIFICATION: v1.1.0",
        "the tag names the manifest",
        "1 weight file, as it was released",
        "2 migrations, as the manifest records them",
        "1 release before it, v1.0.0, is as it was",
        "RELEASE VERIFICATION: PASSED",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    let (code, said) = verify(&world, &["v1.0.0", "--format", "json"]);
    assert_eq!(code, Some(0), "{said}");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&report["event"], &report["result"]), (&"verify".into(), &"passed".into()));
}

#[test]
fn a_model_that_was_swapped_after_the_release_is_refused_with_what_to_do() {
    let world = released();
    world.write("checkpoints/model.safetensors", "\u{2}\0\0\0\0\0\0\0[]");
    let (code, said) = verify(&world, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("checkpoints/model.safetensors has the size of the released file and another"), "{said}");
    assert!(said.contains("[verify/changed-file]") && said.contains("VERIFICATION: FAILED"), "{said}");
    let said = world.precheck_ok(&["explain", "verify/changed-file"]);
    assert!(said.contains("Another model runs") && !said.contains("[[waive]]"), "{said}");
}

#[test]
fn a_tag_made_by_hand_is_verified_before_and_after_its_files_are_committed() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    assert_eq!(verify(&world, &[]).0, Some(0));
    world.commit("Record v1.0.0");
    let (code, said) = verify(&world, &["v1.0.0"]);
    assert_eq!(code, Some(0), "{said}");
    world.write("app.py", "print(2)\n");
    world.commit("Go on");
    world.ok(&["tag", "v1.1.0"]);
    world.commit("Record v1.1.0");
    for version in ["v1.0.0", "v1.1.0"] {
        let (code, said) = verify(&world, &[version]);
        assert_eq!(code, Some(0), "{said}");
    }
    let manifest = world.read("releases/manifest_v1.0.0.json");
    world.write("releases/manifest_v1.0.0.json", manifest.replace("0001", "0002"));
    world.commit("Change what was");
    let (code, said) = verify(&world, &["v1.0.0"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("verify/checksums") && said.contains("verify/migrations"), "{said}");
}

#[test]
fn a_deployed_folder_is_verified_without_git() {
    let world = released();
    let host = world.beside("host");
    std::fs::create_dir(&host).unwrap();
    let copied = world.command("cp").args(["-R", "VERSION", "checkpoints", "releases"]).arg(&host).status().unwrap();
    assert!(copied.success());
    let here = host.to_str().unwrap();
    let (code, said) = verify(&world, &["--root", here]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("there is no git here") && said.contains("v1.0.0, is as it was"), "{said}");
    std::fs::write(host.join("checkpoints/other.pt"), "x").unwrap();
    let (code, said) = verify(&world, &["--root", here]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("checkpoints/other.pt is no file of this release"), "{said}");
}

#[test]
fn what_was_never_released_can_not_be_verified() {
    let world = World::with_service();
    let (code, said) = verify(&world, &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("nothing was released here yet"), "{said}");
    let (code, said) = verify(&world, &["v9.0.0"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("git fetch --tags"), "{said}");
}

#[test]
fn a_release_that_holds_is_exported_and_one_that_does_not_is_not() {
    let world = released();
    for (form, shown) in [
        ("in-toto", "https://slsa.dev/verification_summary/v1"),
        ("cyclonedx", "\"machine-learning-model\""),
        ("model-signing", "https://model_signing/signature/v1.0"),
    ] {
        let out = world.precheck_ok(&["export", "v1.1.0", "--format", form]);
        assert!(out.contains(shown), "{out}");
    }
    world.write("checkpoints/model.safetensors", "another");
    let out = world.precheck(&["export", "--format", "in-toto"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(out.stdout.is_empty() && text(&out).contains("export of v1.1.0 refused"), "{}", text(&out));
}

#[test]
fn a_signed_manifest_proves_who_released_it_where_there_is_no_git() {
    let world = World::with_service();
    if !git_is_at_least(&world, 2, 34) {
        return; // this git signs nothing with SSH keys
    }
    let key = world.beside("key");
    let made = world.command("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    if !made.is_ok_and(|made| made.success()) {
        eprintln!("skipped: there is no ssh-keygen to sign with");
        return;
    }
    world.write("precheck.toml", "[release]\nsign-manifest = true\n");
    world.commit("Sign manifests");
    for (name, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
        world.ok(&["config", name, value]);
    }
    let said = text(&world.precheck(&["release", "v1.0.0"]));
    assert!(said.contains("the manifest is to be signed and can't be") && said.contains("gpg.format ssh"), "{said}");
    world.ok(&["config", "gpg.format", "ssh"]);
    world.ok(&["config", "user.signingKey", key.to_str().unwrap()]);
    assert!(world.precheck_ok(&["release", "v1.0.0", "--dry-run"]).contains("manifest_v1.0.0.json.sig"));
    world.precheck_ok(&["release", "v1.0.0", "--push"]);
    assert_eq!(world.ok(&["status", "--porcelain"]), "");

    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let signers = world.beside("signers");
    std::fs::write(&signers, format!("ada@example.org {public}")).unwrap();
    let (root, signers) = (world.path().to_str().unwrap().to_owned(), signers.to_str().unwrap().to_owned());
    let arguments = ["--root", &root, "--signers", &signers, "--strict"];
    let (code, said) = verify(&world, &arguments);
    assert!(code == Some(0) && said.contains("the manifest is signed by ada@example.org"), "{said}");
    let (code, said) = verify(&world, &["--root", &root, "--strict"]);
    assert!(code == Some(1) && said.contains("verify/unknown-signer"), "{said}");
    std::fs::write(
        &signers,
        "eve@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ+/5NoTt6JSmpkQNnKaXG7zEG9mFEE5Z3ZJ3XGqLxXy\n",
    )
    .unwrap();
    let (code, said) = verify(&world, &arguments);
    assert!(code == Some(1) && said.contains("verify/unknown-signer"), "{said}");
    let signature = "releases/manifest_v1.0.0.json.sig";
    let other = world.command("ssh-keygen").args(["-Y", "sign", "-n", "git", "-f"]).arg(&key).output().unwrap();
    for forged in [other.stdout, world.read(signature).replace('A', "B").into_bytes(), Vec::new()] {
        world.write(signature, forged);
        let (code, said) = verify(&world, &arguments);
        assert!(code == Some(1) && said.contains("verify/bad-signature"), "{said}");
    }
}

#[test]
fn a_bumped_release_is_verified_and_another_change_in_the_bumped_file_is_not() {
    let world = World::with_service();
    for (name, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
        world.ok(&["config", name, value]);
    }
    world.write("package.json", "{\n  \"name\": \"shop\",\n  \"version\": \"0.9.0\"\n}\n");
    world.commit("Package it");
    world.precheck_ok(&["release", "v1.0.0", "--bump"]);
    assert!(world.read("package.json").contains("\"version\": \"1.0.0\""));
    let (code, said) = verify(&world, &["v1.0.0"]);
    assert_eq!(code, Some(0), "{said}");
    world.write("package.json", world.read("package.json").replace("shop", "shop-of-mallory"));
    world.ok(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    let message = world.ok(&["for-each-ref", "--format=%(contents)", "refs/tags/v1.0.0"]);
    world.write("../message", message + "\n");
    world.ok(&["update-ref", "-d", "refs/tags/v1.0.0"]);
    let mut tag = world.command("git");
    tag.args(["-c", "core.hooksPath=/dev/null", "tag", "--cleanup=verbatim", "--file", "../message", "v1.0.0"]);
    assert!(tag.status().unwrap().success());
    let (code, said) = verify(&world, &["v1.0.0"]);
    assert!(code == Some(1) && said.contains("the release commit of v1.0.0 changes package.json as well"), "{said}");
}
