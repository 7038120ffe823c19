//! The two sides that models are compared on: what leaves and what the other
//! side has, or a release and the one before.

use std::collections::{BTreeSet, HashMap, HashSet};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use crate::check::Push;
use crate::checks::migrations::leaving::Leaving;
use crate::git::{Entry, Mode, Oid, Repo, RepoPath, Snapshot};

/// No file that people write models in is larger.
const LIMIT: u64 = 1 << 20;

/// A file that differs; an empty text where there is none.
pub struct Source {
    pub path: RepoPath,
    /// One for each commit that is compared with.
    pub before: Vec<Vec<u8>>,
    pub now: Vec<u8>,
}

/// What is compared with what.
pub trait Sides {
    fn repo(&self) -> &Repo;

    /// Hands over the differing files among those wanted, one by one; the others are not read.
    fn each(&self, wanted: &dyn Fn(&BStr) -> bool, take: &mut dyn FnMut(Source)) -> Result<()>;

    /// Whether a file of now was not there before, or was another.
    fn is_new(&self, entry: &Entry) -> bool;

    /// The commits in between.
    fn commits(&self) -> Result<Vec<Oid>>;

    /// Whether what one of them says of the schema is said of this file.
    fn speaks_of(&self, commit: Oid, path: &BStr) -> Result<bool>;
}

/// A push.
pub struct Pushed<'p> {
    push: &'p Push<'p>,
    leaving: &'p Leaving,
    came: HashSet<&'p RepoPath>,
}

impl<'p> Pushed<'p> {
    pub fn of(push: &'p Push<'p>, leaving: &'p Leaving) -> Self {
        Self { push, leaving, came: leaving.came.iter().map(|change| &change.path).collect() }
    }

    /// `None` if it is too large to be read.
    fn text(&self, blob: Option<Oid>) -> Result<Option<Vec<u8>>> {
        let Some(blob) = blob else { return Ok(Some(Vec::new())) };
        match self.push.repo.header(blob)? {
            Some((_, size)) if size <= LIMIT => Ok(self.push.repo.read(blob)?.map(|object| object.data)),
            _ => Ok(None),
        }
    }
}

impl Sides for Pushed<'_> {
    fn repo(&self) -> &Repo {
        self.push.repo
    }

    fn each(&self, wanted: &dyn Fn(&BStr) -> bool, take: &mut dyn FnMut(Source)) -> Result<()> {
        let Leaving { bases, came, gone } = self.leaving;
        // Of a whole history that leaves nothing has changed.
        if bases.is_empty() {
            return Ok(());
        }
        let came = came.iter().map(|change| (&change.path, Some(change.new).filter(|_| change.mode != Mode::Symlink)));
        let gone: BTreeSet<&RepoPath> = gone.iter().map(|change| &change.path).collect();
        let differing = came.chain(gone.into_iter().map(|path| (path, None)));
        for (path, blob) in differing.filter(|(path, _)| wanted(path.as_bstr())) {
            let before = bases.iter().map(|&base| self.text(self.push.repo.file_at(base, path.as_bstr())?));
            let before = before.collect::<Result<Option<_>>>()?;
            if let (Some(before), Some(now)) = (before, self.text(blob)?) {
                take(Source { path: path.clone(), before, now });
            }
        }
        Ok(())
    }

    fn is_new(&self, entry: &Entry) -> bool {
        self.came.contains(&entry.path)
    }

    fn commits(&self) -> Result<Vec<Oid>> {
        Ok(self.push.introduced.commits.clone())
    }

    fn speaks_of(&self, _: Oid, _: &BStr) -> Result<bool> {
        Ok(true)
    }
}

/// A release.
pub struct Released<'r> {
    pub repo: &'r Repo,
    pub before: &'r Snapshot<'r>,
    pub now: &'r Snapshot<'r>,
    former: HashMap<&'r RepoPath, &'r Entry>,
}

impl<'r> Released<'r> {
    pub fn between(repo: &'r Repo, before: &'r Snapshot<'r>, now: &'r Snapshot<'r>) -> Result<Self> {
        let former = before.entries()?.iter().map(|entry| (&entry.path, entry)).collect();
        Ok(Self { repo, before, now, former })
    }

    /// In the work tree the blob is the index's: the file itself is what counts.
    fn is_same(&self, entry: &Entry) -> bool {
        let was = self.former.get(&entry.path).and_then(|was| was.oid);
        self.now.is_of_objects() && was.is_some() && was == entry.oid
    }
}

impl Sides for Released<'_> {
    fn repo(&self) -> &Repo {
        self.repo
    }

    fn each(&self, wanted: &dyn Fn(&BStr) -> bool, take: &mut dyn FnMut(Source)) -> Result<()> {
        let mut former: HashMap<&RepoPath, &Entry> = self.former.clone();
        former.retain(|path, _| wanted(path.as_bstr()));
        for entry in self.now.entries()?.iter().filter(|entry| wanted(entry.path.as_bstr())) {
            let was = former.remove(&entry.path);
            if !self.is_same(entry)
                && let (Some(before), Some(now)) = (text(self.before, was)?, text(self.now, Some(entry))?)
                && before != now
            {
                take(Source { path: entry.path.clone(), before: vec![before], now });
            }
        }
        for (path, entry) in former {
            if let Some(before) = text(self.before, Some(entry))? {
                take(Source { path: path.clone(), before: vec![before], now: Vec::new() });
            }
        }
        Ok(())
    }

    fn is_new(&self, entry: &Entry) -> bool {
        self.former.get(&entry.path).is_none_or(|was| was.oid != entry.oid)
    }

    fn commits(&self) -> Result<Vec<Oid>> {
        let Some(now) = self.now.commit().map_or_else(|| self.repo.head(), |commit| Ok(Some(commit)))? else {
            return Ok(Vec::new());
        };
        self.repo.commits(&[now], self.before.commit().as_slice())
    }

    /// A release has the work of many: each speaks of what it changes, one that changes nothing of all.
    fn speaks_of(&self, commit: Oid, path: &BStr) -> Result<bool> {
        let commit = self.repo.commit(commit)?;
        Ok(self.repo.touches(&commit, path)? || !self.repo.touches(&commit, BStr::new(""))?)
    }
}

/// `None` if it is too large to be read.
fn text(snapshot: &Snapshot, entry: Option<&Entry>) -> Result<Option<Vec<u8>>> {
    match entry {
        None => Ok(Some(Vec::new())),
        Some(entry) if entry.mode == Mode::Symlink => Ok(Some(Vec::new())),
        Some(entry) if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT) => snapshot.read(&entry.path),
        Some(_) => Ok(None),
    }
}
