//! What the migrations of every tool have in common.

use crate::finding::Finding;
use crate::git::RepoPath;

/// A tool that applies migrations: what is particular about it.
#[derive(Debug)]
pub struct Tool {
    /// In reports for machines: `alembic`, `golang-migrate`.
    pub id: &'static str,
    /// In sentences: `Alembic`, `golang-migrate`.
    pub name: &'static str,
    /// Where a migration names the ones that it follows: `down_revision`.
    pub by: &'static str,
    /// The line of a file that follows the migration of this id.
    pub line: fn(id: &str) -> String,
    /// What to type so that these heads become one.
    pub join: fn(ids: &[&str]) -> String,
}

/// A step from one schema to the next, whichever tool applies it.
#[derive(Clone, Debug, Default)]
pub struct Migration {
    /// As its tool names it: a revision, `app.0001_initial`, a version.
    pub id: String,
    /// The file that holds it.
    pub path: RepoPath,
    /// What it follows. Where the version decides nothing is named, and the one before is filled in.
    pub parents: Vec<Reference>,
    /// What must be applied before, without being followed.
    pub depends_on: Vec<Reference>,
    /// The branch labels that it is given.
    pub labels: Vec<Label>,
    /// Whether it can be undone; `None` if only running it would tell.
    pub reversible: Option<bool>,
}

impl Migration {
    /// Every other that it names.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.parents.iter().chain(&self.depends_on).map(|other| other.name.as_str())
    }

    /// The line at which it names what it follows.
    pub fn named_at(&self) -> usize {
        self.parents.first().map_or(0, |parent| parent.line)
    }
}

/// Another migration, as one names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    /// Where, from 1; 0 if it is nowhere in the file.
    pub line: usize,
}

/// A name for a branch of the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    Named(String),
    /// Only running the module tells which label it is; but it is one, and this branch's own.
    Unknown(RepoPath),
}

/// What a file says by itself, or a folder of them.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub migrations: Vec<Migration>,
    /// What is wrong with the files whatever the others say.
    pub findings: Vec<Finding>,
    /// Some file's id could not be told.
    pub unknown_ids: bool,
    /// Some file's parents could not be told.
    pub unknown_parents: bool,
}

impl Told {
    /// Takes over what another file says.
    pub fn absorb(&mut self, other: Self) {
        self.migrations.extend(other.migrations);
        self.findings.extend(other.findings);
        self.unknown_ids |= other.unknown_ids;
        self.unknown_parents |= other.unknown_parents;
    }
}

/// What applying and undoing a migration comes down to, each as a digest that
/// comments, layout and docstrings do not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub up: String,
    pub down: String,
}
