use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::digest;
use crate::evidence::{Evidence, FileEvidence};
use crate::git::Repo;
use crate::release::manifest::{self, Facts, GateFacts};
use crate::release::paths;
use crate::release::previous::Previous;
use crate::report::Stopped;
use crate::testing::{NOW, Sandbox};

const WEIGHTS: [(&str, &str); 2] = [("models/a.onnx", "model a"), ("checkpoints/b.pt", "checkpoint b")];
const NOTES: &str = "- Serve\n";

fn evidence(storage: &str) -> Evidence {
    let file = |(path, content): (&str, &str)| FileEvidence {
        path: path.to_owned(),
        size: content.len() as u64,
        sha256: Some(digest::sha256(content.as_bytes())),
        md5: None,
        kind: if path.starts_with("models/") { "model" } else { "checkpoint" }.to_owned(),
        format: "onnx".to_owned(),
        storage: storage.to_owned(),
    };
    Evidence { files: WEIGHTS.map(file).into(), ..Evidence::default() }
}

/// The release files of a version on top of `commit`.
fn release_files(version: &Version, commit: Oid, storage: &str, previous: Option<Previous>) -> Vec<(String, Vec<u8>)> {
    let files = manifest::files(&Facts {
        version,
        date: NOW,
        commit,
        commit_role: "source",
        branch: Some("main"),
        evidence: &evidence(storage),
        previous,
        notes_sha256: Some(digest::sha256(NOTES.as_bytes())),
        gate: GateFacts::default(),
    });
    files.unwrap().into_iter().map(|file| (file.path, file.bytes)).collect()
}

/// A release as it is deployed: release files and weights, no git.
struct Host(tempfile::TempDir);

impl Host {
    fn new() -> Self {
        let host = Self(tempfile::tempdir().unwrap());
        let commit = Oid::from_hex("1".repeat(40).as_bytes()).unwrap();
        for (path, bytes) in release_files(&version("v1.0.0"), commit, "local", None) {
            host.write(&path, &bytes);
        }
        for (path, content) in WEIGHTS {
            host.write(path, content.as_bytes());
        }
        host
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join(path)).unwrap()
    }

    fn findings(&self, version_text: &str) -> BTreeSet<&'static str> {
        codes(&version(version_text), Place::Folder(self.0.path()))
    }
}

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

/// The codes of everything that refuses; a section that could not judge is one too.
fn codes(version: &Version, place: Place) -> BTreeSet<&'static str> {
    let subject = Subject {
        version,
        place,
        folders: ["models", "checkpoints"].map(PathBuf::from).into(),
        claims: &|path| path.ends_with(b".pt") || path.ends_with(b".onnx"),
        signers: None,
        migrations: &|_| Ok(None),
    };
    let sections = verify(&subject);
    let broken =
        sections.iter().filter(|section| matches!(section.stopped, Some(Stopped::Broken(_)))).map(|_| "broken");
    let findings = sections.iter().flat_map(|section| &section.findings);
    findings.filter(|finding| finding.severity > Severity::Note).map(|finding| finding.code.id).chain(broken).collect()
}

fn sections_of(host: &Host) -> Vec<String> {
    let version = version("v1.0.0");
    let subject = Subject {
        version: &version,
        place: Place::Folder(host.0.path()),
        folders: Vec::new(),
        claims: &|_| false,
        signers: None,
        migrations: &|_| Ok(None),
    };
    verify(&subject).into_iter().flat_map(|section| section.passed).collect()
}

#[test]
fn a_deployed_release_holds_and_says_what_was_not_seen() {
    let host = Host::new();
    assert_eq!(host.findings("v1.0.0"), BTreeSet::new());
    let passed = sections_of(&host);
    assert!(passed.iter().any(|line| line == "2 weight files, as they were released"), "{passed:?}");
    assert!(passed.iter().any(|line| line.contains("there is no git here")), "{passed:?}");
}

#[test]
fn a_flipped_byte_anywhere_in_a_deployed_release_is_found() {
    let host = Host::new();
    let own = paths::of(&version("v1.0.0"));
    let all: Vec<_> = own.iter().map(String::as_str).chain(WEIGHTS.map(|(path, _)| path)).collect();
    for path in all {
        let whole = host.read(path);
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            host.write(path, &flipped);
            assert_ne!(host.findings("v1.0.0"), BTreeSet::new(), "{path}, byte {at}");
        }
        host.write(path, &whole);
    }
    assert_eq!(host.findings("v1.0.0"), BTreeSet::new());
}

