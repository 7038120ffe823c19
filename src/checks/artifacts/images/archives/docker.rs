//! What `docker save` writes: `manifest.json`, and configurations under their digests.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::store::Store;
use super::{Archived, Name};
use crate::digest;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Saved {
    config: String,
    repo_tags: Option<Vec<String>>,
}

/// The images of an archive that have names.
pub fn images(store: &mut Store, manifest: &[u8], file: &str) -> Result<Vec<Archived>> {
    let saved: Vec<Saved> =
        serde_json::from_slice(manifest).context("manifest.json is not what `docker save` writes")?;
    saved.iter().map(|saved| image(store, saved, file)).collect()
}

fn image(store: &mut Store, saved: &Saved, file: &str) -> Result<Archived> {
    let path = &saved.config;
    let config = store.read(path)?.with_context(|| format!("it lists {path}, which it does not hold"))?;
    let sha256 = digest::sha256(&config);
    // `HEX.json`, since Docker 25 `blobs/sha256/HEX`.
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".json");
    ensure!(name == sha256, "{path} holds other bytes than its name says");
    let names = saved.repo_tags.iter().flatten().filter_map(|tag| Name::parse(tag, file)).collect();
    Ok(Archived { names, digest: None, image_id: Some(format!("sha256:{sha256}")), evidence: "docker-archive" })
}
