//! The rules for a declared schema that changes.

use anyhow::Result;

use super::agreement::{Change, Difference};
use super::registry::{Registry, literal};
use super::sides::Registries;
use crate::check::{Examination, Push};
use crate::checks::migrations::graph::listed;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;
use bstr::ByteSlice;

const KEYSPACE: &str = "https://redis.io/docs/latest/develop/use/keyspace/";

pub static INVALID: Code = Code {
    id: "migrations/redis-registry-invalid",
    severity: Severity::Error,
    finds: "The declared Redis schema (`redis-schema.toml`) can't be read.",
    matters: "What can't be read is not compared: a breaking change would pass unseen.",
    mend: "Correct the line that is named. Keys have `pattern`, `type`, `ttl`, `codec` and `owner`; indexes `name`, \
           `prefix`, `on` and `schema`.",
    source: "",
};

pub static BREAKING: Code = Code {
    id: "migrations/redis-breaking",
    severity: Severity::Error,
    finds: "A release changes declared Redis keys in a way that the former release can't read, and the rollback \
            plan does not name it.",
    matters: "After a rollback the old code meets the new keys: it fails with WRONGTYPE or finds nothing.",
    mend: "Say in the rollback section of the runbook what becomes of these keys: dual read, dual write, or removal.",
    source: KEYSPACE,
};

pub static UNCHANGED: Code = Code {
    id: "migrations/redis-version-unchanged",
    severity: Severity::Error,
    finds: "The declared Redis schema changed in a breaking way, and its `version` did not.",
    matters: "The version is how two releases that share one Redis know that they don't agree.",
    mend: "Raise `version` by one in the registry. Keys that only come in addition need no new version.",
    source: KEYSPACE,
};

pub static ORDER: Code = Code {
    id: "migrations/redis-version-order",
    severity: Severity::Error,
    finds: "The `version` of the declared Redis schema went down, or skipped a number.",
    matters: "Another change has that number already, or a change is missing: the versions tell no order any more.",
    mend: "Take the number that follows the published one.",
    source: "",
};

/// On which occasion two registries are compared.
pub enum Occasion<'a> {
    Push { push: &'a Push<'a> },
    Release { plan: &'a str },
}

/// Judges each registry; whether any of them says something new.
pub fn judge(registries: &[Registries], occasion: &Occasion, seen: &mut Examination) -> Result<bool> {
    let mut differs = false;
    for registry in registries {
        let path = &registry.path;
        let before = registry.before.iter().filter_map(|text| Registry::read(path, text).ok());
        // Where two published branches were merged, the one further ahead is what must follow.
        let before = before.max_by_key(|registry| registry.version);
        let now = match &registry.now {
            Some(text) => match Registry::read(path, text) {
                Ok(now) => Some(now),
                Err(error) => {
                    seen.find(invalid(path, &error));
                    differs = true;
                    continue;
                }
            },
            None => None,
        };
        if let Some(before) = before {
            differs |= compare(path, &before, now.as_ref(), occasion, seen)?;
        }
    }
    Ok(differs)
}

fn invalid(path: &RepoPath, error: &anyhow::Error) -> Finding {
    Finding::new(&INVALID, format!("{path} can't be read: {error}"))
        .at(Place::file(path.clone()))
        .help("correct it; `precheck-hook explain migrations/redis-registry-invalid` names what it may hold")
}

fn compare(
    path: &RepoPath,
    before: &Registry,
    now: Option<&Registry>,
    occasion: &Occasion,
    seen: &mut Examination,
) -> Result<bool> {
    let difference = now.map_or_else(|| Difference::of_removal(before), |now| Difference::between(before, now));
    let version = now.map_or(before.version, |now| now.version);
    let changes = described(&difference.breaking);
    let place = Place::file(path.clone());
    if version < before.version || skips(path, before.version, version, occasion)? {
        let message = format!("{path} goes from version {} to {version}", before.version);
        seen.find(
            Finding::new(&ORDER, message).at(place.clone()).help(format!("set version = {}", before.version + 1)),
        );
    }
    if !difference.breaking.is_empty() && version == before.version {
        let message = format!("{path} is still version {version}, though {changes}");
        let help = match now {
            Some(_) => format!("set version = {}", version.saturating_add(1)),
            None => "keep the registry, with what is left and the next version".into(),
        };
        seen.find(Finding::new(&UNCHANGED, message).at(place.clone()).help(help));
    }
    if let Occasion::Release { plan } = occasion {
        let unplanned = difference.breaking.iter().any(|change| !is_planned(plan, change));
        if unplanned {
            let help = "say in the rollback section of the runbook what becomes of these Redis keys";
            seen.find(Finding::new(&BREAKING, format!("{path}: {changes}")).at(place).help(help));
        } else if difference.breaking.is_empty() && !difference.compatible.is_empty() {
            let added: Vec<&str> = difference.compatible.iter().map(String::as_str).collect();
            seen.pass(format!("{path} only grows: {}", listed(&added, ", ")));
        }
    }
    Ok(difference != Difference::default())
}

/// Several changes may leave at once, each with its number; then as many commits touch the registry.
fn skips(path: &RepoPath, before: u64, now: u64, occasion: &Occasion) -> Result<bool> {
    let Occasion::Push { push } = occasion else { return Ok(false) };
    if now.saturating_sub(before) < 2 {
        return Ok(false);
    }
    let mut touching = 0;
    for &commit in &push.introduced.commits {
        touching += u64::from(push.repo.touches(&push.repo.commit(commit)?, path.as_bstr())?);
    }
    Ok(now - before > touching)
}

fn described(changes: &[Change]) -> String {
    let changes: Vec<String> = changes.iter().map(|change| format!("{} {}", change.of, change.what)).collect();
    listed(&changes.iter().map(String::as_str).collect::<Vec<_>>(), "; ")
}

fn is_planned(plan: &str, change: &Change) -> bool {
    plan.contains("redis") || plan.contains(&literal(&change.of).to_lowercase())
}
