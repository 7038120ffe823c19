//! zip, and all that is one by another name: jar, whl, docx, apk. It is read by
//! the header before each member, not by the directory at its end: so it can
//! stream by, and one that was cut off tells what it still has.

use std::io::{self, BufRead, Read};

use anyhow::Result;
use bstr::BStr;
use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;

use super::{PIECE, Unpacking, inside, skip};

const MEMBER: u32 = u32::from_be_bytes(*b"PK\x03\x04");
const END: u32 = u32::from_be_bytes(*b"PK\x05\x06");

/// Shows every member to `unpacking`.
pub(super) fn walk(unpacking: &mut Unpacking, archive: &BStr, input: &mut dyn BufRead, depth: usize) -> Result<()> {
    let mut ended = false;
    while !unpacking.budget.is_spent() {
        match next_record(input) {
            Ok(Some(MEMBER)) => match Header::read(input) {
                Ok(header) => member(unpacking, archive, &header, input, depth)?,
                Err(_) => break,
            },
            // Not the end of the bytes: another zip may follow, or what no directory lists.
            Ok(Some(_)) => ended = true,
            Ok(None) if ended => return Ok(()),
            Ok(None) | Err(_) => break,
        }
    }
    unpacking.leave_out(archive, "damaged");
    Ok(())
}

fn member(
    unpacking: &mut Unpacking,
    archive: &BStr,
    header: &Header,
    input: &mut dyn BufRead,
    depth: usize,
) -> Result<()> {
    let path = inside(archive, &header.name);
    let path = path.as_ref();
    match header.method {
        8 if !header.encrypted => {
            // The stream knows where it ends, whatever the header says.
            let mut content = unpacking.metered(CrcReader::new(DeflateDecoder::new(input)));
            unpacking.member(path, &mut content, depth)?;
            // Damage that ended the stream was told when the content was read.
            let whole = io::copy(&mut content, &mut io::sink()).is_ok();
            let sum = content.get_ref().inner.crc().sum();
            if whole && header.checksum.is_some_and(|checksum| checksum != sum) {
                unpacking.leave_out(path, "damaged");
            }
        }
        0 if !header.encrypted && header.size_follows => {
            let content = until_descriptor(input);
            unpacking.member(path, &mut content.as_slice(), depth)?;
        }
        0 if !header.encrypted => {
            let mut content = input.take(header.size);
            unpacking.member(path, &mut content, depth)?;
            let rest = content.limit();
            if skip(&mut content, rest).is_err() {
                unpacking.leave_out(path, "damaged");
            }
        }
        _ => {
            unpacking.leave_out(path, if header.encrypted { "encrypted" } else { "packed in a rare way" });
            // Where it is cut off, or its size is unknown, the search for the next member tells.
            let _ = skip(input, header.size);
        }
    }
    Ok(())
}

/// Reads on to the next member or to the end of a directory: which of both, or
/// `None` where neither follows.
fn next_record(input: &mut dyn BufRead) -> io::Result<Option<u32>> {
    let mut last = 0_u32;
    for byte in input.bytes() {
        last = last << 8 | u32::from(byte?);
        if last == MEMBER || last == END {
            return Ok(Some(last));
        }
    }
    Ok(None)
}

/// The content of a member that was stored while its size was not known yet, as
/// Go does it: the size stands behind the content.
fn until_descriptor(input: &mut dyn BufRead) -> Vec<u8> {
    let mut content = Vec::new();
    for byte in input.take(PIECE as u64).bytes().map_while(io::Result::ok) {
        content.push(byte);
        // The signature, a checksum, and the size of what came before.
        if let Some((before, [b'P', b'K', 7, 8, _, _, _, _, size @ ..])) = content.split_last_chunk::<12>()
            && before.len() == u32::from_le_bytes(*size) as usize
        {
            content.truncate(content.len() - 12);
            break;
        }
    }
    content
}

/// What stands before a member (APPNOTE 4.3.7).
struct Header {
    encrypted: bool,
    /// The size is written behind the content, not here.
    size_follows: bool,
    method: u16,
    /// Of what comes out, unless it follows as well.
    checksum: Option<u32>,
    /// How many bytes of the archive the content takes.
    size: u64,
    name: Vec<u8>,
}

impl Header {
    /// Reads it, from behind its signature.
    fn read(input: &mut dyn BufRead) -> io::Result<Self> {
        let mut fixed = [0; 26];
        input.read_exact(&mut fixed)?;
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let mut name = vec![0; short(22).into()];
        input.read_exact(&mut name)?;
        let mut extra = vec![0; short(24).into()];
        input.read_exact(&mut extra)?;
        let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
        let (flags, size) = (short(2), long(14));
        Ok(Self {
            encrypted: flags & 1 != 0,
            size_follows: flags & 8 != 0 && size == 0,
            method: short(4),
            checksum: (flags & 8 == 0).then(|| long(10)),
            size: zip64_size(&extra).filter(|_| size == u32::MAX).unwrap_or(size.into()),
            name,
        })
    }
}

/// The size in the field for what does not fit into 32 bits (APPNOTE 4.5.3).
fn zip64_size(mut extra: &[u8]) -> Option<u64> {
    loop {
        let (&[id_low, id_high, low, high], rest) = extra.split_first_chunk()?;
        let (field, rest) = rest.split_at_checked(u16::from_le_bytes([low, high]).into())?;
        if [id_low, id_high] == [1, 0] {
            return field.get(8..)?.first_chunk().map(|size| u64::from_le_bytes(*size));
        }
        extra = rest;
    }
}
