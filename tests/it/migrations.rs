use crate::harness::World;

/// `main` on the remote has a second migration; branch `feature`, cut before it, has another.
fn parted() -> World {
    let world = World::with_service();
    world.ok(&["switch", "--quiet", "--create", "feature"]);
    world.migration("0002_feature", "0002f", Some("0001"));
    world.commit("Feature");
    world.ok(&["switch", "--quiet", "main"]);
    world.migration("0002_main", "0002m", Some("0001"));
    world.commit("Main");
    world
}

#[test]
fn a_head_that_would_be_the_second_one_beside_the_default_branch_refuses_the_push() {
    let world = parted();
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["switch", "--quiet", "feature"]);
    let said = world.refused(&["push", "origin", "feature"]);
    assert!(said.contains("together with origin/main: 2 heads: `0002m`"), "{said}");
    assert!(said.contains("git merge origin/main, then"), "{said}");
    // As the help says.
    world.ok(&["merge", "--quiet", "--no-edit", "origin/main"]);
    world.migration("0002_feature", "0002f", Some("0002m"));
    world.commit("Follow");
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn two_branches_of_one_push_that_would_make_two_heads_are_refused() {
    let world = parted();
    let said = world.refused(&["push", "origin", "main", "feature"]);
    assert!(said.contains("together with feature: 2 heads") || said.contains("together with main: 2 heads"), "{said}");
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn what_the_default_branch_took_away_since_is_no_second_head() {
    let world = World::with_service();
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("More");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["switch", "--quiet", "--create", "feature"]);
    world.write("app.py", "x = 1\n");
    world.migration("0003_feature", "0003f", Some("0002"));
    world.commit("Feature");
    world.ok(&["switch", "--quiet", "main"]);
    world.ok(&["mv", "migrations/versions/0002_more.py", "migrations/versions/0002_renamed.py"]);
    world.commit("Rename");
    world.ok(&["push", "--quiet", "origin", "main"]);
    world.ok(&["switch", "--quiet", "feature"]);
    world.ok(&["push", "--quiet", "origin", "feature"]);
}

#[test]
fn a_default_branch_that_is_broken_already_is_not_held_against_a_branch() {
    let world = World::with_service();
    world.ok(&["switch", "--quiet", "--create", "feature"]);
    world.migration("0002_feature", "0002f", Some("0001"));
    world.commit("Feature");
    world.ok(&["switch", "--quiet", "main"]);
    world.migration("0003_lost", "0003", Some("9999"));
    world.commit("Break");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.ok(&["switch", "--quiet", "feature"]);
    let said = world.refused(&["push", "origin", "feature"]);
    assert!(said.contains("two-heads") && !said.contains("missing-parent"), "{said}");
}

#[test]
fn a_tag_that_would_ship_a_rewritten_migration_is_not_made() {
    let world = World::with_service();
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("More");
    world.ok(&["tag", "v1.0.0"]);
    world.write(
        "migrations/versions/0002_more.py",
        "revision = \"0002\"\ndown_revision = \"0001\"\n\n\ndef upgrade():\n    op.drop_table(\"users\")\n",
    );
    world.commit("Rewrite");
    let said = world.refused(&["tag", "v1.0.1"]);
    assert!(said.contains("`0002` was shipped with v1.0.0, and what it does was changed since"), "{said}");
    assert!(world.git(&["rev-parse", "--verify", "--quiet", "v1.0.1"]).stdout.is_empty());
}

#[test]
fn a_push_that_rewrites_what_the_last_version_has_is_refused_and_only_the_one_that_does() {
    let world = World::with_service();
    world.ok(&["tag", "v1.0.0"]);
    world.ok(&["push", "--quiet", "origin", "main", "v1.0.0"]);
    let rewritten = "revision = \"0001\"\ndown_revision = None\n\n\ndef upgrade():\n    op.drop_table(\"users\")\n";
    world.write("migrations/versions/0001_init.py", rewritten);
    world.commit("Rewrite");
    let said = world.refused(&["push", "origin", "main"]);
    assert!(said.contains("`0001` was shipped with v1.0.0, and what it does was changed since"), "{said}");
    world.ok(&["push", "--quiet", "--no-verify", "origin", "main"]);
    world.migration("0002_more", "0002", Some("0001"));
    world.commit("Somebody else's");
    world.ok(&["push", "--quiet", "origin", "main"]);
}
