use std::fmt::Write as _;

use owo_colors::Stream;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::lanes::Lanes;
use super::{marks, subject, title};
use crate::lineage::{Lineage, Revision, Survey};
use crate::render::paint::Paint;
use crate::sanitize::line as clean;

/// A terminal of the usual width.
const WIDTH: usize = 80;

/// So many rows are shown even if little of it matters.
const FEWEST: usize = 20;

/// More rows no one reads.
const MOST: usize = 60;

/// No tool stores a longer id.
const LONGEST_ID: usize = 32;

/// The graphs, a row a migration, the newest first.
pub fn text(survey: &Survey, stream: Stream) -> String {
    let paint = Paint(stream);
    if survey.lineages.is_empty() {
        return "no migrations found; precheck.toml can name their folders: `locations = [\"…\"]` in \
                `[checks.migrations]`\n"
            .to_owned();
    }
    let graphs: Vec<String> = survey.lineages.iter().map(|lineage| graph(lineage, survey, &paint)).collect();
    let mut out = graphs.join("\n");
    if survey.findings > 0 {
        let found = counted(survey.findings, "finding", "findings");
        let at = survey.commit.map_or_else(String::new, |commit| format!(" --at {}", commit.short()));
        let _ = writeln!(out, "\n{}: precheck-hook run --only migrations{at}", paint.error(&found));
    }
    out
}

fn graph(lineage: &Lineage, survey: &Survey, paint: &Paint) -> String {
    let revisions = &lineage.revisions;
    let heads = revisions.iter().filter(|revision| revision.is_head()).count();
    let mut out = format!(
        "{}\n{}, {}; {}\n\n",
        title(lineage),
        counted(revisions.len(), "migration", "migrations"),
        counted(heads, "head", "heads"),
        next_version(revisions, survey)
    );
    let (shown, rest) = revisions.split_at(shown(revisions, survey));
    let mut lanes = Lanes::above(revisions);
    let drawn: Vec<String> = shown.iter().map(|revision| lanes.row(revision)).collect();
    let width = drawn.iter().map(|row| row.chars().count()).max().unwrap_or_default();
    for (row, revision) in drawn.iter().zip(shown) {
        let _ = writeln!(out, "{row:width$}  {}", described(revision, survey, WIDTH - width - 2, paint));
    }
    if !rest.is_empty() {
        let new = rest.iter().filter(|revision| revision.is_new && survey.since.is_some()).count();
        let new = if new > 0 { format!(", {new} of them new") } else { String::new() };
        let _ = writeln!(out, "… {} more{new}; `--format json` has them all", rest.len());
    }
    out
}

/// What the next version would bring.
fn next_version(revisions: &[Revision], survey: &Survey) -> String {
    let new = revisions.iter().filter(|revision| revision.is_new);
    let lasting = new.clone().filter(|revision| revision.reversible == Some(false)).count();
    let lasting = if lasting > 0 { format!(", {lasting} of them can't be undone") } else { String::new() };
    match &survey.since {
        None => format!("no version has them yet{lasting}"),
        Some(version) => match new.count() {
            0 => format!("nothing new since {version}"),
            new => format!("{new} new since {version}{lasting}"),
        },
    }
}

/// How many are shown: to the last that is a head or new.
fn shown(revisions: &[Revision], survey: &Survey) -> usize {
    let matters = |revision: &Revision| revision.is_head() || (revision.is_new && survey.since.is_some());
    let last = revisions.iter().rposition(matters).unwrap_or_default();
    (last + 1).clamp(FEWEST, MOST).min(revisions.len())
}

/// `id (marks) subject`, in so many columns.
fn described(revision: &Revision, survey: &Survey, width: usize, paint: &Paint) -> String {
    let id = cut(&clean(&revision.id), LONGEST_ID);
    let marks = marks(revision, survey).join(", ");
    let marks = if marks.is_empty() { marks } else { cut(&format!(" ({marks})"), width.saturating_sub(id.width())) };
    let left = width.saturating_sub(id.width() + marks.width() + 1);
    format!("{}{} {}", id, paint.warning(&marks), cut(&subject(revision), left)).trim_end().to_owned()
}

/// As much of a text as so many columns hold; Korean letters take two.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    if width == 0 {
        return String::new();
    }
    let mut taken = 0;
    let kept = text.chars().take_while(|c| {
        taken += c.width().unwrap_or_default();
        taken < width
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    kept
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
