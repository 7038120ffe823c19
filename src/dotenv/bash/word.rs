//! One word of a command: quotes taken away, variables filled in.

use super::expansion::expand;
use super::text::Text;
use super::{SyntaxError, is_name};
use crate::dotenv::cursor::Cursor;
use crate::dotenv::reading::{Reading, Value};

/// A word.
pub struct Word {
    /// What stands before `=`, where the word is an assignment.
    pub name: Option<String>,
    /// The word, or what stands behind `=`.
    pub value: Value,
    /// Whether a quote makes it a word even where nothing is in it.
    quoted: bool,
}

impl Word {
    /// The text of a word that needs no carrying out.
    pub fn text(&self) -> &str {
        if let (None, Value::Text(text)) = (&self.name, &self.value) { text } else { "" }
    }

    /// Whether it comes to nothing, so that the command has a word less.
    pub fn vanishes(&self) -> bool {
        let is_empty = matches!(&self.value, Value::Text(text) if text.is_empty());
        self.name.is_none() && !self.quoted && is_empty
    }

    /// Reads the word that begins here.
    pub fn parse(cursor: &mut Cursor, before: &Reading) -> Result<Self, SyntaxError> {
        let mut out = Text::default();
        let name = assigned(cursor);
        let value_at = cursor.at;
        let mut quoted = false;
        if name.is_some() && cursor.peek() == Some('(') {
            skip_array(cursor)?;
            return Ok(Self { name: None, value: out.value(), quoted });
        }
        while let Some(c) = cursor.peek() {
            quoted |= matches!(c, '\'' | '"');
            match c {
                ' ' | '\t' | '\n' | ';' | '&' | '|' | '<' | '>' => break,
                '(' | ')' => return Err(SyntaxError),
                '\'' => out.push(single_quoted(cursor)?),
                '"' => double_quoted(cursor, before, &mut out)?,
                '$' => dollar(cursor, before, &mut out)?,
                '`' => backticks(cursor, &mut out)?,
                '\\' => escaped(cursor, &mut out),
                '~' if cursor.at == value_at => {
                    cursor.bump();
                    out.known = false;
                }
                _ => {
                    cursor.bump();
                    out.push(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
        Ok(Self { name, value: out.value(), quoted })
    }
}

fn assigned(cursor: &mut Cursor) -> Option<String> {
    let start = cursor.at;
    let mut name = String::new();
    loop {
        name.push_str(cursor.take_while(|c| c.is_ascii_alphanumeric() || c == '_'));
        if !cursor.eat("\\\n") {
            break;
        }
    }
    let assigns = is_name(&name) && cursor.eat("=");
    if !assigns {
        cursor.at = start;
    }
    assigns.then_some(name)
}

/// An array is not exported.
fn skip_array(cursor: &mut Cursor) -> Result<(), SyntaxError> {
    cursor.at += cursor.rest().find(')').ok_or(SyntaxError)? + 1;
    Ok(())
}

fn single_quoted<'t>(cursor: &mut Cursor<'t>) -> Result<&'t str, SyntaxError> {
    let (inside, _) = cursor.rest()[1..].split_once('\'').ok_or(SyntaxError)?;
    cursor.at += inside.len() + 2;
    Ok(inside)
}

fn double_quoted(cursor: &mut Cursor, before: &Reading, out: &mut Text) -> Result<(), SyntaxError> {
    cursor.bump();
    while let Some(c) = cursor.peek() {
        match c {
            '"' => {
                cursor.bump();
                return Ok(());
            }
            '$' if cursor.rest()[1..].starts_with(['\'', '"']) => {
                cursor.bump();
                out.push("$");
            }
            '$' => expand(cursor, before, out)?,
            '`' => backticks(cursor, out)?,
            '\\' => {
                cursor.bump();
                match cursor.bump() {
                    Some('\n') => {}
                    Some(special @ ('$' | '`' | '"' | '\\')) => out.push(special.encode_utf8(&mut [0; 4])),
                    Some(other) => {
                        out.push("\\");
                        out.push(other.encode_utf8(&mut [0; 4]));
                    }
                    None => return Err(SyntaxError),
                }
            }
            c => {
                cursor.bump();
                out.push(c.encode_utf8(&mut [0; 4]));
            }
        }
    }
    Err(SyntaxError)
}

/// Outside quotes `$'…'` and `$"…"` are quotes as well.
fn dollar(cursor: &mut Cursor, before: &Reading, out: &mut Text) -> Result<(), SyntaxError> {
    if cursor.eat("$'") {
        return ansi_quoted(cursor, out);
    }
    if cursor.rest().starts_with("$\"") {
        cursor.bump();
        return double_quoted(cursor, before, out);
    }
    expand(cursor, before, out)
}

fn ansi_quoted(cursor: &mut Cursor, out: &mut Text) -> Result<(), SyntaxError> {
    loop {
        match cursor.bump().ok_or(SyntaxError)? {
            '\'' => return Ok(()),
            '\\' => match cursor.bump().ok_or(SyntaxError)? {
                'n' => out.push("\n"),
                't' => out.push("\t"),
                'r' => out.push("\r"),
                c @ ('\\' | '\'' | '"') => out.push(c.encode_utf8(&mut [0; 4])),
                // Octal, hexadecimal and control characters.
                _ => out.known = false,
            },
            c => out.push(c.encode_utf8(&mut [0; 4])),
        }
    }
}

fn backticks(cursor: &mut Cursor, out: &mut Text) -> Result<(), SyntaxError> {
    let inside = &cursor.rest()[1..];
    let closes = |(at, _): &(usize, &str)| !inside[..*at].ends_with('\\');
    let (end, _) = inside.match_indices('`').find(closes).ok_or(SyntaxError)?;
    out.known &= inside[..end].trim().is_empty();
    cursor.at += end + 2;
    Ok(())
}

/// Outside quotes a backslash takes the meaning of the next character; a line end disappears.
fn escaped(cursor: &mut Cursor, out: &mut Text) {
    cursor.bump();
    match cursor.bump() {
        Some('\n') => {}
        Some(c) => out.push(c.encode_utf8(&mut [0; 4])),
        None => out.push("\\"),
    }
}
