//! The rules for code beside a declared schema.

use super::calls::{Calls, Use};
use super::evidence::File;
use super::indexes;
use super::registry::{Key, Kind, Registry, blank, literal};
use crate::finding::{Code, Finding, Place, Severity};

pub static UNDECLARED: Code = Code {
    id: "migrations/redis-undeclared-key",
    severity: Severity::Warning,
    finds: "The code uses a Redis key that no pattern of `redis-schema.toml` covers.",
    matters: "A key that nobody declared is compared with nothing when it changes.",
    mend: "Declare its pattern, or correct the key. With `strict = true` in the registry this refuses.",
    source: "",
};

pub static CONTRADICTED: Code = Code {
    id: "migrations/redis-type-contradicted",
    severity: Severity::Error,
    finds: "The code uses a Redis key with a command for another type than the one declared.",
    matters: "Redis answers such a command with WRONGTYPE.",
    mend: "Correct the command or the declared type; a changed type needs a new `version`.",
    source: "https://redis.io/docs/latest/develop/data-types/",
};

pub static LASTING: Code = Code {
    id: "migrations/redis-no-ttl",
    severity: Severity::Warning,
    finds: "The code writes a key that is declared to expire, and nothing in the file makes it expire.",
    matters: "Such keys stay for ever and fill the memory.",
    mend: "Give the write a time to live (`EX`, `SETEX`, `EXPIRE`), or declare `ttl = \"none\"`.",
    source: "https://redis.io/docs/latest/commands/expire/",
};

pub static SWEEP: Code = Code {
    id: "migrations/redis-whole-keyspace",
    severity: Severity::Warning,
    finds: "The code empties or lists a whole Redis database.",
    matters: "FLUSHALL and FLUSHDB delete what others keep there; KEYS blocks Redis while it looks at every key.",
    mend: "Delete by known keys, and list with SCAN.",
    source: "https://redis.io/docs/latest/commands/keys/",
};

/// Judges what a file does now and none did before.
pub fn judge(file: &File, before: &Calls, declared: Option<&Registry>) -> Vec<Finding> {
    let File { path, now, before: own } = file;
    let mut findings = Vec::new();
    let at = |line| Place::line(path.clone(), line);
    for &(command, line) in &now.sweeps {
        if !before.sweeps.iter().any(|(was, _)| *was == command) {
            let message = format!("{path} calls {command}");
            findings.push(Finding::new(&SWEEP, message).at(at(line)).help("delete by known keys, and list with SCAN"));
        }
    }
    let Some(declared) = declared else { return findings };
    let same = |a: &Use, b: &Use| (&a.key, &a.command, a.expires) == (&b.key, &b.command, b.expires);
    // Most are where they were: only the rest are sought among all.
    let is_new = |used: &Use| [own, before].iter().all(|old| !old.uses.iter().any(|was| same(was, used)));
    for used in now.uses.iter().filter(|used| is_new(used)) {
        findings.extend(judge_use(used, declared).map(|finding| finding.at(at(used.line))));
    }
    for (index, line) in now.created.iter().filter(|(index, _)| !before.created.iter().any(|(was, _)| was == index)) {
        findings.extend(indexes::judge(index, declared).map(|finding| finding.at(at(*line))));
    }
    findings
}

fn judge_use(used: &Use, declared: &Registry) -> Option<Finding> {
    let (key, command) = (&used.key, used.command.to_uppercase());
    if !declared.keys.iter().any(|pattern| is_covered(pattern, key)) {
        let finding = Finding::new(&UNDECLARED, format!("{command} {key} fits no declared pattern"))
            .help("declare its pattern in the registry, or correct the key");
        return Some(if declared.strict { finding.weighing(Severity::Error) } else { finding });
    }
    // Only of the very pattern is it sure that this key is meant.
    let pattern = declared.keys.iter().find(|pattern| blank(&pattern.pattern) == *key)?;
    if used.kind.is_some_and(|kind| !fits(kind, pattern.kind)) {
        let message = format!("{command} {key} contradicts the declared type {}", pattern.kind.name());
        return Some(Finding::new(&CONTRADICTED, message).help("correct the command, or the declared type"));
    }
    (used.writes && used.kind.is_some() && pattern.expires() && !used.expires).then(|| {
        Finding::new(&LASTING, format!("{command} {key} sets no time to live, though the key is declared to expire"))
            .help("give it a time to live, or declare ttl = \"none\"")
    })
}

/// Bitmaps and `HyperLogLogs` are strings to Redis.
fn fits(used: Kind, declared: Kind) -> bool {
    used == declared
        || (used == Kind::String && matches!(declared, Kind::Bitmap | Kind::Hll))
        || (used == Kind::Bitmap && declared == Kind::String)
}

fn is_covered(pattern: &Key, key: &str) -> bool {
    let (declared, used) = (literal(&pattern.pattern), literal(key));
    let varies = declared.len() < pattern.pattern.len();
    blank(&pattern.pattern) == key
        || (varies && used.starts_with(declared))
        || (used.len() < key.len() && declared.starts_with(used))
}
