//! Secrets without a form of their own: an assignment whose name says what it
//! is (`db_password`, `apiKey`) and whose value looks the part. Both must hold,
//! and a value that could be anything else is left alone.

mod name;
mod value;

use std::ops::Range;

use super::file_kind::FileKind;
use super::rule::code;
use super::scanner::Hit;
use super::{shape, vendor_samples};
use crate::finding::{Code, Severity};

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

/// One of these stands in every name that is looked at.
pub(super) const KEYWORDS: &[&str] = &[
    "passw",
    "passphrase",
    "pwd",
    "_pass",
    "secret",
    "token",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
    "access-key",
    "privatekey",
    "private_key",
    "private-key",
    "authkey",
    "auth_key",
    "signingkey",
    "signing_key",
    "encryptionkey",
    "encryption_key",
    "masterkey",
    "master_key",
    "accountkey",
    "account_key",
    "sharedkey",
    "shared_key",
    "presharedkey",
    "appkey",
    "app_key",
    "servicekey",
    "service_key",
    "adminkey",
    "admin_key",
    "secret key",
    "api key",
    "_auth",
    "비밀번호",
    "암호",
    "토큰",
    "시크릿",
];

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
    let Some(found) = value::after(text, &name, kind) else { return };
    let value = &text[found.secret.clone()];
    let random = found.quoted || kind != FileKind::Code;
    let secret = match sort {
        name::Sort::Token => value::token(value) && random || value::token(value) && shape::entropy(value) >= 3.5,
        name::Sort::Password => value::password(value, found.quoted),
    };
    if secret && !vendor_samples::documented(value) {
        *done = found.secret.end;
        let (code, name) = match sort {
            name::Sort::Token => (&TOKEN, "secret value"),
            name::Sort::Password => (&PASSWORD, "password"),
        };
        let rehearsal = matches!(kind, FileKind::Test | FileKind::Prose);
        let severity = if rehearsal { Severity::Warning } else { code.severity };
        hits.push(Hit { code, name, severity, secret: found.secret, line: 0, rank });
    }
}
