//! What this version has recorded before must still be true: a second run, or a
//! run on another machine, may not bless other weights under the same name.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};
use serde::Deserialize;

use super::counted;
use super::weights::is_conventional;
use crate::check::Examination;
use crate::checksums::{self, Sum, is_sha256};
use crate::evidence::FileEvidence;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::Snapshot;
use crate::version::Version;

static MISMATCH: Code = Code {
    id: "artifacts/hash-mismatch",
    severity: Severity::Error,
    finds: "A weight file is not the one that this version recorded.",
    matters: "Two machines would run different models under one version.",
    mend: "Bring the recorded file back, or release the new weights as a new version.",
    source: "",
};

static FILE_MISSING: Code = Code {
    id: "artifacts/file-missing",
    severity: Severity::Error,
    finds: "A weight file that this version recorded is not here.",
    matters: "The release can't be deployed as it was recorded.",
    mend: "Fetch the file, for instance with `git lfs pull`, or release without it as a new version.",
    source: "",
};

static UNREADABLE: Code = Code {
    id: "artifacts/record-unreadable",
    severity: Severity::Error,
    finds: "A record of this version's hashes can't be read.",
    matters: "Nothing can be compared with it: a file that was changed would pass.",
    mend: "Restore it with `git checkout -- FILE`; or delete it, and the next run writes it anew.",
    source: "https://www.gnu.org/software/coreutils/manual/html_node/sha2-utilities.html",
};

pub static CODES: &[&Code] = &[&MISMATCH, &FILE_MISSING, &UNREADABLE];

/// A line of 100 bytes for each of a hundred thousand files.
const LIMIT: u64 = 10 * 1024 * 1024;

/// What can't be read, and on which line; 0 for the file as a whole.
type Unreadable = usize;
type Reader = fn(&str) -> Result<Vec<Record>, Unreadable>;

/// A hash as it was recorded.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    path: String,
    hash: Hash,
    line: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Hash {
    Sha256(String),
    /// Of what only DVC had.
    Md5(String),
}

pub fn examine(version: &Version, snapshot: &Snapshot, examination: &mut Examination) -> Result<()> {
    let sources: [(String, Reader); 3] = [
        (format!("releases/manifest_{version}.json"), manifest),
        (format!("releases/manifest_{version}.sha256"), sidecar),
        (format!("checkpoints/VERSION_{version}.txt"), checkpoints),
    ];
    for (source, reader) in sources {
        let Some(bytes) = read(snapshot, &source)? else { continue };
        match std::str::from_utf8(&bytes).map_err(|_| 0).and_then(reader) {
            Ok(records) => compare(&source, records, examination),
            Err(line) => {
                let finding = Finding::new(&UNREADABLE, format!("{source} can't be read as what it should be"));
                let help = format!("`git checkout -- {source}`, or delete it and run again");
                examination.find(finding.at(Place::line(source, line)).help(help));
            }
        }
    }
    Ok(())
}

/// A record, as git has it or beside it.
pub fn read(snapshot: &Snapshot, path: &str) -> Result<Option<Vec<u8>>> {
    if let Some(entry) = snapshot.entry(path)? {
        let size = snapshot.size(entry)?.unwrap_or_default();
        ensure!(size <= LIMIT, "{path} has {size} bytes; more than {LIMIT} are not read");
        return snapshot.read(path);
    }
    snapshot.read_local(Path::new(path), LIMIT)
}

