use crate::checks::migrations::Migrations;
use crate::testing::{Bounded, Sandbox};

const REGISTRY: &str = "redis-schema.toml";

fn registry(version: u64, kind: &str) -> String {
    format!("version = {version}\n[[key]]\npattern = 'session:{{id}}'\ntype = '{kind}'\nttl = '30m'\n")
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(REGISTRY, registry(1, "string")).commit("one");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox
}

#[test]
fn a_pushed_registry_follows_the_published_one() {
    for (text, expected) in [
        (registry(1, "string") + "[[key]]\npattern = 'a'\ntype = 'set'\n", &[][..]),
        (registry(2, "hash"), &[]),
        (registry(1, "hash"), &["migrations/redis-version-unchanged"]),
        (registry(0, "string"), &["migrations/redis-version-order"]),
        (registry(3, "hash"), &["migrations/redis-version-order"]),
        (registry(2, "map"), &["migrations/redis-registry-invalid"]),
    ] {
        let sandbox = sandbox();
        let known = sandbox.repo().head().unwrap().unwrap();
        sandbox.write(REGISTRY, &text).commit("two");
        assert_eq!(sandbox.push(&Migrations::default(), &[known]).codes(), expected, "{text}");
    }
}

#[test]
fn two_changes_in_two_commits_take_two_versions() {
    let sandbox = sandbox();
    let known = sandbox.repo().head().unwrap().unwrap();
    sandbox.write(REGISTRY, registry(2, "hash")).commit("two");
    sandbox.write(REGISTRY, registry(3, "list")).commit("three");
    assert!(sandbox.push(&Migrations::default(), &[known]).findings.is_empty());
}

#[test]
fn a_registry_that_moves_is_the_same_one_and_one_that_goes_is_missed() {
    let sandbox = sandbox();
    let known = sandbox.repo().head().unwrap().unwrap();
    sandbox.git(&["rm", "--quiet", REGISTRY]);
    sandbox.write("db/redis-schema.toml", registry(1, "string")).commit("move");
    assert!(sandbox.push(&Migrations::default(), &[known]).findings.is_empty());
    sandbox.git(&["rm", "--quiet", "db/redis-schema.toml"]);
    sandbox.commit("remove");
    assert_eq!(sandbox.push(&Migrations::default(), &[known]).codes(), ["migrations/redis-version-unchanged"]);
}

#[test]
fn a_breaking_release_is_named_in_the_rollback_plan() {
    let sandbox = sandbox();
    sandbox.write(REGISTRY, registry(2, "hash")).write("RUNBOOK.md", "# Rollback\nGo back.\n").commit("two");
    let examine = || sandbox.examine(&Migrations::default(), Some("v1.1.0"));
    assert_eq!(examine().codes(), ["migrations/redis-breaking"]);
    assert!(!examine().passed.iter().any(|sentence| sentence.contains("No Redis")));
    sandbox.write("RUNBOOK.md", "# Rollback\nDelete `session:*`, users log in again.\n").commit("plan");
    assert!(examine().findings.is_empty());
}

#[test]
fn what_the_code_does_is_held_against_the_registry() {
    for (line, expected) in [
        ("r.set('session:1', 1, ex=5)", &[][..]),
        ("r.set(f'session:{i}', 1, ex=5)", &[]),
        ("r.set(f'session:{i}', 1)\nr.expire(f'session:{i}', 5)", &[]),
        ("r.set(f'session:{i}', 1)", &["migrations/redis-no-ttl"]),
        ("r.hset(f'session:{i}', 'f', 1)", &["migrations/redis-type-contradicted"]),
        ("r.set('other', 1)", &["migrations/redis-undeclared-key"]),
        ("r.flushall()", &["migrations/redis-whole-keyspace"]),
        ("r.keys('*')", &["migrations/redis-whole-keyspace"]),
        ("r.set(key, 1)", &[]),
    ] {
        let sandbox = sandbox();
        sandbox.write("app.py", format!("import redis\n{line}\n")).commit("two");
        assert_eq!(sandbox.examine(&Migrations::default(), Some("v1.1.0")).codes(), expected, "{line}");
    }
}

#[test]
fn nothing_is_called_unchanged_beside_a_file_that_was_not_read() {
    let sandbox = sandbox();
    sandbox.write("bundle.js", "require('redis')\n".repeat(80_000)).commit("two");
    let seen = sandbox.examine(&Migrations::default(), Some("v1.1.0"));
    assert_eq!(seen.codes(), ["migrations/redis-not-read"]);
    assert!(!seen.passed.iter().any(|sentence| sentence.contains("Redis")), "{:?}", seen.passed);
}

