mod disk;
mod merged;
mod staged;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice};
use serde::{Deserialize, Serialize};

use self::disk::Disk;
use self::staged::Staged;
use super::{Mode, Oid, Repo, RepoPath, Stamp};

/// What a gate looks at: a commit's tree, or the work tree as it is. Beside
/// either lie the *local* files: those that a release depends on and git does
/// not hold (`.env`, weights). Every look at one is remembered, so that a
/// verdict can be recognised as still true.
///
/// A scan by hand looks at what is staged, at files on disk, or at its input.
pub struct Snapshot<'r> {
    source: Source<'r>,
    entries: OnceCell<Vec<Entry>>,
    inputs: RefCell<BTreeMap<String, Input>>,
    outputs: Vec<String>,
}

enum Source<'r> {
    Commit(&'r Repo, Oid),
    Merged(&'r Repo, Vec<Entry>),
    WorkTree(&'r Repo),
    Staged(&'r Repo, Staged),
    Disk(Disk<'r>),
    Input(Vec<u8>),
}

/// The name under which standard input is shown.
const INPUT: &str = "standard input";

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
        Self::of(Source::Commit(repo, commit))
    }

    /// What a merge of two commits would make, told file by file.
    pub fn of_merge(repo: &'r Repo, ours: Oid, theirs: Oid) -> Result<Self> {
        Ok(Self::of(Source::Merged(repo, merged::entries(repo, ours, theirs)?)))
    }

    /// The work tree: tracked files as they are now, and untracked ones that are not ignored.
    pub fn of_work_tree(repo: &'r Repo) -> Self {
        Self::of(Source::WorkTree(repo))
    }

    /// What the next commit would bring; `index` is the file of the index where it is not the usual one.
    pub fn of_index(repo: &'r Repo, index: Option<&Path>) -> Result<Self> {
        Ok(Self::of(Source::Staged(repo, Staged::of(repo, index)?)))
    }

    /// What lies on disk at `paths`, as they are meant in `folder`, and below them: in a repository
    /// without the files that it ignores.
    pub fn of_disk(repo: Option<&'r Repo>, folder: &Path, paths: &[PathBuf]) -> Result<Self> {
        Ok(Self::of(Source::Disk(Disk::new(repo, folder, paths)?)))
    }

    /// A single text that has no name.
    pub fn of_input(content: Vec<u8>) -> Self {
        Self::of(Source::Input(content))
    }

    fn of(source: Source<'r>) -> Self {
        Self { source, entries: OnceCell::new(), inputs: RefCell::default(), outputs: Vec::new() }
    }

    /// The same, where these files are what a release itself writes: no verdict
    /// rests on them, so none is undone by their being written.
    #[must_use]
    pub fn with_outputs(self, paths: impl IntoIterator<Item = String>) -> Self {
        Self { outputs: paths.into_iter().collect(), ..self }
    }

    /// The repository that it belongs to, if it does to one.
    pub fn repo(&self) -> Option<&'r Repo> {
        match &self.source {
            Source::Commit(repo, _) | Source::Merged(repo, _) | Source::WorkTree(repo) | Source::Staged(repo, _) => {
                Some(repo)
            }
            Source::Disk(disk) => disk.repo,
            Source::Input(_) => None,
        }
    }

    /// The commit whose tree this is.
    pub fn commit(&self) -> Option<Oid> {
        if let Source::Commit(_, commit) = self.source { Some(commit) } else { None }
    }

    /// Whether the objects of its entries are what is read; on disk a file may have changed since.
    pub fn is_of_objects(&self) -> bool {
        matches!(self.source, Source::Commit(..) | Source::Merged(..) | Source::Staged(..))
    }

    /// Every file, sorted by path.
    pub fn entries(&self) -> Result<&[Entry]> {
        if let Some(entries) = self.entries.get() {
            return Ok(entries);
        }
        let mut entries = match &self.source {
            Source::Commit(repo, commit) => tree_entries(repo, *commit)?,
            Source::Merged(_, entries) => entries.clone(),
            Source::WorkTree(repo) => self.work_tree_entries(repo)?,
            Source::Staged(_, staged) => staged.entries(),
            Source::Disk(disk) => disk.entries()?,
            Source::Input(_) => vec![Entry { path: INPUT.into(), mode: Mode::File, oid: None }],
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
        match (&self.source, self.object(entry)) {
            (Source::Input(content), _) => Ok(Some(content.clone())),
            (_, Some((repo, oid))) => Ok(repo.read(oid).with_context(shown)?.map(|object| object.data)),
            _ => self.read_from_disk(entry).with_context(shown),
        }
    }

    /// What stood in the place of the file at `path` before this snapshot, if that is known.
    pub fn before(&self, path: &BStr) -> Result<Vec<Vec<u8>>> {
        let Source::Staged(repo, staged) = &self.source else { return Ok(Vec::new()) };
        let read = |&oid| Ok(repo.read(oid)?.map(|object| object.data));
        staged.before(path).iter().filter_map(|oid| read(oid).transpose()).collect()
    }

    /// Whether a file that is listed may be missing without any damage: gone
    /// from disk meanwhile, or left with the remote of a partial clone.
    pub fn may_miss(&self) -> Result<bool> {
        match &self.source {
            Source::Commit(repo, _) | Source::Merged(repo, _) | Source::Staged(repo, _) => repo.is_partial(),
            Source::WorkTree(_) | Source::Disk(_) | Source::Input(_) => Ok(true),
        }
    }

    /// The size in bytes of the file at an entry.
    pub fn size(&self, entry: &Entry) -> Result<Option<u64>> {
        match (&self.source, self.object(entry)) {
            (Source::Input(content), _) => Ok(Some(content.len() as u64)),
            (_, Some((repo, oid))) => Ok(repo.header(oid)?.map(|(_, size)| size)),
            _ => Ok(self.disk_path(entry).and_then(|p| p.symlink_metadata().ok()).map(|m| m.len())),
        }
    }

    /// Where the content of an entry can be streamed from disk instead of being
    /// held in memory: in the work tree always; for a commit never.
    pub fn disk_path_of(&self, entry: &Entry) -> Option<PathBuf> {
        self.disk_path(entry)
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
        if let (Some(place), Some(root)) = (self.local_place(folder), self.work_tree())
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

    /// Where git holds an entry's content.
    fn object(&self, entry: &Entry) -> Option<(&'r Repo, Oid)> {
        match self.source {
            Source::Commit(repo, _) | Source::Merged(repo, _) | Source::Staged(repo, _) => Some((repo, entry.oid?)),
            Source::WorkTree(_) | Source::Disk(_) | Source::Input(_) => None,
        }
    }

    fn work_tree_entries(&self, repo: &Repo) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for line in repo.run(&["ls-files", "-z", "--stage"], b"")?.split(|&b| b == 0) {
            let Some((head, path)) = line.split_once_str("\t") else { continue };
            let mut words = head.split(|&b| b == b' ');
            let mode = Mode::from_octal(words.next().unwrap_or_default());
            entries.push(Entry { path: path.into(), mode, oid: words.next().and_then(Oid::from_hex) });
        }
        for path in repo.run(&["ls-files", "-z", "--others", "--exclude-standard"], b"")?.split(|&b| b == 0) {
            if !path.is_empty() && !path.ends_with(b"/") {
                let mut entry = Entry { path: path.into(), mode: Mode::File, oid: None };
                if self.disk_path(&entry).is_some_and(|p| p.is_symlink()) {
                    entry.mode = Mode::Symlink;
                }
                entries.push(entry);
            }
        }
        // A tracked file that was deleted from disk is not in the work tree.
        entries.retain(|entry| self.disk_path(entry).is_some_and(|p| p.symlink_metadata().is_ok()));
        Ok(entries)
    }

    fn read_from_disk(&self, entry: &Entry) -> Result<Option<Vec<u8>>> {
        let Some(path) = self.disk_path(entry) else { return Ok(None) };
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

    /// The place on disk of what is read from there.
    fn disk_path(&self, entry: &Entry) -> Option<PathBuf> {
        match &self.source {
            Source::WorkTree(repo) => below(repo.work_tree()?, entry.path.as_bstr()),
            Source::Disk(disk) => Some(disk.place(entry)),
            Source::Commit(..) | Source::Merged(..) | Source::Staged(..) | Source::Input(_) => None,
        }
    }

    /// The root of the work tree that local files lie in.
    fn work_tree(&self) -> Option<&'r Path> {
        match self.source {
            Source::Commit(repo, _) | Source::WorkTree(repo) => repo.work_tree(),
            Source::Merged(..) | Source::Staged(..) | Source::Disk(_) | Source::Input(_) => None,
        }
    }

    fn local_place(&self, path: &Path) -> Option<PathBuf> {
        if path.is_absolute() { Some(path.to_owned()) } else { Some(self.work_tree()?.join(path)) }
    }
}

fn tree_entries(repo: &Repo, commit: Oid) -> Result<Vec<Entry>> {
    let tree = repo.commit(commit)?.tree;
    let blobs = repo.tree_blobs(tree).with_context(|| format!("listing the tree of {commit}"))?;
    Ok(blobs.into_iter().map(|b| Entry { path: b.path, mode: b.mode, oid: Some(b.new) }).collect())
}

/// The place on disk, as long as no folder on the way is a symbolic link:
/// one could lead out of the repository.
fn below(root: &Path, path: &BStr) -> Option<PathBuf> {
    let relative = path.to_path().ok()?;
    let plain = relative.components().all(|c| matches!(c, Component::Normal(_)));
    let parents = relative.ancestors().skip(1).take_while(|p| !p.as_os_str().is_empty());
    let through_link = parents.map(|p| root.join(p)).any(|p| p.is_symlink());
    (plain && !through_link).then(|| root.join(relative))
}

fn fingerprint(path: &Path) -> Result<String> {
    let metadata = path.metadata().with_context(|| format!("looking at {}", path.display()))?;
    Ok(Stamp::of(&metadata).to_string())
}
