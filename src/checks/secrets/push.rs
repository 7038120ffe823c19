//! Everything that a push would publish: blobs, messages, identities, tag
//! objects, the names of files and refs.

mod blobs;
mod published;
mod way_out;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::thread;

use anyhow::{Context as _, Result, ensure};
use bstr::{BStr, ByteSlice};

use self::blobs::{Blobs, Job, Looked, Looking};
pub(super) use self::published::PUBLISHED;
use self::published::Published;
use self::way_out::WayOut;
use super::examiner::Examiner;
use super::file_kind::FileKind;
use super::found::Found;
use super::ledger::Ledger;
use super::scanner::Scanner;
use super::{Secrets, not_scanned, packed, text};
use crate::check::{Context, Event, Examination, Progress, Push, Task};
use crate::cleared::Cleared;
use crate::finding::Place;
use crate::git::{Change, Commit, Kind, Mode, Oid, Repo, RepoPath, TagObject};

/// Scans what a push introduces.
pub(super) fn examine(settings: &Secrets, context: &Context, push: &Push, examination: &mut Examination) -> Result<()> {
    let (repo, limit) = (push.repo, settings.limit());
    let way_out = WayOut::of(repo, push)?;
    let examiner = Examiner::new(&settings.rules);
    let mut walk = Walk::new(repo, &way_out, &examiner.scanner, context.cleared);
    let looking = Looking::new(repo, &examiner, context, limit)?;
    let looked = thread::scope(|scope| {
        let mut blobs =
            // In bulk some versions of git end at what a partial clone lacks.
            if push.introduced.is_long() && !repo.is_partial()? {
                Blobs::beside(&looking, repo, scope)?
            } else {
                Blobs::here(looking, repo)
            };
        let walked = walk.all(push, &mut blobs, context);
        blobs.finish(walked)
    })?;
    let nothing = walk.objects + looked.objects + looked.missing == 0 && looked.too_large.is_empty();
    ensure!(
        push.introduced.is_empty() || !nothing,
        "the push brings objects but none of them was scanned; please report this with the output of \
         `git rev-list --objects HEAD`"
    );
    examination.tally.objects += walk.objects + looked.objects;
    examination.tally.bytes += walk.bytes + looked.bytes;
    if looked.missing > 0 {
        examination.tally.skipped.push(("not here (partial clone)".into(), looked.missing));
    }
    examination.tally.skipped.extend(looked.left_out.counted());
    report(settings, context, walk, looked, examination)
}

/// Something found, and where: what the ledger gets once all of it is known.
struct Sighting {
    /// Its place in the order of the walk: the first one of a secret tells where it came in.
    order: usize,
    found: Found,
    place: Place,
    /// The file's own path, which is not to be shown as it is.
    path: Option<RepoPath>,
    way_out: String,
}

struct Walk<'r> {
    repo: &'r Repo,
    way_out: &'r WayOut<'r>,
    scanner: &'r Scanner<'r>,
    cleared: &'r Cleared,
    /// What was read, and as what: a lock file's content under a settings file's name is read again.
    seen: HashSet<(Oid, u64)>,
    /// What came in once more, perhaps under another name.
    copies: Vec<Job>,
    seen_paths: HashSet<RepoPath>,
    sightings: Vec<Sighting>,
    /// What the commit that was asked about last removes.
    removed: Option<(Oid, Rc<[Vec<u8>]>)>,
    /// Commits that the other side has and others here build on.
    published: Published<'r>,
    order: usize,
    objects: u64,
    bytes: u64,
}

impl<'r> Walk<'r> {
    fn new(repo: &'r Repo, way_out: &'r WayOut<'r>, scanner: &'r Scanner<'r>, cleared: &'r Cleared) -> Self {
        Self {
            repo,
            way_out,
            scanner,
            cleared,
            seen: HashSet::new(),
            copies: Vec::new(),
            seen_paths: HashSet::new(),
            sightings: Vec::new(),
            removed: None,
            published: Published::new(repo),
            order: 0,
            objects: 0,
            bytes: 0,
        }
    }

    fn all(&mut self, push: &Push, blobs: &mut Blobs, context: &Context) -> Result<()> {
        let Context { progress, budget, .. } = context;
        match push.introduced.commits.as_slice() {
            // A first commit may be a whole project.
            [oid] => self.commit(*oid, blobs, Some(progress)).with_context(|| format!("scanning commit {oid}"))?,
            commits => {
                progress.begin(Task::Scan, commits.len() as u64);
                for &oid in commits {
                    budget.ask()?;
                    self.commit(oid, blobs, None).with_context(|| format!("scanning commit {oid}"))?;
                    progress.advance(1);
                }
            }
        }
        for tag in &push.introduced.tags {
            budget.ask()?;
            self.tag(tag).with_context(|| format!("scanning tag object {}", tag.oid))?;
        }
        for &(oid, kind) in &push.introduced.bare {
            self.bare(oid, kind, blobs).with_context(|| format!("scanning object {oid}"))?;
        }
        for update in push.updates.iter().filter(|update| update.local.is_some()) {
            budget.ask()?;
            self.name("ref name", update.remote_name.as_bstr(), None)?;
        }
        Ok(())
    }

