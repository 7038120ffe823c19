//! The blobs of a push: few are read and scanned as they come, many in lanes,
//! each with a git beside this process and a thread beside this one.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Context as _, Result, anyhow, ensure};
use bstr::ByteSlice;

use super::super::examiner::Examiner;
use super::super::found::Found;
use super::super::left_out::LeftOut;
use crate::budget::Budget;
use crate::check::Context;
use crate::cleared::Cleared;
use crate::git::{Answer, Answers, Change, Oid, Questions, Repo, RepoPath};

/// A blob that leaves.
pub(super) struct Job {
    /// Its place in the order of the walk.
    pub order: usize,
    /// The commit that brings it, if one does.
    pub commit: Option<Oid>,
    /// As what it is looked at.
    pub manner: u64,
    pub change: Change,
}

/// What the blobs came to.
#[derive(Default)]
pub(super) struct Looked {
    pub objects: u64,
    pub bytes: u64,
    /// Only the remote of a partial clone has them.
    pub missing: u64,
    pub too_large: Vec<(Job, u64)>,
    pub found: Vec<(Job, Vec<Found>)>,
    pub left_out: LeftOut,
}

impl Looked {
    fn sum(parts: Vec<Self>) -> Self {
        parts.into_iter().fold(Self::default(), |mut sum, part| {
            sum.objects += part.objects;
            sum.bytes += part.bytes;
            sum.missing += part.missing;
            sum.too_large.extend(part.too_large);
            sum.found.extend(part.found);
            sum.left_out.absorb(part.left_out);
            sum
        })
    }
}

/// How the blobs of one push are looked at.
pub(super) enum Blobs<'r, 's> {
    /// At once, on this thread.
    Here { repo: &'r Repo, looking: Box<Looking<'r>> },
    /// In passing, on others.
    Beside { lanes: Vec<Lane<'s>> },
}

/// A git that reads and a thread that looks at what it has read.
pub(super) struct Lane<'s> {
    jobs: Sender<Job>,
    questions: Questions,
    looking: ScopedJoinHandle<'s, Result<Looked>>,
}

/// Beyond so many lanes the walk that feeds them is what takes the time.
const MOST_LANES: usize = 4;

impl<'r, 's> Blobs<'r, 's> {
    /// For a push of few blobs: no thread is started for it and no process.
    pub(super) fn here(looking: Looking<'r>, repo: &'r Repo) -> Self {
        Self::Here { repo, looking: looking.into() }
    }

    /// For a push of many.
    pub(super) fn beside(looking: &Looking<'s>, repo: &'r Repo, scope: &'s thread::Scope<'s, '_>) -> Result<Self> {
        let count = thread::available_parallelism().map_or(1, usize::from).min(MOST_LANES);
        let lane = |_| {
            let looking = looking.beginning();
            let (questions, answers) = repo.bulk()?;
            let (jobs, waiting) = mpsc::channel();
            let looking = scope.spawn(move || looking.at_all(&waiting, answers));
            Ok(Lane { jobs, questions, looking })
        };
        Ok(Self::Beside { lanes: (0..count).map(lane).collect::<Result<_>>()? })
    }

    /// Has a blob looked at.
    pub(super) fn look(&mut self, job: Job) -> Result<()> {
        match self {
            Self::Here { repo, looking } => {
                let answer = looking.read(repo, job.change.new)?;
                looking.at(job, answer)
            }
            Self::Beside { lanes } => {
                // The versions of a file share a lane, and so what they have in common.
                let number =
                    job.change.path.iter().fold(0, |sum: usize, &byte| sum.wrapping_mul(31) + usize::from(byte));
                let count = lanes.len();
                let Lane { jobs, questions, .. } = &mut lanes[number % count];
                let oid = job.change.new;
                // The other thread only stops early over an error, which is then its own to tell.
                jobs.send(job).map_err(|_| Stopped)?;
                questions.ask(oid).map_err(|_| Stopped.into())
            }
        }
    }

    /// Everything that was found, once all have been looked at. `walked` is what the walk that
    /// asked for them came to.
    pub(super) fn finish(self, walked: Result<()>) -> Result<Looked> {
        match self {
            Self::Here { looking, .. } => walked.map(|()| looking.looked),
            Self::Beside { lanes } => {
                let ended = |Lane { looking, .. }: Lane<'s>| looking;
                let looking: Vec<_> = lanes.into_iter().map(ended).collect();
                let join = |looking: ScopedJoinHandle<'s, Result<Looked>>| {
                    looking.join().map_err(|_| anyhow!("a thread that scans blobs died"))?
                };
                let looked = looking.into_iter().map(join).collect::<Result<Vec<_>>>();
                match walked {
                    Err(error) if !error.is::<Stopped>() => Err(error),
                    walked => looked.and_then(|looked| walked.map(|()| Looked::sum(looked))),
                }
            }
        }
    }
}

