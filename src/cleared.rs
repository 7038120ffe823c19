//! Blobs in which the scan for secrets has found nothing: a long history that
//! is judged once more, or a tag after its push, need not be read again.
//!
//! An entry is a digest of blob, manner of looking, program and settings. So an entry
//! of other rules is simply never asked for; the oldest make room in the end.

use std::collections::HashSet;
use std::sync::Mutex;

use crate::digest;
use crate::git::{Oid, Repo};
use crate::state;

const FILE: &str = "cleared";

/// So many entries are kept: 8 MiB.
const MOST: usize = 1 << 19;

const LEN: usize = 16;

type Entry = [u8; LEN];

/// What was cleared before, and what is now.
#[derive(Default)]
pub struct Cleared {
    /// What the settings add to an entry.
    settings: String,
    /// Sorted.
    before: Vec<Entry>,
    now: Mutex<HashSet<Entry>>,
}

impl Cleared {
    /// What is remembered in this repository; nothing, if that can't be read.
    pub fn load(repo: &Repo, config_sha256: &str) -> Self {
        let mut before = state::load_bytes(repo, FILE).unwrap_or_default().as_chunks().0.to_vec();
        before.sort_unstable();
        Self { settings: config_sha256.to_owned(), before, now: Mutex::default() }
    }

    /// Whether nothing was found in this blob, looked at in this manner.
    pub fn has(&self, blob: Oid, manner: u64) -> bool {
        self.before.binary_search(&self.entry(blob, manner)).is_ok()
    }

    /// Nothing was found in it.
    pub fn add(&self, blob: Oid, manner: u64) {
        if let Ok(mut now) = self.now.lock() {
            now.insert(self.entry(blob, manner));
        }
    }

    /// Remembers what was cleared; whether there was anything new, and it is remembered. One that can't is slower
    /// the next time, that is all.
    pub fn save(self, repo: &Repo) -> bool {
        let Ok(now) = self.now.into_inner() else { return false };
        if now.is_empty() {
            return false;
        }
        let older = self.before.into_iter().filter(|entry| !now.contains(entry));
        let kept: Vec<u8> = now.iter().copied().chain(older).take(MOST).flatten().collect();
        state::save_bytes(repo, FILE, &kept).is_ok()
    }

    fn entry(&self, blob: Oid, manner: u64) -> Entry {
        let scan = env!("PRECHECK_SCAN").as_bytes();
        let input = [scan, self.settings.as_bytes(), &manner.to_le_bytes(), blob.raw()].concat();
        digest::sha256_raw(&input).first_chunk().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn what_is_cleared_stays_so_for_the_same_blob_kind_and_settings_alone() {
        let sandbox = Sandbox::new();
        let (one, other) = (sandbox.commit("one"), sandbox.commit("other"));
        let repo = sandbox.repo();
        let cleared = Cleared::load(&repo, "a");
        cleared.add(one, 1);
        assert!(!cleared.has(one, 1), "this run is not what was before");
        cleared.save(&repo);
        let again = Cleared::load(&repo, "a");
        assert!(again.has(one, 1));
        assert!(!again.has(one, 2) && !again.has(other, 1) && !Cleared::load(&repo, "b").has(one, 1));
        again.add(other, 1);
        again.save(&repo);
        let both = Cleared::load(&repo, "a");
        assert!(both.has(one, 1) && both.has(other, 1));
    }

    #[test]
    fn a_damaged_memory_clears_nothing() {
        let sandbox = Sandbox::new();
        let blob = sandbox.commit("one");
        let repo = sandbox.repo();
        let cleared = Cleared::load(&repo, "");
        cleared.add(blob, 1);
        cleared.save(&repo);
        let path = state::path(&repo, FILE);
        let whole = std::fs::read(&path).unwrap();
        for damaged in [&whole[..whole.len() - 1], &[whole.as_slice(), b"0123456789abcdef"].concat(), b""] {
            std::fs::write(&path, damaged).unwrap();
            assert!(!Cleared::load(&repo, "").has(blob, 1));
        }
    }
}
