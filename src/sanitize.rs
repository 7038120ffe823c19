//! Text from repositories is hostile: a path or message may carry escapes that
//! recolour a terminal, move its cursor or turn the reading direction.

use std::fmt::Write as _;

/// One line: everything that is not plainly visible is shown as an escape.
pub fn line(text: &str) -> String {
    clean(text, false)
}

/// Several lines: as [`line`], but line feeds stay.
pub fn lines(text: &str) -> String {
    clean(text, true)
}

/// A JSON text of the same meaning, in which such characters stand as escapes; outside of strings it has none.
pub fn json(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if c != '\n' && (c.is_control() || reorders(c)) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
        out
    })
}

fn clean(text: &str, keep_line_feeds: bool) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '\n' if keep_line_feeds => out.push(c),
            '\t' => out.push(' '),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || reorders(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
        out
    })
}

/// Characters that turn or hide text: bidirectional controls (UAX #9), zero
/// width ones, line and paragraph separators, tags, the byte order mark.
fn reorders(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same_and_shows_nothing_that_a_terminal_obeys() {
        let value = serde_json::json!({"a\u{9b}31m": "b\u{202e}\u{e0041}\n\u{1b}", "c": "롤백"});
        let text = json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(text.is_ascii() || !text.contains(['\u{9b}', '\u{202e}', '\u{e0041}', '\u{1b}']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn escapes_bidi_and_controls_become_visible_and_letters_stay() {
        assert_eq!(line("a\u{1b}[31mred\u{7}"), "a\\u{1b}[31mred\\u{7}");
        assert_eq!(line("x\u{202e}txt.exe"), "x\\u{202e}txt.exe");
        assert_eq!(line("two\nlines\r"), "two\\nlines\\r");
        assert_eq!(lines("two\nlines"), "two\nlines");
        assert_eq!(line("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(line("롤백 절차 – ok"), "롤백 절차 – ok");
    }
}
