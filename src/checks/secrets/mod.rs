//! `secrets`: nothing that opens a door is published or released.

mod allow;
mod archive;
mod custom;
mod decode;
mod difference;
mod document;
mod env;
mod examiner;
mod file_kind;
mod found;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod gate;
mod generic;
mod hit;
mod keywords;
mod layers;
mod ledger;
mod left_out;
mod mask;
#[cfg(test)]
mod measure;
mod named;
mod packed;
mod pattern;
mod push;
mod redact;
mod rule;
mod rules;
#[cfg(test)]
mod sample;
mod scanner;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod vendor_samples;

use std::num::NonZeroU32;

use anyhow::Result;
use serde::Deserialize;

use self::allow::Allowances;
use self::custom::CustomRules;
pub use self::mask::Mask;
use crate::check::{Check, Context, Event, Examination, Outcome};
use crate::checks::ReadFile;
use crate::finding::{Code, Finding, Severity};

/// `[checks.secrets]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Secrets {
    /// Larger blobs are not read but reported; 256 unless set.
    max_blob_mib: Option<NonZeroU32>,
    /// Whether a push is refused for a secret that the remote has already.
    refuse_published: bool,
    /// `[[checks.secrets.rules]]`
    rules: CustomRules,
    /// What files of other scanners accept.
    #[serde(skip)]
    allow: Allowances,
    /// `[checks.secrets.env]`
    env: env::Env,
}

static NOT_SCANNED: Code = Code {
    id: "secrets/not-scanned",
    severity: Severity::Error,
    finds: "A file is larger than what is read into memory, so nobody knows whether it holds a secret.",
    matters: "What was not looked at is not known to be clean.",
    mend: "Keep large files out of git (Git LFS, object storage), or raise `max-blob-mib` under [checks.secrets] in \
           precheck.toml.",
    source: "",
};

impl Check for Secrets {
    fn id(&self) -> &'static str {
        "secrets"
    }

    fn title(&self) -> &'static str {
        "Secrets and Environment Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        let own = [
            &NOT_SCANNED,
            &left_out::NOT_UNPACKED,
            &push::PUBLISHED,
            &custom::CODE,
            &allow::NOT_UNDERSTOOD,
            &generic::TOKEN,
            &generic::PASSWORD,
        ];
        rules::all().map(|rule| &rule.code).chain(own).chain(env::CODES.iter().copied()).collect()
    }

    fn judges_pushes(&self) -> bool {
        true
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let mut examination = Examination::default();
        match context.event {
            Event::Push(push) | Event::History(push) => push::examine(self, context, push, &mut examination)?,
            Event::Scan(snapshot) => gate::examine(self, context, snapshot, &mut examination)?,
            Event::Gate(subject) => {
                env::examine(&self.env, subject, &mut examination)?;
                gate::examine(self, context, &subject.snapshot, &mut examination)?;
            }
        }
        Ok(Outcome::Ran(examination))
    }
}

impl Secrets {
    /// Takes in what other scanners' files say: rules, and what is accepted.
    pub(super) fn take_in(&mut self, read: &mut ReadFile) -> Result<()> {
        self.allow = Allowances::read(read, &mut self.rules)?;
        Ok(())
    }

    /// What leaves secrets out of texts.
    pub(super) fn mask(&self) -> Mask<'_> {
        Mask::of(&self.rules)
    }

    /// The largest blob that is read, in bytes.
    fn limit(&self) -> u64 {
        u64::from(self.max_blob_mib.map_or(256, NonZeroU32::get)) << 20
    }
}

fn not_scanned(size: u64, limit: u64) -> Finding {
    let (size, limit) = (size.div_ceil(1 << 20), limit >> 20);
    Finding::new(&NOT_SCANNED, format!("{size} MiB are more than the {limit} MiB that are scanned")).help(format!(
        "keep it out of git (`git lfs track`), or set max-blob-mib = {size} under [checks.secrets] in precheck.toml"
    ))
}
