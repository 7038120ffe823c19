//! The T-1 checklist: a Markdown file in which the program ticks what it can
//! prove and people tick and sign the rest.
//!
//! `<!-- precheck:NAME -->` at the end of a box says which evidence decides it,
//! `<!-- precheck:facts -->` where the facts of the release stand. A sign-off is
//! a line with a name and a date; it holds for one state of the tree.

mod line;
mod signoff;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use anyhow::Result;
use time::Date;

use self::line::Line;
pub use self::signoff::{SignOff, Void};
use crate::digest;
use crate::git::Snapshot;
use crate::version::Version;

/// The language of the template that the program brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Language {
    /// English
    #[default]
    En,
    /// Korean
    Ko,
}

/// A checklist, line by line.
#[derive(Debug)]
pub struct Checklist {
    lines: Vec<Line>,
}

/// What decides a box.
#[derive(Debug, Default)]
pub struct Proof {
    /// Whether it holds.
    pub holds: bool,
    /// What was seen, a sentence each.
    pub seen: Vec<String>,
}

/// What came of bringing a checklist up to date.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Boxes that a hand has ticked and the evidence contradicts: line and text.
    pub contradicted: Vec<(usize, String)>,
    /// Boxes that name evidence which there is none of: line and name.
    pub unknown: Vec<(usize, String)>,
    /// Boxes that are still open.
    pub open: usize,
}

/// Where the checklist of a version lies.
pub fn path(version: &Version) -> String {
    format!("releases/checklist_{version}.md")
}

/// What a sign-off is given for: the whole tree, but for what a release itself writes.
pub fn fingerprint(snapshot: &Snapshot) -> Result<String> {
    let mut listing = String::new();
    for entry in snapshot.entries()?.iter().filter(|entry| !is_written_by_a_release(&entry.path)) {
        let oid = entry.oid.map(|oid| oid.to_string()).unwrap_or_default();
        let _ = writeln!(listing, "{:?} {oid} {}", entry.mode, entry.path);
    }
    Ok(digest::sha256(listing.as_bytes())[..16].to_owned())
}

fn is_written_by_a_release(path: &[u8]) -> bool {
    let begins = |names: &[&str]| names.iter().any(|name| path.starts_with(name.as_bytes()));
    path == b"VERSION" || begins(&["releases/manifest_v", "releases/checklist_v", "checkpoints/VERSION_v"])
}

impl Checklist {
    /// The program's own template.
    pub fn template(language: Language) -> Self {
        Self::parse(match language {
            Language::En => include_str!("en.md"),
            Language::Ko => include_str!("ko.md"),
        })
    }

    /// Reads a checklist or a template.
    pub fn parse(text: &str) -> Self {
        Self { lines: line::parse(text) }
    }

    /// The state of the tree that it was last brought up to date for.
    pub fn tree(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| if let Line::Tree(tree) = line { Some(tree.as_str()) } else { None })
    }

    /// The sign-offs that somebody has filled in or is to fill in, with their lines.
    pub fn signoffs(&self) -> impl Iterator<Item = (usize, &SignOff)> {
        let numbered = self.lines.iter().enumerate();
        numbered.filter_map(|(at, line)| if let Line::SignOff(signoff) = line { Some((at + 1, signoff)) } else { None })
    }

    /// Those that hold, each person once.
    pub fn holding(&self, tree: &str, today: Date) -> Vec<&SignOff> {
        // One that is not bound yet was given for what the file said then.
        let seen = self.tree().unwrap_or_default();
        let mut holding: Vec<&SignOff> = Vec::new();
        for (_, signoff) in self.signoffs() {
            let again = holding.iter().any(|other| other.person() == signoff.person());
            if !again && signoff.judge(seen, tree, today).is_ok() {
                holding.push(signoff);
            }
        }
        holding
    }

    /// Ticks what is proven, unticks what is not, and binds sign-offs to the tree that they were given for.
    pub fn update(&mut self, tree: &str, facts: &[String], proofs: &BTreeMap<String, Proof>) -> Outcome {
        let before = self.tree().map(str::to_owned);
        let is_same = before.as_deref() == Some(tree);
        let mut outcome = Outcome::default();
        let mut lines = vec![Line::Tree(tree.to_owned())];
        for (at, line) in std::mem::take(&mut self.lines).into_iter().enumerate() {
            match line {
                // Written anew.
                Line::Tree(_) | Line::Seen(_) | Line::Fact(_) => {}
                Line::Facts => {
                    lines.push(Line::Facts);
                    lines.extend(facts.iter().cloned().map(Line::Fact));
                }
                Line::SignOff(signoff) => {
                    let seen = before.as_deref().unwrap_or(tree);
                    lines.push(Line::SignOff(signoff.bound(seen)));
                }
                Line::Item(mut item) => {
                    let proof = item.evidence.as_ref().map(|name| (name, proofs.get(name)));
                    if let Some((name, None)) = proof {
                        outcome.unknown.push((at + 1, name.clone()));
                    }
                    let proof = proof.and_then(|(_, proof)| proof);
                    if let Some(proof) = proof {
                        if is_same && item.is_ticked() && !proof.holds {
                            outcome.contradicted.push((at + 1, item.text.clone()));
                        }
                        item.tick(proof.holds);
                    }
                    outcome.open += usize::from(!item.is_settled());
                    let indent = item.indent();
                    lines.push(Line::Item(item));
                    let seen = proof.into_iter().flat_map(|proof| &proof.seen);
                    lines.extend(seen.map(|sentence| Line::Seen(format!("{indent}  - {sentence}"))));
                }
                text @ Line::Text(_) => lines.push(text),
            }
        }
        self.lines = lines;
        outcome
    }
}

impl fmt::Display for Checklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests;
