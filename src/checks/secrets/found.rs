//! A hit, taken out of the buffer it was found in.

use super::hit::Hit;
use super::redact::{fingerprint, redact};
use super::text;
use crate::finding::{Finding, Severity};

/// A secret on its way from the scanner to the ledger. It holds the value
/// itself, so that it can be looked for elsewhere; nothing else may.
pub(super) struct Found {
    /// With fingerprint and inline waiver, without a place.
    pub finding: Finding,
    pub secret: Vec<u8>,
    pub line: usize,
}

impl Found {
    /// What `hit` points at in `text`.
    pub(super) fn of(text: &[u8], hit: &Hit) -> Self {
        let secret = &text[hit.secret.clone()];
        let what = if hit.writing.is_empty() { hit.name.to_owned() } else { format!("{} {}", hit.name, hit.writing) };
        let finding = Finding::new(hit.code, format!("{what} {}", redact(secret)))
            .weighing(hit.severity)
            .allowed_by(text::line_at(text, hit.secret.start));
        let finding = Finding { fingerprint: Some(fingerprint(hit.code.id, secret)), ..finding };
        Self { finding, secret: secret.to_vec(), line: hit.line }
    }

    /// Whether it refuses as it stands.
    pub(super) fn refuses(&self) -> bool {
        self.finding.severity == Severity::Error && self.finding.allowed.is_none()
    }
}
