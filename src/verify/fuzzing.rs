//! What must hold whatever the records of a release say.

use bstr::ByteSlice;

use super::{Place, Subject, verify};
use crate::checksums;
use crate::fuzzing::is_harmless;
use crate::release::plan::{said, signature_at};
use crate::release::record::Record;
use crate::release::{manifest, paths};
use crate::sanitize;
use crate::version::Version;

/// Manifests, checksums, tags' messages and versions are read or refused in harmless words, and what is read is
/// written alike. The first byte of the input says what it is.
pub fn manifest(input: &[u8]) {
    let Some((&which, bytes)) = input.split_first() else { return };
    let text = bytes.to_str_lossy();
    match which % 5 {
        0 => record(bytes),
        1 => sums(&text),
        2 => message(&text),
        3 => version(&text),
        _ => deployed(bytes),
    }
}

fn record(bytes: &[u8]) {
    match Record::parse(bytes) {
        Ok(record) => {
            let version = record.version.parse().unwrap_or_else(|_| some_version());
            manifest::checkpoint_file(&version, &record.git.commit, &record.release_date, &record.files);
            assert!(checksums::is_sha256(&manifest::root_hash(&record.files)));
            assert!(manifest::sums(&record.files, &[]).len() <= record.files.len());
        }
        Err(error) => assert!(is_harmless(&sanitize::lines(&format!("{error:#}")))),
    }
}

fn sums(text: &str) {
    match checksums::read(text) {
        Ok(sums) => {
            assert!(sums.iter().all(|sum| (1..=text.lines().count()).contains(&sum.line)));
            for sum in sums.iter().filter(|sum| !sum.path.contains(['\n', '\r'])) {
                let line = checksums::line(&sum.path, &sum.sha256);
                let again = checksums::read(&line).expect("what is written is read");
                assert!(again.len() == 1 && (&again[0].path, &again[0].sha256) == (&sum.path, &sum.sha256));
            }
        }
        Err(line) => assert!((1..=text.lines().count()).contains(&line)),
    }
}

fn message(text: &str) {
    let body = format!("{}\n\n{text}", some_version());
    for text in [text, &body] {
        assert!(signature_at(text).is_none_or(|at| text.is_char_boundary(at)));
        let said = said(&some_version(), text);
        assert!(said.is_none_or(|said| text.contains(said.notes) && text.contains(said.manifest)));
    }
}

fn version(text: &str) {
    let Ok(version) = text.parse::<Version>() else { return };
    assert_eq!(version.to_string().parse::<Version>().ok(), Some(version.clone()));
    assert_eq!(Version::of_ref(version.tag_ref().as_bytes()), Some(version));
}

/// A folder that holds these bytes as its manifest and little else: they are told apart from a release.
fn deployed(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let version = some_version();
    let [_, _, path, sums] = paths::of(&version);
    for (path, bytes) in [(path, bytes), (sums, bytes)] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let subject = Subject {
        version: &version,
        place: Place::Folder(folder.path()),
        folders: Vec::new(),
        claims: &|_| false,
        signers: None,
        migrations: &|_| Ok(None),
    };
    let sections = verify(&subject);
    assert!(sections.iter().any(|section| !section.findings.is_empty()), "without VERSION nothing is a release");
}

fn some_version() -> Version {
    "v1.2.3".parse().expect("a version")
}
