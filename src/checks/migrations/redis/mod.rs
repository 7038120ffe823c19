//! What two releases of the code must agree on in Redis: a declared registry
//! if there is one, and the literal keys and commands that the code writes.
//! Keys that are put together at run time can't be seen; nothing here says
//! "compatible".

mod agreement;
mod calls;
mod code;
mod commands;
mod constants;
mod declared;
mod evidence;
mod indexes;
mod models;
mod node;
mod objects;
mod reader;
pub mod registry;
mod sides;
pub mod source;
mod usage;

use anyhow::Result;

use super::leaving::Leaving;
use super::trailer;
use crate::check::{Examination, Push};
use crate::finding::{Code, Finding, Severity};
use crate::git::{Oid, Repo, Snapshot};
use crate::version::Version;
use declared::Occasion;
use evidence::Evidence;
use registry::Registry;

/// What is reported about Redis.
pub static CODES: [&Code; 12] = [
    &code::CHANGED,
    &code::NOT_READ,
    &declared::INVALID,
    &declared::BREAKING,
    &declared::UNCHANGED,
    &declared::ORDER,
    &usage::UNDECLARED,
    &usage::CONTRADICTED,
    &usage::LASTING,
    &usage::SWEEP,
    &indexes::UNDECLARED,
    &indexes::CONTRADICTED,
];

/// Compares what is released with the last version.
pub fn judge(repo: &Repo, version: &Version, before: &Snapshot, now: &Snapshot, seen: &mut Examination) -> Result<()> {
    let plan = super::plan::rollback(now)?;
    let differs = declared::judge(&sides::registries(before, now)?, &Occasion::Release { plan: &plan }, seen)?;
    let evidence = Evidence::of_release(before, now)?;
    let mut findings = code::judge(&evidence, registry(now)?.as_ref());
    findings.extend(evidence.unread.iter().map(code::not_read));
    // Where something declared differs already, nothing is said to be unchanged.
    if !differs && findings.is_empty() {
        seen.pass(code::clean(&evidence));
    }
    let tip = now.commit().map_or_else(|| repo.head(), |commit| Ok(Some(commit)))?;
    if has_changed(&findings)
        && let (Some(tip), Some(last)) = (tip, before.commit())
        && let Some(commit) = trailer::reviewed(repo, &repo.commits(&[tip], &[last])?)?
    {
        findings.retain(is_not_confirmed);
        seen.pass(format!(
            "What the code writes to Redis differs from {version}; commit {commit} says it was reviewed"
        ));
    }
    seen.findings.extend(findings);
    Ok(())
}

/// Compares what leaves with what the other side has.
pub fn judge_push(push: &Push, tip: Oid, leaving: &Leaving, seen: &mut Examination) -> Result<()> {
    // A first push leaves nothing that anything has to agree with.
    if leaving.bases.is_empty() {
        return Ok(());
    }
    declared::judge(&sides::pushed(push, leaving)?, &Occasion::Push { push }, seen)?;
    let evidence = Evidence::of_push(push, leaving)?;
    if evidence.files.is_empty() {
        return Ok(());
    }
    let mut findings = code::judge(&evidence, registry(&Snapshot::of_commit(push.repo, tip))?.as_ref());
    if has_changed(&findings) && trailer::reviewed(push.repo, &push.introduced.commits)?.is_some() {
        findings.retain(is_not_confirmed);
    }
    // Keys that only come in addition are for the release to list; and two branches that are
    // pushed at once share most of their code.
    let told = |new: &Finding| seen.findings.iter().any(|old| (&old.place, &old.message) == (&new.place, &new.message));
    findings.retain(|finding| finding.severity > Severity::Note && !told(finding));
    seen.findings.extend(findings);
    Ok(())
}

/// What is declared. Several services may each have their own; then any of them declares a key.
fn registry(snapshot: &Snapshot) -> Result<Option<Registry>> {
    let texts = sides::texts(snapshot)?;
    Ok(texts.iter().filter_map(|(path, text)| Registry::read(path, text).ok()).reduce(Registry::joined))
}

fn has_changed(findings: &[Finding]) -> bool {
    !findings.iter().all(is_not_confirmed)
}

/// Whether no trailer can confirm it.
fn is_not_confirmed(finding: &Finding) -> bool {
    finding.code.id != code::CHANGED.id
}

#[cfg(test)]
mod tests;
