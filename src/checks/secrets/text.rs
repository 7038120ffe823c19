//! Bytes as they are, text as it is meant.

use std::borrow::Cow;

use bstr::ByteSlice;

use super::shape;

/// The content as a scanner can read it: UTF-16 becomes UTF-8, anything else stays.
/// Lines stay lines.
pub(super) fn readable(content: &[u8]) -> Cow<'_, [u8]> {
    let unit: fn([u8; 2]) -> u16 = match content {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ if content[..content.len().min(HEAD)].find_byte(0).is_none() => return content.into(),
        _ if mostly_ascii_at(content, 0) => u16::from_le_bytes,
        _ if mostly_ascii_at(content, 1) => u16::from_be_bytes,
        _ => return content.into(),
    };
    let units = content.as_chunks().0.iter().map(|&pair| unit(pair));
    let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.into_bytes().into()
}

/// So many bytes tell how a text is written.
const HEAD: usize = 512;

/// UTF-16 without a mark: every second byte is NUL, the others are not.
fn mostly_ascii_at(content: &[u8], at: usize) -> bool {
    let pairs = &content[..content.len().min(HEAD)].as_chunks::<2>().0;
    let fitting = pairs.iter().filter(|pair| pair[at] != 0 && pair[1 - at] == 0).count();
    pairs.len() >= 8 && fitting * 10 >= pairs.len() * 9
}

/// A line is looked at so far on either side, and no farther: some never end.
const MAX_SIDE: usize = 2000;

/// The line that holds the byte at `at`, cut where it gets absurdly long.
pub(super) fn line_at(text: &[u8], at: usize) -> &[u8] {
    let before = text[..at].iter().rev().take(MAX_SIDE).take_while(|byte| !is_line_end(**byte)).count();
    let after = text[at..].iter().take(MAX_SIDE).take_while(|byte| !is_line_end(**byte)).count();
    &text[at - before..at + after]
}

/// The line before the one that holds the byte at `at`.
pub(super) fn line_before(text: &[u8], at: usize) -> Option<&[u8]> {
    let back = text[..at].iter().rev().take(MAX_SIDE).position(|&byte| is_line_end(byte))?;
    let end = at - back - 1;
    let end = if text[..=end].ends_with(b"\r\n") { end - 1 } else { end };
    Some(line_at(text, end))
}

fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// Whether a value stands in a blob as it was before.
pub(super) fn stood_in(before: &[u8], value: &[u8]) -> bool {
    shape::contains(&readable(before), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        let text = "line one\nline two is longer\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little, &big] {
            assert_eq!(readable(bytes), text.as_bytes());
        }
        assert!(readable(&[b"\xFF\xFE".as_slice(), &little].concat()).ends_with(text.as_bytes()));
        assert_eq!(readable(b"a\0binary\0file"), b"a\0binary\0file".as_slice());
    }
}
