//! What the tag says about the release.

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;

use crate::git::{Oid, Repo};
use crate::sanitize;

/// More lines than this are no notes; the rest is counted.
const MOST: usize = 200;

/// The user's notes: UTF-8 with LF, trimmed, ready to stand in a tag's message.
pub fn tidy(bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes).context("the notes are not UTF-8")?;
    ensure!(!text.contains('\0'), "the notes hold a NUL byte, at which git would cut them off");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    ensure!(!text.trim().is_empty(), "the notes are empty");
    Ok(format!("{}\n", text.trim()))
}

/// A draft: the subjects of the commits that `commit` has and the tag `since`
/// has not, newest first. `None` when there are none.
pub fn draft(repo: &Repo, commit: Oid, since: Option<&str>) -> Result<Option<String>> {
    let mut range = vec![commit.to_string()];
    range.extend(since.map(|tag| format!("^refs/tags/{tag}")));
    let mut arguments = vec!["log", "--no-merges", "--no-show-signature", "--encoding=UTF-8", "--format=%s"];
    arguments.extend(range.iter().map(String::as_str));
    arguments.push("--");
    let subjects = repo.run(&arguments, b"").context("listing the commits since the last release")?;
    Ok(bullets(&subjects.to_str_lossy()))
}

fn bullets(subjects: &str) -> Option<String> {
    let subjects: Vec<_> = subjects.lines().map(str::trim).filter(|s| !s.is_empty()).collect();
    let mut notes: Vec<_> = subjects.iter().take(MOST).map(|s| format!("- {}\n", sanitize::line(s))).collect();
    if subjects.len() > MOST {
        notes.push(format!("- and {} more\n", subjects.len() - MOST));
    }
    (!notes.is_empty()).then(|| notes.concat())
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

    #[test]
    fn a_draft_lists_subjects_and_counts_what_is_too_much() {
        assert_eq!(bullets("b\na\n").as_deref(), Some("- b\n- a\n"));
        assert_eq!(bullets(" \n"), None);
        let many = bullets(&"x\n".repeat(MOST + 3)).unwrap();
        assert!(many.ends_with("- x\n- and 3 more\n"));
    }
}
