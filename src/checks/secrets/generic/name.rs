//! What a name says about its value.

use std::ops::Range;

use super::words::{KEYS, OTHER_KEYS, OTHER_KINDS, PASSWORDS, PROPERTIES, QUALIFIERS};

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
    let variable = !name.iter().any(u8::is_ascii_lowercase);
    let (at, sort) = (0..words.len()).rev().find_map(|at| Some((at, noun(&words, at, variable)?)))?;
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

fn noun(words: &[String], at: usize, variable: bool) -> Option<Sort> {
    let word = words[at].as_str();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["password", "passwd", "passphrase", "비밀번호", "비번", "암호"]) || PASSWORDS.contains(&word) {
        return Some(Sort::Password);
    }
    let key_for = |word: &str| KEYS.contains(&word) || ["시크릿", "비밀", "인증", "암호화", "서명"].contains(&word);
    let key = match word.strip_suffix("key").or_else(|| word.strip_suffix('키')) {
        Some("") => at > 0 && (key_for(&words[at - 1]) || variable && !OTHER_KEYS.contains(&words[at - 1].as_str())),
        Some(purpose) => key_for(purpose) || ends(&["apikey", "secretkey", "accesskey", "privatekey"]),
        None => false,
    };
    let form_field = word.starts_with("csrf") || word.starts_with("xsrf");
    let named = ends(&["secret", "token", "토큰", "시크릿"]) && !form_field
        || matches!(word, "credential" | "credentials" | "creds" | "auth");
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
            ("MAILGUN_KEY", Some(Sort::Token)),
            ("GPG_KEY", None),
            ("mailgun_key", None),
            ("publicKeyToken", None),
            ("csrfmiddlewaretoken", None),
            ("filterFirstPass", None),
            ("Dir.pwd", None),
        ] {
            assert_eq!(sort(name.as_bytes()), expected, "{name}");
        }
    }
}
