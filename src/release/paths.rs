//! Where the files of a release lie.

use crate::version::Version;

/// Where the release files lie: `VERSION`, checkpoints, manifest, checksums.
pub fn of(version: &Version) -> [String; 4] {
    [
        "VERSION".to_owned(),
        format!("checkpoints/VERSION_{version}.txt"),
        format!("releases/manifest_{version}.json"),
        format!("releases/manifest_{version}.sha256"),
    ]
}
