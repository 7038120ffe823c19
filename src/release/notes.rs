//! What the user says of the release.

use anyhow::{Context, Result, ensure};

/// The user's notes: UTF-8 with LF, trimmed, ready to stand in a tag's message.
pub fn tidy(bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes).context("the notes are not UTF-8")?;
    ensure!(!text.contains('\0'), "the notes hold a NUL byte, at which git would cut them off");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    ensure!(!text.trim().is_empty(), "the notes are empty");
    Ok(format!("{}\n", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_utf_8_with_line_feeds_and_not_empty() {
        assert_eq!(tidy(b"\xef\xbb\xbf# New\r\n\r\n- x \r\n\r\n").unwrap(), "# New\n\n- x\n");
        for bad in [&b"  \n\t\n"[..], b"", b"\xff", b"a\0b"] {
            assert!(tidy(bad).is_err(), "{bad:?}");
        }
    }
}
