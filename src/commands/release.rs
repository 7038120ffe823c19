//! `precheck-hook release vX.Y.Z`: the release, end to end.

mod bump;

use std::io::Write;

use anyhow::{Context, Result};
use owo_colors::Stream;
use time::OffsetDateTime;

use self::bump::Bump;
use super::{World, gate};
use crate::changelog::{self, Recorded, Side};
use crate::changes::Changes;
use crate::cli::ReleaseArgs;
use crate::config::Config;
use crate::digest;
use crate::engine::Options;
use crate::git::{Oid, Repo, Snapshot};
use crate::hashes::Hashes;
use crate::release::manifest::{self, Facts, ReleaseFile};
use crate::release::paths;
use crate::release::plan::Plan;
use crate::release::preflight::{self, Preflight, Ready, Request, Standing, short};
use crate::release::problem::Problem;
use crate::release::signature::Key;
use crate::release::{Settings, fault, notes, objects, remote, steps};
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
    #[cfg(all(debug_assertions, unix))]
    if let Some(step) = std::env::var_os("PRECHECK_TEST_DIE_AT") {
        fault::arm(step.to_str().and_then(|step| step.parse().ok()).context("PRECHECK_TEST_DIE_AT")?);
    }
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
    let sign_manifest = settings(repo)?.sign_manifest;
    let bump = Bump::of(repo, args)?;
    let notes = own_notes(args);
    let request = Request { version: &args.version, push: args.push, sign_manifest, bumped: &bump.files, notes };
    let ready = match preflight::examine(repo, request)? {
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
    // Only where they are shown: with notes of the user's own, nothing that can't be read stands in the way.
    let changes = || changes(repo, &ready, &judged);
    let shipped = if args.dry_run { render::shipped(&changes()?) } else { String::new() };
    let notes = ready.notes.clone().map_or_else(|| changes().map(|changes| render::notes(&changes)), Ok)?;
    if notes.is_empty() {
        let since = ready.previous.as_ref().map(|previous| previous.tag.as_str());
        return refuse(&args.version, &[notes::nothing_to_say(since)], out);
    }
    let mut plan = plan(ready, notes, &judged, now)?;
    plan.files.extend_from_slice(&bump.files);
    if args.dry_run {
        announce(&plan, &shipped, sign_manifest, out)?;
    } else {
        if sign_manifest {
            plan.files.push(signature(repo, &plan)?);
        }
        carry_out(repo, &plan, &judged, out)?;
    }
    bump.tell(out)?;
    Ok(0)
}

/// As the commit that is released has them.
fn settings(repo: &Repo) -> Result<Settings> {
    let Some(head) = repo.head()? else { return Ok(Settings::default()) };
    Ok(Config::of_snapshot(&Snapshot::of_commit(repo, head))?.release)
}

fn own_notes(args: &ReleaseArgs) -> Option<Result<Vec<u8>>> {
    args.notes_file.as_ref().map(|path| std::fs::read(path).with_context(|| format!("reading {}", path.display())))
}

fn carry_out(repo: &Repo, plan: &Plan, judged: &Judged, out: &mut dyn Write) -> Result<()> {
    let built = objects::build(repo, plan)?;
    // First the verdict, then the refs: the hooks that they call look it up.
    verdict::record(repo, built.commit, &plan.version, judged)?;
    fault::step();
    steps::perform(repo, plan, &built, out)?;
    writeln!(out, "{} is released: {} on {}", plan.version, built.commit.short(), short(&plan.branch))?;
    if plan.destination.is_none() {
        writeln!(out, "it is here only; to push it: precheck-hook release {} --push", plan.version)?;
    }
    Ok(())
}

/// What the release brings, the gate's own evidence included.
fn changes(repo: &Repo, ready: &Ready, judged: &Judged) -> Result<Changes> {
    let recorded = Recorded::of(&judged.report.evidence, judged.facts());
    let snapshot = Snapshot::of_commit(repo, ready.head);
    let to = Side { snapshot, commit: ready.head, recorded: Some(recorded) };
    let from = Side::before(repo, ready.head, Some(&ready.version))?;
    let checks = Config::of_snapshot(&to.snapshot)?.checks;
    changelog::gather(repo, &checks, from.as_ref(), &to)
}

fn plan(ready: Ready, notes: String, judged: &Judged, now: OffsetDateTime) -> Result<Plan> {
    let files = manifest::files(&Facts {
        version: &ready.version,
        date: now,
        commit: ready.head,
        commit_role: "source",
        branch: Some(short(&ready.branch)),
        evidence: &judged.report.evidence,
        previous: ready.previous,
        notes_sha256: Some(digest::sha256(notes.as_bytes())),
        gate: judged.facts(),
    })?;
    Ok(Plan {
        version: ready.version,
        date: now,
        branch: ready.branch,
        source: ready.head,
        files,
        notes,
        destination: ready.destination,
    })
}

/// The manifest's signature, as a file of the release.
fn signature(repo: &Repo, plan: &Plan) -> Result<ReleaseFile> {
    let manifest = plan.manifest().context("a release without a manifest")?;
    let bytes = Key::of(repo)?.sign(&manifest.bytes).context("signing the manifest")?;
    Ok(ReleaseFile { path: paths::signature(&plan.version), bytes })
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

fn announce(plan: &Plan, shipped: &str, sign_manifest: bool, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{} would be released; nothing was changed.\n\nRefs:", plan.version)?;
    writeln!(out, "  {} from {} to a release commit on top of it", plan.branch, plan.source)?;
    writeln!(out, "  {} to a new annotated tag on that commit", plan.version.tag_ref())?;
    if let Some(to) = &plan.destination {
        writeln!(out, "  both pushed to {}, at {}", to.remote, to.branch)?;
    }
    if !shipped.is_empty() {
        writeln!(out, "\nWhat it ships differently:\n\n{}", shipped.trim_end())?;
    }
    for file in &plan.files {
        writeln!(out, "\n{}:\n{}", file.path, sanitize::lines(&String::from_utf8_lossy(&file.bytes)).trim_end())?;
    }
    if sign_manifest {
        writeln!(out, "\n{}:\nthe manifest's signature by your ssh key", paths::signature(&plan.version))?;
    }
    writeln!(out, "\nTag message:\n{}", sanitize::lines(&plan.tag_message()?).trim_end())?;
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
