//! What a release is to be: pure data.

use anyhow::{Context, Result};
use time::OffsetDateTime;

use super::manifest::ReleaseFile;
use super::paths;
use crate::digest;
use crate::git::Oid;
use crate::version::Version;

/// A release that nothing stands in the way of.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its version.
    pub version: Version,
    /// When it is made: the date of its commit and of its tag.
    pub date: OffsetDateTime,
    /// The branch that it extends, `refs/heads/…`.
    pub branch: String,
    /// P: the judged commit, which the branch is at.
    pub source: Oid,
    /// What the release commit brings.
    pub files: Vec<ReleaseFile>,
    /// What the tag says.
    pub notes: String,
    /// Where it is pushed to, if it is.
    pub destination: Option<Destination>,
}

/// Where a release is pushed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The remote's name.
    pub remote: String,
    /// The branch over there, `refs/heads/…`.
    pub branch: String,
}

impl Plan {
    /// The message of the release commit.
    pub fn commit_message(&self) -> String {
        format!("Release {}\n", self.version)
    }

    /// The message of the tag: the notes, and the hash by which a signature on
    /// the tag also covers the manifest and every file that it names.
    pub fn tag_message(&self) -> Result<String> {
        let [_, _, path, _] = paths::of(&self.version);
        let manifest = self.files.iter().find(|file| file.path == path).context("a release without a manifest")?;
        let sha256 = digest::sha256(&manifest.bytes);
        Ok(format!("{}\n\n{}\n{TRAILER}{sha256}\n", self.version, self.notes))
    }
}

const TRAILER: &str = "Manifest-SHA256: ";

/// The manifest's hash as the last paragraph of a tag's message has it.
pub fn named_manifest(tag_message: &str) -> Option<&str> {
    let message = tag_message.split("\n-----BEGIN ").next()?;
    message.trim_end().rsplit("\n\n").next()?.lines().find_map(|line| line.strip_prefix(TRAILER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_named_in_the_last_paragraph_alone() {
        assert_eq!(named_manifest("v1\n\n- x\n\nManifest-SHA256: ab\n"), Some("ab"));
        let signed = "v1\n\n- x\n\nManifest-SHA256: ab\n-----BEGIN SSH SIGNATURE-----\nx\n\ny\n";
        assert_eq!(named_manifest(signed), Some("ab"));
        assert_eq!(named_manifest("v1\n\nManifest-SHA256: ab\n\n- x\n"), None);
        assert_eq!(named_manifest(""), None);
    }
}
