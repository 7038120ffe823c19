//! Weight files: found in git and beside it, looked at, hashed.

mod codes;
mod content;
mod hash;
mod pickle;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice};

pub use self::codes::CODES;
use self::codes::{EMPTY, LFS_POINTER, LINK, NOT_WEIGHTS, UNREAD_WEIGHTS};
use self::content::Content;
use self::hash::{Hashed, Job, Source};
use super::{Artifacts, Globs, counted};
use crate::check::Examination;
use crate::evidence::FileEvidence;
use crate::finding::{Finding, Place, Severity};
use crate::git::{Entry, Mode, Oid, Repo, RepoPath, Snapshot};
use crate::lfs::{self, Pointer};

const FOLDERS: [&str; 2] = ["checkpoints", "models"];

pub fn examine(settings: &Artifacts, repo: &Repo, snapshot: &Snapshot, examination: &mut Examination) -> Result<()> {
    let found = find(&settings.globs, snapshot, repo, examination)?;
    let mut jobs = Vec::new();
    let mut files = Vec::new();
    for (path, candidate) in &found {
        match candidate {
            Candidate::Link(target) => {
                if !resolve(path.as_ref(), target.as_ref()).is_some_and(|at| found.contains_key(&at)) {
                    examination.find(link(path, led_astray(target)));
                }
            }
            Candidate::Pointer(pointer) => {
                examination.findings.extend(in_lfs(path, pointer, repo, &settings.pickle_allow)?);
                files.push(evidence(path, pointer.size, &pointer.sha256, "lfs"));
            }
            Candidate::Content { source, size, storage } => {
                jobs.push(Job { path: path.clone(), source: source.clone(), size: *size, storage });
            }
        }
    }
    for hashed in hash::all(repo, jobs)? {
        if let Some(finding) = refusal(&hashed) {
            examination.find(finding);
            continue;
        }
        let mut content = open(&hashed.source, repo)?;
        examination.findings.extend(content::judge(&hashed.path, &mut content, &settings.pickle_allow)?);
        files.push(evidence(&hashed.path, hashed.size, &hashed.sha256, hashed.storage));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    examination.pass(summary(&files));
    examination.evidence.files = files;
    Ok(())
}

/// As a file at `path` would be judged.
#[cfg(fuzzing)]
pub fn judge_bytes(path: &str, bytes: &[u8], allow: &Globs) -> Result<Vec<Finding>> {
    content::judge(&path.into(), &mut Content::of_bytes(bytes.to_vec()), allow)
}

fn led_astray(target: &RepoPath) -> &'static str {
    if target.is_empty() {
        "neither a file nor a link to one"
    } else {
        "a symbolic link to something that is not judged"
    }
}

/// Looks into what a pointer points at, where Git LFS has it in this clone.
fn in_lfs(path: &RepoPath, pointer: &Pointer, repo: &Repo, allow: &Globs) -> Result<Vec<Finding>> {
    if let Some(place) = repo.lfs_object(&pointer.sha256) {
        return content::judge(path, &mut Content::of_file(&place)?, allow);
    }
    let message = format!("{path} is not in this clone but with Git LFS: what it holds was not looked into");
    let help = format!("git lfs fetch --include {path}");
    let finding = Finding::new(&UNREAD_WEIGHTS, message).help(help).at(Place::file(path.clone()));
    Ok(vec![finding.weighing(Severity::Note)])
}

fn open(source: &Source, repo: &Repo) -> Result<Content> {
    match source {
        Source::File(path) => Content::of_file(path),
        Source::Blob(oid) => Content::of_output(hash::cat_blob(repo, *oid)),
    }
}

/// Whether a path is one of the conventional places of weights.
pub fn is_conventional(path: &BStr) -> bool {
    let root = path.split_str("/").next().unwrap_or_default();
    let inside = FOLDERS.iter().any(|folder| folder.as_bytes() == root) && root.len() < path.len();
    inside && format(path) != "unknown"
}

/// Whether a file at this path is taken for weights.
pub fn claims(globs: &Globs, path: &BStr) -> bool {
    is_conventional(path) || path.to_path().is_ok_and(|path| globs.set.is_match(path))
}

/// Where weights are looked for that git does not have.
pub fn folders(globs: &Globs) -> BTreeSet<PathBuf> {
    let bases = globs.patterns.iter().filter_map(|pattern| base(pattern));
    FOLDERS.iter().map(PathBuf::from).chain(bases).collect()
}

enum Candidate {
    Link(RepoPath),
    /// In git as a pointer; the content is with the LFS server.
    Pointer(Pointer),
    Content {
        source: Source,
        size: u64,
        storage: &'static str,
    },
}

