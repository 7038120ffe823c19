//! What stands in the way of a release.

/// Something that stands in the way.
#[derive(Debug)]
pub struct Problem {
    /// What, in one sentence.
    pub what: String,
    /// What to type next.
    pub next: String,
}

impl Problem {
    pub(super) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}
