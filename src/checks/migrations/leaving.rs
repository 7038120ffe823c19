//! What leaves with a tip, all of it together: what happened in between, and was undone again, does not count.

use std::collections::HashSet;

use anyhow::Result;

use crate::check::Push;
use crate::git::{Change, Commit, Oid, RepoPath};

/// So many commits of the other side are compared with: a branch rarely took over main more often.
const BASES: usize = 8;

/// How the tree of a tip differs from what the other side has.
#[derive(Default)]
pub struct Leaving {
    /// What it is compared with.
    pub bases: Vec<Oid>,
    /// What none of them has at that path.
    pub came: Vec<Change>,
    /// What one of them has and the tip has not; the blob is its own.
    pub gone: Vec<Change>,
}

impl Leaving {
    pub fn of(push: &Push, tip: Oid) -> Result<Self> {
        let bases = bases(push)?;
        if bases.is_empty() && push.introduced.commits.is_empty() {
            return Ok(Self::default());
        }
        // As if it were one commit: then one comparison of trees tells.
        let whole = Commit { parents: bases, ..push.repo.commit(tip)? };
        let (came, gone) = (push.repo.changes(&whole)?, push.repo.removed(&whole)?);
        Ok(Self { bases: whole.parents, came, gone })
    }
}

/// The commits that what leaves rests on, those nearest to the tip.
impl Leaving {
    /// Every path at which it differs.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.came.iter().chain(&self.gone).map(|change| &change.path)
    }

    /// Whether it changes what is at this path.
    pub fn changes(&self, path: &RepoPath) -> bool {
        self.paths().any(|changed| changed == path)
    }
}

fn bases(push: &Push) -> Result<Vec<Oid>> {
    let own: HashSet<Oid> = push.introduced.commits.iter().copied().collect();
    let mut bases = Vec::new();
    for &commit in push.introduced.commits.iter().rev() {
        for parent in push.repo.parents(&push.repo.commit(commit)?)? {
            if !own.contains(&parent) && !bases.contains(&parent) && bases.len() < BASES {
                bases.push(parent);
            }
        }
    }
    Ok(bases)
}
