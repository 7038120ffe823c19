//! Notes of real repositories.

use super::*;
use crate::testing::Sandbox;

fn notes(sandbox: &Sandbox, from: Option<&str>, to: &str) -> Result<String> {
    let args = NotesArgs { from: from.map(ToOwned::to_owned), to: to.to_owned(), output: None };
    written(&args, &sandbox.repo())
}

fn manifest(sandbox: &Sandbox, version: &str, weight: char, image: &str, waivers: &str) {
    let sha256 = weight.to_string().repeat(64);
    sandbox.write(
        &format!("releases/manifest_{version}.json"),
        format!(
            r#"{{"files": [{{"path": "models/a.pt", "size": 7, "sha256": "{sha256}", "kind": "model"}}],
                "images": {{"web": {{"ref": "{image}", "digest": null}}}}, "gate": {{"waivers": [{waivers}]}}}}"#
        ),
    );
}

fn revision(sandbox: &Sandbox, id: &str, after: &str, downgrade: &str) {
    let text = format!(
        "revision = '{id}'\ndown_revision = {after}\ndef upgrade():\n    op.drop_table('t')\ndef downgrade():\n    {downgrade}\n"
    );
    sandbox.write("alembic/env.py", "").write(&format!("alembic/versions/{id}.py"), text);
}

fn first(sandbox: &Sandbox) {
    sandbox
        .write(".env.example", "A=secret-value\nB=1\n")
        .write("RUNBOOK.md", "# Runbook\n\n## Rollback\n\nold\n\n## Gone\n\nx\n");
    revision(sandbox, "aaa1", "None", "raise NotImplementedError");
    sandbox.commit("feat: begin");
    manifest(sandbox, "v1.0.0", 'a', "app:v1.0.0", "");
    sandbox.write("VERSION", "v1.0.0\n").commit("Release v1.0.0");
    sandbox.git(&["tag", "v1.0.0"]);
}

#[test]
fn notes_tell_what_only_this_program_knows() {
    let sandbox = Sandbox::new();
    first(&sandbox);
    sandbox
        .write(".env.example", "A=other-value\nC=2\n")
        .write("RUNBOOK.md", "# Runbook\n\n## Rollback\n\nnew\n\n## Scaling\n\nx\n");
    revision(&sandbox, "bbb2", "'aaa1'", "raise NotImplementedError");
    sandbox.commit("fix(api)!: answer\n\nBREAKING CHANGE: 404 instead of 500");
    let waiver = r#"{"code": "secrets/url-password", "reason": "a test"}"#;
    manifest(&sandbox, "v1.1.0", 'b', "app:v1.1.0", waiver);
    sandbox.write("VERSION", "v1.1.0\n").commit("Release v1.1.0");
    sandbox.git(&["tag", "v1.1.0"]);
    let expected = "\
## Breaking changes

- **api:** answer
  404 instead of 500

## Migrations

- Alembic `bbb2` in `alembic/versions/bbb2.py`, **can't be undone**

## Weights

- `models/a.pt`: `sha256:aaaaaaaaaaaa…` (7 B) → `sha256:bbbbbbbbbbbb…` (7 B)

## Images

- `web`: `app:v1.0.0` → `app:v1.1.0`

## Environment

- `C`: new in `.env.example`
- `B`: removed in `.env.example`

## Runbook

- Gone: removed
- Rollback: changed
- Scaling: new

## Waivers

- `secrets/url-password`: a test

## Contributors

- Ada
";
    for (from, to) in [(Some("v1.0.0"), "v1.1.0"), (None, "v1.1.0")] {
        assert_eq!(notes(&sandbox, from, to).unwrap(), expected);
    }
    assert!(!notes(&sandbox, None, "HEAD").unwrap().contains("Weights"), "HEAD has no manifest of its own");
}

#[test]
fn a_first_version_brings_all_that_it_has() {
    let sandbox = Sandbox::new();
    first(&sandbox);
    let notes = notes(&sandbox, None, "v1.0.0").unwrap();
    for line in
        ["- begin", "- Alembic `aaa1`", "- `models/a.pt`: new, ", "- `A`: new in `.env.example`", "- `web`: new"]
    {
        assert!(notes.contains(line), "{line}: {notes}");
    }
    assert!(!notes.contains("## Runbook") && !notes.contains("secret-value"), "{notes}");
}

#[test]
fn a_manifest_that_was_committed_after_its_tag_counts_and_a_broken_one_says_nothing() {
    let sandbox = Sandbox::new();
    sandbox.commit("feat: begin");
    sandbox.git(&["tag", "v1.0.0"]);
    manifest(&sandbox, "v1.0.0", 'a', "app:v1.0.0", "");
    sandbox.commit("Record v1.0.0");
    sandbox.commit("fix: it");
    sandbox.git(&["tag", "v1.1.0"]);
    manifest(&sandbox, "v1.1.0", 'b', "app:v1.1.0", "");
    sandbox.commit("Record v1.1.0");
    let text = notes(&sandbox, None, "v1.1.0").unwrap();
    assert!(text.contains("`app:v1.0.0` → `app:v1.1.0`") && !text.contains("Record"), "{text}");
    sandbox.write("releases/manifest_v1.0.0.json", "{").commit("Break it");
    sandbox.git(&["tag", "v1.2.0"]);
    assert!(!notes(&sandbox, Some("v1.0.0"), "v1.2.0").unwrap().contains("Images"));
}

#[test]
fn merges_and_release_commits_are_left_out_unless_they_bring_something_else() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "").commit("One");
    sandbox.git(&["checkout", "--quiet", "-b", "side"]);
    sandbox.write("b", "").commit("Two");
    sandbox.git(&["checkout", "--quiet", "main"]);
    sandbox.write("VERSION", "v0.1.0\n").commit("Release v0.1.0");
    sandbox.write("VERSION", "v0.2.0\n").write("c", "").commit("Release v0.2.0");
    sandbox.git(&["merge", "--quiet", "--no-ff", "--message", "Merge side", "side"]);
    let text = notes(&sandbox, None, "HEAD").unwrap();
    for (subject, there) in [("- One", true), ("- Two", true), ("v0.2.0", true), ("v0.1.0", false), ("Merge", false)] {
        assert_eq!(text.contains(subject), there, "{subject}: {text}");
    }
}

#[test]
fn an_end_that_is_not_there_or_nothing_between_is_told() {
    let sandbox = Sandbox::new();
    sandbox.commit("One");
    sandbox.git(&["tag", "v1.0.0"]);
    let error = |from, to| format!("{:#}", notes(&sandbox, from, to).unwrap_err());
    assert!(error(Some("v0.9.0"), "HEAD").contains("no revision \"refs/tags/v0.9.0\""));
    assert!(error(Some("v1.0.0"), "HEAD").contains("has nothing that"));
}

#[test]
fn a_shallow_clone_is_refused_because_half_the_commits_are_no_notes() {
    let sandbox = Sandbox::new();
    sandbox.commit("One");
    sandbox.commit("Two");
    let clone = Sandbox::new();
    let source = format!("file://{}", sandbox.path().display());
    clone.git(&["pull", "--quiet", "--depth=1", &source, "main"]);
    assert!(format!("{:#}", notes(&clone, None, "HEAD").unwrap_err()).contains("git fetch --unshallow --tags"));
}
