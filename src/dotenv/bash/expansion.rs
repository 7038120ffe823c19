//! What `$` begins: a variable, or a command that nobody carries out here.

use super::text::Text;
use super::{SyntaxError, is_name};
use crate::dotenv::cursor::Cursor;
use crate::dotenv::reading::{Reading, Value};

/// Fills in what the `$` here stands for.
pub fn expand(cursor: &mut Cursor, before: &Reading, out: &mut Text) -> Result<(), SyntaxError> {
    cursor.bump();
    match cursor.peek() {
        Some('{') => braces(cursor, before, out),
        Some('(') => substitution(cursor, out),
        Some(c) if c.is_ascii_alphabetic() || c == '_' => {
            let name = cursor.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
            push(before.get(name), out);
            Ok(())
        }
        // `$1` and its kin are not set in a file that is sourced.
        Some('0'..='9' | '@' | '*') => {
            cursor.bump();
            Ok(())
        }
        Some('$' | '!' | '?' | '#' | '-') => {
            cursor.bump();
            out.known = false;
            Ok(())
        }
        _ => {
            out.push("$");
            Ok(())
        }
    }
}

/// Nothing, for a variable that is not set.
fn push(value: Option<&Value>, out: &mut Text) {
    match value {
        Some(Value::Text(text)) => out.push(text),
        Some(Value::Unknown) => out.known = false,
        None => {}
    }
}

/// `${NAME}` and its operators as far as they only choose; those that cut and
/// replace are left untold.
fn braces(cursor: &mut Cursor, before: &Reading, out: &mut Text) -> Result<(), SyntaxError> {
    let inside = &cursor.rest()[1..];
    let end = closing(inside, '{', '}').ok_or(SyntaxError)?;
    cursor.at += end + 2;
    let inside = &inside[..end];
    let (name, operator) = inside.split_at(inside.find([':', '-', '+', '?', '=']).unwrap_or(inside.len()));
    if !is_name(name) {
        out.known = false;
        return Ok(());
    }
    let value = before.get(name);
    // With the colon an empty value counts as none.
    let is_set = match (value, operator.starts_with(':')) {
        (Some(Value::Text(text)), true) => !text.is_empty(),
        (value, _) => value.is_some(),
    };
    let operator = operator.strip_prefix(':').unwrap_or(operator);
    match (operator.chars().next(), is_set) {
        (None | Some('-' | '?' | '='), true) => push(value, out),
        (None | Some('+'), false) => {}
        (Some('?'), false) => return Err(SyntaxError),
        (Some('-'), false) | (Some('+'), true) if is_plain(&operator[1..]) => out.push(&operator[1..]),
        _ => out.known = false,
    }
    Ok(())
}

fn is_plain(text: &str) -> bool {
    !text.contains(['$', '`', '\\', '"', '\'', '~'])
}

fn substitution(cursor: &mut Cursor, out: &mut Text) -> Result<(), SyntaxError> {
    let end = closing(&cursor.rest()[1..], '(', ')').ok_or(SyntaxError)?;
    cursor.at += end + 2;
    out.known = false;
    Ok(())
}

/// The place of the mark that closes what stands open before `text`.
fn closing(text: &str, opens: char, closes: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == opens => depth += 1,
            c if c == closes && depth == 0 => return Some(at),
            c if c == closes => depth -= 1,
            _ => {}
        }
    }
    None
}
