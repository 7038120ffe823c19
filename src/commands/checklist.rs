//! `precheck-hook checklist vX.Y.Z`: evidence in, sign-offs judged, nothing of a person's lost.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::{World, gate, print};
use crate::checklist::{self, Checklist, Outcome, Proof, Void};
use crate::checks::Mask;
use crate::cli::ChecklistArgs;
use crate::engine::Options;
use crate::finding::Severity;
use crate::git::{Oid, Repo, Snapshot};
use crate::hashes::Hashes;
use crate::plain;
use crate::release;
use crate::render::inert;
use crate::report::{CheckReport, Report, Status, Stopped, Verdict};
use crate::sanitize;
use crate::version::Version;

/// No one ticks more than that.
const LONGEST: u64 = 4 << 20;

/// Where a changelog is looked for.
const CHANGELOGS: [&str; 5] = ["CHANGELOG.md", "CHANGES.md", "HISTORY.md", "docs/CHANGELOG.md", "CHANGELOG"];

/// 0: nothing contradicts it; 1: the gate refuses, or a box says what does not hold.
pub fn run(args: &ChecklistArgs, world: &World) -> Result<u8> {
    let version: Version = args.version.parse()?;
    let repo = world.repo()?;
    let root = repo.work_tree().context("a bare repository has no place for a checklist; name a clone")?;
    let head = repo.head()?.context("HEAD has no commit yet that could be released")?;
    let options = Options { skip: world.skip.clone(), ..Options::default() };
    let judged = gate::run(&repo, Some(head), Some(version.clone()), &options, Hashes::of(&repo), world.now)?;
    let snapshot = Snapshot::of_commit(&repo, head);
    let tree = checklist::fingerprint(&snapshot)?;
    let path = checklist::path(&version);
    let mut list = existing(root, &path, &snapshot, args, &repo)?;
    let (config, _) = gate::opened(&repo, Some(head))?;
    let facts = facts(&repo, head, &version, &judged.report, &config.checks.mask())?;
    let outcome = list.update(&tree, &facts, &proofs(&judged.report, &snapshot, &version)?);
    release::place(root, &path, list.to_string().as_bytes())?;
    print(&said(&path, &list, &tree, &outcome, &judged.report, world))?;
    let is_sound = outcome.contradicted.is_empty() && outcome.unknown.is_empty();
    Ok(judged.report.verdict().max(if is_sound { Verdict::Pass } else { Verdict::Fail }).exit_code())
}

/// The checklist as it lies there, or a new one: the team's, or else ours.
fn existing(root: &Path, path: &str, snapshot: &Snapshot, args: &ChecklistArgs, repo: &Repo) -> Result<Checklist> {
    if let Some(bytes) = plain::read_below(root, path, LONGEST)? {
        let text = String::from_utf8(bytes).with_context(|| format!("reading {path}"))?;
        return Ok(Checklist::parse(&text));
    }
    let (config, _) = gate::opened(repo, snapshot.commit())?;
    let Some(template) = config.release.checklist_template else { return Ok(Checklist::template(args.lang)) };
    let bytes = snapshot.read(&template)?;
    let bytes = bytes.with_context(|| format!("`checklist-template` names {template}, which is not committed"))?;
    Ok(Checklist::parse(&bytes.to_str_lossy()))
}

/// What stands at the top.
fn facts(repo: &Repo, head: Oid, version: &Version, report: &Report, mask: &Mask) -> Result<Vec<String>> {
    let commit = repo.commit(head)?;
    let before = Version::reachable(repo, head)?.into_iter().rev().find(|(before, _)| before < version);
    let since = match &before {
        Some((before, tag)) => {
            let out = repo.run(&["rev-list", "--count", &head.to_string(), &format!("^{}", tag.oid)], b"")?;
            format!("{} commits since {before}", out.trim().as_bstr())
        }
        None => "the first version".to_owned(),
    };
    let evidence = &report.evidence;
    let shown = |text: &str| inert(&mask.text(text));
    let mut facts = vec![
        format!("Version: {version}, {since}"),
        format!("Commit: `{head}` {}", shown(&commit.subject().to_str_lossy())),
        format!("Author: {}", shown(&commit.author().to_str_lossy())),
        format!("Judged: {} UTC", report.started_at.date()),
        format!("Weights: {}, images: {}", evidence.files.len(), evidence.images.len()),
    ];
    if let Some(migrations) = &evidence.migrations {
        facts.push(format!("Migrations: {}, new: {}", migrations.count, named(&migrations.added, shown)));
    }
    Ok(facts.into_iter().map(|fact| format!("- {fact}")).collect())
}

