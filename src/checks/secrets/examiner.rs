//! Looks for secrets in files, each in all the ways in which it can be read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use anyhow::{Error, Result, anyhow};
use bstr::{BStr, ByteSlice};

use super::archive::Unread;
use super::content::{self, Text};
use super::custom::CustomRules;
use super::found::Found;
use super::packed;
use super::scanner::Scanner;
use crate::git::{Oid, RepoPath};

/// Looks at one file after the other, on as many threads as want it to.
pub(super) struct Examiner<'s> {
    pub scanner: Scanner<'s>,
    custom: &'s CustomRules,
}

impl<'s> Examiner<'s> {
    pub(super) fn new(custom: &'s CustomRules) -> Self {
        Self { scanner: Scanner::with(custom), custom }
    }

    /// What the file at `path` holds. Where its former version is at hand, only
    /// what is not as it was there needs to be found. And what was not looked into.
    pub(super) fn look(&self, path: &BStr, content: &[u8], before: Option<&[u8]>) -> Result<(Vec<Found>, Vec<Unread>)> {
        let (mut packed, unread) = packed::look(&self.scanner, path, content)?;
        let mut found = Vec::new();
        for Text { bytes, kind } in content::texts(path, content) {
            let stretch = match (&bytes, before) {
                (Cow::Borrowed(text), Some(before)) => differing(before, text),
                _ => 0..bytes.len(),
            };
            let hits = self.scanner.scan_within(path, &bytes, stretch, kind)?;
            found.extend(hits.iter().map(|hit| Found::of(&bytes, hit)));
        }
        // What an archive stores as it is was found in its member.
        let in_members: HashSet<_> = packed.iter().map(|found| found.secret.as_slice()).collect();
        found.retain(|found: &Found| !in_members.contains(found.secret.as_slice()));
        found.append(&mut packed);
        found.extend(self.custom.forbid(path, content)?.iter().map(|hit| Found::of(content, hit)));
        Ok((found, unread))
    }

    /// Looks at many files on all processors, and tells of each what it holds, in the order in which they came.
    pub(super) fn look_at_all(&self, files: impl Iterator<Item = Result<File>>) -> Result<Vec<Looked>> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let (sender, receiver) = mpsc::sync_channel::<(usize, File)>(workers * 2);
        let receiver = Mutex::new(receiver);
        let next = || receiver.lock().ok()?.recv().ok();
        let mut looked = thread::scope(|scope| {
            // None stops early: what is sent is always taken.
            let work = || std::iter::from_fn(next).map(|(at, file)| (at, self.look_at(file))).collect::<Vec<_>>();
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let fed = self.feed(files, &sender);
            drop(sender);
            let mut looked = fed?;
            for worker in workers {
                looked.extend(worker.join().map_err(|_| anyhow!("a thread that scans files died"))?);
            }
            Ok::<_, Error>(looked)
        })?;
        looked.sort_unstable_by_key(|(at, _)| *at);
        looked.into_iter().map(|(_, looked)| looked).collect()
    }

    /// Hands out the files, numbered; what is large is looked at here and now.
    fn feed(
        &self,
        files: impl Iterator<Item = Result<File>>,
        workers: &SyncSender<(usize, File)>,
    ) -> Result<Vec<(usize, Result<Looked>)>> {
        let mut looked = Vec::new();
        for (at, file) in files.enumerate() {
            let file = file?;
            if file.content.len() > LARGE {
                looked.push((at, self.look_at(file)));
            } else {
                workers.send((at, file)).map_err(|_| anyhow!("no thread is left to scan files"))?;
            }
        }
        Ok(looked)
    }

    fn look_at(&self, file: File) -> Result<Looked> {
        let (found, unread) = self.look(file.path.as_bstr(), &file.content, None)?;
        Ok(Looked { path: file.path, blob: file.blob, found, unread })
    }
}

/// A file that was read.
pub(super) struct File {
    pub path: RepoPath,
    /// Its name in git, where it is sure to be this content.
    pub blob: Option<Oid>,
    pub content: Vec<u8>,
}

/// What a file holds, and what of it was not looked into.
pub(super) struct Looked {
    pub path: RepoPath,
    pub blob: Option<Oid>,
    pub found: Vec<Found>,
    pub unread: Vec<Unread>,
}

/// Larger files do not wait in memory for their turn.
const LARGE: usize = 8 << 20;

/// So much beside a difference may belong to what a secret is known by: the name
/// of an access key some lines above it, say.
const AROUND: usize = 1024;

/// The lines of `new` in which it differs from `old`, with enough around them
/// that a secret which is not in `old` lies in them whole.
fn differing(old: &[u8], new: &[u8]) -> Range<usize> {
    let start = common_start(old, new);
    let end = new.len() - common_end(&old[start..], &new[start..]);
    if start == end && old.len() == new.len() {
        return 0..0;
    }
    let (mut start, mut end) =
        (line_start(new, start.saturating_sub(AROUND)), line_end(new, (end + AROUND).min(new.len())));
    // The body of a key is told by the line above it and the one below.
    while start > 0 && in_armour(&new[start..line_end(new, start)]) {
        start = line_start(new, start - 1);
    }
    while end < new.len() && in_armour(&new[line_start(new, end)..end]) {
        end = line_end(new, end + 1);
    }
    start..end
}

fn line_start(text: &[u8], at: usize) -> usize {
    text[..at].rfind_byte(b'\n').map_or(0, |at| at + 1)
}

fn line_end(text: &[u8], at: usize) -> usize {
    text[at..].find_byte(b'\n').map_or(text.len(), |ahead| at + ahead)
}

/// Whether a line is base64 and nothing else.
fn in_armour(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() > 32 && line.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
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
    fn a_key_of_which_one_line_differs_is_looked_at_whole() {
        let body = |n: usize| format!("{}{n:04}", "aB3/".repeat(15));
        let key = |odd: usize| (0..200).map(|n| body(if n == 100 { odd } else { n }) + "\n").collect::<String>();
        let file = |odd| format!("x = 1\n{}BEGIN KEY-----\n{}{}END KEY-----\ny = 2\n", "-----", key(odd), "-----");
        let (old, new) = (file(100), file(9999));
        let stretch = differing(old.as_bytes(), new.as_bytes());
        let seen = &new[stretch];
        assert!(seen.contains("BEGIN KEY") && seen.contains("END KEY"), "{} of {}", seen.len(), new.len());
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
