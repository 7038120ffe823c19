mod env;

use anyhow::Result;
use serde::Deserialize;

use crate::check::{Check, Context, Event, Examination, Outcome};
use crate::finding::Code;

/// `[checks.secrets]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Secrets {
    env: env::Env,
}

impl Check for Secrets {
    fn id(&self) -> &'static str {
        "secrets"
    }

    fn title(&self) -> &'static str {
        "Secrets and Environment Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        env::CODES.to_vec()
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let mut examination = Examination::default();
        if let Event::Gate(subject) = context.event {
            env::examine(&self.env, context, subject, &mut examination)?;
        }
        Ok(Outcome::Ran(examination))
    }
}
