//! A release from end to end: what must hold before it ([`preflight`]), what it
//! is to be ([`plan`]), the files that prove it ([`manifest`]), the objects
//! ([`objects`]) and the acts that make it stand ([`steps`]).
//!
//! The release commit R stands on the judged commit P and touches nothing but
//! the release files; the annotated tag points at R. The manifest names P,
//! because a commit can't name itself; the tag's message names the manifest.

mod before;
pub mod fault;
pub mod manifest;
pub mod notes;
pub mod objects;
pub mod paths;
pub mod plan;
pub mod preflight;
pub mod previous;
pub mod problem;
pub mod record;
pub mod remote;
pub mod signature;
pub mod steps;
mod tagged;
mod text;
mod worktree;

use regex::Regex;
use serde::Deserialize;

/// `[release]` of `precheck.toml`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// Whether the manifest gets a signature of its own, by the ssh key with which git signs.
    pub sign_manifest: bool,
    /// The team's own checklist, from the root of the repository.
    pub checklist_template: Option<String>,
    /// What is known and harmless in the logs of what was deployed.
    pub deployed_log_allow: Vec<LogPattern>,
}

/// A regular expression; one that can't be read is refused with the settings.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct LogPattern(pub Regex);

impl TryFrom<String> for LogPattern {
    type Error = regex::Error;

    fn try_from(pattern: String) -> Result<Self, Self::Error> {
        Regex::new(&pattern).map(Self)
    }
}

pub use tagged::{is_released, place, write as write_tagged};
