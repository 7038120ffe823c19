//! What zlib and gzip give, one stream after another and not without end, as joblib writes and reads it.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

/// What may come out of a file.
const MOST_BYTES: u64 = 2 << 30;

pub fn gzip<'a>(input: impl BufRead + 'a) -> impl BufRead + 'a {
    limited(MultiGzDecoder::new(input))
}

pub fn zlib<'a>(input: impl BufRead + 'a) -> impl BufRead + 'a {
    limited(Streams(Some(ZlibDecoder::new(input))))
}

/// What `packed` gives, as long as it is not too much.
pub fn limited<R: Read>(packed: R) -> BufReader<impl Read> {
    BufReader::new(Limited { packed, left: MOST_BYTES })
}

struct Limited<R> {
    packed: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.packed.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
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
