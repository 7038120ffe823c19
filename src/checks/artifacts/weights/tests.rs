use std::path::Path;

use super::*;
use crate::check::{Check, Event, Outcome};
use crate::git::{Oid, Snapshot};
use crate::testing::{Sandbox, context};

/// The least of each format.
const ONNX: &[u8] = b"\x08\x08\x3A\0";
const GGUF: &[u8] = b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const PICKLE: &[u8] = b"\x80\x02(K\x01t.";

fn pointer(sha256: &str, size: u64) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n")
}

/// What the check says of the commit's tree, as a tag hook would ask it.
fn examine_commit(sandbox: &Sandbox, commit: Oid) -> Examination {
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_commit(&repo, commit);
    let subject = Subject { repo: &repo, snapshot, version: None, making: None, reachable: Vec::new() };
    match Artifacts::default().run(&context(Event::Gate(&subject))).unwrap() {
        Outcome::Ran(examination) => examination,
        _ => panic!("not judged"),
    }
}

#[test]
fn tracked_and_ignored_weights_are_hashed_and_recorded() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "*.pt\n").write("models/deep/a.onnx", ONNX).write("src/x.bin", "no");
    sandbox.write("models/readme.md", "no");
    let commit = sandbox.commit("Begin");
    let large = [b"\x80\x02B\x98\x86\x01\0", vec![7; 99_992].as_slice(), b"."].concat();
    sandbox.write("checkpoints/best.pt", large).write("models/new.gguf", GGUF);
    for examination in [sandbox.examine(&Artifacts::default(), None), examine_commit(&sandbox, commit)] {
        assert_eq!(examination.codes(), [""; 0]);
        let files = &examination.evidence.files;
        let shown: Vec<_> = files.iter().map(|f| (&*f.path, &*f.kind, &*f.format, &*f.storage, f.size)).collect();
        assert_eq!(
            shown,
            [
                ("checkpoints/best.pt", "checkpoint", "pickle", "local", 100_000),
                ("models/deep/a.onnx", "model", "onnx", "git", 4),
                ("models/new.gguf", "model", "gguf", "local", 24)
            ]
        );
        assert_eq!(files[1].sha256, Some(crate::digest::sha256(ONNX)));
        assert_eq!(examination.passed[0], "3 weight files hashed (97.6 KiB)");
    }
}

#[test]
fn a_service_without_models_is_fine_and_says_so() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "a").commit("Begin");
    let examination = sandbox.examine(&Artifacts::default(), None);
    assert!(examination.findings.is_empty());
    assert_eq!(examination.passed, ["no weight files below checkpoints/ or models/", "no Compose file, so no images"]);
}

#[test]
fn what_is_no_weights_at_all_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("models/empty.pt", "").write("models/page.pt", "\n<!DOCTYPE html><html>Sign in</html>");
    sandbox.write("models/denied.bin", "{\"error\":\"Repository not found\"}");
    sandbox.write("models/pointer.pt", pointer(&"ab".repeat(32), 9));
    let commit = sandbox.commit("Begin");
    let codes = ["artifacts/empty-file", "artifacts/lfs-pointer", "artifacts/not-weights", "artifacts/not-weights"];
    assert_eq!(sandbox.examine(&Artifacts::default(), None).codes(), codes);
    assert_eq!(examine_commit(&sandbox, commit).codes(), codes);
}

#[test]
fn a_pointer_in_a_commit_stands_for_its_content() {
    let sandbox = Sandbox::new();
    let sha256 = crate::digest::sha256(PICKLE);
    sandbox.write("models/a.pt", pointer(&sha256, 7));
    let commit = sandbox.commit("Begin");
    sandbox.write("models/a.pt", PICKLE);
    let examination = examine_commit(&sandbox, commit);
    let file = &examination.evidence.files[0];
    assert_eq!((&*file.storage, file.sha256.as_ref(), file.size), ("lfs", Some(&sha256), 7));
    let examination = sandbox.examine(&Artifacts::default(), None);
    let file = &examination.evidence.files[0];
    assert_eq!((&*file.storage, file.sha256.as_ref(), file.size), ("lfs", Some(&sha256), 7));
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("a.pt"), "weights").unwrap();
    let sandbox = Sandbox::new();
    sandbox.write("checkpoints/epoch_2.pt", PICKLE).commit("Begin");
    let link = |target: &Path, at: &str| std::os::unix::fs::symlink(target, sandbox.path().join(at)).unwrap();
    link(Path::new("epoch_2.pt"), "checkpoints/best.pt");
    link(&outside.path().join("a.pt"), "checkpoints/out.pt");
    link(Path::new("nowhere.pt"), "checkpoints/broken.pt");
    link(outside.path(), "models");
    let examination = sandbox.examine(&Artifacts::default(), None);
    let places: Vec<_> = examination.findings.iter().map(|f| f.place.as_ref().unwrap().path.to_string()).collect();
    assert_eq!(places, ["models", "checkpoints/broken.pt", "checkpoints/out.pt"]);
    assert_eq!(examination.evidence.files.len(), 1);
}

