//! What a scan has found.

use std::ops::Range;

use crate::finding::{Code, Severity};

/// Something that looks like a secret.
pub(crate) struct Hit {
    pub code: &'static Code,
    /// What it is: `GitHub personal access token`.
    pub name: &'static str,
    pub severity: Severity,
    /// Where in the buffer the secret itself stands.
    pub secret: Range<usize>,
    /// How it is written there, unless plainly: `in base64`.
    pub writing: &'static str,
    /// The line of its first byte, from 1.
    pub line: usize,
    /// The rule's place in the list: of two that claim the same bytes the earlier wins.
    pub(super) rank: usize,
}
