//! NPY: a header in Python's own notation, then the numbers; or, where the
//! array holds objects, a pickle (<https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>).

use std::io::Read;

use super::{Flaw, bytes};

pub const MAGIC: &[u8] = b"\x93NUMPY";

/// numpy itself reads no longer header unless it is told to.
const LONGEST_HEADER: u64 = 1 << 20;

/// What a header says.
pub struct Header {
    /// How many bytes it takes, magic included.
    pub length: u64,
    /// Whether a pickle follows.
    pub holds_objects: bool,
    /// How many bytes of numbers follow, if that is plain.
    pub data: Option<u64>,
}

pub fn header(input: &mut impl Read) -> Result<Header, Flaw> {
    let [.., version, _] = bytes::<8>(input)?;
    let (length, before) = match version {
        1 => (u16::from_le_bytes(bytes(input)?).into(), 10),
        2 | 3 => (u32::from_le_bytes(bytes(input)?).into(), 12),
        _ => return Flaw::told(format!("has version {version} of NPY, which there is not")),
    };
    if length > LONGEST_HEADER {
        return Flaw::told("has a header longer than numpy reads");
    }
    let mut text = Vec::new();
    if input.take(length).read_to_end(&mut text)? as u64 != length {
        return Flaw::told("ends within its header");
    }
    let text = String::from_utf8_lossy(&text);
    let Some(descr) = text.split_once("'descr':").map(|(_, rest)| rest.trim_start()) else {
        return Flaw::told("has a header that numpy does not read");
    };
    Ok(Header { length: before + length, holds_objects: holds_objects(&text), data: data(descr, &text) })
}

/// Whether one of the kinds is `O`: with a byte order or a count before it, a
/// size behind it, or `object` in full. Quotes are left out, for Python joins
/// what stands in several; a field that is named so counts as well.
fn holds_objects(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '"')).collect();
    let is_object = |kind: &str| {
        let kind = kind.trim_start_matches(|c: char| c.is_ascii_digit() || "uUrRbB|<>=".contains(c));
        kind.starts_with("object")
            || kind.strip_prefix('O').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    bare.contains('\\') || bare.split([',', '(', ')', '[', ']', '{', '}', ':']).any(is_object)
}

/// The bytes of an array of plain numbers.
fn data(descr: &str, text: &str) -> Option<u64> {
    let quoted = descr.strip_prefix('\'')?.split_once('\'')?.0;
    let kind = quoted.trim_start_matches(['|', '<', '>', '=']);
    let (letter, digits) = kind.split_at_checked(1)?;
    let size: u64 = digits.split('[').next()?.parse().ok()?;
    let width = if letter == "U" { size.checked_mul(4)? } else { size };
    let shape = text.split_once("'shape':")?.1.trim_start().strip_prefix('(')?.split_once(')')?.0;
    let lengths = shape.split(',').map(str::trim).filter(|length| !length.is_empty());
    lengths.map(|length| length.parse::<u64>().ok()).try_fold(width, |bytes, length| bytes.checked_mul(length?))
}