fn compare(source: &str, records: Vec<Record>, examination: &mut Examination) {
    let present: BTreeMap<&str, &FileEvidence> =
        examination.evidence.files.iter().map(|file| (file.path.as_str(), file)).collect();
    let mut findings = Vec::new();
    let mut same = 0;
    for Record { path, hash, line } in records {
        let now = present.get(path.as_str()).map(|file| match &hash {
            Hash::Sha256(_) => file.sha256.clone().map(Hash::Sha256),
            Hash::Md5(_) => file.md5.clone().map(Hash::Md5),
        });
        let finding = match now {
            Some(Some(now)) if now == hash => {
                same += 1;
                continue;
            }
            // It was with DVC alone and is here now: to its MD5 there is nothing to compare.
            Some(None) if matches!(hash, Hash::Md5(_)) => continue,
            Some(Some(_)) => Finding::new(&MISMATCH, format!("{path} is not the file whose hash {source} records"))
                .help(format!("bring the recorded {path} back, or release the new one as a new version")),
            // The sidecar lists more than weights.
            None if !is_conventional(path.as_str().into()) => continue,
            None | Some(None) => {
                Finding::new(&FILE_MISSING, format!("{path} is recorded in {source} and can't be hashed here"))
                    .help(format!("fetch {path}, or release without it as a new version"))
            }
        };
        findings.push(finding.at(Place::line(source, line)));
    }
    if findings.is_empty() && same > 0 {
        examination.pass(format!("{} as {source} records", counted(same, "weight file")));
    }
    examination.findings.extend(findings);
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    files: Vec<ManifestFile>,
}

#[derive(Deserialize)]
struct ManifestFile {
    path: String,
    sha256: Option<String>,
    md5: Option<String>,
}

fn manifest(text: &str) -> Result<Vec<Record>, Unreadable> {
    let manifest: Manifest = serde_json::from_str(text).map_err(|error| error.line())?;
    let record = |file: ManifestFile| {
        let hash = file.sha256.map(Hash::Sha256).or(file.md5.map(Hash::Md5))?;
        Some(Record { path: file.path, hash, line: 0 })
    };
    Ok(manifest.files.into_iter().filter_map(record).collect())
}

/// GNU `sha256sum`, whose hashes are all SHA-256.
fn sidecar(text: &str) -> Result<Vec<Record>, Unreadable> {
    let record = |sum: Sum| Record { path: sum.path, hash: Hash::Sha256(sum.sha256), line: sum.line };
    Ok(checksums::read(text)?.into_iter().map(record).collect())
}

/// After `Checkpoint Files:`, lines `  name: sha256`, the name from `checkpoints/` on.
fn checkpoints(text: &str) -> Result<Vec<Record>, Unreadable> {
    let lines = text.lines().enumerate().skip_while(|(_, line)| line.trim_end() != "Checkpoint Files:").skip(1);
    let mut records = Vec::new();
    for (at, line) in lines.take_while(|(_, line)| line.starts_with(' ') || line.trim().is_empty()) {
        let line = line.trim();
        // `  none` stands where there are none.
        if let Some((name, sha256)) = line.rsplit_once(": ") {
            let hash = if is_sha256(sha256) { Hash::Sha256(sha256.to_owned()) } else { return Err(at + 1) };
            records.push(Record { path: format!("checkpoints/{name}"), hash, line: at + 1 });
        }
    }
    Ok(records)
}

