//! What Python modules say of themselves, by blob: migrations are many, change by
//! one at a time, and would be parsed anew by each push that touches them.
//!
//! What is kept are bytes; whoever parses knows what they mean. They hold for one
//! way of reading (`PRECHECK_PYTHON` names it): what another one has kept is no use.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use crate::git::{Oid, Repo};
use crate::state;

const FILE: &str = "modules";

/// So much is kept: about 40,000 migrations.
const MOST: usize = 16 << 20;

/// What takes more is read anew each time, rather than push out a hundred others.
const LARGEST: usize = 64 << 10;

/// What was read before, and what is now.
#[derive(Default)]
pub struct Recall<'r> {
    repo: Option<&'r Repo>,
    /// Loaded once somebody asks.
    before: OnceCell<HashMap<Oid, Vec<u8>>>,
    now: RefCell<HashMap<Oid, Vec<u8>>>,
}

impl<'r> Recall<'r> {
    /// What is remembered in this repository; nothing, if that can't be read.
    pub fn of(repo: &'r Repo) -> Self {
        Self { repo: Some(repo), ..Self::default() }
    }

    /// What an earlier run has read in this blob.
    pub fn get(&self, blob: Oid) -> Option<&[u8]> {
        let load = || self.repo.and_then(|repo| parsed(&state::load_bytes(repo, FILE)?)).unwrap_or_default();
        self.before.get_or_init(load).get(&blob).map(Vec::as_slice)
    }

    /// This was read in it.
    pub fn add(&self, blob: Oid, said: Vec<u8>) {
        if said.len() <= LARGEST {
            self.now.borrow_mut().insert(blob, said);
        }
    }

    /// Remembers what is new. One that can't is slower the next time, that is all.
    pub fn save(self) {
        let now = self.now.into_inner();
        let Some(repo) = self.repo.filter(|_| !now.is_empty()) else { return };
        let mut older = self.before.into_inner().unwrap_or_default();
        older.retain(|blob, _| !now.contains_key(blob));
        let mut bytes = env!("PRECHECK_PYTHON").as_bytes().to_vec();
        for (blob, said) in now.into_iter().chain(older) {
            if bytes.len() + said.len() < MOST {
                put(&mut bytes, blob.raw());
                put(&mut bytes, &said);
            }
        }
        let _ = state::save_bytes(repo, FILE, &bytes);
    }
}

/// What a file holds: blobs and what they say by turns, each after its length.
pub(crate) fn parsed(bytes: &[u8]) -> Option<HashMap<Oid, Vec<u8>>> {
    let mut rest = bytes.strip_prefix(env!("PRECHECK_PYTHON").as_bytes())?;
    let mut known = HashMap::new();
    while !rest.is_empty() {
        let blob = Oid::from_raw(take(&mut rest)?)?;
        known.insert(blob, take(&mut rest)?.to_vec());
    }
    Some(known)
}

fn put(bytes: &mut Vec<u8>, part: &[u8]) {
    // No part comes near 4 GiB.
    let length = u32::try_from(part.len()).unwrap_or_default();
    bytes.extend(length.to_le_bytes());
    bytes.extend(part);
}

fn take<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, behind) = rest.split_first_chunk()?;
    let (part, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *rest = behind;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    fn saved(repo: &Repo, said: &[(Oid, &[u8])]) {
        let recall = Recall::of(repo);
        for (blob, said) in said {
            recall.get(*blob);
            recall.add(*blob, said.to_vec());
        }
        recall.save();
    }

    #[test]
    fn what_was_read_is_recalled_by_the_next_run() {
        let sandbox = Sandbox::new();
        let (one, other) = (sandbox.commit("one"), sandbox.commit("other"));
        let repo = sandbox.repo();
        saved(&repo, &[(one, b"a")]);
        assert_eq!(Recall::of(&repo).get(one), Some(&b"a"[..]));
        assert_eq!(Recall::of(&repo).get(other), None);
        saved(&repo, &[(other, b"")]);
        let both = Recall::of(&repo);
        assert_eq!((both.get(one), both.get(other)), (Some(&b"a"[..]), Some(&b""[..])));
    }

    #[test]
    fn nothing_is_written_where_nothing_new_was_read() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("one");
        let repo = sandbox.repo();
        Recall::of(&repo).get(one);
        Recall::of(&repo).save();
        assert!(!state::path(&repo, FILE).exists());
    }

    #[test]
    fn a_damaged_memory_or_one_of_another_reader_recalls_nothing() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("one");
        let repo = sandbox.repo();
        saved(&repo, &[(one, b"what it says")]);
        let whole = state::load_bytes(&repo, FILE).unwrap();
        let other_reader = [&b"0123456789abcdef"[..], &whole[16..]].concat();
        let endless = [&whole[..16], &[0xff; 40]].concat();
        for damaged in [&whole[..whole.len() - 1], &whole[..18], &other_reader, &endless, b""] {
            state::save_bytes(&repo, FILE, damaged).unwrap();
            assert_eq!(Recall::of(&repo).get(one), None);
        }
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let sandbox = Sandbox::new();
        let repo = sandbox.repo();
        let blob = |n: u32| Oid::from_raw(&[&n.to_le_bytes()[..], &[0; 16]].concat()).unwrap();
        let recall = Recall::of(&repo);
        (0..400).for_each(|n| recall.add(blob(n), vec![1; LARGEST]));
        recall.add(blob(400), vec![1; LARGEST + 1]);
        recall.save();
        assert!(state::path(&repo, FILE).metadata().unwrap().len() <= MOST as u64 + 100);
        let recall = Recall::of(&repo);
        assert!((200..300).contains(&(0..400).filter(|&n| recall.get(blob(n)).is_some()).count()));
        assert_eq!(recall.get(blob(400)), None);
    }
}
