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
/// soon after it to names that say that they are secret (`acme:\n  api_key: …`).
pub(super) fn values(text: &[u8], vendor: Range<usize>, kind: FileKind) -> impl Iterator<Item = Assigned> {
    let own = begins_word(text, vendor.start).then(|| generic::name_around(text, &vendor)).flatten();
    let bare = own.clone().filter(|name| name.len() == vendor.len());
    let own = own.into_iter();
    let names = own.flat_map(move |name| {
        let rest = &text[name.end..text.len().min(name.end + REACH)];
        let paragraph = &rest[..rest.find(b"\n\n").unwrap_or(rest.len())];
        std::iter::once(name.clone()).chain(words(paragraph, name.end))
    });
    names.filter(move |name| Some(name) == bare.as_ref() || says_secret(&text[name.clone()])).filter_map(move |name| {
        let value = generic::assigned(text, &name, kind)?;
        Some(Assigned { name, value })
    })
}

/// Whether a vendor's name can begin here: `myAcme` holds `Acme`, `pacmen` does not.
fn begins_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| text[before]);
    !before.is_ascii_alphabetic() || before.is_ascii_lowercase() && text[at].is_ascii_uppercase()
}

/// The names in a stretch that begins at `start`.
fn words(stretch: &[u8], start: usize) -> impl Iterator<Item = Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    let words = stretch.split(move |byte| !is_part(byte)).filter(|word| (3..=60).contains(&word.len()));
    words.map(move |word| {
        let at = start + word.as_ptr().addr() - stretch.as_ptr().addr();
        at..at + word.len()
    })
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
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let at = text.to_ascii_lowercase().find("acme").unwrap();
        values(text.as_bytes(), at..at + 4, FileKind::Code).map(|found| &text[found.value]).collect()
    }

    #[test]
    fn a_value_belongs_to_the_vendor_that_is_named_with_it_or_just_before() {
        for text in [
            "ACME_API_KEY=v1",
            "acmeToken := \"v1\"",
            "\"acme\": \"v1\"",
            "headers[\"X-Acme-Key\"] = 'v1'",
            "acme:\n  region: eu\n  api_key: v1\n",
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
        for text in ["acme_version = \"v1\"", "# acme\n\napi_key: v1", "pacmen_key = \"v1\"", "acme", "an acme key"] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
