//! Weight files: found in git and beside it, looked at, hashed.

mod codes;
mod content;
mod dvc;
mod find;
mod hash;
mod pickle;
mod refusal;

use std::fs::File;

use anyhow::{Context as _, Result};
use bstr::{BStr, ByteSlice};

pub use self::codes::CODES;
use self::codes::UNREAD_WEIGHTS;
use self::content::{Content, Looked, format_by_name};
use self::find::{Candidate, find};
pub use self::find::{base, claims, folders, is_conventional, leads_out, resolve};
use self::hash::{Hashed, Job, Reading, Seen};
use self::refusal::link;
use super::{Artifacts, Globs, counted};
use crate::check::{Context, Examination, Subject};
use crate::evidence::FileEvidence;
use crate::finding::{Finding, Place, Severity};
use crate::git::{Repo, RepoPath};
use crate::lfs::Pointer;
use crate::size;

pub fn examine(
    settings: &Artifacts,
    context: &Context,
    subject: &Subject,
    examination: &mut Examination,
) -> Result<()> {
    let (repo, allow) = (subject.repo, &settings.pickle_allow);
    let found = find(&settings.globs, &subject.snapshot, repo, examination)?;
    let mut elsewhere = dvc::examine(&settings.globs, &subject.snapshot, &found, examination)?;
    let mut jobs = Vec::new();
    for (path, candidate) in &found {
        match candidate {
            Candidate::Link(target) => {
                if !resolve(path.as_ref(), target.as_ref()).is_some_and(|at| found.contains_key(&at)) {
                    examination.find(link(path, led_astray(target)));
                }
            }
            Candidate::Pointer(pointer) => {
                let looked = in_lfs(path, pointer, repo, allow)?;
                examination.findings.extend(looked.findings);
                let sha256 = pointer.sha256.clone();
                elsewhere.push(evidence(path, pointer.size, sha256, looked.format, "lfs"));
            }
            Candidate::Content { source, size, storage } => {
                jobs.push(Job { path: path.clone(), source: source.clone(), size: *size, storage });
            }
        }
    }
    let reading = Reading { repo, allow, hashes: context.hashes, progress: context.progress };
    let mut seen = reading.all(jobs)?;
    seen.sort_by(|a, b| a.path.cmp(&b.path));
    examination.pass(summary(&seen, elsewhere.len()));
    examination.evidence.files = elsewhere;
    for Seen { path, storage, findings, hashed } in seen {
        examination.findings.extend(findings);
        let file = |Hashed { sha256, size, format, .. }| evidence(&path, size, sha256, &format, storage);
        examination.evidence.files.extend(hashed.map(file));
    }
    examination.evidence.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

/// As a file at `path` would be judged.
#[cfg(any(test, fuzzing))]
pub fn judge_bytes(path: &str, bytes: &[u8], allow: &Globs) -> Result<Vec<Finding>> {
    Ok(content::look(&path.into(), &mut Content::of_bytes(bytes.to_vec()), allow)?.findings)
}

/// As a file of DVC would be read: what it names lies in the repository.
#[cfg(any(test, fuzzing))]
pub fn read_dvc(bytes: &[u8]) {
    dvc::read_bytes(&"models/a.dvc".into(), bytes);
}

fn led_astray(target: &RepoPath) -> &'static str {
    if target.is_empty() {
        "neither a file nor a link to one"
    } else {
        "a symbolic link to something that is not judged"
    }
}

/// Looks into what a pointer points at, where Git LFS has it in this clone.
fn in_lfs(path: &RepoPath, pointer: &Pointer, repo: &Repo, allow: &Globs) -> Result<Looked> {
    if let Some(place) = repo.lfs_object(&pointer.sha256) {
        let content = File::open(&place).and_then(Content::of_file);
        let mut content = content.with_context(|| format!("opening {}", place.display()))?;
        return content::look(path, &mut content, allow);
    }
    let message = format!("{path} is not in this clone but with Git LFS: what it holds was not looked into");
    let help = format!("git lfs fetch --include {path}");
    let finding = Finding::new(&UNREAD_WEIGHTS, message).help(help).at(Place::file(path.clone()));
    Ok(Looked { findings: vec![finding.weighing(Severity::Note)], format: format_by_name(path.as_ref()) })
}

fn kind_of(path: &BStr) -> &'static str {
    if path.split_str("/").next() == Some(b"checkpoints") { "checkpoint" } else { "model" }
}

fn evidence(path: &RepoPath, size: u64, sha256: String, format: &str, storage: &str) -> FileEvidence {
    FileEvidence {
        path: path.to_string(),
        size,
        sha256: Some(sha256),
        md5: None,
        kind: kind_of(path.as_ref()).to_owned(),
        format: format.to_owned(),
        storage: storage.to_owned(),
    }
}

/// How much was hashed, and how much of that was known from before.
fn summary(seen: &[Seen], elsewhere: usize) -> String {
    let hashed: Vec<&Hashed> = seen.iter().filter_map(|seen| seen.hashed.as_ref()).collect();
    let bytes = |hashed: &mut dyn Iterator<Item = &&Hashed>| hashed.map(|hashed| hashed.size).sum::<u64>();
    let (all, remembered) = (bytes(&mut hashed.iter()), bytes(&mut hashed.iter().filter(|hashed| hashed.remembered)));
    let of_it = match remembered {
        0 => String::new(),
        remembered => format!(", {} of it remembered", size::shown(remembered)),
    };
    let here = format!("{} hashed ({}{of_it})", counted(hashed.len(), "weight file"), size::shown(all));
    match (seen.len(), elsewhere) {
        (0, 0) => "no weight files below checkpoints/ or models/".to_owned(),
        (0, _) => format!("{} recorded by what stands for them", counted(elsewhere, "weight file")),
        (_, 0) => here,
        _ => format!("{here}, {elsewhere} more recorded by what stands for them"),
    }
}

#[cfg(test)]
mod tests;
