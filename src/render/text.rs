use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use owo_colors::Stream;
use time::macros::format_description;
use time::{Duration, UtcOffset};

use super::paint::Paint;
use super::{Shown, also};
use crate::finding::{Finding, Severity};
use crate::report::{CheckReport, Report, Status, Stopped, Verdict, Waived};
use crate::sanitize::{line as clean, lines as clean_lines};

const RULE: &str = "============================================================";

/// More findings than these no one reads at once: the rest is summed up.
const SHOWN: usize = 20;

/// Of one kind in one file these are enough to see what it is about.
const ALIKE: usize = 3;

/// The whole report: a banner, the checks in order, the summary. Of a scan or a
/// push only what was found or how much was read.
pub fn text(report: &Report, stream: Stream) -> String {
    match report.event {
        "scan" => return found_or_read(report, "scan", "scanned", stream),
        "push" => return found_or_read(report, "push", "judged", stream),
        _ => {}
    }
    let paint = Paint(stream);
    let version = report.version.as_ref().map_or_else(|| "no version named".to_owned(), ToString::to_string);
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    // Only a failing writer could make this fail, and a String is none.
    let date = report.started_at.to_offset(UtcOffset::UTC).format(form).unwrap_or_default();
    let title = title(report);
    let mut out = format!("{RULE}\n{title}: {version}\nDate: {date}\n");
    if let Some(commit) = report.commit {
        let _ = writeln!(out, "Commit: {commit}");
    }
    let _ = writeln!(out, "{RULE}");
    for (number, check) in report.checks.iter().enumerate() {
        let _ = writeln!(out, "\nCHECK {}: {}", number + 1, check.title);
        check_lines(&mut out, check, &paint);
    }
    summary(&mut out, report, &paint);
    out
}

/// What a refused push or tag shows: only what its reader has to act on.
pub fn refusal(report: &Report, what: &str, stream: Stream) -> String {
    let paint = Paint(stream);
    let verdict = if report.verdict() == Verdict::Broken { "could not be judged" } else { "refused" };
    let mut out = format!("{} {} {verdict}.\n", paint.error("precheck-hook:"), clean(what));
    for check in &report.checks {
        if let Some(Stopped::Broken(error)) = &check.stopped {
            let _ = writeln!(out, "\n{} {}: {}", paint.error("✗"), check.id, clean_lines(error));
        }
    }
    let errors: Vec<&Finding> = of_severity(report, |severity| severity == Severity::Error).collect();
    let (shown, rest) = parted(&errors);
    for finding in shown {
        out.push('\n');
        finding_lines(&mut out, finding, &paint.error("✗"), "");
    }
    if !rest.is_empty() {
        out.push('\n');
        rest_lines(&mut out, &rest);
    }
    let warnings: Vec<&Finding> = of_severity(report, |severity| severity == Severity::Warning).collect();
    if !warnings.is_empty() {
        out.push('\n');
        short_lines(&mut out, &warnings);
    }
    let _ = writeln!(out, "\n{}", footer(&errors, warnings.len()));
    out
}

fn found_or_read(report: &Report, what: &str, done: &str, stream: Stream) -> String {
    match report.verdict() {
        Verdict::Pass => passed(report, "", done),
        Verdict::Fail | Verdict::Broken => refusal(report, what, stream),
    }
}

/// What was found in commits that have left and can't be called back.
pub fn departed(report: &Report, commits: usize) -> String {
    let mut out = counted(commits as u64, "commit", "commits");
    let errors: Vec<&Finding> = of_severity(report, |severity| severity == Severity::Error).collect();
    let broken = report.checks.iter().find_map(|check| match &check.stopped {
        Some(Stopped::Broken(error)) => Some(error),
        _ => None,
    });
    match (broken, errors.first()) {
        (Some(error), _) => {
            let _ = writeln!(out, ", which could not be judged: {}", clean(error));
        }
        (None, None) => out.push_str(", in which no secret was found\n"),
        (None, Some(first)) => {
            let _ = writeln!(out, ", with {}", counted(errors.len() as u64, "secret", "secrets"));
            short_lines(&mut out, &errors);
            let code = first.code.id;
            let _ =
                writeln!(out, "  Rotate what has left: no later push calls it back. How: precheck-hook explain {code}");
        }
    }
    out
}

