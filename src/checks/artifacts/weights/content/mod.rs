//! What a weight file holds, told by its content, within bounds of time and memory.

mod gguf;
mod hdf5;
mod judge;
mod kind;
mod npy;
mod onnx;
mod packed;
mod safetensors;
#[cfg(test)]
mod tests;
mod zip;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

pub use self::judge::{Looked, look};
pub use self::kind::{format_by_name, is_of_weights};

/// As much as a pipe gives at once.
const AT_ONCE: usize = 64 << 10;

/// Of a blob so much is held in memory; a larger one waits in a temporary file.
const IN_MEMORY: usize = 16 << 20;

trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// A file that can be read anywhere.
pub struct Content {
    file: Box<dyn ReadSeek>,
    size: u64,
}

impl Content {
    pub fn of_file(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        Ok(Self { file: Box::new(file), size })
    }

    /// All that comes out of a pipe.
    pub fn of_stream(stream: impl Read) -> io::Result<Self> {
        let mut file = tempfile::SpooledTempFile::new(IN_MEMORY);
        let size = io::copy(&mut BufReader::with_capacity(AT_ONCE, stream), &mut file)?;
        Ok(Self { file: Box::new(file), size })
    }

    #[cfg(any(test, fuzzing))]
    pub fn of_bytes(bytes: Vec<u8>) -> Self {
        Self { size: bytes.len() as u64, file: Box::new(io::Cursor::new(bytes)) }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The first bytes.
    pub fn head(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.window(0, self.size).take(HEAD).read_to_end(&mut head)?;
        Ok(head)
    }

    /// So many bytes from `start` on; none of them may be there.
    pub fn window(&mut self, start: u64, length: u64) -> Window<'_> {
        Window { file: &mut *self.file, start, length, at: 0 }
    }

    /// From `start` to the end.
    pub fn rest(&mut self, start: u64) -> Window<'_> {
        self.window(start, self.size.saturating_sub(start))
    }
}

/// Enough to see what it is.
const HEAD: u64 = 512;

/// A part of a file.
pub struct Window<'a> {
    file: &'a mut dyn ReadSeek,
    start: u64,
    length: u64,
    at: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        self.file.seek(SeekFrom::Start(self.start.saturating_add(self.at)))?;
        let count = self.file.read(&mut buffer[..most])?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Window<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Why a file is not as its format wants it.
#[derive(Debug)]
enum Flaw {
    /// In words that follow the name of the file.
    Told(String),
    Io(io::Error),
}

impl From<io::Error> for Flaw {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Told("ends within its own header".to_owned()),
            _ => Self::Io(error),
        }
    }
}

impl Flaw {
    fn told<T>(words: impl Into<String>) -> Result<T, Self> {
        Err(Self::Told(words.into()))
    }
}

/// The size that a file ought to have, against the one it has.
fn compare(ought: u64, size: u64) -> Result<(), Flaw> {
    match ought.cmp(&size) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Flaw::told(format!("is cut off: {} bytes are missing", ought - size)),
        std::cmp::Ordering::Less => Flaw::told(format!("has {} bytes behind its end", size - ought)),
    }
}

fn bytes<const N: usize>(from: &mut impl Read) -> Result<[u8; N], Flaw> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
