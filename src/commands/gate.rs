//! The gate on one subject: read the settings that belong to it, run the checks,
//! keep what the verdict rests on.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use time::OffsetDateTime;

use super::{bypasses, progress};
use crate::budget::Budget;
use crate::check::{Context, Event, Progress, Subject};
use crate::cleared::Cleared;
use crate::config::Config;
use crate::engine::{self, Options};
use crate::git::{Oid, RefUpdate, Repo, Snapshot};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::release::paths;
use crate::report::{Report, Verdict};
use crate::verdict::{Judged, Passed};
use crate::version::Version;

/// Judges a commit's tree, or the work tree where none is named. `hashes` says what need not be read again.
pub fn run(
    repo: &Repo,
    commit: Option<Oid>,
    version: Option<Version>,
    options: &Options,
    hashes: Hashes,
    now: OffsetDateTime,
) -> Result<Judged> {
    let (config, snapshot) = opened(repo, commit)?;
    judge(&config, &subject(repo, snapshot, version, None)?, options, hashes, Budget::none(), now)
}

/// A commit's tree, or the work tree where none is named, with the settings that belong to it.
pub fn opened(repo: &Repo, commit: Option<Oid>) -> Result<(Config, Snapshot<'_>)> {
    Ok(match commit {
        Some(commit) => {
            let snapshot = Snapshot::of_commit(repo, commit);
            (Config::of_snapshot(&snapshot)?, snapshot)
        }
        None => (Config::of_repo(repo)?, Snapshot::of_work_tree(repo)),
    })
}

/// A version tag that is being made or pushed.
pub struct Tag {
    /// The version it stands for.
    pub version: Version,
    /// The tag object, or the commit itself for a lightweight tag.
    pub object: Oid,
    /// The commit it comes down to.
    pub commit: Oid,
    /// What git said of the ref.
    pub update: RefUpdate,
}

/// What became of a version tag.
pub enum TagVerdict {
    /// It had passed before, and all that rests on is as it was.
    OnRecord(Passed),
    /// It was judged now and passed; it is on record.
    Passed(Passed, Box<Report>),
    /// It was judged now and is refused.
    Refused(Box<Report>),
}

impl Tag {
    /// The version tag that an update makes or moves; `None` for any other ref
    /// and for a deletion. A version tag on anything but a commit is an error.
    pub fn of(repo: &Repo, update: RefUpdate) -> Result<Option<Self>> {
        let Some((version, object)) = Version::of_ref(&update.name).zip(update.new) else { return Ok(None) };
        let commit = repo.peel_to_commit(object)?.with_context(|| {
            format!("{version} would name {object}, which is no commit; a version tag belongs on a commit")
        })?;
        Ok(Some(Self { version, object, commit, update }))
    }

    /// Looks the verdict up. A tag that stands and is to move is judged whatever
    /// was judged before: that it moves is what the gate has to refuse. A bypass
    /// holds for its own command: one without it does not live on its record.
    pub fn on_record(&self, repo: &Repo, options: &Options) -> Result<Option<Passed>> {
        let stands = self.update.old.or(repo.read_ref(&self.version.tag_ref())?);
        if stands.is_some_and(|stands| stands != self.object) {
            return Ok(None);
        }
        let Some(passed) = Passed::load(repo, &self.version, self.commit) else { return Ok(None) };
        if !passed.is_whole() && options.skip.is_none() {
            return Ok(None);
        }
        let snapshot = Snapshot::of_commit(repo, self.commit).with_outputs(paths::all(&self.version));
        let config = Config::of_snapshot(&snapshot)?;
        Ok(passed.holds(&config.sha256, &snapshot)?.then_some(passed))
    }

    /// Looks the verdict up, and runs the gate where there is none.
    pub fn judge(self, repo: &Repo, options: &Options, budget: &Budget, now: OffsetDateTime) -> Result<TagVerdict> {
        if let Some(passed) = self.on_record(repo, options)? {
            return Ok(TagVerdict::OnRecord(passed));
        }
        let snapshot = Snapshot::of_commit(repo, self.commit);
        let config = Config::of_snapshot(&snapshot)?;
        let subject = subject(repo, snapshot, Some(self.version.clone()), Some(self.update))?;
        let judged = judge(&config, &subject, options, Hashes::of(repo), budget, now)?;
        if judged.report.verdict() != Verdict::Pass {
            return Ok(TagVerdict::Refused(Box::new(judged.report)));
        }
        let passed = Passed::of(self.commit, &judged);
        passed.save(repo, &self.version)?;
        Ok(TagVerdict::Passed(passed, Box::new(judged.report)))
    }
}

/// Those checks that need no files outside git, by a server's own settings.
pub fn of_server(
    tag: Tag,
    repo: &Repo,
    config: &Config,
    options: &Options,
    budget: &Budget,
    now: OffsetDateTime,
) -> Result<Report> {
    let only = ["release_tag", "migrations", "runbook"].map(str::to_owned).to_vec();
    let options = Options { only, skip: options.skip.clone(), ..*options };
    let subject = subject(repo, Snapshot::of_commit(repo, tag.commit), Some(tag.version), Some(tag.update))?;
    Ok(judge(config, &subject, &options, Hashes::default(), budget, now)?.report)
}

fn subject<'r>(
    repo: &'r Repo,
    snapshot: Snapshot<'r>,
    version: Option<Version>,
    making: Option<RefUpdate>,
) -> Result<Subject<'r>> {
    let commit = match snapshot.commit() {
        Some(commit) => Some(commit),
        None => repo.head()?,
    };
    let reachable = commit.map(|commit| Version::reachable(repo, commit)).transpose()?.unwrap_or_default();
    let outputs = version.iter().flat_map(paths::all);
    let snapshot = snapshot.with_outputs(outputs);
    Ok(Subject { repo, snapshot, version, making, reachable })
}

fn judge(
    config: &Config,
    subject: &Subject,
    options: &Options,
    hashes: Hashes,
    budget: &Budget,
    now: OffsetDateTime,
) -> Result<Judged> {
    let repo = subject.repo;
    // What lies in a work tree has no name before it is read.
    let cleared = match subject.snapshot.commit() {
        Some(_) => Cleared::load(repo, &config.sha256),
        None => Cleared::default(),
    };
    let recall = Recall::of(repo);
    let images = super::image_sources();
    let progress = Arc::new(Progress::default());
    let event = Event::Gate(subject);
    let context = Context {
        event,
        now,
        cleared: &cleared,
        recall: &recall,
        hashes: &hashes,
        budget,
        progress: &progress,
        images: Some(&images),
    };
    let report = progress::shown(&progress, || engine::run(config, options, &context));
    cleared.save();
    recall.save();
    hashes.save();
    let previous = subject.previous().map(|(_, tag)| repo.peel_to_commit(tag.oid)).transpose()?.flatten();
    let bypasses = bypasses::after(repo, previous)?;
    Ok(Judged { report, config_sha256: config.sha256.clone(), inputs: subject.snapshot.inputs(), bypasses })
}
