//! An `[allowlist]`: of everything, of some rules, or of one.

use anyhow::{Context, Result, bail};

use super::super::super::pattern::Pattern;
use super::super::Sight;
use super::written::WrittenAllowlist;
use super::{FILE, names};

/// What is accepted.
pub(super) struct Allowlist {
    description: String,
    /// The ids of the rules it speaks of; none means all.
    pub rules: Vec<String>,
    /// Whether all that it names must hold, not just one.
    all: bool,
    commits: Vec<String>,
    paths: Vec<Pattern>,
    regexes: Vec<Pattern>,
    target: Target,
    stopwords: Vec<String>,
}

/// What the regexes are asked about.
enum Target {
    Secret,
    Match,
    Line,
}

impl Allowlist {
    /// `rules` are the ones it stands with, where it stands with one.
    pub(super) fn new(written: WrittenAllowlist, rules: &[String]) -> Result<Self> {
        let patterns = |written: &[String], key: &'static str| -> Result<Vec<Pattern>> {
            written.iter().map(|pattern| Pattern::new(pattern).context(key)).collect()
        };
        Ok(Self {
            rules: [rules, &written.target_rules].concat(),
            all: match written.condition.to_ascii_uppercase().as_str() {
                "AND" | "&&" => true,
                "" | "OR" | "||" => false,
                _ => bail!("condition is AND or OR"),
            },
            paths: patterns(&written.paths, "paths")?,
            regexes: patterns(&written.regexes, "regexes")?,
            target: match written.regex_target.as_str() {
                "" | "secret" => Target::Secret,
                "match" => Target::Match,
                "line" => Target::Line,
                _ => bail!("regexTarget is secret, match or line"),
            },
            stopwords: written.stopwords.iter().map(|word| word.to_lowercase()).collect(),
            commits: written.commits,
            description: written.description,
        })
    }

    pub(super) fn reason(&self) -> String {
        let of = self.rules.first().map(|rule| format!(" of {rule}")).unwrap_or_default();
        match self.description.trim() {
            "" => format!("allowlist{of} in {FILE}"),
            description => format!("allowlist{of} in {FILE}: {description}"),
        }
    }

    pub(super) fn covers(&self, sight: &Sight) -> Result<bool> {
        if !self.rules.is_empty() && !self.rules.iter().any(|id| names(id, &sight.found.rule)) {
            return Ok(false);
        }
        let mut held = Vec::new();
        if !self.commits.is_empty() {
            let commit = sight.commit.map(|commit| commit.to_string());
            held.push(commit.is_some_and(|commit| self.commits.iter().any(|c| c.eq_ignore_ascii_case(&commit))));
        }
        if !self.paths.is_empty() {
            held.push(sight.path.map_or(Ok(false), |path| any(&self.paths, path))?);
        }
        if !self.regexes.is_empty() {
            let text = match self.target {
                Target::Secret => &sight.found.secret,
                Target::Match => &sight.found.matched,
                Target::Line => &sight.found.line_text,
            };
            held.push(any(&self.regexes, text)?);
        }
        if !self.stopwords.is_empty() {
            let secret = String::from_utf8_lossy(&sight.found.secret).to_lowercase();
            held.push(self.stopwords.iter().any(|word| secret.contains(word)));
        }
        Ok(if self.all { !held.is_empty() && !held.contains(&false) } else { held.contains(&true) })
    }
}

fn any(patterns: &[Pattern], text: &[u8]) -> Result<bool> {
    for pattern in patterns {
        if pattern.is_match(text)? {
            return Ok(true);
        }
    }
    Ok(false)
}