/// As each kind of record would be read: what can't be is told by one of its lines.
#[cfg(any(test, fuzzing))]
pub fn read_all(text: &str) {
    for reader in [manifest, sidecar, checkpoints] {
        let last = 1 + text.lines().count();
        match reader(text) {
            Ok(records) => assert!(records.iter().all(|record| record.line < last)),
            Err(line) => assert!(line <= last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::artifacts::Artifacts;
    use crate::testing::Sandbox;

    fn hex() -> String {
        "9f86d081".repeat(8)
    }

    #[test]
    fn manifest_and_version_file_are_read() {
        let record = |path: &str, line| Record { path: path.to_owned(), hash: Hash::Sha256(hex()), line };
        let text = format!("v1.2.3\nCommit: abc\nDate: today\n\nCheckpoint Files:\n  run: 1/best.pt: {}\n", hex());
        assert_eq!(checkpoints(&text), Ok(vec![record("checkpoints/run: 1/best.pt", 6)]));
        assert_eq!(checkpoints("Checkpoint Files:\n  none\n"), Ok(vec![]));
        let text = format!(
            r#"{{"version": "v1.2.3", "files": [{{"path": "models/a.pt", "sha256": "{}", "size": 1}}]}}"#,
            hex()
        );
        assert_eq!(manifest(&text), Ok(vec![record("models/a.pt", 0)]));
    }

    #[test]
    fn what_is_malformed_is_told_by_its_line() {
        assert_eq!(checkpoints("Checkpoint Files:\n  a.pt: abc\n"), Err(2));
        assert_eq!(manifest("{\n\"files\": 1}"), Err(2));
    }

    #[test]
    fn changed_and_missing_weights_are_refused_and_unchanged_ones_pass() {
        let sandbox = Sandbox::new();
        sandbox.write("checkpoints/a.bin", "same").write("checkpoints/b.bin", "changed").write("VERSION", "v1.2.3\n");
        let (same, old) = (crate::digest::sha256(b"same"), crate::digest::sha256(b"old"));
        sandbox.write(
            "releases/manifest_v1.2.3.sha256",
            format!("{old}  VERSION\n{same}  checkpoints/a.bin\n{old}  checkpoints/b.bin\n{old}  models/c.pt\n"),
        );
        sandbox.write("checkpoints/VERSION_v1.2.3.txt", format!("Checkpoint Files:\n  a.bin: {same}\n"));
        sandbox.commit("Release");
        let examination = sandbox.examine(&Artifacts::default(), Some("v1.2.3"));
        assert_eq!(examination.codes(), ["artifacts/file-missing", "artifacts/hash-mismatch"]);
        assert!(examination.passed.contains(&"1 weight file as checkpoints/VERSION_v1.2.3.txt records".into()));
        assert!(sandbox.examine(&Artifacts::default(), Some("v1.2.4")).findings.is_empty());
    }

    #[test]
    fn weights_that_dvc_keeps_are_compared_by_what_was_recorded_of_them() {
        let sandbox = Sandbox::new();
        let (old, new) = ("0".repeat(32), "1".repeat(32));
        let record = |md5: &str| {
            sandbox.write("models/a.pkl.dvc", format!("outs:\n- {{path: a.pkl, size: 7, md5: '{md5}'}}\n"));
        };
        record(&old);
        let manifest = format!(r#"{{"files": [{{"path": "models/a.pkl", "sha256": null, "md5": "{old}"}}]}}"#);
        sandbox.write("releases/manifest_v1.2.3.json", manifest).commit("Release");
        let note = "artifacts/unread-weights";
        assert_eq!(sandbox.examine(&Artifacts::default(), Some("v1.2.3")).codes(), [note]);
        record(&new);
        let codes = sandbox.examine(&Artifacts::default(), Some("v1.2.3")).codes();
        assert_eq!(codes, ["artifacts/hash-mismatch", note]);
        sandbox.write("models/a.pkl", b"\x80\x02(K\x01t.");
        assert_eq!(sandbox.examine(&Artifacts::default(), Some("v1.2.3")).codes(), [""; 0]);
        sandbox.write("releases/manifest_v1.2.3.sha256", format!("{}  models/b.pt\n", hex()));
        sandbox.write("models/b.pt.dvc", format!("outs:\n- {{path: b.pt, size: 7, md5: '{old}'}}\n"));
        let codes = sandbox.examine(&Artifacts::default(), Some("v1.2.3")).codes();
        assert_eq!(codes, ["artifacts/file-missing", note]);
    }

    #[test]
    fn a_record_that_can_not_be_read_is_refused() {
        let sandbox = Sandbox::new();
        sandbox.write("releases/manifest_v1.2.3.json", "{").write("releases/manifest_v1.2.3.sha256", "x\n");
        sandbox.commit("Break");
        let codes = sandbox.examine(&Artifacts::default(), Some("v1.2.3")).codes();
        assert_eq!(codes, ["artifacts/record-unreadable", "artifacts/record-unreadable"]);
    }
}
