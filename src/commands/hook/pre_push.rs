//! Commits are about to leave: judge exactly those that the other side lacks.

use std::ffi::OsString;

use anyhow::{Context as _, Result};
use owo_colors::Stream;

use super::known::Known;
use super::{is_second_call, lines, say};
use crate::check::{Context, Event, Progress, Push};
use crate::cleared::Cleared;
use crate::cli::HookArgs;
use crate::commands::World;
use crate::commands::gate::{Tag, TagVerdict};
use crate::config::Config;
use crate::engine::{self, Options};
use crate::git::{Introduced, PushedRef, RefUpdate};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::render;
use crate::report::Verdict;
use crate::sanitize;
use crate::version::Version;

/// More commits than this take long enough to say so before, rather than leave a silent terminal.
const MANY: usize = 1000;

/// `hook pre-push REMOTE URL`, updates on `input`.
pub fn run(args: &HookArgs, arguments: &[OsString], input: &[u8]) -> Result<u8> {
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
    let introduced = Introduced::of(&repo, &updates, &known.oids)?;
    if introduced.commits.len() > MANY {
        say(&format!("precheck-hook: judging {} commits that this remote does not have…\n", introduced.commits.len()));
    }
    let push = Push { repo: &repo, remote: name.into_owned(), updates, introduced };
    let options = Options { skip: world.skip.clone(), ..Options::default() };
    let cleared = if push.introduced.is_long() { Cleared::load(&repo, &config.sha256) } else { Cleared::default() };
    let recall = Recall::of(&repo);
    let context = Context {
        event: Event::Push(&push),
        now: world.now,
        cleared: &cleared,
        recall: &recall,
        hashes: &Hashes::default(),
        progress: &Progress::default(),
        images: None,
    };
    let report = engine::run(&config, &options, &context);
    recall.save();
    if push.introduced.is_long() {
        cleared.save(&repo);
    }
    world.record_bypass(&repo, "push")?;
    if report.verdict() != Verdict::Pass {
        say(&render::refusal(&report, "push", Stream::Stderr));
        return Ok(report.verdict().exit_code());
    }
    let code = judge_tags(&push, &options, &world)?;
    if code != 0 {
        return Ok(code);
    }
    // A bypassed push was not judged. One that can't be remembered is judged once more, that is all.
    if world.skip.is_none()
        && let Err(error) = known.passed(&repo)
    {
        say(&sanitize::lines(&format!("precheck-hook: this push can't be remembered: {error:#}\n")));
    }
    say(&render::receipt(&report, push.updates.len(), push.introduced.commits.len()));
    Ok(0)
}

/// Version tags that arrive on the other side under whatever name they have
/// here: libgit2 and `JGit` make tags without any hook, and `HEAD:refs/tags/v1.2.3`
/// makes one that is not even here.
fn judge_tags(push: &Push, options: &Options, world: &World) -> Result<u8> {
    let repo = push.repo;
    for update in &push.updates {
        let made = RefUpdate { name: update.remote_name.clone(), old: update.remote, new: update.local };
        let Some(tag) = Tag::of(repo, made)? else { continue };
        let version = tag.version.clone();
        match tag.judge(repo, options, world.now)? {
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
