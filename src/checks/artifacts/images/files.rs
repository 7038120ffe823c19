//! Where Compose reads: files as the snapshot has them, and beside it those of variables.

use std::path::Path;

use anyhow::{Result, ensure};
use bstr::ByteSlice;

use crate::checks::artifacts::weights;
use crate::compose::Files;
use crate::git::{Mode, Snapshot};

/// Bounds each file.
const LIMIT: u64 = 1024 * 1024;
/// Bounds a chain of symbolic links.
const MOST_LINKS: usize = 8;

pub struct Tree<'s, 'r>(pub &'s Snapshot<'r>);

impl Tree<'_, '_> {
    /// Follows symbolic links as far as they stay in the snapshot.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            let Some(entry) = self.0.entry(&path)? else { return Ok(None) };
            let size = self.0.size(entry)?.unwrap_or_default();
            ensure!(size <= LIMIT, "{path} has {size} bytes; more than {LIMIT} are not read");
            let content = self.0.read(&path)?;
            if entry.mode != Mode::Symlink {
                return Ok(content);
            }
            let target = content.and_then(|target| weights::resolve(path.as_bytes().as_bstr(), target.as_bstr()));
            let Some(target) = target.and_then(|target| String::from_utf8(target.into()).ok()) else { return Ok(None) };
            path = target;
        }
        Ok(None)
    }

    /// Whether the snapshot decides what is at the path: a link there, or on the way, may lead anywhere.
    fn has(&self, path: &str) -> Result<bool> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            if self.0.entry(&path[..end])?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Files for Tree<'_, '_> {
    fn compose(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.read(path)
    }

    fn variables(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if self.has(path)? { self.read(path) } else { self.0.read_local(Path::new(path), LIMIT) }
    }
}
