//! Which variables the example files of an environment name. Their values are never looked at.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use bstr::ByteSlice;

use crate::changes::Environment;
use crate::dotenv::Dotenv;
use crate::git::{Mode, RepoPath, Snapshot};

/// How the files end that are copied and filled in: `.env.example`, `env.prod.sample`.
const ENDINGS: [&str; 5] = ["example", "sample", "template", "dist", "defaults"];

/// An example names a few dozen variables; more than this is something else.
const LIMIT: u64 = 1 << 20;

/// More of them are no examples.
const MOST: usize = 100;

/// The example files whose names are not the same, those that are new or gone included.
pub fn changes(before: Option<&Snapshot>, now: &Snapshot) -> Result<Vec<Environment>> {
    let before = before.map(examples).transpose()?.unwrap_or_default();
    let now = examples(now)?;
    let gone = before.keys().filter(|path| !now.contains_key(*path));
    let none = Names::new();
    let files = now.keys().chain(gone).map(|path| {
        let (before, now) = (before.get(path).unwrap_or(&none), now.get(path).unwrap_or(&none));
        let only = |one: &Names, other| one.difference(other).cloned().collect();
        Environment { path: path.clone(), added: only(now, before), removed: only(before, now) }
    });
    Ok(files.filter(|file| !(file.added.is_empty() && file.removed.is_empty())).collect())
}

/// Names of variables.
pub type Names = BTreeSet<String>;

/// The example files, each with the names that it has.
pub fn examples(snapshot: &Snapshot) -> Result<BTreeMap<RepoPath, Names>> {
    let mut examples = BTreeMap::new();
    let entries = snapshot.entries()?.iter();
    for entry in entries.filter(|entry| is_example(&entry.path) && entry.mode != Mode::Gitlink).take(MOST) {
        if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT)
            && let Some(content) = snapshot.read(&entry.path)?
        {
            let names = Dotenv::parse(&content).entries.into_iter().map(|entry| entry.name).collect();
            examples.insert(entry.path.clone(), names);
        }
    }
    Ok(examples)
}

fn is_example(path: &RepoPath) -> bool {
    let name = path.rsplit_str("/").next().unwrap_or_default().to_ascii_lowercase();
    let mut parts = name.split_str(".").filter(|part| !part.is_empty());
    parts.next() == Some(b"env") && parts.last().is_some_and(|last| ENDINGS.iter().any(|e| e.as_bytes() == last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_told_by_their_names() {
        for yes in [".env.example", "api/.env.production.sample", "env.template", ".env.dist"] {
            assert!(is_example(&yes.into()), "{yes}");
        }
        for no in [".env", ".env.production", "example.env.py", "env/example", "my.env.example.md"] {
            assert!(!is_example(&no.into()), "{no}");
        }
    }
}
