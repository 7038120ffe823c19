//! What a release says of itself.

use super::*;

#[test]
fn the_draft_tells_what_the_gate_saw_beside_what_the_release_before_recorded() {
    let scene = Scene::new();
    let (code, _) = scene.try_release(&["v1.0.0"], judged(None, weight("old")));
    assert_eq!(code.unwrap(), 0);
    scene.here.write("app.py", "print(1)\n").commit("feat: print <b>one</b>\n\nManifest-SHA256: 00");
    let change = "- `models/a.pt`: `sha256:cba06b5736fa…` (3 B) → `sha256:11507a0e2f5e…` (3 B)";
    let notes = scene.there.path().join("notes.md");
    std::fs::write(&notes, "Mine\n").unwrap();
    let dry = ["v1.1.0", "--dry-run", "--notes-file", notes.to_str().unwrap()];
    let (_, out) = scene.try_release(&dry, judged(None, weight("new")));
    assert!(out.contains("What it ships differently:") && out.contains(change), "{out}");
    let (code, _) = scene.try_release(&["v1.1.0"], judged(None, weight("new")));
    assert_eq!(code.unwrap(), 0);
    let message = scene.here.git(&["for-each-ref", "--format=%(contents:body)", "refs/tags/v1.1.0"]);
    let (draft, trailer) = message.trim().rsplit_once("\n\n").unwrap();
    let expected =
        format!("## Features\n\n- print \\<b>one\\</b>\n\n## Weights\n\n{change}\n\n## Contributors\n\n- Ada");
    assert_eq!(draft, expected);
    let manifest = scene.read("releases/manifest_v1.1.0.json");
    assert_eq!(trailer, format!("Manifest-SHA256: {}", digest::sha256(&manifest)));
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["notes_sha256"], digest::sha256(format!("{expected}\n").as_bytes()));
    assert!(scene.release(&["v1.1.0"]).contains("released here already"));
}

#[test]
fn a_release_with_nothing_to_tell_but_the_last_one_is_refused() {
    let scene = Scene::new();
    scene.here.git(&["tag", "v1.0.0"]);
    scene.here.write("VERSION", "v1.0.0\n").commit("Record v1.0.0");
    let before = scene.state();
    assert!(scene.refusal(&["v1.0.1"]).contains("nothing to say of this release"));
    assert_eq!(scene.state(), before);
}