    /// `progress` is told the files of the only commit.
    fn commit(&mut self, oid: Oid, blobs: &mut Blobs, progress: Option<&Progress>) -> Result<()> {
        let commit = self.repo.commit(oid)?;
        self.order += 1;
        self.objects += 1;
        self.bytes += (commit.headers.len() + commit.message.len()) as u64;
        self.published.passed(&commit)?;
        self.headers(&commit)?;
        self.message(&commit)?;
        let changes = self.repo.changes(&commit)?;
        if let Some(progress) = progress {
            progress.begin(Task::Scan, changes.len() as u64);
        }
        for change in changes {
            if self.seen_paths.insert(change.path.clone()) {
                self.name("file name", change.path.as_bstr(), Some(&commit))?;
            }
            self.blob(change, Some(oid), blobs)?;
            if let Some(progress) = progress {
                progress.advance(1);
            }
        }
        Ok(())
    }

    fn headers(&mut self, commit: &Commit) -> Result<()> {
        for hit in self.scanner.scan(&commit.headers, FileKind::Opaque)? {
            let line = text::line_at(&commit.headers, hit.secret.start);
            let what = match line.split(|&b| b == b' ').next() {
                Some(b"author") => "author",
                Some(b"committer") => "committer",
                _ => "commit header",
            };
            let place = self.brought(Place::file(what), Some(commit))?;
            self.sight(Found::of(&commit.headers, &hit), place, self.way_out.of_identity(commit)?);
        }
        Ok(())
    }

    fn message(&mut self, commit: &Commit) -> Result<()> {
        let message = text::readable(&commit.message);
        for hit in self.scanner.scan(&message, FileKind::Prose)? {
            let place = self.brought(Place::line("commit message", hit.line), Some(commit))?;
            self.sight(Found::of(&message, &hit), place, self.way_out.of_message(commit)?);
        }
        Ok(())
    }

    fn tag(&mut self, tag: &TagObject) -> Result<()> {
        self.order += 1;
        self.objects += 1;
        self.bytes += tag.raw.len() as u64;
        for hit in self.scanner.scan(&tag.raw, FileKind::Prose)? {
            let name = self.scanner.masked(tag.name.as_bstr())?;
            let way_out = format!("make the tag again without it: `git tag -f -a {name} {}`.", tag.target);
            self.sight(Found::of(&tag.raw, &hit), Place::line("tag message", hit.line), way_out);
        }
        Ok(())
    }

    /// What a ref or tag names without a commit.
    fn bare(&mut self, oid: Oid, kind: Kind, blobs: &mut Blobs) -> Result<()> {
        self.order += 1;
        let changes = match kind {
            Kind::Tree => {
                // It may be empty, and has been looked at all the same.
                self.objects += 1;
                self.repo.tree_blobs(oid)?
            }
            _ => vec![Change { path: oid.to_string().into(), mode: Mode::File, new: oid, old: Vec::new() }],
        };
        for change in changes {
            self.name("file name", change.path.as_bstr(), None)?;
            self.blob(change, None, blobs)?;
        }
        Ok(())
    }

    fn name(&mut self, what: &str, name: &BStr, commit: Option<&Commit>) -> Result<()> {
        for hit in self.scanner.scan(name, FileKind::Opaque)? {
            let place = self.brought(Place::file(what), commit)?;
            let way_out = match commit {
                Some(commit) => self.way_out.of_file_name(commit)?,
                None => "push it under another name.".to_owned(),
            };
            self.sight(Found::of(name, &hit), place, way_out);
        }
        Ok(())
    }

    fn blob(&mut self, change: Change, commit: Option<Oid>, blobs: &mut Blobs) -> Result<()> {
        let manner = self.scanner.manner(change.path.as_bstr())?;
        self.order += 1;
        let job = Job { order: self.order, commit, manner, change };
        if !self.seen.insert((job.change.new, manner)) {
            self.copies.push(job);
            return Ok(());
        }
        if self.cleared.has(job.change.new, manner) {
            self.objects += 1;
            return Ok(());
        }
        blobs.look(job)
    }

    /// The place as one of that commit, if one brings it.
    fn brought(&self, place: Place, commit: Option<&Commit>) -> Result<Place> {
        let Some(commit) = commit else { return Ok(place) };
        Ok(place.in_commit(commit.oid, self.scanner.masked(commit.author())?))
    }

