//! Where the parts of an image lie: in a folder, or in a tar file.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::tar::Tar;
use crate::checksums::is_sha256;
use crate::digest;
use crate::git::Snapshot;

/// Registries take no larger manifest; configurations are of the same size.
const LIMIT: u64 = 4 * 1024 * 1024;

/// A folder of the work tree, or a tar file.
pub enum Store<'s, 'r> {
    Folder(&'s Snapshot<'r>, String),
    Tar(Tar),
}

impl<'s, 'r> Store<'s, 'r> {
    /// `None` if there is no such file any more.
    pub fn of_file(snapshot: &'s Snapshot<'r>, path: &str) -> Result<Option<Self>> {
        let Some(place) = snapshot.local(Path::new(path))? else { return Ok(None) };
        let mut head = Vec::new();
        let file = std::fs::File::open(&place).with_context(|| format!("opening {}", place.display()))?;
        std::io::Read::read_to_end(&mut std::io::Read::take(file, 4), &mut head)?;
        if head.starts_with(&[0x1f, 0x8b]) || head == [0x28, 0xb5, 0x2f, 0xfd] {
            bail!("it is compressed, and nothing can be looked up in it; keep it as a plain tar file");
        }
        Tar::open(&place).map(|tar| Some(Self::Tar(tar)))
    }

    /// The content of a part.
    pub fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Folder(snapshot, folder) => snapshot.read_local(Path::new(&format!("{folder}/{name}")), LIMIT),
            Self::Tar(tar) => tar.read(name, LIMIT),
        }
    }

    /// The bytes that have this digest (`sha256:…`); others in their place are an error.
    pub fn blob(&mut self, digest: &str) -> Result<Option<Vec<u8>>> {
        let hex = digest.strip_prefix("sha256:").filter(|hex| is_sha256(hex));
        let hex = hex.with_context(|| format!("{digest} is no SHA-256 digest"))?;
        let name = format!("blobs/sha256/{hex}");
        let bytes = self.read(&name)?;
        let is_it = bytes.as_ref().is_none_or(|bytes| digest::sha256(bytes) == hex);
        ensure!(is_it, "{name} holds other bytes than its name says");
        Ok(bytes)
    }
}
