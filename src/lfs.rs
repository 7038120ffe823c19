//! Git LFS pointers: a few lines in git that stand for a large file elsewhere.

use anyhow::Result;

use crate::checksums::is_sha256;
use crate::git::{Oid, Repo};

/// A pointer is at most this long, says the specification of Git LFS.
pub const LONGEST: u64 = 1024;

const FIRST_LINE: &str = "version https://git-lfs.github.com/spec/v1";

/// What a pointer points at.
#[derive(PartialEq, Eq, Debug)]
pub struct Pointer {
    /// Of the file's content.
    pub sha256: String,
    /// Of the file, in bytes.
    pub size: u64,
}

impl Pointer {
    /// Reads a pointer; `None` when it is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.starts_with(FIRST_LINE))?;
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let sha256 = field("oid sha256:").filter(|oid| is_sha256(oid))?.to_owned();
        Some(Self { sha256, size: field("size ")?.trim().parse().ok()? })
    }

    /// The pointer that a blob is; no larger one is read for it.
    pub fn of_blob(repo: &Repo, blob: Oid) -> Result<Option<Self>> {
        let small = repo.header(blob)?.is_some_and(|(_, size)| size <= LONGEST);
        let blob = if small { repo.read(blob)? } else { None };
        Ok(blob.and_then(|blob| Self::parse(&blob.data)))
    }

    /// Whether the bytes begin as a pointer does, readable or not.
    pub fn is_likely(bytes: &[u8]) -> bool {
        bytes.starts_with(FIRST_LINE.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_read_and_nothing_else_is_one() {
        let oid = "9f86d081".repeat(8);
        let text = format!("{FIRST_LINE}\noid sha256:{oid}\nsize 4294967296\n");
        assert_eq!(Pointer::parse(text.as_bytes()), Some(Pointer { sha256: oid.clone(), size: 4_294_967_296 }));
        for no in
            [String::new(), format!("oid sha256:{oid}\nsize 1\n"), format!("{FIRST_LINE}\noid sha256:abc\nsize 1")]
        {
            assert_eq!(Pointer::parse(no.as_bytes()), None, "{no}");
        }
        assert!(Pointer::is_likely(format!("{FIRST_LINE}\n<<<<<<< HEAD\n").as_bytes()));
    }
}
