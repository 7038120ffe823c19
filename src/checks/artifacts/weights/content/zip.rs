//! The members of a zip, from the directory at its end, which is what torch and
//! numpy go by. Where the header before a member tells another story, or two
//! stories fit, readers see different files: such a zip is refused.

use std::collections::HashSet;
use std::io::Read;

use super::{Content, Flaw, bytes};

/// A directory that takes more is none of weights.
const LONGEST_DIRECTORY: u64 = 16 << 20;

const END: &[u8; 4] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const LONGEST_COMMENT: u64 = 0xFFFF;

/// How a member is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Stored,
    Deflated,
    Rare,
}

pub struct Member {
    pub name: Vec<u8>,
    pub method: Method,
    /// Where its bytes begin, and how many there are.
    pub start: u64,
    pub length: u64,
}

pub fn members(content: &mut Content) -> Result<Vec<Member>, Flaw> {
    let directory = find_directory(content)?;
    if directory.length > LONGEST_DIRECTORY {
        return Flaw::told("has a directory larger than is read");
    }
    let mut records = Vec::new();
    content.window(directory.start, directory.length).read_to_end(&mut records)?;
    let (mut rest, mut listed, mut names) = (records.as_slice(), Vec::new(), HashSet::new());
    while !rest.is_empty() {
        let record = Record::read(&mut rest)?;
        if !names.insert(record.name.clone()) {
            return Flaw::told(format!("has two members of the name {}", String::from_utf8_lossy(&record.name)));
        }
        listed.push(record);
    }
    if listed.len() as u64 != directory.count {
        return Flaw::told("has a directory that counts other members than it lists");
    }
    let mut members = Vec::new();
    for record in listed {
        members.push(record.locate(content, directory.start)?);
    }
    apart(&mut members)?;
    Ok(members)
}

/// The bytes of one member may not be those of another as well.
fn apart(members: &mut [Member]) -> Result<(), Flaw> {
    members.sort_by_key(|member| member.start);
    let overlap = members.windows(2).any(|pair| pair[0].start + pair[0].length > pair[1].start);
    if overlap { Flaw::told("has members that share bytes") } else { Ok(()) }
}

struct Directory {
    start: u64,
    length: u64,
    count: u64,
}

fn find_directory(content: &mut Content) -> Result<Directory, Flaw> {
    let size = content.size();
    let from = size.saturating_sub(END_LENGTH as u64 + LONGEST_COMMENT);
    let mut tail = Vec::new();
    content.rest(from).read_to_end(&mut tail)?;
    let Some(at) = tail.windows(4).rposition(|word| word == END) else {
        return Flaw::told("is cut off: the directory at the end of a zip is missing");
    };
    let Some(end) = tail[at..].first_chunk::<{ END_LENGTH }>() else {
        return Flaw::told("is cut off within the end of its zip directory");
    };
    let comment = usize::from(short(end, 20));
    if tail.len() - at != end.len() + comment {
        return Flaw::told("is a zip with bytes behind its end");
    }
    let (ends_at, plain) = (
        from + at as u64,
        Directory { start: long(end, 16).into(), length: long(end, 12).into(), count: short(end, 10).into() },
    );
    let (directory, ends_at) = match zip64(content, ends_at)? {
        Some((directory, at)) => (directory, at),
        None => (plain, ends_at),
    };
    match directory.start.checked_add(directory.length) {
        Some(end) if end == ends_at => Ok(directory),
        _ => Flaw::told("is a zip whose directory is not where it says"),
    }
}

/// The directory of a large zip, and where the record of it stands (APPNOTE 4.3.14).
fn zip64(content: &mut Content, end: u64) -> Result<Option<(Directory, u64)>, Flaw> {
    let Some(at) = end.checked_sub(20) else { return Ok(None) };
    let locator: [u8; 20] = bytes(&mut content.window(at, 20))?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let at = wide(&locator, 8);
    let record: [u8; 56] = bytes(&mut content.rest(at))?;
    if !record.starts_with(b"PK\x06\x06") {
        return Flaw::told("is a zip whose directory is not where it says");
    }
    Ok(Some((Directory { start: wide(&record, 48), length: wide(&record, 40), count: wide(&record, 32) }, at)))
}

