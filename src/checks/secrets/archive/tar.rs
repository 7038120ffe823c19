//! tar, as v7, ustar, GNU and pax write it.

use std::io::{self, BufRead, Read};

use anyhow::Result;
use bstr::{BStr, BString, ByteSlice};

use super::{Unpacking, inside, skip};

/// Everything in a tar is written in blocks.
pub(super) const BLOCK: usize = 512;

/// No path is longer, nor what describes a member.
const MAX_DESCRIPTION: u64 = 64 << 10;

/// Whether the first block is a header: the sum over it stands in it.
pub(super) fn is_header(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<BLOCK>() else { return false };
    let Some(sum) = number(&block[148..156]).filter(|&sum| sum > 0) else { return false };
    let counted = block.iter().enumerate().map(|(at, &byte)| if (148..156).contains(&at) { b' ' } else { byte });
    counted.map(u64::from).sum::<u64>() == sum
}

/// Shows every member to `unpacking`. What is no header is read over, so what
/// comes behind some damage, or behind the end of one tar, is seen as well.
pub(super) fn walk(unpacking: &mut Unpacking, archive: &BStr, input: &mut dyn BufRead, depth: usize) -> Result<()> {
    let (mut block, mut extended) = ([0; BLOCK], Extended::default());
    let (mut ended, mut damaged) = (false, false);
    while !unpacking.budget.is_spent() {
        match input.read_exact(&mut block) {
            Ok(()) if is_header(&block) => ended = false,
            Ok(()) => {
                // Blocks of zeros are the end.
                ended = block == [0; BLOCK];
                damaged |= !ended;
                continue;
            }
            Err(error) => {
                damaged |= !ended || error.kind() != io::ErrorKind::UnexpectedEof;
                break;
            }
        }
        let kind = block[156];
        let size = match kind {
            // Of a link, a device or a folder some writers give a size that nothing follows.
            b'1'..=b'6' => 0,
            b'L' | b'x' | b'K' | b'g' => number(&block[124..136]).unwrap_or_default(),
            _ => extended.size.take().or_else(|| number(&block[124..136])).unwrap_or_default(),
        };
        let mut content = (&mut *input).take(size);
        match kind {
            b'L' => extended.path = Some(text(&bounded(&mut content)).into()),
            b'x' => extended.read(&bounded(&mut content)),
            b'K' | b'g' => {}
            b'1' | b'2' => {
                let path = inside(archive, &extended.path.take().unwrap_or_else(|| path_in(&block)));
                unpacking.member(path.as_ref(), &mut text(&block[157..257]), depth)?;
            }
            _ => {
                let path = inside(archive, &extended.path.take().unwrap_or_else(|| path_in(&block)));
                unpacking.member(path.as_ref(), &mut content, depth)?;
            }
        }
        let padding = size.wrapping_neg() % BLOCK as u64;
        let rest = content.limit().saturating_add(padding);
        if skip(input, rest).is_err() {
            damaged = true;
            break;
        }
    }
    if damaged || unpacking.budget.is_spent() {
        unpacking.leave_out(archive, "damaged");
    }
    Ok(())
}

/// What a header says of the one behind it.
#[derive(Default)]
struct Extended {
    path: Option<BString>,
    size: Option<u64>,
}

impl Extended {
    /// Reads pax records: `length key=value`, a line each.
    fn read(&mut self, records: &[u8]) {
        for record in records.split(|&byte| byte == b'\n') {
            let Some((key, value)) = record.split_once_str(" ").and_then(|(_, rest)| rest.split_once_str("=")) else {
                continue;
            };
            match key {
                b"path" => self.path = Some(value.into()),
                b"size" => self.size = value.to_str().ok().and_then(|digits| digits.parse().ok()),
                _ => {}
            }
        }
    }
}

/// The start of what describes another member.
fn bounded(content: &mut dyn Read) -> Vec<u8> {
    let mut start = Vec::new();
    // Damage shows when the rest is skipped.
    let _ = content.take(MAX_DESCRIPTION).read_to_end(&mut start);
    start
}

/// The path in the header itself; POSIX keeps the beginning of a long one apart.
fn path_in(block: &[u8; BLOCK]) -> BString {
    let (name, prefix) = (text(&block[..100]), text(&block[345..500]));
    if block[257..263] == *b"ustar\0" { inside(prefix.into(), name) } else { name.into() }
}

/// A field up to its NUL.
fn text(field: &[u8]) -> &[u8] {
    &field[..field.find_byte(0).unwrap_or(field.len())]
}

/// A number in octal digits, or in base 256 if its first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    if field.first()? & 0x80 != 0 {
        return field.last_chunk().map(|bytes| u64::from_be_bytes(*bytes));
    }
    let digits = field.trim_with(|c| matches!(c, ' ' | '\0'));
    u64::from_str_radix(digits.to_str().ok()?, 8).ok()
}
