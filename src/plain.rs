//! Files on disk that others have put there: where a plain file is expected may
//! lie a pipe without end, a device, or more than memory holds.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path};

use anyhow::{Context, Result, ensure};

/// Opens a plain file, or one that a link leads to; `None` where there is nothing.
pub fn open(path: &Path) -> Result<Option<File>> {
    let shown = || format!("reading {}", path.display());
    let metadata = match path.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        metadata => metadata.with_context(shown)?,
    };
    // Before it is opened: to open a pipe is to wait for who writes to it.
    ensure!(metadata.is_file(), "{} is no plain file; move it elsewhere", path.display());
    File::open(path).map(Some).with_context(shown)
}

/// Reads a plain file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).with_context(|| format!("reading {}", path.display()))?;
    ensure!(
        bytes.len() as u64 <= limit,
        "{} has more than {} MiB, which no file of its kind has; it is not read",
        path.display(),
        limit >> 20
    );
    Ok(Some(bytes))
}

/// As [`read`], of a file that belongs below `root`.
pub fn read_below(root: &Path, path: &str, limit: u64) -> Result<Option<Vec<u8>>> {
    let shown = || format!("reading {path}");
    let stays_below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(stays_below, "{path} is no path below {}", root.display());
    ensure_no_link(root, Path::new(path)).with_context(shown)?;
    read(&root.join(path), limit).with_context(shown)
}

/// Refuses a `path` below `root` that a symbolic link is part of.
pub fn ensure_no_link(root: &Path, path: &Path) -> Result<()> {
    for part in path.ancestors().filter(|part| !part.as_os_str().is_empty()) {
        ensure!(
            !root.join(part).is_symlink(),
            "{} is a symbolic link and could lead elsewhere; put there what it leads to",
            part.display()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn below_a_root_nothing_is_read_through_a_link_or_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("a")).unwrap();
        for file in [folder.path().join("outside"), root.join("a/file")] {
            std::fs::write(file, "x").unwrap();
        }
        std::os::unix::fs::symlink("../outside", root.join("out")).unwrap();
        std::os::unix::fs::symlink("a", root.join("b")).unwrap();
        assert_eq!(read_below(&root, "a/file", 1).unwrap(), Some(b"x".to_vec()));
        assert_eq!(read_below(&root, "a/none", 1).unwrap(), None);
        for path in ["out", "b/file", "../outside", "/etc/hostname", "a/../../outside"] {
            assert!(read_below(&root, path, 100).is_err(), "{path}");
        }
    }

    #[test]
    fn only_plain_files_within_the_limit_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("file"), "1234").unwrap();
        assert_eq!(read(&at("file"), 4).unwrap(), Some(b"1234".to_vec()));
        assert!(read(&at("file"), 3).unwrap_err().to_string().contains("is not read"));
        assert_eq!(read(&at("none"), 4).unwrap(), None);
        assert!(read(folder.path(), 4).unwrap_err().to_string().contains("no plain file"));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::os::unix::fs::symlink(&pipe, folder.path().join("link")).unwrap();
        for path in [pipe, folder.path().join("link")] {
            assert!(read(&path, 4).unwrap_err().to_string().contains("no plain file"));
        }
    }
}
