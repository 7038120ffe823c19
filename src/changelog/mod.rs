//! Gathers what a version brings ([`Changes`]): what its commits say of themselves, and what only this program
//! knows of the files. Nothing is judged and nothing is shown here.

mod commits;
mod environment;
mod recorded;

use anyhow::{Context, Result};
use bstr::ByteSlice;

use crate::changes::{Changes, Migration, differences};
use crate::checks::{Checks, Mask};
use crate::git::{Oid, Repo, Snapshot};
use crate::recall::Recall;
use crate::version::Version;

pub use environment::examples;
pub use recorded::Recorded;

/// One end of what is compared.
pub struct Side<'r> {
    /// Its files.
    pub snapshot: Snapshot<'r>,
    /// The commit that they are of.
    pub commit: Oid,
    /// What its manifest records, if there is one.
    pub recorded: Option<Recorded>,
}

impl<'r> Side<'r> {
    /// A version that is released, or any other commit. A release made by `git tag` has its manifest
    /// committed after the tag: `later` has it then.
    pub fn of(repo: &'r Repo, commit: Oid, version: Option<&Version>, later: Oid) -> Result<Self> {
        let manifest = |at| version.map(|version| Recorded::read(repo, at, version)).transpose().map(Option::flatten);
        let recorded = match manifest(commit)? {
            Some(recorded) => Some(recorded),
            None => manifest(later)?,
        };
        Ok(Self { snapshot: Snapshot::of_commit(repo, commit), commit, recorded })
    }

    /// The highest version that `commit` reaches: below the one that it is, or else on a commit before it.
    pub fn before(repo: &'r Repo, commit: Oid, version: Option<&Version>) -> Result<Option<Self>> {
        for (before, tag) in Version::reachable(repo, commit)?.into_iter().rev() {
            let tagged = repo.peel_to_commit(tag.oid)?.with_context(|| format!("{before} tags no commit"))?;
            if version.map_or(tagged != commit, |version| before < *version) {
                return Self::of(repo, tagged, Some(&before), commit).map(Some);
            }
        }
        Ok(None)
    }
}

/// What `to` has that `from` had not; without a `from`, all that it has.
pub fn gather(repo: &Repo, checks: &Checks, from: Option<&Side>, to: &Side) -> Result<Changes> {
    let before = from.map(|from| &from.snapshot);
    let (commits, contributors) = commits::between(repo, from.map(|from| from.commit), to.commit)?;
    let mut changes = Changes {
        commits,
        contributors,
        migrations: migrations(repo, checks, before, &to.snapshot)?,
        environment: environment::changes(before, &to.snapshot)?,
        ..Changes::default()
    };
    // What stands in a first runbook is no news.
    if let Some(before) = before {
        changes.runbook = differences(&checks.runbook_sections(before)?, &checks.runbook_sections(&to.snapshot)?);
    }
    if let Some(recorded) = &to.recorded {
        changes.waivers = recorded.waivers();
        // Without a manifest nobody knows what there was.
        if let Some(before) = from.map_or_else(|| Some(Recorded::default()), |from| from.recorded.clone()) {
            changes.weights = differences(&before.weights(), &recorded.weights());
            changes.images = differences(&before.images, &recorded.images);
        }
    }
    show_no_secret(&mut changes, &checks.mask());
    Ok(changes)
}

/// Notes are published: what is quoted from commits and files is masked, whoever let it in.
fn show_no_secret(changes: &mut Changes, mask: &Mask) {
    let stories = changes
        .commits
        .iter_mut()
        .flat_map(|story| [&mut story.summary].into_iter().chain(&mut story.scope).chain(&mut story.breaks));
    let ids = changes.migrations.iter_mut().map(|migration| &mut migration.id);
    for text in stories.chain(ids).chain(&mut changes.contributors) {
        *text = mask.text(text);
    }
    for migration in &mut changes.migrations {
        migration.path = mask.path(migration.path.as_bstr());
    }
}

fn migrations(repo: &Repo, checks: &Checks, before: Option<&Snapshot>, now: &Snapshot) -> Result<Vec<Migration>> {
    let recall = Recall::of(repo);
    let lineages = checks.lineages(before, now, &recall).context("reading the migrations")?;
    recall.save();
    let added = |tool, revisions: Vec<crate::lineage::Revision>| {
        revisions.into_iter().filter(|revision| revision.is_new).map(move |revision| Migration {
            tool,
            id: revision.id,
            path: revision.path,
            reversible: revision.reversible,
        })
    };
    let mut migrations: Vec<_> = lineages.into_iter().flat_map(|l| added(l.tool, l.revisions)).collect();
    migrations.sort_by(|a, b| a.path.as_bstr().cmp(b.path.as_bstr()));
    Ok(migrations)
}
