//! The files that everyone with the repository has, read to be compared.

use std::ops::Range;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::LIMIT;
use super::file::EnvFile;
use crate::git::{Entry, Snapshot};

/// So much is read in all; what a repository says of its settings stands in far less.
const IN_ALL: u64 = 256 * 1024 * 1024;

/// Shows `look` each text file in git that is not one of these, within bounds.
pub fn each_text_but(own: &[EnvFile], snapshot: &Snapshot, mut look: impl FnMut(&BStr, &[u8])) -> Result<()> {
    let is_own = |path: &BStr| own.iter().any(|file| file.path.as_bytes() == path.as_bytes());
    each(
        snapshot,
        |path| !is_own(path),
        |path, bytes| {
            if !is_binary(bytes) {
                look(path, bytes);
            }
        },
    )
}

/// Shows `look` each file in git whose path is wanted, within bounds.
pub fn each(snapshot: &Snapshot, wanted: impl Fn(&BStr) -> bool, mut look: impl FnMut(&BStr, &[u8])) -> Result<()> {
    let in_git = |entry: &&Entry| entry.oid.is_some() && entry.mode.is_blob();
    let mut left = IN_ALL;
    for entry in snapshot.entries()?.iter().filter(in_git).filter(|entry| wanted(entry.path.as_ref())) {
        let size = snapshot.size(entry)?.unwrap_or_default();
        if size > LIMIT.min(left) {
            continue;
        }
        left -= size;
        if let Some(bytes) = snapshot.read(&entry.path)? {
            look(entry.path.as_ref(), &bytes);
        }
    }
    Ok(())
}

/// Whether no letter, digit or `_` goes on before or after it.
pub fn stands_alone(bytes: &[u8], at: Range<usize>) -> bool {
    let joins = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    !joins(at.start.checked_sub(1).and_then(|before| bytes.get(before))) && !joins(bytes.get(at.end))
}

/// As git tells it.
fn is_binary(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(8000)].contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_inside_a_longer_word_is_another() {
        assert!(stands_alone(b"x:k3v9@h", 2..6));
        assert!(!stands_alone(b"xk3v9", 1..5) && !stands_alone(b"k3v9_x", 0..4));
    }
}
