//! Hashes of large files, so that a gate reads again only what can have changed,
//! and which contents were looked into without anything to say of them.
//!
//! A file on disk is known by its [`Stamp`], all of it; and only if it was left
//! alone for a while before it was hashed, as a write just after could go by the
//! same times. A blob is known by its name. What was looked into is known by its
//! content, its path, the settings and the program.
//!
//! Two things pass it by: who writes to the disk below the file system, and a
//! program that keeps the file mapped and writes once more to a page that it had
//! changed just before. `release` therefore reads everything anew.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::time::SystemTime;

use crate::digest;
use crate::git::{Oid, Repo, Stamp};
use crate::state;

const FILE: &str = "hashes";

/// Changes with the form of what is kept.
const FORM: &str = "precheck-hook/hashes/1";

/// So many entries are kept: at most about 5 MiB.
const MOST: usize = 1 << 15;

/// What was hashed before, and what is now.
pub struct Hashes<'r> {
    repo: Option<&'r Repo>,
    /// Before any file was read; by the clock that file systems go by, whatever time the run takes for its own.
    began: SystemTime,
    afresh: bool,
    /// Loaded once somebody asks.
    before: OnceCell<HashMap<String, String>>,
    now: RefCell<HashMap<String, String>>,
}

impl<'r> Hashes<'r> {
    /// What is remembered in this repository; nothing, if that can't be read. To be made before files are read.
    pub fn of(repo: &'r Repo) -> Self {
        Self { repo: Some(repo), ..Self::default() }
    }

    /// Recalls nothing, so that everything is read; what comes of it is remembered.
    pub fn afresh(repo: &'r Repo) -> Self {
        Self { afresh: true, ..Self::of(repo) }
    }

    /// SHA-256 of the file that has this stamp.
    pub fn of_file(&self, stamp: &Stamp) -> Option<&str> {
        self.get(&file_key(stamp))
    }

    /// SHA-256 of the content of a blob.
    pub fn of_blob(&self, blob: Oid) -> Option<&str> {
        self.get(&blob_key(blob))
    }

    /// What a look came to that found nothing wrong; `look` says at what, and how.
    pub fn of_look(&self, look: &str) -> Option<&str> {
        self.get(&look_key(look))
    }

    /// The file had this stamp before and after it was read.
    pub fn add_file(&self, stamp: &Stamp, sha256: &str) {
        if stamp.is_settled(self.began) {
            self.add(file_key(stamp), sha256);
        }
    }

    /// The blob was read as a whole.
    pub fn add_blob(&self, blob: Oid, sha256: &str) {
        self.add(blob_key(blob), sha256);
    }

    /// A look found nothing wrong; `said`, a word, is what it came to.
    pub fn add_look(&self, look: &str, said: &str) {
        self.add(look_key(look), said);
    }

    /// Remembers what is new. One that can't is slower the next time, that is all.
    pub fn save(self) {
        let now = self.now.take();
        let Some(repo) = self.repo.filter(|_| !now.is_empty()) else { return };
        let older = self.before().iter().filter(|(key, _)| !now.contains_key(*key));
        let mut text = format!("{FORM}\n");
        for (key, said) in now.iter().chain(older).take(MOST) {
            text.push_str(&format!("{said} {key}\n"));
        }
        let _ = state::save_bytes(repo, FILE, text.as_bytes());
    }

    fn get(&self, key: &str) -> Option<&str> {
        if self.afresh { None } else { self.before().get(key).map(String::as_str) }
    }

    fn add(&self, key: String, said: &str) {
        self.now.borrow_mut().insert(key, said.to_owned());
    }

    fn before(&self) -> &HashMap<String, String> {
        let load = || self.repo.and_then(|repo| parsed(&state::load_bytes(repo, FILE)?));
        self.before.get_or_init(|| load().unwrap_or_default())
    }
}

impl Default for Hashes<'_> {
    fn default() -> Self {
        Self {
            repo: None,
            began: SystemTime::now(),
            afresh: false,
            before: OnceCell::default(),
            now: RefCell::default(),
        }
    }
}

#[cfg(test)]
impl Hashes<'_> {
    /// As if it had been made so many seconds later.
    pub fn in_seconds(self, seconds: u64) -> Self {
        Self { began: self.began + std::time::Duration::from_secs(seconds), ..self }
    }
}

pub(crate) fn parsed(bytes: &[u8]) -> Option<HashMap<String, String>> {
    let entries = std::str::from_utf8(bytes).ok()?.strip_prefix(FORM)?.strip_prefix('\n')?;
    entries.lines().map(|line| line.split_once(' ').map(|(said, key)| (key.to_owned(), said.to_owned()))).collect()
}

fn file_key(stamp: &Stamp) -> String {
    format!("file {stamp}")
}

fn blob_key(blob: Oid) -> String {
    format!("blob {blob}")
}

