//! A `.env` file, as every judge of it has it.

use super::names;
use crate::dotenv::{Dotenv, Entry};
use crate::finding::{Code, Finding, Place};

/// A `.env` file. Holds secrets: no `Debug`.
pub struct EnvFile<'p> {
    pub path: &'p str,
    pub content: Dotenv,
    pub bytes: Vec<u8>,
}

impl EnvFile<'_> {
    /// The bytes of a line, for its inline waiver.
    pub fn line(&self, number: usize) -> &[u8] {
        number.checked_sub(1).and_then(|at| self.bytes.split(|&b| b == b'\n').nth(at)).unwrap_or_default()
    }

    /// Its secrets: values whose name says so, and passwords in addresses.
    pub fn secrets(&self) -> impl Iterator<Item = (&Entry, &str)> {
        self.content.entries.iter().filter_map(|entry| Some((entry, secret_of(entry)?)))
    }

    /// With its place and, where the line has one, its waiver.
    pub fn finding(&self, code: &'static Code, message: String, line: usize) -> Finding {
        Finding::new(code, message).at(Place::line(self.path, line)).allowed_by(self.line(line))
    }
}

pub fn secret_of(entry: &Entry) -> Option<&str> {
    let value = text_of(entry).trim();
    let secret = if names::is_secret(&entry.name) { Some(value) } else { names::url_password(value) };
    secret.filter(|_| !is_blank(entry))
}

/// Nothing, blanks, or quotes around nothing.
pub fn is_blank(entry: &Entry) -> bool {
    text_of(entry).trim_matches(['"', '\'', ' ', '\t']).is_empty()
}

/// What is judged: where Compose would drop a part, the value as it is written.
pub fn text_of(entry: &Entry) -> &str {
    if entry.loses_text { &entry.written } else { &entry.value }
}
