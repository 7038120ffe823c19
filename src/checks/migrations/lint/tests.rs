use std::collections::HashSet;

use super::*;
use crate::checks::migrations::sql;
use crate::finding::Severity;

fn judged_as(text: &str, dialect: Dialect, created: &[&str]) -> Vec<Finding> {
    let script = sql::read(text, dialect, false);
    let created = created.iter().map(ToString::to_string).collect();
    judge(&"m/1.sql".into(), &script, &created, dialect, text.as_bytes())
}

fn of(op: Op) -> Script {
    Script { ops: vec![op], ..Script::default() }
}

fn judged(text: &str) -> Vec<Finding> {
    judged_as(text, Dialect::Postgres, &[])
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.id.trim_start_matches("migrations/")).collect()
}

#[test]
fn each_thing_that_blocks_breaks_or_loses_has_its_code_and_names_its_table() {
    for (sql, code, message) in [
        ("DROP TABLE a", "drops-table", "table `a` is dropped"),
        ("ALTER TABLE a DROP b", "drops-column", "column `a.b` is dropped"),
        ("ALTER TABLE a RENAME TO b", "renames", "table `a` is renamed"),
        ("ALTER TABLE a RENAME b TO c", "renames", "column `a.b` is renamed"),
        ("ALTER TABLE a ALTER b TYPE bigint", "changes-type", "column `a.b` gets another type"),
        (
            "ALTER TABLE a ADD b int NOT NULL",
            "required-column",
            "column `a.b` is added, NOT NULL and without a default in the database",
        ),
        ("ALTER TABLE a ALTER b SET NOT NULL", "sets-not-null", "column `a.b` becomes NOT NULL"),
        (
            "ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()",
            "rewrites-table",
            "column `a.b` is added with a value that is written row by row",
        ),
        ("CREATE INDEX i ON a (b)", "locking-index", "an index `i` is built on `a` while writes wait"),
        ("DROP INDEX i", "locking-index", "an index `i` is dropped while reads and writes wait"),
        (
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)",
            "locking-constraint",
            "a constraint `c` is held against every row of `a` under a lock",
        ),
        ("VACUUM FULL a", "locks-table", "others are kept out of `a`"),
        ("TRUNCATE a", "truncates", "table `a` is emptied"),
        ("DELETE FROM a", "changes-all-rows", "every row of `a` is changed in one go"),
        (
            "BEGIN; DROP INDEX CONCURRENTLY i",
            "concurrent-in-transaction",
            "CONCURRENTLY is asked for inside a transaction, where PostgreSQL refuses it",
        ),
    ] {
        let found = judged(sql);
        assert_eq!(codes(&found), [code], "{sql}");
        assert_eq!(found[0].message, message, "{sql}");
        assert!(found[0].help.is_some());
    }
}

#[test]
fn what_only_adds_is_not_reported() {
    let harmless = "CREATE TABLE a (id int); ALTER TABLE b ADD c int; CREATE INDEX CONCURRENTLY i ON b (c); \
                    INSERT INTO b VALUES (1); UPDATE b SET c = 1 WHERE c IS NULL; SELECT 1;";
    assert!(judged(harmless).is_empty());
}

#[test]
fn only_what_always_fails_is_an_error() {
    for code in CODES {
        let fails = code.id == "migrations/concurrent-in-transaction";
        assert_eq!(code.severity == Severity::Error, fails, "{}", code.id);
    }
}

#[test]
fn several_of_a_kind_are_one_finding_at_the_first() {
    let found = judged("SELECT 1;\nDROP TABLE a;\nDROP TABLE b;\nTRUNCATE c;\nDROP TABLE d;");
    assert_eq!(codes(&found), ["drops-table", "truncates"]);
    assert_eq!(found[0].message, "table `a` is dropped, and 2 more operations of this kind follow");
    assert_eq!(found[0].place, Some(Place::line("m/1.sql", 2)));
}

#[test]
fn what_is_done_to_a_table_of_the_same_push_disturbs_nobody() {
    let script = "CREATE INDEX i ON a (b); ALTER TABLE public.a ALTER b SET NOT NULL; TRUNCATE b;";
    assert_eq!(codes(&judged_as(script, Dialect::Postgres, &["a"])), ["truncates"]);
    let fails = "BEGIN; CREATE INDEX CONCURRENTLY i ON a (b)";
    assert_eq!(codes(&judged_as(fails, Dialect::Postgres, &["a"])), ["concurrent-in-transaction"]);
}

