//! What a push rests on.

use std::collections::HashSet;

use anyhow::Result;

use crate::check::Push;
use crate::git::Oid;

/// So many commits of the other side are compared with: a branch rarely took over main more often.
const BASES: usize = 8;

/// The commits that what leaves rests on, those nearest to the tip.
pub fn of(push: &Push) -> Result<Vec<Oid>> {
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
