//! Where a release is verified, and how its files are read there.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::git::{Oid, Repo};
use crate::plain;
use crate::release::paths;
use crate::version::Version;

/// No release file is longer: a hundred bytes for each of a hundred thousand weights.
const LIMIT: u64 = 32 << 20;

/// Where a release is.
pub enum Place<'a> {
    /// In a clone.
    Clone(Clone<'a>),
    /// In a folder without git.
    Folder(&'a Path),
}

/// A clone.
pub struct Clone<'a> {
    /// The repository.
    pub repo: &'a Repo,
    /// What the tag's ref names: a tag object, or the commit itself.
    pub tag: Oid,
    /// The commit that the tag comes down to.
    pub tagged: Oid,
    /// The commit whose tree has the release files, and none where they are not committed yet.
    recorded: Option<Oid>,
}

impl<'a> Place<'a> {
    /// A version as this clone has it; `None` where it has no tag of that name.
    pub fn in_clone(repo: &'a Repo, version: &Version) -> Result<Option<Self>> {
        let Some(tag) = repo.read_ref(&version.tag_ref())? else { return Ok(None) };
        let tagged =
            repo.peel_to_commit(tag)?.with_context(|| format!("{version} tags something that is no commit"))?;
        let [_, _, manifest, _] = paths::of(version);
        let recorded = if repo.blob_at(tagged, manifest.as_str().into())?.is_some() {
            Some(tagged)
        } else {
            // Made by `git tag`: the files were committed later, or not yet.
            last_change(repo, &manifest)?
        };
        Ok(Some(Self::Clone(Clone { repo, tag, tagged, recorded })))
    }

    /// A version whose tag arrives with a push: its files are in the tagged commit, or in what is pushed beside it and
    /// builds on that; `None` where they are in neither.
    pub fn received(repo: &'a Repo, version: &Version, tag: Oid, tagged: Oid, tips: &[Oid]) -> Result<Option<Self>> {
        let [_, _, manifest, _] = paths::of(version);
        for commit in std::iter::once(tagged).chain(tips.iter().copied()) {
            if let Some(commit) = repo.peel_to_commit(commit)?
                && repo.blob_at(commit, manifest.as_str().into())?.is_some()
                && repo.is_ancestor(tagged, commit)?
            {
                return Ok(Some(Self::Clone(Clone { repo, tag, tagged, recorded: Some(commit) })));
            }
        }
        Ok(None)
    }

    /// A release file.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Clone(Clone { repo, recorded: Some(commit), .. }) => repo.blob_at(*commit, path.into()),
            Self::Clone(Clone { repo, recorded: None, .. }) => {
                repo.work_tree().map_or(Ok(None), |root| plain::read(&root.join(path), LIMIT))
            }
            Self::Folder(root) => plain::read(&root.join(path), LIMIT),
        }
    }

    /// The folder in which files lie as they are used.
    pub fn root(&self) -> Option<&Path> {
        match self {
            Self::Clone(clone) => clone.repo.work_tree(),
            Self::Folder(root) => Some(root),
        }
    }

    /// Whether the files in that folder are this release's.
    pub fn is_checked_out(&self) -> Result<bool> {
        match self {
            Self::Clone(clone) => Ok(clone.repo.head()? == Some(clone.tagged)),
            Self::Folder(_) => Ok(true),
        }
    }
}

fn last_change(repo: &Repo, path: &str) -> Result<Option<Oid>> {
    let Some(head) = repo.head()? else { return Ok(None) };
    let out = repo.run(&["rev-list", "--max-count=1", &head.to_string(), "--", path], b"")?;
    let Some(commit) = Oid::from_hex(out.trim_ascii()) else { return Ok(None) };
    Ok(repo.blob_at(commit, path.into())?.map(|_| commit))
}

/// Where a path of a manifest lies below `root`; `None` when it would lead out of it.
pub fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let plain = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    plain.then(|| root.join(path))
}
