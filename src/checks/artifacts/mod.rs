use anyhow::Result;
use serde::Deserialize;

use crate::check::{Check, Context, Outcome};
use crate::finding::Code;

/// `[checks.artifacts]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Artifacts {}

impl Check for Artifacts {
    fn id(&self) -> &'static str {
        "artifacts"
    }

    fn title(&self) -> &'static str {
        "Artifacts Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        Vec::new()
    }

    fn run(&self, _context: &Context) -> Result<Outcome> {
        anyhow::bail!("not written yet")
    }
}
