//! Which files are the runbook, and what stands in them.

use std::borrow::Cow;
use std::collections::HashSet;

use anyhow::{Context as _, Result};
use bstr::ByteSlice;
use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use super::language::language;
use super::links::target::followed;
use super::markdown::{self, Document, Heading};
use super::{MISSING, UNREADABLE};
use crate::finding::{Finding, Place};
use crate::git::{Entry, RepoPath, Snapshot};
use crate::hint::shell_word;

/// By convention, in this order, whatever their case.
const CONVENTIONAL: [&str; 8] = [
    "runbook.md",
    "docs/runbook.md",
    "docs/operations/runbook.md",
    "docs/ops/runbook.md",
    "ops/runbook.md",
    "runbook.ko.md",
    "docs/runbook.ko.md",
    "docs/operations/runbook.ko.md",
];

/// Folders whose Markdown files are runbooks, beside one of the above.
const FOLDERS: [&str; 4] = ["runbooks", "docs/runbooks", "docs/operations/runbooks", "ops/runbooks"];

/// Nobody reads more than this in need, and a hostile file ends here.
pub const LIMIT: u64 = 2 << 20;

/// No team keeps more runbooks than this.
const MANY: usize = 500;

/// A runbook, or one of several.
pub struct Page {
    pub path: RepoPath,
    pub text: String,
    pub document: Document,
}

impl Page {
    /// Reads a text.
    pub fn read(path: RepoPath, text: String) -> Result<Self> {
        let document = markdown::read(&text)?;
        Ok(Self { path, text, document })
    }

    /// One of its headings.
    pub fn heading(&self, at: usize) -> &Heading {
        &self.document.headings[at]
    }
}

/// A path, or a pattern as in `.gitignore`: `*` stays within a folder, `**` does not.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    written: String,
    matcher: GlobMatcher,
}

impl TryFrom<String> for Pattern {
    type Error = globset::Error;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        let matcher = GlobBuilder::new(written.trim_start_matches("./")).literal_separator(true).build()?;
        Ok(Self { matcher: matcher.compile_matcher(), written })
    }
}

impl Pattern {
    /// The path, if it is one and no pattern.
    pub fn literal(&self) -> Option<&str> {
        let is_plain = !self.written.contains(['*', '?', '[', '{', '\\']);
        is_plain.then(|| self.written.trim_start_matches("./"))
    }
}

/// The files that the settings name, or those in conventional places, and their translations; a finding for each that
/// is not there.
pub fn find<'s, 'p>(
    snapshot: &'s Snapshot,
    patterns: impl Iterator<Item = &'p Pattern>,
) -> Result<(Vec<&'s Entry>, Vec<Finding>)> {
    let entries = snapshot.entries()?;
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    let mut is_configured = false;
    for pattern in patterns {
        is_configured = true;
        let matches = |entry: &&Entry| entry.path.to_path().is_ok_and(|path| pattern.matcher.is_match(path));
        let before = found.len();
        found.extend(entries.iter().filter(matches).take(MANY));
        if found.len() == before {
            missing.push(absent(&pattern.written));
        }
    }
    if !is_configured {
        found = conventional(entries);
        missing.extend(found.is_empty().then(|| absent("RUNBOOK.md")));
    }
    let keys: HashSet<String> = found.iter().map(|entry| language(&entry.path).0).collect();
    let is_markdown = |entry: &&Entry| entry.path.to_ascii_lowercase().ends_with(b".md");
    found.extend(entries.iter().filter(is_markdown).filter(|entry| keys.contains(&language(&entry.path).0)));
    let mut listed = HashSet::new();
    found.retain(|entry| listed.insert(&entry.path));
    Ok((found, missing))
}

/// Whether they are one runbook, perhaps in several languages.
pub fn are_one(pages: &[Page]) -> bool {
    let mut keys = pages.iter().map(|page| language(&page.path).0);
    let first = keys.next();
    keys.all(|key| Some(key) == first)
}

fn conventional(entries: &[Entry]) -> Vec<&Entry> {
    let called = |name: &str| entries.iter().find(|entry| entry.path.eq_ignore_ascii_case(name.as_bytes()));
    let single = CONVENTIONAL.into_iter().find_map(called);
    let in_folder = entries.iter().filter(|entry| {
        let path = entry.path.to_str_lossy().to_lowercase();
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        FOLDERS.contains(&folder) && name.ends_with(".md") && !name.contains("template")
    });
    single.into_iter().chain(in_folder.take(MANY)).collect()
}

fn absent(path: &str) -> Finding {
    Finding::new(&MISSING, format!("there is no {path}")).at(Place::file(path)).help(format!(
        "`precheck-hook init` writes one from what the repository holds; or write {path} with sections on health \
         check, rollback, scaling and monitoring\nIf yours lies elsewhere, name it in \
         precheck.toml:\n[checks.runbook]\npath = \"…\""
    ))
}

/// Reads the runbook at an entry, or says what is wrong with it.
pub fn read(snapshot: &Snapshot, entry: &Entry) -> Result<Result<Page, Finding>> {
    let Some(file) = followed(snapshot, &entry.path)? else {
        return Ok(Err(Finding::new(
            &MISSING,
            format!("{} is a symbolic link to no file of the repository", entry.path),
        )
        .at(Place::file(entry.path.clone()))
        .help(format!("commit the runbook itself as {}", entry.path))));
    };
    let text = match readable(snapshot, file)? {
        Ok(text) => text,
        Err(finding) => return Ok(Err(finding)),
    };
    Page::read(file.path.clone(), text).map(Ok)
}

/// The text if it is of a readable length, or what is wrong with it.
fn readable(snapshot: &Snapshot, entry: &Entry) -> Result<Result<String, Finding>> {
    let path = &entry.path;
    let refuse = |message: String, help: Cow<'static, str>| {
        Ok(Err(Finding::new(&UNREADABLE, message).at(Place::file(path.clone())).help(help)))
    };
    if let Some(size) = snapshot.size(entry)?.filter(|size| *size > LIMIT) {
        return refuse(
            format!("{path} has {size} bytes; a runbook of more than {LIMIT} is not read"),
            "keep what is needed in an emergency in the runbook, and link to the rest".into(),
        );
    }
    let bytes =
        snapshot.read(path)?.with_context(|| format!("the content of {path} is not in this clone; fetch it"))?;
    if bytes.trim().is_empty() {
        return refuse(
            format!("{path} is empty"),
            "write how this service is checked, scaled, rolled back and watched".into(),
        );
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
        _ => refuse(
            format!("{path} is not UTF-8 text"),
            format!("save it as UTF-8; from a Korean code page: iconv -f CP949 -t UTF-8 {} > new.md", shell_word(path))
                .into(),
        ),
    }
}
