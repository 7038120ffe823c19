//! `precheck-hook release vX.Y.Z`: the release, end to end.

use std::io::Write;

use anyhow::{Context, Result};
use owo_colors::Stream;
use time::OffsetDateTime;

use super::{World, gate};
use crate::cli::ReleaseArgs;
use crate::digest;
use crate::engine::Options;
use crate::git::{Oid, Repo};
use crate::hashes::Hashes;
use crate::release::manifest::{self, Facts};
use crate::release::plan::Plan;
use crate::release::preflight::{self, Preflight, Ready, Request, Standing, short};
use crate::release::problem::Problem;
use crate::release::{objects, remote, steps};
use crate::render::{self, Format};
use crate::report::Verdict;
use crate::sanitize;
use crate::verdict::{self, Judged};
use crate::version::Version;

/// Releases. 0: released; 1: refused, and nothing has changed.
pub fn run(args: &ReleaseArgs, world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let options = Options { skip: world.skip.clone(), ..Options::default() };
    world.record_bypass(&repo, &format!("release {}", args.version))?;
    // What is released is read anew, whatever was remembered of it.
    let judge = |commit, version: &Version| {
        gate::run(&repo, Some(commit), Some(version.clone()), &options, Hashes::afresh(&repo), world.now)
    };
    release(args, &repo, world.now, judge, &mut std::io::stdout().lock())
}

fn release(
    args: &ReleaseArgs,
    repo: &Repo,
    now: OffsetDateTime,
    judge: impl FnOnce(Oid, &Version) -> Result<Judged>,
    out: &mut dyn Write,
) -> Result<u8> {
    let notes =
        args.notes_file.as_ref().map(|path| std::fs::read(path).with_context(|| format!("reading {}", path.display())));
    let ready = match preflight::examine(repo, Request { version: &args.version, push: args.push, notes })? {
        Preflight::Ready(ready) => ready,
        Preflight::Standing(standing) => return finish(repo, &standing, args.dry_run, out),
        Preflight::Refused(problems) => return refuse(&args.version, &problems, out),
    };
    let judged = judge(ready.head, &ready.version)?;
    let verdict = judged.report.verdict();
    if verdict != Verdict::Pass {
        out.write_all(render::render(&judged.report, Format::Text, Stream::Stdout).as_bytes())?;
        return Ok(verdict.exit_code());
    }
    let plan = plan(ready, &judged, now)?;
    if args.dry_run {
        announce(&plan, out)?;
        return Ok(0);
    }
    let built = objects::build(repo, &plan)?;
    // First the verdict, then the refs: the hooks that they call look it up.
    verdict::record(repo, built.commit, &plan.version, &judged)?;
    steps::perform(repo, &plan, &built, out)?;
    writeln!(out, "{} is released: {} on {}", plan.version, built.commit.short(), short(&plan.branch))?;
    if plan.destination.is_none() {
        writeln!(out, "it is here only; to push it: precheck-hook release {} --push", plan.version)?;
    }
    Ok(0)
}

fn plan(ready: Ready, judged: &Judged, now: OffsetDateTime) -> Result<Plan> {
    let files = manifest::files(&Facts {
        version: &ready.version,
        date: now,
        commit: ready.head,
        commit_role: "source",
        branch: Some(short(&ready.branch)),
        evidence: &judged.report.evidence,
        previous: ready.previous,
        notes_sha256: Some(digest::sha256(ready.notes.as_bytes())),
        gate: judged.facts(),
    })?;
    Ok(Plan {
        version: ready.version,
        date: now,
        branch: ready.branch,
        source: ready.head,
        files,
        notes: ready.notes,
        destination: ready.destination,
    })
}

/// An earlier attempt got as far as the refs: at most the push is missing.
fn finish(repo: &Repo, standing: &Standing, dry_run: bool, out: &mut dyn Write) -> Result<u8> {
    let Standing { version, branch, release, destination } = standing;
    match destination {
        None => {
            writeln!(out, "{version} is released here already; to push it: precheck-hook release {version} --push")?;
        }
        Some(to) if dry_run => {
            writeln!(out, "{version} is released here already; it would be pushed to {}", to.remote)?;
        }
        Some(to) => {
            remote::push(repo, to, branch, version, release, out)
                .with_context(|| format!("{version} stands here as before and was not pushed"))?;
            writeln!(out, "{version} is pushed to {}", to.remote)?;
        }
    }
    Ok(0)
}

fn refuse(version: &str, problems: &[Problem], out: &mut dyn Write) -> Result<u8> {
    writeln!(out, "{version} can't be released yet:")?;
    for problem in problems {
        writeln!(out, "- {}\n  next: {}", sanitize::line(&problem.what), sanitize::line(&problem.next))?;
    }
    Ok(Verdict::Fail.exit_code())
}

fn announce(plan: &Plan, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{} would be released; nothing was changed.\n\nRefs:", plan.version)?;
    writeln!(out, "  {} from {} to a release commit on top of it", plan.branch, plan.source)?;
    writeln!(out, "  {} to a new annotated tag on that commit", plan.version.tag_ref())?;
    if let Some(to) = &plan.destination {
        writeln!(out, "  both pushed to {}, at {}", to.remote, to.branch)?;
    }
    for file in &plan.files {
        writeln!(out, "\n{}:\n{}", file.path, sanitize::lines(&String::from_utf8_lossy(&file.bytes)).trim_end())?;
    }
    writeln!(out, "\nTag message:\n{}", sanitize::lines(&plan.tag_message()?).trim_end())?;
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
