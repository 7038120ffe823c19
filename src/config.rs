//! `precheck.toml`: find, read, validate. Everything in it is optional.

#[cfg(any(test, fuzzing))]
pub mod fuzzing;

use std::fmt::Display;

use anyhow::{Context, Result, bail, ensure};
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;
use time::Date;
use time::macros::format_description;

use crate::checks::Checks;
use crate::finding::Finding;
use crate::git::{Oid, Repo, Snapshot};
use crate::release;
use crate::{digest, plain, server};

/// The file's name, at the root of the repository.
pub const FILE: &str = "precheck.toml";

/// All settings.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `[checks.ID]`: each check's own section.
    pub checks: Checks,
    /// `[release]`: how a release is made.
    pub release: release::Settings,
    /// `[server]`: what a server asks of a push.
    pub server: server::Settings,
    /// `[[waive]]`: findings that are accepted, each with its reason.
    pub waive: Vec<Waiver>,
    /// SHA-256 of the list of all files that it was read from, as `sha256sum` prints it; part of
    /// what a recorded verdict rests on.
    #[serde(skip)]
    pub sha256: String,
}

/// An accepted finding.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The finding's code.
    pub code: String,
    /// Only in files that match this pattern.
    path: Option<Pattern>,
    /// Only this very secret.
    fingerprint: Option<String>,
    /// Why it is accepted.
    pub reason: Reason,
    /// The last day on which it holds, `YYYY-MM-DD`.
    until: Option<Day>,
}

/// A path pattern as in `.gitignore`: `*` stays within a folder, `**` does not.
#[derive(Deserialize, Clone)]
#[serde(try_from = "String")]
struct Pattern(GlobMatcher);

/// A sentence; empty ones are refused when the file is read.
#[derive(Deserialize, Clone)]
#[serde(try_from = "String")]
pub struct Reason(String);

#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "String")]
struct Day(Date);

/// No settings are written by hand that need more.
pub const LIMIT: u64 = 4 << 20;

impl Config {
    /// Reads the settings as the snapshot has them; without any everything is at its default.
    pub fn of_snapshot(snapshot: &Snapshot) -> Result<Self> {
        Self::read(|path| {
            let Some(entry) = snapshot.entry(path)? else { return Ok(None) };
            within_limit(path, snapshot.size(entry)?.unwrap_or_default())?;
            snapshot.read(path)
        })
    }

    /// Reads the settings as a commit has them, and nothing else of its tree.
    pub fn of_commit(repo: &Repo, commit: Oid) -> Result<Self> {
        Self::read(|path| {
            let Some(blob) = repo.file_at(commit, path.into())? else { return Ok(None) };
            within_limit(path, repo.header(blob)?.map_or(0, |(_, size)| size))?;
            Ok(repo.read(blob)?.map(|object| object.data))
        })
    }

    /// Reads the settings as they are on disk; in a bare repository, as HEAD has them.
    pub fn of_repo(repo: &Repo) -> Result<Self> {
        if let Some(root) = repo.work_tree() {
            return Self::read(|path| plain::read_below(root, path, LIMIT));
        }
        match repo.head()? {
            Some(head) => Self::of_commit(repo, head),
            None => Self::read(|_| Ok(None)),
        }
    }

    /// Reads `precheck.toml`, and the files of other tools that a check takes in.
    fn read(read: impl Fn(&str) -> Result<Option<Vec<u8>>>) -> Result<Self> {
        let mut sums = String::new();
        let mut noted = |path: &str| -> Result<Option<Vec<u8>>> {
            let bytes = read(path)?;
            if let Some(bytes) = &bytes {
                sums.push_str(&format!("{}  {path}\n", digest::sha256(bytes)));
            }
            Ok(bytes)
        };
        let mut config = Self::parse(&noted(FILE)?.unwrap_or_default())?;
        config.checks.take_in(&mut noted)?;
        config.sha256 = digest::sha256(sums.as_bytes());
        Ok(config)
    }

    /// Reads the content of a `precheck.toml`.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).with_context(|| format!("{FILE} is not UTF-8"))?;
        let config: Self = toml::from_str(text).with_context(|| format!("{FILE} can't be used"))?;
        for waiver in &config.waive {
            if !config.checks.codes().any(|code| code.id == waiver.code) {
                bail!(
                    "{FILE} waives `{}`, which no check reports; `precheck-hook explain` lists the codes",
                    waiver.code
                );
            }
        }
        Ok(config)
    }
}

fn within_limit(path: impl Display, size: u64) -> Result<()> {
    ensure!(size <= LIMIT, "{path} has more than {} MiB, which settings never need; it is not read", LIMIT >> 20);
    Ok(())
}

