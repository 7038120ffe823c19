//! What a run came to.

use std::time::Instant;

use anyhow::Result;
use time::{Duration, OffsetDateTime};

use crate::check::{Examination, Tally};
use crate::evidence::Evidence;
use crate::finding::{Finding, Severity};
use crate::git::Oid;
use crate::version::Version;

/// The whole of a run.
pub struct Report {
    /// The version in question, where there is one.
    pub version: Option<Version>,
    /// The judged commit, where there is one.
    pub commit: Option<Oid>,
    /// `push`, `tag`, `manual`, `scan` or `verify`.
    pub event: &'static str,
    /// Whether warnings refuse too.
    pub strict: bool,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// How long it took.
    pub took: Duration,
    /// One entry a check, in the order of the gate.
    pub checks: Vec<CheckReport>,
    /// Waivers that were applied.
    pub waived: Vec<Waived>,
    /// What the manifest is to record.
    pub evidence: Evidence,
    /// How much was read.
    pub tally: Tally,
}

/// What one check came to.
pub struct CheckReport {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How long it took.
    pub took: Duration,
    /// What holds.
    pub passed: Vec<String>,
    /// What does not.
    pub findings: Vec<Finding>,
    /// Why it was skipped or broke.
    pub stopped: Option<Stopped>,
}

/// Why a check came to no judgement.
pub enum Stopped {
    /// There was nothing to judge, or its user left it out.
    Skipped(String),
    /// It could not judge.
    Broken(String),
}

/// A finding that was accepted, and why.
pub struct Waived {
    /// Its code.
    pub code: &'static str,
    /// The reason that stands with the waiver.
    pub reason: String,
}

/// A check's status. The order is that of badness.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Nothing was judged.
    Skip,
    /// All holds.
    Pass,
    /// Something is worth a look.
    Warn,
    /// Refused.
    Fail,
    /// Could not be judged.
    Broken,
}

/// What the run comes to as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// Go.
    Pass,
    /// Refused.
    Fail,
    /// Could not be judged.
    Broken,
}

impl Status {
    /// The word of the JSON report and of the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Broken => "broken",
        }
    }
}

impl CheckReport {
    /// A section of a verification: what `judge` saw, the worst first; an error means "could not judge".
    pub fn section(id: &'static str, title: &'static str, judge: impl FnOnce(&mut Examination) -> Result<()>) -> Self {
        let started = Instant::now();
        let mut seen = Examination::default();
        let judged = judge(&mut seen);
        let took = Duration::try_from(started.elapsed()).unwrap_or(Duration::MAX);
        seen.findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.place.cmp(&b.place)));
        let stopped = judged.err().map(|error| Stopped::Broken(format!("{error:#}")));
        Self { id, title, took, passed: seen.passed, findings: seen.findings, stopped }
    }

    /// A section that had nothing to judge, and why.
    pub fn skipped(id: &'static str, title: &'static str, reason: impl Into<String>) -> Self {
        let stopped = Some(Stopped::Skipped(reason.into()));
        Self { id, title, took: Duration::ZERO, passed: Vec::new(), findings: Vec::new(), stopped }
    }

    /// The worst of what it found.
    pub fn status(&self) -> Status {
        match &self.stopped {
            Some(Stopped::Broken(_)) => Status::Broken,
            Some(Stopped::Skipped(_)) => Status::Skip,
            None => match self.findings.iter().map(|f| f.severity).max() {
                Some(Severity::Error) => Status::Fail,
                Some(Severity::Warning) => Status::Warn,
                Some(Severity::Note) | None => Status::Pass,
            },
        }
    }
}

impl Report {
    /// What it comes to.
    pub fn verdict(&self) -> Verdict {
        match self.checks.iter().map(CheckReport::status).max() {
            Some(Status::Broken) => Verdict::Broken,
            Some(Status::Fail) => Verdict::Fail,
            _ => Verdict::Pass,
        }
    }

    /// Checks that refused nothing, and all that judged.
    pub fn score(&self) -> (usize, usize) {
        let judged = self.checks.iter().filter(|c| c.status() != Status::Skip);
        let passed = judged.clone().filter(|c| c.status() <= Status::Warn).count();
        (passed, judged.count())
    }
}

impl Verdict {
    /// 0 passed, 1 refused, 2 could not judge.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Fail => 1,
            Self::Broken => 2,
        }
    }
}
