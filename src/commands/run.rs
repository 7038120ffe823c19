use anyhow::{Context, Result};

use super::{World, bypasses, commit_or_work_tree, gate, hook, known_checks, range};
use crate::cli::RunArgs;
use crate::engine::Options;
use crate::git::{Oid, Repo};
use crate::hashes::Hashes;
use crate::report::Verdict;
use crate::sanitize;
use crate::verdict;
use crate::version::Version;

/// `precheck-hook run`
pub fn run(args: &RunArgs, world: &World) -> Result<u8> {
    known_checks(&args.only).context("--only takes the id of a check")?;
    let named: Option<Version> = args.version.as_deref().map(str::parse).transpose().context("--version")?;
    let repo = world.repo()?;
    if let Some(range) = &args.range {
        let report = range::judge(&repo, range, args, world)?;
        super::show(&report, args.format, args.output.as_deref(), world)?;
        return Ok(report.verdict().exit_code());
    }
    let at = commit_or_work_tree(&repo, args.at.as_deref())?;
    let version = match named {
        Some(version) => Some(version),
        None => tag_on(&repo, at)?,
    };
    let options =
        Options { strict: args.strict, only: args.only.clone(), skip: world.skip.clone(), ..Options::default() };
    let judged = gate::run(&repo, at, version.clone(), &options, Hashes::of(&repo), world.now)?;
    for bypass in &judged.bypasses {
        let line = bypasses::line(bypass);
        hook::say(&sanitize::lines(&format!("precheck-hook: bypassed since the last version, {line}\n")));
    }
    world.record_bypass(&repo, "run")?;
    super::show(&judged.report, args.format, args.output.as_deref(), world)?;
    if let (Some(commit), Some(version), Verdict::Pass) = (at, &version, judged.report.verdict())
        && args.only.is_empty()
        && world.skip.is_none()
    {
        verdict::record(&repo, commit, version, &judged)?;
    }
    Ok(judged.report.verdict().exit_code())
}

/// The highest version tag that sits on the judged commit: run after a
/// checkout of a tag, the gate is about that version.
fn tag_on(repo: &Repo, at: Option<Oid>) -> Result<Option<Version>> {
    let Some(commit) = at.or(repo.head()?) else { return Ok(None) };
    for (version, tag) in Version::reachable(repo, commit)?.into_iter().rev() {
        if tag.name == version.tag_ref() && repo.peel_to_commit(tag.oid)? == Some(commit) {
            return Ok(Some(version));
        }
    }
    Ok(None)
}
