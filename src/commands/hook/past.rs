//! Pushes that went past the hook (`--no-verify`, another program): git notes
//! that it pushed, and this hook has no note of it. What left can't be called
//! back, so nothing is refused; it is judged late, and told.
//!
//! Only what this clone pushed is looked at: what others push is fetched, and
//! git notes that differently. git keeps no log of the tags that it pushes.

use std::time::{Duration, UNIX_EPOCH};

use anyhow::Result;
use bstr::ByteSlice;
use time::OffsetDateTime;

use super::known::Known;
use super::pushes::{self, Pushes};
use super::say;
use crate::budget::Budget;
use crate::check::{Destination, Push};
use crate::commands::bypasses::{self, Bypass};
use crate::commands::push;
use crate::config::Config;
use crate::engine::Options;
use crate::git::{Introduced, Moved, Oid, PushedRef, Ref, Remote, Repo};
use crate::report::{Report, Verdict};
use crate::{render, sanitize};

/// The logs of so many tracking refs are looked at in passing; where there are more, of those that are pushed to.
const FEW: usize = 100;

/// More commits are left to a scan by hand.
const MANY: usize = 1000;

/// So far back it is asked where a branch stood.
const STEPS: usize = 32;

/// The clock, whatever `SOURCE_DATE_EPOCH` says: it is held against git's.
pub fn clock() -> i64 {
    OffsetDateTime::now_utc().unix_timestamp()
}

/// A push that no hook saw.
pub struct Unseen {
    /// The tracking ref that it moved.
    pub name: String,
    /// What it brought, and where that stood before.
    pub moved: Moved,
}

/// The pushes to these tracking refs since that time that no hook saw, oldest first.
pub fn unseen(repo: &Repo, tracking: &[Ref], pushes: &Pushes, since: i64) -> Result<Vec<Unseen>> {
    // A file system's clock may be a little behind.
    let since_about = UNIX_EPOCH + Duration::from_secs(u64::try_from(since - 60).unwrap_or(0));
    let mut unseen = Vec::new();
    for tracking in tracking {
        let name = tracking.name.to_str_lossy();
        if repo.last_moved(&name).is_none_or(|moved| moved < since_about) {
            continue;
        }
        let moves = repo.moves(&name)?;
        let late = moves.newest().take_while(|moved| moved.at >= since);
        let past = late.filter(|moved| is_push(moved) && moved.new.is_some_and(|new| !pushes.has(new)));
        unseen.extend(past.map(|moved| Unseen { name: name.clone().into_owned(), moved }));
    }
    unseen.sort_by_key(|unseen| unseen.moved.at);
    Ok(unseen)
}

/// git and libgit2 write the one, `JGit` the other.
fn is_push(moved: &Moved) -> bool {
    moved.message == "update by push" || moved.message.starts_with(b"push")
}

/// Tells of pushes to the remote of this push that went past the hook.
pub fn tell(repo: &Repo, known: &Known, updates: &[PushedRef], config: &Config, now: OffsetDateTime) -> Result<()> {
    let Some((remote, pushes)) = known.remote.as_ref().zip(Pushes::load(repo)) else { return Ok(()) };
    let looked = clock();
    let unseen = unseen(repo, &at_hand(&known.tracking, updates), &pushes, pushes.looked(&remote.name))?;
    for push in &unseen {
        let (told, _) = push.tell(repo, remote, config, now)?;
        say(&sanitize::lines(&format!("precheck-hook: {told}")));
    }
    if unseen.is_empty() {
        return Ok(());
    }
    pushes::note(repo, &remote.name, looked, unseen.iter().filter_map(|push| push.moved.new))
}

/// Those worth a look in passing.
fn at_hand(tracking: &[Ref], updates: &[PushedRef]) -> Vec<Ref> {
    let is_pushed = |r: &Ref| {
        let branches = updates.iter().filter_map(|update| update.remote_name.strip_prefix(b"refs/heads"));
        branches.into_iter().any(|branch| r.name.ends_with(branch))
    };
    tracking.iter().filter(|r| tracking.len() <= FEW || is_pushed(r)).cloned().collect()
}

impl Unseen {
    /// Judges what it brought, tells it, and puts it on record; whether anything was found.
    pub fn tell(&self, repo: &Repo, remote: &Remote, config: &Config, now: OffsetDateTime) -> Result<(String, bool)> {
        let Some(new) = self.moved.new else { return Ok((String::new(), false)) };
        let place = self.name.strip_prefix("refs/remotes/").unwrap_or(&self.name);
        let event = format!("push to {place} past the hook ({})", new.short());
        bypasses::record(repo, &Bypass { at: self.moved.at, event, ..Bypass::default() })?;
        let begun = format!("a push to {place} went past the hook ({})", new.short());
        if repo.here(&[new])?.is_empty() {
            return Ok((format!("{begun}; its commits are no longer here, so they can't be judged\n"), true));
        }
        let introduced = self.introduced(repo, remote, new)?;
        let commits = introduced.commits.len();
        if commits > MANY {
            let range = self.moved.old.map_or_else(|| new.to_string(), |old| format!("{old}..{new}"));
            return Ok((format!("{begun}: {commits} commits; judge them: precheck-hook scan --range {range}\n"), true));
        }
        let report = judged(repo, introduced, config, now);
        Ok((format!("{begun}: {}", render::departed(&report, commits)), report.verdict() != Verdict::Pass))
    }

    /// What it brought: what neither stood there before nor on any other branch at that time.
    fn introduced(&self, repo: &Repo, remote: &Remote, new: Oid) -> Result<Introduced> {
        let mut known = repo.refs_without(&remote.tracking, new)?;
        known.extend(self.moved.old);
        if let Some(default) = repo.default_branch(remote)?.filter(|default| default.name != self.name) {
            known.extend(before(repo, &default, new)?);
        }
        Introduced::of(repo, &[update(new)], &repo.here(&known)?)
    }
}

/// Where a branch stood before it had that commit.
fn before(repo: &Repo, branch: &Ref, commit: Oid) -> Result<Option<Oid>> {
    for moved in repo.moves(&branch.name.to_str_lossy())?.newest().take(STEPS) {
        if let Some(old) = moved.old
            && !repo.here(&[old])?.is_empty()
            && !repo.is_ancestor(commit, old)?
        {
            return Ok(Some(old));
        }
    }
    Ok(None)
}

fn judged(repo: &Repo, introduced: Introduced, config: &Config, now: OffsetDateTime) -> Report {
    let options = Options { only: vec!["secrets".into()], ..Options::default() };
    let push = Push { repo, to: Destination::Here, updates: Vec::new(), introduced };
    push::judge(&push, config, &options, Budget::none(), now, None).report
}

fn update(tip: Oid) -> PushedRef {
    PushedRef { local_name: "".into(), local: Some(tip), remote_name: "".into(), remote: None }
}
