//! The literal keys and commands that the code writes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use bstr::ByteSlice;

use super::calls::{self, Calls};
use super::registry::Registry;
use super::tokens::{Syntax, tokens};
use super::usage;
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

pub static NOT_READ: Code = Code {
    id: "migrations/redis-not-read",
    severity: Severity::Note,
    finds: "A source file of more than 1 MiB was not read for what it does with Redis.",
    matters: "Nothing is said about the keys that it uses, and no release is called unchanged beside it.",
    mend: "Look at it by hand, or split it.",
    source: "",
};

const LANGUAGES: [&[u8]; 14] = [
    b".py", b".js", b".mjs", b".cjs", b".ts", b".tsx", b".go", b".rb", b".java", b".kt", b".rs", b".php", b".cs",
    b".ex",
];

/// A source file is smaller; generated bundles are not read.
const LIMIT: u64 = 1 << 20;

/// What is written, as `method key`, with the line where it first is.
type Writes = BTreeMap<String, usize>;

/// Compares what the code writes now with what it wrote in the last version.
/// Where something declared differs already, nothing is said to be unchanged.
pub fn judge(
    version: &Version,
    before: &Snapshot,
    now: &Snapshot,
    declared: &Declared,
    seen: &mut Examination,
) -> Result<()> {
    let (old, new) = (watched(before)?, watched(now)?);
    let (mut users, mut dynamic) = (0, 0);
    let found = seen.findings.len();
    let paths: BTreeSet<&RepoPath> = old.keys().chain(new.keys()).copied().collect();
    for path in paths {
        let (was, is) = (old.get(path).copied(), new.get(path).copied());
        let large = is.map(|entry| is_large(now, entry)).transpose()?.unwrap_or_default();
        seen.findings.extend(large.then(|| not_read(path)));
        let after = uses(now, is)?;
        users += usize::from(after.is_some());
        let after = after.unwrap_or_default();
        dynamic += after.dynamic;
        // In the work tree the blob is the index's: the file itself is what counts.
        if now.commit().is_some() && was.and_then(|e| e.oid) == is.and_then(|e| e.oid) {
            continue;
        }
        let earlier = uses(before, was)?.unwrap_or_default();
        usage::judge(path, &earlier, &after, declared.registry.as_ref(), seen);
        if declared.registry.is_none() {
            seen.findings.extend(writes_changed(path, version, &writes(&earlier), &writes(&after)));
        }
    }
    if !declared.differs && seen.findings.len() == found {
        seen.pass(clean(users, dynamic));
    }
    Ok(())
}

/// What is declared now, and whether it differs from before.
pub struct Declared {
    pub registry: Option<Registry>,
    pub differs: bool,
}

/// Whether such a file uses Redis is not known.
fn not_read(path: &RepoPath) -> Finding {
    Finding::new(&NOT_READ, format!("{path} is too large to be read for what it does with Redis"))
        .at(Place::file(path.clone()))
        .help("look at its Redis keys by hand, or split it")
}

fn clean(users: usize, dynamic: usize) -> String {
    let dynamic = match dynamic {
        0 => String::new(),
        n => format!("; {n} call sites with dynamic keys not analysable"),
    };
    match users {
        0 => "No code that uses Redis".to_owned(),
        n => format!("No Redis schema changes detected in {n} files that use Redis{dynamic}"),
    }
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

fn is_large(snapshot: &Snapshot, entry: &Entry) -> Result<bool> {
    Ok(snapshot.size(entry)?.is_some_and(|size| size > LIMIT))
}

fn raw(snapshot: &Snapshot, entry: Option<&Entry>) -> Result<Option<Vec<u8>>> {
    match entry {
        Some(entry) if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT) => snapshot.read(&entry.path),
        _ => Ok(None),
    }
}

