//! The migrations of a repository as they stand: pure data, for those who look
//! at them before a release.

use crate::git::{Oid, RepoPath};
use crate::version::Version;

/// All of them.
pub struct Survey {
    /// The commit whose tree was looked at; `None` for the work tree.
    pub commit: Option<Oid>,
    /// The last version, which the next one is compared with.
    pub since: Option<Version>,
    /// One a graph.
    pub lineages: Vec<Lineage>,
    /// How many findings there are about them; what they are, the gate tells.
    pub findings: usize,
}

/// The migrations of one graph.
pub struct Lineage {
    /// The tool that applies them, in reports for machines: `alembic`.
    pub framework: &'static str,
    /// The same in sentences: `Alembic`.
    pub tool: &'static str,
    /// The folders they lie in.
    pub folders: Vec<RepoPath>,
    /// The newest first: each stands before all that it follows or depends on, if that can be.
    pub revisions: Vec<Revision>,
}

/// One migration.
pub struct Revision {
    /// As its tool names it.
    pub id: String,
    /// What it is about, in its author's words.
    pub subject: Option<String>,
    /// The file that holds it.
    pub path: RepoPath,
    /// What it follows, each once.
    pub parents: Vec<String>,
    /// What must be applied before, without being followed.
    pub depends_on: Vec<String>,
    /// Its branch labels, as far as they are written down.
    pub labels: Vec<String>,
    /// Whether it can be undone; `None` if only running it would tell.
    pub reversible: Option<bool>,
    /// So many follow it.
    pub followers: usize,
    /// The last version did not have it.
    pub is_new: bool,
}

impl Revision {
    /// Nothing follows it.
    pub fn is_head(&self) -> bool {
        self.followers == 0
    }

    /// It follows nothing.
    pub fn is_base(&self) -> bool {
        self.parents.is_empty()
    }

    /// Several follow it.
    pub fn is_branch_point(&self) -> bool {
        self.followers > 1
    }

    /// It follows several.
    pub fn is_merge_point(&self) -> bool {
        self.parents.len() > 1
    }
}