/// What the directory says of a member.
struct Record {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    length: u64,
    header: u64,
}

impl Record {
    fn read(rest: &mut &[u8]) -> Result<Self, Flaw> {
        let fixed: [u8; 46] = bytes(rest)?;
        if !fixed.starts_with(b"PK\x01\x02") {
            return Flaw::told("has a damaged zip directory");
        }
        let mut part = |at: usize| {
            let (part, behind) = rest.split_at_checked(short(&fixed, at).into())?;
            *rest = behind;
            Some(part)
        };
        let (Some(name), Some(extra), Some(_comment)) = (part(28), part(30), part(32)) else {
            return Flaw::told("has a damaged zip directory");
        };
        // Only what does not fit stands among the extras, in this order.
        let mut extras = wide_fields(extra);
        let mut whole = |at: usize| match long(&fixed, at) {
            u32::MAX => extras.next().ok_or(Flaw::Told("has a zip directory that lacks a size".to_owned())),
            fits => Ok(fits.into()),
        };
        let (_unpacked, length, header) = (whole(24)?, whole(20)?, whole(42)?);
        Ok(Self { name: name.to_vec(), flags: short(&fixed, 8), method: short(&fixed, 10), length, header })
    }

    /// Compares with the header that stands before the member.
    fn locate(self, content: &mut Content, limit: u64) -> Result<Member, Flaw> {
        let shown = String::from_utf8_lossy(&self.name).into_owned();
        if self.header >= limit {
            return Flaw::told(format!("has a member that is not where the zip's directory says: {shown}"));
        }
        let mut input = content.rest(self.header);
        let fixed: [u8; 30] = bytes(&mut input)?;
        let mut name = vec![0; short(&fixed, 26).into()];
        input.read_exact(&mut name)?;
        let size = long(&fixed, 18);
        // It may follow behind the member, or be too large to stand here.
        let fits = short(&fixed, 6) & 8 != 0 || size == u32::MAX || u64::from(size) == self.length;
        let agrees = name == self.name && short(&fixed, 8) == self.method && fits;
        // Some read a name up to its first zero.
        if !fixed.starts_with(b"PK\x03\x04") || !agrees || name.contains(&0) {
            return Flaw::told(format!("has a member of which the zip tells two stories: {shown}"));
        }
        // Encrypted, in either of two ways.
        if (self.flags | short(&fixed, 6)) & 0x41 != 0 {
            return Flaw::told(format!("has an encrypted member: {shown}"));
        }
        let start = self.header + 30 + name.len() as u64 + u64::from(short(&fixed, 28));
        if start.checked_add(self.length).is_none_or(|end| end > limit) {
            return Flaw::told(format!("has a member that is cut off: {shown}"));
        }
        let method = match self.method {
            0 => Method::Stored,
            8 => Method::Deflated,
            _ => Method::Rare,
        };
        Ok(Member { name: self.name, method, start, length: self.length })
    }
}

/// The numbers in the extra field for what does not fit into 32 bits (APPNOTE 4.5.3).
fn wide_fields(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut numbers = Vec::new();
    while let Some((&[id, zero, low, high], rest)) = extra.split_first_chunk() {
        let Some((field, rest)) = rest.split_at_checked(u16::from_le_bytes([low, high]).into()) else { break };
        if [id, zero] == [1, 0] {
            numbers = field.chunks_exact(8).map(|number| wide(number, 0)).collect();
            break;
        }
        extra = rest;
    }
    numbers.into_iter()
}

fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from(short(bytes, at)) | u32::from(short(bytes, at + 2)) << 16
}

fn wide(bytes: &[u8], at: usize) -> u64 {
    u64::from(long(bytes, at)) | u64::from(long(bytes, at + 4)) << 32
}
