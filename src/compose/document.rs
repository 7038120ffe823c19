//! One Compose file, as far as a gate needs it.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde_saphyr::{Spanned, Tagged};

use super::serving::{HealthCheck, Lenient, WrittenPort};

/// A Compose file. Unknown attributes are none of our business.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct Document {
    pub name: Option<String>,
    pub services: Option<BTreeMap<String, Attribute<Definition>>>,
    pub include: Option<Vec<Spanned<Include>>>,
}

/// What a file says of a service.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct Definition {
    pub image: Attribute<Spanned<String>>,
    pub build: Attribute<IgnoredAny>,
    pub provider: Option<IgnoredAny>,
    pub profiles: Option<Vec<String>>,
    pub extends: Option<Spanned<Extends>>,
    pub container_name: Attribute<IgnoredAny>,
    pub ports: Attribute<Lenient<Vec<Lenient<WrittenPort>>>>,
    pub healthcheck: Attribute<Lenient<HealthCheck>>,
}

/// An attribute that another file may have to say something about, too.
#[derive(Clone, Copy, Default)]
pub enum Attribute<T> {
    /// Nothing is said.
    #[default]
    Unset,
    /// `!reset`: whatever others say is void.
    Reset,
    Set(T),
}

/// The service whose attributes are taken over.
#[derive(serde::Deserialize)]
#[serde(untagged)]
pub enum Extends {
    Here(String),
    There { service: String, file: Option<String> },
}

/// Files that are read as a project of their own.
#[derive(serde::Deserialize)]
#[serde(untagged)]
pub enum Include {
    Path(String),
    Project { path: Several, project_directory: Option<String>, env_file: Option<Several> },
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
pub enum Several {
    One(String),
    Many(Vec<String>),
}

impl Document {
    /// Reads the content of a file.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let document: Option<Self> = serde_saphyr::from_slice_with_options(bytes, options()).map_err(|error| {
            // The library's own text can quote the file, and with it a secret.
            let line = error.location().map_or(String::new(), |at| format!(" on line {}", at.line()));
            anyhow!("not a readable Compose file: something is wrong{line}; `docker compose config` says what")
        })?;
        Ok(document.unwrap_or_default())
    }
}

/// Real files repeat one anchor in dozens of services, so the ratio of aliases
/// to anchors is let go; the totals stay bounded.
/// `no` is a word, as it is for Compose.
fn options() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
        with_snippet: false,
        strict_booleans: true,
    }
}

/// The line on which a value is written, from 1.
pub fn line<T>(spanned: &Spanned<T>) -> usize {
    usize::try_from(spanned.defined.line()).unwrap_or_default()
}

impl<T> Attribute<T> {
    pub fn as_ref(&self) -> Attribute<&T> {
        match self {
            Self::Unset => Attribute::Unset,
            Self::Reset => Attribute::Reset,
            Self::Set(value) => Attribute::Set(value),
        }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Attribute<U> {
        match self {
            Self::Unset => Attribute::Unset,
            Self::Reset => Attribute::Reset,
            Self::Set(value) => Attribute::Set(change(value)),
        }
    }

    /// What holds where this is said over something else.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        if matches!(self, Self::Unset) { below } else { self }
    }

    pub fn value(self) -> Option<T> {
        if let Self::Set(value) = self { Some(value) } else { None }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Attribute<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Tagged(value, tag) = Tagged::<Option<T>>::deserialize(deserializer)?;
        Ok(match value {
            _ if tag.is_some_and(|tag| tag.ends_with("reset")) => Self::Reset,
            Some(value) => Self::Set(value),
            None => Self::Unset,
        })
    }
}

impl Extends {
    pub fn service(&self) -> &str {
        let (Self::Here(service) | Self::There { service, .. }) = self;
        service
    }

    pub fn file(&self) -> Option<&str> {
        if let Self::There { file, .. } = self { file.as_deref() } else { None }
    }
}

impl Include {
    /// The first decides the folder; the others lie over it.
    pub fn paths(&self) -> &[String] {
        match self {
            Self::Path(path) => std::slice::from_ref(path),
            Self::Project { path, .. } => path.as_slice(),
        }
    }

    pub fn project_directory(&self) -> Option<&str> {
        if let Self::Project { project_directory, .. } = self { project_directory.as_deref() } else { None }
    }

    /// Where several say something, the last has the last word.
    pub fn env_files(&self) -> &[String] {
        if let Self::Project { env_file: Some(files), .. } = self { files.as_slice() } else { &[] }
    }
}

impl Several {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}
