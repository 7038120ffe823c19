//! Weights that DVC keeps (<https://dvc.org/doc/user-guide/project-structure>):
//! `*.dvc` files and `dvc.lock` say what belongs where. What is not here is
//! recorded by the MD5 that stands there, for want of anything better; of what is
//! here only the size is compared. The files of a folder that is here are judged
//! one by one, and what it lacks is not seen; nor is the `wdir` of a pipeline's stage.

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::{BStr, ByteSlice};
use serde::Deserialize;

use super::codes::{DVC_SIZE, DVC_UNREADABLE, UNREAD_WEIGHTS};
use super::content::format_by_name;
use super::find::{Candidate, Found, claims, may_hold, resolve};
use super::kind_of;
use crate::check::Examination;
use crate::checks::artifacts::Globs;
use crate::evidence::FileEvidence;
use crate::finding::{Finding, Place, Severity};
use crate::git::{Entry, Mode, RepoPath, Snapshot};

/// A `dvc.lock` of thousands of outputs.
const LONGEST: u64 = 4 << 20;

/// Something that DVC keeps.
#[derive(Debug, PartialEq, Eq)]
struct Output {
    path: RepoPath,
    is_folder: bool,
    /// Of the content; with `.dir` at its end of a list of the folder's files.
    md5: Option<String>,
    size: Option<u64>,
}

impl Output {
    fn is_of_weights(&self, globs: &Globs) -> bool {
        let path = self.path.as_ref();
        if self.is_folder { may_hold(path) } else { claims(globs, path) }
    }
}

/// What DVC keeps of the weights that were not found here.
pub fn examine(
    globs: &Globs,
    snapshot: &Snapshot,
    found: &Found,
    examination: &mut Examination,
) -> Result<Vec<FileEvidence>> {
    let mut elsewhere = BTreeMap::new();
    for entry in snapshot.entries()?.iter().filter(|entry| is_of_dvc(entry)) {
        let Some(outputs) = read(entry, snapshot)? else {
            examination.find(unreadable(&entry.path));
            continue;
        };
        for output in outputs.into_iter().filter(|output| output.is_of_weights(globs)) {
            match found.get(&output.path) {
                Some(candidate) => examination.findings.extend(wrong_size(&entry.path, &output, candidate)),
                None if output.is_folder && is_inhabited(&output.path, found) => {}
                None => drop(elsewhere.insert(output.path.clone(), output)),
            }
        }
    }
    for output in elsewhere.values() {
        examination.find(not_here(output));
    }
    Ok(elsewhere.into_values().filter_map(evidence).collect())
}

fn is_of_dvc(entry: &Entry) -> bool {
    let name = entry.path.rsplit_str("/").next().unwrap_or_default();
    matches!(entry.mode, Mode::File | Mode::Executable) && (name.ends_with(b".dvc") || name == b"dvc.lock")
}

/// `None` for what is no such file, whatever its name says.
fn read(entry: &Entry, snapshot: &Snapshot) -> Result<Option<Vec<Output>>> {
    if snapshot.size(entry)?.is_none_or(|size| size > LONGEST) {
        return Ok(None);
    }
    Ok(snapshot.read(&entry.path)?.and_then(|bytes| outputs(&entry.path, &bytes)))
}

/// Either kind of file: outputs of its own, or those of stages.
#[derive(Deserialize)]
struct Document {
    wdir: Option<String>,
    #[serde(default)]
    outs: Vec<Out>,
    #[serde(default)]
    stages: BTreeMap<String, Stage>,
}

#[derive(Deserialize)]
struct Stage {
    #[serde(default)]
    outs: Vec<Out>,
}

#[derive(Deserialize)]
struct Out {
    path: String,
    md5: Option<String>,
    size: Option<u64>,
}

fn outputs(file: &RepoPath, bytes: &[u8]) -> Option<Vec<Output>> {
    let options = serde_saphyr::options! { with_snippet: false };
    let document: Document = serde_saphyr::from_slice_with_options(bytes, options).ok()?;
    let folder = document.wdir.unwrap_or_default();
    let of_stages = document.stages.into_values().flat_map(|stage| stage.outs);
    let all = document.outs.into_iter().chain(of_stages);
    Some(all.filter_map(|out| out.resolved(file.as_ref(), &folder)).collect())
}

