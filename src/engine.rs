//! Choose the suite, run it, time it, apply waivers and strictness, gather the
//! report. The one door for policy: checks state facts, renderers show them.

use std::time::Instant;

use time::Duration;

use crate::budget::OutOfTime;
use crate::check::{Check, Context, Event, Outcome};
use crate::checks::{Mask, waivers};
use crate::config::Config;
use crate::finding::{Finding, Severity};
use crate::report::{CheckReport, Report, Stopped, Waived};

/// How a run differs from the plain one.
#[derive(Default)]
pub struct Options {
    /// Warnings refuse too.
    pub strict: bool,
    /// Only these checks; empty means all.
    pub only: Vec<String>,
    /// Checks that the user left out, and why.
    pub skip: Option<Bypass>,
    /// Waivers on the lines themselves do not count: who wrote the lines is not who sets the rules.
    pub ignore_inline: bool,
}

/// A bypass on record.
#[derive(Clone)]
pub struct Bypass {
    /// The checks' ids; empty means all.
    pub checks: Vec<String>,
    /// Why.
    pub reason: String,
    /// How it was asked for: `PRECHECK_SKIP`, or a push option.
    pub by: &'static str,
}

/// Runs every check that judges this event.
pub fn run(config: &Config, options: &Options, context: &Context) -> Report {
    let started = Instant::now();
    let (event, version, commit) = match context.event {
        Event::Push(_) => ("push", None, None),
        Event::Scan(_) | Event::History(_) => ("scan", None, None),
        Event::Gate(subject) => {
            let event = if subject.making.is_some() { "tag" } else { "manual" };
            let head = || subject.repo.head().ok().flatten();
            (event, subject.version.clone(), subject.snapshot.commit().or_else(head))
        }
    };
    let mut report = Report {
        version,
        commit,
        event,
        strict: options.strict,
        started_at: context.now,
        took: Duration::ZERO,
        checks: Vec::new(),
        waived: Vec::new(),
        evidence: crate::evidence::Evidence::default(),
        tally: crate::check::Tally::default(),
    };
    let mut used = vec![false; config.waive.len()];
    for check in config.checks.all() {
        let judges = matches!(context.event, Event::Gate(_)) || check.judges_pushes();
        if judges && (options.only.is_empty() || options.only.iter().any(|id| id == check.id())) {
            let judged = judge(check, config, options, context, &mut used, &mut report);
            report.checks.push(judged);
        }
    }
    // A push sees a slice of the repository: there an unused waiver says nothing.
    if matches!(context.event, Event::Gate(_)) {
        report_waivers(config, options, context, &used, &mut report);
    }
    let mask = config.checks.mask();
    report.checks.iter_mut().for_each(|check| show_no_secret(check, &mask));
    report.took = elapsed(started);
    report
}

/// What checks quote (subjects, names, lines that can't be read) may hold a secret: none leaves in a report.
fn show_no_secret(check: &mut CheckReport, mask: &Mask) {
    let stopped = check.stopped.iter_mut().map(|(Stopped::Skipped(reason) | Stopped::Broken(reason))| reason);
    let findings = check.findings.iter_mut().flat_map(|finding| finding.help.iter_mut().chain([&mut finding.message]));
    for text in check.passed.iter_mut().chain(stopped).chain(findings) {
        *text = mask.text(text);
    }
    for place in check.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
        place.path = mask.path(place.path.as_ref());
    }
}

fn judge(
    check: &dyn Check,
    config: &Config,
    options: &Options,
    context: &Context,
    used: &mut [bool],
    report: &mut Report,
) -> CheckReport {
    let started = Instant::now();
    let bypassed = options.skip.as_ref().filter(|b| b.checks.is_empty() || b.checks.iter().any(|id| id == check.id()));
    let outcome = match bypassed {
        Some(bypass) => Outcome::Skipped { reason: format!("left out by {}: {}", bypass.by, bypass.reason) },
        None => check.run(context).unwrap_or_else(Outcome::Broken),
    };
    let (mut passed, mut findings, mut stopped) = (Vec::new(), Vec::new(), None);
    match outcome {
        Outcome::Ran(examination) => {
            passed = examination.passed;
            findings = examination.findings;
            report.evidence.absorb(examination.evidence);
            report.tally.absorb(examination.tally);
        }
        Outcome::Skipped { reason } => stopped = Some(Stopped::Skipped(reason)),
        // Whoever ran out of time first says where; that the others did too is no news.
        Outcome::Broken(error) if error.is::<OutOfTime>() => stopped = Some(Stopped::Broken(OutOfTime.to_string())),
        Outcome::Broken(error) => stopped = Some(Stopped::Broken(format!("{error:#}"))),
    }
    if options.ignore_inline {
        findings.iter_mut().for_each(ignore_inline);
    }
    findings.retain(|finding| match waiver(config, context, finding, used) {
        Some(reason) => {
            report.waived.push(Waived { code: finding.code.id, reason });
            false
        }
        None => true,
    });
    tighten(&mut findings, options.strict);
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.place.cmp(&b.place)));
    CheckReport { id: check.id(), title: check.title(), took: elapsed(started), passed, findings, stopped }
}

fn ignore_inline(finding: &mut Finding) {
    if finding.allowed.take().is_some() && finding.accepted.is_none() {
        let help = finding.help.take().map_or(String::new(), |help| help + "\n");
        finding.help = Some(format!(
            "{help}What stands on the line does not waive it here: that takes a `[[waive]]` in precheck.toml of the default branch."
        ));
    }
}

/// The reason for which a finding is accepted, if it is.
fn waiver(config: &Config, context: &Context, finding: &Finding, used: &mut [bool]) -> Option<String> {
    if let Some(reason) = finding.allowed.as_ref().or(finding.accepted.as_ref()) {
        return Some(reason.clone());
    }
    let today = context.now.date();
    let at = config.waive.iter().position(|waiver| waiver.covers(finding) && !waiver.expired(today))?;
    used[at] = true;
    Some(config.waive[at].reason.to_string())
}

/// Waivers that no longer do anything weaken the gate in silence: say so.
fn report_waivers(config: &Config, options: &Options, context: &Context, used: &[bool], report: &mut Report) {
    let today = context.now.date();
    for (waiver, used) in config.waive.iter().zip(used) {
        let owner = waiver.code.split('/').next().unwrap_or_default();
        let Some(check) = report.checks.iter_mut().find(|check| check.id == owner && check.stopped.is_none()) else {
            continue;
        };
        let finding = if waiver.expired(today) {
            waivers::expired(&waiver.code, &waiver.reason)
        } else if *used {
            continue;
        } else {
            waivers::unused(&waiver.code, &waiver.reason)
        };
        check.findings.push(finding);
        tighten(check.findings.last_mut(), options.strict);
    }
}

/// `--strict`, once and for all.
pub fn tighten<'f>(findings: impl IntoIterator<Item = &'f mut Finding>, strict: bool) {
    for finding in findings.into_iter().filter(|finding| strict && finding.severity == Severity::Warning) {
        finding.severity = Severity::Error;
    }
}

fn elapsed(since: Instant) -> Duration {
    Duration::try_from(since.elapsed()).unwrap_or(Duration::MAX)
}