fn named(ids: &[String], shown: impl Fn(&str) -> String) -> String {
    const SHOWN: usize = 10;
    let mut names: Vec<_> = ids.iter().take(SHOWN).map(|id| shown(id)).collect();
    if ids.len() > SHOWN {
        names.push(format!("and {} more", ids.len() - SHOWN));
    }
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// What decides boxes: each check by its id, and what is told of apart.
fn proofs(report: &Report, snapshot: &Snapshot, version: &Version) -> Result<BTreeMap<String, Proof>> {
    let mut proofs: BTreeMap<_, _> = report.checks.iter().map(|check| (check.id.to_owned(), proof(check))).collect();
    let images = &report.evidence.images;
    let floating: Vec<_> =
        images.iter().filter(|(_, image)| image.digest.is_none()).map(|(service, _)| inert(service)).collect();
    let seen = match floating.as_slice() {
        [] => format!("✓ {} images, each with its digest", images.len()),
        floating => format!("✗ without a digest: {}", floating.join(", ")),
    };
    proofs.insert("images".to_owned(), Proof { holds: floating.is_empty(), seen: vec![seen] });
    proofs.insert("changelog".to_owned(), changelog(snapshot, version)?);
    Ok(proofs)
}

fn proof(check: &CheckReport) -> Proof {
    let mut seen: Vec<_> = check.passed.iter().map(|sentence| format!("✓ {}", inert(sentence))).collect();
    seen.extend(check.findings.iter().map(|finding| {
        let mark = if finding.severity == Severity::Error { "✗" } else { "!" };
        format!("{mark} {} (`{}`)", inert(&finding.message), finding.code.id)
    }));
    if let Some(Stopped::Skipped(why) | Stopped::Broken(why)) = &check.stopped {
        seen.push(format!("✗ not judged: {}", inert(why)));
    }
    Proof { holds: matches!(check.status(), Status::Pass | Status::Warn), seen }
}

fn changelog(snapshot: &Snapshot, version: &Version) -> Result<Proof> {
    for path in CHANGELOGS {
        let Some(bytes) = snapshot.read(path)? else { continue };
        let number = version.number();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        let text = bytes.to_str_lossy();
        let mut words = text.split(|c| !is_part(c)).map(|word| word.trim_end_matches('.').trim_start_matches('v'));
        let holds = words.any(|word| word == number);
        let mark = if holds { "✓" } else { "✗" };
        let verb = if holds { "names" } else { "does not name" };
        return Ok(Proof { holds, seen: vec![format!("{mark} {path} {verb} {version}")] });
    }
    Ok(Proof { holds: false, seen: vec!["✗ there is no CHANGELOG.md".to_owned()] })
}

/// What is shown: where it lies, what contradicts it, what is still to be done.
fn said(path: &str, list: &Checklist, tree: &str, outcome: &Outcome, report: &Report, world: &World) -> String {
    let mut text = format!("{path}, for tree {tree}\n");
    for (line, box_text) in &outcome.contradicted {
        let box_text = sanitize::line(box_text);
        let _ = writeln!(text, "✗ line {line} was ticked, and the evidence says no: {box_text}");
    }
    for (line, name) in &outcome.unknown {
        let _ = writeln!(text, "✗ line {line} names evidence that there is none of: {}", sanitize::line(name));
    }
    let today = world.now.date();
    for (line, signoff) in list.signoffs() {
        match signoff.judge(tree, tree, today) {
            Err(Void::Open) | Ok(()) => {}
            Err(void) => {
                let _ = writeln!(text, "! line {line}: the sign-off of {} {void}", sanitize::line(&signoff.name));
            }
        }
    }
    let holding: Vec<_> = list.holding(tree, today).iter().map(|signoff| sanitize::line(&signoff.name)).collect();
    let signed = if holding.is_empty() { "nobody yet".to_owned() } else { holding.join(", ") };
    let _ = writeln!(text, "signed off by {signed}; {} boxes are open", outcome.open);
    if report.verdict() != Verdict::Pass {
        let version = report.version.as_ref().map_or_else(String::new, |version| format!(" --version {version}"));
        let _ = writeln!(text, "the gate refuses: precheck-hook run{version} shows why");
    }
    text
}
