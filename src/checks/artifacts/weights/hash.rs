//! Reads weights at the machine's limit: one thread a core, the largest file
//! first, no content read twice, never more than a few buffers of each in memory.
//! What is known from before is not read at all.

#[cfg(test)]
#[cfg(unix)]
mod tests;
mod worker;

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, anyhow};

use self::worker::{Proof, Worker};
use crate::check::{Progress, Task};
use crate::checks::artifacts::Globs;
use crate::finding::Finding;
use crate::git::{Oid, Repo, RepoPath, Stamp};
use crate::hashes::Hashes;

/// Where the bytes come from.
#[derive(Clone)]
pub enum Source {
    File(PathBuf),
    Blob(Oid),
}

/// A file to look into and to hash.
pub struct Job {
    pub path: RepoPath,
    pub source: Source,
    pub size: u64,
    pub storage: &'static str,
}

/// What became of it.
pub struct Seen {
    pub path: RepoPath,
    pub storage: &'static str,
    pub findings: Vec<Finding>,
    /// `None` for what is no weights, or did not hold still.
    pub hashed: Option<Hashed>,
}

pub struct Hashed {
    pub sha256: String,
    pub size: u64,
    pub format: String,
    /// The hash is from before.
    pub remembered: bool,
}

/// What all files are read with.
pub struct Reading<'a> {
    pub repo: &'a Repo,
    pub allow: &'a Globs,
    pub hashes: &'a Hashes<'a>,
    pub progress: &'a Progress,
}

impl Reading<'_> {
    /// Looks into all and hashes all, in no particular order. The first that can't be read fails all.
    pub fn all(&self, jobs: Vec<Job>) -> Result<Vec<Seen>> {
        let (mut seen, mut errands) = (Vec::new(), Vec::new());
        for job in jobs {
            let known = Known::of(&job, self.hashes);
            match self.recalled(&job, &known) {
                Some(recalled) => seen.push(recalled),
                // A repository stays on its thread; a command to read a blob may travel.
                None => errands.push(Errand { command: self.command(&job.source), job, known }),
            }
        }
        for (read, proof) in self.read(errands)? {
            self.remember(&read, proof.as_ref());
            seen.push(read);
        }
        Ok(seen)
    }

    /// A file of which everything is known.
    fn recalled(&self, job: &Job, known: &Known) -> Option<Seen> {
        let sha256 = known.sha256.clone()?;
        let format = self.hashes.of_look(&look(&job.path, &sha256, self.allow))?.to_owned();
        let size = known.stamp.map_or(job.size, |stamp| stamp.size());
        let hashed = Hashed { sha256, size, format, remembered: true };
        Some(Seen { path: job.path.clone(), storage: job.storage, findings: Vec::new(), hashed: Some(hashed) })
    }

    fn command(&self, source: &Source) -> Option<Command> {
        let Source::Blob(oid) = source else { return None };
        let mut command = self.repo.git();
        command.args(["cat-file", "blob", &oid.to_string()]);
        Some(command)
    }

    fn read(&self, mut errands: Vec<Errand>) -> Result<Vec<(Seen, Option<Proof>)>> {
        errands.sort_by_key(|errand| std::cmp::Reverse(errand.job.size));
        self.progress.begin(Task::Hash, errands.iter().map(Errand::to_hash).sum());
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers = cores.min(errands.len());
        let worker = Worker { allow: self.allow, progress: self.progress, ahead: workers < cores };
        let queue = Mutex::new(errands.into_iter());
        let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || -> Result<Vec<_>> { std::iter::from_fn(take).map(|errand| worker.run(errand)).collect() };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let mut seen = Vec::new();
            for worker in workers {
                seen.extend(worker.join().map_err(|_| anyhow!("a thread that hashed weights broke down"))??);
            }
            Ok(seen)
        })
    }

    fn remember(&self, seen: &Seen, proof: Option<&Proof>) {
        let Some(Hashed { sha256, format, .. }) = &seen.hashed else { return };
        match proof {
            Some(Proof::File(stamp)) => self.hashes.add_file(stamp, sha256),
            Some(Proof::Blob(blob)) => self.hashes.add_blob(*blob, sha256),
            None => {}
        }
        if seen.findings.is_empty() {
            self.hashes.add_look(&look(&seen.path, sha256, self.allow), format);
        }
    }
}

/// Everything that decides what a look comes to.
fn look(path: &RepoPath, sha256: &str, allow: &Globs) -> String {
    format!("{} {sha256} {path:?} {:?}", env!("PRECHECK_WEIGHTS"), allow.patterns)
}

/// What is known of a file before it is opened.
struct Known {
    stamp: Option<Stamp>,
    sha256: Option<String>,
}

impl Known {
    fn of(job: &Job, hashes: &Hashes) -> Self {
        let stamp = match &job.source {
            Source::File(place) => Stamp::at(place).ok(),
            Source::Blob(_) => None,
        };
        let sha256 = match &job.source {
            Source::File(_) => stamp.and_then(|stamp| hashes.of_file(&stamp)),
            Source::Blob(oid) => hashes.of_blob(*oid),
        };
        Self { stamp, sha256: sha256.map(str::to_owned) }
    }
}

/// A file that has to be opened.
struct Errand {
    job: Job,
    command: Option<Command>,
    known: Known,
}

impl Errand {
    /// So many bytes are hashed: none of a file whose hash is known, while a blob comes as a whole.
    fn to_hash(&self) -> u64 {
        if self.known.stamp.is_some() && self.known.sha256.is_some() { 0 } else { self.job.size }
    }
}
