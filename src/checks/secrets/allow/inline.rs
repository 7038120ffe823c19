//! What other scanners' users write beside a secret. It names no reason; that it stands there is one.

use bstr::ByteSlice;

use super::super::{shape, text};

/// Why the secret that begins at `at` is accepted where it stands. One of many
/// lines is spoken of on its first.
pub(in crate::checks::secrets) fn reason(text: &[u8], at: usize) -> Option<&'static str> {
    let line = text::line_at(text, at);
    if shape::contains(line, b"gitleaks:allow") {
        Some("gitleaks:allow on the line")
    } else if pragma(line, b"secret") {
        Some("pragma: allowlist secret on the line")
    } else if text::line_before(text, at).is_some_and(|line| pragma(line, b"nextline secret")) {
        Some("pragma: allowlist nextline secret on the line before")
    } else {
        None
    }
}

/// `pragma: allowlist secret` of detect-secrets, as its versions have spelled it.
fn pragma(line: &[u8], what: &[u8]) -> bool {
    line.find_iter(b"pragma:").any(|at| {
        let words = line[at + b"pragma:".len()..].trim_start();
        let list = words.strip_prefix(b"allowlist").or_else(|| words.strip_prefix(b"whitelist"));
        list.and_then(|rest| rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b"-")))
            .is_some_and(|rest| rest.starts_with(what))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_on_the_line_or_on_the_one_before_accepts_what_begins_there() {
        for (text, reason_begins) in [
            ("x = KEY # gitleaks:allow", Some("gitleaks:allow")),
            ("x = KEY // pragma: allowlist secret", Some("pragma: allowlist secret")),
            ("<!-- pragma: whitelist secret --> KEY", Some("pragma: allowlist secret")),
            ("# pragma:allowlist-secret KEY", Some("pragma: allowlist secret")),
            ("# pragma: allowlist nextline secret\nx = KEY", Some("pragma: allowlist nextline")),
            ("# pragma: allowlist nextline secret\r\nx = KEY", Some("pragma: allowlist nextline")),
            ("# pragma: allowlist nextline secret\n\nx = KEY", None),
            ("# pragma: allowlist nextline secret KEY", None),
            ("# gitleaks:allow\nx = KEY", None),
            ("x = KEY\n# gitleaks:allow", None),
            ("x = KEY # pragma: allowlist", None),
        ] {
            let reason = reason(text.as_bytes(), text.find("KEY").unwrap());
            assert_eq!(reason.is_some(), reason_begins.is_some(), "{text:?}");
            assert!(reason.is_none_or(|reason| reason.starts_with(reason_begins.unwrap())), "{text:?}: {reason:?}");
        }
    }
}
