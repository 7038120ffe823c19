//! `.env` as Docker Compose reads it.

use std::collections::HashMap;

use super::{Dotenv, Entry, Lookup};
use crate::interpolate::{Interpolated, Reference, interpolate, references};

/// Values name one another: what they come to is bounded, not only the file.
pub const LONGEST: usize = 16 * 1024 * 1024;

/// What is set outside, and by the lines above.
struct Known<'o> {
    outer: &'o Lookup<'o>,
    values: HashMap<String, String>,
    /// How long all values are together.
    length: usize,
}

impl Known<'_> {
    fn get(&self, name: &str) -> Option<String> {
        (self.outer)(name).or_else(|| self.values.get(name).cloned())
    }

    fn add(&mut self, entry: &Entry) {
        self.length += entry.value.len();
        self.values.insert(entry.name.clone(), entry.value.clone());
    }
}

/// Reads a file as Compose does, but goes on behind a line at which it would stop.
pub fn read(bytes: &[u8], outer: &Lookup) -> Dotenv {
    let mut lines = Lines::of(bytes);
    let mut file = Dotenv::default();
    let mut known = Known { outer, values: HashMap::new(), length: 0 };
    while let Some((number, line)) = lines.next() {
        let (start, before) = (lines.start, file.entries.len());
        let mut left = std::str::from_utf8(line).ok().map(str::trim_start);
        while let Some(text) = left.filter(|text| !text.is_empty() && !text.starts_with('#')) {
            left = match statement(text, number, &known, &mut lines) {
                Statement::Sets(mut entry, behind) => {
                    entry.span = start..lines.end();
                    known.add(&entry);
                    file.entries.push(entry);
                    Some(behind.trim_start())
                }
                Statement::Inherits => Some(""),
                Statement::NeverClosed => {
                    file.open_quotes.push(number);
                    Some("")
                }
                Statement::Unreadable => None,
            };
        }
        if left.is_none() {
            // What the line has set before it became unreadable Compose does not set either.
            file.entries.truncate(before);
            file.unreadable.push(number);
        }
    }
    file.places = file.entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
    file
}

enum Statement<'t> {
    /// What it sets, and what stands behind the closing quote: to Compose, another statement.
    Sets(Entry, &'t str),
    /// A name alone takes its value from the environment.
    Inherits,
    NeverClosed,
    Unreadable,
}

fn statement<'t>(line: &'t str, number: usize, known: &Known<'_>, lines: &mut Lines<'t>) -> Statement<'t> {
    let line = without_export(line);
    let Some((name, rest)) = line.split_once(['=', ':']) else {
        return if is_name(line.trim_end()) { Statement::Inherits } else { Statement::Unreadable };
    };
    let name = name.trim_end();
    if !is_name(name) {
        return Statement::Unreadable;
    }
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (written, behind) = match quote {
        Some(quote) => match quoted(quote, &rest[1..], lines) {
            Some(read) => read,
            None => return Statement::NeverClosed,
        },
        None => (unquoted(rest), ""),
    };
    let filled = if quote == Some('\'') { Some(plain(&written)) } else { fill(&written, known) };
    let Some(filled) = filled else { return Statement::Unreadable };
    let entry = Entry {
        name: name.to_owned(),
        written,
        quote,
        value: filled.text,
        loses_text: !filled.undefined.is_empty(),
        line: number,
        span: 0..0,
    };
    Statement::Sets(entry, behind)
}

fn plain(written: &str) -> Interpolated {
    Interpolated { text: written.to_owned(), undefined: Vec::new() }
}

/// `None` where Compose refuses: a brace that is never closed, or `${NAME:?}` of what is not set.
fn fill(written: &str, known: &Known) -> Option<Interpolated> {
    let filled = interpolate(written, &|name| known.get(name)).ok()?;
    let refuses = |reference: &Reference| {
        reference.is_required() && filled.undefined.iter().any(|undefined| undefined == reference.name)
    };
    let fits = known.length + filled.text.len() <= LONGEST;
    (fits && !references(written).iter().any(refuses)).then_some(filled)
}

/// Lines with their numbers, without their ends.
struct Lines<'b> {
    all: &'b [u8],
    rest: &'b [u8],
    /// Where the line that was read last begins.
    start: usize,
    number: usize,
}

impl<'b> Lines<'b> {
    fn of(bytes: &'b [u8]) -> Self {
        let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Self { all: bytes, rest, start: 0, number: 0 }
    }

    fn next(&mut self) -> Option<(usize, &'b [u8])> {
        if self.rest.is_empty() {
            return None;
        }
        self.start = self.all.len() - self.rest.len();
        let end = self.rest.iter().position(|&b| b == b'\n').unwrap_or(self.rest.len());
        let line = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        self.number += 1;
        Some((self.number, line.strip_suffix(b"\r").unwrap_or(line)))
    }

    /// Where the line that was read last ends.
    fn end(&self) -> usize {
        let read = &self.all[..self.all.len() - self.rest.len()];
        read.strip_suffix(b"\n").unwrap_or(read).len()
    }

    fn mark(&self) -> (&'b [u8], usize) {
        (self.rest, self.number)
    }

    fn back_to(&mut self, (rest, number): (&'b [u8], usize)) {
        self.rest = rest;
        self.number = number;
    }
}

fn without_export(line: &str) -> &str {
    match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => line,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-.[]".contains(c))
}

/// A comment begins at a blank and `#`; glued to the value, `#` is part of it.
fn unquoted(text: &str) -> String {
    let value = text.split_once(" #").map_or(text, |(value, _)| value);
    value.trim_end().to_owned()
}

/// A quoted value, over several lines if need be, and what stands behind it.
/// Where the quote is never closed, only the line that opened it is lost.
fn quoted<'b>(quote: char, first: &'b str, lines: &mut Lines<'b>) -> Option<(String, &'b str)> {
    let start = lines.mark();
    let mut text = String::new();
    let mut line = first;
    loop {
        if let Some(rest) = until(quote, line, &mut text) {
            return Some((text, rest));
        }
        text.push('\n');
        let Some(next) = lines.next().and_then(|(_, line)| std::str::from_utf8(line).ok()) else {
            lines.back_to(start);
            return None;
        };
        line = next;
    }
}

/// Appends what stands before the closing quote, escapes resolved, and returns
/// what follows it; `None` when the line does not close it.
fn until<'t>(quote: char, line: &'t str, text: &mut String) -> Option<&'t str> {
    let mut characters = line.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Some(&line[at + c.len_utf8()..]),
            '\\' => match characters.next() {
                Some((_, c)) if c == quote => text.push(c),
                Some((_, escaped)) if quote == '"' => push_escape(escaped, text),
                Some((_, other)) => text.extend(['\\', other]),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    None
}

fn push_escape(escaped: char, text: &mut String) {
    match escaped {
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        'a' => text.push('\u{7}'),
        'b' => text.push('\u{8}'),
        'f' => text.push('\u{c}'),
        'v' => text.push('\u{b}'),
        '\\' => text.push('\\'),
        // `$$` is how interpolation, which comes next, spells a dollar.
        '$' => text.push_str("$$"),
        other => text.extend(['\\', other]),
    }
}
