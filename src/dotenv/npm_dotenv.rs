//! The package dotenv of npm: a `#` ends an unquoted value wherever it stands.

use super::cursor::Cursor;
use super::reading::{Reading, Value};

/// Reads a file as dotenv 16 and later do.
pub fn read(text: &str) -> Reading {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut cursor = Cursor::new(&text);
    let mut reading = Reading::default();
    loop {
        cursor.take_while(is_space);
        if cursor.is_at_end() {
            return reading;
        }
        let start = cursor.at;
        if let Some((name, value)) = statement(&mut cursor) {
            reading.set(name, Value::Text(value));
        } else {
            cursor.at = start;
        }
        cursor.rest_of_line();
    }
}

fn statement<'t>(cursor: &mut Cursor<'t>) -> Option<(&'t str, String)> {
    let start = cursor.at;
    if cursor.eat("export")
        && !cursor.take_while(is_space).is_empty()
        && let Some(name) = assigned(cursor)
    {
        return Some((name, value(cursor)));
    }
    cursor.at = start;
    let name = assigned(cursor)?;
    Some((name, value(cursor)))
}

/// The name before a `=`, or before a colon and a blank.
fn assigned<'t>(cursor: &mut Cursor<'t>) -> Option<&'t str> {
    let name = cursor.take_while(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if name.is_empty() {
        return None;
    }
    if cursor.eat(":") {
        return cursor.bump().filter(|&c| is_space(c)).map(|_| name);
    }
    cursor.take_while(is_space);
    cursor.eat("=").then_some(name)
}

fn value(cursor: &mut Cursor) -> String {
    let start = cursor.at;
    cursor.take_while(is_space);
    let written = if let Some(quoted) = quoted(cursor.rest()) {
        cursor.at += quoted.len();
        quoted
    } else {
        cursor.at = start;
        cursor.take_while(|c| c != '#' && c != '\n').trim_matches(is_space)
    };
    let inside = inside_quotes(written);
    if written.starts_with('"') { inside.replace("\\n", "\n").replace("\\r", "\r") } else { inside.to_owned() }
}

/// A quoted text with nothing but a comment behind it. Of quotes that have a
/// backslash before them, a later one closes rather than an earlier one.
fn quoted(rest: &str) -> Option<&str> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut closing = Vec::new();
    for (at, _) in rest[1..].match_indices(quote) {
        closing.push(at + 1);
        if !rest[..=at].ends_with('\\') {
            break;
        }
    }
    let ends_there = |at: &&usize| {
        let behind = rest[**at + 1..].trim_start_matches(|c| is_space(c) && c != '\n');
        behind.is_empty() || behind.starts_with(['\n', '#'])
    };
    closing.iter().rev().find(ends_there).map(|&at| &rest[..=at])
}

fn inside_quotes(written: &str) -> &str {
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    quote.and_then(|quote| written[1..].strip_suffix(quote)).unwrap_or(written)
}

/// What JavaScript takes for white space.
fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}
