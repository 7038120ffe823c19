//! A pickle as it is read, byte after byte. What is long is passed over, never kept.

use std::io::{BufRead, BufReader, Read};

use super::Halt;
use crate::checks::artifacts::weights::content::Window;

/// The longest text that is kept: no module or class has a longer name.
pub const LONGEST_NAME: usize = 160;

/// Where the bytes come from, and how far it has been read.
pub struct Tape<'a> {
    input: Input<'a>,
    at: u64,
}

enum Input<'a> {
    /// Part of a file, where passing over costs nothing.
    Window(BufReader<Window<'a>>),
    /// What a decompressor gives.
    Stream(Box<dyn BufRead + 'a>),
}

impl<'a> Tape<'a> {
    pub fn of_window(window: Window<'a>) -> Self {
        Self { input: Input::Window(BufReader::new(window)), at: 0 }
    }

    pub fn of_stream(stream: Box<dyn BufRead + 'a>) -> Self {
        Self { input: Input::Stream(stream), at: 0 }
    }

    /// How many bytes were read or passed over.
    pub fn at(&self) -> u64 {
        self.at
    }

    pub fn is_at_end(&mut self) -> Result<bool, Halt> {
        Ok(self.reader().fill_buf()?.is_empty())
    }

    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Halt> {
        let mut bytes = [0; N];
        self.reader().read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    pub fn byte(&mut self) -> Result<u8, Halt> {
        self.bytes().map(|[byte]| byte)
    }

    /// The next `length` bytes, if they are few enough for a name.
    pub fn short(&mut self, length: u64) -> Result<Option<Vec<u8>>, Halt> {
        match usize::try_from(length) {
            Ok(length) if length <= LONGEST_NAME => {
                let mut bytes = vec![0; length];
                self.reader().read_exact(&mut bytes)?;
                self.at += length as u64;
                Ok(Some(bytes))
            }
            _ => self.skip(length).map(|()| None),
        }
    }

    /// The rest of the line without its end, if it is short enough for a name.
    pub fn line(&mut self) -> Result<Option<Vec<u8>>, Halt> {
        let mut line = Vec::new();
        loop {
            let chunk = self.reader().fill_buf()?;
            if chunk.is_empty() {
                return Err(Halt::Truncated);
            }
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            line.extend_from_slice(&part[..part.len().min(LONGEST_NAME + 1 - line.len())]);
            let used = part.len() + usize::from(end.is_some());
            self.reader().consume(used);
            self.at += used as u64;
            if end.is_some() {
                return Ok((line.len() <= LONGEST_NAME).then_some(line));
            }
        }
    }

    pub fn skip(&mut self, length: u64) -> Result<(), Halt> {
        match &mut self.input {
            // Behind the end it finds nothing to read, and no pickle ends without a byte that says so.
            Input::Window(window) => window.seek_relative(i64::try_from(length).map_err(|_| Halt::Truncated)?)?,
            Input::Stream(stream) => {
                if std::io::copy(&mut stream.take(length), &mut std::io::sink())? < length {
                    return Err(Halt::Truncated);
                }
            }
        }
        self.at += length;
        Ok(())
    }

    fn reader(&mut self) -> &mut dyn BufRead {
        match &mut self.input {
            Input::Window(window) => window,
            Input::Stream(stream) => stream,
        }
    }
}
