//! What is remembered below `.git/precheck-hook/`: readable by its owner alone,
//! written by rename, and always safe to delete. A file that can't be read, or
//! is of another form, is as good as none.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::git::Repo;
use crate::{digest, plain};

/// The folder's name below the common git directory.
pub const FOLDER: &str = "precheck-hook";

/// No memory of ours is larger; a record of a hundred thousand weights comes next.
const LIMIT: u64 = 64 << 20;

/// How the name of a folder begins in which a release is put together.
const SCRATCH: &str = "release-";

/// What was saved under `name`, if it is there and whole.
pub fn load<T: DeserializeOwned>(repo: &Repo, name: &str) -> Option<T> {
    serde_json::from_slice(&load_bytes(repo, name)?).ok()
}

/// As [`load`], as it was saved.
pub fn load_bytes(repo: &Repo, name: &str) -> Option<Vec<u8>> {
    load_at(&path(repo, name))
}

/// As [`load_bytes`], where there is only the [`path`].
pub fn load_at(path: &Path) -> Option<Vec<u8>> {
    let file = plain::open(path).ok()??;
    if is_foreign(&file) {
        return None;
    }
    let mut file = file.take(LIMIT);
    let mut seal = [0; 65];
    let mut body = Vec::new();
    file.read_exact(&mut seal).and_then(|()| file.read_to_end(&mut body)).ok()?;
    (seal == *format!("{}\n", digest::sha256(&body)).as_bytes()).then_some(body)
}

/// Saves under `name`.
pub fn save<T: Serialize>(repo: &Repo, name: &str, value: &T) -> Result<()> {
    save_bytes(repo, name, &serde_json::to_vec_pretty(value)?)
}

/// As [`save`], as it is; the digest of the content comes before it.
pub fn save_bytes(repo: &Repo, name: &str, body: &[u8]) -> Result<()> {
    save_at(&path(repo, name), body)
}

/// As [`save_bytes`], where there is only the [`path`].
pub fn save_at(path: &Path, body: &[u8]) -> Result<()> {
    let mut bytes = format!("{}\n", digest::sha256(body)).into_bytes();
    bytes.extend(body);
    // One that can't be swept is in nobody's way.
    let _ = digest::sweep_beside(path);
    digest::write_private(path, &bytes).with_context(|| format!("remembering in {}", path.display()))
}

/// Whether somebody else has written it: in a shared repository others can.
#[cfg(unix)]
fn is_foreign(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().map_or(true, |metadata| metadata.uid() != rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn is_foreign(_: &File) -> bool {
    false
}

/// Adds a line to a log.
pub fn append(repo: &Repo, name: &str, line: &str) -> Result<()> {
    let path = path(repo, name);
    let shown = || format!("writing {}", path.display());
    std::fs::create_dir_all(path.parent().with_context(shown)?).with_context(shown)?;
    let lies_there = path.symlink_metadata();
    ensure!(
        lies_there.is_err() || lies_there.is_ok_and(|there| there.is_file()),
        "{} is no plain file; take it away, so that a bypass can be put on record",
        path.display()
    );
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).with_context(shown)?;
    // A line that a full disk has cut off keeps to itself.
    let mut last = [b'\n'];
    let _ = file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last));
    let begin = if last == [b'\n'] { "" } else { "\n" };
    // One write a line: lines of two processes at once do not mix.
    file.write_all(format!("{begin}{line}\n").as_bytes()).with_context(shown)
}

/// A folder in which a release is put together: in nobody's way, should a kill leave it there.
pub fn scratch(repo: &Repo) -> Result<TempDir> {
    let own = path(repo, "");
    let shown = || format!("making a scratch folder in {}", own.display());
    sweep(repo)?;
    std::fs::create_dir_all(&own).with_context(shown)?;
    tempfile::Builder::new().prefix(&digest::unfinished(SCRATCH)).tempdir_in(&own).with_context(shown)
}

/// Removes the scratch folders of releases that were killed.
pub fn sweep(repo: &Repo) -> Result<()> {
    digest::sweep(&path(repo, ""), SCRATCH)
}

/// The lines of a log; they have no seal, and whoever wrote them may have been stopped.
pub fn load_log(repo: &Repo, name: &str) -> Option<Vec<u8>> {
    let mut file = File::open(path(repo, name)).ok().filter(|file| !is_foreign(file))?;
    let mut lines = Vec::new();
    file.read_to_end(&mut lines).ok()?;
    Some(lines)
}

/// Leaves of a log that has become longer than this its newer half.
pub fn shorten(repo: &Repo, name: &str, longest: usize) -> Result<()> {
    let path = path(repo, name);
    if path.metadata().is_ok_and(|log| log.len() <= longest as u64) {
        return Ok(());
    }
    let lines = load_log(repo, name).unwrap_or_default();
    let newer = &lines[lines.len().saturating_sub(longest / 2)..];
    let whole = newer.iter().position(|&b| b == b'\n').map_or(newer, |end| &newer[end + 1..]);
    digest::write_private(&path, whole).with_context(|| format!("shortening {}", path.display()))
}

/// Where a name lies.
pub fn path(repo: &Repo, name: &str) -> PathBuf {
    repo.common_dir().join(FOLDER).join(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn what_is_saved_is_loaded_and_anything_else_is_as_good_as_none() {
        let sandbox = Sandbox::new();
        let repo = sandbox.repo();
        assert_eq!(load::<Vec<u8>>(&repo, "x.json"), None);
        save(&repo, "x.json", &vec![1_u8, 2]).unwrap();
        assert_eq!(load::<Vec<u8>>(&repo, "x.json"), Some(vec![1, 2]));
        let whole = std::fs::read(path(&repo, "x.json")).unwrap();
        for damaged in [&whole[..whole.len() - 3], b"", b"{}", &[0xff; 200]] {
            std::fs::write(path(&repo, "x.json"), damaged).unwrap();
            assert_eq!(load::<Vec<u8>>(&repo, "x.json"), None);
        }
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        std::fs::write(path(&repo, "x.json"), flipped).unwrap();
        assert_eq!(load::<Vec<u8>>(&repo, "x.json"), None);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let sandbox = Sandbox::new();
        let repo = sandbox.repo();
        save(&repo, "x.json", &1).unwrap();
        append(&repo, "log", "line").unwrap();
        for name in ["x.json", "log"] {
            assert_eq!(path(&repo, name).metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
