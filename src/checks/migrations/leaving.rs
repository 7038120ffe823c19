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
    /// What all of them have and the tip has not; the blob is that of the nearest.
    pub gone: Vec<Change>,
}

impl Leaving {
    pub fn of(push: &Push, tip: Oid) -> Result<Self> {
        let bases = bases(push)?;
        if bases.is_empty() && push.introduced.commits.is_empty() {
            return Ok(Self::default());
        }
        // As if it were one commit: then one comparison of trees tells.
        let whole = Commit { parents: bases.clone(), ..push.repo.commit(tip)? };
        let came = push.repo.changes(&whole)?;
        let mut removed = push.repo.removed(&whole)?;
        removed.sort_by(|a, b| a.path.cmp(&b.path));
        // What one base lacks already, the other side has removed itself.
        let gone = removed.chunk_by(|a, b| a.path == b.path).filter(|same| same.len() == bases.len());
        let gone = gone.filter_map(|same| same.first().cloned()).collect();
        Ok(Self { bases, came, gone })
    }

    /// Every path at which it differs.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.came.iter().chain(&self.gone).map(|change| &change.path)
    }

    /// Whether it changes what is at this path.
    pub fn changes(&self, path: &RepoPath) -> bool {
        self.paths().any(|changed| changed == path)
    }
}

/// The commits that what leaves rests on, those nearest to the tip.
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
