use crate::harness::{World, text};

/// Two releases, between which everything changes that notes tell of.
fn released() -> World {
    let world = World::with_service();
    for (name, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
        world.ok(&["config", name, value]);
    }
    world.precheck_ok(&["release", "v1.0.0", "--push"]);
    world.migration("0002_more", "0002", Some("0001"));
    world.write("docs/schema.md", "# Schema\n\nusers: id, name, mail\n");
    world.write("compose.yaml", world.read("compose.yaml").replace("v1.0.0", "v1.1.0"));
    world.write("checkpoints/model.safetensors", "\u{3}\0\0\0\0\0\0\0{ }");
    world.write(".env.example", "SECRET_KEY=\nDATABASE_URL=\nSENTRY_DSN=\n");
    world.write(".env", world.read(".env") + "SENTRY_DSN=https://a@b.example/1\n");
    world.write("RUNBOOK.md", world.read("RUNBOOK.md").replace("Add a replica", "Add two replicas"));
    world.commit("feat(api)!: list orders\n\nBREAKING CHANGE: the old list is gone");
    world.commit("fix: round half up");
    world.commit("Tidy <b>up</b> `x` \u{1b}[31m");
    world
}

#[test]
fn notes_tell_commits_by_what_they_do_and_what_only_a_gate_knows() {
    let world = released();
    world.precheck_ok(&["release", "v1.1.0", "--push"]);
    let notes = world.precheck_ok(&["notes", "--from", "v1.0.0", "--to", "v1.1.0"]);
    let mut rest = notes.as_str();
    for words in [
        "### Breaking changes\n\n- **api**: the old list is gone (",
        "### Features\n\n- **api**: list orders (",
        "### Fixes\n\n- round half up (",
        "### Other\n\n- Tidy ",
        "### Migrations\n\n- `0002`",
        "### Weights\n\n- `checkpoints/model.safetensors`: 10 bytes, `",
        " → 11 bytes, `",
        "### Images\n\n- app: `registry.example/team/app:v1.0.0` → `registry.example/team/app:v1.1.0`",
        "### Environment\n\n- `SENTRY_DSN` is new",
        "### Runbook\n\n- `Scaling` has changed",
    ] {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words:?} is not behind the words before it:\n{notes}"));
        rest = &rest[at + words.len()..];
    }
    assert!(!notes.contains('\u{1b}') && !notes.contains("<b>") && !notes.contains("Release v1"), "{notes}");
    // The tag says the same, and the manifest vouches for it.
    let message = world.ok(&["for-each-ref", "--format=%(contents)", "refs/tags/v1.1.0"]);
    assert!(message.contains(notes.trim_end()), "{message}");
    world.precheck_ok(&["notes", "--output", "notes.md", "--to", "v1.1.0"]);
    assert_eq!(world.read("notes.md"), notes);
}

#[test]
fn a_dry_run_shows_the_difference_to_the_release_before() {
    let world = released();
    world.write("own.md", "My own words\n");
    let notes = world.beside("own.md");
    std::fs::rename(world.path().join("own.md"), &notes).unwrap();
    let out = world.precheck_ok(&["release", "v1.1.0", "--dry-run", "--notes-file", notes.to_str().unwrap()]);
    let (_, difference) = out.split_once("Difference to the release before:\n").unwrap();
    assert!(difference.starts_with("### Migrations\n\n- `0002`"), "{out}");
    assert!(out.contains("\nMy own words\n") && !out.contains("round half up"), "{out}");
}

#[test]
fn between_any_two_commits_there_are_notes_and_between_the_same_none() {
    let world = World::with_service();
    world.commit("One");
    world.commit("Two");
    let notes = world.precheck_ok(&["notes", "--from", "HEAD~1"]);
    assert!(notes.starts_with("### Changes\n\n- Two (") && !notes.contains("One"), "{notes}");
    let out = world.precheck(&["notes", "--from", "HEAD"]);
    assert!(out.status.code() == Some(2) && text(&out).contains("nothing was committed"), "{}", text(&out));
}
