use std::fmt::Write as _;

use super::{Shown, also};
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
    let what = if report.event == "scan" { "Scan for secrets" } else { "Pre-deployment check" };
    let mut out = format!("## {what}{version}: {verdict}\n\n{passed}/{judged} checks passed");
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
    for place in also(finding) {
        let _ = write!(out, "  \n  {}", inert(&place));
    }
    for line in finding.help.iter().flat_map(|help| help.lines()) {
        let _ = write!(out, "  \n  {}", inert(line));
    }
    let _ = writeln!(out, " (`{}`)", finding.code.id);
}

/// Text that Markdown can't read as markup: a message may quote the repository.
pub fn inert(text: &str) -> String {
    outside_code(&clean(text), |text| text.chars().flat_map(escaped).collect())
}

/// The text with everything escaped that is not code in backticks: there a
/// backslash would be shown, and pasted.
pub(super) fn outside_code(text: &str, escape: impl Fn(&str) -> String) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, from)) = rest.split_once('`') {
        out += &escape(before);
        rest = match from.split_once('`') {
            Some((code, after)) if !code.is_empty() && !after.starts_with('`') => {
                let _ = write!(out, "`{code}`");
                after
            }
            _ => {
                let after = from.trim_start_matches('`');
                out.push_str(&"\\`".repeat(1 + from.len() - after.len()));
                after
            }
        };
    }
    out + &escape(rest)
}

fn escaped(c: char) -> impl Iterator<Item = char> {
    let markup = matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&');
    markup.then_some('\\').into_iter().chain([c])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_code_stays_fit_to_paste() {
        for (text, shown) in [
            ("`A_B` is <b>", "`A_B` is \\<b\\>"),
            ("`git rm x && echo x >> y`, then *", "`git rm x && echo x >> y`, then \\*"),
            ("one ` <img>", "one \\` \\<img\\>"),
            ("``<img>`", "\\`\\`\\<img\\>\\`"),
            ("`<a>``<b>`", "\\`\\<a\\>\\`\\`\\<b\\>\\`"),
            ("`a`<b>`c`", "`a`\\<b\\>`c`"),
        ] {
            assert_eq!(inert(text), shown);
        }
    }
}
