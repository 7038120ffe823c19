//! What a release's manifest records, as far as the next one is compared with it.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::changes::{Image, Waived, Weight};
use crate::evidence::{Evidence, FileEvidence};
use crate::git::{Oid, Repo};
use crate::release::manifest::{GateFacts, WaiverFact};
use crate::release::paths;
use crate::version::Version;

/// A manifest is a few kilobytes; more than this is something else.
const LIMIT: u64 = 16 << 20;

/// Weights, images and waivers of a release.
#[derive(Clone, Default, Deserialize)]
pub struct Recorded {
    files: Vec<File>,
    /// By the Compose service that runs them.
    pub images: BTreeMap<String, Image>,
    gate: Gate,
}

#[derive(Clone, Deserialize)]
struct File {
    path: String,
    size: u64,
    sha256: Option<String>,
    /// Of what only DVC had.
    #[serde(default)]
    md5: Option<String>,
}

#[derive(Clone, Default, Deserialize)]
struct Gate {
    waivers: Vec<WaiverFact>,
}

impl Recorded {
    /// The manifest that `commit` has of `version`. One that can't be read says nothing: whether it
    /// should be there and be sound is for those who judge.
    pub fn read(repo: &Repo, commit: Oid, version: &Version) -> Result<Option<Self>> {
        let [.., path, _] = paths::of(version);
        let Some(blob) = repo.file_at(commit, path.as_str().into())? else { return Ok(None) };
        if repo.header(blob)?.is_none_or(|(_, size)| size > LIMIT) {
            return Ok(None);
        }
        let manifest = repo.read(blob)?;
        Ok(manifest.and_then(|manifest| serde_json::from_slice(&manifest.data).ok()))
    }

    /// What a manifest would record of this gate.
    pub fn of(evidence: &Evidence, gate: GateFacts) -> Self {
        let file = |FileEvidence { path, size, sha256, md5, .. }: &FileEvidence| File {
            path: path.clone(),
            size: *size,
            sha256: sha256.clone(),
            md5: md5.clone(),
        };
        let image = |image: &crate::evidence::ImageEvidence| Image {
            reference: image.reference.clone(),
            digest: image.digest.clone(),
        };
        Self {
            files: evidence.files.iter().map(file).collect(),
            images: evidence.images.iter().map(|(service, i)| (service.clone(), image(i))).collect(),
            gate: Gate { waivers: gate.waivers },
        }
    }

    /// The weight files by their paths.
    pub fn weights(&self) -> BTreeMap<String, Weight> {
        let weight = |file: &File| {
            let md5 = file.md5.as_ref().map(|md5| format!("md5:{md5}"));
            Weight { size: file.size, hash: file.sha256.clone().or(md5).unwrap_or_default() }
        };
        self.files.iter().map(|file| (file.path.clone(), weight(file))).collect()
    }

    /// What was accepted, each once.
    pub fn waivers(&self) -> Vec<Waived> {
        let waived = |waiver: &WaiverFact| Waived { code: waiver.code.clone(), reason: waiver.reason.clone() };
        let mut waivers: Vec<_> = self.gate.waivers.iter().map(waived).collect();
        waivers.sort();
        waivers.dedup();
        waivers
    }
}