#[test]
fn each_thing_that_can_be_wrong_on_a_host_has_its_own_code() {
    type Change = fn(String) -> Option<String>;
    let [version_file, checkpoints, manifest, sums] = paths::of(&version("v1.0.0"));
    let cases: [(&str, &str, Change); 12] = [
        ("verify/no-manifest", &manifest, |_| None),
        ("verify/bad-manifest", &manifest, |text| Some(text.replace("manifest/1", "manifest/9"))),
        ("verify/bad-manifest", &manifest, |text| Some(text.replace("v1.0.0", "v1.0.1"))),
        ("verify/root-hash", &manifest, |text| {
            Some(text.replace("\"artifacts_root_sha256\": \"", "\"artifacts_root_sha256\": \"0"))
        }),
        ("verify/version-file", &version_file, |_| Some("v0.9.0\n".to_owned())),
        ("verify/checkpoint-file", &checkpoints, |text| Some(text.replace("2026", "2025"))),
        ("verify/checksums", &sums, |text| Some(text + "# more\nx\n")),
        ("verify/checksums", &sums, |text| text.lines().next().map(|line| format!("{line}\n"))),
        ("verify/checksums", &sums, |text| Some(text.repeat(2))),
        ("verify/missing-file", "models/a.onnx", |_| None),
        ("verify/changed-file", "models/a.onnx", |_| Some("model b".to_owned())),
        ("verify/extra-file", "models/deep/more.pt", |_| Some("another".to_owned())),
    ];
    for (code, path, change) in cases {
        let host = Host::new();
        let before = std::fs::read_to_string(host.0.path().join(path)).unwrap_or_default();
        match change(before) {
            Some(after) => host.write(path, after.as_bytes()),
            None => std::fs::remove_file(host.0.path().join(path)).unwrap(),
        }
        let found = host.findings("v1.0.0");
        assert!(found.contains(code), "{code}: {found:?}");
    }
}

#[test]
fn a_manifest_never_makes_a_host_read_outside_the_release() {
    let host = Host::new();
    let manifest = &paths::of(&version("v1.0.0"))[2];
    let text = String::from_utf8(host.read(manifest)).unwrap();
    for outside in ["../outside.onnx", "/etc/hostname", "models/../../outside.onnx"] {
        host.write(manifest, text.replace("models/a.onnx", outside).as_bytes());
        assert!(host.findings("v1.0.0").contains("verify/changed-file"), "{outside}");
    }
}

/// A chain of releases in a clone, made with git's plumbing.
struct Released(Sandbox);

impl Released {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        for (path, content) in WEIGHTS {
            sandbox.write(path, content);
        }
        let source = sandbox.commit("Serve");
        let released = Self(sandbox);
        released.release("v1.0.0", source);
        released.release("v1.1.0", released.0.commit("Change"));
        released
    }

    /// Release files, commit and tag.
    fn release(&self, name: &str, source: Oid) {
        let previous = Previous::of(&self.0.repo(), source, &version(name)).unwrap();
        for (path, bytes) in release_files(&version(name), source, "git", previous) {
            self.0.write(&path, bytes);
        }
        self.0.commit(&format!("Release {name}"));
        self.tag(name, &self.message(name));
    }

    fn message(&self, name: &str) -> String {
        let manifest = std::fs::read(self.0.path().join(format!("releases/manifest_{name}.json"))).unwrap();
        format!("{name}\n\n{NOTES}\nManifest-SHA256: {}\n", digest::sha256(&manifest))
    }

    fn tag(&self, name: &str, message: &str) {
        let file = self.0.path().join(".git/message");
        std::fs::write(&file, message).unwrap();
        self.0.git(&["tag", "--force", "--cleanup=verbatim", "--file", file.to_str().unwrap(), name]);
    }

    fn repo(&self) -> Repo {
        self.0.repo()
    }

    fn findings(&self, name: &str) -> BTreeSet<&'static str> {
        let (repo, version) = (self.repo(), version(name));
        let place = Place::in_clone(&repo, &version).unwrap().unwrap();
        codes(&version, place)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

#[test]
fn every_release_of_a_clone_holds_whatever_is_checked_out() {
    let released = Released::new();
    for name in ["v1.0.0", "v1.1.0"] {
        assert_eq!(released.findings(name), BTreeSet::new(), "{name}");
    }
    released.0.write("models/a.onnx", "the next model").commit("Go on");
    for name in ["v1.0.0", "v1.1.0"] {
        assert_eq!(released.findings(name), BTreeSet::new(), "{name}");
    }
}

