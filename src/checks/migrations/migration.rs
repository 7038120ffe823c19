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
    /// What it knows a migration by: `revision id`, `version`.
    pub key: &'static str,
    pub order: Order,
    /// What of a migration's bytes it remembers with every database and compares at each start: `the SHA-384`.
    pub checksum: Option<&'static str>,
}

/// What decides which migration comes after which.
#[derive(Debug)]
pub enum Order {
    /// Each names the ones that it follows.
    Named(Naming),
    /// The versions, lowest first.
    Version {
        /// What becomes of one that is lower than what a database has applied, as the rest of a sentence;
        /// `None` where it is applied all the same.
        late: Option<&'static str>,
    },
}

/// How a migration names the ones that it follows.
#[derive(Debug)]
pub struct Naming {
    /// Where: `down_revision`.
    pub by: &'static str,
    /// Where it names those that it depends on: `depends_on`.
    pub depends_by: &'static str,
    /// The line that names the migration of this id there.
    pub line: fn(by: &str, id: &str) -> String,
    /// What to type so that these heads become one.
    pub join: fn(ids: &[&str]) -> String,
}

/// A step from one schema to the next, whichever tool applies it.
#[derive(Clone, Debug, Default)]
pub struct Migration {
    /// As its tool names it: a revision, `app.0001_initial`, a version.
    pub id: String,
    /// What it is about, in its author's words.
    pub subject: Option<String>,
    /// The file that holds it.
    pub path: RepoPath,
    /// Where the version decides the order: which it is.
    pub rank: Option<Rank>,
    /// What it follows. Where the version decides nothing is named, and the one before is filled in.
    pub parents: Vec<Reference>,
    /// What must be applied before, without being followed.
    pub depends_on: Vec<Reference>,
    /// Those that it stands for: a database that has applied them counts it as applied.
    pub replaces: Vec<String>,
    /// The branch labels that it is given.
    pub labels: Vec<Label>,
    /// Where a file holds several: what this one does, as a digest.
    pub digest: Option<String>,
    /// The file of its own that undoes it.
    pub undo: Option<RepoPath>,
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

/// A version by which a tool orders its migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rank {
    /// Sorts as the tool does.
    pub key: String,
    /// As the name of the file has it: `000012`, `1_2`.
    pub written: String,
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
    /// What it is a part of: every migration there has this one.
    Part(String),
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
