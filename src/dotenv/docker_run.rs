//! `docker run --env-file`: lines, and nothing else. Quotes and comments behind
//! a value are part of it.

use super::reading::{Reading, Value};

/// Reads a file as `docker run --env-file` does.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line).trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some((name, value)) = line.split_once('=')
            && !name.is_empty()
            && !name.contains(char::is_whitespace)
        {
            reading.set(name, Value::Text(value.to_owned()));
        }
    }
    reading
}
