//! Release notes as Markdown, for a tag's message and a release page.

use std::fmt::Write as _;

use super::markdown::inert;
use crate::notes::{Artifacts, Change, Difference, Image, Migration, Notes, Weight};
use crate::sanitize::line as clean;

/// More of a kind than this no one reads; the rest is counted.
const MOST: usize = 200;

/// Everything there is to tell, each below its heading. Empty if there is nothing.
pub fn notes(notes: &Notes) -> String {
    let mut out = String::new();
    section(&mut out, "Breaking changes", notes.changes.breaking.iter().map(change));
    match notes.changes.groups.as_slice() {
        // Nobody writes conventional commits here: a heading would say nothing.
        [("Other", changes)] if notes.changes.breaking.is_empty() => {
            section(&mut out, "Changes", changes.iter().map(change));
        }
        groups => groups.iter().for_each(|(heading, changes)| section(&mut out, heading, changes.iter().map(change))),
    }
    beyond_commits(&mut out, notes);
    if notes.changes.contributors.len() > 1 {
        let names: Vec<_> = notes.changes.contributors.iter().take(MOST).map(|name| inert(name)).collect();
        let _ = writeln!(out, "### Contributors\n\n{}\n", names.join(", "));
    }
    ended(out)
}

/// The same without the commits: what is deployed beside the code, and what it needs.
pub fn difference(notes: &Notes) -> String {
    let mut out = String::new();
    beyond_commits(&mut out, notes);
    ended(out)
}

/// With one line feed at the end, or nothing at all.
fn ended(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn beyond_commits(out: &mut String, notes: &Notes) {
    let migration = |migration: &Migration| {
        let subject = migration.subject.as_deref().map_or_else(String::new, |subject| format!(" {}", inert(subject)));
        let undone = if migration.reversible == Some(false) { ", can't be undone" } else { "" };
        format!("`{}`{subject} ({}{undone})", code(&migration.id), migration.tool)
    };
    section(out, "Migrations", notes.migrations.iter().map(migration));
    if let Some(differing) = &notes.artifacts {
        artifacts(out, differing);
    }
    names(out, "Environment", &notes.environment);
    names(out, "Runbook", &notes.runbook);
    section(out, "Waivers", notes.waivers.iter().map(|(code, reason)| format!("`{code}`: {}", inert(reason))));
}

fn artifacts(out: &mut String, artifacts: &Artifacts) {
    section(
        out,
        "Weights",
        artifacts.weights.iter().map(|(path, sides)| {
            format!(
                "`{}`: {}",
                code(path),
                told(sides, |Weight { sha256, size }| format!("{size} bytes, `{}`", short(sha256)))
            )
        }),
    );
    section(
        out,
        "Images",
        artifacts.images.iter().map(|(service, sides)| {
            let image = |Image { reference, digest }: &Image| {
                let digest = digest.as_deref().map_or_else(String::new, |digest| {
                    format!(" `{}`", short(digest.strip_prefix("sha256:").unwrap_or(digest)))
                });
                format!("`{}`{digest}", code(reference))
            };
            format!("{}: {}", inert(service), told(sides, image))
        }),
    );
}

fn section(out: &mut String, heading: &str, items: impl ExactSizeIterator<Item = String>) {
    let count = items.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(out, "### {heading}\n");
    items.take(MOST).for_each(|item| {
        let _ = writeln!(out, "- {item}");
    });
    if count > MOST {
        let _ = writeln!(out, "- and {} more", count - MOST);
    }
    out.push('\n');
}

fn change(change: &Change) -> String {
    let scope = change.scope.as_deref().map_or_else(String::new, |scope| format!("**{}**: ", inert(scope)));
    let text: Vec<_> = change.text.lines().map(|line| inert(line.trim())).collect();
    format!("{scope}{} ({})", text.join(" "), clean(&change.commit))
}

fn names(out: &mut String, heading: &str, difference: &Difference) {
    let named = |names: &[String], word: &str| -> Vec<String> {
        names.iter().map(|name| format!("`{}` {word}", code(name))).collect()
    };
    let all = [
        named(&difference.added, "is new"),
        named(&difference.changed, "has changed"),
        named(&difference.removed, "is gone"),
    ];
    section(out, heading, all.concat().into_iter());
}

fn told<T>(sides: &(Option<T>, Option<T>), shown: impl Fn(&T) -> String) -> String {
    match sides {
        (Some(before), Some(after)) => format!("{} → {}", shown(before), shown(after)),
        (None, Some(after)) => format!("new, {}", shown(after)),
        (Some(before), None) => format!("gone, was {}", shown(before)),
        (None, None) => String::new(),
    }
}

/// What stands between backticks.
fn code(text: &str) -> String {
    clean(text).replace('`', "'")
}

fn short(sha256: &str) -> String {
    code(sha256).chars().take(12).collect()
}
