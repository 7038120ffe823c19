//! What a scanner can read of a file's bytes.

use std::borrow::Cow;

use bstr::BStr;

use super::file_kind::FileKind;
use super::text;

/// A text that a file holds.
pub(super) struct Text<'c> {
    pub bytes: Cow<'c, [u8]>,
    pub kind: FileKind,
}

/// Every text in the file at `path` with this content.
pub(super) fn texts<'c>(path: &BStr, content: &'c [u8]) -> Vec<Text<'c>> {
    let bytes = text::readable(content);
    let kind = FileKind::of(path, &bytes);
    vec![Text { bytes, kind }]
}
