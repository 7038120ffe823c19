use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice};
use serde::{Deserialize, Serialize};

use super::{Mode, Oid, Repo, RepoPath};

/// What a gate looks at: a commit's tree, or the work tree as it is. Beside
/// either lie the *local* files: those that a release depends on and git does
/// not hold (`.env`, weights). Every look at one is remembered, so that a
/// verdict can be recognised as still true.
pub struct Snapshot<'r> {
    repo: &'r Repo,
    /// `None`: the work tree.
    commit: Option<Oid>,
    entries: OnceCell<Vec<Entry>>,
    inputs: RefCell<BTreeMap<String, Input>>,
    outputs: Vec<String>,
}

/// A file of the snapshot.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where, from the root.
    pub path: RepoPath,
    /// File, executable, symbolic link or gitlink.
    pub mode: Mode,
    /// The blob; in the work tree the blob that the index has, `None` for a file that git does not track.
    pub oid: Option<Oid>,
}

/// A local file as it was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// It was not there.
    Absent,
    /// It was there; the words change whenever its content can have changed.
    File(String),
    /// A folder and what it held.
    Folder(Vec<String>),
}

impl<'r> Snapshot<'r> {
    /// The tree of a commit.
    pub fn of_commit(repo: &'r Repo, commit: Oid) -> Self {
        Self { commit: Some(commit), ..Self::of_work_tree(repo) }
    }

    /// The work tree: tracked files as they are now, and untracked ones that are not ignored.
    pub fn of_work_tree(repo: &'r Repo) -> Self {
        Self { repo, commit: None, entries: OnceCell::new(), inputs: RefCell::default(), outputs: Vec::new() }
    }

    /// The same, where these files are what a release itself writes: no verdict
    /// rests on them, so none is undone by their being written.
    #[must_use]
    pub fn with_outputs(self, paths: impl IntoIterator<Item = String>) -> Self {
        Self { outputs: paths.into_iter().collect(), ..self }
    }

    /// The commit whose tree this is; `None` for the work tree.
    pub fn commit(&self) -> Option<Oid> {
        self.commit
    }

    /// Every file, sorted by path.
    pub fn entries(&self) -> Result<&[Entry]> {
        if let Some(entries) = self.entries.get() {
            return Ok(entries);
        }
        let mut entries = match self.commit {
            Some(commit) => self.tree_entries(commit)?,
            None => self.work_tree_entries()?,
        };
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        entries.dedup_by(|a, b| a.path == b.path);
        Ok(self.entries.get_or_init(|| entries))
    }

    /// The file at `path`.
    pub fn entry(&self, path: impl AsRef<[u8]>) -> Result<Option<&Entry>> {
        let entries = self.entries()?;
        let at = entries.binary_search_by(|entry| entry.path.as_slice().cmp(path.as_ref()));
        Ok(at.ok().map(|at| &entries[at]))
    }

    /// The bytes at `path`, a link's target for a symbolic link, or `None` when
    /// there is no such file in the snapshot. Never looks outside it.
    pub fn read(&self, path: impl AsRef<[u8]>) -> Result<Option<Vec<u8>>> {
        let Some(entry) = self.entry(&path)? else { return Ok(None) };
        let shown = || format!("reading {}", path.as_ref().as_bstr());
        match (self.commit, entry.oid) {
            (Some(_), Some(oid)) => Ok(self.repo.read(oid).with_context(shown)?.map(|object| object.data)),
            _ => self.read_from_disk(entry).with_context(shown),
        }
    }

    /// The size in bytes of the file at an entry.
    pub fn size(&self, entry: &Entry) -> Result<Option<u64>> {
        match (self.commit, entry.oid) {
            (Some(_), Some(oid)) => Ok(self.repo.header(oid)?.map(|(_, size)| size)),
            _ => Ok(self.disk_path(entry.path.as_bstr()).and_then(|p| p.symlink_metadata().ok()).map(|m| m.len())),
        }
    }

    /// Where the content of an entry can be streamed from disk instead of being
    /// held in memory: in the work tree always; for a commit never.
    pub fn disk_path_of(&self, entry: &Entry) -> Option<PathBuf> {
        self.commit.is_none().then(|| self.disk_path(entry.path.as_bstr())).flatten()
    }

    /// A local file: one that git ignores or does not track. `path` is from the
    /// root of the work tree, or absolute where the settings name a place
    /// outside it. `None` when it is not there or there is no work tree.
    pub fn local(&self, path: &Path) -> Result<Option<PathBuf>> {
        let found = self.local_place(path).filter(|p| p.is_file());
        let name = path.to_string_lossy().into_owned();
        if !self.outputs.contains(&name) {
            let input = found.as_deref().map(fingerprint).transpose()?.map_or(Input::Absent, Input::File);
            self.inputs.borrow_mut().insert(name, input);
        }
        Ok(found)
    }

