//! What zlib, gzip and a zip's members give: one stream after another, as
//! joblib reads them, and not without end.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// How many bytes may still come out of a file.
#[derive(Clone)]
pub struct Allowance(Rc<Cell<u64>>);

impl Default for Allowance {
    fn default() -> Self {
        Self(Rc::new(Cell::new(MOST_BYTES)))
    }
}

const MOST_BYTES: u64 = 4 << 30;

pub fn gzip<'a>(input: impl BufRead + 'a, allowance: &Allowance) -> Box<dyn BufRead + 'a> {
    limited(MultiGzDecoder::new(input), allowance)
}

pub fn zlib<'a>(input: impl BufRead + 'a, allowance: &Allowance) -> Box<dyn BufRead + 'a> {
    limited(Streams(Some(ZlibDecoder::new(input))), allowance)
}

/// What a member of a zip holds.
pub fn deflate<'a>(input: impl BufRead + 'a, allowance: &Allowance) -> Box<dyn BufRead + 'a> {
    limited(DeflateDecoder::new(input), allowance)
}

fn limited<'a>(packed: impl Read + 'a, allowance: &Allowance) -> Box<dyn BufRead + 'a> {
    Box::new(BufReader::new(Limited { packed, allowance: allowance.clone() }))
}

struct Limited<R> {
    packed: R,
    allowance: Allowance,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.packed.read(buffer)?;
        let left = self.allowance.0.get().checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        self.allowance.0.set(left);
        Ok(count)
    }
}

/// zlib's streams, one after another.
struct Streams<R>(Option<ZlibDecoder<R>>);

impl<R: BufRead> Read for Streams<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.0 else { return Ok(0) };
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut rest = self.0.take().map(ZlibDecoder::into_inner).ok_or(io::ErrorKind::UnexpectedEof)?;
            if !rest.fill_buf()?.is_empty() {
                self.0 = Some(ZlibDecoder::new(rest));
            }
        }
    }
}
