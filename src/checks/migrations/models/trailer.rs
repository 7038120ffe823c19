//! `Schema-Change: none -- reason`: an author's word that no migration is missing.

use anyhow::Result;
use bstr::ByteSlice;

use crate::git::{Oid, Repo};

/// What is asked for: git itself decides what a trailer is.
const FORMAT: &str = "--format=%(trailers:key=Schema-Change,valueonly,unfold)";

/// The commits among these that give a reason, with it.
pub fn reasons(repo: &Repo, commits: &[Oid]) -> Result<Vec<(Oid, String)>> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let input: Vec<String> = commits.iter().map(ToString::to_string).collect();
    let said = repo.run(&["rev-list", "--no-walk", "--stdin", FORMAT], input.join("\n").as_bytes())?;
    let (mut reasons, mut at) = (Vec::new(), None);
    for line in said.lines() {
        // What a commit says stands below its name.
        match line.strip_prefix(b"commit ").and_then(Oid::from_hex) {
            Some(commit) => at = Some(commit),
            None => reasons.extend(at.zip(reason_in(&line.to_str_lossy()))),
        }
    }
    Ok(reasons)
}

/// Without a reason it waives nothing.
fn reason_in(value: &str) -> Option<String> {
    let (what, reason) = value.split_once("--")?;
    let reason = reason.trim();
    (what.trim().eq_ignore_ascii_case("none") && !reason.is_empty()).then(|| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn a_trailer_is_what_git_takes_for_one_and_needs_a_reason() {
        for (message, expected) in [
            ("Rename\n\nSchema-Change: none -- only a comment", Some("only a comment")),
            ("Rename\n\nWhy.\n\nSCHEMA-change: None -- a\nSigned-off-by: Ada <a@example.org>", Some("a")),
            ("Rename\n\nSchema-Change: none -- one\n  line", Some("one line")),
            ("Rename\n\nSchema-Change: none", None),
            ("Rename\n\nSchema-Change: none --", None),
            ("Rename\n\nSchema-Change: some -- reason", None),
            ("Rename\n\nSchema-Change: none -- reason\n\nNot the last paragraph.", None),
            ("Schema-Change: none -- a subject", None),
        ] {
            let sandbox = Sandbox::new();
            let commits = [sandbox.commit("first"), sandbox.commit(message)];
            let said = reasons(&sandbox.repo(), &commits).unwrap();
            let expected: Vec<_> = expected.map(|reason| (commits[1], reason.to_owned())).into_iter().collect();
            assert_eq!(said, expected, "{message}");
        }
    }
}
