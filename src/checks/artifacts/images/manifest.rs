//! Manifests and indexes, as the OCI image specification and Docker have them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The kinds of configurations whose digest is an image's id.
const CONFIGS: [&str; 2] =
    ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"];

/// A manifest or an index.
#[derive(Deserialize)]
pub struct Document {
    pub manifests: Option<Vec<Descriptor>>,
    pub config: Option<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    #[serde(default)]
    media_type: String,
    pub digest: String,
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    platform: Option<Platform>,
}

#[derive(Deserialize)]
struct Platform {
    #[serde(default)]
    os: String,
}

impl Descriptor {
    /// How buildkit keeps what it knows of a build, beside the image.
    pub fn is_attestation(&self) -> bool {
        self.platform.as_ref().is_some_and(|platform| platform.os == "unknown")
    }

    pub fn is_image_config(&self) -> bool {
        CONFIGS.contains(&self.media_type.as_str())
    }
}
