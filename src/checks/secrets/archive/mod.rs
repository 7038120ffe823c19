//! What is packed in a blob: gzip, zip, tar and `SQLite`, each in the others too.
//! The content tells, never the name. Everything is read as it streams by, so what
//! comes out is never held as a whole.

mod sqlite;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};

use anyhow::Result;
use bstr::{BStr, BString, ByteSlice};
use flate2::bufread::MultiGzDecoder;

/// A document in a zip in a tar in a gzip is four deep.
const MAX_DEPTH: usize = 4;

/// So many bytes may come out of a blob: as many as are read of one that is not packed.
const LIMIT: u64 = 256 << 20;

/// A larger member is seen in pieces of so many bytes: what is held at a time
/// does not depend on what comes out.
const PIECE: usize = 4 << 20;

/// So much of a piece is seen again at the start of the next, so that nothing
/// is cut in two. Even, so that UTF-16 stays in step.
const OVERLAP: usize = 64 << 10;

/// What a member costs although it may be empty: ten million empty ones are no way around the limit.
const MEMBER_COST: u64 = 4 << 10;

/// A member of an archive, or a piece of it.
pub(super) struct Member<'a> {
    /// Its path, through every archive on the way; empty for what a mere gzip holds.
    pub path: &'a BStr,
    pub content: &'a [u8],
    /// How many of its first bytes were seen with the piece before.
    pub again: usize,
    /// How many lines of the member come before this piece, if it has lines.
    pub lines_before: Option<usize>,
}

/// What could not be looked into.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Unread {
    /// The member's path; empty for the blob as a whole.
    pub member: BString,
    pub why: &'static str,
}

/// Shows everything that is packed in `blob` to `visit`, within bounds; what
/// that left out.
pub(super) fn unpack(blob: &[u8], visit: &mut dyn FnMut(&Member) -> Result<()>) -> Result<Vec<Unread>> {
    unpack_within(LIMIT, blob, visit)
}

/// As [`unpack`], where no more than `limit` bytes may come out.
pub(super) fn unpack_within(
    limit: u64,
    blob: &[u8],
    visit: &mut dyn FnMut(&Member) -> Result<()>,
) -> Result<Vec<Unread>> {
    let budget = Budget(Cell::new(Some(limit)));
    let mut unpacking = Unpacking { budget: &budget, visit, unread: Vec::new() };
    match Packing::of(blob) {
        Some(Packing::Closed(why)) => unpacking.leave_out(b"".into(), why),
        Some(packing) => unpacking.open(packing, b"".into(), &mut &*blob, 0)?,
        None => {}
    }
    Ok(unpacking.unread)
}

/// How something is packed.
#[derive(Clone, Copy)]
enum Packing {
    Gzip,
    Zip,
    Tar,
    /// A database, in pages of so many bytes.
    Sqlite(usize),
    /// In a way that is known here by its first bytes only.
    Closed(&'static str),
}

impl Packing {
    /// Tells from the first bytes.
    fn of(head: &[u8]) -> Option<Self> {
        const CLOSED: [(&[u8], &str); 11] = [
            (b"\xFD7zXZ\0", "packed by xz"),
            (b"\x28\xB5\x2F\xFD", "packed by zstd"),
            (b"\x04\x22\x4D\x18", "packed by lz4"),
            (b"\x1F\x9D", "packed by compress"),
            (b"7z\xBC\xAF\x27\x1C", "packed by 7z"),
            (b"Rar!\x1A\x07", "packed by rar"),
            (b"MSCF\0\0\0\0", "a cabinet"),
            (b"%PDF-", "streams of a PDF"),
            (b"PACK\0\0\0", "a git pack"),
            (b"# v2 git bundle\n", "a git bundle"),
            (b"# v3 git bundle\n", "a git bundle"),
        ];
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [b'P', b'K', 3, 4, ..] => Some(Self::Zip),
            _ if tar::is_header(head) => Some(Self::Tar),
            [b'B', b'Z', b'h', _, b'1', b'A', b'Y', ..] => Some(Self::Closed("packed by bzip2")),
            [b'S', b'Q', b'L', ..] => sqlite::page_size(head).map(Self::Sqlite),
            _ => CLOSED.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| Self::Closed(what)),
        }
    }
}

/// How many bytes may still come out; `None` once they were too many.
struct Budget(Cell<Option<u64>>);

impl Budget {
    fn spend(&self, bytes: u64) {
        self.0.set(self.0.get().and_then(|left| left.checked_sub(bytes)));
    }

