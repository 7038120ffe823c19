//! A real repository in a temporary folder, for the tests of single checks.
//! Whole pushes and tags are tested in `tests/it`, through git and the binary.

pub mod history;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use tempfile::TempDir;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::budget::Budget;
use crate::check::{Check, Context, Destination, Event, Examination, ImageSources, Outcome, Progress, Push, Subject};
use crate::cleared::Cleared;
use crate::git::{Introduced, Oid, PushedRef, Repo, Snapshot};
use crate::version::Version;

/// The time at which every test runs.
pub const NOW: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

/// The date of every commit.
const DATE: OffsetDateTime = datetime!(2026-06-01 12:00 UTC);

/// That this happens, at that time, and nothing is known from before.
pub fn context(event: Event<'_>) -> Context<'_> {
    static CLEARED: LazyLock<Cleared> = LazyLock::new(Cleared::default);
    static PROGRESS: LazyLock<Progress> = LazyLock::new(Progress::default);
    Context {
        event,
        now: NOW,
        cleared: &CLEARED,
        recall: Box::leak(Box::default()),
        hashes: Box::leak(Box::default()),
        budget: Budget::none(),
        progress: &PROGRESS,
        images: None,
    }
}

/// Holds what a hostile input takes below a number of seconds of this thread's
/// processor time: a machine that is busy with other things takes none of it.
pub struct Bounded(u64, Duration);

impl Bounded {
    /// From now on.
    pub fn below(seconds: u64) -> Self {
        Self(seconds, processor_time())
    }
}

impl Drop for Bounded {
    fn drop(&mut self) {
        let took = processor_time().saturating_sub(self.1);
        assert!(std::thread::panicking() || took.as_secs() < self.0, "it took {took:?}");
    }
}

fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap()
}

/// A temporary repository on branch `main`, with no configuration but its own.
pub struct Sandbox(TempDir);

impl Sandbox {
    pub fn new() -> Self {
        let sandbox = Self(tempfile::tempdir().unwrap());
        let mut options = git2::RepositoryInitOptions::new();
        git2::Repository::init_opts(sandbox.path(), options.initial_head("main").external_template(false)).unwrap();
        sandbox
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs git here; panics with git's words if it fails.
    pub fn git(&self, arguments: &[&str]) -> String {
        let out = Command::new("git")
            .current_dir(self.path())
            .args(arguments)
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
            .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org")])
            .envs([("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.org")])
            .envs([("GIT_AUTHOR_DATE", "2026-06-01T12:00:00Z"), ("GIT_COMMITTER_DATE", "2026-06-01T12:00:00Z")])
            .output()
            .unwrap();
        assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    }

    /// Writes the schema down anew, as who adds migrations does.
    pub fn document(&self) {
        let head = self.repo().head().unwrap();
        self.write("docs/schema.md", format!("# Schema\n\nafter {head:?}\n"));
    }

    /// Writes a file without telling git.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Commits everything that is not ignored. In this process where it can be:
    /// to start git three times for each commit took half of all tests' time.
    pub fn commit(&self, message: &str) -> Oid {
        let plain = git2::Repository::open(self.path()).ok().filter(|r| r.state() == git2::RepositoryState::Clean);
        let committed = plain.map(|repository| commit_all(&repository, message).unwrap().to_string());
        let oid = committed.unwrap_or_else(|| {
            self.git(&["add", "--all"]);
            self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
            self.git(&["rev-parse", "HEAD"])
        });
        Oid::from_hex(oid.as_bytes()).unwrap()
    }

    pub fn repo(&self) -> Repo {
        Repo::open(self.path()).unwrap()
    }

    /// What `check` says of the work tree, as `run --version VERSION` would ask it.
    pub fn gate(&self, check: &dyn Check, version: Option<&str>) -> anyhow::Result<Outcome> {
        self.gate_asking(check, version, None)
    }

    fn gate_asking(
        &self,
        check: &dyn Check,
        version: Option<&str>,
        images: Option<&dyn ImageSources>,
    ) -> anyhow::Result<Outcome> {
        let repo = self.repo();
        let reachable = repo.head()?.map(|head| Version::reachable(&repo, head)).transpose()?.unwrap_or_default();
        let version = version.map(|v| v.parse().unwrap());
        let snapshot = Snapshot::of_work_tree(&repo);
        let subject = Subject { repo: &repo, snapshot, version, making: None, reachable };
        check.run(&Context { images, ..context(Event::Gate(&subject)) })
    }

    /// As [`Sandbox::gate`], for a check that is expected to judge.
    pub fn examine(&self, check: &dyn Check, version: Option<&str>) -> Examination {
        expect_ran(self.gate(check, version).unwrap())
    }

    /// As [`Sandbox::examine`], where these may be asked for images.
    pub fn examine_asking(&self, check: &dyn Check, images: &dyn ImageSources) -> Examination {
        expect_ran(self.gate_asking(check, None, Some(images)).unwrap())
    }

    /// What `check` says of a push of HEAD to a new branch on a remote that has `known`.
    pub fn push(&self, check: &dyn Check, known: &[Oid]) -> Examination {
        let repo = self.repo();
        let updates = vec![PushedRef {
            local_name: "refs/heads/main".into(),
            local: repo.head().unwrap(),
            remote_name: "refs/heads/main".into(),
            remote: None,
        }];
        let introduced = Introduced::of(&repo, &updates, known).unwrap();
        let push = Push { repo: &repo, to: Destination::Remote("origin".into()), updates, introduced };
        expect_ran(check.run(&context(Event::Push(&push))).unwrap())
    }
}

impl Examination {
    /// The codes found, sorted.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.findings.iter().map(|f| f.code.id).collect();
        codes.sort_unstable();
        codes
    }
}

fn commit_all(repository: &git2::Repository, message: &str) -> Result<git2::Oid, git2::Error> {
    let mut index = repository.index()?;
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None)?;
    index.update_all(["*"], None)?;
    index.write()?;
    let tree = repository.find_tree(index.write_tree()?)?;
    let ada = git2::Signature::new("Ada", "ada@example.org", &git2::Time::new(DATE.unix_timestamp(), 0))?;
    let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
    repository.commit(Some("HEAD"), &ada, &ada, &format!("{message}\n"), &tree, &Vec::from_iter(parent.as_ref()))
}

fn expect_ran(outcome: Outcome) -> Examination {
    match outcome {
        Outcome::Ran(examination) => examination,
        Outcome::Skipped { reason } => panic!("skipped: {reason}"),
        Outcome::Broken(error) => panic!("broken: {error:#}"),
    }
}
