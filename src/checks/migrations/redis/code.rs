//! The literal keys and commands that the code writes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use bstr::ByteSlice;
use regex::bytes::Regex;

use crate::check::Examination;
use crate::checks::migrations::graph::listed;
use crate::checks::migrations::paths::file_name;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, Mode, RepoPath, Snapshot};
use crate::version::Version;

pub static CHANGED: Code = Code {
    id: "migrations/redis-changed",
    severity: Severity::Warning,
    finds: "What the code writes to Redis under literal keys differs from the last version.",
    matters: "During a rollout the old and the new code share one Redis: a key that was renamed or has another \
              type is lost to one of them or fails with WRONGTYPE.",
    mend: "Read old and new keys for one release, or plan the change in the runbook; then accept it with a waiver. \
           Keys that only came in addition are a note.",
    source: "https://redis.io/docs/latest/develop/use/keyspace/",
};

const LANGUAGES: [&[u8]; 14] = [
    b".py", b".js", b".mjs", b".cjs", b".ts", b".tsx", b".go", b".rb", b".java", b".kt", b".rs", b".php", b".cs",
    b".ex",
];

/// A source file is smaller; generated bundles are not read.
const LIMIT: u64 = 1 << 20;

/// What is written, as `method key`, with the line where it first is.
type Writes = BTreeMap<String, usize>;

/// How Redis shows in source code.
struct Reader {
    /// A line that brings a client in.
    import: Regex,
    /// A write under a literal key.
    write: Regex,
    /// Commands that change what is there, wherever they stand.
    command: Regex,
    /// `{user_id}` and `${userId}` are the same variable part.
    variable: Regex,
}

/// Compares what the code writes now with what it wrote in the last version.
/// Where something declared `differs` already, nothing is said to be unchanged.
pub fn judge(
    version: &Version,
    before: &Snapshot,
    now: &Snapshot,
    differs: bool,
    seen: &mut Examination,
) -> Result<()> {
    let reader = Reader::new()?;
    let (old, new) = (watched(before)?, watched(now)?);
    let mut users = 0;
    let mut found = differs;
    let paths: BTreeSet<&RepoPath> = old.keys().chain(new.keys()).copied().collect();
    for path in paths {
        let (was, is) = (old.get(path).copied(), new.get(path).copied());
        let after = reader.uses(now, is)?;
        users += usize::from(after.is_some());
        // In the work tree the blob is the index's: the file itself is what counts.
        if now.commit().is_some() && was.and_then(|e| e.oid) == is.and_then(|e| e.oid) {
            continue;
        }
        let earlier = reader.uses(before, was)?.unwrap_or_default();
        let finding = writes_changed(path, version, &earlier, &after.unwrap_or_default());
        found |= finding.is_some();
        seen.findings.extend(finding);
    }
    if !found {
        seen.pass(match users {
            0 => "No code that uses Redis".to_owned(),
            n => format!("No Redis schema changes detected in {n} files that use Redis"),
        });
    }
    Ok(())
}

/// Source files, tests left out: what they write is gone after them.
fn watched<'s>(snapshot: &'s Snapshot) -> Result<HashMap<&'s RepoPath, &'s Entry>> {
    let source = |path: &RepoPath| {
        let name = file_name(path.as_bstr());
        let test = name.starts_with(b"test_") || name.contains_str("_test.") || name.contains_str(".test.");
        let below =
            path.split_str("/").any(|p| [&b"test"[..], b"tests", b"__tests__", b"spec", b"node_modules"].contains(&p));
        !test && !below && LANGUAGES.iter().any(|extension| name.ends_with(extension))
    };
    let files = snapshot.entries()?.iter().filter(|entry| entry.mode != Mode::Symlink && source(&entry.path));
    Ok(files.map(|entry| (&entry.path, entry)).collect())
}

fn raw(snapshot: &Snapshot, entry: Option<&Entry>) -> Result<Option<Vec<u8>>> {
    match entry {
        Some(entry) if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT) => snapshot.read(&entry.path),
        _ => Ok(None),
    }
}

