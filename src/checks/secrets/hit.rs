//! What a scan has found.

use std::ops::Range;

use crate::finding::{Code, Severity};

/// Something that looks like a secret.
pub(crate) struct Hit<'s> {
    pub code: &'static Code,
    /// What it is: `GitHub personal access token`.
    pub name: &'s str,
    pub severity: Severity,
    /// Where in the buffer the secret itself stands.
    pub secret: Range<usize>,
    /// All that the rule took for one: the secret with the name it is assigned to.
    pub matched: Range<usize>,
    /// The id of the rule, where it is one of the repository's own.
    pub custom: Option<&'s str>,
    /// How it is written there, unless plainly: `in base64`.
    pub writing: &'static str,
    /// The line of its first byte, from 1.
    pub line: usize,
    /// The rule's place in the list: of two that claim the same bytes the earlier wins.
    pub(super) rank: usize,
}
