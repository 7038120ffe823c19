//! `[server]`: what the repository's own server asks of a push beyond what every
//! clone asks of it. Read from the default branch, never from what is pushed.

use serde::Deserialize;

/// `[server]`
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// Whether a push option may leave checks out, on record.
    pub allow_bypass: bool,
    /// Whether what stands on a pushed line itself (`precheck:allow`) waives what is found there.
    pub inline_waivers: bool,
    /// What a version tag needs.
    pub version_tags: VersionTags,
}

/// What a version tag needs to be taken in.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum VersionTags {
    /// A manifest that verifies, in the tagged commit or pushed beside it.
    #[default]
    Manifest,
    /// That those parts of the gate pass that need no files outside git; a manifest that is there must verify too.
    Gate,
}
