//! What is assigned close to a vendor's name. A key without a form of its own,
//! 32 hexadecimal digits say, is told by whom it is for.

use std::ops::Range;

use bstr::ByteSlice;

use super::file_kind::FileKind;
use super::generic;

/// A key that belongs to a vendor stands at most so far behind its name.
const REACH: usize = 160;

/// A name and what is assigned to it.
pub(super) struct Assigned {
    pub name: Range<usize>,
    pub value: Range<usize>,
}

/// What is assigned to the name that holds the vendor's (`acme_api_key = …`), or
/// soon after it to names that say no more than that they are secret
/// (`acme:\n  api_key: …`). What lies before `seen` has been looked through for those.
pub(super) fn values(text: &[u8], vendor: Range<usize>, kind: FileKind, seen: &mut usize) -> Vec<Assigned> {
    let own = begins_word(text, vendor.start).then(|| generic::name_around(text, &vendor)).flatten();
    let Some(own) = own else { return Vec::new() };
    let under = under(text, &own);
    let unseen = under.start.max(*seen)..under.end.max(*seen);
    *seen = unseen.end;
    let named = own.len() == vendor.len() || says_secret(&text[own.clone()]);
    let others = words(text, unseen).filter(|name| {
        let name = &text[name.clone()];
        anonymous(name) && says_secret(name) || named && name == b"default"
    });
    let names = named.then_some(own).into_iter().chain(others);
    let assigned = |name| Some(Assigned { value: generic::assigned(text, &name, kind)?, name });
    names.filter_map(assigned).collect()
}

/// The rest of the line on which the name stands, and the lines that belong to
/// it: those that are indented more; its neighbours too where the name is in a
/// value (`host: acme.io`); after a comment all up to a blank one.
fn under(text: &[u8], name: &Range<usize>) -> Range<usize> {
    let indent = |line: &[u8]| line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let from = name.start.saturating_sub(REACH);
    let start = text[from..name.start].rfind_byte(b'\n').map_or(from, |at| from + at + 1);
    let depth = indent(&text[start..name.end]);
    let comment = [&b"#"[..], b"//", b"*", b"/*"].iter().any(|mark| text[start + depth..name.end].starts_with(mark));
    let least = if name.start > start + depth { depth } else { depth + 1 };
    let mut lines = text[name.end..text.len().min(name.end + REACH)].split_inclusive(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default().len();
    let below = lines.take_while(|line| !line.trim_ascii().is_empty() && (comment || indent(line) >= least));
    name.end..name.end + first + below.map(<[u8]>::len).sum::<usize>()
}

/// Whether a vendor's name can begin here: `myAcme` holds `Acme`, `pacmen` does not.
fn begins_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
    !before.is_ascii_alphabetic() || before.is_ascii_lowercase() && text[at].is_ascii_uppercase()
}

/// The names in a stretch, without one that has begun before it.
fn words(text: &[u8], stretch: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let (start, inside) = (stretch.start, &text[stretch]);
    let words = inside.split(move |byte| !is_part(byte)).filter(|word| (3..=60).contains(&word.len()));
    let words = words.map(move |word| {
        let at = start + word.as_ptr().addr() - inside.as_ptr().addr();
        at..at + word.len()
    });
    words.filter(move |word| word.start == 0 || !is_part(&text[word.start - 1]))
}

/// Whether a name says nothing but that it is a secret's; any other word in it
/// may be the name of somebody else.
fn anonymous(name: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[
        b"api",
        b"access",
        b"admin",
        b"application",
        b"app",
        b"auth",
        b"client",
        b"license",
        b"password",
        b"passphrase",
        b"passwd",
        b"pass",
        b"personal",
        b"private",
        b"pat",
        b"pwd",
        b"rest",
        b"secret",
        b"service",
        b"token",
        b"key",
    ];
    let letters: Vec<u8> = name.iter().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase).collect();
    let mut rest = &letters[..];
    while let Some(left) = WORDS.iter().find_map(|word| rest.strip_prefix(*word)) {
        rest = left;
    }
    rest.is_empty() && !letters.is_empty()
}

/// Whether a name ends in a word for something secret. Beside a vendor's name
/// that may be a shorter one than elsewhere.
fn says_secret(name: &[u8]) -> bool {
    const ENDINGS: &[&[u8]] = &[
        b"key",
        b"token",
        b"secret",
        b"password",
        b"passwd",
        b"pass",
        b"pwd",
        b"_pw",
        b"auth",
        b"_pat",
        b"-pat",
        b"api",
    ];
    let lower = name.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending)) || generic::names_secret(name)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::scanner::Scanner;
    use super::*;
    use crate::finding::Severity;

    fn found(text: &str) -> Vec<&str> {
        let at = text.to_ascii_lowercase().find("acme").unwrap();
        let found = values(text.as_bytes(), at..at + 4, FileKind::Code, &mut 0);
        let mut found: Vec<_> = found.into_iter().map(|found| &text[found.value]).collect();
        found.dedup();
        found
    }

    #[test]
    fn a_value_belongs_to_the_vendor_that_is_named_with_it_or_just_before() {
        for text in [
            "ACME_API_KEY=v1",
            "acmeToken := \"v1\"",
            "\"acme\": \"v1\"",
            "headers[\"X-Acme-Key\"] = 'v1'",
            "acme:\n  region: eu\n  api_key: v1\n",
            "# The key of our Acme account.\nlicense_key: v1\n",
            "host: mail.acme.io\npass: v1\n",
            "variable \"acme\" {\n  default = \"v1\"\n}\n",
            "Acme.new(api_key: \"v1\")",
            "https://api.acme.io/v1/x?size=2&token=v1&y",
            "- name: ACME_TOKEN\n  value: v1\n",
            "myAcmeSecret = \"v1\"",
        ] {
            assert_eq!(found(text), ["v1"], "{text}");
        }
    }

    #[test]
    fn what_says_nothing_of_a_secret_or_stands_apart_belongs_to_nobody() {
        for text in [
            "acme_version = \"v1\"",
            "# acme\n\napi_key: v1",
            "ACME_URL=x\nOTHER_API_KEY=v1\n",
            "url: https://acme.io\nother_api_key: v1\n",
            "class Acme {\n  private readonly form = \"v1\"",
            "acme:\n  url: x\nother:\n  api_key: v1\n",
            "pacmen_key = \"v1\"",
            "acme",
            "an acme key",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn one_in_a_test_may_well_be_made_up_and_is_a_warning_only() {
        let severity = |kind| {
            let text = sample::expand("DATADOG_API_KEY={hex:32}\n");
            Scanner::new().scan(&text, kind).unwrap()[0].severity
        };
        assert_eq!(severity(FileKind::Settings), Severity::Error);
        assert_eq!(severity(FileKind::Test), Severity::Warning);
    }
}
