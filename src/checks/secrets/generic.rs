//! Secrets without a form of their own: an assignment whose name says what it
//! is (`db_password`, `apiKey`) and whose value looks the part. Both must hold,
//! and a value that could be anything else is left alone.

mod cursor;
mod form;
mod name;
#[cfg(test)]
mod tests;
mod value;
mod weigh;
mod words;

use std::ops::Range;

use super::file_kind::FileKind;
use super::hit::Hit;
use super::rule::{Candidate, Verdict, code};
use super::vendor_samples;
use crate::finding::{Code, Severity};

pub(super) use words::KEYWORDS;

pub(super) static TOKEN: Code = code(
    "secrets/generic-secret",
    "A random value is assigned to a name that says it is a secret: a token, an API key, a signing key.",
    "Whoever can read the repository, now or in its history, can use it; no vendor's scanner will warn you of it.",
    "Read the value from the environment or a secret store, and rotate it at its issuer if it ever left this machine.",
    "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
);

pub(super) static PASSWORD: Code = code(
    "secrets/generic-password",
    "A password stands in plain text beside a name that says it is one.",
    "Whoever can read the repository, now or in its history, can log in with it; people use passwords twice.",
    "Read the password from the environment or a secret store, and change it if it ever left this machine.",
    "https://cwe.mitre.org/data/definitions/798.html",
);

/// Looks at the assignment, if it is one, whose name holds the keyword at `keyword`.
pub(super) fn look(
    text: &[u8],
    keyword: Range<usize>,
    kind: FileKind,
    done: &mut usize,
    hits: &mut Vec<Hit>,
    rank: usize,
) {
    if kind == FileKind::Opaque || keyword.start < *done {
        return;
    }
    let Some(name) = name::around(text, &keyword) else { return };
    *done = name.end;
    let Some(sort) = name::sort(&text[name.clone()]) else { return };
    if text.get(name.end) == Some(&b'(') && name::asks(&text[name.clone()]) {
        return;
    }
    let Some(found) = value::after(text, &name, kind).or_else(|| value::before(text, &name)) else { return };
    if minified(text, &name, &found.secret) {
        return;
    }
    let value = &text[found.secret.clone()];
    if is_name(value) {
        return;
    }
    let verdict = match sort {
        name::Sort::Token => weigh::token(value, found.form),
        name::Sort::Password => weigh::password(value, found.form, kind),
    };
    if verdict != Verdict::Harmless && !vendor_samples::documented(value) {
        *done = name.end.max(found.secret.end);
        let (code, name) = match sort {
            name::Sort::Token => (&TOKEN, "secret value"),
            name::Sort::Password => (&PASSWORD, "password"),
        };
        let doubtful = verdict == Verdict::Doubtful || kind.rehearses();
        let severity = if doubtful { Severity::Warning } else { code.severity };
        let matched = keyword.start.min(found.secret.start)..keyword.end.max(found.secret.end);
        let secret = found.secret;
        hits.push(Hit { code, name, severity, secret, matched, custom: None, writing: "", line: 0, rank });
    }
}

/// Whether a value is itself the name of a secret, as in a list of names.
fn is_name(value: &[u8]) -> bool {
    let identifier = value.iter().all(|b| b.is_ascii_alphabetic() || b"_-.".contains(b));
    identifier && value.iter().any(|b| b"_-.".contains(b)) && name::sort(value).is_some()
}

/// Whether what stands where a password is expected, whoever expects it, is one.
pub(super) fn judge_password(found: &Candidate) -> Verdict {
    weigh::password(found.secret, form::Form::Quoted, FileKind::Code)
}

/// The whole name around what stands at `part`.
pub(super) fn name_around(text: &[u8], part: &Range<usize>) -> Option<Range<usize>> {
    name::around(text, part)
}

/// What is assigned to the name at `name`.
pub(super) fn assigned(text: &[u8], name: &Range<usize>, kind: FileKind) -> Option<Range<usize>> {
    value::after(text, name, kind).map(|value| value.secret)
}

/// Whether a name, whoever it belongs to, is that of a secret.
pub(super) fn names_secret(name: &[u8]) -> bool {
    name::sort(name).is_some()
}

/// Whether a machine has written the field, as in `,apiKey:"…",`: nobody leaves
/// out every blank, and what a page is served with is no secret.
fn minified(text: &[u8], name: &Range<usize>, secret: &Range<usize>) -> bool {
    let after = text.get(secret.end + 1);
    text[..name.start].ends_with(b",") && secret.start == name.end + 2 && matches!(after, Some(b',' | b'}'))
}
