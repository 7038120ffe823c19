//! SHA-256 of bytes and of files, and files that appear whole or not at all.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// How the name of a file begins that is still being written.
const UNFINISHED: &str = ".precheck-";

/// SHA-256 of `bytes` as lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&sha256_raw(bytes))
}

/// SHA-256 of `bytes`.
pub fn sha256_raw(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 and size in bytes of everything that `reader` yields.
pub fn sha256_of(mut reader: impl Read) -> std::io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    // 256 KiB stays in the second-level cache; larger buffers measured slower.
    let mut buffer = vec![0; 256 * 1024];
    let mut size = 0;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok((hex(&hasher.finalize()), size)),
            Ok(n) => {
                hasher.update(&buffer[..n]);
                size += n as u64;
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// SHA-256 and size of a file. A file that changes meanwhile is an error: its
/// hash would be of something that never was.
pub fn sha256_file(path: &Path) -> Result<(String, u64)> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let before = file.metadata()?;
    let hashed = sha256_of(&file).with_context(|| format!("reading {}", path.display()))?;
    let after = file.metadata()?;
    anyhow::ensure!(
        before.len() == after.len() && before.modified().ok() == after.modified().ok() && hashed.1 == after.len(),
        "{} changed while it was read; run again once nothing writes to it",
        path.display()
    );
    Ok(hashed)
}

/// Writes a file by rename: at any moment there is the old content or the new,
/// never half. Folders on the way are made.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    // As any other new file: what the umask leaves of rw-rw-rw-.
    write_by_rename(path, bytes, 0o666)
}

/// As [`write_whole`], for its owner alone.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    write_by_rename(path, bytes, 0o600)
}

/// As [`write_whole`], for a program.
pub fn write_executable(path: &Path, bytes: &[u8]) -> Result<()> {
    write_by_rename(path, bytes, 0o777)
}

/// Removes what a writer that was killed has left in the folder of `path`.
pub fn sweep_beside(path: &Path) -> Result<()> {
    let Some(Ok(entries)) = path.parent().map(std::fs::read_dir) else { return Ok(()) };
    for entry in entries {
        let entry = entry.with_context(|| format!("listing what lies beside {}", path.display()))?;
        if entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) && entry.file_type()?.is_file() {
            std::fs::remove_file(entry.path()).with_context(|| format!("removing {}", entry.path().display()))?;
        }
    }
    Ok(())
}

fn write_by_rename(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let shown = || format!("writing {}", path.display());
    let folder = path.parent().with_context(shown)?;
    std::fs::create_dir_all(folder).with_context(shown)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    let mut file = builder.tempfile_in(folder).with_context(shown)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).with_context(shown)?;
    file.persist(path).map_err(|e| e.error).with_context(shown)?;
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_abc_is_the_one_in_fips_180() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
        assert_eq!(sha256_of(&b"abc"[..]).unwrap(), (abc.to_owned(), 3));
    }

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/VERSION");
        write_whole(&path, b"old").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_writer_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".precheck-a1B2c3", ".precheck.toml", "VERSION"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        sweep_beside(&folder.path().join("VERSION")).unwrap();
        assert!(!folder.path().join(".precheck-a1B2c3").exists());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        sweep_beside(&folder.path().join("nowhere/VERSION")).unwrap();
    }
}
