//! The release before this one: the link of the chain of manifests.

use anyhow::{Context, Result};
use bstr::ByteSlice;
use serde::{Deserialize, Serialize};

use super::paths;
use crate::digest;
use crate::git::{Oid, Repo};
use crate::version::Version;

/// The release before this one, as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its tag, `v1.2.2`.
    pub tag: String,
    /// The commit that the tag comes down to.
    pub commit: String,
    /// SHA-256 of its manifest, if it has one.
    pub manifest_sha256: Option<String>,
}

impl Previous {
    /// The highest version tag below `version` that `commit` reaches.
    pub fn of(repo: &Repo, commit: Oid, version: &Version) -> Result<Option<Self>> {
        let reachable = Version::reachable(repo, commit)?;
        let Some((before, tag)) = reachable.into_iter().rev().find(|(v, _)| v < version) else { return Ok(None) };
        let tagged = repo.peel_to_commit(tag.oid)?.with_context(|| format!("{before} tags no commit"))?;
        // Made by `git tag`, a release has its manifest committed after the tag.
        let [_, _, path, _] = paths::of(&before);
        let manifest = match repo.blob_at(tagged, path.as_str().into())? {
            Some(manifest) => Some(manifest),
            None => repo.blob_at(commit, path.as_str().into())?,
        };
        Ok(Some(Self {
            tag: tag.name.to_str_lossy().trim_start_matches("refs/tags/").to_owned(),
            commit: tagged.to_string(),
            manifest_sha256: manifest.map(|bytes| digest::sha256(&bytes)),
        }))
    }
}
