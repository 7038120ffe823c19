//! Where a push goes decides what counts as known there.

use crate::harness::{World, text, token};

/// A second bare repository beside the first; its path.
fn another(world: &World, name: &str) -> String {
    let path = world.beside(name).to_str().unwrap().to_owned();
    world.ok(&["init", "--quiet", "--bare", &path]);
    path
}

#[test]
fn what_is_fetched_from_one_place_is_not_known_at_another_that_is_pushed_to() {
    let world = World::new();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let public = another(&world, "public.git");
    world.ok(&["config", "remote.origin.pushurl", &public]);
    world.ok(&["push", "--quiet", "origin", "main"]);
    // A colleague's commit arrives at the private place alone.
    world.write("leak.txt", token(40));
    world.commit("Private");
    world.ok(&["push", "--quiet", "--no-verify", world.beside("remote.git").to_str().unwrap(), "main"]);
    world.ok(&["fetch", "--quiet", "origin"]);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("leak.txt:1"), "{said}");
    // What was judged for the public place once is not judged again.
    world.ok(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let said = world.said(&["push", "--quiet", "origin", "main:again"]);
    assert!(said.contains("1 ref, 0 commits"), "{said}");
}

#[test]
fn a_bypassed_push_makes_nothing_known() {
    let world = World::new();
    world.commit("Base");
    world.ok(&["push", "--quiet", "origin", "main"]);
    let public = another(&world, "public.git");
    world.ok(&["remote", "set-url", "origin", &public]);
    world.write("leak.txt", token(41));
    world.commit("Leak");
    // The other side refuses it, so the secret has not left.
    world.ok(&["--git-dir", &public, "config", "receive.maxInputSize", "1"]);
    let mut bypassed = world.command("git");
    bypassed.args(["push", "origin", "main"]).env("PRECHECK_SKIP", "secrets").env("PRECHECK_SKIP_REASON", "a drill");
    let out = bypassed.output().unwrap();
    assert!(!out.status.success() && text(&out).contains("left out by PRECHECK_SKIP"), "{}", text(&out));
    world.ok(&["--git-dir", &public, "config", "--unset", "receive.maxInputSize"]);
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("leak.txt:1"), "{said}");
}
