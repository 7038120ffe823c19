//! What a name says about its value.

use std::ops::Range;

/// No name is longer.
const MAX_LEN: usize = 80;

/// The keys that are secrets, by what they are for, and the ways to write each;
/// and beside them whatever else stands in every name that is looked at.
macro_rules! keywords {
    (keys for $($purpose:literal)*, and $($word:literal)*) => {
        /// What a `…_key` must be for to be a secret.
        const KEYS: &[&str] = &[$($purpose),*];

        /// One of these stands in every name that is looked at.
        pub(crate) const KEYWORDS: &[&str] = &[
            $($word,)*
            $(concat!($purpose, "key"), concat!($purpose, "_key"), concat!($purpose, "-key"), concat!($purpose, " key"),)*
        ];
    };
}

keywords! {
    keys for
        "api" "access" "secret" "private" "auth" "signing" "sign" "encryption" "encrypt" "master" "account" "shared"
        "preshared" "app" "application" "service" "admin" "storage" "consumer" "session" "hmac" "jwt" "crypto"
        "license" "subscription" "server" "write" "webhook" "integration" "deploy" "security" "merchant",
    and
        "passw" "passphrase" "pwd" "_pass" "pass =" "pass=" "pass:" "pass'" "pass\"" "pass\\" "dbpass" "requirepass"
        "storepass" "keypass" "_pw" "bindpw" "psk" "masterauth" "_auth" "creds" "credential" "secret" "token"
        "비밀번호" "비번" "암호" "토큰" "시크릿" "비밀키" "인증키" "인증 키" "api 키"
}

/// What the value is meant to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// Made by a machine: random through and through.
    Token,
    /// Thought up by a person.
    Password,
}

/// The whole name around a keyword, of which the signs at its end are no part.
/// A run that is longer than any name is something else, base64 mostly.
pub(super) fn around(text: &[u8], keyword: &Range<usize>) -> Option<Range<usize>> {
    let end = keyword.end - text[keyword.clone()].iter().rev().take_while(|byte| !is_part(**byte)).count();
    let before = text[..keyword.start].iter().rev().take(MAX_LEN).take_while(|byte| is_part(**byte)).count();
    let after = text[end..].iter().take(MAX_LEN).take_while(|byte| is_part(**byte)).count();
    (before < MAX_LEN && after < MAX_LEN).then(|| keyword.start - before..end + after)
}

/// What a name says, if it names a secret: the secret word must be what the
/// name is about (`token_type` is about a type). Where words follow that say
/// nothing to that (`password_do_not_commit`), only a random value is believed.
pub(super) fn sort(name: &[u8]) -> Option<Sort> {
    let words = words(name);
    let (at, sort) = (0..words.len()).rev().find_map(|at| Some((at, noun(&words, at)?)))?;
    let is_one_of = |list: &[&str], word: &String| list.contains(&word.as_str());
    let rest = &words[at + 1..];
    let about_it = rest.iter().all(|word| is_one_of(QUALIFIERS, word) || number(word));
    let about_a_property = rest.iter().any(|word| is_one_of(PROPERTIES, word) || acts(word));
    let before = words[..at].iter().rev().find(|word| *word != "key");
    let another_kind = before.is_some_and(|word| OTHER_KINDS.contains(&word.as_str()));
    match (about_it, about_a_property || another_kind) {
        (_, true) => None,
        (true, false) => Some(sort),
        (false, false) => Some(Sort::Token),
    }
}

/// Whether the name, called, makes or fetches a secret of what it is given.
pub(super) fn asks(name: &[u8]) -> bool {
    const VERBS: &[&str] = &["new", "get", "make", "create", "find", "load", "read", "fetch", "generate", "parse"];
    let called = name.rsplit(|&b| b == b'.').next().unwrap_or_default();
    words(called).first().is_some_and(|word| VERBS.contains(&word.as_str()))
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
    // A comparison: `password.equals("…")`.
    "equals",
];

