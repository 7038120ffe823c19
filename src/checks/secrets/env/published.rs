//! Secrets of `.env` that stand in a file of the repository, whichever it is:
//! a README, a test, a Dockerfile, another example.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, Match};
use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::file::EnvFile;
use super::{placeholder, reference, tree};
use crate::git::Snapshot;

/// Where secrets are committed. Holds secrets: no `Debug`.
#[derive(Default)]
pub struct Published(HashMap<String, String>);

impl Published {
    /// Looks for the secrets of these files in all others.
    pub fn gather(files: &[EnvFile], snapshot: &Snapshot) -> Result<Self> {
        let mut secrets: Vec<&str> =
            files.iter().flat_map(EnvFile::secrets).map(|(_, secret)| secret).filter(|s| is_telling(s)).collect();
        secrets.sort_unstable();
        secrets.dedup();
        if secrets.is_empty() {
            return Ok(Self::default());
        }
        let search = AhoCorasick::new(&secrets).context("preparing to look for secrets of .env in the repository")?;
        let mut published = HashMap::new();
        tree::each_text_but(files, snapshot, |path, bytes| {
            let alone = |found: &Match| tree::stands_alone(bytes, found.range());
            for found in search.find_overlapping_iter(bytes).filter(alone) {
                published.entry(secrets[found.pattern()].to_owned()).or_insert_with(|| {
                    let line = bytes[..found.start()].find_iter(b"\n").count() + 1;
                    format!("{path} line {line}")
                });
            }
        })?;
        Ok(Self(published))
    }

    /// The place at which a secret is committed.
    pub fn place_of(&self, secret: &str) -> Option<&str> {
        self.0.get(secret).map(String::as_str)
    }
}

/// Words of a language stand everywhere; what looks made up does so only where it was copied.
fn is_telling(secret: &str) -> bool {
    const MIXED: usize = 8;
    const LONG: usize = 16;
    let has = |class: fn(&char) -> bool| secret.chars().any(|c| class(&c));
    let made_up = secret.len() >= MIXED && has(char::is_ascii_digit) && has(|c| c.is_alphabetic());
    (made_up || secret.len() >= LONG)
        && !secret.contains('$')
        && reference::judge(secret).is_none()
        && placeholder::of_secret(secret).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_that_look_made_up_are_looked_for() {
        for yes in ["k3v9qXw2", "correct-horse-battery-staple", "한글로쓴열쇠문장1"] {
            assert!(is_telling(yes), "{yes}");
        }
        for no in ["k3v9", "production", "12345678", "pa$$wurst9", "op://Production/db/password", "your_secret_key_1"] {
            assert!(!is_telling(no), "{no}");
        }
    }
}
