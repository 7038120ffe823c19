//! The `.env` half of the check: the file is there, stays out of git, sets what
//! the repository needs, and sets it to real values.

mod address;
mod by_dotenvy;
mod codes;
mod containers;
mod encrypted;
mod expected;
mod file;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod line_codes;
mod lines;
mod names;
mod placeholder;
mod published;
mod readers;
mod reference;
mod required;
mod reuse;
mod services;
mod stand_in;
mod strength;
mod tracked;
mod tree;
mod typo;
mod values;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Component, Path};

use anyhow::Result;
use serde::Deserialize;

use self::expected::{Expected, Origin};
use self::file::EnvFile;
use self::published::Published;
use self::readers::Readers;
use self::services::Services;
use self::stand_in::StandIn;
use self::typo::Slip;
use crate::check::{Examination, Subject};
use crate::dotenv::Dotenv;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{RepoPath, Snapshot};

/// Real ones have a few KiB.
const LIMIT: u64 = 1024 * 1024;

/// `[checks.secrets.env]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Env {
    /// The files that the release starts with; empty where it ships without one.
    files: Vec<String>,
    /// Variables that must be set, beside those that Compose and the example file name.
    required: Vec<String>,
    /// Whether what only the code reads without a default must be set as well; else it is a warning.
    refuse_unset_in_code: bool,
}

impl Default for Env {
    fn default() -> Self {
        Self { files: vec![".env".to_owned()], required: Vec::new(), refuse_unset_in_code: false }
    }
}

pub(super) static CODES: &[&Code] = codes::ALL;

pub(super) fn examine(settings: &Env, subject: &Subject, examination: &mut Examination) -> Result<()> {
    let snapshot = &subject.snapshot;
    tracked::examine(&settings.files, snapshot, examination)?;
    encrypted::examine(snapshot, examination)?;
    if settings.files.is_empty() {
        examination.pass("no .env is looked for: precheck.toml says that this repository ships without one");
        return Ok(());
    }
    let expected = expected(settings, snapshot)?;
    let (paths, contents) = find(&settings.files, snapshot, &expected, examination)?;
    let file = |(path, bytes): (_, Vec<u8>)| EnvFile { path, content: Dotenv::parse(&bytes), bytes };
    let files: Vec<EnvFile> = paths.iter().map(String::as_str).zip(contents).map(file).collect();
    expect_ignored(&files, subject, examination)?;
    judge_contents(&files, &expected, snapshot, examination)?;
    let slips = typo::find(&expected.required, &files, snapshot)?;
    judge_required(&files, &expected, &slips, examination);
    Ok(())
}

/// What has to be set, and who says so.
fn expected(settings: &Env, snapshot: &Snapshot) -> Result<Expected> {
    let mut expected = Expected::gather(&settings.files, &settings.required, snapshot)?;
    let services = Services::gather(snapshot)?;
    expected.learn(services.handed_on);
    expected.learn_from_code(required::by_code(&settings.files, snapshot)?, settings.refuse_unset_in_code);
    expected.forget_set(&services.in_files);
    Ok(expected)
}

/// The lines of the files, their values, and those against one another.
fn judge_contents(
    files: &[EnvFile],
    expected: &Expected,
    snapshot: &Snapshot,
    examination: &mut Examination,
) -> Result<()> {
    let uses_dotenvy = !files.is_empty() && by_dotenvy::is_used(snapshot)?;
    let readers = Readers::of_repository(snapshot)?;
    let before = examination.findings.len();
    for file in files {
        lines::examine(file, &readers.of(file.path), uses_dotenvy, examination);
    }
    let published = Published::gather(files, snapshot)?;
    for file in files {
        file.judge_values(expected, &published, examination);
        reference::examine_together(file, examination);
    }
    reuse::examine(files, examination);
    address::examine(files, snapshot, examination)?;
    let suspicious = [&codes::PLACEHOLDER, &codes::COMMITTED, &codes::REFERENCE];
    let stands_in = |finding: &Finding| suspicious.iter().any(|code| finding.code.id == code.id);
    if !files.is_empty() && !examination.findings[before..].iter().any(stands_in) {
        examination.pass("no placeholder or default values");
    }
    Ok(())
}

/// The files as they are here, or what stands for them; what is nowhere is told.
fn find(
    wanted: &[String],
    snapshot: &Snapshot,
    expected: &Expected,
    examination: &mut Examination,
) -> Result<(Vec<String>, Vec<Vec<u8>>)> {
    let mut found = Vec::new();
    for path in wanted {
        if let Some(bytes) = read(snapshot, path)? {
            examination.pass(format!("{path} exists"));
            found.push((path.clone(), bytes));
            continue;
        }
        match stand_in::of(path, snapshot)? {
            Some(StandIn::Readable { path: other, bytes }) => {
                examination.pass(format!("{path} is not here; {other} stands for it"));
                found.push((other, bytes));
            }
            Some(StandIn::Sealed { path: other }) => {
                examination.pass(format!("{path} is not here; {other} is encrypted, so what it sets can't be told"));
            }
            None => examination.find(missing(path, expected)),
        }
    }
    Ok(found.into_iter().unzip())
}

