//! The text files that everyone with the repository has, read to be compared.

use anyhow::Result;
use bstr::BStr;

use super::LIMIT;
use crate::git::{Entry, Snapshot};

/// So much is read in all; what a repository says of its settings stands in far less.
const IN_ALL: u64 = 256 * 1024 * 1024;

/// Shows `look` each text file in git whose path is wanted, within bounds.
pub fn each(
    snapshot: &Snapshot,
    wanted: impl Fn(&BStr) -> bool,
    mut look: impl FnMut(&BStr, &[u8]) -> Result<()>,
) -> Result<()> {
    let in_git = |entry: &&Entry| entry.oid.is_some() && entry.mode.is_blob();
    let mut left = IN_ALL;
    for entry in snapshot.entries()?.iter().filter(in_git).filter(|entry| wanted(entry.path.as_ref())) {
        let size = snapshot.size(entry)?.unwrap_or_default();
        if size > LIMIT.min(left) {
            continue;
        }
        left -= size;
        if let Some(bytes) = snapshot.read(&entry.path)?.filter(|bytes| !is_binary(bytes)) {
            look(entry.path.as_ref(), &bytes)?;
        }
    }
    Ok(())
}

/// As git tells it.
fn is_binary(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(8000)].contains(&0)
}
