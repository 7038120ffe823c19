//! The format of `.gitleaks.toml`, version 8, as its manual has it
//! (<https://github.com/gitleaks/gitleaks#configuration>), and how one file extends another.

use std::path::{Component, Path};

use anyhow::{Context, Result, anyhow, ensure};
use serde::Deserialize;

use super::FILE;
use crate::checks::ReadFile;

/// A file may extend one that extends another, and no more.
const MAX_FILES: usize = 3;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Written {
    pub extend: Extend,
    pub allowlist: Option<WrittenAllowlist>,
    pub allowlists: Vec<WrittenAllowlist>,
    pub rules: Vec<WrittenRule>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Extend {
    path: Option<String>,
    pub disabled_rules: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct WrittenRule {
    pub id: String,
    pub description: String,
    pub regex: Option<String>,
    pub secret_group: usize,
    pub entropy: f64,
    pub keywords: Vec<String>,
    pub path: Option<String>,
    pub allowlist: Option<WrittenAllowlist>,
    pub allowlists: Vec<WrittenAllowlist>,
    pub skip_report: bool,
    pub required: Vec<toml::Table>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct WrittenAllowlist {
    pub description: String,
    pub condition: String,
    pub commits: Vec<String>,
    pub paths: Vec<String>,
    pub regexes: Vec<String>,
    pub regex_target: String,
    pub stopwords: Vec<String>,
    pub target_rules: Vec<String>,
}

impl Written {
    pub(super) fn parse(path: &str, bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
        toml::from_str(text).map_err(|error| anyhow!("{path} can't be used: {}", fault(text, &error)))
    }

    /// Laid over the file that it extends. `files` are those read so far.
    pub(super) fn with_its_base(self, read: &mut ReadFile, files: &mut Vec<String>) -> Result<Self> {
        let Some(path) = self.extend.path.clone() else { return Ok(self) };
        let path = path.trim_start_matches("./").to_owned();
        let inside = Path::new(&path).components().all(|part| matches!(part, Component::Normal(_)));
        ensure!(inside && !path.is_empty(), "{FILE} extends a file outside the repository, which is not read");
        ensure!(files.len() < MAX_FILES, "{FILE} extends more than {} files, one over the other", MAX_FILES - 1);
        let bytes = read(&path)?.with_context(|| format!("{FILE} extends {path}, which is not there"))?;
        files.push(path.clone());
        Ok(self.over(Self::parse(&path, &bytes)?.with_its_base(read, files)?))
    }

    fn over(self, mut base: Self) -> Self {
        base.rules.retain(|rule| !self.extend.disabled_rules.contains(&rule.id));
        for rule in self.rules {
            match base.rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => known.amend(rule),
                None => base.rules.push(rule),
            }
        }
        base.allowlists.extend(self.allowlist.into_iter().chain(self.allowlists));
        base.extend.disabled_rules.extend(self.extend.disabled_rules);
        base
    }
}

impl WrittenRule {
    /// With what `other` says beside it, or instead.
    fn amend(&mut self, other: Self) {
        if !other.description.is_empty() {
            self.description = other.description;
        }
        if other.secret_group != 0 {
            self.secret_group = other.secret_group;
        }
        if other.entropy != 0.0 {
            self.entropy = other.entropy;
        }
        self.regex = other.regex.or(self.regex.take());
        self.path = other.path.or(self.path.take());
        self.keywords.extend(other.keywords);
        self.allowlists.extend(other.allowlist.into_iter().chain(other.allowlists));
        self.required.extend(other.required);
        self.skip_report |= other.skip_report;
    }
}

/// Where a file goes wrong and what belongs there. The line is not shown: an
/// allowlist may hold the very secret that it allows.
fn fault(text: &str, error: &toml::de::Error) -> String {
    let before = &text[..error.span().map_or(0, |span| span.start)];
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
    let message = error.message();
    let what = message.rfind("expected").map_or(message, |at| &message[at..]);
    format!("line {}, column {column}: {what}", before.matches('\n').count() + 1)
}
