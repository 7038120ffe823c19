//! The contract between the engine and a check.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::Result;
use time::OffsetDateTime;

use crate::budget::Budget;
use crate::cleared::Cleared;
use crate::evidence::Evidence;
use crate::finding::{Code, Finding};
use crate::git::{Introduced, PushedRef, Ref, RefUpdate, Repo, Snapshot};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::version::Version;

/// One check of the gate. The implementor is its own section of
/// `precheck.toml` (`[checks.ID]`).
///
/// A check reads the [`Context`] and nothing else: it never prints, never looks
/// at the disk, the environment or the clock by itself, and knows no other check.
pub trait Check {
    /// Its id, as in `[checks.ID]`, `--only ID` and the first half of its codes.
    fn id(&self) -> &'static str;

    /// Its title in the report.
    fn title(&self) -> &'static str;

    /// Everything it can find, for `precheck-hook explain`.
    fn codes(&self) -> Vec<&'static Code>;

    /// Whether it judges pushes; all checks judge releases.
    fn judges_pushes(&self) -> bool {
        false
    }

    /// Judges. An error means "could not judge" and fails the gate.
    fn run(&self, context: &Context) -> Result<Outcome>;
}

/// What a check may look at.
pub struct Context<'a> {
    /// What is going on.
    pub event: Event<'a>,
    /// The time, decided once.
    pub now: OffsetDateTime,
    /// What need not be scanned again.
    pub cleared: &'a Cleared,
    /// What need not be parsed again.
    pub recall: &'a Recall<'a>,
    /// What need not be hashed again.
    pub hashes: &'a Hashes<'a>,
    /// How long judging may take: what is long asks it again and again.
    pub budget: &'a Budget,
    /// Where a check says how far it has come.
    pub progress: &'a Progress,
    /// Who may be asked for images beyond the repository; nobody at a push.
    pub images: Option<&'a dyn ImageSources>,
}

/// Whoever knows images that are not in the repository.
pub trait ImageSources {
    /// What registries serve under these names, each verified against its digest.
    fn served(&self, names: &[ImageName]) -> Vec<Result<Served, Unserved>>;

    /// What the engine on this machine has under these names; an error says in a sentence why it can't be asked.
    fn built(&self, names: &[String]) -> Result<Vec<Option<Built>>, String>;
}

/// An image that the engine has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Its id: the digest of its configuration or, where containerd stores it, of its manifest.
    pub id: String,
    /// Whether it came from a registry, or has gone to one, as it is.
    pub is_of_registry: bool,
}

/// What a registry is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImageName {
    /// Its host; `docker.io` is Docker Hub.
    pub registry: String,
    /// The name there: `team/app`.
    pub repository: String,
    /// A tag, or `sha256:…`.
    pub reference: String,
}

/// A manifest as a registry serves it.
#[derive(Clone, Debug)]
pub struct Served {
    /// Of `manifest`: `sha256:…`.
    pub digest: String,
    /// Its bytes.
    pub manifest: Vec<u8>,
}

/// Why there is no manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unserved {
    /// The registry does not have it.
    Absent,
    /// The registry does not say without other credentials.
    Denied,
    /// The registry could not be asked, or its answer can't be used: what happened, as the end of a sentence.
    Failed(String),
}

/// How far long work has come, for whoever waits for it.
#[derive(Default)]
pub struct Progress {
    hashes: AtomicBool,
    all: AtomicU64,
    done: AtomicU64,
}

/// The work that goes on, as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stage {
    /// What is done.
    pub task: Task,
    /// So much of it lies behind; in bytes where it is counted in bytes.
    pub done: u64,
    /// So much there is in all; nothing while that is not known.
    pub all: u64,
}

/// Work that can take long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// Files, or commits, are scanned one by one.
    Scan,
    /// Files are hashed byte by byte.
    Hash,
}

impl Progress {
    /// So much work of this kind lies ahead.
    pub fn begin(&self, task: Task, all: u64) {
        self.all.store(0, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.hashes.store(task == Task::Hash, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }

    /// So much of it is done.
    pub fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
    }

    /// How it stands.
    pub fn stage(&self) -> Stage {
        let task = if self.hashes.load(Ordering::Relaxed) { Task::Hash } else { Task::Scan };
        let all = self.all.load(Ordering::Relaxed);
        // What is read a second time, as it has changed, is not more than there is.
        Stage { task, done: self.done.load(Ordering::Relaxed).min(all), all }
    }
}

/// What is being judged.
#[derive(Clone, Copy)]
pub enum Event<'a> {
    /// Commits are about to leave.
    Push(&'a Push<'a>),
    /// A release is to be made, or the gate is run by hand.
    Gate(&'a Subject<'a>),
    /// Files are scanned by hand: on disk, or what is staged.
    Scan(&'a Snapshot<'a>),
    /// Commits are scanned by hand, as if they were pushed.
    History(&'a Push<'a>),
}

/// A push.
pub struct Push<'a> {
    /// The repository that it leaves or, on a server, that receives it.
    pub repo: &'a Repo,
    /// Where it goes.
    pub to: Destination,
    /// What git said on the hook's stdin.
    pub updates: Vec<PushedRef>,
    /// What the other side does not have yet.
    pub introduced: Introduced,
}

/// Where a push goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Destination {
    /// To the remote of this name, or of this URL where it has no name.
    Remote(String),
    /// Into the very repository that is asked: this is its server. Or, in a scan by hand, nowhere.
    Here,
}

/// What the five checks judge.
pub struct Subject<'a> {
    /// The repository that is released.
    pub repo: &'a Repo,
    /// The files.
    pub snapshot: Snapshot<'a>,
    /// The version that is, or is to be, released; a run by hand may name none.
    pub version: Option<Version>,
    /// The tag that is being made right now, when git asks.
    pub making: Option<RefUpdate>,
    /// The version tags that the judged commit reaches, itself included, lowest first.
    pub reachable: Vec<(Version, Ref)>,
}

impl Subject<'_> {
    /// The release before this one: the highest version tag that the judged
    /// commit reaches and that is lower than the version itself.
    pub fn previous(&self) -> Option<&(Version, Ref)> {
        self.reachable.iter().rev().find(|(version, _)| self.version.as_ref().is_none_or(|this| version < this))
    }
}

/// What became of a check.
pub enum Outcome {
    /// It judged.
    Ran(Examination),
    /// There was nothing to judge, and why.
    Skipped {
        /// Why, as a sentence for the report.
        reason: String,
    },
    /// It could not judge.
    Broken(anyhow::Error),
}

/// What a check saw.
#[derive(Default)]
pub struct Examination {
    /// What holds, one sentence a line of the report.
    pub passed: Vec<String>,
    /// What does not.
    pub findings: Vec<Finding>,
    /// What the manifest is to record.
    pub evidence: Evidence,
    /// How much was read.
    pub tally: Tally,
}

/// How much was read, for the receipt of a push.
#[derive(Default, Clone, Debug)]
pub struct Tally {
    /// Objects looked into.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What was not looked into, and why, each with how often.
    pub skipped: Vec<(String, u64)>,
}

impl Examination {
    /// Notes that something holds.
    pub fn pass(&mut self, sentence: impl Into<String>) {
        self.passed.push(sentence.into());
    }

    /// Notes a finding.
    pub fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }
}

impl Tally {
    /// Adds what another check has read.
    pub fn absorb(&mut self, other: Self) {
        self.objects += other.objects;
        self.bytes += other.bytes;
        self.skipped.extend(other.skipped);
    }
}
