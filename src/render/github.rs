//! Workflow commands of GitHub Actions: each finding becomes an annotation at its line.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write as _;

use super::Shown;
use crate::finding::{Finding, Severity};
use crate::report::{Report, Stopped, Verdict};
use crate::sanitize::{line as clean, lines as clean_lines};

/// A command a finding, and a line that says what it comes to.
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    for check in &report.checks {
        if let Some(Stopped::Broken(error)) = &check.stopped {
            let message = data(&format!("could not be judged: {}", clean_lines(error)));
            let _ = writeln!(out, "::error title={}::{message}", property(check.id));
        }
        for finding in &check.findings {
            command(&mut out, finding);
        }
    }
    let (passed, judged) = report.score();
    let verdict = match report.verdict() {
        Verdict::Pass => "passed",
        Verdict::Fail => "failed",
        Verdict::Broken => "could not be judged",
    };
    let _ = writeln!(out, "precheck-hook: {verdict}, {passed}/{judged} checks passed");
    out
}

fn command(out: &mut String, finding: &Finding) {
    let level = match finding.severity {
        Severity::Note => "notice",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let _ = write!(out, "::{level} title={}", property(finding.code.id));
    if let Some(place) = &finding.place {
        let _ = write!(out, ",file={}", property(&clean(&String::from_utf8_lossy(&place.path))));
        if let Some(line) = place.line {
            let _ = write!(out, ",line={line}");
        }
    }
    let mut message = clean(&finding.message);
    // A commit has no place in the command of its own.
    if let Some(place) = finding.place.as_ref().filter(|place| place.commit.is_some()) {
        let _ = write!(message, "\nat {}", Shown(place));
    }
    if let Some(help) = &finding.help {
        let _ = write!(message, "\ndo: {}", clean_lines(help));
    }
    let _ = writeln!(out, "::{}", data(&message));
}

/// The text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of `title`, `file` and their like.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
