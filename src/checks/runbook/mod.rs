//! Does the runbook tell whoever runs the release what to do?

mod alerts;
mod blanks;
mod commands;
mod contacts;
mod deployment;
mod freshness;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod history;
mod language;
mod links;
mod markdown;
mod pages;
mod sections;
mod substance;
mod topics;
mod translation;

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use time::Date;

use self::pages::{Page, Pattern};
use crate::check::{Check, Context, Event, Examination, Outcome, Subject};
use crate::digest;
use crate::finding::{Code, Severity};
use crate::git::Snapshot;

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

/// `[checks.runbook]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Runbook {
    /// Where it is, if not in a conventional place.
    path: Option<Pattern>,
    /// Where they are, if there are several.
    paths: Vec<Pattern>,
    /// The address of this repository on its forge, where no manifest tells it.
    repository: Option<String>,
    /// After how many days it counts as out of date.
    max_age_days: u32,
}

impl Default for Runbook {
    fn default() -> Self {
        Self { path: None, paths: Vec::new(), repository: None, max_age_days: 90 }
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
        [
            &[&MISSING, &UNREADABLE][..],
            &sections::CODES,
            &blanks::CODES,
            &contacts::CODES,
            &freshness::CODES,
            &deployment::CODES,
            &links::CODES,
            &translation::CODES,
            &commands::CODES.concat(),
            &alerts::CODES,
        ]
        .concat()
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let Event::Gate(subject) = context.event else {
            return Ok(Outcome::Skipped { reason: "a push is no release".into() });
        };
        let mut seen = Examination::default();
        let pages = self.pages(subject, &mut seen)?;
        if !pages.is_empty() {
            self.judge(subject, context.now.date(), &pages, &mut seen)?;
        }
        Ok(Outcome::Ran(seen))
    }
}

impl Runbook {
    /// The headings of the runbooks, each with a digest of what stands between it and the next; nothing of one that
    /// can't be read.
    pub fn outline(&self, snapshot: &Snapshot) -> Result<BTreeMap<String, String>> {
        let (entries, _) = pages::find(snapshot, self.path.iter().chain(&self.paths))?;
        let are_several = entries.len() > 1;
        let mut sections: BTreeMap<String, String> = BTreeMap::new();
        for entry in entries {
            let Ok(page) = pages::read(snapshot, entry)? else { continue };
            for heading in &page.document.headings {
                let title = heading.text.trim();
                let name = if are_several { format!("{}: {title}", page.path) } else { title.to_owned() };
                let text = sections.entry(name).or_default();
                heading.blocks.iter().for_each(|block| *text += &format!("{}\n", block.text.trim()));
            }
        }
        Ok(sections.into_iter().map(|(heading, text)| (heading, digest::sha256(text.as_bytes()))).collect())
    }

    /// Where it lies, or where one is to be written.
    pub fn place(&self, snapshot: &Snapshot) -> Result<String> {
        let (entries, _) = pages::find(snapshot, self.path.iter().chain(&self.paths))?;
        let found = entries.first().map(|entry| entry.path.to_string());
        let named = || self.path.as_ref().and_then(Pattern::literal).map(str::to_owned);
        Ok(found.or_else(named).unwrap_or_else(|| "RUNBOOK.md".to_owned()))
    }

    fn pages(&self, subject: &Subject, seen: &mut Examination) -> Result<Vec<Page>> {
        let (entries, missing) = pages::find(&subject.snapshot, self.path.iter().chain(&self.paths))?;
        seen.findings.extend(missing);
        let mut pages = Vec::new();
        for entry in entries {
            match pages::read(&subject.snapshot, entry)? {
                // A symbolic link may lead to one that is listed itself.
                Ok(page) if pages.iter().any(|known: &Page| known.path == page.path) => {}
                Ok(page) => pages.push(page),
                Err(finding) => seen.find(finding),
            }
        }
        Ok(pages)
    }

    fn judge(&self, subject: &Subject, today: Date, pages: &[Page], seen: &mut Examination) -> Result<()> {
        for page in pages {
            seen.pass(format!("Runbook found: {}", page.path));
        }
        sections::judge(pages, seen);
        for page in pages {
            blanks::judge(&page.path, &page.text, seen)?;
        }
        // Blanks ask for contacts by themselves.
        if !blanks::are_left(seen) {
            contacts::judge(pages, seen)?;
        }
        for page in pages {
            freshness::judge(subject, today, page, self.max_age_days, seen)?;
        }
        translation::judge(pages, seen)?;
        deployment::judge(subject, pages, seen)?;
        links::judge(&subject.snapshot, self.repository.as_deref(), pages, seen)?;
        for Page { path, text, document } in pages {
            commands::judge(subject, path, text, document, seen)?;
        }
        let documents: Vec<_> = pages.iter().map(|page| (&page.path, &page.document)).collect();
        alerts::judge(subject, &documents, seen)
    }
}

#[cfg(test)]
mod tests;