    fn is_spent(&self) -> bool {
        self.0.get().is_none()
    }
}

/// What a decompressor gives, as long as the budget lasts.
struct Metered<'b, R> {
    inner: R,
    budget: &'b Budget,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.0.get().unwrap_or_default();
        // Where nothing is left one byte more tells whether there is more.
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX).max(1));
        let count = self.inner.read(&mut buffer[..most])?;
        self.budget.spend(count as u64);
        if self.budget.is_spent() { Err(io::Error::other("too much comes out")) } else { Ok(count) }
    }
}

struct Unpacking<'a> {
    budget: &'a Budget,
    visit: &'a mut dyn FnMut(&Member) -> Result<()>,
    unread: Vec<Unread>,
}

impl<'a> Unpacking<'a> {
    fn open(&mut self, packing: Packing, path: &BStr, input: &mut dyn BufRead, depth: usize) -> Result<()> {
        match packing {
            Packing::Gzip => {
                let mut content = self.metered(MultiGzDecoder::new(input));
                self.look(path, &mut content, depth + 1)
            }
            Packing::Zip => zip::walk(self, path, input, depth + 1),
            Packing::Tar => tar::walk(self, path, input, depth + 1),
            Packing::Sqlite(page_size) => {
                let mut pages = BufReader::new(sqlite::Pages::new(page_size, input));
                self.show(path, &mut pages, None)
            }
            Packing::Closed(why) => self.show_closed(path, input, why),
        }
    }

    /// A member, at the depth of its archive.
    fn member(&mut self, path: &BStr, input: &mut dyn BufRead, depth: usize) -> Result<()> {
        self.budget.spend(MEMBER_COST);
        self.look(path, input, depth)
    }

    /// Opens what is packed and shows what is not.
    fn look(&mut self, path: &BStr, input: &mut dyn BufRead, depth: usize) -> Result<()> {
        let mut head = Vec::new();
        if (&mut *input).take(tar::BLOCK as u64).read_to_end(&mut head).is_err() {
            // Too little to be taken apart.
            return self.show_closed(path, &mut head.as_slice(), "damaged");
        }
        let mut whole = head.as_slice().chain(input);
        match Packing::of(&head) {
            Some(packing) if depth < MAX_DEPTH => self.open(packing, path, &mut whole, depth),
            Some(_) => self.show_closed(path, &mut whole, "packed too deep"),
            None => self.show(path, &mut whole, Some(0)),
        }
    }

    /// Shows a member packed: names and some of the rest may stand plainly in it.
    fn show_closed(&mut self, path: &BStr, input: &mut dyn BufRead, why: &'static str) -> Result<()> {
        self.leave_out(path, why);
        self.show(path, input, Some(0))
    }

    /// Shows a member, in pieces if it is large.
    fn show(&mut self, path: &BStr, input: &mut dyn BufRead, mut lines_before: Option<usize>) -> Result<()> {
        let (mut content, mut again) = (Vec::new(), 0);
        loop {
            let read = (&mut *input).take((PIECE - again) as u64).read_to_end(&mut content);
            if content.len() > again || again == 0 {
                (self.visit)(&Member { path, content: &content, again, lines_before })?;
            }
            if read.is_err() {
                self.leave_out(path, "damaged");
            }
            if read.is_err() || content.len() < PIECE {
                return Ok(());
            }
            let rest = PIECE - OVERLAP;
            lines_before = lines_before.map(|lines| lines + content[..rest].find_iter(b"\n").count());
            content.drain(..rest);
            again = OVERLAP;
        }
    }

    fn metered<R: Read>(&self, inner: R) -> BufReader<Metered<'a, R>> {
        BufReader::new(Metered { inner, budget: self.budget })
    }

    /// Notes what is not looked into. Once the budget is spent that is the
    /// reason for everything that can't be read, and told once.
    fn leave_out(&mut self, member: &BStr, why: &'static str) {
        const SPENT: &str = "more comes out than is read";
        let why = if self.budget.is_spent() { SPENT } else { why };
        if why != SPENT || self.unread.iter().all(|unread| unread.why != SPENT) {
            self.unread.push(Unread { member: member.to_owned(), why });
        }
    }
}

/// The path of a member of the archive at `archive`.
fn inside(archive: &BStr, name: &[u8]) -> BString {
    if archive.is_empty() { name.into() } else { [archive, b"/".as_slice(), name].concat().into() }
}

/// Reads over what nobody has asked for.
fn skip(input: &mut dyn BufRead, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut input.take(bytes), &mut io::sink())?;
    if skipped < bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