/// The file as the release would find it; a repository without work tree can only have it in git.
fn read(snapshot: &Snapshot, path: &str) -> Result<Option<Vec<u8>>> {
    match snapshot.read_local(Path::new(path), LIMIT)? {
        Some(bytes) => Ok(Some(bytes)),
        None => snapshot.read(path),
    }
}

fn missing(path: &str, expected: &Expected) -> Finding {
    let fill = match &expected.example {
        Some(example) => format!("`cp {example} {path}` and fill it in"),
        None => format!("create {path} with the settings of the release"),
    };
    Finding::new(&codes::MISSING, format!("there is no file {path}")).at(Place::file(path)).help(format!(
        "{fill}\nIf this repository ships without one, write in precheck.toml:\n[checks.secrets.env]\nfiles = []"
    ))
}

/// What git neither tracks nor ignores is one `git add .` away from being public.
fn expect_ignored(files: &[EnvFile], subject: &Subject, examination: &mut Examination) -> Result<()> {
    let is_inside = |path: &str| Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let inside = files.iter().filter(|file| is_inside(file.path) && !tracked::is_encrypted(&file.content));
    let inside: Vec<RepoPath> = inside.map(|file| file.path.into()).collect();
    for (status, path) in Snapshot::uncommitted(subject.repo, &inside)? {
        if status == "??" {
            let message = format!("git does not ignore {path}: the next `git add .` would commit it");
            let finding = Finding::new(&codes::NOT_IGNORED, message)
                .help(format!("echo {path} >> .gitignore"))
                .at(Place::file(path));
            examination.find(finding);
        } else if status == "!!" && subject.snapshot.entry(&path)?.is_none() {
            examination.pass(format!("{path} is ignored by git"));
        }
    }
    Ok(())
}

/// Every variable that someone wants has a value in one of the files.
fn judge_required(
    files: &[EnvFile],
    expected: &Expected,
    slips: &BTreeMap<String, Slip>,
    examination: &mut Examination,
) {
    let Some(first) = files.first() else { return };
    let mut refused = 0;
    for (name, origin) in &expected.required {
        let holding = files.iter().rev().find_map(|file| Some((file, file.content.get(name)?)));
        let finding = match holding {
            Some((_, entry)) if !file::is_blank(entry) => continue,
            Some((file, entry)) => {
                let Some(severity) = weight_of_empty(name, origin) else { continue };
                Finding::new(&codes::EMPTY, format!("`{name}` is empty, and {origin}"))
                    .weighing(severity)
                    .help(format!("give `{name}` a value on line {} of {}", entry.line, file.path))
                    .at(Place::line(file.path, entry.line))
                    .allowed_by(file.line(entry.line))
            }
            // The official images read `X_FILE` where `X` is not set.
            None if files.iter().any(|file| file.content.get(&format!("{name}_FILE")).is_some()) => continue,
            None if let Some(slip) = slips.get(name) => slip.finding(name, origin).weighing(origin.weight()),
            None => Finding::new(&codes::UNSET, format!("`{name}` is not set, and {origin}"))
                .weighing(origin.weight())
                .help(format!("add a line `{name}=…` to {}", first.path))
                .at(Place::file(first.path)),
        };
        refused += 1;
        examination.find(finding);
    }
    match expected.required.len() {
        0 => examination.pass("no variables are required"),
        1 if refused == 0 => examination.pass("1 required variable set"),
        count if refused == 0 => examination.pass(format!("{count} required variables set")),
        _ => {}
    }
}

/// What an example file leaves empty may well stay empty, but hardly a secret,
/// and never the key that signs sessions.
fn weight_of_empty(name: &str, origin: &Origin) -> Option<Severity> {
    match origin {
        Origin::Example { filled: false, .. } if names::is_signing_key(name) => Some(Severity::Error),
        Origin::Example { filled: false, .. } if names::is_secret(name) => Some(Severity::Warning),
        Origin::Code { .. } | Origin::HandedOn { .. } if names::is_secret(name) => Some(origin.weight()),
        Origin::Example { filled: false, .. } | Origin::Code { .. } | Origin::HandedOn { .. } => None,
        _ => Some(Severity::Error),
    }
}

/// Whether `word` is one of the words of a list written with blanks between them.
fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

#[cfg(test)]
mod tests;