#[test]
fn a_line_of_a_megabyte_and_a_full_registry_take_no_time() {
    let sandbox = sandbox();
    let key = |n: usize| format!("[[key]]\npattern = 'k{n}:{{id}}'\ntype = 'set'\n");
    let keys: String = (0..5000).map(key).collect();
    sandbox.write("a.py", "import redis\n".to_owned() + &"r.sadd('z:1',".repeat(80_000));
    sandbox.write(REGISTRY, registry(1, "string") + &keys[..keys.rfind("[[key]]").unwrap()]).commit("two");
    let _bounded = Bounded::below(8);
    let seen = sandbox.examine(&Migrations::default(), Some("v1.1.0"));
    assert!(seen.codes().contains(&"migrations/redis-undeclared-key"));
}

/// The codes of a push that makes `after` out of `before`, in a repository with a registry.
fn pushed(before: &[(&str, &str)], after: &[(&str, &str)], message: &str) -> Vec<String> {
    let sandbox = Sandbox::new();
    for (path, text) in before {
        sandbox.write(path, text);
    }
    let known = sandbox.commit("one");
    sandbox.git(&["rm", "--quiet", "-r", "."]);
    for (path, text) in after {
        sandbox.write(path, text);
    }
    sandbox.commit(message);
    let seen = sandbox.push(&Migrations::default(), &[known]);
    seen.findings.iter().map(|finding| format!("{} {:?}", finding.code.id, finding.severity)).collect()
}

#[test]
fn a_push_is_held_against_the_registry_as_far_as_its_lines_are_new() {
    let registry = registry(1, "string");
    let old = "import redis\nr.set('old', 1)\nr.flushall()\n";
    let before = [(REGISTRY, registry.as_str()), ("app.py", old)];
    for (lines, expected) in [
        ("r.ping()", None),
        ("r.set('session:1', 1, ex=5)", None),
        ("r.set(f'session:{i}', 1)", Some("migrations/redis-no-ttl Warning")),
        ("r.hset(f'session:{i}', 'f', 1)", Some("migrations/redis-type-contradicted Error")),
        ("r.set('other', 1)", Some("migrations/redis-undeclared-key Warning")),
        ("r.flushdb()", Some("migrations/redis-whole-keyspace Warning")),
    ] {
        let app = format!("{old}{lines}\n");
        let codes = pushed(&before, &[(REGISTRY, &registry), ("app.py", &app)], "two");
        assert_eq!(codes, expected.into_iter().collect::<Vec<_>>(), "{lines}");
    }
    let strict = format!("strict = true\n{registry}");
    let app = [(REGISTRY, strict.as_str()), ("new.py", "import redis\nr.set('other', 1)\n")];
    assert_eq!(pushed(&before, &app, "two"), ["migrations/redis-undeclared-key Error"]);
}

#[test]
fn code_that_moves_to_another_file_is_no_news() {
    let code = "import redis\nr.set('old', 1)\nr.flushall()\n";
    for registry in [registry(1, "string"), String::new()] {
        let name = if registry.is_empty() { "other" } else { REGISTRY };
        let codes = pushed(&[(name, &registry), ("a.py", code)], &[(name, &registry), ("b/c.py", code)], "two");
        assert_eq!(codes, [""; 0]);
    }
}

#[test]
fn without_a_registry_a_renamed_key_asks_for_a_trailer() {
    let before = [("a.py", "import redis\nr.set('old', 1)\n")];
    let after = [("a.py", "import redis\nr.set('new', 1)\n")];
    assert_eq!(pushed(&before, &after, "two"), ["migrations/redis-changed Warning"]);
    assert_eq!(pushed(&before, &after, "two\n\nRedis-Schema: reviewed"), [""; 0]);
}

#[test]
fn a_key_that_a_function_makes_now_is_not_gone() {
    let before = [("a.py", "import redis\nr.set(f'p:{id}', 1)\n")];
    for (after, expected) in [
        ("def key(id):\n    return f'p:{id}'\nr.set(key(id), 1)\n", &[][..]),
        ("r.hset(f'p:{id}', 'f', 1)\n", &["migrations/redis-changed Warning"]),
    ] {
        assert_eq!(pushed(&before, &[("a.py", &format!("import redis\n{after}"))], "two"), expected, "{after}");
    }
}

#[test]
fn a_trailer_since_the_last_version_confirms_a_release() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "import redis\nr.set('old', 1)\n").commit("one\n\nRedis-Schema: reviewed");
    sandbox.git(&["tag", "v1.0.0"]);
    sandbox.write("a.py", "import redis\nr.set('new', 1)\n").commit("two");
    let examine = || sandbox.examine(&Migrations::default(), Some("v1.1.0"));
    assert_eq!(examine().codes(), ["migrations/redis-changed"]);
    sandbox.write("b", "").commit("three\n\nredis-schema: reviewed");
    let seen = examine();
    assert!(seen.findings.is_empty() && seen.passed.iter().any(|said| said.contains("reviewed")), "{:?}", seen.passed);
}

