//! What the next commit would bring.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use bstr::{BStr, ByteSlice};

use super::Entry;
use crate::git::{Change, Mode, Oid, Repo, plumbing};

/// The index against HEAD.
pub(super) struct Staged {
    /// Blobs that HEAD does not have at their path, each with the one that it has there.
    changes: Vec<Change>,
    /// Blobs of HEAD at whose path the index has nothing.
    removed: Vec<Oid>,
}

impl Staged {
    /// `index` is the file that holds the index, where it is not the usual one:
    /// `git commit FILE` runs its hooks with one of its own.
    pub(super) fn of(repo: &Repo, index: Option<&Path>) -> Result<Self> {
        ensure!(repo.work_tree().is_some(), "nothing can be staged in a bare repository");
        let mut command = repo.git();
        command.envs(index.map(|index| ("GIT_INDEX_FILE", index)));
        command.args(["diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"]);
        let out = plumbing::output(command, b"").context("asking what is staged")?;
        let mut staged = Self { changes: Vec::new(), removed: Vec::new() };
        let mut words = out.split_str("\0");
        while let (Some(head), Some(path)) = (words.next(), words.next()) {
            staged.take(head, path.as_bstr()).with_context(|| format!("{} in the index", path.as_bstr()))?;
        }
        Ok(staged)
    }

    /// `:<mode before> <mode> <object before> <object> <status>`
    fn take(&mut self, head: &[u8], path: &BStr) -> Result<()> {
        let words: Vec<&[u8]> = head.trim_start_with(|c| c == ':').split_str(" ").collect();
        let [mode_before, mode, before, after, status] = words[..] else {
            bail!("git diff printed an unreadable line")
        };
        ensure!(status != b"U", "it is not merged yet, so there is no next commit to judge");
        let before = Oid::from_hex_or_zero(before)?.filter(|_| Mode::from_octal(mode_before).is_blob());
        let mode = Mode::from_octal(mode);
        match Oid::from_hex_or_zero(after)? {
            Some(new) if mode.is_blob() => {
                self.changes.push(Change { path: path.into(), mode, new, old: before.into_iter().collect() });
            }
            Some(_) => {}
            None => self.removed.extend(before),
        }
        Ok(())
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        let entry = |change: &Change| Entry { path: change.path.clone(), mode: change.mode, oid: Some(change.new) };
        self.changes.iter().map(entry).collect()
    }

    /// What stood at `path` before; for a new file, which may be one that was moved, all that is removed.
    pub(super) fn before(&self, path: &BStr) -> &[Oid] {
        match self.changes.iter().find(|change| change.path == path) {
            Some(change) if !change.old.is_empty() => &change.old,
            _ => &self.removed,
        }
    }
}
