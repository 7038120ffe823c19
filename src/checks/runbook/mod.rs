use anyhow::Result;
use serde::Deserialize;

use crate::check::{Check, Context, Outcome};
use crate::finding::Code;

/// `[checks.runbook]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Runbook {}

impl Check for Runbook {
    fn id(&self) -> &'static str {
        "runbook"
    }

    fn title(&self) -> &'static str {
        "Operations Runbook Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        Vec::new()
    }

    fn run(&self, _context: &Context) -> Result<Outcome> {
        anyhow::bail!("not written yet")
    }
}
