//! The literal keys and commands that the code writes.

use super::calls::{Calls, Writes};
use super::evidence::{Evidence, File};
use super::registry::Registry;
use super::usage;
use crate::checks::migrations::graph::listed;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

pub static CHANGED: Code = Code {
    id: "migrations/redis-changed",
    severity: Severity::Warning,
    finds: "What the code writes to Redis under literal keys differs from the last version.",
    matters: "During a rollout the old and the new code share one Redis: a key that was renamed or has another \
              type is lost to one of them or fails with WRONGTYPE.",
    mend: "Read old and new keys for one release, or plan the change in the runbook; then confirm it by the trailer \
           `Redis-Schema: reviewed` at the end of a commit's message. Keys that only came in addition are a note.",
    source: "https://redis.io/docs/latest/develop/use/keyspace/",
};

pub static NOT_READ: Code = Code {
    id: "migrations/redis-not-read",
    severity: Severity::Note,
    finds: "A source file of more than 1 MiB was not read for what it does with Redis.",
    matters: "Nothing is said about the keys that it uses, and no release is called unchanged beside it.",
    mend: "Look at it by hand, or split it.",
    source: "",
};

/// Judges what the code does now and did not on the other side. Code that moved
/// to another file is no news.
pub fn judge(evidence: &Evidence, registry: Option<&Registry>) -> Vec<Finding> {
    let (before, now) = (evidence.side(|file| &file.before), evidence.side(|file| &file.now));
    let mut findings = Vec::new();
    for file in &evidence.files {
        findings.extend(usage::judge(file, &before, registry));
        if registry.is_none() {
            findings.extend(writes_changed(file, &before, &now));
        }
    }
    findings
}

/// Whether such a file uses Redis is not known.
pub fn not_read(path: &RepoPath) -> Finding {
    Finding::new(&NOT_READ, format!("{path} is too large to be read for what it does with Redis"))
        .at(Place::file(path.clone()))
        .help("look at its Redis keys by hand, or split it")
}

/// What holds when nothing was found.
pub fn clean(evidence: &Evidence) -> String {
    let dynamic = match evidence.files.iter().map(|file| file.now.dynamic).sum() {
        0 => String::new(),
        1 => "; 1 call site with a dynamic key not analysable".to_owned(),
        n => format!("; {n} call sites with dynamic keys not analysable"),
    };
    match evidence.users {
        0 => "No code that uses Redis".to_owned(),
        1 => format!("No Redis schema changes detected in the 1 file that uses Redis{dynamic}"),
        n => format!("No Redis schema changes detected in {n} files that use Redis{dynamic}"),
    }
}

fn writes_changed(file: &File, before: &Calls, now: &Calls) -> Option<Finding> {
    let (old, new) = (file.before.writes(), file.now.writes());
    let come = missing(&new, &old, before);
    let gone = missing(&old, &new, now);
    let mut parts = Vec::new();
    if !come.is_empty() {
        parts.push(format!("now writes {}", listed(&come, ", ")));
    }
    if !gone.is_empty() {
        parts.push(format!("no longer writes {}", listed(&gone, ", ")));
    }
    let first = come.first().and_then(|write| new.get(*write)).copied();
    let harmless = gone.is_empty() && !come.iter().any(|write| write.to_lowercase().starts_with("ft."));
    let finding = Finding::new(&CHANGED, format!("{} {}", file.path, parts.join(" and ")))
        .at(Place::line(file.path.clone(), first.unwrap_or_default()))
        .help(
            "make sure that the old and the new code can share one Redis and that the rollback plan names the change, \
             then end a commit's message with the trailer `Redis-Schema: reviewed`",
        );
    (!parts.is_empty()).then(|| if harmless { finding.weighing(Severity::Note) } else { finding })
}

/// The writes that neither this file had on the other side nor, as far as can be seen, any other.
fn missing<'w>(writes: &'w Writes, own: &Writes, other: &Calls) -> Vec<&'w str> {
    let mut missing: Vec<&str> = writes.keys().filter(|write| !own.contains_key(*write)).map(String::as_str).collect();
    if !missing.is_empty() {
        let elsewhere = other.writes();
        let spelled = |write: &str| write.split_once(' ').is_some_and(|(_, key)| other.merely_spells(key));
        missing.retain(|write| !elsewhere.contains_key(*write) && !spelled(write));
    }
    missing
}
