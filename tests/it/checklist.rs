use crate::harness::{World, text};

const PATH: &str = "releases/checklist_v1.0.0.md";

fn checklist(world: &World) -> (Option<i32>, String) {
    let out = world.precheck(&["checklist", "v1.0.0"]);
    (out.status.code(), text(&out))
}

/// A service whose team wants two people to answer for each release.
fn with_signoffs() -> World {
    let world = World::with_service();
    world.write("precheck.toml", "[checks.release_tag]\nrequired-signoffs = 2\n");
    world.write("CHANGELOG.md", "# Changelog\n\n## v1.0.0\n\n- Serve\n");
    world.commit("Two have to sign");
    world
}

/// Puts a name into the next line that waits for one.
fn sign(world: &World, name: &str) {
    let list = world.read(PATH).replacen("Name: ____ Date: ____", &format!("Name: {name} Date: 2026-06-15"), 1);
    world.write(PATH, list);
}

#[test]
fn a_checklist_is_written_with_evidence_and_kept_up_to_date() {
    let world = with_signoffs();
    let (code, said) = checklist(&world);
    assert_eq!(code, Some(1), "two signatures are missing yet: {said}");
    let list = world.read(PATH);
    for shown in [
        "- Version: v1.0.0, the first version",
        "- [x] CHANGELOG names the version <!-- precheck:changelog -->\n  - ✓ CHANGELOG.md names v1.0.0",
        "- [x] No secret stands in the tree",
        "- [ ] Every image is pinned by its digest <!-- precheck:images -->\n  - ✗ without a digest: app",
        "- [ ] CI is green for this very commit",
    ] {
        assert!(list.contains(shown), "{shown}: {list}");
    }
    let ticked =
        list.replace("- [ ] CI is green", "- [x] CI is green").replace("- [ ] Every image", "- [x] Every image");
    world.write(PATH, ticked);
    let (code, said) = checklist(&world);
    assert!(code == Some(1) && said.contains("was ticked, and the evidence says no: Every image"), "{said}");
    let list = world.read(PATH);
    assert!(list.contains("- [x] CI is green") && list.contains("- [ ] Every image"), "{list}");
}

#[test]
fn a_tag_that_lacks_sign_offs_is_not_made_and_one_that_has_them_is() {
    let world = with_signoffs();
    let said = world.refused(&["tag", "v1.0.0"]);
    assert!(said.contains("v1.0.0 needs the sign-off of 2 people, and 0 of them hold"), "{said}");
    checklist(&world);
    sign(&world, "Ada Lovelace");
    sign(&world, "Ada Lovelace");
    let (_, said) = checklist(&world);
    assert!(said.contains("signed off by Ada Lovelace;"), "{said}");
    world.refused(&["tag", "v1.0.0"]);
    sign(&world, "Grace Hopper");
    let (code, said) = checklist(&world);
    assert!(code == Some(0) && said.contains("signed off by Ada Lovelace, Grace Hopper;"), "{said}");
    // That the checklist is committed changes nothing of what was signed.
    world.commit("Sign off v1.0.0");
    world.ok(&["tag", "v1.0.0"]);
}

#[test]
fn what_changes_after_a_sign_off_has_to_be_signed_again() {
    let world = with_signoffs();
    checklist(&world);
    sign(&world, "Ada Lovelace");
    sign(&world, "Grace Hopper");
    checklist(&world);
    world.write("app.py", "print('one more thing')\n");
    world.commit("One more thing");
    let said = world.refused(&["tag", "v1.0.0"]);
    assert!(
        said.contains("0 of them hold; line") && said.contains("was given for another state of the tree"),
        "{said}"
    );
    let (code, said) = checklist(&world);
    assert!(code == Some(1) && said.contains("the sign-off of Ada Lovelace was given for another"), "{said}");
}

#[test]
fn a_team_has_its_own_template_and_korean_is_spoken() {
    let world = World::with_service();
    let said = world.precheck_ok(&["checklist", "v1.0.0", "--lang", "ko"]);
    assert!(world.read(PATH).contains("# T-1 체크리스트"), "{said}");
    std::fs::remove_file(world.path().join(PATH)).unwrap();
    world.write("precheck.toml", "[release]\nchecklist-template = \"docs/t1.md\"\n");
    world.write("docs/t1.md", "# Ours\n\n- [ ] Runbook <!-- precheck:runbook -->\n- [ ] Cake\n");
    world.commit("Our own");
    world.precheck_ok(&["checklist", "v1.0.0"]);
    let list = world.read(PATH);
    assert!(list.contains("# Ours") && list.contains("- [x] Runbook") && list.contains("- [ ] Cake"), "{list}");
}
