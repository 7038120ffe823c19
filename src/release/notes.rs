//! What the tag says about the release.

use anyhow::{Context, Result, ensure};

use super::problem::Problem;
use crate::git::{Oid, Repo};

/// The user's notes: UTF-8 with LF, trimmed, ready to stand in a tag's message.
pub fn tidy(bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes).context("the notes are not UTF-8")?;
    ensure!(!text.contains('\0'), "the notes hold a NUL byte, at which git would cut them off");
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
    ensure!(!text.trim().is_empty(), "the notes are empty");
    ensure!(
        !text.lines().any(|line| line.starts_with("-----BEGIN ")),
        "a line of the notes begins with -----BEGIN, as a signature in a tag does"
    );
    Ok(format!("{}\n", text.trim()))
}

/// Whether `commit` has commits, merges aside, that the tag `since` has not.
pub fn has_commits(repo: &Repo, commit: Oid, since: Option<&str>) -> Result<bool> {
    let mut arguments = ["rev-list", "--no-merges", "--max-count=1"].map(String::from).to_vec();
    arguments.push(commit.to_string());
    arguments.extend(since.map(|tag| format!("^refs/tags/{tag}")));
    arguments.push("--".to_owned());
    let newest = repo.run(&arguments, b"").context("looking for commits since the last release")?;
    Ok(!newest.is_empty())
}

/// A release without notes is refused.
pub fn nothing_to_say(since: Option<&str>) -> Problem {
    let since = since.unwrap_or("the beginning");
    Problem::new(
        format!("nothing was committed since {since}, so there is nothing to say of this release"),
        "write what it is for and pass it with --notes-file FILE",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_utf_8_with_line_feeds_and_not_empty() {
        assert_eq!(tidy(b"\xef\xbb\xbf# New\r\n\r\n- x \r\n\r\n").unwrap(), "# New\n\n- x\n");
        for bad in [&b"  \n\t\n"[..], b"", b"\xff", b"a\0b", b"x\n-----BEGIN PGP SIGNATURE-----\n"] {
            assert!(tidy(bad).is_err(), "{bad:?}");
        }
    }
}