/// The one line of a push that passed.
pub fn receipt(report: &Report, refs: usize, commits: usize) -> String {
    let refs = counted(refs as u64, "ref", "refs");
    let commits = counted(commits as u64, "commit", "commits");
    passed(report, &format!("{refs}, {commits}, "), "judged")
}

/// How much was read, and what was not; below that what refuses nothing.
fn passed(report: &Report, what: &str, done: &str) -> String {
    let tally = &report.tally;
    let mut line = format!(
        "precheck-hook: {what}{}, {} {done} in {}",
        counted(tally.objects, "object", "objects"),
        bytes(tally.bytes),
        milliseconds(report.took)
    );
    for (what, count) in &tally.skipped {
        let _ = write!(line, ", {count} not read ({})", clean(what));
    }
    if !report.waived.is_empty() {
        let _ = write!(line, ", {} waived", report.waived.len());
    }
    for check in &report.checks {
        if let Some(Stopped::Skipped(reason)) = &check.stopped {
            let _ = write!(line, ", {} {}", check.id, clean(reason));
        }
    }
    line.push('\n');
    short_lines(&mut line, &of_severity(report, |_| true).collect::<Vec<_>>());
    line
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn of_severity(report: &Report, wanted: impl Fn(Severity) -> bool) -> impl Iterator<Item = &Finding> {
    report.checks.iter().flat_map(|check| &check.findings).filter(move |finding| wanted(finding.severity))
}

/// What refuses nothing, a line each.
fn short_lines(out: &mut String, findings: &[&Finding]) {
    let (shown, rest) = parted(findings);
    for finding in shown {
        let _ = write!(out, "  ! {}", clean(&finding.message));
        let _ = match &finding.place {
            Some(place) => write!(out, " ({})", [vec![Shown(place).to_string()], also(finding)].concat().join(", ")),
            None => Ok(()),
        };
        let _ = writeln!(out, " [{}]", finding.code.id);
    }
    rest_lines(out, &rest);
}

/// What is shown one by one, and what is too much for that.
fn parted<'f>(findings: &[&'f Finding]) -> (Vec<&'f Finding>, Vec<&'f Finding>) {
    if findings.len() <= SHOWN {
        return (findings.to_vec(), Vec::new());
    }
    let (mut alike, mut shown) = (BTreeMap::new(), 0);
    findings.iter().partition(|finding| {
        let seen = alike.entry(kind(finding)).or_insert(0);
        *seen += 1;
        let fits = *seen <= ALIKE && shown < SHOWN;
        shown += usize::from(fits);
        fits
    })
}

/// Its code and its file.
fn kind(finding: &Finding) -> (&str, Option<&[u8]>) {
    (finding.code.id, finding.place.as_ref().map(|place| place.path.as_slice()))
}

/// How often which kind in which file.
fn rest_lines(out: &mut String, findings: &[&Finding]) {
    let mut kinds = BTreeMap::new();
    for finding in findings {
        *kinds.entry(kind(finding)).or_insert(0_usize) += 1;
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| Reverse(*count));
    for ((code, path), count) in kinds.iter().take(SHOWN) {
        let path = path.map_or_else(String::new, |path| format!(" in {}", clean(&String::from_utf8_lossy(path))));
        let _ = writeln!(out, "  … {count} more {code}{path}");
    }
    let others: usize = kinds.iter().skip(SHOWN).map(|(_, count)| count).sum();
    if others > 0 {
        let _ = writeln!(out, "  … {others} more in other files");
    }
}