/// What a file does with Redis; `None` if it does not use it.
fn uses(snapshot: &Snapshot, entry: Option<&Entry>) -> Result<Option<Calls>> {
    let Some(entry) = entry else { return Ok(None) };
    Ok(raw(snapshot, Some(entry))?.and_then(|text| calls_of(&entry.path, &text)))
}

fn calls_of(path: &RepoPath, text: &[u8]) -> Option<Calls> {
    // Cheap first: most files never mention it.
    if !["redis", "Redis", "REDIS"].iter().any(|word| text.contains_str(word)) || !text.lines().any(imports) {
        return None;
    }
    let is = |extensions: &[&str]| extensions.iter().any(|extension| path.ends_with(extension.as_bytes()));
    let hash = is(&[".py", ".rb", ".ex", ".php"]);
    let quotes: &[u8] = match () {
        () if is(&[".rs", ".java", ".cs"]) => b"\"",
        () if is(&[".go"]) => b"\"`",
        () if hash => b"\"'",
        () => b"\"'`",
    };
    let syntax = Syntax { hash, slashes: !is(&[".py", ".rb", ".ex"]), quotes };
    let third = is(&[".py", ".go", ".java", ".kt", ".php"]);
    Some(calls::read(&tokens(&text.to_str_lossy(), &syntax), third))
}

/// A line that brings a client in.
fn imports(line: &[u8]) -> bool {
    let line = line.trim_start().to_lowercase();
    let words = ["import", "from ", "require", "use ", "using ", "alias "];
    let brings = line.starts_with(b"\"") || words.iter().any(|word| line.contains_str(word));
    brings && line.contains_str("redis") && !line.starts_with(b"#") && !line.starts_with(b"//")
}

fn writes(calls: &Calls) -> Writes {
    let mut writes = Writes::new();
    for used in calls.uses.iter().filter(|used| used.writes) {
        writes.entry(format!("{} {}", used.command, used.key)).or_insert(used.line);
    }
    for (index, line) in &calls.indexes {
        writes.entry(index.clone()).or_insert(*line);
    }
    writes
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

    fn keys(path: &str, text: &str) -> Option<Vec<String>> {
        Some(writes(&calls_of(&path.into(), text.as_bytes())?).into_keys().collect())
    }

    #[test]
    fn writes_under_literal_keys_are_seen_in_each_language() {
        for (path, text, expected) in [
            ("a.py", "import redis\nr.set('a', 1)\nself.redis.set(f\"b:{x}\", 1)\n", &["set a", "set b:{}"][..]),
            ("a.py", "from redis import Redis\npipe.hset(\n# c.hset('x')\n'c:1', 2)", &["hset c:1"]),
            ("a.ts", "const Redis = require('ioredis')\nclient.hSet(`k:${id}`, 1)", &["hset k:{}"]),
            ("a.go", "\"github.com/redis/go-redis/v9\"\nrdb.Set(ctx, fmt.Sprintf(\"k:%d\", 1), 1)", &["set k:{}"]),
            ("a.rs", "use redis::Commands;\nlet _: () = con.set_ex::<_, _, ()>(\"k\", 1, 2)?;", &["setex k"]),
            ("A.java", "import redis.clients.jedis.Jedis;\njedis.zadd(\"k:\" + id, 1, m);", &["zadd k:{}"]),
            ("a.rb", "require 'redis'\nredis.sadd(\"k:#{id}\", 1)", &["sadd k:{}"]),
            ("a.php", "use Predis\\Client;\n$redis->lpush(\"k:$id\", 1);", &["lpush k:{}"]),
            ("a.py", "import redis\nr.execute_command('FT.CREATE', 'i')", &["FT.CREATE i"]),
            ("a.py", "import redis\nheaders.set('a', 1)\nd.get('b')", &[]),
        ] {
            assert_eq!(keys(path, text).unwrap(), expected, "{text}");
        }
        assert_eq!(keys("a.py", "import dictionary\nr.set('a', 1)"), None);
        assert_eq!(keys("a.py", "# about redis\nr.set('a', 1)"), None);
    }
}
