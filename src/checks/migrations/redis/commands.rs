//! The names under which clients offer the commands of Redis.

use super::registry::Kind;

/// Command, what it wants, whether it writes. Those in capitals mean many
/// things in any language: there the receiver must look like a client.
pub const COMMANDS: &[(&str, Option<Kind>, bool)] = &[
    ("SET", Some(Kind::String), true),
    ("GET", Some(Kind::String), false),
    ("APPEND", Some(Kind::String), true),
    ("INCR", Some(Kind::String), true),
    ("DECR", Some(Kind::String), true),
    ("EXPIRE", None, false),
    ("RENAME", None, true),
    ("setex", Some(Kind::String), true),
    ("psetex", Some(Kind::String), true),
    ("setnx", Some(Kind::String), true),
    ("incrby", Some(Kind::String), true),
    ("decrby", Some(Kind::String), true),
    ("getset", Some(Kind::String), true),
    ("setbit", Some(Kind::Bitmap), true),
    ("getbit", Some(Kind::Bitmap), false),
    ("hset", Some(Kind::Hash), true),
    ("hsetnx", Some(Kind::Hash), true),
    ("hmset", Some(Kind::Hash), true),
    ("hincrby", Some(Kind::Hash), true),
    ("hget", Some(Kind::Hash), false),
    ("hgetall", Some(Kind::Hash), false),
    ("hmget", Some(Kind::Hash), false),
    ("hdel", Some(Kind::Hash), true),
    ("lpush", Some(Kind::List), true),
    ("rpush", Some(Kind::List), true),
    ("lpop", Some(Kind::List), true),
    ("rpop", Some(Kind::List), true),
    ("lrange", Some(Kind::List), false),
    ("sadd", Some(Kind::Set), true),
    ("srem", Some(Kind::Set), true),
    ("smembers", Some(Kind::Set), false),
    ("sismember", Some(Kind::Set), false),
    ("zadd", Some(Kind::Zset), true),
    ("zincrby", Some(Kind::Zset), true),
    ("zrem", Some(Kind::Zset), true),
    ("zrange", Some(Kind::Zset), false),
    ("zscore", Some(Kind::Zset), false),
    ("geoadd", Some(Kind::Zset), true),
    ("xadd", Some(Kind::Stream), true),
    ("xreadgroup", Some(Kind::Stream), false),
    ("pfadd", Some(Kind::Hll), true),
    ("pfcount", Some(Kind::Hll), false),
    ("pexpire", None, false),
    ("expireat", None, false),
];

/// Methods whose first string is the command.
pub const RAW: [&str; 7] = ["cmd", "executecommand", "call", "sendcommand", "do", "rawcommand", "executeraw"];

/// Words beside a value that make it expire.
pub const EXPIRY: [&str; 9] = ["ex", "px", "exat", "pxat", "keepttl", "ttl", "timeout", "expiresin", "setargs"];

/// Spring's: what the receiver is made by, the method, and the command that it sends.
const SPRING: &[(&str, &str, &str)] = &[
    ("opsforvalue", "set", "SET"),
    ("opsforvalue", "setifabsent", "SET"),
    ("opsforvalue", "get", "GET"),
    ("opsforvalue", "append", "APPEND"),
    ("opsforvalue", "increment", "INCR"),
    ("opsforvalue", "decrement", "DECR"),
    ("opsforhash", "put", "hset"),
    ("opsforhash", "putall", "hset"),
    ("opsforhash", "putifabsent", "hsetnx"),
    ("opsforhash", "increment", "hincrby"),
    ("opsforhash", "get", "hget"),
    ("opsforhash", "entries", "hgetall"),
    ("opsforhash", "delete", "hdel"),
    ("opsforlist", "leftpush", "lpush"),
    ("opsforlist", "rightpush", "rpush"),
    ("opsforlist", "leftpop", "lpop"),
    ("opsforlist", "rightpop", "rpop"),
    ("opsforlist", "range", "lrange"),
    ("opsforset", "add", "sadd"),
    ("opsforset", "remove", "srem"),
    ("opsforset", "members", "smembers"),
    ("opsforset", "ismember", "sismember"),
    ("opsforzset", "add", "zadd"),
    ("opsforzset", "remove", "zrem"),
    ("opsforzset", "range", "zrange"),
    ("opsforzset", "score", "zscore"),
    ("opsforstream", "add", "xadd"),
];

/// The command that a method sends; of Spring's operations only those above.
pub fn sent<'m>(receiver: &str, method: &'m str) -> Option<&'m str> {
    let last = receiver.split(' ').next().unwrap_or_default();
    if !last.starts_with("opsfor") {
        return Some(method);
    }
    SPRING.iter().find(|(ops, name, _)| *ops == last && *name == method).map(|(.., command)| *command)
}

/// Whether `set` and its like are meant for Redis here.
pub fn is_client(receiver: &str) -> bool {
    let words = ["redis", "client", "cache", "rdb", "pipe", "conn", "jedis", "opsfor", "sync", "commands", "multi"];
    let last = receiver.split_whitespace().next().unwrap_or_default();
    // `connection_kwargs.get("host")` asks a dictionary.
    let options = ["kwargs", "args", "options", "params", "config", "settings", "headers"];
    if options.iter().any(|end| last.ends_with(end)) {
        return false;
    }
    matches!(last, "r" | "$r" | "con") || words.iter().any(|word| receiver.contains(word))
}
