use anyhow::Result;
use serde::Deserialize;

use crate::check::{Check, Context, Outcome};
use crate::finding::Code;

/// `[checks.migrations]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Migrations {}

impl Check for Migrations {
    fn id(&self) -> &'static str {
        "migrations"
    }

    fn title(&self) -> &'static str {
        "Database Migrations Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        Vec::new()
    }

    fn run(&self, _context: &Context) -> Result<Outcome> {
        anyhow::bail!("not written yet")
    }
}
mod python;