#[test]
fn what_does_not_apply_to_a_database_is_not_reported() {
    let every: Vec<Op> = [
        Verb::DropColumn,
        Verb::ChangeType,
        Verb::AddRewrittenColumn,
        Verb::CreateIndexLocking,
        Verb::AddConstraintLocking,
        Verb::LockTable,
        Verb::ConcurrentInTransaction,
    ]
    .into_iter()
    .map(|verb| Op { verb, table: Some("a".into()), name: None, line: 0 })
    .collect();
    let count = every.len();
    let every = Script { ops: every, ..Script::default() };
    let found = |dialect| judge(&"m.py".into(), &every, &HashSet::new(), dialect, b"");
    assert_eq!(found(Dialect::Postgres).len(), count);
    assert_eq!(found(Dialect::MySql).len(), count - 2);
    assert_eq!(codes(&found(Dialect::Sqlite)), ["drops-column"]);
}

#[test]
fn a_waiver_stands_on_the_line_or_alone_on_the_one_above() {
    let reason = |text: &str| judged(text).iter().map(|f| f.allowed.clone()).collect::<Vec<_>>();
    let why = |reason: &str| Some(reason.to_owned());
    let waiver = "precheck:allow migrations/drops-table -- unused";
    assert_eq!(reason(&format!("DROP TABLE a; -- {waiver}")), [why("unused")]);
    assert_eq!(reason(&format!("-- {waiver}\nDROP TABLE a;")), [why("unused")]);
    assert_eq!(reason(&format!("SELECT 1; -- {waiver}\nDROP TABLE a;")), [None]);
    assert_eq!(reason(&format!("-- {waiver}\nDROP TABLE a;\nDROP TABLE b;")), [why("unused"), None]);
    assert_eq!(reason("-- precheck:allow migrations/truncates -- unused\nDROP TABLE a;"), [None]);
    let python = "# precheck:allow migrations/drops-table -- unused\nop.drop_table('a')\n";
    let op = Op { verb: Verb::DropTable, table: Some("a".into()), name: None, line: 2 };
    let found = judge(&"m.py".into(), &of(op), &HashSet::new(), Dialect::Unknown, python.as_bytes());
    assert_eq!(found[0].allowed, why("unused"));
}

#[test]
fn noqa_of_our_code_silences_and_a_bare_one_does_not() {
    let reason = |comment: &str| {
        let op = Op { verb: Verb::DropTable, table: Some("a".into()), name: None, line: 1 };
        let source = format!("op.drop_table('a')  {comment}\n");
        judge(&"m.py".into(), &of(op), &HashSet::new(), Dialect::Unknown, source.as_bytes())[0].allowed.clone()
    };
    for comment in ["# noqa: precheck", "# noqa: E501, migrations/drops-table"] {
        assert_eq!(reason(comment).as_deref(), Some("noqa"), "{comment}");
    }
    for comment in ["# noqa", "# noqa: E501", "# noqa: migrations/truncates"] {
        assert_eq!(reason(comment), None, "{comment}");
    }
}

#[test]
fn long_names_are_cut_and_places_beyond_the_file_are_no_harm() {
    let op = Op { verb: Verb::DropTable, table: Some("é".repeat(10_000)), name: None, line: 99 };
    let found = judge(&"m.sql".into(), &of(op), &HashSet::new(), Dialect::Postgres, b"");
    assert!(found[0].message.chars().count() < 200 && found[0].help.as_ref().is_some_and(|h| h.chars().count() < 400));
}

#[test]
fn what_nothing_brings_back_loses_data() {
    let loses =
        |text: &str| sql::read(text, Dialect::Postgres, false).ops.iter().any(|op| loses_data(op, &HashSet::new()));
    for text in ["DROP TABLE a", "ALTER TABLE a DROP b", "TRUNCATE a", "UPDATE a SET b = 1"] {
        assert!(loses(text), "{text}");
    }
    for text in ["DROP INDEX a", "ALTER TABLE a RENAME b TO c", "DELETE FROM a WHERE b = 1"] {
        assert!(!loses(text), "{text}");
    }
}
