//! What a release brings: pure data, gathered from commits, manifests and trees.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::{Evidence, FileEvidence, ImageEvidence};

/// All that release notes tell.
#[derive(Debug, Default)]
pub struct Notes {
    /// Commits, by what they do.
    pub changes: Changes,
    /// Migrations that are new.
    pub migrations: Vec<Migration>,
    /// Weights and images that differ; `None` where one side has no manifest to tell it.
    pub artifacts: Option<Artifacts>,
    /// Names in the example of the environment.
    pub environment: Difference,
    /// Sections of the runbook, by their headings.
    pub runbook: Difference,
    /// Findings that were accepted: code and reason.
    pub waivers: BTreeSet<(String, String)>,
}

/// Commits, by what they do.
#[derive(Debug, Default)]
pub struct Changes {
    /// What users have to act on.
    pub breaking: Vec<Change>,
    /// Headings and what belongs below them, in their order; none is empty.
    pub groups: Vec<(&'static str, Vec<Change>)>,
    /// Who made them, those with most commits first.
    pub contributors: Vec<String>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The part of the program, if the author names one.
    pub scope: Option<String>,
    /// In the author's words.
    pub text: String,
    /// Its name, shortened.
    pub commit: String,
}

/// A migration that is new.
#[derive(Debug, PartialEq, Eq)]
pub struct Migration {
    /// The tool that applies it.
    pub tool: &'static str,
    /// As the tool names it.
    pub id: String,
    /// What it is about, if its author says.
    pub subject: Option<String>,
    /// Whether it can be undone, as far as that can be told.
    pub reversible: Option<bool>,
}

/// What changed of what is deployed beside the code.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    /// Weight files by path: before and after.
    pub weights: BTreeMap<String, (Option<Weight>, Option<Weight>)>,
    /// Images by service: before and after.
    pub images: BTreeMap<String, (Option<Image>, Option<Image>)>,
}

/// A weight file.
#[derive(Debug, PartialEq, Eq)]
pub struct Weight {
    /// Of its content.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

/// An image.
#[derive(Debug, PartialEq, Eq)]
pub struct Image {
    /// `NAME:TAG`
    pub reference: String,
    /// Where it is known.
    pub digest: Option<String>,
}

/// What one side has and the other has not, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Only the later side has them.
    pub added: Vec<String>,
    /// Both have them, each its own.
    pub changed: Vec<String>,
    /// Only the earlier side has them.
    pub removed: Vec<String>,
}

impl Artifacts {
    /// What differs.
    pub fn between(before: &Evidence, after: &Evidence) -> Self {
        let weights = |evidence: &Evidence| by_name(&evidence.files, |file| (file.path.clone(), weight(file)));
        let images = |evidence: &Evidence| by_name(&evidence.images, |(service, it)| (service.clone(), image(it)));
        Self { weights: differing(weights(before), weights(after)), images: differing(images(before), images(after)) }
    }
}

impl Difference {
    /// Of what is known by name: how the two sides differ.
    pub fn between<T: PartialEq>(before: BTreeMap<String, T>, after: BTreeMap<String, T>) -> Self {
        let mut difference = Self::default();
        for (name, sides) in differing(before, after) {
            match sides {
                (None, _) => difference.added.push(name),
                (Some(_), Some(_)) => difference.changed.push(name),
                (Some(_), None) => difference.removed.push(name),
            }
        }
        difference
    }
}

fn by_name<I: IntoIterator, T>(all: I, named: impl Fn(I::Item) -> (String, T)) -> BTreeMap<String, T> {
    all.into_iter().map(named).collect()
}

fn differing<T: PartialEq>(
    mut before: BTreeMap<String, T>,
    after: BTreeMap<String, T>,
) -> BTreeMap<String, (Option<T>, Option<T>)> {
    let mut sides = BTreeMap::new();
    for (name, now) in after {
        let was = before.remove(&name);
        if was.as_ref() != Some(&now) {
            sides.insert(name, (was, Some(now)));
        }
    }
    sides.extend(before.into_iter().map(|(name, was)| (name, (Some(was), None))));
    sides
}

fn weight(file: &FileEvidence) -> Weight {
    Weight { sha256: file.sha256.clone(), size: file.size }
}

fn image(image: &ImageEvidence) -> Image {
    Image { reference: image.reference.clone(), digest: image.digest.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_gone_or_another_is_told_and_the_rest_is_not() {
        let side = |pairs: &[(&str, u8)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        let difference =
            Difference::between(side(&[("a", 1), ("b", 1), ("c", 1)]), side(&[("b", 1), ("c", 2), ("d", 1)]));
        assert_eq!(
            (&difference.added, &difference.changed, &difference.removed),
            (&vec!["d".to_owned()], &vec!["c".to_owned()], &vec!["a".to_owned()])
        );
        assert_eq!(Difference::between(side(&[("a", 1)]), side(&[("a", 1)])), Difference::default());
    }
}
