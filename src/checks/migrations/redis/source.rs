//! Which files may use Redis, and what one of them does with it.

use bstr::ByteSlice;

use super::calls::Calls;
use super::constants::resolve;
use super::{models, node, reader};
use crate::checks::migrations::paths::file_name;
use crate::git::RepoPath;
use crate::tokens::{Syntax, tokens};

const LANGUAGES: [&[u8]; 14] = [
    b".py", b".js", b".mjs", b".cjs", b".ts", b".tsx", b".go", b".rb", b".java", b".kt", b".rs", b".php", b".cs",
    b".ex",
];

/// Source files, tests left out: what they write is gone after them.
pub fn is_watched(path: &RepoPath) -> bool {
    let name = file_name(path.as_bstr());
    let test = name.starts_with(b"test_") || name.contains_str("_test.") || name.contains_str(".test.");
    let below = path
        .split_str("/")
        .any(|part| [&b"test"[..], b"tests", b"__tests__", b"spec", b"node_modules"].contains(&part));
    !test && !below && LANGUAGES.iter().any(|extension| name.ends_with(extension))
}

/// What a file does with Redis; `None` if it does not use it.
pub fn calls_of(path: &RepoPath, text: &[u8]) -> Option<Calls> {
    // Cheap first: most files never mention it.
    if !["redis", "Redis", "REDIS"].iter().any(|word| text.contains_str(word)) || !text.lines().any(imports) {
        return None;
    }
    let is = |extensions: &[&str]| extensions.iter().any(|extension| path.ends_with(extension.as_bytes()));
    let syntax = Syntax::of(path);
    let third = is(&[".py", ".go", ".java", ".kt", ".php"]);
    let source = text.to_str_lossy();
    let tokens = resolve(tokens(&source, &syntax));
    let mut calls = reader::read(&tokens, third);
    if is(&[".py"]) {
        for model in models::read(text) {
            calls.note_model(model);
        }
    } else if is(&[".js", ".mjs", ".cjs", ".ts", ".tsx"]) {
        node::note(&tokens, &mut calls);
    }
    Some(calls)
}

/// A line that brings a client in.
fn imports(line: &[u8]) -> bool {
    let line = line.trim_start().to_lowercase();
    let words = ["import", "from ", "require", "use ", "using ", "alias "];
    let brings = line.starts_with(b"\"") || words.iter().any(|word| line.contains_str(word));
    brings && line.contains_str("redis") && !line.starts_with(b"#") && !line.starts_with(b"//")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(path: &str, text: &str) -> Option<Vec<String>> {
        let calls = calls_of(&path.into(), text.as_bytes())?;
        Some(calls.writes().into_keys().collect())
    }

    #[test]
    fn writes_under_literal_keys_are_seen_in_each_language() {
        for (path, text, expected) in [
            (
                "a.py",
                "import redis\nr.set('a', 1)\nredis_options.set('o', 1)\nself.redis.set(f\"b:{x}\", 1)\n",
                &["set a", "set b:{}"][..],
            ),
            ("a.py", "from redis import Redis\npipe.hset(\n# c.hset('x')\n'c:1', 2)", &["hset c:1"]),
            ("a.ts", "const Redis = require('ioredis')\nclient.hSet(`k:${id}`, 1)", &["hset k:{}"]),
            ("a.go", "\"github.com/redis/go-redis/v9\"\nrdb.Set(ctx, fmt.Sprintf(\"k:%d\", 1), 1)", &["set k:{}"]),
            ("a.rs", "use redis::Commands;\nlet _: () = con.set_ex::<_, _, ()>(\"k\", 1, 2)?;", &["setex k"]),
            ("A.java", "import redis.clients.jedis.Jedis;\njedis.zadd(\"k:\" + id, 1, m);", &["zadd k:{}"]),
            ("a.rs", "use redis::cmd;\nredis::cmd(\"HSET\").arg(\"k\").arg(1).query(&mut c)?;", &["hset k"]),
            (
                "A.java",
                "import org.springframework.data.redis.core.*;\nredisTemplate.opsForValue().set(\"k\", v);",
                &["set k"],
            ),
            (
                "A.java",
                "import org.springframework.data.redis.core.*;\nt.opsForHash().put(\"k:\" + id, \"f\", v);",
                &["hset k:{}"],
            ),
            ("A.java", "import org.springframework.data.redis.core.*;\nt.opsForHash().get(\"k\", \"f\");", &[]),
            ("A.java", "import io.lettuce.core.RedisClient;\nconnection.sync().set(\"k\", \"v\");", &["set k"]),
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
