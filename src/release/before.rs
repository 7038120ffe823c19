//! How things stood before a release, to put them back.

use std::fs::Permissions;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::fault;
use crate::digest;
use crate::git::{Oid, Repo};

/// The work tree and the index at the places that a release touches.
pub struct Before {
    files: Vec<File>,
    /// Folders that were not there, outermost first.
    missing: Vec<PathBuf>,
    /// The same places as the index names them.
    paths: Vec<String>,
    /// Their index entries.
    entries: Vec<u8>,
    /// Git's name for "no object", as long as this repository's names are.
    none: String,
}

impl Before {
    /// Remembers how the files at `paths`, from the root, stand on top of `head`.
    pub fn of(repo: &Repo, root: &Path, head: Oid, paths: &[&str]) -> Result<Self> {
        let owned: Vec<_> = paths.iter().map(|&path| path.to_owned()).collect();
        let entries = index_entries(repo, &owned)?;
        let none = "0".repeat(head.to_string().len());
        let mut before = Self { files: Vec::new(), missing: Vec::new(), paths: owned, entries, none };
        for path in paths.iter().map(|path| root.join(path)) {
            let folders = path.ancestors().skip(1).take_while(|folder| *folder != root && !folder.exists());
            before.missing.extend(folders.map(Path::to_owned));
            before.files.push(File::of(path)?);
        }
        before.missing.sort();
        before.missing.dedup();
        Ok(before)
    }

    /// Puts everything back. Index first: when another git holds its lock, the
    /// files still are what it names, and the next attempt can make use of them.
    pub fn restore(&self, repo: &Repo) -> Result<()> {
        fault::step();
        if index_entries(repo, &self.paths)? != self.entries {
            // Each entry goes first: one that was not there must not stay.
            let gone = self.paths.iter().flat_map(|path| format!("0 {}\t{path}\0", self.none).into_bytes());
            let lines: Vec<u8> = gone.chain(self.entries.iter().copied()).collect();
            repo.run(&["update-index", "-z", "--index-info"], &lines).context("putting the index back")?;
        }
        for file in &self.files {
            fault::step();
            file.restore()?;
        }
        fault::step();
        for folder in self.missing.iter().rev() {
            // One that someone else has put something into meanwhile stays.
            let _ = std::fs::remove_dir(folder);
        }
        Ok(())
    }
}

/// As `update-index --index-info` takes them.
fn index_entries(repo: &Repo, paths: &[String]) -> Result<Vec<u8>> {
    let mut arguments = vec!["ls-files", "--stage", "-z", "--"];
    arguments.extend(paths.iter().map(String::as_str));
    repo.run(&arguments, b"").context("reading the index")
}

/// A file as it was; `None` when it was not there.
struct File {
    path: PathBuf,
    was: Option<(Vec<u8>, Permissions)>,
}

impl File {
    fn of(path: PathBuf) -> Result<Self> {
        let read = || Ok::<_, std::io::Error>((std::fs::read(&path)?, path.metadata()?.permissions()));
        let was = path.exists().then(read).transpose().with_context(|| format!("reading {}", path.display()))?;
        Ok(Self { path, was })
    }

    fn restore(&self) -> Result<()> {
        let Self { path, was } = self;
        match was {
            Some((bytes, permissions)) => {
                digest::write_whole(path, bytes)?;
                std::fs::set_permissions(path, permissions.clone())
            }
            None if path.exists() => std::fs::remove_file(path),
            None => Ok(()),
        }
        .with_context(|| format!("putting {} back", path.display()))
    }
}
