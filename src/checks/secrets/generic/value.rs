//! Where the value of an assignment stands.

use std::ops::Range;

use super::super::file_kind::FileKind;
use super::cursor::{Cursor, Separator};

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

/// What is assigned to the name at `name`.
pub(super) fn after(text: &[u8], name: &Range<usize>, kind: FileKind) -> Option<Value> {
    let before = Before::of(text, name);
    let flag = text[name.clone()].starts_with(b"-");
    let mut at = Cursor::new(text, name.end, kind, &before);
    if text[..name.start].ends_with(b"${") {
        return at.default();
    }
    let closed = at.skip_closers();
    at.skip_accessors();
    if let Some(mut fallback) = at.fallback() {
        return fallback.value(false);
    }
    match at.separator(closed) {
        Separator::Assign => {
            at.skip_type();
            at.skip_opening();
            at.value(true)
        }
        Separator::Argument => at.argument(),
        Separator::None if at.literal().is_some() => at.value(false),
        Separator::None if flag && !closed => at.value(true),
        Separator::None if before.opens_line && kind == FileKind::Settings => {
            at.bare().filter(|value| value.form == Form::Plain)
        }
        Separator::None => at.apart(closed)?.value(true),
    }
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
    fn of(text: &[u8], name: &Range<usize>) -> Self {
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

/// What the name at `name` is compared with: `"…" == password`, `"…".equals(password)`.
pub(super) fn before(text: &[u8], name: &Range<usize>) -> Option<Value> {
    let line = &text[name.start.saturating_sub(MAX_LEN)..name.start];
    let trimmed = line.trim_ascii_end();
    let signs = ["===", "!==", "==", "!=", ".equals("];
    let operand = signs.iter().find_map(|sign| trimmed.strip_suffix(sign.as_bytes()))?;
    let literal = operand.trim_ascii_end();
    let (&quote, inside) = literal.split_last().filter(|(quote, _)| b"\"'`".contains(quote))?;
    let start = inside.iter().rposition(|&b| b == quote || b == b'\n').filter(|&at| inside[at] == quote)? + 1;
    let from = name.start - line.len();
    Some(Value { secret: from + start..from + inside.len(), form: Form::Quoted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, name: &str, kind: FileKind) -> Option<&'t str> {
        let start = text.find(name).unwrap();
        after(text.as_bytes(), &(start..start + name.len()), kind).map(|value| &text[value.secret])
    }

    #[test]
    fn a_value_is_found_however_it_is_assigned() {
        for text in [
            "token = \"v1\"",
            "token: 'v1'",
            "\"token\": \"v1\"",
            "\\\"token\\\": \\\"v1\\\"",
            "['token'] => 'v1'",
            "os.environ[\"token\"] = \"v1\"",
            "token: str = \"v1\"",
            "token string = \"v1\"",
            "const char token[] = \"v1\"",
            "token := `v1`",
            "set(\"token\", \"v1\")",
            "token = b\"v1\"",
            "<token>\n  v1\n</token>",
            "key=\"token\" value=\"v1\"",
            "- name: token\n  value: v1\n",
            "token \"v1\"",
        ] {
            assert_eq!(found(text, "token", FileKind::Code), Some("v1"), "{text}");
        }
        for text in ["token=v1", "token: v1 # note", "export token=v1\n", "{\"x\": \"token=v1\\ny=1\"}"] {
            assert_eq!(found(text, "token", FileKind::Settings), Some("v1"), "{text}");
        }
        for text in ["token = read()", "a token is something", "token, other", "if token {", "token"] {
            assert_eq!(found(text, "token", FileKind::Code).filter(|value| value.len() > 9), None, "{text}");
        }
    }
}
