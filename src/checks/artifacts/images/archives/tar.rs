//! Tar files, as far as images are kept in them: where each member lies.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

const BLOCK: u64 = 512;
/// How many members are looked at.
const MOST: usize = 100_000;
/// How long a header may be that only lengthens the next one.
const LONGEST: u64 = 64 * 1024;

/// A tar file and where its plain files lie in it.
pub struct Tar {
    file: File,
    members: BTreeMap<String, (u64, u64)>,
}

impl Tar {
    /// Looks at every header; a file that is cut off or holds two stories is refused.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
        let length = file.metadata()?.len();
        let mut tar = Self { file, members: BTreeMap::new() };
        let mut at = 0;
        let mut longer = Longer::default();
        for _ in 0..MOST {
            let block = tar.read_at(at, BLOCK).context("it is cut off: the end of the archive is missing")?;
            if block.iter().all(|&byte| byte == 0) {
                return Ok(tar);
            }
            let header = Header::parse(&block)?;
            let size = longer.size.take().unwrap_or(header.size);
            let start = at + BLOCK;
            at = size.checked_next_multiple_of(BLOCK).and_then(|size| start.checked_add(size)).unwrap_or(u64::MAX);
            ensure!(at <= length, "it is cut off: {} would end at byte {at} of {length}", header.name);
            match header.kind {
                b'x' => longer = Longer::of_pax(&tar.read_at(start, size.min(LONGEST))?),
                b'L' => longer.name = Some(text(&tar.read_at(start, size.min(LONGEST))?)),
                kind => tar.note(kind, &longer.name.take().unwrap_or(header.name), (start, size))?,
            }
        }
        bail!("it has more than {MOST} members; they were not all looked at")
    }

    /// The content of a member of at most `limit` bytes.
    pub fn read(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>> {
        let Some(&(start, size)) = self.members.get(name) else { return Ok(None) };
        ensure!(size <= limit, "{name} has {size} bytes; more than {limit} are not read");
        self.read_at(start, size).map(Some)
    }

    fn note(&mut self, kind: u8, name: &str, place: (u64, u64)) -> Result<()> {
        if matches!(kind, b'0' | 0) {
            let name = name.trim_start_matches("./");
            ensure!(self.members.insert(name.to_owned(), place).is_none(), "it holds {name} twice");
        }
        Ok(())
    }

    fn read_at(&mut self, start: u64, size: u64) -> Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        (&self.file).take(size).read_to_end(&mut bytes)?;
        ensure!(bytes.len() as u64 == size, "it is cut off at byte {}", start + bytes.len() as u64);
        Ok(bytes)
    }
}

/// What a header of its own says of the next member.
#[derive(Default)]
struct Longer {
    name: Option<String>,
    size: Option<u64>,
}

impl Longer {
    /// Lines of the form `LENGTH KEY=VALUE`.
    fn of_pax(bytes: &[u8]) -> Self {
        let mut longer = Self::default();
        for line in bytes.split(|&byte| byte == b'\n') {
            let line = String::from_utf8_lossy(line);
            match line.split_once(' ').and_then(|(_, pair)| pair.split_once('=')) {
                Some(("path", name)) => longer.name = Some(name.to_owned()),
                Some(("size", size)) => longer.size = size.parse().ok(),
                _ => {}
            }
        }
        longer
    }
}

struct Header {
    name: String,
    size: u64,
    kind: u8,
}

impl Header {
    fn parse(block: &[u8]) -> Result<Self> {
        let sum = |(at, &byte): (usize, &u8)| if (148..156).contains(&at) { 32 } else { u64::from(byte) };
        let written = number(&block[148..156]).context("it is no tar file")?;
        ensure!(block.iter().enumerate().map(sum).sum::<u64>() == written, "it is no tar file, or damaged");
        let (name, prefix) = (text(&block[..100]), text(&block[345..500]));
        // Only POSIX has a prefix there; GNU keeps times.
        let has_prefix = &block[257..263] == b"ustar\0" && !prefix.is_empty();
        let name = if has_prefix { format!("{prefix}/{name}") } else { name };
        let size = number(&block[124..136]).with_context(|| format!("{name} has no readable size"))?;
        Ok(Self { name, size, kind: block[156] })
    }
}

/// Up to the first zero byte.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}

/// Octal digits, or bytes of the number itself where the first has its highest bit.
fn number(bytes: &[u8]) -> Option<u64> {
    if bytes.first()? & 0x80 != 0 {
        let value = |sum: u64, &byte: &u8| sum.checked_mul(256)?.checked_add(u64::from(byte));
        return bytes[1..].iter().try_fold(u64::from(bytes[0] & 0x7f), value);
    }
    let digits = text(bytes);
    let digits = digits.trim();
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}