/// Words that may follow and say that it is not the secret itself.
const PROPERTIES: &[&str] = &[
    "id",
    "ids",
    "uuid",
    "name",
    "names",
    "type",
    "types",
    "kind",
    "class",
    "url",
    "uri",
    "path",
    "file",
    "dir",
    "hash",
    "hashed",
    "hashes",
    "digest",
    "checksum",
    "sum",
    "sha",
    "md5",
    "fingerprint",
    "thumbprint",
    "signature",
    "sig",
    "count",
    "ttl",
    "expiry",
    "expires",
    "expiration",
    "length",
    "len",
    "size",
    "limit",
    "min",
    "max",
    "headers",
    "field",
    "fields",
    "label",
    "title",
    "text",
    "message",
    "errors",
    "endpoint",
    "host",
    "version",
    "ref",
    "reference",
    "arn",
    "address",
    "contract",
    "mint",
    "symbol",
    "description",
    "hint",
    "help",
    "prompt",
    "regex",
    "regexp",
    "pattern",
    "format",
    "policy",
    "algorithm",
    "alg",
    "method",
    "mode",
    "state",
    "status",
    "code",
    "scope",
    "scopes",
    "prefix",
    "suffix",
    "store",
    "service",
    "index",
    "offset",
    "position",
    "cert",
    "certificate",
    "pub",
    "public",
    "salt",
    "iv",
    "nonce",
    "encrypted",
    "ciphertext",
    "sealed",
    "enc",
    "link",
    "page",
    "form",
    "input",
    "button",
    "icon",
    "image",
    "style",
    "factory",
    "strategy",
    "reset",
    "change",
    "required",
    "enabled",
    "equal",
    "time",
    "mtime",
    "date",
    "timestamp",
    "at",
    "timeout",
    "interval",
    "lifetime",
    "duration",
    "age",
    "days",
    "hours",
    "minutes",
    "seconds",
];

/// Tokens and keys that are no secrets.
const OTHER_KINDS: &[&str] = &[
    "public",
    "authenticity",
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
    // Passes of a renderer or an encoder.
    "first",
    "second",
];

fn noun(words: &[String], at: usize) -> Option<Sort> {
    let word = words[at].as_str();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["password", "passwd", "passphrase", "비밀번호", "비번", "암호"]) || PASSWORDS.contains(&word) {
        return Some(Sort::Password);
    }
    let key_for = |word: &str| KEYS.contains(&word) || ["시크릿", "비밀", "인증", "암호화", "서명"].contains(&word);
    let key = match word.strip_suffix("key").or_else(|| word.strip_suffix('키')) {
        Some("") => at > 0 && key_for(&words[at - 1]),
        Some(purpose) => key_for(purpose) || ends(&["apikey", "secretkey", "accesskey", "privatekey"]),
        None => false,
    };
    let form_field = word.starts_with("csrf") || word.starts_with("xsrf");
    let named = ends(&["secret", "token", "토큰", "시크릿"]) && !form_field
        || matches!(word, "credential" | "credentials" | "creds" | "auth");
    (key || named).then_some(Sort::Token)
}

/// How passwords are called for short.
const PASSWORDS: &[&str] = &[
    "pwd",
    "pass",
    "pswd",
    "passcode",
    "pw",
    "psk",
    "dbpass",
    "dbpw",
    "pgpass",
    "bindpw",
    "requirepass",
    "masterauth",
    "storepass",
    "keypass",
];

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

/// `checker`, `generator`: who does something with the secret.
fn acts(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("er") || word.ends_with("or")) && !QUALIFIERS.contains(&word)
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
            ("관리자 비번", Some(Sort::Password)),
            ("인증키", Some(Sort::Token)),
            ("API 키", Some(Sort::Token)),
            ("smtpPass", Some(Sort::Password)),
            ("password.equals", Some(Sort::Password)),
            ("API_KEY", Some(Sort::Token)),
            ("stripeApiKey", Some(Sort::Token)),
            ("client-secret", Some(Sort::Token)),
            ("JWT_SECRET_KEY_2", Some(Sort::Token)),
            ("githubToken", Some(Sort::Token)),
            ("secret_do_not_commit", Some(Sort::Token)),
            ("password_for_staging_db", Some(Sort::Token)),
            ("token_type", None),
            ("secretKeyRef", None),
            ("passwordMtime", None),
            ("passwordChecker.check", None),
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
            ("publicKeyToken", None),
            ("csrfmiddlewaretoken", None),
            ("filterFirstPass", None),
        ] {
            assert_eq!(sort(name.as_bytes()), expected, "{name}");
        }
    }
}
