//! What git notes of a ref's moves, where it notes them.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result};
use bstr::{BString, ByteSlice};

use super::{Oid, Repo};

/// So much of the end of a log is read: some four hundred moves.
const TAIL: u64 = 64 << 10;

/// A move of a ref.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What it named before.
    pub old: Option<Oid>,
    /// What it named then.
    pub new: Option<Oid>,
    /// When, in seconds since 1970, by the clock and environment of who moved it.
    pub at: i64,
    /// `update by push`, `fetch origin: fast-forward`.
    pub message: BString,
}

/// The end of a log.
#[derive(Default)]
pub struct Moves(Vec<u8>);

impl Moves {
    /// The newest first. Half a line, with which a tail may begin, is none.
    pub fn newest(&self) -> impl Iterator<Item = Moved> {
        self.0.rsplit(|&b| b == b'\n').filter_map(Moved::parse)
    }
}

impl Moved {
    fn parse(line: &[u8]) -> Option<Self> {
        let (who, message) = line.split_once_str("\t")?;
        let mut words = who.splitn(3, |&b| b == b' ');
        let (old, new, ident) = (words.next()?, words.next()?, words.next()?);
        let at = ident.rsplit(|&b| b == b' ').nth(1)?.to_str().ok()?.parse().ok()?;
        let oid = |hex| Oid::from_hex_or_zero(hex).ok();
        Some(Self { old: oid(old)?, new: oid(new)?, at, message: message.into() })
    }
}

impl Repo {
    /// When this ref was last seen to move; nothing where git keeps no log of it, or not as a file.
    pub fn last_moved(&self, name: &str) -> Option<SystemTime> {
        self.log_path(name).metadata().ok()?.modified().ok()
    }

    /// The last moves of a ref; none where git keeps no log of it.
    pub fn moves(&self, name: &str) -> Result<Moves> {
        let path = self.log_path(name);
        let shown = || format!("reading {}", path.display());
        let mut file = match File::open(&path) {
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Moves::default()),
            file => file.with_context(shown)?,
        };
        let skipped = file.metadata().with_context(shown)?.len().saturating_sub(TAIL);
        file.seek(SeekFrom::Start(skipped)).with_context(shown)?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail).with_context(shown)?;
        Ok(Moves(tail))
    }

    fn log_path(&self, name: &str) -> PathBuf {
        self.common_dir().join("logs").join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn the_moves_of_a_ref_are_read_newest_first_and_what_is_no_move_is_passed_over() {
        let sandbox = Sandbox::new();
        let (one, two) = (sandbox.commit("one"), sandbox.commit("two"));
        let repo = sandbox.repo();
        let moves = || repo.moves("refs/heads/main").unwrap().newest().collect::<Vec<_>>();
        let moved = moves();
        assert_eq!(moved.len(), 2);
        assert_eq!((moved[0].old, moved[0].new, moved[1].old), (Some(one), Some(two), None));
        assert_eq!((moved[0].at, moved[0].message.as_bstr()), (1_780_315_200, "commit: two".into()));
        let log = sandbox.path().join(".git/logs/refs/heads/main");
        let whole = std::fs::read(&log).unwrap();
        let many = whole.repeat(1000);
        std::fs::write(&log, [b"\xff\n\n\tx\n", many.as_slice(), b"half a li"].concat()).unwrap();
        let moved = moves();
        assert!(moved.len() > 100 && moved[0].new == Some(two), "{}", moved.len());
        assert!(
            repo.moves("refs/heads/none").unwrap().newest().next().is_none()
                && repo.last_moved("refs/heads/none").is_none()
        );
    }
}
