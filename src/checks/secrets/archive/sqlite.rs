//! `SQLite`: the values of a row stand side by side with nothing in between, so
//! that a token can't be told from its neighbours. Here each gets its own line
//! (<https://www.sqlite.org/fileformat2.html>).

use std::io::{self, BufRead, Read};

use super::super::text;

/// How a database begins; page size and much else follow.
const HEADER: usize = 100;

/// The size of its pages, if `head` is how a database begins.
pub(super) fn page_size(head: &[u8]) -> Option<usize> {
    let sizes = head.get(..HEADER)?.strip_prefix(b"SQLite format 3\0")?;
    match usize::from(u16::from_be_bytes([sizes[0], sizes[1]])) {
        1 => Some(1 << 16),
        size => (size >= 512 && size.is_power_of_two()).then_some(size),
    }
}

/// A database as it can be read: each page as it is, then the values of its rows.
pub(super) struct Pages<'r> {
    input: &'r mut dyn BufRead,
    size: usize,
    /// Where the page itself begins: behind the database's header on the first.
    start: usize,
    text: Vec<u8>,
    at: usize,
}

impl<'r> Pages<'r> {
    pub(super) fn new(size: usize, input: &'r mut dyn BufRead) -> Self {
        Self { input, size, start: HEADER, text: Vec::new(), at: 0 }
    }

    fn next_page(&mut self) -> io::Result<()> {
        (self.text, self.at) = (Vec::new(), 0);
        let read = (&mut *self.input).take(self.size as u64).read_to_end(&mut self.text);
        if self.text.is_empty() {
            return read.map(drop);
        }
        // Damage comes up again with the next page; this one is shown as far as it goes.
        let mut values = Vec::new();
        rows(&self.text, self.start, &mut values);
        // What rows hold can't be more than their page.
        values.truncate(self.text.len() - 1);
        self.text.push(b'\n');
        self.text.append(&mut values);
        self.start = 0;
        Ok(())
    }
}

impl Read for Pages<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.next_page()?;
        }
        let count = (&self.text[self.at..]).read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

/// The values of the rows in a page; what spills over to other pages is left to the page itself.
fn rows(page: &[u8], start: usize, values: &mut Vec<u8>) {
    // A row in a table, or in an index, which may be all that a table is.
    let (pointers, before_row) = match page.get(start) {
        Some(0x0D) => (start + 8, Row::Table),
        Some(0x0A) => (start + 8, Row::Index),
        Some(0x02) => (start + 12, Row::InnerIndex),
        _ => return,
    };
    let short = |at: usize| Some(usize::from(u16::from_be_bytes(*page.get(at..)?.first_chunk()?)));
    let count = short(start + 3).unwrap_or_default();
    for pointer in (0..count).map_while(|row| short(pointers + 2 * row)) {
        // Pointers that all name one row are a bomb.
        if values.len() < page.len() {
            let _ = row(page.get(pointer..).unwrap_or_default(), &before_row, values);
        }
    }
}

/// What stands before the values of a row.
enum Row {
    Table,
    Index,
    InnerIndex,
}

/// The texts and blobs of a row, a line each; `None` where it is cut off.
fn row(mut cell: &[u8], before: &Row, values: &mut Vec<u8>) -> Option<()> {
    if matches!(before, Row::InnerIndex) {
        cell = cell.get(4..)?;
    }
    let _length = varint(&mut cell)?;
    if matches!(before, Row::Table) {
        let _number = varint(&mut cell)?;
    }
    let mut kinds = cell;
    let header = varint(&mut kinds)?;
    let length_of_length = cell.len() - kinds.len();
    let mut content = cell.get(header..)?;
    let mut kinds = kinds.get(..header.checked_sub(length_of_length)?)?;
    while !kinds.is_empty() {
        let kind = varint(&mut kinds)?;
        let size = match kind {
            0..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            8..=11 => 0,
            _ => (kind - 12) / 2,
        };
        let (value, rest) = content.split_at(size.min(content.len()));
        if kind >= 12 {
            values.extend_from_slice(&text::readable(value));
            values.push(b'\n');
        }
        content = rest;
    }
    Some(())
}

/// A number of one to nine bytes, seven bits in each but the ninth.
fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_u64;
    for at in 0..9 {
        let byte = *bytes.get(at)?;
        let last = at == 8 || byte & 0x80 == 0;
        number = if at == 8 { number << 8 | u64::from(byte) } else { number << 7 | u64::from(byte & 0x7F) };
        if last {
            *bytes = &bytes[at + 1..];
            break;
        }
    }
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use bstr::ByteSlice;

    use super::*;

    /// A page of 512 bytes with one row of two texts, and so many pointers to it.
    fn page(pointers: u16, texts: [&str; 2]) -> Vec<u8> {
        let kinds = texts.map(|text| u8::try_from(13 + 2 * text.len()).unwrap());
        let cell = [&[90, 1, 3, kinds[0], kinds[1]], texts.concat().as_bytes()].concat();
        let at = 512 - cell.len();
        let mut page = [&[0x0D, 0, 0], &pointers.to_be_bytes()[..], &[0; 3]].concat();
        page.extend(u16::try_from(at).unwrap().to_be_bytes().repeat(pointers.into()));
        page.resize(at, 0);
        [page, cell].concat()
    }

    fn read(database: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        Pages::new(512, &mut &*database).read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn each_value_of_a_row_gets_its_own_line() {
        let first = [&[b'x'; HEADER][..], &[0; 412]].concat();
        let text = read(&[first, page(1, ["one", "other"])].concat());
        assert!(text.ends_with(b"oneother\none\nother\n"), "{}", text.as_bstr());
    }

    #[test]
    fn rows_that_lie_about_themselves_bring_no_more_than_their_page() {
        let many = page(200, ["a text of some length", "another one"]);
        let mut empty = many.clone();
        empty[412..].fill(13);
        empty[6] = 0;
        for bomb in [&many, &empty] {
            let text = read(&[vec![0; 512], bomb.clone()].concat());
            assert!(1400 < text.len() && text.len() <= 2 * 1024, "{}", text.len());
        }
        for at in 0..40 {
            for byte in [0, 0x7F, 0x80, 0xFF] {
                let mut broken = many.clone();
                let at = if at < 8 { at } else { broken.len() - at };
                broken[at] = byte;
                assert!(read(&[vec![0; 512], broken].concat()).len() <= 2 * 1024);
            }
        }
    }

    #[test]
    fn a_number_ends_where_its_bytes_say() {
        for (bytes, number, rest) in [
            (&[5, 1][..], Some(5), &[1][..]),
            (&[0x81, 0], Some(128), &[]),
            (&[0xFF; 9], usize::try_from(u64::MAX).ok(), &[]),
        ] {
            let mut left = bytes;
            assert_eq!((varint(&mut left), left), (number, rest));
        }
        assert_eq!(varint(&mut &[0x80][..]), None);
    }
}
