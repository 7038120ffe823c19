//! `precheck-hook/report/1`: frozen structs, apart from the inner types, so that
//! a change inside never changes what programs read.

use std::collections::BTreeSet;

use bstr::ByteSlice;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use crate::finding::{Finding, Severity};
use crate::report::{CheckReport, Report, Stopped, Verdict};
use crate::sanitize::{self, line as clean};

#[derive(Serialize)]
struct Root {
    schema: &'static str,
    version: Option<String>,
    commit: Option<String>,
    event: &'static str,
    strict: bool,
    started_at: String,
    took_ms: i128,
    result: &'static str,
    checks: Vec<Check>,
    waived: Vec<Waived>,
}

#[derive(Serialize)]
struct Check {
    id: &'static str,
    title: &'static str,
    status: &'static str,
    took_ms: i128,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    passed: Vec<Passed>,
    findings: Vec<Found>,
}

#[derive(Serialize)]
struct Passed {
    message: String,
}

#[derive(Serialize)]
struct Found {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    elsewhere: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
}

#[derive(Serialize)]
struct Waived {
    code: &'static str,
    reason: String,
}

/// The report as JSON, with a final newline.
pub fn json(report: &Report) -> String {
    let root = Root {
        schema: "precheck-hook/report/1",
        version: report.version.as_ref().map(ToString::to_string),
        commit: report.commit.map(|c| c.to_string()),
        event: report.event,
        strict: report.strict,
        started_at: report.started_at.format(&Rfc3339).unwrap_or_default(),
        took_ms: report.took.whole_milliseconds(),
        result: match report.verdict() {
            Verdict::Pass => "passed",
            Verdict::Fail => "failed",
            Verdict::Broken => "broken",
        },
        checks: report.checks.iter().map(check).collect(),
        waived: report.waived.iter().map(|w| Waived { code: w.code, reason: w.reason.clone() }).collect(),
    };
    let text = serde_json::to_string_pretty(&root).unwrap_or_else(|e| format!("{{\"error\": \"{e}\"}}"));
    sanitize::json(&text) + "\n"
}

fn check(check: &CheckReport) -> Check {
    Check {
        id: check.id,
        title: check.title,
        status: check.status().name(),
        took_ms: check.took.whole_milliseconds(),
        reason: check.stopped.as_ref().map(|stopped| match stopped {
            Stopped::Skipped(reason) | Stopped::Broken(reason) => reason.clone(),
        }),
        passed: check.passed.iter().map(|message| Passed { message: message.clone() }).collect(),
        findings: check.findings.iter().map(found).collect(),
    }
}

fn found(finding: &Finding) -> Found {
    let place = finding.place.as_ref();
    Found {
        code: finding.code.id,
        severity: match finding.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        },
        message: finding.message.clone(),
        help: finding.help.clone(),
        path: place.map(|p| String::from_utf8_lossy(&p.path).into_owned()),
        line: place.and_then(|p| p.line).map(std::num::NonZeroU32::get),
        commit: place.and_then(|p| p.commit).map(|c| c.to_string()),
        author: place.and_then(|p| p.author.as_ref()).map(|author| clean(&author.to_str_lossy())),
        elsewhere: finding.elsewhere.iter().map(|p| p.path.to_str_lossy().into_owned()).collect(),
        fingerprint: finding.fingerprint.clone(),
    }
}
