//! `.secrets.baseline` of detect-secrets: the hashes of what is known, file by
//! file, and what its users have excluded.

use std::collections::HashMap;

use anyhow::{Result, anyhow};
use bstr::ByteSlice;
use serde::Deserialize;
use sha1::{Digest, Sha1};

use super::super::decode;
use super::super::pattern::Pattern;
use super::Sight;
use crate::checks::ReadFile;

pub(super) const FILE: &str = ".secrets.baseline";

/// What it accepts.
#[derive(Default)]
pub(super) struct Baseline {
    /// By path.
    known: HashMap<String, Vec<Known>>,
    excluded: Vec<(Part, Pattern)>,
    pub not_understood: Vec<String>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    results: HashMap<String, Vec<Known>>,
    #[serde(default)]
    filters_used: Vec<Filter>,
    /// Where versions before 1.0 keep it.
    #[serde(default)]
    exclude: Exclude,
}

#[derive(Deserialize)]
struct Known {
    /// SHA-1, in hexadecimal.
    hashed_secret: String,
    /// What the audit said.
    is_secret: Option<bool>,
}

#[derive(Deserialize)]
struct Filter {
    path: String,
    #[serde(default)]
    pattern: Patterns,
}

#[derive(Deserialize, Default)]
struct Exclude {
    files: Option<String>,
    lines: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Patterns {
    One(String),
    Many(Vec<String>),
}

/// What a pattern is asked about.
#[derive(Clone, Copy)]
enum Part {
    File,
    Line,
    Secret,
}

impl Default for Patterns {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Baseline {
    pub(super) fn read(read: &mut ReadFile) -> Result<Self> {
        read(FILE)?.map_or_else(|| Ok(Self::default()), |bytes| Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        // Where it goes wrong is enough: what stands there might be quoted.
        let written: Written = serde_json::from_slice(bytes).map_err(|error| {
            anyhow!("{FILE} is no baseline of detect-secrets: line {}, column {}", error.line(), error.column())
        })?;
        let known = written.results.into_iter().map(|(path, known)| (path.replace('\\', "/"), known)).collect();
        let mut baseline = Self { known, ..Self::default() };
        for Filter { path, pattern } in written.filters_used {
            let part = match path.strip_prefix("detect_secrets.filters.regex.should_exclude_") {
                Some("file") => Part::File,
                Some("line") => Part::Line,
                Some("secret") => Part::Secret,
                _ => continue,
            };
            let patterns = match pattern {
                Patterns::One(pattern) => vec![pattern],
                Patterns::Many(patterns) => patterns,
            };
            baseline.exclude(part, patterns);
        }
        baseline.exclude(Part::File, written.exclude.files);
        baseline.exclude(Part::Line, written.exclude.lines);
        Ok(baseline)
    }

    /// What only Python's engine can run excludes nothing.
    fn exclude(&mut self, part: Part, patterns: impl IntoIterator<Item = String>) {
        for pattern in patterns {
            match Pattern::new(&pattern) {
                Ok(pattern) => self.excluded.push((part, pattern)),
                Err(error) => self.not_understood.push(format!("a pattern that excludes {}: {error:#}", part.name())),
            }
        }
    }

    pub(super) fn reason(&self, sight: &Sight) -> Result<Option<String>> {
        let Some(path) = sight.path else { return Ok(None) };
        for (part, pattern) in &self.excluded {
            let text = match part {
                Part::File => path.as_bytes(),
                Part::Line => &sight.found.line_text,
                Part::Secret => &sight.found.secret,
            };
            if pattern.is_match(text)? {
                return Ok(Some(format!("a pattern in {FILE} excludes {}", part.name())));
            }
        }
        let known = path.to_str().ok().and_then(|path| self.known.get(path)).map_or(&[][..], Vec::as_slice);
        let hashes = hashes(&sight.found.secret);
        let mut same = known
            .iter()
            .filter(|known| decode::hex(known.hashed_secret.as_bytes()).is_some_and(|hash| hashes.contains(&hash)))
            .peekable();
        let accepted = same.peek().is_some() && same.all(|known| known.is_secret != Some(true));
        Ok(accepted.then(|| format!("known in {FILE}")))
    }
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::File => "the file",
            Self::Line => "the line",
            Self::Secret => "the secret",
        }
    }
}

/// The hashes by which a secret may be known: of a private key it is that of
/// the words between the dashes of its first line.
fn hashes(secret: &[u8]) -> Vec<Vec<u8>> {
    let words = secret.strip_prefix(b"-----").and_then(|rest| rest.split_once_str("-----")).map(|(words, _)| words);
    std::iter::once(secret).chain(words).map(|value| Sha1::digest(value).to_vec()).collect()
}
