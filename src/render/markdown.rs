use std::fmt::Write as _;

use super::Shown;
use crate::finding::{Finding, Severity};
use crate::report::{Report, Status, Stopped, Verdict};
use crate::sanitize::line as clean;

/// A table of the checks and a list of what was found.
pub fn markdown(report: &Report) -> String {
    let version = report.version.as_ref().map_or_else(String::new, |v| format!(" {v}"));
    let verdict = match report.verdict() {
        Verdict::Pass => "passed",
        Verdict::Fail => "failed",
        Verdict::Broken => "could not be judged",
    };
    let (passed, judged) = report.score();
    let mut out = format!("## Pre-deployment check{version}: {verdict}\n\n{passed}/{judged} checks passed");
    if let Some(commit) = report.commit {
        let _ = write!(out, " at `{}`", commit.short());
    }
    out.push_str(".\n\n| check | result |\n| --- | --- |\n");
    for check in &report.checks {
        let mark = match check.status() {
            Status::Pass => "✓ pass",
            Status::Warn => "! warn",
            Status::Skip => "– skipped",
            Status::Fail => "✗ fail",
            Status::Broken => "✗ could not be judged",
        };
        let _ = writeln!(out, "| {} | {mark} |", check.id);
    }
    for check in report.checks.iter().filter(|c| !c.findings.is_empty() || c.stopped.is_some()) {
        let _ = writeln!(out, "\n### {}\n", check.title);
        if let Some(Stopped::Skipped(reason) | Stopped::Broken(reason)) = &check.stopped {
            let _ = writeln!(out, "{}", inert(reason));
        }
        check.findings.iter().for_each(|finding| item(&mut out, finding));
    }
    out
}

fn item(out: &mut String, finding: &Finding) {
    let weight = match finding.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "**error**",
    };
    let _ = write!(out, "- {weight} {}", inert(&finding.message));
    if let Some(place) = &finding.place {
        let _ = write!(out, " — `{}`", Shown(place).to_string().replace('`', "'"));
    }
    for line in finding.help.iter().flat_map(|help| help.lines()) {
        let _ = write!(out, "  \n  {}", inert(line));
    }
    let _ = writeln!(out, " (`{}`)", finding.code.id);
}

/// Text that Markdown can't read as markup: a message may quote the repository.
fn inert(text: &str) -> String {
    clean(text).chars().fold(String::new(), |mut out, c| {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}