    /// Reads a local file of at most `limit` bytes.
    pub fn read_local(&self, path: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
        let Some(found) = self.local(path)? else { return Ok(None) };
        let file = std::fs::File::open(&found).with_context(|| format!("opening {}", found.display()))?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).with_context(|| format!("reading {}", found.display()))?;
        anyhow::ensure!(bytes.len() as u64 <= limit, "{} is larger than {limit} bytes", found.display());
        Ok(Some(bytes))
    }

    /// Every file below a local folder, ignored ones included, sorted, as paths
    /// from the root of the work tree. Symbolic links are listed, never followed.
    pub fn local_folder(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        if let (Some(place), Some(root)) = (self.local_place(folder), self.repo.work_tree())
            && place.is_dir()
        {
            let walk = ignore::WalkBuilder::new(&place).standard_filters(false).follow_links(false).build();
            for entry in walk {
                let entry = entry.with_context(|| format!("listing {}", place.display()))?;
                let inside = entry.path().strip_prefix(root);
                if let (Ok(path), false) = (inside, entry.file_type().is_none_or(|t| t.is_dir())) {
                    files.push(path.to_owned());
                }
            }
        }
        files.sort();
        let names = files.iter().map(|file| file.to_string_lossy().into_owned());
        let names: Vec<_> = names.filter(|name| !self.outputs.contains(name)).collect();
        let input = if names.is_empty() { Input::Absent } else { Input::Folder(names) };
        self.inputs.borrow_mut().insert(format!("{}/", folder.display()), input);
        Ok(files)
    }

    /// Every local file and folder looked at so far, and how it was.
    pub fn inputs(&self) -> BTreeMap<String, Input> {
        self.inputs.borrow().clone()
    }

    /// Whether everything that a verdict rests on is as it was then.
    pub fn still(&self, inputs: &BTreeMap<String, Input>) -> Result<bool> {
        for (path, was) in inputs {
            match path.strip_suffix('/') {
                Some(folder) => drop(self.local_folder(Path::new(folder))?),
                None => drop(self.local(Path::new(path))?),
            }
            if self.inputs.borrow().get(path) != Some(was) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Files below the given paths that git does not hold as they are on disk,
    /// as `git status` has them: two letters and the path; `??` untracked, `!!` ignored.
    pub fn uncommitted(repo: &Repo, paths: &[RepoPath]) -> Result<Vec<(String, RepoPath)>> {
        if paths.is_empty() || repo.work_tree().is_none() {
            return Ok(Vec::new());
        }
        let mut arguments: Vec<std::ffi::OsString> = [
            "--literal-pathspecs",
            "status",
            "--porcelain",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignored=matching",
            "--",
        ]
        .map(Into::into)
        .into();
        arguments.extend(paths.iter().filter_map(|p| Some(p.to_os_str().ok()?.to_owned())));
        let out = repo.run(&arguments, b"")?;
        Ok(out
            .split(|&b| b == 0)
            .filter(|line| line.len() > 3)
            .map(|line| (line[..2].to_str_lossy().into_owned(), line[3..].into()))
            .collect())
    }

    fn tree_entries(&self, commit: Oid) -> Result<Vec<Entry>> {
        let tree = self.repo.commit(commit)?.tree;
        let blobs = self.repo.tree_blobs(tree).with_context(|| format!("listing the tree of {commit}"))?;
        Ok(blobs.into_iter().map(|b| Entry { path: b.path, mode: b.mode, oid: Some(b.new) }).collect())
    }

    fn work_tree_entries(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for line in self.repo.run(&["ls-files", "-z", "--stage"], b"")?.split(|&b| b == 0) {
            let Some((head, path)) = line.split_once_str("\t") else { continue };
            let mut words = head.split(|&b| b == b' ');
            let mode = Mode::from_octal(words.next().unwrap_or_default());
            entries.push(Entry { path: path.into(), mode, oid: words.next().and_then(Oid::from_hex) });
        }
        for path in self.repo.run(&["ls-files", "-z", "--others", "--exclude-standard"], b"")?.split(|&b| b == 0) {
            if !path.is_empty() && !path.ends_with(b"/") {
                let linked = self.disk_path(path.into()).is_some_and(|p| p.is_symlink());
                let mode = if linked { Mode::Symlink } else { Mode::File };
                entries.push(Entry { path: path.into(), mode, oid: None });
            }
        }
        // A tracked file that was deleted from disk is not in the work tree.
        entries.retain(|entry| self.disk_path(entry.path.as_bstr()).is_some_and(|p| p.symlink_metadata().is_ok()));
        Ok(entries)
    }

    fn read_from_disk(&self, entry: &Entry) -> Result<Option<Vec<u8>>> {
        let Some(path) = self.disk_path(entry.path.as_bstr()) else { return Ok(None) };
        let metadata = path.symlink_metadata()?;
        if metadata.is_symlink() {
            let target = std::fs::read_link(&path)?;
            return Ok(Some(target.into_os_string().into_encoded_bytes()));
        }
        if !metadata.is_file() {
            return Ok(None);
        }
        std::fs::read(&path).map(Some).map_err(Into::into)
    }

    /// The place on disk, as long as no folder on the way is a symbolic link:
    /// one could lead out of the repository.
    fn disk_path(&self, path: &BStr) -> Option<PathBuf> {
        let root = self.repo.work_tree()?;
        let relative = path.to_path().ok()?;
        let plain = relative.components().all(|c| matches!(c, Component::Normal(_)));
        let parents = relative.ancestors().skip(1).take_while(|p| !p.as_os_str().is_empty());
        let through_link = parents.map(|p| root.join(p)).any(|p| p.is_symlink());
        (plain && !through_link).then(|| root.join(relative))
    }

    fn local_place(&self, path: &Path) -> Option<PathBuf> {
        if path.is_absolute() { Some(path.to_owned()) } else { Some(self.repo.work_tree()?.join(path)) }
    }
}

/// Changes whenever the content of the file can have changed: a rename over it
/// changes the inode, a write the times, a forged time of modification the time of change.
fn fingerprint(path: &Path) -> Result<String> {
    let metadata = path.metadata().with_context(|| format!("looking at {}", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let m = &metadata;
        Ok(format!(
            "{}:{} {} {}.{} {}.{}",
            m.dev(),
            m.ino(),
            m.size(),
            m.mtime(),
            m.mtime_nsec(),
            m.ctime(),
            m.ctime_nsec()
        ))
    }
    #[cfg(not(unix))]
    Ok(format!("{} {:?}", metadata.len(), metadata.modified()?))
}