#[test]
fn a_registry_that_can_not_be_judged_is_a_finding_and_not_a_removed_one() {
    let registry = registry(1, "string");
    let large = format!("{registry}{}", "#".repeat(1 << 20));
    for now in [large.as_bytes(), b"version = 1 # \xff\n"] {
        let sandbox = sandbox();
        let known = sandbox.repo().head().unwrap().unwrap();
        sandbox.write(REGISTRY, now).commit("two");
        assert_eq!(sandbox.push(&Migrations::default(), &[known]).codes(), ["migrations/redis-registry-invalid"]);
        assert_eq!(
            sandbox.examine(&Migrations::default(), Some("v1.1.0")).codes(),
            ["migrations/redis-registry-invalid"]
        );
    }
}

#[cfg(unix)]
#[test]
fn a_registry_that_is_a_link_can_not_be_judged() {
    let sandbox = sandbox();
    let known = sandbox.repo().head().unwrap().unwrap();
    std::fs::remove_file(sandbox.path().join(REGISTRY)).unwrap();
    std::os::unix::fs::symlink("elsewhere.toml", sandbox.path().join(REGISTRY)).unwrap();
    sandbox.commit("two");
    assert_eq!(sandbox.push(&Migrations::default(), &[known]).codes(), ["migrations/redis-registry-invalid"]);
}

#[test]
fn a_registry_that_the_other_side_has_moved_is_not_missed() {
    let sandbox = sandbox();
    let main = sandbox.git(&["branch", "--show-current"]);
    sandbox.git(&["checkout", "--quiet", "-b", "work"]);
    sandbox.write("a", "").commit("work");
    sandbox.git(&["checkout", "--quiet", main.trim()]);
    sandbox.git(&["rm", "--quiet", REGISTRY]);
    let known = sandbox.write("db/redis-schema.toml", registry(1, "string")).commit("move");
    sandbox.git(&["checkout", "--quiet", "work"]);
    sandbox.git(&["merge", "--quiet", "--no-edit", main.trim()]);
    assert!(sandbox.push(&Migrations::default(), &[known]).findings.is_empty());
}

const MODEL: &str = "from redis_om import Field, JsonModel\nclass A(JsonModel, index=True):\n    a: str = Field(index=True)\n    class \
                     Meta:\n        global_key_prefix = 'shop'\n        model_key_prefix = 'a'\n";

#[test]
fn a_model_is_held_against_the_registry() {
    let registry = |kind: &str, field: &str| {
        format!(
            "version = 1\n[[key]]\npattern = 'shop:a:{{pk}}'\ntype = '{kind}'\nttl = '30m'\n[[index]]\nname = \
             'shop:a:index'\nprefix = ['shop:a:']\non = 'json'\nschema = ['$.pk AS pk TAG SEPARATOR |', '{field}']\n"
        )
    };
    let field = "$.a AS a TAG SEPARATOR |";
    let moved = MODEL.replace("'a'", "'b'");
    let unknown = MODEL.replace("        model_key_prefix = 'a'\n", "");
    let hash = MODEL.replace("JsonModel", "HashModel").replace(", index=True", "");
    for (registry, model, expected) in [
        (registry("json", field), MODEL, &[][..]),
        (registry("json", "$[\"a\"] AS a TAG SEPARATOR |"), MODEL, &[]),
        (registry("json", field), &unknown, &[]),
        (
            registry("json", field),
            &moved,
            &["migrations/redis-undeclared-index Warning", "migrations/redis-undeclared-key Warning"],
        ),
        (registry("json", field), &hash, &["migrations/redis-type-contradicted Error"]),
        (registry("json", "$.a AS a TEXT"), MODEL, &["migrations/redis-index-contradicted Error"]),
        (registry("json", "$.b AS b TEXT"), MODEL, &["migrations/redis-undeclared-index Warning"]),
    ] {
        let mut codes = pushed(&[(REGISTRY, &registry)], &[(REGISTRY, &registry), ("a.py", model)], "two");
        codes.sort();
        assert_eq!(codes, expected, "{model} {registry}");
    }
}

#[test]
fn without_a_registry_a_changed_model_asks_for_a_trailer() {
    let schema = "import { Schema } from 'redis-om'\nexport const s = new Schema('a', { a: { type: 'string' } })\n";
    let sortable = MODEL.replace("index=True)\n    class", "sortable=True)\n    class");
    for (path, before, after, expected) in [
        ("a.py", MODEL, &MODEL.replace("a: str", "a : str"), None),
        ("a.py", MODEL, &sortable, Some("migrations/redis-changed Warning")),
        ("a.py", MODEL, &MODEL.replace("'a'", "'b'"), Some("migrations/redis-changed Warning")),
        ("a.py", MODEL, &MODEL.replace("JsonModel", "HashModel"), Some("migrations/redis-changed Warning")),
        ("a.ts", schema, &schema.replace("'string'", "'text'"), Some("migrations/redis-changed Warning")),
        ("a.ts", schema, &schema.replace(", {", ", \n{"), None),
    ] {
        let codes = pushed(&[(path, before)], &[(path, after)], "two");
        assert_eq!(codes, expected.into_iter().collect::<Vec<_>>(), "{after}");
    }
}
