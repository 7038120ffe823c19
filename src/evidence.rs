//! What a gate saw and a manifest records: pure data, gathered by the checks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Everything that the checks of one gate leave for the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Weight files, sorted by path.
    pub files: Vec<FileEvidence>,
    /// Compose services and their images.
    pub images: BTreeMap<String, ImageEvidence>,
    /// The migrations as they stand, if the repository has any.
    pub migrations: Option<Box<MigrationEvidence>>,
}

/// A weight file and what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEvidence {
    /// From the root of the repository.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Of the content, lower-case hexadecimal; `None` where it is neither here nor recorded.
    pub sha256: Option<String>,
    /// As DVC records it, of what is not here: of the content, or with `.dir` at its end of a folder's list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
    /// `model` or `checkpoint`.
    pub kind: String,
    /// What the content is, by its name only where the content is not here or does not say:
    /// `safetensors`, `pytorch`, `onnx`, `gguf`, `hdf5`, `numpy`, `pickle`, `joblib` or `unknown`.
    pub format: String,
    /// `git`, `lfs` (the pointer's own hash), `local` (not in git) or `dvc` (not here).
    pub storage: String,
}

/// The image that a Compose service runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageEvidence {
    /// As it runs: `registry.example/team/app:v1.2.3`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `sha256:…` where it is known.
    pub digest: Option<String>,
    /// The configuration's digest where it is known.
    pub image_id: Option<String>,
    /// Where the digest, or else the image id, comes from: `pin`, `registry`, `oci-layout`, `docker-archive`,
    /// `engine`, or `none`.
    pub evidence: String,
}

/// The migrations of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MigrationEvidence {
    /// `alembic`; several with commas between them.
    pub tool: String,
    /// The ids that nothing follows.
    pub heads: Vec<String>,
    /// How many there are.
    pub count: usize,
    /// Those that the last version tag did not have.
    pub added: Vec<String>,
    /// Of what all of them do, whatever their comments and layout: the same for two releases that migrate alike.
    pub sha256: String,
}

impl Evidence {
    /// Takes over what another check has left.
    pub fn absorb(&mut self, other: Self) {
        self.files.extend(other.files);
        self.images.extend(other.images);
        self.migrations = other.migrations.or(self.migrations.take());
    }
}
