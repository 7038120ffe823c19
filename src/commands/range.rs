//! `run --range`: commits that have left already, judged as the push that brought them.

use anyhow::{Context as _, Result, bail, ensure};

use super::{World, commit_at, push};
use crate::budget::Budget;
use crate::check::{Destination, Push};
use crate::cli::RunArgs;
use crate::config::Config;
use crate::engine::Options;
use crate::git::{Introduced, Oid, PushedRef, Remote, Repo, SHALLOW, Snapshot};
use crate::report::Report;

/// Judges `A..B` by the settings that B has.
pub fn judge(repo: &Repo, range: &str, args: &RunArgs, world: &World) -> Result<Report> {
    let (before, tip) = ends(range)?;
    let before = before_of(repo, before)?;
    let commit = commit_at(repo, tip).with_context(|| format!("looking for what was pushed{}", if_shallow(repo)))?;
    let remote = remote(repo)?;
    let remote_name = match args.to.as_deref() {
        Some(name) if name.starts_with("refs/") => name.to_owned(),
        name => format!("refs/heads/{}", name.unwrap_or(tip)),
    };
    let known = match before {
        Some(before) => vec![before],
        None => published(repo, remote.as_ref(), &remote_name)?,
    };
    let updates = vec![PushedRef {
        local_name: tip.into(),
        local: repo.resolve(tip)?,
        remote_name: remote_name.into(),
        remote: before,
    }];
    let introduced = Introduced::of(repo, &updates, &known)?;
    introduced.ensure_whole(repo)?;
    let config = Config::of_snapshot(&Snapshot::of_commit(repo, commit))?;
    let options =
        Options { strict: args.strict, only: args.only.clone(), skip: world.skip.clone(), ..Options::default() };
    let to = remote.map_or(Destination::Here, |remote| Destination::Remote(remote.name));
    let push = Push { repo, to, updates, introduced };
    let report = push::judge(&push, &config, &options, Budget::none(), world.now, None).report;
    ensure!(
        !report.checks.is_empty(),
        "what --only names judges no commits, only releases; leave out --range for that"
    );
    world.record_bypass(repo, "run --range")?;
    Ok(report)
}

fn ends(range: &str) -> Result<(&str, &str)> {
    match range.split_once("..") {
        Some((before, tip)) if !before.is_empty() && !tip.is_empty() && !tip.starts_with('.') => Ok((before, tip)),
        _ => bail!("--range takes `A..B`: what was pushed to, and what was pushed; not {range:?}"),
    }
}

/// The commit that stood there; `None` for a new branch, and after a push by
/// force that has left what stood there on no branch.
fn before_of(repo: &Repo, name: &str) -> Result<Option<Oid>> {
    let named = Oid::from_hex(name.as_bytes());
    if named.is_some_and(|oid| oid.raw().iter().all(|&byte| byte == 0)) {
        return Ok(None);
    }
    if let Some(oid) = named
        && repo.here(&[oid])?.is_empty()
    {
        ensure!(!repo.is_shallow()?, "what was pushed to, {oid}, is not here{}", if_shallow(repo));
        return Ok(None);
    }
    let commit = commit_at(repo, name);
    commit.map(Some).with_context(|| format!("looking for what was pushed to{}", if_shallow(repo)))
}

/// What other people's branches rest on. Not every branch: of two that were pushed
/// at once each would hide the other's commits.
fn published(repo: &Repo, remote: Option<&Remote>, pushed: &str) -> Result<Vec<Oid>> {
    let default = remote.map(|remote| repo.default_branch(remote)).transpose()?.flatten();
    let branch = pushed.strip_prefix("refs/heads/").unwrap_or(pushed);
    // Pushed to itself, it has everything already.
    let default = default.filter(|default| !default.name.ends_with(format!("/{branch}").as_bytes()));
    Ok(default.map(|default| default.oid).into_iter().collect())
}

/// `origin`, as CI systems call it, or the first there is.
fn remote(repo: &Repo) -> Result<Option<Remote>> {
    let mut remotes = repo.remotes()?;
    let origin = remotes.iter().position(|remote| remote.name == "origin").unwrap_or(0);
    Ok((origin < remotes.len()).then(|| remotes.swap_remove(origin)))
}

fn if_shallow(repo: &Repo) -> &'static str {
    if repo.is_shallow().unwrap_or_default() { SHALLOW } else { "" }
}
