//! Names of images, as registries read them.

use crate::checks::artifacts::lfs::is_sha256;
use crate::evidence::ImageEvidence;

/// `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`.
pub struct Reference<'t> {
    /// Without the digest.
    pub tagged: &'t str,
    pub tag: Option<&'t str>,
    pub digest: Option<&'t str>,
}

impl<'t> Reference<'t> {
    pub fn parse(text: &'t str) -> Option<Self> {
        let (tagged, digest) = match text.split_once('@') {
            Some((tagged, digest)) => (tagged, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash belongs to the registry's port.
        let after_host = tagged.rfind('/').map_or(0, |at| at + 1);
        let (path, tag) = match tagged[after_host..].split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (&tagged[after_host..], None),
        };
        let is_word = |text: &str, also: &str| {
            text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
        };
        let parts_fit = tagged[..after_host].split_terminator('/').all(|part| is_word(part, "._-:"));
        let tag_fits = tag.is_none_or(|tag| is_word(tag, "._-") && tag.len() <= 128);
        let digest_fits = digest.is_none_or(|digest| digest.strip_prefix("sha256:").is_some_and(is_sha256));
        (parts_fit && is_word(path, "._-") && tag_fits && digest_fits).then_some(Self { tagged, tag, digest })
    }

    pub fn floats(&self) -> bool {
        self.digest.is_none() && self.tag.is_none_or(|tag| tag == "latest")
    }

    pub fn evidence(&self) -> ImageEvidence {
        ImageEvidence {
            reference: self.tagged.to_owned(),
            digest: self.digest.map(str::to_owned),
            image_id: None,
            evidence: if self.digest.is_some() { "pin" } else { "none" }.to_owned(),
        }
    }
}
