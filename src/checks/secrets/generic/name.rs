//! What a name says about its value.

use std::ops::Range;

/// No name is longer.
const MAX_LEN: usize = 80;

/// What the value is meant to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// Made by a machine: random through and through.
    Token,
    /// Thought up by a person.
    Password,
}

/// The whole name around a keyword. A run that is longer than any name is
/// something else, base64 mostly.
pub(super) fn around(text: &[u8], keyword: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..keyword.start].iter().rev().take(MAX_LEN).take_while(|byte| is_part(**byte)).count();
    let after = text[keyword.end..].iter().take(MAX_LEN).take_while(|byte| is_part(**byte)).count();
    (before < MAX_LEN && after < MAX_LEN).then(|| keyword.start - before..keyword.end + after)
}

/// What a name says, if it names a secret: the secret word must be what the
/// name is about (`token_type` is about a type).
pub(super) fn sort(name: &[u8]) -> Option<Sort> {
    let words = words(name);
    let (at, sort) = (0..words.len()).rev().find_map(|at| Some((at, noun(&words, at)?)))?;
    let about_it = words[at + 1..].iter().all(|word| QUALIFIERS.contains(&word.as_str()) || number(word));
    let another_kind = at > 0 && OTHER_KINDS.contains(&words[at - 1].as_str());
    (about_it && !another_kind).then_some(sort)
}

/// Whether the name, called, makes or fetches a secret of what it is given.
pub(super) fn asks(name: &[u8]) -> bool {
    const VERBS: &[&str] = &["new", "get", "make", "create", "find", "load", "read", "fetch", "generate", "parse"];
    words(name).first().is_some_and(|word| VERBS.contains(&word.as_str()))
}

/// Words that may follow: they say which secret, not which property of it.
const QUALIFIERS: &[&str] = &[
    "value",
    "val",
    "string",
    "str",
    "default",
    "prod",
    "production",
    "live",
    "dev",
    "development",
    "staging",
    "stage",
    "test",
    "testing",
    "main",
    "primary",
    "secondary",
    "new",
    "old",
    "raw",
    "plain",
    "plaintext",
    "base",
    "b",
    "hex",
    "key",
    "keys",
    "token",
    "secret",
    "passwd",
    "prd",
    "stg",
    "qa",
    "uat",
    "local",
    "internal",
    "server",
    "read",
    "write",
    "admin",
    "root",
    "user",
    "api",
    "access",
    "secure",
    "super",
    "sec",
];

/// Tokens and keys that are no secrets.
const OTHER_KINDS: &[&str] = &[
    "public",
    "csrf",
    "xsrf",
    "page",
    "next",
    "prev",
    "continuation",
    "pagination",
    "cursor",
    "sync",
    "design",
    "syntax",
    "pad",
    "bos",
    "eos",
    "unk",
    "mask",
    "cls",
    "sep",
    "stop",
    "special",
    "max",
    "min",
    "num",
    "total",
    "input",
    "output",
    "no",
    "without",
    "forgot",
    "reset",
    "change",
    "publishable",
    "site",
    "anon",
    "wrong",
    "invalid",
    "confirm",
    "repeat",
    "show",
    "hide",
    "toggle",
    "enter",
];

/// What a `…_key` must be for to be a secret.
const KEYS: &[&str] = &[
    "api",
    "access",
    "secret",
    "private",
    "auth",
    "signing",
    "sign",
    "encryption",
    "encrypt",
    "master",
    "account",
    "shared",
    "preshared",
    "app",
    "application",
    "service",
    "admin",
    "storage",
    "consumer",
];

fn noun(words: &[String], at: usize) -> Option<Sort> {
    let word = words[at].as_str();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["password", "passwd", "passphrase", "비밀번호", "암호"])
        || matches!(word, "pwd" | "pass" | "pswd" | "passcode" | "dbpass" | "pgpass")
    {
        return Some(Sort::Password);
    }
    let key_for = |word: &str| KEYS.contains(&word);
    let key = match word.strip_suffix("key") {
        Some("") => at > 0 && key_for(&words[at - 1]),
        Some(purpose) => key_for(purpose) || ends(&["apikey", "secretkey", "accesskey", "privatekey"]),
        None => false,
    };
    let named =
        ends(&["secret", "token", "토큰", "시크릿"]) || matches!(word, "credential" | "credentials" | "creds" | "auth");
    (key || named).then_some(Sort::Token)
}

/// The words of `db_password`, `dbPassword`, `DB-PASSWORD`, in lower case.
fn words(name: &[u8]) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in String::from_utf8_lossy(name).chars() {
        let boundary = !letter.is_alphanumeric() || letter.is_uppercase() && was_lower;
        if boundary && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase() || letter.is_ascii_digit();
    }
    words.retain(|word| !word.is_empty());
    words
}

fn number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_must_be_about_the_secret_itself() {
        for (name, expected) in [
            ("password", Some(Sort::Password)),
            ("db.password", Some(Sort::Password)),
            ("POSTGRES_PASSWORD", Some(Sort::Password)),
            ("dbPasswd", Some(Sort::Password)),
            ("비밀번호", Some(Sort::Password)),
            ("API_KEY", Some(Sort::Token)),
            ("stripeApiKey", Some(Sort::Token)),
            ("client-secret", Some(Sort::Token)),
            ("JWT_SECRET_KEY_2", Some(Sort::Token)),
            ("githubToken", Some(Sort::Token)),
            ("token_type", None),
            ("passwordField", None),
            ("next_page_token", None),
            ("secretName", None),
            ("publicKey", None),
            ("tokenizer", None),
            ("primaryKey", None),
            ("secretary", None),
            ("max_tokens", None),
            ("access_key_id", None),
            ("aws_account_id", None),
        ] {
            assert_eq!(sort(name.as_bytes()), expected, "{name}");
        }
    }
}