impl Waiver {
    /// Whether it speaks of this finding: of every file it was found in.
    pub fn covers(&self, finding: &Finding) -> bool {
        let mut paths = finding.paths().map(|path| String::from_utf8_lossy(path)).peekable();
        self.code == finding.code.id
            && self
                .path
                .as_ref()
                .is_none_or(|pattern| paths.peek().is_some() && paths.all(|path| pattern.0.is_match(path.as_ref())))
            && self.fingerprint.as_ref().is_none_or(|f| finding.fingerprint.as_ref() == Some(f))
    }

    /// Whether its last day is over.
    pub fn expired(&self, today: Date) -> bool {
        self.until.is_some_and(|day| day.0 < today)
    }
}

impl std::ops::Deref for Reason {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() { Err("a waiver needs a reason") } else { Ok(Self(text)) }
    }
}

impl TryFrom<String> for Pattern {
    type Error = globset::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(Self(GlobBuilder::new(&text).literal_separator(true).build()?.compile_matcher()))
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let day = Date::parse(&text, format_description!("[year]-[month]-[day]"));
        day.map(Self).map_err(|_| format!("{text:?} is not a day of the form YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    fn error(text: &str) -> String {
        format!("{:#}", Config::parse(text.as_bytes()).err().expect("refused"))
    }

    #[test]
    fn an_empty_file_is_all_defaults() {
        assert!(Config::parse(b"").unwrap().waive.is_empty());
    }

    #[test]
    fn the_settings_in_the_readme_are_real() {
        let readme = include_str!("../README.md");
        let (_, block) = readme.split_once("```toml\n").unwrap();
        let config = Config::parse(block.split_once("```").unwrap().0.as_bytes()).unwrap();
        assert_eq!(config.waive.len(), 1);
    }

    #[test]
    fn the_settings_of_a_server_in_its_page_are_real_and_at_their_defaults() {
        let page = include_str!("../docs/servers.md");
        let (_, block) = page.split_once("```toml\n").unwrap();
        let server = Config::parse(block.split_once("```").unwrap().0.as_bytes()).unwrap().server;
        assert!(!server.inline_waivers && !server.allow_bypass);
        assert_eq!(server.version_tags, server::VersionTags::Manifest);
        assert!(error("[server]\nversion-tags = 'none'\n").contains("`manifest` or `gate`"));
    }

    #[test]
    fn an_unknown_name_is_pointed_at_with_line_column_and_the_names_there_are() {
        let shown = error("[checks.runbok]\npath = 'x'\n");
        assert!(shown.contains("line 1, column 9"), "{shown}");
        assert!(shown.contains("expected one of") && shown.contains("runbook"), "{shown}");
    }

    #[test]
    fn a_waiver_without_reason_or_with_an_unknown_code_or_day_is_refused() {
        assert!(error("[[waive]]\ncode = 'runbook/missing'\nreason = ' '").contains("needs a reason"));
        assert!(error("[[waive]]\ncode = 'a/b'\nreason = 'r'").contains("no check reports"));
        assert!(error("[[waive]]\ncode = 'runbook/missing'\nreason = 'r'\nuntil = 'May'").contains("YYYY-MM-DD"));
    }

    #[test]
    fn the_digest_of_the_settings_is_that_of_all_files_they_stand_in() {
        let sandbox = Sandbox::new();
        sandbox.write("precheck.toml", "").commit("none");
        let repo = sandbox.repo();
        let mut digests = vec![Config::of_repo(&repo).unwrap().sha256];
        for (file, content) in [
            (".gitleaks.toml", "[extend]\npath = 'ci/base.toml'\n"),
            ("ci/base.toml", "title = 'x'\n"),
            (".gitleaksignore", "a.txt:rule:1\n"),
            (".secrets.baseline", "{}"),
            ("precheck.toml", "# nothing\n"),
        ] {
            sandbox.write("ci/base.toml", "").write(file, content);
            let commit = sandbox.commit(file);
            let on_disk = Config::of_repo(&repo).unwrap().sha256;
            let in_git = Config::of_snapshot(&Snapshot::of_commit(&repo, commit)).unwrap().sha256;
            assert_eq!(on_disk, in_git, "{file}");
            assert!(!digests.contains(&on_disk), "{file} makes no difference");
            digests.push(on_disk);
        }
    }

    #[test]
    fn a_settings_file_without_end_is_not_read() {
        let sandbox = Sandbox::new();
        let commit = sandbox.write(".gitleaksignore", vec![b'#'; 5 << 20]).commit("large");
        let repo = sandbox.repo();
        let snapshot = Snapshot::of_commit(&repo, commit);
        for read in [Config::of_repo(&repo), Config::of_snapshot(&snapshot)] {
            let error = format!("{:#}", read.err().unwrap());
            assert!(error.contains(".gitleaksignore has more than 4 MiB"), "{error}");
        }
    }
}
