//! The check `artifacts`: weights are what they claim to be and are hashed,
//! images are named so that tomorrow's are today's, and what a release once
//! recorded is still true.

#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod images;
mod records;
mod weights;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;
use bstr::BStr;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::check::{Check, Context, Event, Examination, Outcome};
use crate::compose::Project;
use crate::finding::Code;
use crate::git::Snapshot;

/// `[checks.artifacts]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Artifacts {
    /// Weight files beside those below `checkpoints/` and `models/`.
    globs: Globs,
    /// Classes and functions, as `module.name`, that pickles may name because
    /// the repository vouches for them. What is dangerous stays so.
    pickle_allow: Globs,
    /// Where images are kept as OCI layouts or `docker save` archives, whether git holds them or not.
    image_archives: Globs,
    /// Whether registries are asked for the images that run; then one that can't be asked refuses.
    registry: bool,
    /// Whether the engine on this machine is asked, too, so that what was built here and not pushed is told.
    engine: bool,
}

/// Patterns as in `.gitignore`: `*` stays within a folder, `**` does not.
#[derive(Deserialize, Default)]
#[serde(try_from = "Vec<String>")]
struct Globs {
    patterns: Vec<String>,
    set: GlobSet,
}

impl TryFrom<Vec<String>> for Globs {
    type Error = globset::Error;

    fn try_from(patterns: Vec<String>) -> Result<Self, Self::Error> {
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            set.add(GlobBuilder::new(pattern).literal_separator(true).build()?);
        }
        Ok(Self { set: set.build()?, patterns })
    }
}

impl Artifacts {
    /// Where weights are looked for, beside what git has.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        weights::folders(&self.globs)
    }

    /// The services that Compose would start from a snapshot.
    pub fn compose(snapshot: &Snapshot) -> Result<Option<Project>> {
        images::project(snapshot)
    }

    /// Whether a file at this path is taken for weights.
    pub fn claims(&self, path: &BStr) -> bool {
        weights::claims(&self.globs, path)
    }
}

/// `1 image`, `5 images`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

impl Check for Artifacts {
    fn id(&self) -> &'static str {
        "artifacts"
    }

    fn title(&self) -> &'static str {
        "Artifacts Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        [weights::CODES, images::CODES, records::CODES].concat()
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let Event::Gate(subject) = context.event else {
            return Ok(Outcome::Skipped { reason: "weights and images are judged when a release is made".to_owned() });
        };
        let mut examination = Examination::default();
        weights::examine(self, context, subject, &mut examination)?;
        images::examine(self, subject, context.images, &mut examination)?;
        if let Some(version) = &subject.version {
            records::examine(version, &subject.snapshot, &mut examination)?;
        }
        Ok(Outcome::Ran(examination))
    }
}
