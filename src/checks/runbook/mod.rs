//! Does the runbook tell whoever runs the release what to do?

mod blanks;
mod freshness;
mod links;
mod markdown;
mod sections;

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use bstr::ByteSlice;
use serde::Deserialize;
use time::Date;

use crate::check::{Check, Context, Event, Examination, Outcome, Subject};
use crate::digest;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, Mode, Snapshot};
use crate::hint::shell_word;

static MISSING: Code = Code {
    id: "runbook/missing",
    severity: Severity::Error,
    finds: "The repository has no runbook.",
    matters: "Whoever runs the release at night has nothing to go by.",
    mend: "Write RUNBOOK.md, or name yours: `path = \"…\"` in `[checks.runbook]`.",
    source: "",
};

static UNREADABLE: Code = Code {
    id: "runbook/unreadable",
    severity: Severity::Error,
    finds: "The runbook is empty, too large, or no UTF-8 text.",
    matters: "It can't be judged, and hardly be read in need.",
    mend: "Save it as UTF-8 Markdown of a readable length.",
    source: "",
};

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

/// Nobody reads more than this in need, and a hostile file ends here.
const LIMIT: u64 = 2 << 20;

/// `[checks.runbook]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Runbook {
    /// Where it is, if not in a conventional place.
    path: Option<String>,
    /// After how many days it counts as out of date.
    max_age_days: u32,
}

impl Default for Runbook {
    fn default() -> Self {
        Self { path: None, max_age_days: 90 }
    }
}

impl Check for Runbook {
    fn id(&self) -> &'static str {
        "runbook"
    }

    fn title(&self) -> &'static str {
        "Operations Runbook Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        [&[&MISSING, &UNREADABLE][..], &sections::CODES, &blanks::CODES, &freshness::CODES, &links::CODES].concat()
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let Event::Gate(subject) = context.event else {
            return Ok(Outcome::Skipped { reason: "a push is no release".into() });
        };
        let mut seen = Examination::default();
        if let Some(entry) = self.find(&subject.snapshot)? {
            self.judge(subject, context.now.date(), entry, &mut seen)?;
        } else {
            let path = self.path.as_deref().unwrap_or("RUNBOOK.md");
            seen.find(Finding::new(&MISSING, format!("there is no {path}")).at(Place::file(path)).help(format!(
                "write {path} with sections on health check, rollback, scaling and monitoring\nIf yours lies elsewhere, \
                 name it in precheck.toml:\n[checks.runbook]\npath = \"…\""
            )));
        }
        Ok(Outcome::Ran(seen))
    }
}

impl Runbook {
    /// Its headings, each with a digest of what stands between it and the next; nothing of one that can't be read.
    pub fn outline(&self, snapshot: &Snapshot) -> Result<BTreeMap<String, String>> {
        let found = self.find(snapshot)?.map(|entry| followed(snapshot, entry)).transpose()?.flatten();
        let readable = found.map(|entry| readable(snapshot, entry)).transpose()?.and_then(Result::ok);
        let Some(bytes) = readable else { return Ok(BTreeMap::new()) };
        let mut sections: BTreeMap<String, String> = BTreeMap::new();
        for heading in markdown::read(&bytes.to_str_lossy())?.headings {
            let text = sections.entry(heading.text.trim().to_owned()).or_default();
            heading.blocks.iter().for_each(|block| *text += &format!("{}\n", block.text.trim()));
        }
        Ok(sections.into_iter().map(|(heading, text)| (heading, digest::sha256(text.as_bytes()))).collect())
    }

    /// Where it lies, or where one is to be written.
    pub fn place(&self, snapshot: &Snapshot) -> Result<String> {
        let found = self.find(snapshot)?.map(|entry| entry.path.to_string());
        Ok(found.or_else(|| self.path.clone()).unwrap_or_else(|| "RUNBOOK.md".to_owned()))
    }

    fn find<'s>(&self, snapshot: &'s Snapshot) -> Result<Option<&'s Entry>> {
        if let Some(path) = &self.path {
            return snapshot.entry(path.trim_start_matches("./"));
        }
        let entries = snapshot.entries()?;
        let called = |name: &str| entries.iter().find(|entry| entry.path.eq_ignore_ascii_case(name.as_bytes()));
        Ok(CONVENTIONAL.into_iter().find_map(called))
    }

    fn judge(&self, subject: &Subject, today: Date, entry: &Entry, seen: &mut Examination) -> Result<()> {
        let snapshot = &subject.snapshot;
        let Some(entry) = followed(snapshot, entry)? else {
            seen.find(
                Finding::new(&MISSING, format!("{} is a symbolic link to no file of the repository", entry.path))
                    .at(Place::file(entry.path.clone()))
                    .help(format!("commit the runbook itself as {}", entry.path)),
            );
            return Ok(());
        };
        let path = &entry.path;
        let bytes = match readable(snapshot, entry)? {
            Ok(bytes) => bytes,
            Err(finding) => {
                seen.find(finding);
                return Ok(());
            }
        };
        let text = bytes.to_str().with_context(|| format!("reading {path}"))?;
        let document = markdown::read(text.strip_prefix('\u{feff}').unwrap_or(text))?;
        seen.pass(format!("Runbook found: {path}"));
        sections::judge(path, &document, seen);
        blanks::judge(path, text, seen)?;
        freshness::judge(subject, today, path, text, self.max_age_days, seen)?;
        links::judge(snapshot, path, &document, seen)
    }
}

/// The file that a symbolic link leads to, one step far.
fn followed<'s>(snapshot: &'s Snapshot, entry: &'s Entry) -> Result<Option<&'s Entry>> {
    if entry.mode != Mode::Symlink {
        return Ok(Some(entry));
    }
    let target = snapshot.read(&entry.path)?.unwrap_or_default();
    let target = links::resolve(entry.path.as_bstr(), &target.to_str_lossy());
    Ok(target.map(|target| snapshot.entry(target)).transpose()?.flatten().filter(|e| e.mode != Mode::Symlink))
}

/// The runbook's bytes if they are text of a readable length, or what is wrong with them.
fn readable(snapshot: &Snapshot, entry: &Entry) -> Result<Result<Vec<u8>, Finding>> {
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
    if bytes.to_str().is_err() || bytes.contains(&0) {
        let word = shell_word(path);
        return refuse(
            format!("{path} is not UTF-8 text"),
            format!("save it as UTF-8; from a Korean code page: iconv -f CP949 -t UTF-8 {word} > new.md").into(),
        );
    }
    Ok(Ok(bytes))
}

#[cfg(test)]
mod tests;