    fn sight(&mut self, found: Found, place: Place, way_out: String) {
        self.sightings.push(Sighting { order: self.order, found, place, path: None, way_out });
    }

    /// What was found in a blob, less what stood in the file before.
    fn sight_blob(&mut self, job: &Job, found: Vec<Found>, limit: u64) -> Result<()> {
        let commit = job.commit.map(|oid| self.repo.commit(oid)).transpose()?;
        let before = self.before(&job.change, commit.as_ref(), limit)?;
        let path = self.scanner.masked(job.change.path.as_bstr())?;
        for found in packed::news(found, &before)? {
            let place = self.brought(Place::line(path.clone(), found.line), commit.as_ref())?;
            let way_out = match &commit {
                Some(commit) => self.way_out.of_file(commit, &job.change, path.as_bstr(), &found.secret)?,
                None => format!("delete the ref or tag that names {path} and make it again without."),
            };
            let raw = Some(job.change.path.clone());
            self.sightings.push(Sighting { order: job.order, found, place, path: raw, way_out });
        }
        Ok(())
    }

    /// What stood at the same path, and, for a file that was moved, what this commit removes.
    fn before(&mut self, change: &Change, commit: Option<&Commit>, limit: u64) -> Result<Rc<[Vec<u8>]>> {
        let contents = |oids: Vec<Oid>| -> Result<Rc<[Vec<u8>]>> {
            let mut contents = Vec::new();
            for oid in oids {
                if self.repo.header(oid)?.is_some_and(|(_, size)| size <= limit)
                    && let Some(object) = self.repo.read(oid)?
                {
                    contents.push(object.data);
                }
            }
            Ok(contents.into())
        };
        let Some(commit) = commit.filter(|_| change.old.is_empty()) else { return contents(change.old.clone()) };
        match &self.removed {
            Some((by, removed)) if *by == commit.oid => Ok(removed.clone()),
            _ => {
                let removed = contents(self.repo.removed(commit)?.iter().map(|gone| gone.new).collect())?;
                self.removed = Some((commit.oid, removed.clone()));
                Ok(removed)
            }
        }
    }
}

/// What was found, in every file that holds it: what is accepted in one is not
/// thereby accepted in its copy.
fn with_copies(mut found: Vec<(Job, Vec<Found>)>, copies: Vec<Job>) -> Vec<(Job, Vec<Found>)> {
    let blob = |job: &Job| (job.change.new, job.manner);
    let first: HashMap<_, _> =
        found.iter().map(|(job, found)| (blob(job), (job.change.path.clone(), found.clone()))).collect();
    found.extend(copies.into_iter().filter_map(|copy| {
        let (path, found) = first.get(&blob(&copy))?;
        (*path != copy.change.path).then(|| (copy, found.clone()))
    }));
    found
}

fn report(
    settings: &Secrets,
    context: &Context,
    mut walk: Walk,
    looked: Looked,
    examination: &mut Examination,
) -> Result<()> {
    let limit = settings.limit();
    let objects = walk.objects + looked.objects;
    let all_read = looked.too_large.is_empty();
    for (job, size) in looked.too_large {
        let commit = job.commit.map(|oid| walk.repo.commit(oid)).transpose()?;
        let file = Place::file(walk.scanner.masked(job.change.path.as_bstr())?);
        let place = walk.brought(file, commit.as_ref())?;
        examination.find(not_scanned(size, limit).at(place));
    }
    for (job, found) in with_copies(looked.found, std::mem::take(&mut walk.copies)) {
        walk.sight_blob(&job, found, limit).with_context(|| format!("placing what was found in {}", job.change.new))?;
    }
    walk.sightings.sort_by_key(|sighting| sighting.order);
    for Sighting { found, place, path, .. } in &mut walk.sightings {
        settings.allow.apply(Some(walk.repo), found, path.as_ref().map(|path| path.as_bstr()), place.commit)?;
    }
    let mut ledger = Ledger::default();
    if matches!(context.event, Event::Push(_)) {
        if !settings.refuse_published {
            walk.published.weigh(&mut walk.sightings)?;
        }
    } else {
        // Who scans by hand wants to know where; and there is no other side that could have a secret already.
        looked.left_out.findings().for_each(|finding| examination.find(finding));
    }
    for Sighting { found, place, way_out, .. } in walk.sightings {
        ledger.enter(found, place, &way_out);
    }
    if ledger.is_empty() && all_read {
        examination.pass(format!("No hard-coded secrets in {objects} objects"));
    }
    examination.findings.extend(ledger.findings());
    Ok(())
}

#[cfg(test)]
mod tests;
