//! python-dotenv: `${NAME}` is filled in even between single quotes, and `$NAME` nowhere.

use super::cursor::Cursor;
use super::reading::{Reading, Value};

/// A chain of doublings is cut here.
const LONGEST: usize = 64 * 1024;

/// Reads a file as python-dotenv does, which takes any line end for a newline.
pub fn read(text: &str) -> Reading {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut cursor = Cursor::new(&text);
    let mut reading = Reading::default();
    loop {
        cursor.take_while(is_space);
        if cursor.is_at_end() {
            return reading;
        }
        match binding(&mut cursor) {
            Some((name, Some(value))) => {
                let value = fill(&value, &reading);
                reading.set(&name, value);
            }
            Some((_, None)) => {}
            None => {
                cursor.rest_of_line();
            }
        }
    }
}

/// A name and, behind `=`, its value; a comment has neither. On failure the
/// cursor stands where reading failed: the rest of that line is lost.
fn binding(cursor: &mut Cursor) -> Option<(String, Option<String>)> {
    export(cursor);
    let name = match cursor.peek() {
        Some('#') => "",
        Some('\'') => quoted_name(cursor)?,
        _ => Some(cursor.take_while(|c| c != '=' && c != '#' && !is_space(c))).filter(|name| !name.is_empty())?,
    };
    cursor.take_while(is_blank);
    let value = if cursor.eat("=") {
        cursor.take_while(is_blank);
        Some(value(cursor)?)
    } else {
        None
    };
    cursor.take_while(is_blank);
    if cursor.peek() == Some('#') {
        cursor.rest_of_line();
    }
    let ends = cursor.is_at_end() || cursor.eat("\n");
    ends.then(|| (name.to_owned(), value))
}

fn export(cursor: &mut Cursor) {
    let start = cursor.at;
    if cursor.eat("export") && cursor.take_while(is_blank).is_empty() {
        cursor.at = start;
    }
}

fn quoted_name<'t>(cursor: &mut Cursor<'t>) -> Option<&'t str> {
    let (name, _) = cursor.rest()[1..].split_once('\'').filter(|(name, _)| !name.is_empty())?;
    cursor.at += name.len() + 2;
    Some(name)
}

fn value(cursor: &mut Cursor) -> Option<String> {
    match cursor.peek() {
        Some(quote @ ('"' | '\'')) => {
            let inside = inside_quotes(cursor.rest(), quote)?;
            cursor.at += inside.len() + 2;
            Some(unescape(inside, quote))
        }
        _ => Some(without_comment(cursor.rest_of_line()).to_owned()),
    }
}

/// Up to the first quote without a backslash before it. Without one, the last
/// that has: there the backslash counts as itself.
fn inside_quotes(text: &str, quote: char) -> Option<&str> {
    let inside = &text[1..];
    let mut escaped = None;
    for (at, _) in inside.match_indices(quote) {
        if !inside[..at].ends_with('\\') {
            return Some(&inside[..at]);
        }
        escaped = Some(at);
    }
    escaped.map(|at| &inside[..at])
}

fn unescape(inside: &str, quote: char) -> String {
    let mut text = String::with_capacity(inside.len());
    let mut characters = inside.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = characters.peek().filter(|_| c == '\\').and_then(|&next| match (quote, next) {
            (_, '\\' | '\'') => Some(next),
            ('\'', _) => None,
            (_, '"') => Some('"'),
            (_, 'a') => Some('\u{7}'),
            (_, 'b') => Some('\u{8}'),
            (_, 'f') => Some('\u{c}'),
            (_, 'n') => Some('\n'),
            (_, 'r') => Some('\r'),
            (_, 't') => Some('\t'),
            (_, 'v') => Some('\u{b}'),
            _ => None,
        });
        text.push(escaped.unwrap_or(c));
        if escaped.is_some() {
            characters.next();
        }
    }
    text
}

/// A comment begins at a `#` with a blank before it.
fn without_comment(line: &str) -> &str {
    let begins = |(at, _): &(usize, &str)| line[..*at].ends_with(is_space);
    let end = line.match_indices('#').find(begins).map_or(line.len(), |(at, _)| at);
    line[..end].trim_end_matches(is_space)
}

/// Every `${NAME}` and `${NAME:-default}`.
fn fill(value: &str, reading: &Reading) -> Value {
    let mut filled = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        filled.push_str(before);
        if let Some((name, default, behind)) = variable(after) {
            match reading.get(name) {
                Some(Value::Text(text)) => filled.push_str(text),
                Some(Value::Unknown) => return Value::Unknown,
                None => filled.push_str(default),
            }
            rest = behind;
        } else {
            filled.push_str("${");
            rest = after;
        }
        if filled.len() > LONGEST {
            return Value::Unknown;
        }
    }
    filled.push_str(rest);
    Value::Text(filled)
}

/// The name, the default and what follows the brace.
fn variable(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(['}', ':'])?;
    let (name, rest) = text.split_at(end);
    if let Some(behind) = rest.strip_prefix('}') {
        return Some((name, "", behind));
    }
    let (default, behind) = rest.strip_prefix(":-")?.split_once('}')?;
    Some((name, default, behind))
}

/// Python's idea of white space has four separators more than Unicode's.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

fn is_blank(c: char) -> bool {
    is_space(c) && c != '\n'
}
