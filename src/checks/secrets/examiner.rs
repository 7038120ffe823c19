//! Looks for secrets in files, each in all the ways in which it can be read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use anyhow::{Error, Result, anyhow};
use bstr::{BStr, ByteSlice};

use super::archive::Unread;
use super::custom::CustomRules;
use super::file_kind::{FileKind, is_data};
use super::found::Found;
use super::scanner::Scanner;
use super::{difference, packed, text};
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
        let text = text::readable(content);
        let (kind, whole) = (FileKind::of(path, &text), 0..text.len());
        // A rule of the repository's own may want its keyword anywhere in the text.
        let in_part = !is_data(path) && self.custom.is_empty();
        let stretches = match (&text, before) {
            (Cow::Borrowed(text), Some(before)) if in_part => difference::of(before, text),
            _ => vec![whole],
        };
        for stretch in stretches {
            let hits = self.scanner.scan_within(path, &text, stretch, kind)?;
            found.extend(hits.iter().map(|hit| Found::of(&text, hit)));
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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_a_value_is_may_stand_far_above_it_in_data() {
        let custom = CustomRules::default();
        let examiner = Examiner::new(&custom);
        let notes = "    # a note on what this is for\n".repeat(60);
        let secret = |data: &str| format!("kind: Secret\nmetadata:\n  annotations:\n{notes}data:\n  key: {data}\n");
        let before = secret("");
        let after = secret(&String::from_utf8(sample::expand("{base64:43}=")).unwrap());
        let look = |before| examiner.look("a.yaml".into(), after.as_bytes(), before).unwrap().0.len();
        assert_eq!((look(None), look(Some(before.as_bytes()))), (1, 1));
    }

    #[test]
    fn a_rule_of_the_repositorys_own_has_its_keyword_wherever_it_stands() {
        #[derive(serde::Deserialize)]
        struct Settings {
            rules: CustomRules,
        }
        let rule = "[[rules]]\nid = 'a'\nfinds = 'x'\nkeywords = ['acme']\npattern = 'key=([a-z0-9]{12})'\n";
        let custom = toml::from_str::<Settings>(rule).unwrap().rules;
        let examiner = Examiner::new(&custom);
        let text = |key: &str| format!("// acme\n{}{key}\n", "// a line of a program\n".repeat(300));
        let (before, after) = (text(""), text("key=k7q2m9x4w8s3"));
        let found = examiner.look("a.rs".into(), after.as_bytes(), Some(before.as_bytes())).unwrap().0;
        assert_eq!(found.len(), 1);
    }
}
