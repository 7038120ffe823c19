//! What authors say at the end of a commit's message.

use anyhow::Result;
use bstr::ByteSlice;

use crate::git::{Oid, Repo};

/// What these commits say under a key, each with its commit: git itself decides what a trailer is.
pub fn values(repo: &Repo, commits: &[Oid], key: &str) -> Result<Vec<(Oid, String)>> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let format = format!("--format=%(trailers:key={key},valueonly,unfold)");
    let input: Vec<String> = commits.iter().map(ToString::to_string).collect();
    let said = repo.run(&["rev-list", "--no-walk", "--stdin", &format], input.join("\n").as_bytes())?;
    let (mut values, mut at) = (Vec::new(), None);
    for line in said.lines() {
        // What a commit says stands below its name.
        match line.strip_prefix(b"commit ").and_then(Oid::from_hex) {
            Some(commit) => at = Some(commit),
            None => values.extend(at.filter(|_| !line.is_empty()).map(|at| (at, line.to_str_lossy().into_owned()))),
        }
    }
    Ok(values)
}

/// The first of these commits that says that its change of the Redis schema was reviewed.
pub fn reviewed(repo: &Repo, commits: &[Oid]) -> Result<Option<Oid>> {
    let values = values(repo, commits, "Redis-Schema")?;
    Ok(values.into_iter().find(|(_, value)| value.trim().eq_ignore_ascii_case("reviewed")).map(|(commit, _)| commit))
}

/// The commits among these that say that no migration is missing, with the reason: without one it waives nothing.
pub fn reasons(repo: &Repo, commits: &[Oid]) -> Result<Vec<(Oid, String)>> {
    let reason = |value: &str| {
        let (what, reason) = value.split_once("--")?;
        let reason = reason.trim();
        (what.trim().eq_ignore_ascii_case("none") && !reason.is_empty()).then(|| reason.to_owned())
    };
    let values = values(repo, commits, "Schema-Change")?;
    Ok(values.into_iter().filter_map(|(commit, value)| Some((commit, reason(&value)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn a_trailer_is_what_git_takes_for_one_and_needs_a_reason() {
        let sandbox = Sandbox::new();
        let first = sandbox.commit("first");
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
            let commits = [first, sandbox.commit(message)];
            let said = reasons(&sandbox.repo(), &commits).unwrap();
            let expected: Vec<_> = expected.map(|reason| (commits[1], reason.to_owned())).into_iter().collect();
            assert_eq!(said, expected, "{message}");
        }
    }

    #[test]
    fn a_redis_schema_is_reviewed_by_its_trailer_in_any_case() {
        let sandbox = Sandbox::new();
        for (message, expected) in [
            ("Change\n\nRedis-Schema: reviewed\n", true),
            ("Change\n\nWhy.\n\nredis-schema:  Reviewed\nSigned-off-by: A <a@example.org>\n\n", true),
            ("Redis-Schema: reviewed\n", false),
            ("Change\n\nRedis-Schema: no\n", false),
            ("Change\n\nRedis-Schema: reviewed\n\nMore words.\n", false),
        ] {
            let commit = sandbox.commit(message);
            assert_eq!(reviewed(&sandbox.repo(), &[commit]).unwrap().is_some(), expected, "{message}");
        }
    }
}
