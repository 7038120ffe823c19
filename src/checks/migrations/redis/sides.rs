//! The registries on both sides of a comparison.

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::ByteSlice;

use crate::check::Push;
use crate::checks::migrations::leaving::Leaving;
use crate::checks::migrations::paths::file_name;
use crate::git::{Mode, Oid, RepoPath, Snapshot};

/// The names under which a registry is found, in whatever folder.
const NAMES: [&[u8]; 3] = [b"redis-schema.toml", b"redis-schema.yaml", b"redis-schema.yml"];

/// A registry is smaller.
const LIMIT: u64 = 1 << 20;

/// What a registry's file holds, or why that is not read.
pub type Content = std::result::Result<Vec<u8>, &'static str>;

/// Registries by path.
pub type Texts = BTreeMap<RepoPath, Content>;

/// A registry that differs, or stands on one side only.
pub struct Registries {
    pub path: RepoPath,
    /// What the other side, or the last version, has: after a merge more than one.
    pub before: Vec<Content>,
    pub now: Option<Content>,
}

/// Every registry of a snapshot.
pub fn texts(snapshot: &Snapshot) -> Result<Texts> {
    let mut texts = Texts::new();
    for entry in snapshot.entries()? {
        if is_registry(&entry.path)
            && entry.mode.is_blob()
            && let Some(size) = snapshot.size(entry)?
        {
            let content = content(entry.mode, size, || snapshot.read(&entry.path))?;
            texts.extend(content.map(|content| (entry.path.clone(), content)));
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

/// The registries among what leaves.
pub fn pushed(push: &Push, leaving: &Leaving) -> Result<Vec<Registries>> {
    let mut differing = Vec::new();
    for change in leaving.came.iter().filter(|change| is_registry(&change.path)) {
        let before =
            change.old.iter().filter_map(|&oid| read(push, oid, Mode::File).transpose()).collect::<Result<_>>()?;
        let now = read(push, change.new, change.mode)?;
        differing.push(Registries { path: change.path.clone(), before, now });
    }
    for change in leaving.gone.iter().filter(|change| is_registry(&change.path)) {
        let before = read(push, change.new, change.mode)?.into_iter().collect();
        differing.push(Registries { path: change.path.clone(), before, now: None });
    }
    Ok(renamed(differing))
}

fn read(push: &Push, blob: Oid, mode: Mode) -> Result<Option<Content>> {
    let Some((_, size)) = push.repo.header(blob)? else { return Ok(None) };
    content(mode, size, || Ok(push.repo.read(blob)?.map(|object| object.data)))
}

/// Reads what can be judged.
fn content(mode: Mode, size: u64, read: impl FnOnce() -> Result<Option<Vec<u8>>>) -> Result<Option<Content>> {
    match mode {
        Mode::Symlink => Ok(Some(Err("it is a symbolic link"))),
        _ if size > LIMIT => Ok(Some(Err("it is larger than 1 MiB"))),
        _ => Ok(read()?.map(Ok)),
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
