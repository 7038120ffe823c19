//! `node --env-file`: a `#` ends a value wherever it stands, and the first like
//! quote closes what a quote has opened.

use super::cursor::Cursor;
use super::reading::{Reading, Value};

/// Reads a file as Node 20 does. It looks for the next `=` however many lines
/// away that is, so that a line which is nothing spoils the one below.
pub fn read(text: &str) -> Reading {
    let text = text.replace('\r', "");
    let mut cursor = Cursor::new(text.trim_matches(' '));
    let mut reading = Reading::default();
    while let Some(next) = cursor.peek() {
        if next == '\n' || next == '#' {
            cursor.rest_of_line();
            if cursor.eat("\n") {
                continue;
            }
        }
        let Some((name, _)) = cursor.rest().split_once('=') else { return reading };
        cursor.at += name.len() + 1;
        let name = name.trim_matches(' ');
        if name.is_empty() {
            return reading;
        }
        let name = name.strip_prefix("export ").unwrap_or(name);
        cursor.take_while(|c| c == ' ');
        if let Some(value) = value(&mut cursor) {
            reading.set(name, Value::Text(value));
        }
    }
    reading
}

/// Of a quote that is never closed the line is the value, unless it is the last and has no end.
fn value(cursor: &mut Cursor) -> Option<String> {
    let rest = cursor.rest();
    let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else {
        let line = cursor.rest_of_line();
        return Some(line.split('#').next().unwrap_or_default().trim_matches(' ').to_owned());
    };
    let Some((inside, _)) = rest[1..].split_once(quote) else {
        let line = cursor.rest_of_line();
        return (!cursor.is_at_end()).then(|| line.to_owned());
    };
    cursor.at += inside.len() + 2;
    cursor.rest_of_line();
    Some(if quote == '"' { inside.replace("\\n", "\n") } else { inside.to_owned() })
}
