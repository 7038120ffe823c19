//! What leaves, together with what it will meet on the other side: two
//! branches may each have one head, and their merge two. git merges them without
//! a conflict, for the files are different ones.

use std::collections::HashSet;

use anyhow::Result;
use bstr::ByteSlice;

use super::frameworks::{self, Reader};
use super::graph::{self, Beside, Graph};
use super::late;
use crate::check::{Destination, Push};
use crate::finding::Finding;
use crate::git::{Oid, Ref, Snapshot};

/// A branch that the pushed commit will be merged with.
struct Branch {
    /// As one types it: `origin/main`.
    name: String,
    tip: Oid,
}

/// What is wrong with the merge of `tip` and each branch it will meet, and with neither of them alone.
pub fn judge(push: &Push, tips: &[Oid], tip: Oid, own: &[Graph], reader: &Reader) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for branch in branches(push, tips, tip)? {
        let base = push.repo.merge_base(tip, branch.tip)?;
        if base == Some(tip) || base == Some(branch.tip) {
            continue;
        }
        let theirs = frameworks::graphs(&reader.find(&Snapshot::of_commit(push.repo, branch.tip))?)?;
        let mut merged = frameworks::graphs(&reader.find(&Snapshot::of_merge(push.repo, tip, branch.tip)?)?)?;
        graph::keep_first(&mut merged, &theirs);
        let known: HashSet<String> = own.iter().chain(&theirs).flat_map(Graph::judge).map(|f| f.message).collect();
        let ids = theirs.iter().flat_map(Graph::ids).map(ToOwned::to_owned).collect();
        let beside = Beside { branch: branch.name, ids };
        let new = merged.iter().flat_map(|graph| graph.judge_beside(&beside));
        findings.extend(new.filter(|finding| !known.contains(&finding.message)).map(|finding| Finding {
            message: format!("together with {}: {}", beside.branch, finding.message),
            ..finding
        }));
        findings.extend(late::judge(&merged, &theirs, &beside.branch));
    }
    findings.extend(late_on_the_default_branch(push, tip, own, reader)?);
    Ok(findings)
}

/// What goes straight to the default branch meets what that had before.
fn late_on_the_default_branch(push: &Push, tip: Oid, own: &[Graph], reader: &Reader) -> Result<Vec<Finding>> {
    let Some(default) = default_branch(push)? else { return Ok(Vec::new()) };
    for update in push.updates.iter().filter(|update| is_branch(&default.name, &update.remote_name)) {
        if let (Some(local), Some(before)) = (update.local, update.remote)
            && push.repo.peel_to_commit(local)? == Some(tip)
            && !push.repo.here(&[before])?.is_empty()
        {
            let published = frameworks::graphs(&reader.find(&Snapshot::of_commit(push.repo, before))?)?;
            return Ok(late::judge(own, &published, &short(&default.name)));
        }
    }
    Ok(Vec::new())
}

/// The remote's default branch, unless this very push moves it, and whatever else is pushed.
fn branches(push: &Push, tips: &[Oid], tip: Oid) -> Result<Vec<Branch>> {
    let mut branches = Vec::new();
    if let Some(default) = default_branch(push)?
        && !push.updates.iter().any(|update| is_branch(&default.name, &update.remote_name))
    {
        branches.push(Branch { name: short(&default.name), tip: default.oid });
    }
    for &other in tips.iter().filter(|other| **other != tip) {
        let update = push.updates.iter().find(|update| update.local == Some(other));
        let name = update.map_or_else(|| other.to_string(), |update| short(&update.local_name));
        branches.push(Branch { name, tip: other });
    }
    Ok(branches)
}

/// The tracking ref of the remote's default branch; on the server the branch itself.
fn default_branch(push: &Push) -> Result<Option<Ref>> {
    let Destination::Remote(name) = &push.to else { return push.repo.own_default_branch() };
    let remotes = push.repo.remotes()?;
    let remote = remotes.iter().find(|r| r.name == *name || r.push_urls.contains(name));
    Ok(remote.map(|remote| push.repo.default_branch(remote)).transpose()?.flatten())
}

/// Whether a tracking ref is that of the branch that has this name at the remote.
fn is_branch(tracking: &[u8], name: &[u8]) -> bool {
    let branch = name.strip_prefix(b"refs/heads/").unwrap_or(name);
    tracking.strip_suffix(branch).is_some_and(|before| before.ends_with(b"/"))
}

fn short(name: &[u8]) -> String {
    let prefixes = [&b"refs/heads/"[..], b"refs/remotes/", b"refs/"];
    prefixes.iter().find_map(|prefix| name.strip_prefix(*prefix)).unwrap_or(name).to_str_lossy().into_owned()
}
