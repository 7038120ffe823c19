use anyhow::Result;
use serde::Deserialize;

use crate::check::{Check, Context, Outcome};
use crate::finding::Code;

/// `[checks.secrets]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Secrets {}

impl Check for Secrets {
    fn id(&self) -> &'static str {
        "secrets"
    }

    fn title(&self) -> &'static str {
        "Secrets and Environment Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        Vec::new()
    }

    fn run(&self, _context: &Context) -> Result<Outcome> {
        anyhow::bail!("not written yet")
    }
}
