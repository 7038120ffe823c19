//! The weights against the hashes that the manifest records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;

use super::codes::{CHANGED, EXTRA, MISSING, NOT_FETCHED, NOT_HASHED};
use super::place::{self, Clone};
use super::{Held, Place as Where, Subject, holds};
use crate::check::Examination;
use crate::digest;
use crate::evidence::FileEvidence;
use crate::finding::{Code, Finding, Place};
use crate::git::{Oid, Repo, Stamp};
use crate::lfs::{self, Pointer};

pub fn examine(subject: &Subject, held: &Held, seen: &mut Examination) -> Result<()> {
    let files = &held.record.files;
    let is_used = subject.place.is_checked_out()?;
    for file in files {
        if let Where::Clone(clone) = &subject.place
            && let Some(finding) = in_tag(clone, file)?
        {
            seen.find(finding);
        }
        // What git has is on disk as this release has it only while the release is checked out.
        if is_used || file.storage == "local" {
            let found = on_disk(subject, file)?;
            seen.findings.extend(found.map(|finding| finding.help(bring_back(subject, file))));
        }
    }
    if is_used {
        beside(subject, files, seen)?;
    }
    if holds(seen) {
        seen.pass(match files.len() {
            0 => "the release has no weights".to_owned(),
            1 => "1 weight file, as it was released".to_owned(),
            count => format!("{count} weight files, as they were released"),
        });
    }
    Ok(())
}

fn finding(code: &'static Code, file: &FileEvidence, message: impl Into<String>) -> Finding {
    Finding::new(code, message).at(Place::file(file.path.as_str()))
}

/// A file as the tagged commit has it.
fn in_tag(clone: &Clone, file: &FileEvidence) -> Result<Option<Finding>> {
    let Some(recorded) = file.sha256.as_deref().filter(|_| file.storage != "local") else { return Ok(None) };
    let path = &file.path;
    let Some(blob) = clone.repo.file_at(clone.tagged, path.as_str().into())? else {
        return Ok(Some(finding(&MISSING, file, format!("{path} is not in the tagged commit"))));
    };
    let (sha256, size) = if file.storage == "lfs" {
        match Pointer::of_blob(clone.repo, blob)? {
            Some(pointer) => (pointer.sha256, pointer.size),
            None => {
                return Ok(Some(finding(&CHANGED, file, format!("{path} is no Git LFS pointer in the tagged commit"))));
            }
        }
    } else {
        sha256_of_blob(clone.repo, blob).with_context(|| format!("hashing {path}"))?
    };
    let same = sha256 == recorded && size == file.size;
    Ok((!same)
        .then(|| finding(&CHANGED, file, format!("{path} in the tagged commit is not what the manifest records"))))
}

/// Streamed: weights need not fit into memory.
fn sha256_of_blob(repo: &Repo, blob: Oid) -> Result<(String, u64)> {
    let mut git = repo.git();
    git.args(["cat-file", "blob", &blob.to_string()]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = git.spawn().context("starting git")?;
    let hashed = digest::sha256_of(child.stdout.take().context("git has no output")?);
    ensure!(child.wait()?.success(), "git did not give the blob {blob}; `git fsck` shows what is damaged");
    Ok(hashed?)
}

/// A file that changes meanwhile is an error: its hash would be of something that never was.
fn sha256_of_file(disk: &Path) -> Result<(String, u64)> {
    let file = File::open(disk)?;
    let before = Stamp::of(&file.metadata()?);
    let hashed = digest::sha256_read_ahead(&file)?;
    let after = Stamp::of(&file.metadata()?);
    ensure!(before == after, "it changed while it was read; verify again once nothing writes to it");
    Ok(hashed)
}

/// A file as it lies where it is used.
fn on_disk(subject: &Subject, file: &FileEvidence) -> Result<Option<Finding>> {
    let Some(root) = subject.place.root() else { return Ok(None) };
    let path = &file.path;
    let Some(disk) = place::below(root, path) else {
        return Ok(Some(finding(&CHANGED, file, format!("{path} leads out of the release"))));
    };
    if file.storage == "dvc" && matches!(subject.place, Where::Clone(_)) && !disk.exists() {
        return Ok(Some(finding(&NOT_FETCHED, file, format!("{path} is with DVC and not here"))));
    }
    if !disk.is_file() {
        return Ok(Some(finding(&MISSING, file, format!("{path} is not here"))));
    }
    if file.storage == "lfs" && is_pointer_to(&disk, file)? && matches!(subject.place, Where::Clone(_)) {
        return Ok(Some(finding(&NOT_FETCHED, file, format!("{path} is here as its Git LFS pointer alone"))));
    }
    let Some(recorded) = &file.sha256 else {
        return Ok(Some(finding(
            &NOT_HASHED,
            file,
            format!("{path} is here, and of what was released only DVC knows"),
        )));
    };
    let (sha256, size) = sha256_of_file(&disk).with_context(|| format!("hashing {path}"))?;
    let message = match sha256 == *recorded {
        true => return Ok(None),
        false if size == file.size => format!("{path} has the size of the released file and another content"),
        false => format!("{path} has {size} bytes, and the released file {}", file.size),
    };
    Ok(Some(finding(&CHANGED, file, message)))
}

fn bring_back(subject: &Subject, file: &FileEvidence) -> String {
    let path = &file.path;
    match (&subject.place, file.storage.as_str()) {
        (Where::Clone(_), "lfs") => format!("git lfs pull --include {path}"),
        (Where::Clone(_), "local") => {
            let sha256 = file.sha256.as_deref().unwrap_or_default();
            format!("put the released {path} there again, SHA-256 {sha256}")
        }
        (_, "dvc") => format!("dvc pull {path}"),
        _ => subject.bring_back(path),
    }
}

fn is_pointer_to(disk: &Path, file: &FileEvidence) -> Result<bool> {
    let mut head = Vec::new();
    let opened = File::open(disk).with_context(|| format!("opening {}", disk.display()))?;
    opened.take(lfs::LONGEST).read_to_end(&mut head).with_context(|| format!("reading {}", disk.display()))?;
    Ok(Pointer::parse(&head).is_some_and(|pointer| Some(pointer.sha256) == file.sha256))
}

/// Files that are taken for weights and that the manifest does not name.
fn beside(subject: &Subject, files: &[FileEvidence], seen: &mut Examination) -> Result<()> {
    let Some(root) = subject.place.root() else { return Ok(()) };
    let named: BTreeSet<&[u8]> = files.iter().map(|file| file.path.as_bytes()).collect();
    for folder in subject.folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir()) {
        for entry in ignore::WalkBuilder::new(&folder).standard_filters(false).follow_links(false).build() {
            let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let bytes = path.as_os_str().as_encoded_bytes();
            let is_folder = entry.file_type().is_none_or(|kind| kind.is_dir());
            if !is_folder && !named.contains(bytes) && (subject.claims)(bytes.as_bstr()) {
                let message = format!("{} is no file of this release", path.display());
                let help = format!("remove {}, or release it with a new version", path.display());
                seen.find(Finding::new(&EXTRA, message).at(Place::file(bytes)).help(help));
            }
        }
    }
    Ok(())
}
