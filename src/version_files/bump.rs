//! Writes a version into the files that name another one, and into the locks that repeat it. Nothing else in them
//! changes.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::{Statement, file_name, near_root, spans, text};
use crate::git::Snapshot;
use crate::version::Version;

/// Locks are long, and so may be what members a workspace has.
const LOCK_LIMIT: u64 = 32 << 20;
const MOST_CRATES: usize = 1000;

/// Where in which file a version is replaced.
type Places = BTreeMap<String, Vec<Range<usize>>>;

/// The files in which `stale` stands and the locks beside them, as they are with `version`.
pub fn bumped(snapshot: &Snapshot, stale: &[Statement], version: &Version) -> Result<Vec<(String, Vec<u8>)>> {
    let mut places = Places::new();
    for statement in stale {
        places.entry(statement.path.clone()).or_default().push(statement.span.clone());
    }
    add_cargo_locks(snapshot, stale, &mut places)?;
    add_package_locks(snapshot, stale, &mut places)?;
    let number = version.number();
    let write = |(path, spans): (String, Vec<Range<usize>>)| {
        let bytes = snapshot.read(&path)?.with_context(|| format!("{path} is not in this clone"))?;
        let text = String::from_utf8(bytes).with_context(|| format!("reading {path}"))?;
        Ok((path, written(text, spans, &number).into_bytes()))
    };
    places.into_iter().map(write).collect()
}

/// The text with this number at each of these places.
pub(super) fn written(mut text: String, mut spans: Vec<Range<usize>>, number: &str) -> String {
    spans.sort_by_key(|span| span.start);
    spans.into_iter().rev().for_each(|span| text.replace_range(span, number));
    text
}

fn add_cargo_locks(snapshot: &Snapshot, stale: &[Statement], places: &mut Places) -> Result<()> {
    let crates = crates(snapshot, stale)?;
    if crates.is_empty() {
        return Ok(());
    }
    for (path, text) in locks(snapshot, "Cargo.lock")? {
        let ours = |name: &str, version: &str| crates.get(name).is_some_and(|old| old == version);
        let spans = spans::cargo_lock(&text, ours);
        if !spans.is_empty() {
            places.entry(path).or_default().extend(spans);
        }
    }
    Ok(())
}

/// The names and numbers of the crates whose version is stale, those that take a workspace's included.
fn crates(snapshot: &Snapshot, stale: &[Statement]) -> Result<HashMap<String, String>> {
    let stated = |path: Option<&str>, key| {
        stale.iter().find(|s| s.key == key && path.is_none_or(|path| s.path == path)).map(|s| s.version.number())
    };
    let shared = stated(None, "workspace.package.version");
    let mut crates = HashMap::new();
    if shared.is_none() && stated(None, "package.version").is_none() {
        return Ok(crates);
    }
    let manifests = snapshot.entries()?.iter().filter(|entry| entry.path.rsplit_str("/").next() == Some(b"Cargo.toml"));
    for entry in manifests.take(MOST_CRATES) {
        let (Ok(path), Some(text)) = (entry.path.to_str(), text(snapshot, entry)?) else { continue };
        let own = stated(Some(path), "package.version");
        let shared = || shared.clone().filter(|_| inherits(&text));
        let name = spans::toml(&text, "package.name");
        crates.extend(name.map(|name| text[name].to_owned()).zip(own.or_else(shared)));
    }
    Ok(crates)
}

/// Whether a crate takes its version from its workspace.
fn inherits(manifest: &str) -> bool {
    let Ok(manifest) = manifest.parse::<toml::Table>() else { return false };
    let version = manifest.get("package").and_then(|package| package.get("version"));
    version.and_then(|version| version.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
}

fn add_package_locks(snapshot: &Snapshot, stale: &[Statement], places: &mut Places) -> Result<()> {
    let folders: Vec<_> = stale.iter().filter_map(|s| folder_of(&s.path, "package.json")).collect();
    if folders.is_empty() {
        return Ok(());
    }
    for (path, text) in locks(snapshot, "package-lock.json")? {
        let own = folder_of(&path, "package-lock.json").unwrap_or_default();
        let below = folders.iter().filter_map(|folder| folder.strip_prefix(own));
        let spans: Vec<_> = below.flat_map(|folder| spans::package_lock(&text, folder.trim_end_matches('/'))).collect();
        if !spans.is_empty() {
            places.entry(path).or_default().extend(spans);
        }
    }
    Ok(())
}

/// `web/` of `web/package.json`, and nothing at the root.
fn folder_of<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    path.strip_suffix(name).filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

fn locks(snapshot: &Snapshot, name: &str) -> Result<Vec<(String, String)>> {
    let mut locks = Vec::new();
    for (path, entry) in near_root(snapshot)?.filter(|(path, _)| file_name(path) == name) {
        if snapshot.size(entry)?.is_some_and(|size| size <= LOCK_LIMIT)
            && let Some(text) = snapshot.read(path)?.and_then(|bytes| String::from_utf8(bytes).ok())
        {
            locks.push((path.to_owned(), text));
        }
    }
    Ok(locks)
}
