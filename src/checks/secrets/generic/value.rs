//! Where the value of an assignment stands.

use std::ops::Range;

use super::super::file_kind::FileKind;
use super::cursor::{Cursor, Separator};
use super::form::{Before, Form, MAX_LEN, Value};

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
