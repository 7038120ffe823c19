use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::{Entry, tree_entries};
use crate::git::{Oid, Repo, RepoPath};

/// The files of a merge of two commits, by whole files: what only one side has
/// changed since they parted is as that side has it, what both have is as ours.
pub(super) fn entries(repo: &Repo, ours: Oid, theirs: Oid) -> Result<Vec<Entry>> {
    let base = repo.merge_base(ours, theirs)?;
    let was = base.map(|base| by_path(repo, base)).transpose()?.unwrap_or_default();
    let mut theirs = by_path(repo, theirs)?;
    let mut merged = by_path(repo, ours)?;
    merged.retain(|path, entry| {
        let unchanged = was.get(path).is_some_and(|was| was.oid == entry.oid);
        match theirs.remove(path) {
            Some(their) if unchanged => *entry = their,
            // Gone on their side, and nothing was done to it on ours.
            None if unchanged => return false,
            _ => {}
        }
        true
    });
    // What is left of theirs is not in ours: new there, or gone here.
    merged.extend(theirs.into_iter().filter(|(path, entry)| was.get(path).is_none_or(|was| was.oid != entry.oid)));
    Ok(merged.into_values().collect())
}

fn by_path(repo: &Repo, commit: Oid) -> Result<BTreeMap<RepoPath, Entry>> {
    let entries = tree_entries(repo, commit).with_context(|| format!("listing the files of {commit} for a merge"))?;
    Ok(entries.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
}
