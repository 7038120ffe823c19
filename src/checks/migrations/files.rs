//! The files among which migrations are sought, each read and parsed once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context as _, Result};
use bstr::{BStr, ByteSlice};

use super::paths::{file_name, is_below, join, parent};
use super::python::{self, Module};
use crate::budget::Budget;
use crate::git::{Entry, Mode, Oid, RepoPath, Snapshot};
use crate::recall::Recall;

/// No migration is larger; what is, is not read.
pub const LIMIT: u64 = 16 << 20;

/// Folders of what others have written, and of what tests are run on.
const FOREIGN: [&[u8]; 8] = [
    b"node_modules",
    b"vendor",
    b"third_party",
    b"site-packages",
    b"testdata",
    b"test_data",
    b"fixtures",
    b"__fixtures__",
];

/// The files of a snapshot.
#[derive(Clone)]
pub struct Files<'a> {
    snapshot: &'a Snapshot<'a>,
    entries: &'a [Entry],
    memo: &'a Memo<'a>,
    /// Found once, for every tool asks: in 30,000 files that took longer than all the rest of a push.
    candidates: Rc<[&'a Entry]>,
}

/// A folder whose files a tool reads as migrations.
#[derive(Clone)]
pub struct Folder<'a> {
    pub path: RepoPath,
    /// What it belongs to; folders of the same may form one graph.
    pub environment: RepoPath,
    pub membership: Membership,
    /// Sorted by path.
    pub files: Vec<&'a Entry>,
}

impl Folder<'_> {
    /// One without files that belongs to an environment.
    pub fn of(path: impl Into<RepoPath>, environment: RepoPath) -> Self {
        Self { path: path.into(), environment, membership: Membership::ByReference, files: Vec::new() }
    }
}

/// When a folder is one graph with others of its environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// With all that are so too, whatever they name.
    Certain,
    /// With those whose migrations it names, or that name one of its own.
    ByReference,
    /// As by reference; and without any such it is not read at all.
    OnlyByReference,
}

/// So few are parsed sooner than it takes to read what is remembered: most pushes
/// look at one file of each folder and touch no migration.
const FEW: usize = 8;

/// What is larger is read again rather than kept, and so is what comes after so many.
const KEPT: usize = 16 << 10;
const MANY: usize = 4_000;

/// What was read already: the two sides of a push share nearly all blobs, and so
/// do two pushes.
pub struct Memo<'r> {
    modules: RefCell<HashMap<Oid, Rc<Module>>>,
    texts: RefCell<HashMap<Oid, Vec<u8>>>,
    recall: &'r Recall<'r>,
    /// How long all of it may take.
    budget: &'r Budget,
}

/// Whether others have written it, or tests are run on it.
pub fn is_foreign(path: &BStr) -> bool {
    path.split_str("/").any(|part| FOREIGN.contains(&part))
}

/// What is at a path.
pub enum Content {
    Bytes(Vec<u8>),
    /// It can't be judged, and why: "it is a symbolic link".
    Opaque(&'static str),
}

/// Whether any tool but Alembic would call a migration so, unless the settings name its folder.
fn is_candidate(path: &BStr) -> bool {
    let name = file_name(path);
    match name.rsplit_once_str(".") {
        Some((_, b"sql" | b"xml" | b"yaml" | b"yml" | b"json")) => true,
        Some((_, b"py")) => file_name(parent(path)) == b"migrations",
        // The version comes first; Flyway's has a letter before it.
        Some(_) => name.first().is_some_and(|first| first.is_ascii_digit() || b"VU".contains(first)),
        None => false,
    }
}

impl<'a> Files<'a> {
    pub fn of(snapshot: &'a Snapshot<'a>, memo: &'a Memo<'a>) -> Result<Self> {
        let entries = snapshot.entries()?;
        let own = |entry: &&Entry| is_candidate(entry.path.as_bstr()) && !is_foreign(entry.path.as_bstr());
        Ok(Self { snapshot, entries, memo, candidates: entries.iter().filter(own).collect() })
    }

    /// All of them, sorted by path.
    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// Those in which a tool may have its migrations: below the folders that the settings name; without any, all that
    /// are called so and are neither somebody else's nor made to be tried on.
    pub fn among(&self, named: &[String]) -> Vec<&'a Entry> {
        let holds = |folder: &String, entry: &Entry| {
            let folder = folder.trim_start_matches("./").trim_end_matches('/');
            is_below(entry.path.as_bstr(), folder.into())
        };
        match named {
            [] => self.candidates.to_vec(),
            named => self.entries.iter().filter(|entry| named.iter().any(|folder| holds(folder, entry))).collect(),
        }
    }

