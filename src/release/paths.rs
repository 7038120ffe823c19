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

/// Where the manifest's detached signature lies, if there is one.
pub fn signature(version: &Version) -> String {
    format!("releases/manifest_{version}.json.sig")
}

/// Every place that a release may write.
pub fn all(version: &Version) -> [String; 5] {
    let [version_file, checkpoints, manifest, checksums] = of(version);
    [version_file, checkpoints, manifest, checksums, signature(version)]
}