#[test]
fn settings_add_places_and_a_bad_pattern_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "weights/\n").write("assets/tiny.dat", "tiny").commit("Begin");
    sandbox.write("weights/v1/a.dat", "weights");
    let settings: Artifacts = toml::from_str("globs = ['weights/**/*.dat', 'assets/*.dat']").unwrap();
    let examination = sandbox.examine(&settings, None);
    let paths: Vec<_> = examination.evidence.files.iter().map(|f| f.path.as_str()).collect();
    assert_eq!(paths, ["assets/tiny.dat", "weights/v1/a.dat"]);
    assert!(toml::from_str::<Artifacts>("globs = ['a[']").is_err());
}

#[test]
fn a_pickle_that_runs_something_is_refused_wherever_it_lies() {
    let sandbox = Sandbox::new();
    let model = |module: &str, name: &str| [b"\x80\x02c", module.as_bytes(), b"\n", name.as_bytes(), b"\n)R."].concat();
    sandbox.write("models/a.pt", model("os", "system")).write("models/b.pt", model("ours.nets", "Net"));
    let commit = sandbox.commit("Begin");
    let codes = ["artifacts/unknown-pickle", "artifacts/unsafe-pickle"];
    assert_eq!(sandbox.examine(&Artifacts::default(), None).codes(), codes);
    assert_eq!(examine_commit(&sandbox, commit).codes(), codes);
    let vouching: Artifacts = toml::from_str("pickle-allow = ['ours.*', 'os.*']").unwrap();
    assert_eq!(sandbox.examine(&vouching, None).codes(), codes[1..]);
}

#[test]
fn what_git_lfs_has_here_is_looked_into_and_what_it_has_elsewhere_is_noted() {
    let sandbox = Sandbox::new();
    let model = b"\x80\x02cos\nsystem\n)R.";
    let sha256 = crate::digest::sha256(model);
    sandbox.write("models/a.pt", pointer(&sha256, model.len() as u64));
    let commit = sandbox.commit("Begin");
    sandbox.write("models/a.pt", PICKLE);
    let examination = examine_commit(&sandbox, commit);
    assert_eq!(examination.codes(), ["artifacts/unread-weights"]);
    assert_eq!(examination.findings[0].severity, Severity::Note);
    sandbox.write(&format!(".git/lfs/objects/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]), model);
    assert_eq!(examine_commit(&sandbox, commit).codes(), ["artifacts/unsafe-pickle"]);
}

#[test]
fn a_link_resolves_inside_the_repository_or_not_at_all() {
    let at = |target: &str| resolve("a/b/c.pt".into(), target.into()).map(|path| path.to_string());
    assert_eq!(at("d.pt").as_deref(), Some("a/b/d.pt"));
    assert_eq!(at(".././d.pt").as_deref(), Some("a/d.pt"));
    for none in ["../../../d.pt", "/d.pt", ""] {
        assert_eq!(at(none), None, "{none}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_weights_is_refused_as_what_it_is_and_never_read() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "models/\n").write("models/a.onnx", ONNX).commit("Begin");
    let made = std::process::Command::new("mkfifo").arg(sandbox.path().join("models/b.onnx")).status().unwrap();
    assert!(made.success());
    let examination = sandbox.examine(&Artifacts::default(), None);
    assert_eq!(examination.codes(), ["artifacts/link"]);
    assert!(examination.findings[0].message.contains("neither a file nor a link"));
}
