//! What leaves: each tip alone, beside what it will meet, and against what is published and what was shipped.

use std::collections::{BTreeSet, HashSet};

use anyhow::Result;
use bstr::ByteSlice;

use super::contract::{self, Side};
use super::frameworks::{self, Found, Reader};
use super::graph::{self, Graph};
use super::leaving::Leaving;
use super::models::{self, Pushed};
use super::paths::is_below;
use super::{Migrations, commits, hazards, place_of, redis, released, union};
use crate::check::{Context, Examination, Push};
use crate::finding::{Finding, Severity};
use crate::git::{Oid, Snapshot};
use crate::version::Version;

impl Migrations {
    pub(super) fn judge_push(&self, push: &Push, context: &Context) -> Result<Examination> {
        let repo = push.repo;
        let mut seen = Examination::default();
        let mut told = BTreeSet::new();
        let tips = tips(push)?;
        let head = repo.head()?.filter(|head| tips.contains(head) || push.introduced.commits.contains(head));
        let own = head.filter(|head| !tips.contains(head));
        let reader = Reader::of(&self.locations, context.recall).within(context.budget);
        for commit in tips.iter().copied().chain(own) {
            context.budget.ask()?;
            let snapshot = Snapshot::of_commit(repo, commit);
            let found = reader.find(&snapshot)?;
            if own != Some(commit) {
                let leaving = Leaving::of(push, commit)?;
                redis::judge_push(push, commit, &leaving, &mut seen)?;
                let mut findings = models::judge(&found, &Pushed::of(push, &leaving))?;
                if touched(push, &leaving, &found, &reader)? {
                    findings.extend(judge_tip(push, &tips, (commit, &leaving), &found, &reader)?);
                }
                // Two branches that are pushed at once share most of their migrations.
                findings.retain(|f| told.insert((f.place.clone(), f.message.clone())));
                seen.findings.extend(findings);
            }
            if head == Some(commit) {
                seen.findings.extend(commits::judge(repo, &found, commits::Commit::Amended)?);
            }
        }
        Ok(seen)
    }
}

/// Judges the migrations of a pushed tip: alone, beside what they will meet, and against what is published.
fn judge_tip(
    push: &Push,
    tips: &[Oid],
    (tip, leaving): (Oid, &Leaving),
    found: &[Found],
    reader: &Reader,
) -> Result<Vec<Finding>> {
    let published = published(push, leaving, reader)?;
    let mut graphs = frameworks::graphs(found)?;
    graph::keep_first(&mut graphs, &published);
    let mut findings = news(leaving, graphs.iter().flat_map(Graph::judge));
    findings.extend(union::judge(push, tips, tip, &graphs, reader)?);
    findings.extend(broken_promises(push, (tip, leaving), &Side { found, graphs: &graphs }, reader)?);
    let added = contract::added(&published, &graphs);
    findings.extend(hazards::judge(&added, found)?.findings);
    Ok(findings)
}

/// What became of the last version's migrations by what leaves; what others have broken before stops nobody else.
fn broken_promises(push: &Push, (tip, leaving): (Oid, &Leaving), now: &Side, reader: &Reader) -> Result<Vec<Finding>> {
    let Some((version, tag)) = Version::highest_reachable(push.repo, tip)? else { return Ok(Vec::new()) };
    let before = released(push.repo, &version, &tag)?;
    let shipped = reader.find(&before)?;
    let then = Side { found: &shipped, graphs: &frameworks::graphs(&shipped)? };
    let broken = contract::judge(&version, &then, now)?.into_iter();
    Ok(broken.filter(|finding| finding.paths().any(|path| leaving.changes(path))).collect())
}

/// Errors, wherever they are, and warnings about what leaves.
fn news(leaving: &Leaving, findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let is_news = |finding: &Finding| place_of(finding).is_some_and(|path| leaving.changes(path));
    findings.filter(|finding| finding.severity == Severity::Error || is_news(finding)).collect()
}

/// The migrations that the other side has, as far as what leaves rests on them.
fn published(push: &Push, leaving: &Leaving, reader: &Reader) -> Result<Vec<Graph>> {
    let mut published = Vec::new();
    for &commit in &leaving.bases {
        published.extend(frameworks::graphs(&reader.find(&Snapshot::of_commit(push.repo, commit))?)?);
    }
    Ok(published)
}

/// The commits that the pushed refs come down to, each once.
fn tips(push: &Push) -> Result<Vec<Oid>> {
    let (mut tips, mut asked, mut known) = (Vec::new(), HashSet::new(), HashSet::new());
    for oid in push.updates.iter().filter_map(|update| update.local).filter(|oid| asked.insert(*oid)) {
        if let Some(commit) = push.repo.peel_to_commit(oid)?
            && known.insert(commit)
        {
            tips.push(commit);
        }
    }
    Ok(tips)
}

/// Whether what leaves can have changed the graph: something in one of the
/// folders came, changed or went, if only with the folder itself; or branches were
/// merged, which makes two heads of one each without changing any file.
fn touched(push: &Push, leaving: &Leaving, found: &[Found], reader: &Reader) -> Result<bool> {
    if in_folders(leaving, found) {
        return Ok(true);
    }
    if let Some(&base) = leaving.bases.first().filter(|_| !leaving.gone.is_empty())
        && in_folders(leaving, &reader.find(&Snapshot::of_commit(push.repo, base))?)
    {
        return Ok(true);
    }
    if found.is_empty() {
        return Ok(false);
    }
    for &commit in &push.introduced.commits {
        if push.repo.commit(commit)?.parents.len() > 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

fn in_folders(leaving: &Leaving, found: &[Found]) -> bool {
    let mut folders = found.iter().flat_map(|found| &found.folders);
    folders.any(|folder| leaving.paths().any(|path| is_below(path.as_bstr(), folder.path.as_bstr())))
}