fn check_lines(out: &mut String, check: &CheckReport, paint: &Paint) {
    for sentence in &check.passed {
        let _ = writeln!(out, "{} {}", paint.good("[✓ PASS]"), clean(sentence));
    }
    let (shown, rest) = parted(&check.findings.iter().collect::<Vec<_>>());
    for finding in shown {
        let mark = match finding.severity {
            Severity::Note => "[i NOTE]".to_owned(),
            Severity::Warning => paint.warning("[! WARN]"),
            Severity::Error => paint.error("[✗ FAIL]"),
        };
        finding_lines(out, finding, &mark, "         ");
    }
    if !rest.is_empty() {
        rest_lines(out, &rest);
        let _ = writeln!(out, "  `precheck-hook run --format json` shows each of them");
    }
    match &check.stopped {
        Some(Stopped::Skipped(reason)) => {
            let _ = writeln!(out, "{} {}", paint.faint("[- SKIP]"), clean(reason));
        }
        Some(Stopped::Broken(error)) => {
            let _ = writeln!(out, "{} could not be judged: {}", paint.error("[✗ FAIL]"), clean_lines(error));
        }
        None => {}
    }
}

fn finding_lines(out: &mut String, finding: &Finding, mark: &str, indent: &str) {
    let indent = if indent.is_empty() { "  " } else { indent };
    let _ = writeln!(out, "{mark} {}", clean(&finding.message));
    if let Some(place) = &finding.place {
        let _ = writeln!(out, "{indent}at {}", Shown(place));
    }
    for place in also(finding) {
        let _ = writeln!(out, "{indent}{place}");
    }
    for (number, line) in finding.help.iter().flat_map(|help| help.lines()).enumerate() {
        let label = if number == 0 { "do:" } else { "   " };
        let _ = writeln!(out, "{indent}{label} {}", clean(line));
    }
    if let Some(fingerprint) = &finding.fingerprint {
        let _ = writeln!(out, "{indent}[{} fingerprint {fingerprint}]", finding.code.id);
    } else {
        let _ = writeln!(out, "{indent}[{}]", finding.code.id);
    }
}

fn summary(out: &mut String, report: &Report, paint: &Paint) {
    let _ = writeln!(out, "\n{RULE}\nFINAL SUMMARY\n{RULE}");
    for check in &report.checks {
        let shown = match check.status() {
            Status::Pass => paint.good("✓ PASS"),
            Status::Warn => paint.warning("! WARN"),
            Status::Skip => paint.faint("- SKIP"),
            Status::Fail | Status::Broken => paint.error("✗ FAIL"),
        };
        let _ = writeln!(out, "{shown} {}", check.id);
    }
    let mut waived = BTreeMap::new();
    for Waived { code, reason } in &report.waived {
        *waived.entry((code, reason)).or_insert(0_usize) += 1;
    }
    for ((code, reason), count) in waived {
        let times = if count == 1 { String::new() } else { format!(" ({count} times)") };
        let _ = writeln!(out, "{} {code}{times} — {}", paint.faint("waived"), clean(reason));
    }
    let (passed, judged) = report.score();
    let _ = writeln!(out, "\nResult: {passed}/{judged} checks passed");
    let verdict = match report.verdict() {
        Verdict::Pass => paint.good("PASSED"),
        Verdict::Fail => paint.error("FAILED"),
        Verdict::Broken => paint.error("FAILED (could not be judged)"),
    };
    let _ = writeln!(out, "{}: {verdict}", title(report));
}

fn title(report: &Report) -> &'static str {
    if report.event == "verify" { "RELEASE VERIFICATION" } else { "PRE-DEPLOYMENT CHECK" }
}

fn footer(errors: &[&Finding], warnings: usize) -> String {
    let Some(first) = errors.first() else { return "What can't be judged is not let through.".to_owned() };
    let mut text = format!("{} refused", errors.len());
    if warnings > 0 {
        let _ = write!(text, ", {warnings} more to look at");
    }
    let _ = write!(text, ". Why and how to mend: precheck-hook explain {}", first.code.id);
    text
}

/// `612 B`, `1.2 kB`, `4.2 MB`: powers of ten, as git and disks have them.
fn bytes(n: u64) -> String {
    #[allow(clippy::cast_precision_loss)] // shown to one decimal
    let scaled = |unit: u64| n as f64 / unit as f64;
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.1} kB", scaled(1_000)),
        1_000_000..1_000_000_000 => format!("{:.1} MB", scaled(1_000_000)),
        _ => format!("{:.1} GB", scaled(1_000_000_000)),
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{} ms", took.whole_milliseconds().max(1))
}
