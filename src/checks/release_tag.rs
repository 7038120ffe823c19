use anyhow::Result;
use serde::Deserialize;

use crate::check::{Check, Context, Outcome};
use crate::finding::Code;

/// `[checks.release_tag]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReleaseTag {}

impl Check for ReleaseTag {
    fn id(&self) -> &'static str {
        "release_tag"
    }

    fn title(&self) -> &'static str {
        "Release Tag Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        Vec::new()
    }

    fn run(&self, _context: &Context) -> Result<Outcome> {
        anyhow::bail!("not written yet")
    }
}