#[test]
fn a_flipped_byte_anywhere_in_the_tags_message_is_found() {
    let released = Released::new();
    let message = released.message("v1.1.0");
    for at in 0..message.len() {
        let mut flipped = message.clone().into_bytes();
        flipped[at] ^= 1;
        released.tag("v1.1.0", std::str::from_utf8(&flipped).unwrap());
        assert_ne!(released.findings("v1.1.0"), BTreeSet::new(), "byte {at} of {message:?}");
    }
}

#[test]
fn each_thing_that_can_be_wrong_with_a_tag_has_its_own_code() {
    type Change = fn(&Released);
    let cases: [(&str, Change); 9] = [
        ("verify/no-tag", |r| drop(r.0.git(&["tag", "--force", "v1.1.0", "v1.1.0^{commit}"]))),
        ("verify/tag-manifest", |r| r.tag("v1.1.0", "v1.1.0\n\n- Serve\n\nManifest-SHA256: 00\n")),
        ("verify/tag-manifest", |r| r.tag("v1.1.0", "v1.1.0\n")),
        ("verify/tag-notes", |r| r.tag("v1.1.0", &r.message("v1.1.0").replace("Serve", "Swerve"))),
        ("verify/tag-commit", |r| {
            // The same files, on top of something else.
            r.0.git(&["checkout", "--quiet", "--detach", "v1.1.0~2"]);
            r.0.git(&["checkout", "--quiet", "v1.1.0", "--", "."]);
            r.0.commit("Release v1.1.0");
            r.tag("v1.1.0", &r.message("v1.1.0"));
        }),
        ("verify/tag-commit", |r| {
            let tag = r.0.git(&["rev-parse", "v1.1.0"]);
            r.0.git(&["update-ref", "refs/tags/v1.1.0", "v1.0.0"]);
            r.0.git(&["tag", "--force", "--annotate", "--message", "x", "other", &format!("{tag}^{{commit}}")]);
            let other = r.0.git(&["rev-parse", "other"]);
            r.0.git(&["update-ref", "refs/tags/v1.1.0", &other]);
        }),
        ("verify/release-commit", |r| {
            r.0.write("app.py", "import os\n");
            r.0.git(&["add", "app.py"]);
            r.0.git(&["commit", "--quiet", "--amend", "--no-edit"]);
            r.tag("v1.1.0", &r.message("v1.1.0"));
        }),
        ("verify/chain", |r| drop(r.0.git(&["tag", "--force", "v1.0.0", "v1.0.0~1"]))),
        ("verify/changed-file", |r| {
            r.0.write("models/a.onnx", "another one, not committed");
        }),
    ];
    for (code, change) in cases {
        let released = Released::new();
        change(&released);
        let found = released.findings("v1.1.0");
        assert!(found.contains(code), "{code}: {found:?}");
    }
}

#[test]
fn a_signature_is_judged_by_git_and_may_not_be_left_away() {
    let released = Released::new();
    let key = released.path().join(".git/key");
    let Ok(made) = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status() else {
        eprintln!("skipped: there is no ssh-keygen to sign with");
        return;
    };
    assert!(made.success());
    for (name, value) in [("gpg.format", "ssh"), ("user.signingKey", key.to_str().unwrap())] {
        released.0.git(&["config", name, value]);
    }
    let sign = |name: &str| {
        let message = released.path().join(".git/message");
        std::fs::write(&message, released.message(name)).unwrap();
        let message = message.to_str().unwrap();
        released.0.git(&[
            "tag",
            "--force",
            "--sign",
            "--cleanup=verbatim",
            "--file",
            message,
            name,
            &format!("{name}^{{}}"),
        ]);
    };
    sign("v1.0.0");
    assert_eq!(released.findings("v1.1.0"), ["verify/unsigned"].into());
    sign("v1.1.0");
    assert_eq!(released.findings("v1.1.0"), ["verify/unknown-signer"].into());
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let signers = released.path().join(".git/signers");
    std::fs::write(&signers, format!("ada@example.org {public}")).unwrap();
    released.0.git(&["config", "gpg.ssh.allowedSignersFile", signers.to_str().unwrap()]);
    assert_eq!(released.findings("v1.1.0"), BTreeSet::new());
    let forged = released.0.git(&["cat-file", "tag", "v1.1.0"]).replace("Ada", "Eve") + "\n";
    std::fs::write(released.path().join(".git/forged"), forged).unwrap();
    let forged = released.0.git(&["hash-object", "-t", "tag", "-w", ".git/forged"]);
    released.0.git(&["update-ref", "refs/tags/v1.1.0", &forged]);
    assert_eq!(released.findings("v1.1.0"), ["verify/bad-signature"].into());
}
