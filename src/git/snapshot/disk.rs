//! Files as they lie on disk, in a repository or not.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;
use ignore::{DirEntry, WalkBuilder};

use super::{Entry, below};
use crate::git::{Mode, Repo, RepoPath};

/// What lies at some places and below them.
pub(super) struct Disk<'r> {
    pub(super) repo: Option<&'r Repo>,
    /// Paths below it are shown from it, others from the root of the file system.
    base: PathBuf,
    roots: Vec<PathBuf>,
}

impl<'r> Disk<'r> {
    /// `paths`, as they are meant in `folder`. A path that is a symbolic link stands for what it leads
    /// to: whoever names it wants that looked at.
    pub(super) fn new(repo: Option<&'r Repo>, folder: &Path, paths: &[PathBuf]) -> Result<Self> {
        let real = |path: &Path| path.canonicalize().with_context(|| format!("looking for {}", path.display()));
        let base = real(repo.and_then(Repo::work_tree).unwrap_or(folder))?;
        let mut roots = Vec::new();
        for path in paths {
            let root = real(&folder.join(path))?;
            ensure!(root.is_file() || root.is_dir(), "{} is neither a file nor a folder", path.display());
            roots.push(root);
        }
        Ok(Self { repo, base, roots })
    }

    pub(super) fn entries(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for root in &self.roots {
            for entry in walk(root) {
                let entry = entry.with_context(|| format!("listing {}", root.display()))?;
                entries.extend(mode(&entry).map(|mode| self.entry(entry.path(), mode)));
            }
        }
        entries.extend(self.tracked_though_ignored()?);
        Ok(entries)
    }

    pub(super) fn place(&self, entry: &Entry) -> PathBuf {
        self.base.join(entry.path.to_path_lossy())
    }

    fn entry(&self, path: &Path, mode: Mode) -> Entry {
        let shown = path.strip_prefix(&self.base).unwrap_or(path);
        Entry { path: shown.as_os_str().as_encoded_bytes().into(), mode, oid: None }
    }

    /// What was added to git in spite of `.gitignore` is published like anything else.
    fn tracked_though_ignored(&self) -> Result<Vec<Entry>> {
        let Some(repo) = self.repo.filter(|repo| repo.work_tree().is_some()) else { return Ok(Vec::new()) };
        let listed = repo.run(&["ls-files", "-z", "--cached", "--ignored", "--exclude-standard"], b"")?;
        let paths = listed.split_str("\0").filter(|path| !path.is_empty());
        let tracked = paths.filter_map(|path| {
            let place = below(&self.base, path.as_bstr())?;
            let kind = place.symlink_metadata().ok()?.file_type();
            let mode = if kind.is_symlink() { Mode::Symlink } else { Mode::File };
            let wanted = !kind.is_dir() && self.roots.iter().any(|root| place.starts_with(root));
            wanted.then(|| Entry { path: RepoPath::from(path), mode, oid: None })
        });
        Ok(tracked.collect())
    }
}

/// Everything at and below `root` but git's own folders and, in a repository, what `.gitignore` names.
fn walk(root: &Path) -> ignore::Walk {
    let own = |entry: &DirEntry| entry.depth() > 0 && entry.file_name() == OsStr::new(".git");
    WalkBuilder::new(root)
        .hidden(false)
        .ignore(false)
        .follow_links(false)
        .filter_entry(move |entry| !own(entry))
        .build()
}

/// Devices, pipes and sockets hold nothing, and folders nothing of their own.
fn mode(entry: &DirEntry) -> Option<Mode> {
    let kind = entry.file_type()?;
    match (kind.is_symlink(), kind.is_file()) {
        (true, _) => Some(Mode::Symlink),
        (_, true) => Some(Mode::File),
        _ => None,
    }
}
