//! The lines of a `.env` file, whatever their values: what can't be read, what
//! is set twice, and what the programs that read the file do not agree on.

mod manner;
pub mod spelling;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use bstr::ByteSlice;

use super::file::EnvFile;
use super::readers::OfFile;
use super::{by_dotenvy, codes as shared, line_codes as codes};
use crate::check::Examination;
use crate::dotenv::{Dialect, Entry, Reading, Value};
use crate::finding::{Code, Finding, Place, Severity};

/// Of a file that is no `.env` at all not every line is told.
const TOLD: usize = 20;

/// Judges the lines of one file.
pub fn examine(file: &EnvFile, readers: &OfFile, uses_dotenvy: bool, examination: &mut Examination) {
    if file.bytes.starts_with(b"\xff\xfe") || file.bytes.starts_with(b"\xfe\xff") {
        let message = format!("{} is written in UTF-16, which no reader of .env knows", file.path);
        let help = format!("save {} as UTF-8 without a byte order mark", file.path);
        return examination.find(file.finding(&shared::UNREADABLE, message, 0).help(help));
    }
    let keys = keys_without_quotes(file);
    let inside = |line: usize| keys.iter().any(|key| key.contains(&line) && *key.start() != line);
    judge_unreadable(file, uses_dotenvy, &inside, examination);
    judge_twice(file, examination);
    judge_bytes(file, readers, examination);
    for key in &keys {
        let message = format!("the key that begins on line {} of {} has no quotes around it", key.start(), file.path);
        let help = format!("put double quotes around lines {} to {} of {}", key.start(), key.end(), file.path);
        let finding = file.finding(&codes::MULTI_LINE, message, *key.start());
        examination.find(finding.weighing(Severity::Error).help(help));
    }
    judge_dialects(file, readers, &|line| keys.iter().any(|key| key.contains(&line)), examination);
}

fn judge_unreadable(
    file: &EnvFile,
    uses_dotenvy: bool,
    is_told: &dyn Fn(usize) -> bool,
    examination: &mut Examination,
) {
    for &line in &file.content.open_quotes {
        let message = format!("line {line} of {} opens a quote that is never closed", file.path);
        let help = "close the quote; where it is part of the value, put the other kind of quotes around it";
        examination.find(file.finding(&codes::OPEN_QUOTE, message, line).help(help));
    }
    let unreadable = file.content.unreadable.iter().copied().filter(|line| !is_told(*line));
    for line in unreadable.take(TOLD) {
        let message = format!("line {line} of {} can't be read", file.path);
        let help = "write `NAME=value`, close every quote and every `${`; or put the value in single quotes";
        examination.find(file.finding(&shared::UNREADABLE, message, line).help(help));
    }
    let refused = if uses_dotenvy { by_dotenvy::refused(&file.bytes) } else { Vec::new() };
    let known: HashSet<&usize> = file.content.unreadable.iter().chain(&file.content.open_quotes).collect();
    let is_news = |line: &usize| !known.contains(line);
    for line in refused.into_iter().filter(|line| is_news(line) && !is_told(*line)).take(TOLD) {
        let message = format!("dotenvy, which this repository reads {} with, stops at line {line}", file.path);
        let help = "put the value in single quotes; dotenvy takes no blanks, quotes or `\\` without";
        examination.find(file.finding(&shared::UNREADABLE, message, line).help(help));
    }
}

fn judge_twice(file: &EnvFile, examination: &mut Examination) {
    let mut seen: HashMap<&str, &Entry> = HashMap::new();
    for entry in &file.content.entries {
        if let Some(earlier) = seen.insert(&entry.name, entry)
            && earlier.written != entry.written
        {
            let message = format!("`{}` is set on line {} and, to another value, here", entry.name, earlier.line);
            let help = format!("remove line {} or line {} of {}", earlier.line, entry.line, file.path);
            examination.find(file.finding(&shared::DUPLICATE, message, entry.line).help(help));
        }
    }
}

/// What is invisible: the mark at the beginning, and the ends of lines.
fn judge_bytes(file: &EnvFile, readers: &OfFile, examination: &mut Examination) {
    if file.bytes.starts_with(b"\xef\xbb\xbf") {
        let message =
            format!("{} begins with a byte order mark, which some readers take for part of a name", file.path);
        let help = format!("save {} as UTF-8 without a byte order mark", file.path);
        examination.find(file.finding(&codes::BYTE_ORDER_MARK, message, 1).help(help));
    }
    let Some(line) = file.bytes.lines_with_terminator().position(|line| line.ends_with(b"\r\n")) else { return };
    let kept = readers.dialects.get(&Dialect::Bash);
    let severity = if kept.is_some() { Severity::Warning } else { Severity::Note };
    let whose = kept.map_or("a shell that sources it".to_owned(), |because| format!("`source` in {because}"));
    let message = format!("lines of {} end with CR LF; {whose} keeps the CR as part of each value", file.path);
    let finding = file.finding(&codes::LINE_ENDS, message, line + 1).weighing(severity);
    examination.find(finding.help(format!("`sed -i 's/\\r$//' {}`", file.path)));
}