/// Everything that is to be judged: what the snapshot has, then what lies beside it.
fn find(
    globs: &Globs,
    snapshot: &Snapshot,
    repo: &Repo,
    examination: &mut Examination,
) -> Result<BTreeMap<RepoPath, Candidate>> {
    let wanted = |path: &BStr| claims(globs, path);
    let mut found = BTreeMap::new();
    for entry in snapshot.entries()?.iter().filter(|entry| wanted(entry.path.as_ref())) {
        if let Some(candidate) = in_snapshot(entry, snapshot, repo, examination)? {
            found.insert(entry.path.clone(), candidate);
        }
    }
    for folder in folders(globs) {
        if leads_out(repo, &folder) {
            let path = RepoPath::from(folder.to_string_lossy().into_owned());
            examination.find(link(&path, "a symbolic link out of the repository; nothing below it was judged"));
            continue;
        }
        for path in snapshot.local_folder(&folder)? {
            let name = repo_path(&path);
            if wanted(name.as_ref()) && snapshot.entry(&name)?.is_none() {
                found.insert(name, on_disk(&path, snapshot)?);
            }
        }
    }
    Ok(found)
}

/// A file of the snapshot. `None` when a finding says what is wrong with it.
fn in_snapshot(
    entry: &Entry,
    snapshot: &Snapshot,
    repo: &Repo,
    examination: &mut Examination,
) -> Result<Option<Candidate>> {
    let disk = snapshot.disk_path_of(entry);
    let linked = entry.mode == Mode::Symlink || disk.as_ref().is_some_and(|disk| disk.is_symlink());
    match (disk, entry.oid) {
        _ if entry.mode == Mode::Gitlink => Ok(None),
        _ if linked => Ok(snapshot.read(&entry.path)?.map(|target| Candidate::Link(target.into()))),
        (Some(disk), oid) => in_work_tree(entry, disk, oid, repo).map(Some),
        (None, Some(oid)) => in_commit(entry, oid, snapshot, repo, examination),
        (None, None) => Ok(None),
    }
}

fn in_work_tree(entry: &Entry, disk: PathBuf, oid: Option<Oid>, repo: &Repo) -> Result<Candidate> {
    let size = disk.metadata().with_context(|| format!("looking at {}", entry.path))?.len();
    let storage = match oid {
        None => "local",
        Some(oid) if pointer_of(repo, oid)?.is_some() => "lfs",
        Some(_) => "git",
    };
    Ok(Candidate::Content { source: Source::File(disk), size, storage })
}

fn in_commit(
    entry: &Entry,
    oid: Oid,
    snapshot: &Snapshot,
    repo: &Repo,
    examination: &mut Examination,
) -> Result<Option<Candidate>> {
    let size = snapshot
        .size(entry)?
        .with_context(|| format!("{} is not in this clone; `git fetch --refetch --no-filter` brings it", entry.path))?;
    Ok(match pointer_of(repo, oid)? {
        Some(pointer) if still_pointer(entry, &pointer, snapshot)? => {
            examination.find(pointer_instead(&entry.path));
            None
        }
        Some(pointer) => Some(Candidate::Pointer(pointer)),
        None => Some(Candidate::Content { source: Source::Blob(oid), size, storage: "git" }),
    })
}

/// The pointer that a blob is.
fn pointer_of(repo: &Repo, oid: Oid) -> Result<Option<Pointer>> {
    let small = repo.header(oid)?.is_some_and(|(_, size)| size <= lfs::LONGEST);
    let blob = if small { repo.read(oid)? } else { None };
    Ok(blob.and_then(|blob| Pointer::parse(&blob.data)))
}

/// Whether the work tree has the very pointer where the weights should be.
fn still_pointer(entry: &Entry, pointer: &Pointer, snapshot: &Snapshot) -> Result<bool> {
    let path = entry.path.to_path_lossy();
    let small = snapshot.local(&path)?.is_some_and(|disk| disk.metadata().is_ok_and(|m| m.len() <= lfs::LONGEST));
    let there = if small { snapshot.read_local(&path, lfs::LONGEST)? } else { None };
    Ok(there.and_then(|bytes| Pointer::parse(&bytes)).as_ref() == Some(pointer))
}

/// A file beside the snapshot.
fn on_disk(path: &Path, snapshot: &Snapshot) -> Result<Candidate> {
    let shown = || format!("looking at {}", path.display());
    let Some(disk) = snapshot.local(path)? else {
        // A link that leads nowhere, a pipe, a device.
        return Ok(Candidate::Link(RepoPath::default()));
    };
    let metadata = disk.symlink_metadata().with_context(shown)?;
    if metadata.is_symlink() {
        let target = std::fs::read_link(&disk).with_context(shown)?;
        return Ok(Candidate::Link(repo_path(&target)));
    }
    Ok(Candidate::Content { source: Source::File(disk), size: metadata.len(), storage: "local" })
}

