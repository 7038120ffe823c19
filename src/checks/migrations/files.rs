//! The files among which migrations are sought, each read and parsed once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context as _, Result};

use super::python::{self, Module};
use crate::git::{Entry, Mode, Oid, RepoPath, Snapshot};

/// No migration is larger; what is, is not read.
pub const LIMIT: u64 = 16 << 20;

/// The files of a snapshot.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    snapshot: &'a Snapshot<'a>,
    entries: &'a [Entry],
    memo: &'a Memo,
}

/// A folder whose files a tool reads as migrations.
pub struct Folder<'a> {
    pub path: RepoPath,
    /// What it belongs to; folders of the same may form one graph.
    pub environment: RepoPath,
    pub membership: Membership,
    /// Sorted by path.
    pub files: Vec<&'a Entry>,
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

/// What was read already: the two sides of a push share nearly all blobs.
#[derive(Default)]
pub struct Memo {
    modules: RefCell<HashMap<Oid, Rc<Module>>>,
}

/// What is at a path.
pub enum Content {
    Bytes(Vec<u8>),
    /// It can't be judged, and why: "it is a symbolic link".
    Opaque(&'static str),
}

impl<'a> Files<'a> {
    pub fn of(snapshot: &'a Snapshot<'a>, memo: &'a Memo) -> Result<Self> {
        Ok(Self { snapshot, entries: snapshot.entries()?, memo })
    }

    /// All of them, sorted by path.
    pub fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// What is in a file, unless it is none or larger than any migration.
    pub fn content(&self, entry: &Entry) -> Result<Content> {
        if entry.mode == Mode::Symlink {
            return Ok(Content::Opaque("it is a symbolic link"));
        }
        if self.snapshot.size(entry)?.is_some_and(|size| size > LIMIT) {
            return Ok(Content::Opaque("it is larger than 16 MiB"));
        }
        let content = self.snapshot.read(&entry.path)?;
        // In a partial clone a blob may be with the remote alone: that is no empty migration.
        content.map(Content::Bytes).with_context(|| {
            format!("{} can't be read: its content is not in this clone; `git fetch --refetch` brings it", entry.path)
        })
    }

    /// What a Python module says of itself; the error tells why that can't be known.
    pub fn module(&self, entry: &Entry) -> Result<Result<Rc<Module>, &'static str>> {
        // What lies on disk may have changed since git has seen it.
        let blob = entry.oid.filter(|_| self.snapshot.is_of_objects());
        if let Some(known) = blob.and_then(|oid| self.memo.modules.borrow().get(&oid).cloned()) {
            return Ok(Ok(known));
        }
        Ok(match self.content(entry)? {
            Content::Opaque(why) => Err(why),
            Content::Bytes(source) => {
                let module = Rc::new(python::read(&source));
                self.memo.modules.borrow_mut().extend(blob.map(|oid| (oid, module.clone())));
                Ok(module)
            }
        })
    }
}
