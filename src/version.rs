//! Versions and the tags that name them.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Result};

use crate::git::{Oid, Ref, Repo};

/// `vX.Y.Z`: a version as [Semantic Versioning 2.0.0](https://semver.org) has
/// it, with the `v` that a tag carries. Ordered by precedence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(semver::Version);

impl Version {
    /// Whether it has a pre-release part, as `v1.2.3-rc.1`.
    pub fn is_prerelease(&self) -> bool {
        !self.0.pre.is_empty()
    }

    /// The version that a full ref name (`refs/tags/v1.2.3`) stands for, if it is a version tag.
    pub fn of_ref(name: &[u8]) -> Option<Self> {
        std::str::from_utf8(name.strip_prefix(b"refs/tags/")?).ok()?.parse().ok()
    }

    fn without_v(name: &[u8]) -> Option<Self> {
        let number = std::str::from_utf8(name.strip_prefix(b"refs/tags/")?).ok()?;
        semver::Version::parse(number).ok().map(Self)
    }

    /// The full name of its tag.
    pub fn tag_ref(&self) -> String {
        format!("refs/tags/{self}")
    }

    /// `X.Y.Z`, without the `v`.
    pub fn number(&self) -> String {
        self.0.to_string()
    }

    /// The version tags that `commit` reaches, lowest first. Those without `v`
    /// count here as well: a history that has `3.8.3` goes on above it.
    pub fn reachable(repo: &Repo, commit: Oid) -> Result<Vec<(Self, Ref)>> {
        let tags = repo.refs_reached("refs/tags/", commit).context("listing the version tags below the commit")?;
        Ok(Self::sorted(tags))
    }

    /// The highest of them. git walks a whole history to list all that it reaches; the highest lie next to
    /// its end, so a few are asked for one by one before.
    pub fn highest_reachable(repo: &Repo, commit: Oid) -> Result<Option<(Self, Ref)>> {
        const ASKED: usize = 6;
        let mut tags = Self::sorted(repo.refs("refs/tags/").context("listing the version tags")?);
        for _ in 0..ASKED {
            let Some((version, tag)) = tags.pop() else { return Ok(None) };
            if let Some(tagged) = repo.peel_to_commit(tag.oid)?
                && repo.is_ancestor(tagged, commit)?
            {
                return Ok(Some((version, tag)));
            }
        }
        Ok(if tags.is_empty() { None } else { Self::reachable(repo, commit)?.pop() })
    }

    /// The version tags among these refs, lowest first.
    fn sorted(tags: Vec<Ref>) -> Vec<(Self, Ref)> {
        let version = |tag: &Ref| Self::of_ref(&tag.name).or_else(|| Self::without_v(&tag.name));
        let mut tags: Vec<_> = tags.into_iter().filter_map(|tag| Some((version(&tag)?, tag))).collect();
        tags.sort_by(|a, b| a.0.cmp(&b.0));
        tags
    }
}

impl FromStr for Version {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let number = text.strip_prefix('v').context("a version begins with v, as in v1.2.3")?;
        let version = semver::Version::parse(number)
            .with_context(|| format!("{text:?} is not a version of the form vX.Y.Z (see semver.org)"))?;
        Ok(Self(version))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_strict_semver_with_v_is_a_version_tag() {
        for yes in ["refs/tags/v1.2.3", "refs/tags/v0.0.0", "refs/tags/v1.2.3-rc.1"] {
            assert!(Version::of_ref(yes.as_bytes()).is_some(), "{yes}");
        }
        for no in ["refs/tags/1.2.3", "refs/tags/v1.2", "refs/tags/v01.2.3", "refs/heads/v1.2.3", "refs/tags/x/v1.2.3"]
        {
            assert!(Version::of_ref(no.as_bytes()).is_none(), "{no}");
        }
    }

    #[test]
    fn versions_are_ordered_by_precedence_and_not_as_text() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("v1.10.0") > version("v1.9.9"));
        assert!(version("v1.0.0-rc.1") < version("v1.0.0"));
    }

    #[test]
    fn the_highest_reachable_version_is_the_last_of_all_that_are_reached() {
        let sandbox = crate::testing::Sandbox::new();
        sandbox.commit("one");
        sandbox.git(&["tag", "v1.0.0"]);
        let two = sandbox.commit("two");
        sandbox.git(&["tag", "--annotate", "--message", "two", "v1.2.0"]);
        sandbox.git(&["checkout", "--quiet", "-b", "other", "v1.0.0"]);
        let repo = sandbox.repo();
        assert_eq!(Version::highest_reachable(&repo, two).unwrap().unwrap().0, "v1.2.0".parse().unwrap());
        // More versions elsewhere than are asked for one by one.
        for minor in 1..10 {
            sandbox.commit("other");
            sandbox.git(&["tag", &format!("v2.{minor}.0")]);
        }
        let repo = sandbox.repo();
        for commit in [two, repo.head().unwrap().unwrap()] {
            let all = Version::reachable(&repo, commit).unwrap();
            let highest = Version::highest_reachable(&repo, commit).unwrap().unwrap();
            assert_eq!(highest.0, all.last().unwrap().0);
        }
        let none = crate::testing::Sandbox::new();
        let commit = none.commit("one");
        assert!(Version::highest_reachable(&none.repo(), commit).unwrap().is_none());
    }
}