fn look_key(look: &str) -> String {
    format!("look {}", digest::sha256(look.as_bytes()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::Sandbox;

    fn saved(repo: &Repo, fill: impl FnOnce(&Hashes)) {
        saved_in(0, repo, fill);
    }

    fn saved_in(seconds: u64, repo: &Repo, fill: impl FnOnce(&Hashes)) {
        let hashes = Hashes::of(repo).in_seconds(seconds);
        fill(&hashes);
        hashes.save();
    }

    fn stamp(sandbox: &Sandbox, name: &str) -> Stamp {
        Stamp::at(&sandbox.path().join(name)).unwrap()
    }

    #[test]
    fn what_was_hashed_is_recalled_by_the_next_run_and_never_afresh() {
        let sandbox = Sandbox::new();
        let (one, other) = (sandbox.commit("one"), sandbox.commit("other"));
        let repo = sandbox.repo();
        saved(&repo, |hashes| hashes.add_blob(one, "aa"));
        saved(&repo, |hashes| hashes.add_look("models/a.pt", "pytorch"));
        let hashes = Hashes::of(&repo);
        assert_eq!((hashes.of_blob(one), hashes.of_blob(other)), (Some("aa"), None));
        assert_eq!((hashes.of_look("models/a.pt"), hashes.of_look("models/b.pt")), (Some("pytorch"), None));
        let afresh = Hashes::afresh(&repo);
        assert_eq!(afresh.of_blob(one), None);
        afresh.add_blob(other, "bb");
        afresh.save();
        let both = Hashes::of(&repo);
        assert_eq!((both.of_blob(one), both.of_blob(other)), (Some("aa"), Some("bb")));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_known_once_it_was_left_alone_for_two_seconds_before_it_was_read() {
        let sandbox = Sandbox::new();
        sandbox.write("a", "a");
        let (repo, stamp) = (sandbox.repo(), stamp(&sandbox, "a"));
        saved_in(1, &repo, |hashes| hashes.add_file(&stamp, "aa"));
        assert_eq!(Hashes::of(&repo).of_file(&stamp), None);
        saved_in(3, &repo, |hashes| hashes.add_file(&stamp, "aa"));
        assert_eq!(Hashes::of(&repo).of_file(&stamp), Some("aa"));
    }

    #[cfg(unix)]
    #[test]
    fn a_forged_time_or_a_file_renamed_into_place_is_another_file() {
        let sandbox = Sandbox::new();
        sandbox.write("a", "old").write("b", "new");
        let at = |name: &str| sandbox.path().join(name);
        let set = |name: &str, time| std::fs::File::open(at(name)).unwrap().set_modified(time).unwrap();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        set("a", time);
        let (repo, before) = (sandbox.repo(), stamp(&sandbox, "a"));
        saved_in(3, &repo, |hashes| hashes.add_file(&before, "aa"));
        assert!(Hashes::of(&repo).of_file(&before).is_some());
        // The clock of a file system may tick only a hundred times a second.
        std::thread::sleep(Duration::from_millis(20));
        std::fs::write(at("a"), "OLD").unwrap();
        set("a", time);
        let forged = stamp(&sandbox, "a");
        assert_eq!(forged.size(), before.size());
        assert_eq!(Hashes::of(&repo).of_file(&forged), None);
        set("b", time);
        std::fs::rename(at("b"), at("a")).unwrap();
        assert_eq!(Hashes::of(&repo).of_file(&stamp(&sandbox, "a")), None);
    }

    #[test]
    fn a_damaged_memory_or_one_of_another_form_recalls_nothing() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("one");
        let repo = sandbox.repo();
        saved(&repo, |hashes| hashes.add_blob(one, "aa"));
        let sealed = std::fs::read(state::path(&repo, FILE)).unwrap();
        let body = state::load_bytes(&repo, FILE).unwrap();
        for damaged in [&sealed[..sealed.len() - 1], &sealed[..70], b"", &[0xff; 200], &body] {
            std::fs::write(state::path(&repo, FILE), damaged).unwrap();
            assert_eq!(Hashes::of(&repo).of_blob(one), None);
        }
        let text = String::from_utf8(body).unwrap();
        for foreign in [text.replace("hashes/1", "hashes/2"), format!("{text}word\n"), "\n".to_owned()] {
            state::save_bytes(&repo, FILE, foreign.as_bytes()).unwrap();
            assert_eq!(Hashes::of(&repo).of_blob(one), None);
        }
        saved(&repo, |hashes| hashes.add_blob(one, "aa"));
        assert_eq!(Hashes::of(&repo).of_blob(one), Some("aa"));
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let sandbox = Sandbox::new();
        let repo = sandbox.repo();
        let sha256 = "a".repeat(64);
        saved(&repo, |hashes| (0..MOST + 10).for_each(|n| hashes.add_look(&n.to_string(), &sha256)));
        assert!(state::path(&repo, FILE).metadata().unwrap().len() < 5 << 20);
    }
}
