//! What is written so that it does not read as itself: base64, hexadecimal,
//! escapes, literals put together.

use std::ops::Range;

use bstr::ByteSlice;

use super::{decode, text};

/// A stretch of a text that says something else than it reads.
pub(super) struct Layer {
    pub stretch: Range<usize>,
    /// How it is written: `in base64`.
    pub writing: &'static str,
    pub content: Vec<u8>,
}

/// Shorter runs hide no token: twenty characters make 28 of base64.
const MIN_RUN: usize = 28;

/// Fewer escapes are signs that needed one, not a token in disguise.
const MIN_ESCAPES: usize = 8;

/// Everything in `text` that reads differently once it is decoded. Stretches of
/// one writing do not overlap, and what comes out is shorter than what went in.
pub(super) fn of(text: &[u8]) -> Vec<Layer> {
    let mut layers = Vec::new();
    encoded(text, &mut layers);
    for mark in [&b"%"[..], b"\\u00", b"\\x"] {
        escaped(text, mark, &mut layers);
    }
    joined(text, b'"', &mut layers);
    joined(text, b'\'', &mut layers);
    layers
}

/// For each byte whether it is a digit of base64 in either alphabet, and so of hexadecimal.
const DIGIT: [bool; 256] = {
    let mut digits = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        digits[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
        byte += 1;
    }
    digits
};

/// Runs of base64 or hexadecimal digits that are text. From each place the run
/// is tried from its far end: where that is no digit the whole way is skipped.
fn encoded(text: &[u8], layers: &mut Vec<Layer>) {
    let digit = |at: usize| DIGIT[usize::from(text[at])];
    let mut start = 0;
    while start + MIN_RUN <= text.len() {
        if let Some(gap) = (start..start + MIN_RUN).rev().find(|&at| !digit(at)) {
            start = gap + 1;
            continue;
        }
        let end = (start + MIN_RUN..text.len()).find(|&at| !digit(at)).unwrap_or(text.len());
        let run = &text[start..end];
        let hex = decode::hex(run).filter(|content| reads_as_text(content));
        let decoded = hex.map(|content| ("in hexadecimal", content)).or_else(|| {
            let readable = decode::base64(&run[..16]).is_some_and(|head| reads_as_text(&head));
            readable.then(|| decode::base64(run)).flatten().map(|content| ("in base64", content))
        });
        if let Some((writing, content)) = decoded {
            layers.push(Layer { stretch: start..end, writing, content: text::readable(&content).into_owned() });
        }
        start = end + 1;
    }
}

/// Whether it begins as text does, of one byte a character or two.
fn reads_as_text(content: &[u8]) -> bool {
    content.iter().take(12).all(|byte| byte.is_ascii_graphic() || matches!(byte, 0 | b' ' | b'\t' | b'\n' | b'\r'))
}

/// Words in which characters stand as `%67`, `\u0067` or `\x67` without need.
fn escaped(text: &[u8], mark: &[u8], layers: &mut Vec<Layer>) {
    let mut done = 0;
    for at in text.find_iter(mark) {
        if at < done {
            continue;
        }
        let (mut content, mut escapes, mut end) = (Vec::new(), 0, at);
        while let Some(&byte) = text.get(end) {
            let digits = text[end..].strip_prefix(mark).and_then(|rest| rest.get(..2)).and_then(decode::hex);
            if let Some(decoded) = digits {
                escapes += usize::from(decoded[0].is_ascii_alphanumeric());
                content.extend(decoded);
                end += mark.len() + 2;
            } else if byte.is_ascii_alphanumeric() || b"_.~+/=-".contains(&byte) {
                content.push(byte);
                end += 1;
            } else {
                break;
            }
        }
        done = end.max(at + mark.len());
        if escapes >= MIN_ESCAPES {
            layers.push(Layer { stretch: at..end, writing: "in escapes", content });
        }
    }
}

