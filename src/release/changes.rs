//! The commits of a release, by what they do: <https://www.conventionalcommits.org>.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use bstr::ByteSlice;
use git_conventional::Commit;

use crate::git::{Oid, Repo};
use crate::notes::{Change, Changes};
use crate::version::Version;

/// Types that have a heading of their own, in the order of the headings.
const GROUPS: [(&str, &[&str]); 6] = [
    ("Features", &["feat", "feature"]),
    ("Fixes", &["fix", "bugfix", "hotfix"]),
    ("Security", &["security", "sec"]),
    ("Performance", &["perf"]),
    ("Reverts", &["revert"]),
    ("Documentation", &["docs", "doc"]),
];

const OTHER: &str = "Other";

/// What `commit` has and `since` has not; merges and release commits are left out.
pub fn of(repo: &Repo, commit: Oid, since: Option<Oid>) -> Result<Changes> {
    let mut range = vec![commit.to_string()];
    range.extend(since.map(|since| format!("^{since}")));
    let mut arguments =
        vec!["log", "-z", "--no-merges", "--no-show-signature", "--encoding=UTF-8", "--format=%H%n%an%n%B"];
    arguments.extend(range.iter().map(String::as_str));
    arguments.push("--");
    let out = repo.run(&arguments, b"").context("listing the commits since the last release")?;
    let mut gathered = Gathered::default();
    for entry in out.split(|&byte| byte == 0).filter(|entry| !entry.trim().is_empty()) {
        gathered.add(&entry.to_str_lossy());
    }
    Ok(gathered.sorted())
}

#[derive(Default)]
struct Gathered {
    changes: Changes,
    groups: BTreeMap<usize, Vec<Change>>,
    authors: BTreeMap<String, usize>,
}

impl Gathered {
    /// Name, author and message, one below the other.
    fn add(&mut self, entry: &str) {
        let mut parts = entry.splitn(3, '\n');
        let (Some(commit), Some(author)) = (parts.next(), parts.next()) else { return };
        let message = parts.next().unwrap_or_default().trim();
        let subject = message.lines().next().unwrap_or_default().trim();
        if is_release(subject) || subject.is_empty() {
            return;
        }
        *self.authors.entry(author.trim().to_owned()).or_default() += 1;
        let commit = commit.get(..10).unwrap_or(commit).to_owned();
        let change = |scope: Option<&str>, text: &str| Change {
            scope: scope.map(str::to_owned),
            text: text.trim().to_owned(),
            commit: commit.clone(),
        };
        // A body that is no conventional one does not spoil its subject.
        let Ok(parsed) = Commit::parse(message).or_else(|_| Commit::parse(subject)) else {
            let group = if subject.starts_with("Revert \"") { "Reverts" } else { OTHER };
            return self.groups.entry(place(group)).or_default().push(change(None, subject));
        };
        let scope = parsed.scope().map(|scope| scope.as_str().to_owned());
        let kind = parsed.type_().as_str().to_lowercase();
        let group = GROUPS.iter().position(|(_, kinds)| kinds.contains(&kind.as_str()));
        if let Some(breaking) = parsed.breaking_description() {
            self.changes.breaking.push(change(scope.as_deref(), breaking));
        }
        let told = match group {
            Some(_) => change(scope.as_deref(), parsed.description()),
            None => change(None, subject),
        };
        self.groups.entry(group.unwrap_or(GROUPS.len())).or_default().push(told);
    }

    fn sorted(self) -> Changes {
        let heading = |at: usize| GROUPS.get(at).map_or(OTHER, |(heading, _)| heading);
        let mut authors: Vec<_> = self.authors.into_iter().collect();
        authors.sort_by(|(a, most), (b, more)| more.cmp(most).then_with(|| a.cmp(b)));
        Changes {
            groups: self.groups.into_iter().map(|(at, changes)| (heading(at), changes)).collect(),
            contributors: authors.into_iter().map(|(author, _)| author).collect(),
            ..self.changes
        }
    }
}

fn place(heading: &str) -> usize {
    GROUPS.iter().position(|(own, _)| *own == heading).unwrap_or(GROUPS.len())
}

/// `Release v1.2.3`: what a release commits says nothing of what it brings.
fn is_release(subject: &str) -> bool {
    subject
        .strip_prefix("Release ")
        .or_else(|| subject.strip_prefix("Record "))
        .is_some_and(|rest| rest.parse::<Version>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(messages: &[&str]) -> Changes {
        let mut gathered = Gathered::default();
        for message in messages {
            gathered.add(&format!("{}\nAda\n{message}", "1".repeat(40)));
        }
        gathered.sorted()
    }

    fn texts(changes: &[Change]) -> Vec<&str> {
        changes.iter().map(|change| change.text.as_str()).collect()
    }

    #[test]
    fn commits_are_grouped_by_type_and_the_rest_is_other() {
        let changes = gathered(&[
            "feat(api): list orders",
            "Fix: round half up\n\nLonger.",
            "chore: tidy",
            "Serve",
            "Revert \"Serve\"\n\nThis reverts commit 123.",
            "WIP : odd",
            "perf: cache",
            "Release v1.2.3",
            "Record v1.2.3",
        ]);
        let groups: Vec<_> = changes.groups.iter().map(|(heading, changes)| (*heading, texts(changes))).collect();
        assert_eq!(
            groups,
            [
                ("Features", vec!["list orders"]),
                ("Fixes", vec!["round half up"]),
                ("Performance", vec!["cache"]),
                ("Reverts", vec!["Revert \"Serve\""]),
                ("Other", vec!["chore: tidy", "Serve", "WIP : odd"]),
            ]
        );
        assert_eq!(changes.groups[0].1[0].scope.as_deref(), Some("api"));
    }

    #[test]
    fn what_breaks_is_told_apart_in_its_authors_words() {
        let changes = gathered(&[
            "feat!: drop v1",
            "fix(db): rename a column\n\nBody.\n\nBREAKING CHANGE: run the migration before\nthe deployment",
        ]);
        assert_eq!(texts(&changes.breaking), ["drop v1", "run the migration before\nthe deployment"]);
        assert_eq!(changes.groups.len(), 2, "they stand in their groups as well");
    }
}
