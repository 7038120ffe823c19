//! The registries on both sides of a comparison.

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::ByteSlice;

use super::registry::NAMES;
use crate::check::Push;
use crate::checks::migrations::leaving::Leaving;
use crate::checks::migrations::paths::file_name;
use crate::git::{Oid, RepoPath, Snapshot};

/// A registry is smaller.
const LIMIT: u64 = 1 << 20;

/// Text by path.
pub type Texts = BTreeMap<RepoPath, Vec<u8>>;

/// A registry that differs, or stands on one side only.
pub struct Registries {
    pub path: RepoPath,
    /// What the other side, or the last version, has: after a merge more than one.
    pub before: Vec<Vec<u8>>,
    pub now: Option<Vec<u8>>,
}

/// Every registry of a snapshot.
pub fn texts(snapshot: &Snapshot) -> Result<Texts> {
    let mut texts = Texts::new();
    for entry in snapshot.entries()? {
        if is_registry(&entry.path) && entry.mode.is_blob() && snapshot.size(entry)?.is_some_and(|size| size <= LIMIT) {
            texts.extend(snapshot.read(&entry.path)?.map(|text| (entry.path.clone(), text)));
        }
    }
    Ok(texts)
}

/// The registries of a release that differ from the last one's.
pub fn registries(before: &Snapshot, now: &Snapshot) -> Result<Vec<Registries>> {
    let (mut old, new) = (texts(before)?, texts(now)?);
    let mut differing = Vec::new();
    for (path, text) in new {
        let was = old.remove(&path);
        differing.push(Registries { path, before: was.into_iter().collect(), now: Some(text) });
    }
    differing.extend(old.into_iter().map(|(path, text)| Registries { path, before: vec![text], now: None }));
    Ok(renamed(differing))
}

/// The registries of a tip that none of the commits has which the other side has.
pub fn pushed(push: &Push, leaving: &Leaving) -> Result<Vec<Registries>> {
    let mut differing = Vec::new();
    for change in leaving.came.iter().filter(|change| is_registry(&change.path)) {
        let before = change.old.iter().filter_map(|&oid| read(push, oid).transpose()).collect::<Result<_>>()?;
        differing.push(Registries { path: change.path.clone(), before, now: read(push, change.new)? });
    }
    for change in leaving.gone.iter().filter(|change| is_registry(&change.path)) {
        let before = read(push, change.new)?.into_iter().collect();
        differing.push(Registries { path: change.path.clone(), before, now: None });
    }
    Ok(renamed(differing))
}

fn read(push: &Push, blob: Oid) -> Result<Option<Vec<u8>>> {
    match push.repo.header(blob)? {
        Some((_, size)) if size <= LIMIT => Ok(push.repo.read(blob)?.map(|object| object.data)),
        _ => Ok(None),
    }
}

/// One that went and one that came are the same one, moved.
fn renamed(mut differing: Vec<Registries>) -> Vec<Registries> {
    let gone = |r: &Registries| r.now.is_none();
    let came = |r: &Registries| r.before.is_empty();
    if let ([from], [_]) = (&positions(&differing, gone)[..], &positions(&differing, came)[..]) {
        let before = differing.remove(*from).before;
        if let Some(registry) = differing.iter_mut().find(|r| r.before.is_empty()) {
            registry.before = before;
        }
    }
    differing
}

fn positions(differing: &[Registries], which: impl Fn(&Registries) -> bool) -> Vec<usize> {
    (0..differing.len()).filter(|&at| which(&differing[at])).collect()
}

fn is_registry(path: &RepoPath) -> bool {
    NAMES.contains(&file_name(path.as_bstr()))
}