/// Literals that are put together where they stand: `"a" + "b"`, `"a" . "b"`, `"a" "b"`.
fn joined(text: &[u8], quote: u8, layers: &mut Vec<Layer>) {
    let ends = |byte: &u8| *byte == quote || *byte == b'\n';
    let mut done = 0;
    for at in text.find_iter(&[quote]) {
        let Some(mut next) = joint(text, at).filter(|_| at >= done) else { continue };
        let before = &text[at.saturating_sub(MAX_LITERAL)..at];
        let Some(start) = before.iter().rposition(ends).map(|back| at - before.len() + back + 1) else { continue };
        let mut content = text[start..at].to_vec();
        done = loop {
            let rest = &text[next..text.len().min(next + MAX_LITERAL)];
            let end = next + rest.iter().position(ends).unwrap_or(rest.len());
            content.extend_from_slice(&text[next..end]);
            match joint(text, end).filter(|_| text[end] == quote) {
                Some(after) => next = after,
                None => break end,
            }
        };
        layers.push(Layer { stretch: start..done, writing: "in pieces", content });
    }
}

/// No piece of a token is longer.
const MAX_LITERAL: usize = 256;

/// Where the next literal begins, if the quote at `at` ends one and another follows.
fn joint(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at + 1..text.len().min(at + 64))?;
    let operand = rest.trim_start_with(|c| c.is_ascii_whitespace() || matches!(c, '+' | '.' | '&' | '\\'));
    let apart = operand.len() < rest.len() && operand.first() == Some(&text[at]);
    apart.then(|| at + 1 + rest.len() - operand.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::super::file_kind::FileKind;
    use super::super::sample;
    use super::super::scanner::Scanner;
    use super::*;

    fn token() -> String {
        String::from_utf8(sample::expand("dop_v1_{hex:64}")).unwrap()
    }

    fn base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let group = |chunk: &[u8]| {
            let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
            let digit = |at: usize| if at <= chunk.len() { DIGITS[bits >> (18 - 6 * at) & 63] as char } else { '=' };
            (0..4).map(digit).collect::<String>()
        };
        bytes.chunks(3).map(group).collect()
    }

    fn codes(text: &str) -> Vec<&'static str> {
        let hits = Scanner::new().scan(text.as_bytes(), FileKind::Code).unwrap();
        hits.iter().map(|hit| hit.code.id).collect()
    }

    #[test]
    fn a_token_is_found_however_it_is_written() {
        let token = token();
        let each = |write: &dyn Fn(u8) -> String| token.bytes().map(write).collect::<String>();
        let wide: Vec<u8> = token.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for written in [
            base64(token.as_bytes()),
            base64(base64(token.as_bytes()).as_bytes()),
            base64(&wide),
            each(&|byte| format!("{byte:02x}")),
            each(&|byte| format!("%{byte:02X}")),
            each(&|byte| format!("\\u{byte:04x}")),
            each(&|byte| format!("\\x{byte:02x}")),
            format!("{}\" + \"{}", &token[..5], &token[5..]),
            format!("{}\"\n    \"{}\" \\\n \"{}", &token[..9], &token[9..30], &token[30..]),
        ] {
            assert_eq!(codes(&format!("x = \"{written}\"\n")), ["secrets/digitalocean-token"], "{written}");
        }
    }

    #[test]
    fn what_is_not_written_to_be_read_differently_is_left_alone() {
        for text in
            ["a_function_with_a_rather_long_name(x)", "%s of %d: 100%25", "\"a\", \"b\"", "q = 'it' 's'", "\"", "''"]
        {
            assert!(of(text.as_bytes()).iter().all(|layer| layer.writing == "in pieces"), "{text}");
        }
        assert!(of(b"").is_empty());
    }

    #[test]
    fn layers_upon_layers_end() {
        let mut text = token();
        for _ in 0..12 {
            text = base64(text.as_bytes());
        }
        assert_eq!(codes(&text), Vec::<&str>::new());
    }
}
