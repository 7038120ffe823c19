//! The release files of a tag that `git tag` has made: written beside it, into
//! the work tree, and left for the user to commit.

use std::path::Path;

use anyhow::{Context, Result};
use time::OffsetDateTime;

use super::manifest::{self, Facts, GateFacts};
use super::paths;
use super::previous::Previous;
use super::record::Record;
use crate::evidence::Evidence;
use crate::git::{Oid, Repo};
use crate::version::Version;
use crate::{digest, plain};

/// Whether the tagged commit carries its own manifest, as one that `release`
/// made does: then there is nothing left to write.
pub fn is_released(repo: &Repo, version: &Version, commit: Oid) -> Result<bool> {
    let [.., manifest_path, _] = paths::of(version);
    let Some(bytes) = repo.blob_at(commit, manifest_path.as_str().into())? else { return Ok(false) };
    let named = Record::parse(&bytes).ok().map(|manifest| manifest.git.commit);
    let parents = repo.commit(commit)?.parents;
    Ok(parents.iter().any(|parent| named.as_deref() == Some(&parent.to_string())))
}

/// Writes the four files below `root`; their paths, in the order of writing.
pub fn write(
    repo: &Repo,
    root: &Path,
    version: &Version,
    commit: Oid,
    evidence: &Evidence,
    gate: GateFacts,
    date: OffsetDateTime,
) -> Result<Vec<String>> {
    let branch = repo.head_ref()?;
    let branch = branch.as_deref().filter(|_| repo.head().is_ok_and(|head| head == Some(commit)));
    let facts = Facts {
        version,
        date,
        commit,
        commit_role: "tagged",
        branch: branch.map(|name| name.strip_prefix("refs/heads/").unwrap_or(name)),
        evidence,
        previous: Previous::of(repo, commit, version)?,
        notes_sha256: None,
        gate,
    };
    let files = manifest::files(&facts)?;
    files.iter().try_for_each(|file| place(root, &file.path, &file.bytes))?;
    Ok(files.into_iter().map(|file| file.path).collect())
}

/// Writes a file of a release below `root`, whole or not at all, and nowhere else.
pub fn place(root: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    let place = root.join(path);
    // At the place itself a link is replaced, as any file is.
    Path::new(path)
        .parent()
        .map_or(Ok(()), |folder| plain::ensure_no_link(root, folder))
        .with_context(|| format!("writing {path}"))?;
    digest::sweep_beside(&place)?;
    digest::write_whole(&place, bytes)
}
