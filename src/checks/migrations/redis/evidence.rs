//! What the code did with Redis on one side, and does on the other.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::calls::Calls;
use super::source::{calls_of, is_watched};
use crate::check::Push;
use crate::checks::migrations::leaving::Leaving;
use crate::git::{Entry, Mode, Oid, RepoPath, Snapshot};

/// A source file is smaller; generated bundles are not read.
const LIMIT: u64 = 1 << 20;

/// What was read.
#[derive(Default)]
pub struct Evidence {
    /// Files that use Redis on either side.
    pub files: Vec<File>,
    /// Files of a release that are too large to be read.
    pub unread: Vec<RepoPath>,
    /// So many use it now.
    pub users: usize,
}

/// A file that uses Redis.
pub struct File {
    pub path: RepoPath,
    pub before: Calls,
    pub now: Calls,
}

impl Evidence {
    /// Every file of two releases.
    pub fn of_release(before: &Snapshot, now: &Snapshot) -> Result<Self> {
        let (old, new) = (watched(before)?, watched(now)?);
        let mut evidence = Self::default();
        let paths: BTreeSet<&RepoPath> = old.keys().chain(new.keys()).copied().collect();
        for path in paths {
            let (was, is) = (old.get(path).copied(), new.get(path).copied());
            let current = evidence.read_entry(now, is)?;
            // In the work tree the blob is the index's: the file itself is what counts.
            let same = now.commit().is_some() && was.and_then(|e| e.oid) == is.and_then(|e| e.oid);
            let former = if same { current.clone() } else { Self::default().read_entry(before, was)? };
            evidence.add(path, former, current);
        }
        Ok(evidence)
    }

    /// The files that leave, beside what they were on the other side.
    pub fn of_push(push: &Push, leaving: &Leaving) -> Result<Self> {
        let mut evidence = Self::default();
        for change in leaving.came.iter().filter(|change| change.mode != Mode::Symlink && is_watched(&change.path)) {
            let now = read_blob(push, &change.path, change.new)?;
            let mut before: Option<Calls> = None;
            for &old in &change.old {
                let calls = read_blob(push, &change.path, old)?;
                before = before.into_iter().chain(calls).reduce(Calls::joined);
            }
            evidence.add(&change.path, before, now);
        }
        for gone in leaving.gone.iter().filter(|change| is_watched(&change.path)) {
            let before = read_blob(push, &gone.path, gone.new)?;
            evidence.add(&gone.path, before, None);
        }
        Ok(evidence)
    }

    /// All calls of one side.
    pub fn side(&self, of: impl Fn(&File) -> &Calls) -> Calls {
        self.files.iter().map(|file| of(file).clone()).reduce(Calls::joined).unwrap_or_default()
    }

    fn add(&mut self, path: &RepoPath, before: Option<Calls>, now: Option<Calls>) {
        self.users += usize::from(now.is_some());
        if before.is_some() || now.is_some() {
            let (before, now) = (before.unwrap_or_default(), now.unwrap_or_default());
            self.files.push(File { path: path.clone(), before, now });
        }
    }

    fn read_entry(&mut self, snapshot: &Snapshot, entry: Option<&Entry>) -> Result<Option<Calls>> {
        let Some(entry) = entry else { return Ok(None) };
        if snapshot.size(entry)?.is_some_and(|size| size > LIMIT) {
            self.unread.push(entry.path.clone());
            return Ok(None);
        }
        Ok(snapshot.read(&entry.path)?.and_then(|text| calls_of(&entry.path, &text)))
    }
}

fn read_blob(push: &Push, path: &RepoPath, blob: Oid) -> Result<Option<Calls>> {
    match push.repo.header(blob)? {
        Some((_, size)) if size <= LIMIT => Ok(push.repo.read(blob)?.and_then(|object| calls_of(path, &object.data))),
        _ => Ok(None),
    }
}

fn watched<'s>(snapshot: &'s Snapshot) -> Result<BTreeMap<&'s RepoPath, &'s Entry>> {
    let files = snapshot.entries()?.iter().filter(|entry| entry.mode != Mode::Symlink && is_watched(&entry.path));
    Ok(files.map(|entry| (&entry.path, entry)).collect())
}
