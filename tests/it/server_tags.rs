//! Version tags that arrive at a server.

use crate::harness::{World, text};
use crate::server::install;

/// A released service whose remote has judged it so far.
fn released() -> World {
    let world = World::with_service();
    install(&world, &[]);
    world
}

#[test]
fn a_release_is_taken_in_and_a_tag_without_manifest_is_not() {
    let world = released();
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v0.9.0"]);
    let said = world.refused(&["push", "--no-verify", "origin", "v0.9.0"]);
    assert!(said.contains("neither in the tagged commit nor pushed beside it"), "{said}");
    assert!(said.contains("precheck-hook release v0.9.0 --push"), "{said}");
    world.ok(&["tag", "-d", "v0.9.0"]);
    let out = world.precheck(&["release", "v1.0.0", "--push"]);
    assert!(out.status.success(), "{}", text(&out));
    assert!(world.remote_has("refs/tags/v1.0.0"));
}

#[test]
fn files_that_git_tag_has_left_may_be_pushed_beside_their_tag() {
    let world = released();
    world.ok(&["tag", "v1.0.0"]);
    world.refused(&["push", "--no-verify", "origin", "v1.0.0"]);
    world.commit("Record v1.0.0");
    let said = world.said(&["push", "--no-verify", "origin", "main", "v1.0.0"]);
    assert!(said.contains("v1.0.0: its manifest verifies"), "{said}");
}

#[test]
fn a_manifest_that_was_touched_does_not_verify() {
    let world = released();
    world.ok(&["tag", "v1.0.0"]);
    let manifest = world.read("releases/manifest_v1.0.0.json");
    world.write("releases/manifest_v1.0.0.json", manifest.replace("registry.example", "registry.evil"));
    world.commit("Record v1.0.0");
    let said = world.refused(&["push", "--no-verify", "origin", "main", "v1.0.0"]);
    assert!(said.contains("verify/"), "{said}");
    assert!(!world.remote_has("refs/tags/v1.0.0"));
}

#[test]
fn a_published_version_is_neither_moved_nor_taken_away() {
    let world = released();
    world.ok(&["tag", "v1.0.0"]);
    world.commit("Record v1.0.0");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main", "v1.0.0"]);
    let said = world.refused(&["push", "--no-verify", "origin", "--delete", "v1.0.0"]);
    assert!(said.contains("v1.0.0 is published here, and would be deleted"), "{said}");
    let said = world.refused(&["push", "--no-verify", "--force", "origin", "main:refs/tags/v1.0.0"]);
    assert!(said.contains("would be moved") && said.contains("release v1.0.1"), "{said}");
}

#[test]
fn where_the_default_branch_says_so_a_tag_passes_by_what_needs_nothing_but_git() {
    let world = released();
    world.write("precheck.toml", "[server]\nversion-tags = \"gate\"\n");
    world.commit("Gate tags");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v1.0.0"]);
    let said = world.said(&["push", "--no-verify", "origin", "v1.0.0"]);
    assert!(said.contains("v1.0.0: it passes those checks that need nothing but git"), "{said}");
    world.ok(&["-c", "core.hooksPath=/dev/null", "tag", "v0.9.0"]);
    let said = world.refused(&["push", "--no-verify", "origin", "v0.9.0"]);
    assert!(said.contains("release_tag/not-greater"), "{said}");
}