/// The folder that a pattern begins with: where to look for files that git does not have.
pub fn base(pattern: &str) -> Option<PathBuf> {
    let folders = pattern.rsplit_once('/')?.0;
    let plain = |part: &&str| !part.contains(['*', '?', '[', '{', '\\']) && !part.is_empty() && *part != "..";
    let base: PathBuf = folders.split('/').take_while(plain).collect();
    (!base.as_os_str().is_empty()).then_some(base)
}

/// Whether a folder, or one on the way to it, is a symbolic link to outside.
pub fn leads_out(repo: &Repo, folder: &Path) -> bool {
    let Some(root) = repo.work_tree() else { return false };
    match (root.canonicalize(), root.join(folder).canonicalize()) {
        (Ok(root), Ok(place)) => !place.starts_with(root),
        _ => false,
    }
}

/// The path that a link at `path` points at, as long as it stays inside.
pub fn resolve(path: &BStr, target: &BStr) -> Option<RepoPath> {
    if target.is_empty() || target.starts_with(b"/") {
        return None;
    }
    let mut parts: Vec<&[u8]> = path.split_str("/").collect();
    parts.pop();
    for part in target.split_str("/") {
        match part {
            b"" | b"." => {}
            b".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(bstr::join("/", parts).into())
}

fn repo_path(path: &Path) -> RepoPath {
    let bytes = path.as_os_str().as_encoded_bytes();
    if std::path::MAIN_SEPARATOR == '/' { bytes.into() } else { bytes.replace("\\", "/").into() }
}

/// What the first bytes tell about a file that is no weights at all.
fn refusal(hashed: &Hashed) -> Option<Finding> {
    let path = &hashed.path;
    let head = hashed.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&hashed.head).trim_start().to_ascii_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| head.starts_with(start.as_bytes()));
    if hashed.size == 0 {
        let help = format!("fetch {path} again, or remove it");
        return Some(Finding::new(&EMPTY, format!("{path} has no bytes")).help(help).at(Place::file(path.clone())));
    }
    if Pointer::is_likely(&hashed.head) {
        return Some(pointer_instead(path));
    }
    let what = if begins(&["<!doctype html", "<html", "<head", "<body"]) {
        "a web page"
    } else if begins(&["<?xml", "<error", "{\"error", "{\"message", "{\"detail"]) {
        "a server's error message"
    } else {
        return None;
    };
    let finding = Finding::new(&NOT_WEIGHTS, format!("{path} holds {what} instead of weights ({} bytes)", hashed.size));
    Some(finding.help(format!("fetch {path} again; the download may need a login")).at(Place::file(path.clone())))
}

fn pointer_instead(path: &RepoPath) -> Finding {
    Finding::new(&LFS_POINTER, format!("{path} is the Git LFS pointer, not the weights"))
        .help(format!("git lfs pull --include {path}"))
        .at(Place::file(path.clone()))
}

fn link(path: &RepoPath, what: &str) -> Finding {
    Finding::new(&LINK, format!("{path} is {what}"))
        .help("put the file itself there, or name its place in `[checks.artifacts] globs`")
        .at(Place::file(path.clone()))
}

fn evidence(path: &RepoPath, size: u64, sha256: &str, storage: &str) -> FileEvidence {
    let kind = if path.starts_with(b"checkpoints/") { "checkpoint" } else { "model" };
    FileEvidence {
        path: path.to_string(),
        size,
        sha256: sha256.to_owned(),
        kind: kind.to_owned(),
        format: format(path.as_ref()).to_owned(),
        storage: storage.to_owned(),
    }
}

fn format(path: &BStr) -> &'static str {
    let name = path.rsplit_str("/").next().unwrap_or_default();
    let extension = name.rsplit_once_str(".").map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some(b"pt" | b"pth" | b"ckpt") => "pytorch",
        Some(b"safetensors") => "safetensors",
        Some(b"onnx") => "onnx",
        Some(b"gguf") => "gguf",
        Some(b"h5" | b"hdf5") => "hdf5",
        Some(b"npy" | b"npz") => "numpy",
        Some(b"pkl" | b"pickle") => "pickle",
        Some(b"joblib") => "joblib",
        Some(b"bin") => "binary",
        _ => "unknown",
    }
}

fn summary(files: &[FileEvidence]) -> String {
    let bytes = files.iter().map(|file| file.size).sum::<u64>();
    match files.len() {
        0 => "no weight files below checkpoints/ or models/".to_owned(),
        count => format!("{} hashed ({})", counted(count, "weight file"), human(bytes)),
    }
}

/// `4.2 GiB`, rounded down to a tenth.
fn human(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    let (mut tenths, mut unit) = (bytes.saturating_mul(10), None);
    for name in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        unit = Some(name);
    }
    match unit {
        Some(unit) => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests;
