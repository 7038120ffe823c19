//! What the commits say of themselves, as [Conventional Commits](https://www.conventionalcommits.org) have it; one
//! that keeps to no convention is told as it stands.

use std::collections::HashMap;

use anyhow::{Context, Result};
use bstr::ByteSlice;
use git_conventional::{Commit, Type};

use crate::changes::{Kind, Story};
use crate::git::{Oid, Repo};
use crate::release::paths;
use crate::version::Version;
use crate::version_files;

/// More commits than this are no version any more; the older ones are left out.
const MOST: &str = "--max-count=50000";

/// What a subject begins with when all that is committed are the files of a release.
const RELEASE: [&str; 2] = ["Release ", "Record "];

/// The types that the readers of notes know.
const KINDS: [(&str, Kind); 9] = [
    ("feat", Kind::Feature),
    ("fix", Kind::Fix),
    ("perf", Kind::Performance),
    ("revert", Kind::Revert),
    ("refactor", Kind::Refactoring),
    ("docs", Kind::Documentation),
    ("test", Kind::Tests),
    ("build", Kind::Build),
    ("ci", Kind::Build),
];

/// The commits that `to` has and `from` has not, newest first, and who made them.
pub fn between(repo: &Repo, from: Option<Oid>, to: Oid) -> Result<(Vec<Story>, Vec<String>)> {
    let mut arguments =
        ["log", "--no-merges", "--no-show-signature", "--encoding=UTF-8", MOST, "-z"].map(String::from).to_vec();
    arguments.extend(["--format=%H%x00%aN%x00%B".to_owned(), to.to_string()]);
    arguments.extend(from.map(|from| format!("^{from}")));
    arguments.push("--".to_owned());
    let out = repo.run(&arguments, b"").context("listing the commits since the last release")?;
    let fields: Vec<_> = out.split(|&b| b == 0).map(ByteSlice::to_str_lossy).collect();
    let (mut stories, mut authors) = (Vec::new(), Vec::new());
    for [oid, author, message] in fields.as_chunks().0 {
        if !is_of_release(repo, oid, message)? {
            stories.push(story(message));
            authors.push(author.as_ref());
        }
    }
    Ok((stories, by_number(&authors)))
}

/// Whether it is the commit that a release itself makes, or who recorded one made by `git tag`.
fn is_of_release(repo: &Repo, oid: &str, message: &str) -> Result<bool> {
    let subject = message.lines().next().unwrap_or_default();
    let named = RELEASE.iter().find_map(|word| subject.strip_prefix(word)?.trim().parse::<Version>().ok());
    let Some(version) = named else { return Ok(false) };
    let own = paths::of(&version);
    let commit = repo.commit(Oid::from_hex(oid.as_bytes()).context("git log printed no object name")?)?;
    let mut touched = repo.changes(&commit)?;
    touched.extend(repo.removed(&commit)?);
    Ok(touched
        .iter()
        .all(|change| own.iter().any(|path| change.path == path.as_str()) || version_files::is_bumped(&change.path)))
}

/// Each once, whoever has most first.
fn by_number(authors: &[&str]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for author in authors {
        *counts.entry(author).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, most), (b, more)| more.cmp(most).then(a.cmp(b)));
    counts.into_iter().map(|(author, _)| author.to_owned()).collect()
}

fn story(message: &str) -> Story {
    let message = message.trim();
    let subject = message.lines().next().unwrap_or_default();
    let told = Commit::parse(message).ok().and_then(|commit| Some((kind(commit.type_())?, commit)));
    if let Some((kind, commit)) = told {
        let breaks = commit.breaking_description().map(ToOwned::to_owned);
        let scope = commit.scope().map(|scope| scope.to_string());
        return Story { kind, scope, summary: commit.description().to_owned(), breaks };
    }
    // Its footers hold even if its subject keeps to no convention.
    let typed = format!("other: {message}");
    let breaks = Commit::parse(&typed).ok().and_then(|commit| commit.breaking_description().map(ToOwned::to_owned));
    let kind = if subject.starts_with("Revert ") { Kind::Revert } else { Kind::Other };
    Story { kind, scope: None, summary: subject.to_owned(), breaks }
}

/// `None` for a type that the reader may not know: it is told as part of the subject.
fn kind(word: Type) -> Option<Kind> {
    KINDS.iter().find(|(known, _)| word == *known).map(|&(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_kind_scope_and_what_it_breaks() {
        for (message, kind, scope, summary, breaks) in [
            ("feat: add x", Kind::Feature, None, "add x", None),
            ("Fix(api): y\n\nlonger\n", Kind::Fix, Some("api"), "y", None),
            ("feat(api)!: drop v1", Kind::Feature, Some("api"), "drop v1", Some("drop v1")),
            ("perf: z\n\nwhy\n\nBREAKING CHANGE: w is\ngone", Kind::Performance, None, "z", Some("w is\ngone")),
            ("Drop v1\n\nBREAKING CHANGE: no v1", Kind::Other, None, "Drop v1", Some("no v1")),
            ("Revert \"feat: x\"\n\nThis reverts commit 1.", Kind::Revert, None, "Revert \"feat: x\"", None),
            ("revert: x", Kind::Revert, None, "x", None),
            ("ci: cache", Kind::Build, None, "cache", None),
            ("chore: tidy", Kind::Other, None, "chore: tidy", None),
            ("wip", Kind::Other, None, "wip", None),
            ("Feat : bad", Kind::Other, None, "Feat : bad", None),
            ("", Kind::Other, None, "", None),
        ] {
            let [scope, breaks] = [scope, breaks].map(|text: Option<&str>| text.map(ToOwned::to_owned));
            assert_eq!(story(message), Story { kind, scope, summary: summary.to_owned(), breaks }, "{message}");
        }
    }

    #[test]
    fn who_made_most_is_named_first_and_everyone_once() {
        assert_eq!(by_number(&["b", "a", "c", "c"]), ["c", "a", "b"]);
    }
}
