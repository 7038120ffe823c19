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

    /// The manifest among its files.
    pub fn manifest(&self) -> Option<&ReleaseFile> {
        let [_, _, path, _] = paths::of(&self.version);
        self.files.iter().find(|file| file.path == path)
    }

    /// The message of the tag: the notes, and the hash by which a signature on
    /// the tag also covers the manifest and every file that it names.
    pub fn tag_message(&self) -> Result<String> {
        let manifest = self.manifest().context("a release without a manifest")?;
        let sha256 = digest::sha256(&manifest.bytes);
        Ok(format!("{}\n\n{}\n{TRAILER}{sha256}\n", self.version, self.notes))
    }
}

const TRAILER: &str = "Manifest-SHA256: ";

/// What the message of a release's tag says.
#[derive(Debug, PartialEq, Eq)]
pub struct Said<'t> {
    /// The notes.
    pub notes: &'t str,
    /// The manifest's hash.
    pub manifest: &'t str,
}

/// Reads the message of a tag that a release made, as [`Plan::tag_message`] writes it, signed or not.
pub fn said<'t>(version: &Version, tag_message: &'t str) -> Option<Said<'t>> {
    let body = unsigned(tag_message).strip_prefix(&format!("{version}\n\n"))?;
    let body = body.strip_suffix('\n').unwrap_or(body);
    let (notes, manifest) = body.rsplit_once(&format!("\n{TRAILER}"))?;
    Some(Said { notes, manifest })
}

/// The message without the signature that git appends.
fn unsigned(message: &str) -> &str {
    signature_at(message).map_or(message, |at| &message[..at])
}

/// Where in a tag's message its signature begins, if it has one.
pub fn signature_at(message: &str) -> Option<usize> {
    let marks = ["PGP SIGNATURE", "PGP MESSAGE", "SIGNED MESSAGE", "SSH SIGNATURE"];
    marks.iter().filter_map(|mark| message.rfind(&format!("\n-----BEGIN {mark}-----"))).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_manifest_are_read_from_the_message_of_a_release_alone() {
        let version: Version = "v1.0.0".parse().unwrap();
        let said = |message| said(&version, message);
        let whole = Some(Said { notes: "- x\n", manifest: "ab" });
        assert_eq!(said("v1.0.0\n\n- x\n\nManifest-SHA256: ab\n"), whole);
        assert_eq!(said("v1.0.0\n\n- x\n\nManifest-SHA256: ab\n-----BEGIN SSH SIGNATURE-----\nx\n\ny\n"), whole);
        for other in
            ["", "v1.0.0\n\nManifest-SHA256: ab\n\n- x\n", "v1.0.1\n\n- x\n\nManifest-SHA256: ab\n", "v1.0.0\n\n- x\n"]
        {
            assert_eq!(said(other), None);
        }
    }
}