/// Keys in PEM that are pasted as they are: only their first line is read.
fn keys_without_quotes(file: &EnvFile) -> Vec<RangeInclusive<usize>> {
    let lines: Vec<&[u8]> = file.bytes.lines().collect();
    let begins = |entry: &&Entry| entry.quote.is_none() && entry.written.starts_with("-----BEGIN ");
    let begun = file.content.entries.iter().filter(begins).filter(|entry| !entry.written.contains("-----END "));
    let whole = |entry: &Entry| {
        let below = lines.get(entry.line..)?;
        let end = below.iter().position(|line| line.contains_str("-----END "))?;
        below[..end].iter().all(|line| !line.contains_str("-----BEGIN ")).then(|| entry.line..=entry.line + end + 1)
    };
    begun.filter_map(whole).collect()
}

/// What the readers in use do not agree on; what has one cause is told once.
fn judge_dialects(file: &EnvFile, readers: &OfFile, is_told: &dyn Fn(usize) -> bool, examination: &mut Examination) {
    let text = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes).to_str_lossy().replace("\r\n", "\n");
    let readings: Vec<(Dialect, Reading)> =
        readers.dialects.keys().map(|&dialect| (dialect, dialect.read(&text))).collect();
    let mut told: BTreeMap<(&str, String), Vec<(&Entry, &'static Code)>> = BTreeMap::new();
    let last: HashMap<&str, usize> = file.content.entries.iter().map(|entry| (&*entry.name, entry.line)).collect();
    for entry in &file.content.entries {
        let counts = last.get(&*entry.name) == Some(&entry.line);
        // What Compose drops is told of the value itself.
        let dropped = entry.loses_text && readers.dialects.contains_key(&Dialect::Compose);
        if !counts || dropped || is_told(entry.line) {
            continue;
        }
        let raw = raw(file, entry);
        let values = readings.iter().filter(|(dialect, _)| !is_open(*dialect, &raw, readers));
        let values: Vec<_> = values.map(|(dialect, reading)| (*dialect, reading.get(&entry.name))).collect();
        if disagrees(entry, &values) {
            let code = cause(entry, &raw, &values);
            told.entry((code.id, manner::told(&raw, &values))).or_default().push((entry, code));
        }
    }
    for ((_, says), entries) in told {
        examination.find(finding(file, readers, &says, &entries));
    }
}

/// Whether what it makes of the value is not to be told: filled in by a package that comes with npm's dotenv.
fn is_open(dialect: Dialect, raw: &str, readers: &OfFile) -> bool {
    dialect == Dialect::NpmDotenv && readers.npm_expands && raw.contains('$')
}

/// The statement as it is written.
fn raw(file: &EnvFile, entry: &Entry) -> String {
    file.bytes[entry.span.clone()].to_str_lossy().replace("\r\n", "\n").trim_end_matches('\r').to_owned()
}

/// Two readers have two values, or one does not take what is clearly meant.
fn disagrees(entry: &Entry, values: &[(Dialect, Option<&Value>)]) -> bool {
    let Some((_, first)) = values.first() else { return false };
    let cut_off = |value: Option<&Value>| {
        let Some(Value::Text(text)) = value else { return false };
        let left = entry.written.strip_prefix(text.as_str()).filter(|_| entry.quote.is_none());
        !text.is_empty() && left.is_some_and(|left| left.starts_with('#'))
    };
    values.iter().any(|(_, value)| value != first || value.is_none() || cut_off(*value))
}

fn cause(entry: &Entry, raw: &str, values: &[(Dialect, Option<&Value>)]) -> &'static Code {
    let is_set = values.iter().all(|(_, value)| value.is_some());
    let is_name = entry.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !entry.name.starts_with(|c: char| c.is_ascii_digit());
    let (name, value) = raw.split_once(['=', ':']).unwrap_or((raw, ""));
    let spaced = name.ends_with([' ', '\t']) || value.starts_with([' ', '\t']);
    match () {
        () if !is_name && !is_set => &codes::BAD_NAME,
        () if spaced => &codes::SPACED,
        () if raw.contains('\n') => &codes::MULTI_LINE,
        () if entry.quote.is_none() && (!is_set || raw.contains(['#', ';', '&', '|'])) => &codes::UNQUOTED,
        () => &codes::AMBIGUOUS,
    }
}

fn finding(file: &EnvFile, readers: &OfFile, says: &str, entries: &[(&Entry, &'static Code)]) -> Finding {
    let (entry, code) = entries[0];
    let others = match entries.len() - 1 {
        0 => String::new(),
        1 => format!(" (and for `{}`)", entries[1].0.name),
        more => format!(" (and for {more} more)"),
    };
    let message = format!("`{}` is read in more than one way{others}: {says}", entry.name);
    let who = readers.dialects.iter().map(|(dialect, because)| format!("{}: {because}", dialect.name()));
    let help = format!(
        "{}\nwho reads {} here: {}",
        spelling::alike(entry, readers),
        file.path,
        who.collect::<Vec<_>>().join(", ")
    );
    let mut finding = file.finding(code, message, entry.line).help(help);
    finding.elsewhere = entries[1..].iter().map(|(entry, _)| Place::line(file.path, entry.line)).collect();
    finding
}

#[cfg(test)]
mod tests;
