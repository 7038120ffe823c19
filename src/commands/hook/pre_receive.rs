//! A push has arrived, and nothing of it is in the repository yet: its objects
//! are in quarantine, its refs are not moved. What is asked of it stands in the
//! repository as it was before, never in what is pushed.

use anyhow::{Context as _, Result};
use owo_colors::Stream;

use super::{deadline, lines, push_options, received_tags, refuse, say};
use crate::budget::Budget;
use crate::check::{Destination, Push};
use crate::commands::{World, bypasses, push};
use crate::config::Config;
use crate::engine::{Bypass, Options};
use crate::git::{Introduced, Oid, PushedRef, RefUpdate, Repo};
use crate::render;
use crate::report::Verdict;
use crate::version::Version;

/// `hook pre-receive`, updates on `input`.
pub fn run(input: &[u8], budget: &Budget) -> Result<u8> {
    let updates = updates(input)?;
    // What is deleted brings nothing; that a version is deleted has to be judged.
    if updates.iter().all(|update| update.new.is_none() && Version::of_ref(&update.name).is_none()) {
        return Ok(0);
    }
    let world = World::of_server()?;
    let repo = Repo::receiving(&world.cwd)?;
    let config = settings(&repo, &updates)?;
    let bypass = bypass(&config)?;
    let push = pushed(&repo, &updates)?;
    if let Some(bypass) = &bypass {
        record(&world, &repo, bypass, &updates)?;
    }
    let options = Options { skip: bypass, ignore_inline: !config.server.inline_waivers, ..Options::default() };
    let judged = push::judge(&push, &config, &options, budget, world.now, None);
    let report = judged.report;
    if report.verdict() != Verdict::Pass {
        refuse(&render::refusal(&report, "push", Stream::Stderr));
        refuse(&judged.cut_off.map(deadline::explained).unwrap_or_default());
        return Ok(report.verdict().exit_code());
    }
    let code = received_tags::judge(&push, &updates, &config, &options, budget, &world)?;
    if code == 0 {
        say(&render::receipt(&report, updates.len(), push.introduced.commits.len()));
    }
    Ok(code)
}

fn updates(input: &[u8]) -> Result<Vec<RefUpdate>> {
    let read = |line| RefUpdate::parse(line)?.context("a ref that follows another is not pushed");
    lines(input).map(read).collect::<Result<_>>().context("git's hook passed an unreadable line, so nothing was judged")
}

/// What is pushed, less all that the refs here reach.
fn pushed<'r>(repo: &'r Repo, updates: &[RefUpdate]) -> Result<Push<'r>> {
    let as_pushed = |update: &RefUpdate| PushedRef {
        local_name: update.name.clone(),
        local: update.new,
        remote_name: update.name.clone(),
        remote: update.old,
    };
    let updates: Vec<PushedRef> = updates.iter().map(as_pushed).collect();
    let mut known: Vec<Oid> = repo.refs("refs/")?.into_iter().map(|r| r.oid).chain(repo.head()?).collect();
    known.sort_unstable();
    known.dedup();
    let introduced = Introduced::of(repo, &updates, &known)?;
    Ok(Push { repo, to: Destination::Here, updates, introduced })
}

/// The settings of the default branch as it stands. Before anything was pushed there are none.
///
/// A push to that branch whose own settings can't be read is refused: after it nobody could push any more.
fn settings(repo: &Repo, updates: &[RefUpdate]) -> Result<Config> {
    let default = repo.head_ref()?.unwrap_or_default();
    let arriving = updates.iter().find(|update| update.name == default).and_then(|update| update.new);
    let commit = arriving.map(|new| repo.peel_to_commit(new)).transpose()?.flatten();
    let next = commit.map(|commit| Config::of_commit(repo, commit)).transpose();
    let next =
        next.with_context(|| format!("with this push {default} would have settings that stop every other one"))?;
    match Config::of_repo(repo) {
        // What mends them is let in, judged as if there were none.
        Err(_) if next.is_some() => Ok(Config::default()),
        settings => {
            settings.context("the settings on this repository's default branch stop every push; push mended ones")
        }
    }
}

/// What the pusher wants left out, if that is allowed here.
fn bypass(config: &Config) -> Result<Option<Bypass>> {
    let Some(bypass) = push_options::bypass()? else { return Ok(None) };
    if config.server.allow_bypass {
        return Ok(Some(bypass));
    }
    say("precheck-hook: nothing is left out: [server] in precheck.toml of the default branch does not allow it\n");
    Ok(None)
}

/// A bypass that can't be put on record is none.
fn record(world: &World, repo: &Repo, bypass: &Bypass, updates: &[RefUpdate]) -> Result<()> {
    let names = updates.iter().map(|update| update.name.to_string()).collect::<Vec<_>>();
    let who = push_options::pusher();
    let line = bypasses::Bypass { who: Some(who.clone()), refs: names, ..world.bypass("receive", bypass) };
    bypasses::record(repo, &line)?;
    say(&crate::sanitize::lines(&format!("precheck-hook: on record: left out by {who}: {}\n", bypass.reason)));
    Ok(())
}