/// What a file names lies in the repository.
#[cfg(any(test, fuzzing))]
pub fn read_bytes(file: &RepoPath, bytes: &[u8]) {
    for output in outputs(file, bytes).unwrap_or_default() {
        assert!(!output.path.starts_with(b"/") && output.path.split_str("/").all(|part| part != b".."));
    }
}

impl Out {
    /// `None` for what lies outside the repository.
    fn resolved(self, file: &BStr, folder: &str) -> Option<Output> {
        let path = if folder.is_empty() { self.path } else { format!("{folder}/{}", self.path) };
        let md5 = self.md5.filter(|md5| is_md5(md5.strip_suffix(".dir").unwrap_or(md5)));
        let is_folder = md5.as_ref().is_some_and(|md5| md5.ends_with(".dir"));
        Some(Output { path: resolve(file, path.as_str().into())?, is_folder, md5, size: self.size })
    }
}

fn is_md5(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn is_inhabited(folder: &RepoPath, found: &Found) -> bool {
    let inside = [folder.as_slice(), b"/"].concat();
    found.range(RepoPath::from(inside.as_slice())..).next().is_some_and(|(path, _)| path.starts_with(&inside))
}

fn wrong_size(file: &RepoPath, output: &Output, candidate: &Candidate) -> Option<Finding> {
    let (Candidate::Content { size, .. }, Some(recorded)) = (candidate, output.size) else { return None };
    let path = &output.path;
    (*size != recorded).then(|| {
        Finding::new(&DVC_SIZE, format!("{path} has {size} bytes, where {file} records {recorded}"))
            .help(format!("`dvc checkout {path}` brings the recorded one, `dvc commit {path}` records this one"))
            .at(Place::file(path.clone()))
    })
}

fn unreadable(file: &RepoPath) -> Finding {
    Finding::new(&DVC_UNREADABLE, format!("{file} can't be read as a file of DVC"))
        .help(format!("git log -p {file}"))
        .at(Place::file(file.clone()))
}

fn not_here(output: &Output) -> Finding {
    let path = &output.path;
    let known = match (&output.md5, output.size) {
        (Some(_), Some(_)) => "it is recorded by its MD5, and what it holds was not looked into",
        _ => "it has no MD5 and size by which it could be recorded",
    };
    let finding = Finding::new(&UNREAD_WEIGHTS, format!("{path} is not in this clone but with DVC: {known}"));
    finding.help(format!("dvc pull {path}")).at(Place::file(path.clone())).weighing(Severity::Note)
}

/// Nothing that is not known is made up.
fn evidence(output: Output) -> Option<FileEvidence> {
    let slash = if output.is_folder { "/" } else { "" };
    Some(FileEvidence {
        path: format!("{}{slash}", output.path),
        size: output.size?,
        sha256: None,
        md5: Some(output.md5?),
        kind: kind_of(output.path.as_ref()).to_owned(),
        format: format_by_name(output.path.as_ref()).to_owned(),
        storage: "dvc".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::artifacts::Artifacts;
    use crate::testing::Sandbox;

    const MD5: &str = "a304afb96060aad90176268345e10355";
    const PICKLE: &[u8] = b"\x80\x02(K\x01t.";

    fn said(file: &str, text: &str) -> Option<Vec<(String, bool, Option<u64>)>> {
        let said = outputs(&file.into(), text.as_bytes())?;
        Some(said.into_iter().map(|output| (output.path.to_string(), output.is_folder, output.size)).collect())
    }

    #[test]
    fn both_kinds_of_files_are_read() {
        let text = format!(
            "outs:\n- md5: {MD5}\n  size: 9\n  hash: md5\n  path: a.pt\n- path: /data/b.pt\n- path: s3://b/c\n"
        );
        let own = said("models/a.pt.dvc", &text).unwrap();
        assert_eq!(own[0], ("models/a.pt".to_owned(), false, Some(9)));
        assert_eq!(own.len(), 2, "what lies elsewhere on the machine is none of ours");
        let text = format!("wdir: ../models\nouts:\n- {{md5: {MD5}.dir, size: 9, nfiles: 2, path: big}}\n");
        assert_eq!(said("dvc/big.dvc", &text), Some(vec![("models/big".to_owned(), true, Some(9))]));
        let text = format!(
            "schema: '2.0'\nstages:\n  train:\n    cmd: x\n    deps:\n    - {{path: b, md5: x}}\n    outs:\n    \
             - {{path: models/c.pt, md5: {MD5}}}\n"
        );
        assert_eq!(said("dvc.lock", &text), Some(vec![("models/c.pt".to_owned(), false, None)]));
        assert_eq!(said("a.dvc", "<<<<<<< HEAD\nouts:\n"), None);
    }

    #[test]
    fn weights_that_dvc_keeps_are_recorded_by_what_is_known_and_no_more() {
        let sandbox = Sandbox::new();
        let keep = |path: &str, what: &str| {
            sandbox.write(path, format!("outs:\n- {{{what}}}\n"));
        };
        keep("models/a.safetensors.dvc", &format!("path: a.safetensors, md5: {MD5}, size: 12"));
        keep("checkpoints.dvc", &format!("path: checkpoints, md5: {MD5}.dir, size: 34, nfiles: 2"));
        keep("models/b.pt.dvc", &format!("path: b.pt, md5: {MD5}"));
        keep("data/c.csv.dvc", &format!("path: c.csv, md5: {MD5}, size: 12"));
        sandbox.commit("Begin");
        let examination = sandbox.examine(&Artifacts::default(), None);
        assert_eq!(examination.codes(), ["artifacts/unread-weights"; 3]);
        assert!(examination.findings.iter().all(|finding| finding.severity == Severity::Note));
        let files = &examination.evidence.files;
        let shown: Vec<_> = files.iter().map(|f| (&*f.path, &*f.kind, &*f.format, f.size)).collect();
        let expected =
            [("checkpoints/", "checkpoint", "unknown", 34), ("models/a.safetensors", "model", "safetensors", 12)];
        assert_eq!(shown, expected);
        assert!(files.iter().all(|file| file.sha256.is_none() && file.storage == "dvc"));
        assert_eq!(files[1].md5.as_deref(), Some(MD5));
        assert_eq!(examination.passed[0], "2 weight files recorded by what stands for them");
    }

    #[test]
    fn what_is_here_is_hashed_and_held_against_the_recorded_size() {
        let sandbox = Sandbox::new();
        sandbox.write("models/.gitignore", "*.pkl\n").write("models/a.pkl", PICKLE).write("models/big/b.pkl", PICKLE);
        let keep = |size: usize| {
            sandbox.write("models/a.pkl.dvc", format!("outs:\n- {{path: a.pkl, md5: {MD5}, size: {size}}}\n"));
            sandbox.write("models/big.dvc", format!("outs:\n- {{path: big, md5: {MD5}.dir, size: 99}}\n"));
            sandbox.examine(&Artifacts::default(), None)
        };
        let examination = keep(PICKLE.len());
        assert_eq!(examination.codes(), [""; 0]);
        let files = &examination.evidence.files;
        assert!(files.len() == 2 && files.iter().all(|file| file.sha256.is_some() && file.md5.is_none()));
        let examination = keep(8);
        assert_eq!(examination.codes(), ["artifacts/dvc-size"]);
        assert_eq!(examination.findings[0].message, "models/a.pkl has 7 bytes, where models/a.pkl.dvc records 8");
    }

    #[test]
    fn a_file_of_dvc_that_can_not_be_read_is_told() {
        let sandbox = Sandbox::new();
        sandbox
            .write("models/a.pt.dvc", "outs:\n<<<<<<< HEAD\n- path: a.pt\n")
            .write("dvc.lock", "stages: [")
            .commit("Begin");
        assert_eq!(sandbox.examine(&Artifacts::default(), None).codes(), ["artifacts/dvc-unreadable"; 2]);
    }
}
