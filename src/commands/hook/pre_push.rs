//! Commits are about to leave: judge exactly those that the other side lacks.

use std::ffi::OsString;

use anyhow::{Context as _, Result};
use owo_colors::Stream;

use super::known::Known;
use super::past::{self, clock};
use super::{deadline, is_second_call, lines, pushes, say};
use crate::budget::Budget;
use crate::check::{Destination, Push};
use crate::cli::HookArgs;
use crate::commands::gate::{Tag, TagVerdict};
use crate::commands::{World, push};
use crate::config::Config;
use crate::engine::Options;
use crate::git::{Introduced, Oid, PushedRef, RefUpdate};
use crate::render;
use crate::report::Verdict;
use crate::sanitize;
use crate::version::Version;

/// More commits than this take long enough to say so before, rather than leave a silent terminal.
const MANY: usize = 1000;

/// `hook pre-push REMOTE URL`, updates on `input`.
pub fn run(args: &HookArgs, arguments: &[OsString], input: &[u8], budget: &Budget) -> Result<u8> {
    let updates = lines(input)
        .map(PushedRef::parse)
        .collect::<Result<Vec<_>>>()
        .context("git's hook passed an unreadable line, so nothing was judged")?;
    // What is deleted brings nothing; that a version is deleted has to be judged.
    if updates.iter().all(|update| update.local.is_none() && Version::of_ref(&update.remote_name).is_none()) {
        return Ok(0);
    }
    let mut words = arguments.iter().map(|word| word.to_string_lossy());
    let (name, url) = words.next().zip(words.next()).context("git passes the remote's name and URL")?;
    let world = World::read()?;
    let repo = world.repo()?;
    if is_second_call(args, &repo)? {
        return Ok(0);
    }
    let config = Config::of_repo(&repo)?;
    let known = Known::of(&repo, &name, &url, &updates)?;
    let looked = clock();
    said(past::tell(&repo, &known, &updates, &config, world.now), "whether pushes went past the hook can't be told");
    let introduced = Introduced::of(&repo, &updates, &known.oids)?;
    if introduced.commits.len() > MANY {
        say(&format!("precheck-hook: judging {} commits that this remote does not have…\n", introduced.commits.len()));
    }
    let push = Push { repo: &repo, to: Destination::Remote(name.into_owned()), updates, introduced };
    let options = Options { skip: world.skip.clone(), ..Options::default() };
    let judged = push::judge(&push, &config, &options, budget, world.now, Some(connection_waits(&push, &known.oids)));
    let report = judged.report;
    world.record_bypass(&repo, "push")?;
    if report.verdict() != Verdict::Pass {
        say(&render::refusal(&report, "push", Stream::Stderr));
        say(&judged.cut_off.map(deadline::explained).unwrap_or_default());
        return Ok(report.verdict().exit_code());
    }
    let code = judge_tags(&push, &options, budget, &world)?;
    if code != 0 {
        return Ok(code);
    }
    said(note(&push, looked), "this push can't be noted");
    // A bypassed push was not judged. One that can't be remembered is judged once more, that is all.
    if world.skip.is_none() {
        said(known.passed(&repo), "this push can't be remembered");
    }
    say(&render::receipt(&report, push.updates.len(), push.introduced.commits.len()));
    Ok(0)
}

/// git has connected already, and some servers do not wait for long.
fn connection_waits(push: &Push, here: &[Oid]) -> String {
    let revisions = push.updates.iter().find_map(|update| {
        let before = update.remote.filter(|before| here.contains(before));
        Some(before.map_or_else(String::new, |before| format!("{}..", before.short())) + &update.local?.short())
    });
    format!(
        "precheck-hook: this takes long, and git holds its connection open meanwhile: over SSH it may be cut after some \
         minutes.\n  What is judged is remembered. If it is cut, push again, or judge first and push then:\n  \
         precheck-hook scan --range {}\n",
        revisions.unwrap_or_default()
    )
}

/// What must not keep a push back.
fn said(done: Result<()>, what: &str) {
    if let Err(error) = done {
        say(&sanitize::lines(&format!("precheck-hook: {what}: {error:#}\n")));
    }
}

/// Notes that this push came by, bypassed or not. A URL is no name, and may hold a password.
fn note(push: &Push, looked: i64) -> Result<()> {
    let Destination::Remote(name) = &push.to else { return Ok(()) };
    let is_configured = push.repo.remotes()?.iter().any(|remote| remote.name == *name);
    let remote = if is_configured { name } else { "-" };
    pushes::note(push.repo, remote, looked, push.updates.iter().filter_map(|update| update.local))
}

/// Version tags that arrive on the other side under whatever name they have
/// here: libgit2 and `JGit` make tags without any hook, and `HEAD:refs/tags/v1.2.3`
/// makes one that is not even here.
fn judge_tags(push: &Push, options: &Options, budget: &Budget, world: &World) -> Result<u8> {
    let repo = push.repo;
    for update in &push.updates {
        let made = RefUpdate { name: update.remote_name.clone(), old: update.remote, new: update.local };
        let Some(tag) = Tag::of(repo, made)? else { continue };
        let version = tag.version.clone();
        match tag.judge(repo, options, budget, world.now)? {
            TagVerdict::Refused(report) => {
                say(&render::refusal(&report, &format!("push of tag {version}"), Stream::Stderr));
                return Ok(report.verdict().exit_code());
            }
            TagVerdict::OnRecord(passed) => {
                say(&format!("precheck-hook: {version} has passed the gate before\n"));
                if passed.files_due {
                    say(&format!(
                        "precheck-hook: its files were not written; to write them: git tag -f {version} {version}\n"
                    ));
                }
            }
            TagVerdict::Passed(_, report) => {
                let (good, of) = report.score();
                say(&format!("precheck-hook: {version} passed {good}/{of} checks\n"));
            }
        }
    }
    Ok(0)
}
