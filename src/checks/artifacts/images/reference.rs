//! Names of images, as registries read them.

use std::fmt;

use super::is_digest;

/// The registry of names that have none.
const DOCKER_HUB: &str = "docker.io";

/// No registry takes a longer name.
const LONGEST: usize = 255;

/// `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`. It is shown without the digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// With the registry, where one is named.
    pub name: String,
    pub tag: Option<String>,
    /// `sha256:…`
    pub digest: Option<String>,
}

impl Reference {
    pub fn untagged(name: String) -> Self {
        Self { name, tag: None, digest: None }
    }

    pub fn parse(text: &str) -> Option<Self> {
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
        let is_host = |text: &str| {
            let (host, port) = text.split_once(':').unwrap_or((text, "0"));
            is_word(host, "._-") && !port.is_empty() && port.chars().all(|c| c.is_ascii_digit())
        };
        let mut folders = tagged[..after_host].split_terminator('/');
        let parts_fit = folders.next().is_none_or(is_host) && folders.all(|part| is_word(part, "._-"));
        let tag_fits = tag.is_none_or(|tag| is_word(tag, "._-") && tag.len() <= 128);
        let digest_fits = digest.is_none_or(is_digest);
        let name = &tagged[..after_host + path.len()];
        (name.len() <= LONGEST && parts_fit && is_word(path, "._-") && tag_fits && digest_fits).then(|| Self {
            name: name.to_owned(),
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }

    pub fn floats(&self) -> bool {
        self.digest.is_none() && self.tag.as_ref().is_none_or(|tag| tag == "latest")
    }

    pub fn tag_or_latest(&self) -> &str {
        self.tag.as_deref().unwrap_or("latest")
    }

    /// The host that serves it; where none is named, Docker Hub.
    pub fn registry(&self) -> &str {
        match self.name.split_once('/') {
            Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => host,
            _ => DOCKER_HUB,
        }
    }

    /// Its name there; on Docker Hub, what has no owner belongs to `library`.
    pub fn repository(&self) -> String {
        let host = self.registry();
        let name = self.name.strip_prefix(host).and_then(|rest| rest.strip_prefix('/')).unwrap_or(&self.name);
        if host == DOCKER_HUB && !name.contains('/') { format!("library/{name}") } else { name.to_owned() }
    }

    /// Whether both mean the same tag, however they are written.
    pub fn is_same_tag(&self, other: &Self) -> bool {
        let whole = |it: &Self| (it.registry().to_owned(), it.repository(), it.tag_or_latest().to_owned());
        whole(self) == whole(other)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.name)?;
        self.tag.iter().try_for_each(|tag| write!(f, ":{tag}"))
    }
}
