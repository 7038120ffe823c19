//! Looks for secrets in files, each in all the ways in which it can be read.

use std::borrow::Cow;
use std::ops::Range;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::content::{self, Text};
use super::custom::CustomRules;
use super::found::Found;
use super::scanner::Scanner;
use crate::git::RepoPath;

/// Looks at one file after the other.
pub(super) struct Examiner<'s> {
    scanner: Scanner<'s>,
    custom: &'s CustomRules,
}

impl<'s> Examiner<'s> {
    pub(super) fn new(custom: &'s CustomRules) -> Self {
        Self { scanner: Scanner::with(custom), custom }
    }

    /// What the file at `path` holds. Where its former version is at hand, only
    /// what is not as it was there needs to be found.
    pub(super) fn look(&self, path: &BStr, content: &[u8], before: Option<&[u8]>) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        for Text { bytes, kind } in content::texts(path, content) {
            let stretch = match (&bytes, before) {
                (Cow::Borrowed(text), Some(before)) => differing(before, text),
                _ => 0..bytes.len(),
            };
            let hits = self.scanner.scan_within(path, &bytes, stretch, kind)?;
            found.extend(hits.iter().map(|hit| Found::of(&bytes, hit)));
        }
        found.extend(self.custom.forbid(path, content)?.iter().map(|hit| Found::of(content, hit)));
        Ok(found)
    }

    /// A path or name as it may be shown.
    pub(super) fn masked(&self, name: &BStr) -> Result<RepoPath> {
        self.scanner.masked(name)
    }
}

/// So much beside a difference may belong to a secret that it touches: the
/// armour of a long private key. What stands on one line always does.
const AROUND: usize = 4096;

/// The lines of `new` in which it differs from `old`, with enough around them
/// that a secret which is not in `old` lies in them whole.
fn differing(old: &[u8], new: &[u8]) -> Range<usize> {
    let start = common_start(old, new);
    let end = new.len() - common_end(&old[start..], &new[start..]);
    if start == end && old.len() == new.len() {
        return 0..0;
    }
    let before = start.saturating_sub(AROUND);
    let after = new.len().min(end + AROUND);
    let line_start = new[..before].rfind_byte(b'\n').map_or(0, |at| at + 1);
    let line_end = new[after..].find_byte(b'\n').map_or(new.len(), |at| after + at);
    line_start..line_end
}

/// How many bytes two texts begin with alike.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    let steps = a.chunks_exact(STEP).zip(b.chunks_exact(STEP)).take_while(|(a, b)| a == b).count();
    let at = steps * STEP;
    at + a[at..].iter().zip(&b[at..]).take_while(|(a, b)| a == b).count()
}

/// How many bytes two texts end with alike.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    let steps = a.rchunks_exact(STEP).zip(b.rchunks_exact(STEP)).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - steps * STEP], &b[..b.len() - steps * STEP]);
    steps * STEP + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// So many bytes are compared at once.
const STEP: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_differ_and_what_is_close_to_them_are_looked_at() {
        let line = |n: usize| format!("line {n} of a file that is long enough\n");
        let old: String = (0..2000).map(line).collect();
        let new = old.replace("line 1000 ", "line one thousand ");
        let at = new.find("line one thousand").unwrap();
        let stretch = differing(old.as_bytes(), new.as_bytes());
        assert!(stretch.start < at && at - stretch.start < 2 * AROUND, "{stretch:?} {at}");
        assert!(stretch.end > at && stretch.end - at < 2 * AROUND, "{stretch:?} {at}");
        assert!(new.as_bytes()[stretch.start - 1] == b'\n' && new.as_bytes()[stretch.end] == b'\n');
        assert_eq!(differing(old.as_bytes(), old.as_bytes()), 0..0);
    }

    #[test]
    fn what_is_deleted_leaves_its_neighbours_to_be_looked_at() {
        let stretch = differing(b"one\ntwo\nthree\n", b"one\nthree\n");
        assert_eq!(stretch, 0..10);
        assert_eq!(differing(b"", b"x"), 0..1);
        assert_eq!(differing(b"x", b""), 0..0);
    }

    #[test]
    fn common_ends_are_counted_to_the_byte() {
        for at in [0, 1, 255, 256, 257, 511, 512, 700, 1023] {
            let a = vec![b'x'; 1024];
            let mut b = a.clone();
            b[at] = b'y';
            assert_eq!((common_start(&a, &b), common_end(&a, &b)), (at, 1023 - at));
            assert_eq!((common_start(&a, &a[..at]), common_end(&a, &a[..at])), (at, at));
        }
    }
}
