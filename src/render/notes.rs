//! The notes of a release, in Markdown that reads well as plain text too: a tag's message is shown as it stands.

use std::fmt::{Display, Write as _};

use bstr::ByteSlice;

use super::markdown::outside_code;
use crate::changes::{Changes, Difference, Environment, Image, Kind, Migration, Story, Weight};
use crate::sanitize::line as clean;

/// More lines in one section no one reads; the rest is counted.
const MOST: usize = 200;

/// A subject that is longer is cut.
const SUBJECT: usize = 200;

/// So is what a commit says about what it breaks.
const STORY: usize = 1000;

/// So many characters of a hash tell it apart.
const DIGEST: usize = 12;

const KINDS: [(Kind, &str); 9] = [
    (Kind::Feature, "Features"),
    (Kind::Fix, "Fixes"),
    (Kind::Performance, "Performance"),
    (Kind::Revert, "Reverts"),
    (Kind::Refactoring, "Refactoring"),
    (Kind::Documentation, "Documentation"),
    (Kind::Tests, "Tests"),
    (Kind::Build, "Build"),
    (Kind::Other, "Other"),
];

/// All of the changes: what breaks first, then what each kind of commit did, then what is shipped.
pub fn notes(changes: &Changes) -> String {
    let mut sections = vec![section("Breaking changes", changes.commits.iter().filter_map(breaking))];
    for (kind, heading) in KINDS {
        let commits = changes.commits.iter().filter(|story| story.breaks.is_none() && story.kind == kind);
        sections.push(section(heading, commits.map(told)));
    }
    sections.extend(shipped_sections(changes));
    sections.push(section("Environment", changes.environment.iter().flat_map(environment)));
    sections
        .push(section("Runbook", changes.runbook.iter().map(|d| format!("{}: {}", prose(&d.name, SUBJECT), fate(d)))));
    let waivers = changes.waivers.iter().map(|w| format!("{}: {}", code(&w.code), prose(&w.reason, STORY)));
    sections.push(section("Waivers", waivers));
    sections.push(section("Contributors", changes.contributors.iter().map(|name| prose(name, SUBJECT))));
    joined(sections)
}

/// Of the changes only migrations, weights and images.
pub fn shipped(changes: &Changes) -> String {
    joined(shipped_sections(changes).into())
}

fn shipped_sections(changes: &Changes) -> [Option<String>; 3] {
    [
        section("Migrations", changes.migrations.iter().map(migration)),
        section("Weights", changes.weights.iter().map(|d| replaced(d, weight))),
        section("Images", changes.images.iter().map(|d| replaced(d, image))),
    ]
}

fn joined(sections: Vec<Option<String>>) -> String {
    sections.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// A heading and its lines; nothing where there are none.
fn section(heading: &str, lines: impl Iterator<Item = String>) -> Option<String> {
    let (mut text, mut count) = (format!("## {heading}\n\n"), 0);
    for line in lines {
        count += 1;
        if count <= MOST {
            let _ = writeln!(text, "- {line}");
        }
    }
    if count > MOST {
        let _ = writeln!(text, "- and {} more", count - MOST);
    }
    (count > 0).then_some(text)
}

fn told(story: &Story) -> String {
    let scope = story.scope.as_ref().map(|scope| format!("**{}:** ", prose(scope, SUBJECT))).unwrap_or_default();
    format!("{scope}{}", prose(&story.summary, SUBJECT))
}

fn breaking(story: &Story) -> Option<String> {
    let breaks = story.breaks.as_ref()?;
    let told = told(story);
    Some(if *breaks == story.summary { told } else { format!("{told}\n  {}", prose(breaks, STORY)) })
}

fn migration(migration: &Migration) -> String {
    let Migration { tool, id, path, reversible } = migration;
    let mark = if *reversible == Some(false) { ", **can't be undone**" } else { "" };
    format!("{tool} {} in {}{mark}", code(id), code(&path.to_str_lossy()))
}

fn replaced<T>(difference: &Difference<T>, show: impl Fn(&T) -> String) -> String {
    let name = code(&difference.name);
    match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => format!("{name}: {} → {}", show(before), show(after)),
        (None, Some(after)) => format!("{name}: new, {}", show(after)),
        (Some(before), None) => format!("{name}: removed, was {}", show(before)),
        (None, None) => name,
    }
}

fn weight(weight: &Weight) -> String {
    format!("{} ({})", digest(&weight.hash), size(weight.size))
}

fn image(image: &Image) -> String {
    match &image.digest {
        Some(known) if !image.reference.contains(known.as_str()) => {
            format!("{} ({})", code(&image.reference), digest(known))
        }
        _ => code(&image.reference),
    }
}

fn environment(file: &Environment) -> impl Iterator<Item = String> {
    let path = code(&file.path.to_str_lossy());
    let names = |names: &'_ [String], fate| {
        let told = |name: &String| format!("{}: {fate} in {path}", code(name));
        names.iter().map(told).collect::<Vec<_>>()
    };
    [names(&file.added, "new"), names(&file.removed, "removed")].into_iter().flatten()
}

fn fate<T>(difference: &Difference<T>) -> &'static str {
    match (&difference.before, &difference.after) {
        (None, _) => "new",
        (_, None) => "removed",
        _ => "changed",
    }
}

/// The beginning of a hash: `sha256:0123456789ab…`.
fn digest(hash: &str) -> String {
    let (algorithm, hex) = hash.split_once(':').unwrap_or(("sha256", hash));
    let cut = if hex.chars().count() > DIGEST { "…" } else { "" };
    code(&format!("{algorithm}:{}{cut}", hex.chars().take(DIGEST).collect::<String>()))
}

fn size(bytes: u64) -> impl Display {
    #[expect(clippy::cast_precision_loss, reason = "one digit behind the point is shown")]
    let rounded = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", rounded(1_000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", rounded(1_000_000)),
        _ => format!("{:.1} GB", rounded(1_000_000_000)),
    }
}

/// A name in backticks, which it may not end.
fn code(name: &str) -> String {
    if name.is_empty() {
        return "(nameless)".to_owned();
    }
    format!("`{}`", clean(&shortened(name, SUBJECT)).replace('`', "'"))
}

/// Text as a paragraph of its own, whatever it holds: links to issues, people and pages stay what they are.
fn prose(text: &str, most: usize) -> String {
    let text = clean(&shortened(&text.split_whitespace().collect::<Vec<_>>().join(" "), most));
    let text = outside_code(&text, escaped);
    match text.chars().next() {
        // Here it would begin a heading, a quotation, another list.
        Some('#' | '>' | '-' | '+' | '=') => format!("\\{text}"),
        Some('0'..='9') => numbered(&text),
        _ => text,
    }
}

/// `1.` begins a list, `2 files` does not.
fn numbered(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if rest.starts_with(['.', ')']) { format!("{number}\\{rest}") } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let markup = match c {
            '\\' | '*' | '[' | '<' | '~' => true,
            // Within a word it is no emphasis.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '&' => next.is_alphanumeric() || next == '#',
            _ => false,
        };
        out.extend(markup.then_some('\\'));
        out.push(c);
        before = c;
    }
    out
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