/// The other thread has stopped.
#[derive(Debug)]
struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the scan of the blobs has stopped")
    }
}

impl std::error::Error for Stopped {}

/// Blobs being looked at, one after the other.
pub(super) struct Looking<'e> {
    examiner: &'e Examiner<'e>,
    cleared: &'e Cleared,
    budget: &'e Budget,
    limit: u64,
    partial: bool,
    before: Before,
    looked: Looked,
}

impl<'e> Looking<'e> {
    pub(super) fn new(repo: &Repo, examiner: &'e Examiner<'e>, context: &Context<'e>, limit: u64) -> Result<Self> {
        let (partial, before, looked) = (repo.is_partial()?, Before::default(), Looked::default());
        let Context { cleared, budget, .. } = *context;
        Ok(Self { examiner, cleared, budget, limit, partial, before, looked })
    }

    /// The same with nothing looked at yet.
    fn beginning(&self) -> Self {
        Self { before: Before::default(), looked: Looked::default(), ..*self }
    }

    fn read(&self, repo: &Repo, oid: Oid) -> Result<Answer> {
        Ok(match repo.header(oid)? {
            None => Answer::Missing,
            Some((_, size)) if size > self.limit => Answer::TooLarge(size),
            Some((_, size)) if size > LARGE => repo.bulk_one(oid, self.limit)?,
            Some(_) => repo.read(oid)?.map_or(Answer::Missing, |object| Answer::Content(object.data)),
        })
    }

    fn at_all(mut self, jobs: &Receiver<Job>, mut answers: Answers) -> Result<Looked> {
        for job in jobs {
            let answer = answers.next(self.limit).with_context(|| format!("reading object {}", job.change.new))?;
            self.at(job, answer)?;
        }
        Ok(self.looked)
    }

    fn at(&mut self, job: Job, answer: Answer) -> Result<()> {
        self.budget.ask()?;
        let content = match answer {
            Answer::Content(content) => content,
            Answer::TooLarge(size) => {
                self.looked.too_large.push((job, size));
                return Ok(());
            }
            Answer::Missing => {
                ensure!(
                    self.partial,
                    "{} ({}) is not in this repository, so it can't be scanned; `git fsck` shows what is damaged",
                    self.examiner.scanner.masked(job.change.path.as_bstr())?,
                    job.change.new
                );
                self.looked.missing += 1;
                return Ok(());
            }
        };
        self.looked.objects += 1;
        self.looked.bytes += content.len() as u64;
        let path = job.change.path.as_bstr();
        let (found, unread) = self.examiner.look(path, &content, self.before.of(&job.change))?;
        self.looked.left_out.add(&self.examiner.scanner, path, &unread)?;
        if !found.is_empty() {
            self.looked.found.push((job, found));
        } else if unread.is_empty() {
            self.cleared.add(job.change.new, job.manner);
            self.before.keep(job.change, content);
        }
        Ok(())
    }
}

/// libgit2 holds a blob twice while it hands it over; a larger one is better read by git.
const LARGE: u64 = 16 << 20;

/// The versions of files that were read last and in which nothing was found: of
/// the next version only what differs can bring a secret.
#[derive(Default)]
struct Before {
    by_path: HashMap<RepoPath, (Oid, Vec<u8>)>,
    bytes: usize,
}

/// So many bytes of former versions are kept, in each lane.
const KEPT: usize = 16 << 20;

impl Before {
    /// What a parent has at the same path, if it was read not long ago.
    fn of(&self, change: &Change) -> Option<&[u8]> {
        let (oid, content) = self.by_path.get(&change.path)?;
        change.old.contains(oid).then_some(content)
    }

    fn keep(&mut self, change: Change, content: Vec<u8>) {
        if self.bytes + content.len() > KEPT {
            *self = Self::default();
        }
        if content.len() < KEPT / 8 {
            self.bytes += content.len();
            let former = self.by_path.insert(change.path, (change.new, content));
            self.bytes -= former.map_or(0, |(_, content)| content.len());
        }
    }
}