impl Reader {
    fn new() -> Result<Self> {
        Ok(Self {
            import: Regex::new(concat!(
                r"(?im)^.{0,200}\b(?:import|from|require|use|using|include|alias)\b.{0,200}redis",
                r#"|^\s*"[^"\n]*redis[^"\n]*"\s*$"#
            ))?,
            // `set` means many things: there the receiver must look like a client.
            write: Regex::new(concat!(
                r"(?i)(?:\b(?:r|\w*(?:redis|client|cache|rdb|pipe|conn)\w*)\.(?P<set>set|append|rename)",
                r"|\.(?P<own>hset|hmset|hsetnx|hincrby|sadd|zadd|zincrby|lpush|rpush|setex|psetex|setnx|incrby|xadd",
                r#"|pfadd|geoadd))\(\s*(?:ctx\s*,\s*)?[fbru]{0,2}["'`](?P<key>[^"'`\n]{1,200})["'`]"#,
            ))?,
            command: Regex::new(r"(?i)\b(?:FT\.(?:CREATE|ALTER|DROPINDEX)|FLUSHALL|FLUSHDB)\b")?,
            variable: Regex::new(r"\$?\{[^}]*\}")?,
        })
    }

    /// What a file writes, each with its first line; `None` if it does not use Redis.
    fn uses(&self, snapshot: &Snapshot, entry: Option<&Entry>) -> Result<Option<Writes>> {
        Ok(raw(snapshot, entry)?.and_then(|text| self.writes(&text)))
    }

    fn writes(&self, text: &[u8]) -> Option<Writes> {
        // Cheap first: most files never mention it.
        let mentioned = ["redis", "Redis", "REDIS"].iter().any(|word| text.contains_str(word));
        if !mentioned || !self.import.is_match(text) {
            return None;
        }
        let mut writes = Writes::new();
        for (at, line) in text.lines().enumerate() {
            if line.trim_start().starts_with(b"#") || line.trim_start().starts_with(b"//") {
                continue;
            }
            for found in self.write.captures_iter(line) {
                let method = found.name("set").or_else(|| found.name("own"));
                if let (Some(method), Some(key)) = (method, found.name("key")) {
                    let method = method.as_bytes().to_str_lossy().to_lowercase();
                    let key = self.variable.replace_all(key.as_bytes(), &b"{}"[..]);
                    writes.entry(format!("{method} {}", key.as_bstr())).or_insert(at + 1);
                }
            }
            for found in self.command.find_iter(line) {
                writes.entry(found.as_bytes().to_str_lossy().to_uppercase()).or_insert(at + 1);
            }
        }
        Some(writes)
    }
}

fn writes_changed(path: &RepoPath, version: &Version, old: &Writes, new: &Writes) -> Option<Finding> {
    let come: Vec<&str> = new.keys().filter(|write| !old.contains_key(*write)).map(String::as_str).collect();
    let gone: Vec<&str> = old.keys().filter(|write| !new.contains_key(*write)).map(String::as_str).collect();
    let mut parts = Vec::new();
    if !come.is_empty() {
        parts.push(format!("now writes {}", listed(&come, ", ")));
    }
    if !gone.is_empty() {
        parts.push(format!("no longer writes {}", listed(&gone, ", ")));
    }
    let first = come.first().and_then(|write| new.get(*write)).copied();
    let harmless = gone.is_empty() && !come.iter().any(|write| !write.contains(' '));
    let finding = Finding::new(&CHANGED, format!("since {version}, {path} {}", parts.join(" and ")))
        .at(Place::line(path.clone(), first.unwrap_or_default()))
        .help(
            "make sure that the old and the new code can share one Redis, and that the rollback plan names the change",
        );
    (!parts.is_empty()).then(|| if harmless { finding.weighing(Severity::Note) } else { finding })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Option<Vec<String>> {
        Some(Reader::new().unwrap().writes(text.as_bytes())?.into_keys().collect())
    }

    #[test]
    fn writes_under_literal_keys_are_seen_in_files_that_use_redis() {
        for (text, expected) in [
            ("import redis\nr.set('a', 1)\nself.redis.set(f\"b:{x}\", 1)\n", &["set a", "set b:{}"][..]),
            ("from redis import Redis\npipe.hset(\n# c.hset('x')\nz.hset('c:1', 2)", &["hset c:1"]),
            ("const Redis = require('ioredis')\nclient.set(`k:${id}`, 1)", &["set k:{}"]),
            ("import redis\ncall('FT.CREATE', 'i')\nx.flushall()", &["FLUSHALL", "FT.CREATE"]),
            ("import redis\nheaders.set('a', 1)\nd.get('b')", &[]),
        ] {
            assert_eq!(keys(text).unwrap(), expected, "{text}");
        }
        assert_eq!(keys("import dictionary\nr.set('a', 1)"), None);
        assert_eq!(keys("# about redis\nr.set('a', 1)"), None);
    }
}
