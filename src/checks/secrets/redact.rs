//! What may be said of a secret without telling it.

use crate::digest;

/// The first characters, at most four and never more than a quarter, and the length.
pub(crate) fn redact(secret: &[u8]) -> String {
    // Every armour begins alike: its first characters tell nothing.
    let shown = if secret.starts_with(b"-----") { 0 } else { secret.len().min(16) / 4 };
    let start: String =
        secret[..shown].iter().map(|&byte| if byte.is_ascii_graphic() { byte.into() } else { '?' }).collect();
    let unit = if secret.len() == 1 { "character" } else { "characters" };
    format!("{start}… ({} {unit})", secret.len())
}

/// A name for this secret, as found by the rule of this code, that does not tell it.
pub(crate) fn fingerprint(code: &str, secret: &[u8]) -> String {
    let input = [b"precheck-hook secret\0", code.as_bytes(), b"\0", secret].concat();
    digest::sha256(&input)[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_than_a_quarter_of_a_secret_is_shown() {
        assert_eq!(redact(b"ghp_0123456789"), "ghp… (14 characters)");
        assert_eq!(redact(&[b'x'; 40]), "xxxx… (40 characters)");
        assert_eq!(redact(b"abc"), "… (3 characters)");
        assert_eq!(redact(b"\x1b[31mred\x07"), "??… (9 characters)".replacen("??", "?[", 1));
    }

    #[test]
    fn a_fingerprint_depends_on_rule_and_value() {
        let print = fingerprint("secrets/a", b"x");
        assert_eq!(print.len(), 16);
        assert_ne!(print, fingerprint("secrets/b", b"x"));
        assert_ne!(print, fingerprint("secrets/a", b"y"));
    }
}
