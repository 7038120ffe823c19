//! Blobs in which the scan for secrets has found nothing: a long history that
//! is judged once more, or a tag after its push, need not be read again.
//!
//! An entry is a digest of blob, manner of looking, program and settings. So an entry
//! of other rules is simply never asked for; the oldest make room in the end.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::digest;
use crate::git::{Oid, Repo};
use crate::state;

const FILE: &str = "cleared";

/// So many entries are kept: 8 MiB.
const MOST: usize = 1 << 19;

/// A push of fewer blobs is judged sooner than the memory is read.
const FEW: usize = 500;

/// So often what was cleared is kept while more is: whoever is stopped goes on from there.
const PACE: Duration = Duration::from_secs(2);

const LEN: usize = 16;

type Entry = [u8; LEN];

/// What was cleared before, and what is now.
#[derive(Default)]
pub struct Cleared {
    /// What the settings add to an entry.
    settings: String,
    /// Where it is kept; one that is not knows nothing.
    place: Option<PathBuf>,
    /// So many questions go unanswered before the memory is read.
    patience: usize,
    asked: AtomicUsize,
    /// Sorted.
    before: OnceLock<Vec<Entry>>,
    now: Mutex<Now>,
}

struct Now {
    entries: HashSet<Entry>,
    kept: Instant,
}

impl Default for Now {
    fn default() -> Self {
        Self { entries: HashSet::new(), kept: Instant::now() }
    }
}

impl Cleared {
    /// What is remembered in this repository; nothing, if that can't be read.
    pub fn load(repo: &Repo, config_sha256: &str) -> Self {
        let place = Some(state::path(repo, FILE));
        Self { settings: config_sha256.to_owned(), place, ..Self::default() }
    }

    /// As [`Cleared::load`], for what is mostly so little that remembering takes longer than judging.
    pub fn once_it_pays(repo: &Repo, config_sha256: &str) -> Self {
        Self { patience: FEW, ..Self::load(repo, config_sha256) }
    }

    /// Whether nothing was found in this blob, looked at in this manner.
    pub fn has(&self, blob: Oid, manner: u64) -> bool {
        let pays = self.asked.fetch_add(1, Ordering::Relaxed) >= self.patience;
        pays && self.before().binary_search(&self.entry(blob, manner)).is_ok()
    }

    /// Nothing was found in it.
    pub fn add(&self, blob: Oid, manner: u64) {
        let Ok(mut now) = self.now.lock() else { return };
        now.entries.insert(self.entry(blob, manner));
        if now.kept.elapsed() >= PACE {
            self.keep(&now.entries);
            now.kept = Instant::now();
        }
    }

    /// Remembers what was cleared; whether there was anything new, and it is remembered.
    pub fn save(self) -> bool {
        let pays = self.asked.load(Ordering::Relaxed) >= self.patience;
        self.now.lock().is_ok_and(|now| pays && !now.entries.is_empty() && self.keep(&now.entries))
    }

    /// One that can't be kept is slower the next time, that is all.
    fn keep(&self, now: &HashSet<Entry>) -> bool {
        let Some(place) = &self.place else { return false };
        let older = self.before().iter().filter(|entry| !now.contains(*entry));
        let kept: Vec<u8> = now.iter().chain(older).take(MOST).flatten().copied().collect();
        state::save_at(place, &kept).is_ok()
    }

    fn before(&self) -> &[Entry] {
        self.before.get_or_init(|| {
            let bytes = self.place.as_deref().and_then(state::load_at).unwrap_or_default();
            let mut entries = bytes.as_chunks().0.to_vec();
            entries.sort_unstable();
            entries
        })
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
        cleared.save();
        let again = Cleared::load(&repo, "a");
        assert!(again.has(one, 1));
        assert!(!again.has(one, 2) && !again.has(other, 1) && !Cleared::load(&repo, "b").has(one, 1));
        again.add(other, 1);
        again.save();
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
        cleared.save();
        let path = state::path(&repo, FILE);
        let whole = std::fs::read(&path).unwrap();
        for damaged in [&whole[..whole.len() - 1], &[whole.as_slice(), b"0123456789abcdef"].concat(), b""] {
            std::fs::write(&path, damaged).unwrap();
            assert!(!Cleared::load(&repo, "").has(blob, 1));
        }
    }
}
