//! A value, how it was written, and what the text before its name says about it.

use std::ops::Range;

/// No value is longer.
pub(super) const MAX_LEN: usize = 512;

/// A value and how it was written.
pub(super) struct Value {
    pub secret: Range<usize>,
    pub form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Between quotes or tags.
    Quoted,
    /// The rest of its line, in a file that writes values so.
    Plain,
    /// Amid other things: it must speak for itself.
    Loose,
}

/// What the text before a name says about its value.
pub(super) struct Before {
    /// It opens its line, so that all the rest of it may be the value.
    pub opens_line: bool,
    /// It stands in a comment, in which people write as they do in settings.
    pub comment: bool,
    /// It belongs to a command or a series, so that other words may follow the value.
    pub one_word: bool,
    /// The quote right before it: one that follows the value encloses both, as in `"X-Token: v1"`.
    pub quote: Option<u8>,
}

impl Before {
    pub(super) fn of(text: &[u8], name: &Range<usize>) -> Self {
        const COMMENTS: [&str; 5] = ["#", "//", "*", "--", "<!--"];
        /// What may stand before a name that opens its line; after some a mere
        /// blank stands between name and value: `ENV TOKEN v1`.
        const SETTERS: [&str; 9] = ["", "-", "env", "arg", "export", "set", "setenv", "set -x", "set -gx"];
        let before = &text[name.start.saturating_sub(160)..name.start];
        let line = before.rsplit(|&b| b == b'\n').next().unwrap_or_default();
        let flag = text[name.clone()].starts_with(b"-");
        let command = line.windows(3).any(|at| at.starts_with(b" -") && (at[2] == b'-' || at[2].is_ascii_alphabetic()));
        let tight = text[name.end..].starts_with(b"=");
        let variable = !text[name.clone()].iter().any(u8::is_ascii_lowercase);
        let in_series = line.split(|&b| b == b' ').nth_back(1).is_some_and(|word| word.contains(&b'='));
        Self {
            comment: COMMENTS.iter().any(|mark| line.trim_ascii_start().starts_with(mark.as_bytes())),
            opens_line: SETTERS.iter().any(|setter| line.trim_ascii().eq_ignore_ascii_case(setter.as_bytes())),
            one_word: flag || command || tight && (variable || in_series),
            quote: before.last().copied().filter(|byte| b"\"'`".contains(byte)),
        }
    }
}
