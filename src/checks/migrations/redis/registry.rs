//! `redis-schema.toml`: what a team declares that two releases agree on in Redis.

use anyhow::{Result, anyhow, ensure};
use bstr::ByteSlice;
use serde::Deserialize;

use super::sides::Content;
use crate::git::RepoPath;

/// More keys than anyone declares by hand; every write is compared with each of them.
const MOST: usize = 5000;

/// The declared schema.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Raised with every breaking change.
    pub version: u64,
    /// Whether a key that is not declared refuses.
    #[serde(default)]
    pub strict: bool,
    #[serde(default, rename = "key")]
    pub keys: Vec<Key>,
    #[serde(default, rename = "index")]
    pub indexes: Vec<Index>,
}

/// `[[key]]`
#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// `session:{user_id}`
    pub pattern: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    /// `30m`, or `none`.
    pub ttl: Option<String>,
    /// Compared for equality.
    pub codec: Option<String>,
    /// Whose it is.
    pub owner: Option<String>,
}

/// `[[index]]`
#[derive(Deserialize, Debug, Clone, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub name: String,
    #[serde(default)]
    pub prefix: Vec<String>,
    pub on: Option<String>,
    /// One field a line, as `FT.CREATE` takes it.
    #[serde(default)]
    pub schema: Vec<String>,
}

/// What a key holds.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    String,
    Hash,
    List,
    Set,
    Zset,
    Stream,
    Json,
    Hll,
    Bitmap,
}

impl Kind {
    /// As the registry writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Hash => "hash",
            Self::List => "list",
            Self::Set => "set",
            Self::Zset => "zset",
            Self::Stream => "stream",
            Self::Json => "json",
            Self::Hll => "hll",
            Self::Bitmap => "bitmap",
        }
    }
}

impl Registry {
    /// Reads the registry at `path`.
    pub fn read(path: &RepoPath, content: &Content) -> Result<Self> {
        let text = content.as_ref().map_err(|reason| anyhow!("{reason}"))?;
        let registry: Self = if path.ends_with(b".toml") {
            let text = text.to_str().map_err(|_| anyhow!("it is not UTF-8"))?;
            toml::from_str(text).map_err(|error| anyhow!("{}", error.to_string().trim_end()))?
        } else {
            serde_saphyr::from_slice_with_options(text, serde_saphyr::options! { with_snippet: false })
                .map_err(|error| anyhow!("{error}"))?
        };
        registry.check()?;
        Ok(registry)
    }

    /// Both as one.
    pub fn joined(mut self, other: Self) -> Self {
        self.strict |= other.strict;
        self.keys.extend(other.keys);
        self.indexes.extend(other.indexes);
        self
    }

    fn check(&self) -> Result<()> {
        ensure!(self.keys.len() <= MOST, "it declares more than {MOST} keys");
        let mut seen = std::collections::BTreeSet::new();
        for key in &self.keys {
            let pattern = &key.pattern;
            ensure!(!literal(pattern).is_empty(), "the pattern `{pattern}` must begin with a literal part");
            ensure!(is_balanced(pattern), "the braces of the pattern `{pattern}` do not match");
            ensure!(seen.insert(blank(pattern)), "the pattern `{pattern}` is declared twice");
            let ttl = key.ttl.as_deref().unwrap_or("none");
            ensure!(ttl == "none" || is_duration(ttl), "ttl `{ttl}` of `{pattern}` is neither `30m` nor `none`");
        }
        Ok(())
    }
}

impl Index {
    /// What it is created with, one thing after the other: which keys it is on, then each field.
    pub fn parts(&self) -> Vec<String> {
        let on = self.on.as_deref().unwrap_or("hash").to_uppercase();
        let keys = format!("FT.CREATE {} ON {on} PREFIX {}", self.name, self.prefix.join(" "));
        let fields = self.schema.iter().map(|field| format!("FT.CREATE {} SCHEMA {field}", self.name));
        [keys].into_iter().chain(fields).collect()
    }

    /// Whether no part of it is variable.
    pub fn is_literal(&self) -> bool {
        let mut texts = [&self.name].into_iter().chain(&self.prefix).chain(&self.schema);
        !texts.any(|text| text.contains("{}"))
    }
}

impl Key {
    /// Whether it is to expire.
    pub fn expires(&self) -> bool {
        self.ttl.as_deref().is_some_and(|ttl| ttl != "none")
    }
}

/// A pattern or key whose variable parts have no name: `session:{}`.
pub fn blank(pattern: &str) -> String {
    let mut parts = pattern.split('{');
    let mut blank = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        blank.push_str("{}");
        blank.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    blank
}

/// What stands before the first variable part.
pub fn literal(pattern: &str) -> &str {
    pattern.find('{').map_or(pattern, |at| &pattern[..at])
}

fn is_balanced(pattern: &str) -> bool {
    let mut open = false;
    for c in pattern.chars().filter(|c| matches!(c, '{' | '}')) {
        if open == (c == '{') {
            return false;
        }
        open = !open;
    }
    !open
}

fn is_duration(ttl: &str) -> bool {
    let digits = ttl.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && ["ms", "s", "m", "h", "d", "w"].contains(&&ttl[digits.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Registry> {
        Registry::read(&"redis-schema.toml".into(), &Ok(text.into()))
    }

    #[test]
    fn toml_and_yaml_say_the_same() {
        let toml = read("version = 7\n[[key]]\npattern = 'session:{id}'\ntype = 'hash'\nttl = '30m'\n").unwrap();
        let yaml = b"version: 7\nkey:\n- {pattern: 'session:{id}', type: hash, ttl: 30m}\n";
        let yaml = Registry::read(&"a/redis-schema.yaml".into(), &Ok(yaml.to_vec())).unwrap();
        assert_eq!((toml.version, toml.keys), (yaml.version, yaml.keys));
    }

    #[test]
    fn what_is_wrong_with_a_registry_is_said_with_its_line() {
        for (text, expected) in [
            ("version = 1\nvrsion = 2\n", "line 2"),
            ("version = 1\n[[key]]\npattern = 'a'\ntype = 'map'\n", "line 4"),
            ("version = 1\n[[key]]\npattern = 'a:{b'\ntype = 'hash'\n", "do not match"),
            ("version = 1\n[[key]]\npattern = '{b}'\ntype = 'hash'\n", "literal"),
            ("version = 1\n[[key]]\npattern = 'a'\ntype = 'hash'\nttl = 'soon'\n", "ttl `soon`"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let key = |n: usize| format!("[[key]]\npattern = 'k{n}'\ntype = 'set'\n");
        assert!(read(&("version = 1\n".to_owned() + &(0..=MOST).map(key).collect::<String>())).is_err());
    }
}
