//! What must hold whatever stands in `.env` files and beside them.

use bstr::ByteSlice;

use super::lines::spelling;
use super::readers::OfFile;
use super::{Env, EnvFile, by_dotenvy, encrypted, lines, reference, reuse};
use crate::check::Examination;
use crate::dotenv::{Dialect, Dotenv, Entry, Value};
use crate::fuzzing::{files, in_memory, stand_within};

/// Entries stand in the file, in their order; no reader makes more of a file than its bound; and what is told of
/// its lines is told of lines that it has.
pub fn dotenv(input: &[u8]) {
    let content = Dotenv::parse(input);
    let last = input.lines().count();
    let within = |line: &usize| (1..=last).contains(line);
    assert!(content.unreadable.iter().chain(&content.open_quotes).all(within));
    assert!(content.entries.iter().all(|entry| within(&entry.line) && entry.span.end <= input.len()));
    assert!(content.entries.is_sorted_by_key(|entry| (entry.line, entry.span.start)));
    assert!(by_dotenvy::refused(input).iter().all(within));
    every_dialect(input);
    let readers =
        OfFile { dialects: Dialect::ALL.into_iter().map(|dialect| (dialect, "x")).collect(), npm_expands: false };
    for entry in content.entries.iter().take(8) {
        is_spelled(entry, &readers);
    }
    let file = EnvFile { path: ".env", content, bytes: input.to_vec() };
    let mut seen = Examination::default();
    lines::examine(&file, &readers, true, &mut seen);
    reference::examine_together(&file, &mut seen);
    reuse::examine(&[file], &mut seen);
    stand_within(&seen.findings, |path| (path == ".env").then_some(input));
}

fn every_dialect(input: &[u8]) {
    const LARGEST: usize = 17 << 20;
    let text = input.to_str_lossy();
    for dialect in Dialect::ALL {
        let length = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
        let all: usize = dialect.read(&text).iter().map(|(_, value)| length(value)).sum();
        assert!(all <= LARGEST, "{} makes {all} bytes of {}", dialect.name(), text.len());
    }
}

/// What is said to be read alike by all of them is.
fn is_spelled(entry: &Entry, readers: &OfFile) {
    let said = spelling::alike(entry, readers);
    let written = &entry.written;
    let spelling = if said.contains("between single quotes") {
        format!("A='{written}'\n")
    } else if said.contains("without quotes, with no blank") {
        format!("A={written}\n")
    } else {
        return;
    };
    for dialect in Dialect::ALL {
        let read = dialect.read(&spelling);
        assert!(
            read.get("A") == Some(&Value::Text(written.clone())),
            "{} reads {spelling:?} otherwise",
            dialect.name()
        );
    }
}

/// Encrypted files of every kind are judged without a key, and told by lines that they have.
pub fn sealed(input: &[u8]) {
    let files = files(input);
    in_memory(input, |snapshot, _| {
        let mut seen = Examination::default();
        encrypted::examine(snapshot, &mut seen).expect("all is in memory");
        stand_within(&seen.findings, |path| files.get(path).map(Vec::as_slice));
    });
}

/// The whole judgement of `.env`: who reads it, what must be set, what it is set to.
pub fn env(input: &[u8]) {
    let files = files(input);
    in_memory(input, |_, subject| {
        let mut seen = Examination::default();
        // What can't be read is no pass, and that is all that is asked here.
        let _ = super::examine(&Env::default(), subject, &mut seen);
        stand_within(&seen.findings, |path| files.get(path).map(Vec::as_slice));
    });
}