    /// The files of this name in the folder and in those above it, the nearest first.
    pub fn above<'p>(&self, folder: &'p BStr, name: &'p str) -> impl Iterator<Item = &'a Entry> + use<'a, 'p> {
        let files = self.clone();
        let folders = std::iter::successors(Some(folder), |at| (!at.is_empty()).then(|| parent(at)));
        folders.filter_map(move |folder| files.at(&join(folder, name.as_bytes())))
    }

    /// The file at a path.
    pub fn at(&self, path: &RepoPath) -> Option<&'a Entry> {
        self.entries.binary_search_by(|entry| entry.path.cmp(path)).ok().and_then(|at| self.entries.get(at))
    }

    /// The text of a file; nothing, where it is none.
    pub fn text(&self, entry: &Entry) -> Result<Vec<u8>> {
        Ok(match self.content(entry)? {
            Content::Bytes(text) => text,
            Content::Opaque(_) => Vec::new(),
        })
    }

    /// What is in a file, unless it is none or larger than any migration.
    pub fn content(&self, entry: &Entry) -> Result<Content> {
        if entry.mode == Mode::Symlink {
            return Ok(Content::Opaque("it is a symbolic link"));
        }
        let blob = entry.oid.filter(|_| self.snapshot.is_of_objects());
        if let Some(known) = blob.and_then(|blob| self.memo.texts.borrow().get(&blob).cloned()) {
            return Ok(Content::Bytes(known));
        }
        self.memo.budget.ask()?;
        if self.snapshot.size(entry)?.is_some_and(|size| size > LIMIT) {
            return Ok(Content::Opaque("it is larger than 16 MiB"));
        }
        let content = self.snapshot.read(&entry.path)?;
        if let (Some(blob), Some(text)) = (blob, &content) {
            self.memo.keep(blob, text);
        }
        // In a partial clone a blob may be with the remote alone: that is no empty migration.
        content.map(Content::Bytes).with_context(|| {
            format!("{} can't be read: its content is not in this clone; `git fetch --refetch` brings it", entry.path)
        })
    }

    /// What a Python module says of itself; the error tells why that can't be known.
    pub fn module(&self, entry: &Entry) -> Result<Result<Rc<Module>, &'static str>> {
        // What lies on disk may have changed since git has seen it; a link may name what a file says.
        let blob = entry.oid.filter(|_| self.snapshot.is_of_objects() && entry.mode != Mode::Symlink);
        if let Some(known) = blob.and_then(|blob| self.memo.get(blob)) {
            return Ok(Ok(known));
        }
        Ok(match self.content(entry)? {
            Content::Opaque(why) => Err(why),
            Content::Bytes(source) => {
                let module = Rc::new(python::read(&source));
                if let Some(blob) = blob {
                    self.memo.put(blob, &module);
                }
                Ok(module)
            }
        })
    }
}

impl<'r> Memo<'r> {
    pub fn of(recall: &'r Recall<'r>) -> Self {
        Self { modules: RefCell::default(), texts: RefCell::default(), recall, budget: Budget::none() }
    }

    /// The same, where this may be spent.
    pub fn within(self, budget: &'r Budget) -> Self {
        Self { budget, ..self }
    }

    fn keep(&self, blob: Oid, text: &[u8]) {
        let mut texts = self.texts.borrow_mut();
        if text.len() <= KEPT && texts.len() < MANY {
            texts.insert(blob, text.to_owned());
        }
    }

    fn get(&self, blob: Oid) -> Option<Rc<Module>> {
        let mut modules = self.modules.borrow_mut();
        if modules.len() < FEW || modules.contains_key(&blob) {
            return modules.get(&blob).cloned();
        }
        let module: Module = serde_json::from_slice(self.recall.get(blob)?).ok()?;
        Some(modules.entry(blob).or_insert(Rc::new(module)).clone())
    }

    fn put(&self, blob: Oid, module: &Rc<Module>) {
        let mut modules = self.modules.borrow_mut();
        if modules.len() >= FEW
            && let Ok(said) = serde_json::to_vec(&**module)
        {
            self.recall.add(blob, said);
        }
        modules.insert(blob, module.clone());
    }
}
