//! The release files against one another.

use std::collections::BTreeMap;

use anyhow::Result;

use super::codes::{BAD_MANIFEST, CHECKPOINT_FILE, CHECKSUMS, NO_MANIFEST, ROOT_HASH, VERSION_FILE};
use super::{Held, Subject, holds, signature};
use crate::check::Examination;
use crate::checksums;
use crate::finding::{Finding, Place};
use crate::release::manifest::{self, ReleaseFile};
use crate::release::paths;
use crate::release::record::Record;

/// Holds the release files against the manifest, which is returned if it is one.
pub fn examine(subject: &Subject, seen: &mut Examination) -> Result<Option<Held>> {
    let Some(held) = held(subject, seen)? else { return Ok(None) };
    let Subject { version, place, .. } = subject;
    let record = &held.record;
    if manifest::root_hash(&record.files) != record.artifacts_root_sha256 {
        let message = "`artifacts_root_sha256` does not follow from the weights that the manifest lists";
        seen.find(Finding::new(&ROOT_HASH, message).help(subject.bring_back(&paths::of(version)[2])));
    }
    let [version_path, checkpoints_path, manifest_path, sums_path] = paths::of(version);
    let checkpoints = manifest::checkpoint_file(version, &record.git.commit, &record.release_date, &record.files);
    let own = [
        (&VERSION_FILE, version_path, manifest::version_file(version)),
        (&CHECKPOINT_FILE, checkpoints_path, checkpoints),
    ];
    let mut made = vec![ReleaseFile { path: manifest_path, bytes: held.bytes.clone() }];
    for (code, path, bytes) in own {
        let message = match place.read(&path)? {
            Some(found) if found == bytes => None,
            Some(_) => Some(format!("{path} does not say what the manifest of {version} says")),
            None => Some(format!("{path} is not here")),
        };
        let finding =
            |message| Finding::new(code, message).at(Place::file(path.clone())).help(subject.bring_back(&path));
        seen.findings.extend(message.map(finding));
        made.push(ReleaseFile { path, bytes });
    }
    sums(subject, &sums_path, manifest::sums(&record.files, &made), seen)?;
    signature::examine_manifest(subject, &held, seen)?;
    if holds(seen) {
        seen.pass(format!("the manifest of {version}, VERSION, the checkpoint list and the checksums agree"));
    }
    Ok(Some(held))
}

fn held(subject: &Subject, seen: &mut Examination) -> Result<Option<Held>> {
    let Subject { version, place, .. } = subject;
    let [_, _, path, _] = paths::of(version);
    let Some(bytes) = place.read(&path)? else {
        let finding = Finding::new(&NO_MANIFEST, format!("{path} is not here"));
        seen.find(
            finding.help("name a released version: `precheck-hook verify vX.Y.Z`; `git tag --list 'v*'` shows them"),
        );
        return Ok(None);
    };
    let record = match Record::parse(&bytes) {
        Ok(record) => record,
        Err(error) => {
            let finding = Finding::new(&BAD_MANIFEST, format!("{path} can't be read: {error:#}"));
            seen.find(finding.help(subject.bring_back(&path)).at(Place::file(path)));
            return Ok(None);
        }
    };
    for named in [&record.version, &record.git.tag] {
        if *named != version.to_string() {
            let message = format!("{path} is the manifest of {named}, not of {version}");
            seen.find(Finding::new(&BAD_MANIFEST, message).help(subject.bring_back(&path)).at(Place::file(path)));
            return Ok(None);
        }
    }
    Ok(Some(Held { bytes, record }))
}

/// The checksum file, line by line, against what it has to list.
fn sums(subject: &Subject, path: &str, mut expected: BTreeMap<String, String>, seen: &mut Examination) -> Result<()> {
    let Some(bytes) = subject.place.read(path)? else {
        seen.find(Finding::new(&CHECKSUMS, format!("{path} is not here")).help(subject.bring_back(path)));
        return Ok(());
    };
    let lines = match std::str::from_utf8(&bytes).map_err(|_| 0).and_then(checksums::read) {
        Ok(lines) => lines,
        Err(line) => {
            let finding = Finding::new(&CHECKSUMS, format!("{path} is no checksum file"));
            seen.find(finding.at(Place::line(path, line)).help(subject.bring_back(path)));
            return Ok(());
        }
    };
    for line in lines {
        let message = match expected.remove(&line.path) {
            Some(sha256) if sha256 == line.sha256 => continue,
            Some(_) => format!("{path} has another hash for {} than the manifest", line.path),
            None => format!("{path} lists {}, which is no file of this release, or twice", line.path),
        };
        let finding = Finding::new(&CHECKSUMS, message).at(Place::line(path, line.line));
        seen.find(finding.help(subject.bring_back(path)));
    }
    for missing in expected.into_keys() {
        let finding = Finding::new(&CHECKSUMS, format!("{path} does not list {missing}"));
        seen.find(finding.at(Place::file(path)).help(subject.bring_back(path)));
    }
    Ok(())
}
