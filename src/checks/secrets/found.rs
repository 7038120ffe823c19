//! A hit, taken out of the buffer it was found in.

use super::allow::inline;
use super::hit::Hit;
use super::redact::{fingerprint, redact};
use super::text;
use crate::finding::{Finding, Severity};

/// A secret on its way from the scanner to the ledger. It holds the value
/// itself, so that it can be looked for elsewhere; nothing else may.
#[derive(Clone)]
pub(super) struct Found {
    /// With fingerprint and inline waiver, without a place.
    pub finding: Finding,
    pub secret: Vec<u8>,
    /// All that the rule took for it.
    pub matched: Vec<u8>,
    /// The line on which it begins.
    pub line_text: Vec<u8>,
    pub line: usize,
    /// The rule's id: of ours the second half of the code.
    pub rule: String,
}

impl Found {
    /// What `hit` points at in `text`.
    pub(super) fn of(text: &[u8], hit: &Hit) -> Self {
        let secret = &text[hit.secret.clone()];
        let what = if hit.writing.is_empty() { hit.name.to_owned() } else { format!("{} {}", hit.name, hit.writing) };
        let line = text::line_at(text, hit.secret.start);
        let finding = Finding::new(hit.code, format!("{what} {}", redact(secret))).weighing(hit.severity);
        let mut finding = finding.allowed_by(line);
        if finding.allowed.is_none() {
            finding.allowed = inline::reason(text, hit.secret.start).map(str::to_owned);
        }
        let finding = Finding { fingerprint: Some(fingerprint(hit.code.id, secret)), ..finding };
        Self {
            finding,
            secret: secret.to_vec(),
            matched: text[hit.matched.clone()].to_vec(),
            line_text: line.to_vec(),
            line: hit.line,
            rule: hit.custom.unwrap_or(hit.code.id.trim_start_matches("secrets/")).to_owned(),
        }
    }

    /// Whether it refuses as it stands.
    pub(super) fn refuses(&self) -> bool {
        self.finding.severity == Severity::Error && self.finding.allowed.is_none() && self.finding.accepted.is_none()
    }
}
