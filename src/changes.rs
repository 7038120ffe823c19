//! What a version brings that the one before it had not: pure data, for the notes of a release.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::git::RepoPath;

/// All of it.
#[derive(Default)]
pub struct Changes {
    /// The commits, newest first, without merges and release commits.
    pub commits: Vec<Story>,
    /// Who made them, whoever made most of them first.
    pub contributors: Vec<String>,
    /// Migrations that were not there.
    pub migrations: Vec<Migration>,
    /// Weight files by their path.
    pub weights: Vec<Difference<Weight>>,
    /// Images by the Compose service that runs them.
    pub images: Vec<Difference<Image>>,
    /// Example files in which the names of variables are not the same.
    pub environment: Vec<Environment>,
    /// Sections of the runbook by their heading; a digest of what stands below it.
    pub runbook: Vec<Difference<String>>,
    /// Findings that the gate accepted.
    pub waivers: Vec<Waived>,
}

/// What kind of change a commit says it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `feat`
    Feature,
    /// `fix`
    Fix,
    /// `perf`
    Performance,
    /// `revert`, or git's own words for it.
    Revert,
    /// `refactor`
    Refactoring,
    /// `docs`
    Documentation,
    /// `test`
    Tests,
    /// `build` or `ci`
    Build,
    /// Anything else.
    Other,
}

/// What a commit says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Story {
    /// What kind of change it is.
    pub kind: Kind,
    /// The part that it is about.
    pub scope: Option<String>,
    /// What it does.
    pub summary: String,
    /// What it breaks, if it says so; the summary once more if it says no more than that.
    pub breaks: Option<String>,
}

/// A migration that was added.
pub struct Migration {
    /// The tool that applies it: `Alembic`.
    pub tool: &'static str,
    /// As that tool names it.
    pub id: String,
    /// The file that holds it.
    pub path: RepoPath,
    /// Whether it can be undone; `None` if only running it would tell.
    pub reversible: Option<bool>,
}

/// A weight file as a manifest records it.
#[derive(Clone, PartialEq, Eq)]
pub struct Weight {
    /// In bytes.
    pub size: u64,
    /// SHA-256 of the content, lower-case hexadecimal; `md5:…` where only DVC knows one.
    pub hash: String,
}

/// An image as a manifest records it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Image {
    /// As it runs: `registry.example/team/app:v1.2.3`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `sha256:…` where it is known.
    pub digest: Option<String>,
}

/// An example file of environment variables; of their values nothing is known here.
pub struct Environment {
    /// The file.
    pub path: RepoPath,
    /// Names that it sets and did not set.
    pub added: Vec<String>,
    /// Names that it no longer sets.
    pub removed: Vec<String>,
}

/// A finding that was accepted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waived {
    /// Its code.
    pub code: String,
    /// The reason that stands with the waiver.
    pub reason: String,
}

/// Something that is not as it was.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference<T> {
    /// What it is known by.
    pub name: String,
    /// As it was, if it was there.
    pub before: Option<T>,
    /// As it is, if it is there.
    pub after: Option<T>,
}

impl Changes {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        let shipped = self.weights.is_empty() && self.images.is_empty() && self.migrations.is_empty();
        shipped && self.commits.is_empty() && self.environment.is_empty() && self.runbook.is_empty()
    }
}

/// What is not the same on both sides, by name.
pub fn differences<T: Clone + PartialEq>(
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
) -> Vec<Difference<T>> {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let mut names: Vec<_> = after.keys().chain(gone).collect();
    names.sort_unstable();
    let difference = |name: &String| {
        let (before, after) = (before.get(name).cloned(), after.get(name).cloned());
        (before != after).then(|| Difference { name: name.clone(), before, after })
    };
    names.into_iter().filter_map(difference).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_on_both_sides_is_no_difference() {
        let side = |entries: &[(&str, u8)]| entries.iter().map(|&(name, value)| (name.to_owned(), value)).collect();
        let found = differences(&side(&[("a", 1), ("b", 1), ("c", 1)]), &side(&[("b", 2), ("c", 1), ("d", 1)]));
        let told: Vec<_> = found.iter().map(|d| (d.name.as_str(), d.before, d.after)).collect();
        assert_eq!(told, [("a", Some(1), None), ("b", Some(1), Some(2)), ("d", None, Some(1))]);
    }
}
