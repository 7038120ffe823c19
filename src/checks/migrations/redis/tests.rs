use crate::checks::migrations::Migrations;
use crate::testing::Sandbox;

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
    let begun = std::time::Instant::now();
    let seen = sandbox.examine(&Migrations::default(), Some("v1.1.0"));
    assert!(seen.codes().contains(&"migrations/redis-undeclared-key"));
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}
