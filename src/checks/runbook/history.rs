//! When a runbook was last edited, and what has changed since, as git tells.

use std::ffi::OsString;

use anyhow::{Context as _, Result};
use bstr::ByteSlice;
use time::{Date, OffsetDateTime};

use crate::check::Subject;
use crate::git::{RepoPath, Snapshot};

/// So many commits are looked through for one that changed more than white space.
const LOOKED_THROUGH: &str = "-20";

/// So many commits since are enough to tell.
const SINCE: &str = "-1000";

/// The commit that last changed what a runbook says.
pub struct Edit {
    pub commit: String,
    pub day: Date,
}

/// A file, and the last commit that changed it.
#[derive(Debug, PartialEq, Eq)]
pub struct Changed {
    pub path: String,
    pub commit: String,
    /// As `YYYY-MM-DD`.
    pub day: String,
    pub subject: String,
}

/// What is known of the last edit of some files.
pub enum LastEdit {
    /// The commit that last changed what they say, white space and moves aside.
    Committed(Edit),
    /// One of them has changes that are newer than any commit.
    Uncommitted,
    /// The folders of former times are not in this clone.
    NotHere,
}

/// Asks for the last edit of these files.
pub fn last_edit(subject: &Subject, paths: &[RepoPath]) -> Result<LastEdit> {
    let Some(commit) = judged(subject, paths)? else { return Ok(LastEdit::Uncommitted) };
    let mut arguments: Vec<OsString> = ["--literal-pathspecs", "log", LOOKED_THROUGH].map(Into::into).into();
    // git follows a single file only; that it was moved unchanged is told without reading any other.
    arguments.extend((paths.len() == 1).then(|| "--follow".into()));
    // A partial clone has no contents of former times.
    if !subject.repo.is_partial()? {
        arguments.extend(["--ignore-all-space", "--ignore-blank-lines", "--numstat"].map(Into::into));
    }
    arguments.extend(["--find-renames=100%", "--no-show-signature", "--no-ext-diff"].map(Into::into));
    arguments.extend(["--format=%x00%h %ct".into(), commit.into(), "--".into()]);
    arguments.extend(paths.iter().map(|path| path.to_os_str_lossy().into_owned()));
    let out = match subject.repo.run(&arguments, b"") {
        // Cloned with `--filter=tree:0`.
        Err(_) if subject.repo.is_partial()? => return Ok(LastEdit::NotHere),
        out => out.context("asking for the last commit of the runbook")?,
    };
    let commits: Vec<&str> = out.to_str().unwrap_or_default().split('\0').filter(|commit| !commit.is_empty()).collect();
    let says_more = |commit: &&&str| commit.lines().skip(1).any(|file| !file.is_empty() && !file.starts_with("0\t0\t"));
    let whole = if subject.repo.is_partial()? { commits.first() } else { commits.last() };
    let Some(edit) = commits.iter().find(says_more).or(whole) else { return Ok(LastEdit::Uncommitted) };
    let (commit, seconds) = edit.lines().next().and_then(|line| line.split_once(' ')).unwrap_or_default();
    let seconds = seconds.parse().with_context(|| format!("git named no time for {commit}"))?;
    let day = OffsetDateTime::from_unix_timestamp(seconds)?.date();
    Ok(LastEdit::Committed(Edit { commit: commit.to_owned(), day }))
}

/// The commit that is judged, unless these files are newer than it.
fn judged(subject: &Subject, paths: &[RepoPath]) -> Result<Option<String>> {
    let commit = match subject.snapshot.commit() {
        Some(commit) => Some(commit),
        None if !Snapshot::uncommitted(subject.repo, paths)?.is_empty() => None,
        None => subject.repo.head()?,
    };
    Ok(commit.map(|commit| commit.to_string()))
}

/// Every file that was changed after an edit, each with its last commit, newest first.
pub fn since(subject: &Subject, edit: &Edit) -> Result<Vec<Changed>> {
    let Some(commit) = judged(subject, &[])? else { return Ok(Vec::new()) };
    let range = format!("{}..{commit}", edit.commit);
    let arguments = ["-c", "core.quotePath=false", "log", SINCE, "--no-show-signature", "--no-ext-diff", "--no-merges"];
    let form = ["--name-only", "--format=%x00%h %cs %s", &range, "--"];
    let out = subject.repo.run(&[&arguments[..], &form].concat(), b"");
    Ok(changes(&out.with_context(|| format!("asking what has changed since {}", edit.commit))?))
}

fn changes(log: &[u8]) -> Vec<Changed> {
    let log = log.to_str_lossy();
    let mut changes: Vec<Changed> = Vec::new();
    let mut told = std::collections::HashSet::new();
    for commit in log.split('\0') {
        let mut lines = commit.lines();
        let mut words = lines.next().unwrap_or_default().splitn(3, ' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (commit, day, subject) = (word(), word(), word());
        for path in lines.filter(|line| !line.is_empty()) {
            if told.insert(path.to_owned()) {
                let (commit, day, subject) = (commit.clone(), day.clone(), subject.clone());
                changes.push(Changed { path: path.to_owned(), commit, day, subject });
            }
        }
    }
    changes
}
