//! A manifest as it is read again.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::manifest::{GateFacts, SCHEMA};
use super::previous::Previous;
use crate::evidence::{FileEvidence, ImageEvidence, MigrationEvidence};

/// What a manifest says. Keys that a later version may add are passed over.
#[derive(Debug, Deserialize)]
pub struct Record {
    schema: String,
    /// `vX.Y.Z`
    pub version: String,
    /// When it was made, RFC 3339.
    pub release_date: String,
    /// What was judged.
    pub git: Judged,
    /// What the judged commit is: `source` below the release commit, or `tagged` itself.
    pub commit_role: String,
    /// The weights.
    pub files: Vec<FileEvidence>,
    /// One hash for all of them.
    pub artifacts_root_sha256: String,
    /// Compose services and their images.
    pub images: BTreeMap<String, ImageEvidence>,
    /// The migrations, if there are any.
    pub migrations: Option<MigrationEvidence>,
    /// The release before.
    pub previous_release: Option<Previous>,
    /// SHA-256 of the release notes, where the tag has any.
    pub notes_sha256: Option<String>,
    /// How the gate judged.
    pub gate: GateFacts,
}

/// `git` of a manifest.
#[derive(Debug, Deserialize)]
pub struct Judged {
    /// The commit.
    pub commit: String,
    /// The tag.
    pub tag: String,
}

impl Record {
    /// Reads a manifest.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let record: Self = serde_json::from_slice(bytes).context("it is not a manifest of precheck-hook")?;
        ensure!(record.schema == SCHEMA, "its form is {:?}, and this program knows {SCHEMA:?}", record.schema);
        Ok(record)
    }
}
