//! SHA-256 of bytes and of files, and files that appear whole or not at all.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// How the name of a file begins that is still being written; the process that writes it follows.
const UNFINISHED: &str = ".precheck-";

/// It stays in the second-level cache; larger buffers measured slower.
const BUFFER: usize = 256 * 1024;

/// So many buffers are filled before they are needed.
const AHEAD: usize = 4;

/// SHA-256 of `bytes` as lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&sha256_raw(bytes))
}

/// SHA-256 of `bytes`.
pub fn sha256_raw(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 and size in bytes of everything that `reader` yields.
pub fn sha256_of(reader: impl Read) -> io::Result<(String, u64)> {
    let mut hashing = Hashing::new(reader);
    let mut buffer = vec![0; BUFFER];
    while read_some(&mut hashing, &mut buffer)? != 0 {}
    Ok(hashing.finish())
}

/// As [`sha256_of`], while another thread reads what comes next.
pub fn sha256_read_ahead(mut reader: impl Read + Send) -> io::Result<(String, u64)> {
    let (fill, filled) = mpsc::sync_channel::<io::Result<(Vec<u8>, usize)>>(AHEAD);
    let (give_back, spare) = mpsc::sync_channel(AHEAD);
    for _ in 0..AHEAD {
        let _ = give_back.send(vec![0; BUFFER]);
    }
    thread::scope(move |scope| {
        scope.spawn(move || {
            // Either end is gone once the other has failed.
            while let Ok(mut buffer) = spare.recv() {
                let read = read_some(&mut reader, &mut buffer);
                let is_last = !matches!(read, Ok(1..));
                if fill.send(read.map(|count| (buffer, count))).is_err() || is_last {
                    return;
                }
            }
        });
        let (mut hasher, mut size) = (Sha256::new(), 0);
        for read in filled {
            let (buffer, count) = read?;
            hasher.update(&buffer[..count]);
            size += count as u64;
            let _ = give_back.send(buffer);
        }
        Ok((hex(&hasher.finalize()), size))
    })
}

fn read_some(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// A reader that hashes what is read through it.
pub struct Hashing<R> {
    reader: R,
    hasher: Sha256,
    size: u64,
}

impl<R: Read> Hashing<R> {
    /// Nothing is read yet.
    pub fn new(reader: R) -> Self {
        Self { reader, hasher: Sha256::new(), size: 0 }
    }

    /// SHA-256 and size in bytes of what was read. The reader is gone with it.
    pub fn finish(self) -> (String, u64) {
        (hex(&self.hasher.finalize()), self.size)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.size += count as u64;
        Ok(count)
    }
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

/// Removes what writers that were killed have left in the folder of `path`.
pub fn sweep_beside(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), |folder| sweep(folder, UNFINISHED))
}

/// Removes what was begun in `folder` as [`unfinished`] names it by processes that are gone.
pub fn sweep(folder: &Path, prefix: &str) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry.with_context(|| format!("listing {}", folder.display()))?;
        if is_abandoned(&entry.file_name().to_string_lossy(), prefix) {
            let is_folder = entry.file_type()?.is_dir();
            let removed = if is_folder { std::fs::remove_dir_all } else { std::fs::remove_file }(entry.path());
            match removed {
                // Another process sweeps here as well.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.with_context(|| format!("removing {}", entry.path().display()))?,
            }
        }
    }
    Ok(())
}

/// How a name begins of what this process has not finished yet; something random is to follow.
pub fn unfinished(prefix: &str) -> String {
    format!("{prefix}{}-", std::process::id())
}

fn is_abandoned(name: &str, prefix: &str) -> bool {
    let process = name.strip_prefix(prefix).and_then(|rest| rest.split_once('-')?.0.parse().ok());
    process.is_some_and(is_gone)
}

#[cfg(unix)]
fn is_gone(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    Pid::from_raw(process).is_some_and(|pid| test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_gone(process: u32) -> bool {
    process != std::process::id()
}

fn write_by_rename(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let shown = || format!("writing {}", path.display());
    let folder = path.parent().with_context(shown)?;
    std::fs::create_dir_all(folder).with_context(shown)?;
    let prefix = unfinished(UNFINISHED);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
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

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }

    #[test]
    fn reading_ahead_comes_to_the_same_and_tells_of_an_error() {
        for size in [0, 1, BUFFER - 1, BUFFER, 9 * BUFFER + 1] {
            let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
            let plain = (sha256(&bytes), size as u64);
            assert_eq!(sha256_of(bytes.as_slice()).unwrap(), plain);
            assert_eq!(sha256_read_ahead(bytes.as_slice()).unwrap(), plain);
        }
        let error = sha256_read_ahead((&[7; 1000][..]).chain(Broken)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
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
        // No system counts its processes so far.
        let dead = ".precheck-1999999999-a1B2c3";
        let alive = format!("{}x", unfinished(UNFINISHED));
        for name in [dead, &alive, ".precheck.toml", ".precheck-", "VERSION"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir_all(folder.path().join("release-1999999999-x/tag.git")).unwrap();
        sweep_beside(&folder.path().join("VERSION")).unwrap();
        assert!(!folder.path().join(dead).exists());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
        sweep(folder.path(), "release-").unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
        sweep_beside(&folder.path().join("nowhere/VERSION")).unwrap();
    }
}
