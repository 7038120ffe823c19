//! `JUnit`'s XML, as Jenkins and GitLab read it: a case a check.
//! <https://github.com/testmoapp/junitxml>, <https://docs.gitlab.com/ci/testing/unit_test_reports/>

use std::fmt::Write as _;

use time::Duration;

use super::Shown;
use crate::finding::{Finding, Severity};
use crate::report::{CheckReport, Report, Status, Stopped};
use crate::sanitize::lines as clean;

/// One suite.
pub fn junit(report: &Report) -> String {
    let count = |status| report.checks.iter().filter(|check| check.status() == status).count();
    let (failures, errors, skipped) = (count(Status::Fail), count(Status::Broken), count(Status::Skip));
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{}\"",
        report.checks.len(),
        seconds(report.took)
    );
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n<testsuite name=\"precheck-hook\" {counts}>\n"
    );
    for check in &report.checks {
        case(&mut out, check);
    }
    out.push_str("</testsuite>\n</testsuites>\n");
    out
}

fn case(out: &mut String, check: &CheckReport) {
    let _ = writeln!(
        out,
        "<testcase classname=\"precheck-hook\" name=\"{}\" time=\"{}\">",
        escaped(check.id),
        seconds(check.took)
    );
    match &check.stopped {
        Some(Stopped::Skipped(reason)) => {
            let _ = writeln!(out, "<skipped message=\"{}\"/>", escaped(reason));
        }
        Some(Stopped::Broken(error)) => {
            let _ = writeln!(out, "<error message=\"could not be judged\">{}</error>", escaped(error));
        }
        None => {}
    }
    let (errors, others): (Vec<_>, Vec<_>) =
        check.findings.iter().partition(|finding| finding.severity == Severity::Error);
    if let Some(first) = errors.first() {
        let more = if errors.len() > 1 { format!(" and {} more", errors.len() - 1) } else { String::new() };
        let message = escaped(&format!("{}{more}", first.message));
        let _ = writeln!(out, "<failure type=\"{}\" message=\"{message}\">{}</failure>", first.code.id, told(&errors));
    }
    let passed: String = check.passed.iter().flat_map(|sentence| [escaped(sentence), "\n".to_owned()]).collect();
    if !passed.is_empty() || !others.is_empty() {
        let _ = writeln!(out, "<system-out>{passed}{}</system-out>", told(&others));
    }
    out.push_str("</testcase>\n");
}

fn told(findings: &[&Finding]) -> String {
    findings.iter().map(|finding| escaped(&lines(finding))).collect()
}

fn lines(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    if let Some(place) = &finding.place {
        let _ = write!(text, "\n  at {}", Shown(place));
    }
    for line in finding.help.iter().flat_map(|help| help.lines()) {
        let _ = write!(text, "\n  {line}");
    }
    let _ = writeln!(text, "\n  [{}]", finding.code.id);
    text
}

/// Without what XML 1.0 can't hold: after cleaning, that is the two that are no characters.
fn escaped(text: &str) -> String {
    let text = clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn seconds(took: Duration) -> String {
    format!("{:.3}", took.as_seconds_f64())
}
