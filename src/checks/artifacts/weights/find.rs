//! Where weights lie: in the snapshot, beside it, or behind a pointer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice};

use super::content::is_of_weights;
use super::hash::Source;
use super::refusal::{link, pointer_instead};
use crate::check::Examination;
use crate::checks::artifacts::Globs;
use crate::git::{Entry, Mode, Oid, Repo, RepoPath, Snapshot};
use crate::lfs::{self, Pointer};

const FOLDERS: [&str; 2] = ["checkpoints", "models"];

/// Whether a path is one of the conventional places of weights.
pub fn is_conventional(path: &BStr) -> bool {
    may_hold(path) && path.contains(&b'/') && is_of_weights(path)
}

/// Where weights are looked for that git does not have.
pub fn folders(globs: &Globs) -> BTreeSet<PathBuf> {
    let bases = globs.patterns.iter().filter_map(|pattern| base(pattern));
    FOLDERS.iter().map(PathBuf::from).chain(bases).collect()
}

/// Whether a file at this path is taken for weights.
pub fn claims(globs: &Globs, path: &BStr) -> bool {
    is_conventional(path) || path.to_path().is_ok_and(|path| globs.set.is_match(path))
}

/// Whether a folder is one of the conventional places of weights, or lies in one.
pub fn may_hold(folder: &BStr) -> bool {
    let root = folder.split_str("/").next().unwrap_or_default();
    FOLDERS.iter().any(|folder| folder.as_bytes() == root)
}

/// What was found, by its path.
pub type Found = BTreeMap<RepoPath, Candidate>;

/// What lies at the path of weights.
pub enum Candidate {
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
pub fn find(globs: &Globs, snapshot: &Snapshot, repo: &Repo, examination: &mut Examination) -> Result<Found> {
    let mut found = BTreeMap::new();
    for entry in snapshot.entries()?.iter().filter(|entry| claims(globs, entry.path.as_ref())) {
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
            if claims(globs, name.as_ref()) && snapshot.entry(&name)?.is_none() {
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
        Some(oid) if Pointer::of_blob(repo, oid)?.is_some() => "lfs",
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
    Ok(match Pointer::of_blob(repo, oid)? {
        Some(pointer) if still_pointer(entry, &pointer, snapshot)? => {
            examination.find(pointer_instead(&entry.path));
            None
        }
        Some(pointer) => Some(Candidate::Pointer(pointer)),
        None => Some(Candidate::Content { source: Source::Blob(oid), size, storage: "git" }),
    })
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
