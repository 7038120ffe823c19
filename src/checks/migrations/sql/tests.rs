use super::*;
use crate::checks::migrations::operation::Verb;

/// What each operation of a script is, and what it is done to.
fn told(sql: &str, dialect: Dialect) -> String {
    let ops = read(sql, dialect, false).ops;
    let told = ops.iter().map(|op| {
        let of = [&op.table, &op.name].map(|name| name.as_deref().unwrap_or("-"));
        format!("{:?} {} {}", op.verb, of[0], of[1])
    });
    told.collect::<Vec<_>>().join(", ")
}

fn holds(dialect: Dialect, table: &[(&str, &str)]) {
    for (sql, expected) in table {
        let script = read(sql, dialect, false);
        assert!(script.trouble.is_none(), "{sql}: {:?}", script.trouble);
        assert_eq!(told(sql, dialect), *expected, "{sql}");
    }
}

#[test]
fn postgres_is_read_as_its_parser_and_linter_have_it() {
    holds(
        Dialect::Postgres,
        &[
            ("CREATE TABLE IF NOT EXISTS Public.Users (id int)", "CreateTable public.users -"),
            ("CREATE UNLOGGED TABLE \"Users\" (id int)", "CreateTable Users -"),
            ("DROP TABLE IF EXISTS a, b CASCADE", "DropTable a -, DropTable b -"),
            ("ALTER TABLE a RENAME TO b", "RenameTable a b"),
            ("ALTER TABLE a SET SCHEMA s", "RenameTable a -"),
            ("ALTER TABLE ONLY a ADD COLUMN b int", "AddColumn a b"),
            ("ALTER TABLE a ADD b int NOT NULL", "AddRequiredColumn a b"),
            ("ALTER TABLE a ADD b int NOT NULL DEFAULT -1", "AddColumn a b"),
            ("ALTER TABLE a ADD b timestamptz DEFAULT now()", "AddColumn a b"),
            ("ALTER TABLE a ADD b timestamp DEFAULT timezone('utc', now())", "AddColumn a b"),
            ("ALTER TABLE a ADD b text DEFAULT ('x'::varchar(10))", "AddColumn a b"),
            ("ALTER TABLE a ADD b uuid DEFAULT gen_random_uuid()", "AddRewrittenColumn a b"),
            ("ALTER TABLE a ADD b bigserial", "AddRewrittenColumn a b"),
            ("ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) STORED", "AddRewrittenColumn a b"),
            ("ALTER TABLE a ADD b int GENERATED ALWAYS AS IDENTITY", "AddRewrittenColumn a b"),
            ("ALTER TABLE a ADD b int UNIQUE", "AddColumn a b, AddConstraintLocking a b"),
            ("ALTER TABLE a DROP COLUMN IF EXISTS b, DROP c", "DropColumn a b, DropColumn a c"),
            ("ALTER TABLE a RENAME COLUMN b TO c", "RenameColumn a b"),
            ("ALTER TABLE a RENAME CONSTRAINT b TO c", "Other a b"),
            ("ALTER TABLE a ALTER b TYPE bigint", "ChangeType a b"),
            ("ALTER TABLE a ALTER COLUMN b SET DATA TYPE text USING b::text", "ChangeType a b"),
            ("ALTER TABLE a ALTER b SET NOT NULL", "SetNotNull a b"),
            ("ALTER TABLE a ALTER b DROP NOT NULL", "Other a b"),
            ("CREATE INDEX i ON a (b)", "CreateIndexLocking a i"),
            ("CREATE UNIQUE INDEX ON a (b)", "CreateIndexLocking a -"),
            ("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b)", "CreateIndex a i"),
            ("CREATE INDEX i ON ONLY a (b)", "CreateIndex a i"),
            ("DROP INDEX i, j", "DropIndexLocking - i, DropIndexLocking - j"),
            ("DROP INDEX CONCURRENTLY IF EXISTS i", "DropIndex - i"),
            ("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)", "AddConstraintLocking a c"),
            ("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID", "AddConstraint a c"),
            ("ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES t (id)", "AddConstraintLocking a -"),
            ("ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX i", "AddConstraint a c"),
            ("ALTER TABLE a ADD PRIMARY KEY (id)", "AddConstraintLocking a -"),
            ("ALTER TABLE a VALIDATE CONSTRAINT c", "Other a c"),
            ("ALTER TABLE a DROP CONSTRAINT c", "DropConstraint a c"),
            ("LOCK TABLE a IN ACCESS EXCLUSIVE MODE", "LockTable a -"),
            ("VACUUM FULL a", "LockTable a -"),
            ("VACUUM (FULL, VERBOSE) a", "LockTable a -"),
            ("VACUUM a", "Other - -"),
            ("CLUSTER a USING i", "LockTable a -"),
            ("REINDEX TABLE a", "LockTable a -"),
            ("REINDEX TABLE CONCURRENTLY a", "Other - -"),
            ("REFRESH MATERIALIZED VIEW a", "LockTable a -"),
            ("ALTER TABLE a DETACH PARTITION b", "LockTable a -"),
            ("TRUNCATE ONLY a, b RESTART IDENTITY", "Truncate a -, Truncate b -"),
            ("UPDATE a SET b = 1", "ChangeAllRows a -"),
            ("DELETE FROM a WHERE true", "ChangeAllRows a -"),
            ("DELETE FROM a WHERE 1 = 1 RETURNING id", "ChangeAllRows a -"),
            ("UPDATE a SET b = (SELECT 1 FROM t WHERE id = 1)", "ChangeAllRows a -"),
            ("UPDATE a SET b = 1 WHERE c IS NULL", "ChangeRows a -"),
            ("WITH t AS (SELECT 1) DELETE FROM a WHERE b IN (SELECT * FROM t)", "ChangeRows a -"),
            ("WITH t AS (SELECT 1) SELECT * FROM t FOR UPDATE", "Other - -"),
            (
                "WITH t AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM t",
                "ChangeAllRows a -, ChangeRows b -",
            ),
            ("INSERT INTO a.b VALUES (1)", "ChangeRows a.b -"),
            ("DROP TYPE IF EXISTS mood", "DropOther - mood"),
            ("DO $$ BEGIN DROP TABLE a; END $$", "Opaque - -"),
            (
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3",
                "Other - -, Other - -",
            ),
            ("COMMENT ON TABLE a IS 'DROP TABLE b;'", "Other - -"),
        ],
    );
}

#[test]
fn mysql_is_read_by_its_keywords() {
    holds(
        Dialect::MySql,
        &[
            ("CREATE TABLE `Users` (id int)", "CreateTable Users -"),
            ("DROP TABLE a", "DropTable a -"),
            ("RENAME TABLE a TO b, c TO d", "RenameTable a b, RenameTable c d"),
            ("ALTER TABLE a RENAME b", "RenameTable a b"),
            (
                "ALTER TABLE a ADD COLUMN b int, ADD (c int NOT NULL, d int)",
                "AddColumn a b, AddRequiredColumn a c, AddColumn a d",
            ),
            ("ALTER TABLE a ADD b int AS (c) STORED", "AddRewrittenColumn a b"),
            ("ALTER TABLE a DROP b", "DropColumn a b"),
            ("ALTER TABLE a CHANGE b c int", "RenameColumn a b"),
            ("ALTER TABLE a CHANGE b `b` bigint", "ChangeType a b"),
            ("ALTER TABLE a MODIFY COLUMN b bigint", "ChangeType a b"),
            ("CREATE INDEX i ON a (b)", "CreateIndex a i"),
            ("DROP INDEX i ON a", "DropIndex a i"),
            ("ALTER TABLE a ADD INDEX i (b), DROP KEY j", "CreateIndex a i, DropIndex a j"),
            ("ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES t (id)", "AddConstraintLocking a c"),
            ("ALTER TABLE a ADD UNIQUE KEY u (b)", "AddConstraint a -"),
            ("ALTER TABLE a DROP FOREIGN KEY c", "DropConstraint a c"),
            ("LOCK TABLES `a` WRITE", "LockTable a -"),
            ("ALTER TABLE a CONVERT TO CHARACTER SET utf8mb4", "LockTable a -"),
            ("TRUNCATE a", "Truncate a -"),
            ("UPDATE a SET b = 'it\\'s -- ; WHERE'", "ChangeAllRows a -"),
            ("DELETE FROM a LIMIT 100", "ChangeRows a -"),
            ("UPDATE a JOIN b ON a.id = b.id SET a.c = 1", "ChangeRows a -"),
            ("# DROP TABLE a;\nDROP VIEW v -- v;", "DropOther - v"),
            ("/*!40101 DROP TABLE a */;", "DropTable a -"),
            (
                "DELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN DELETE FROM b; END//\nDELIMITER ;\nDROP TABLE c;",
                "Other - -, DropTable c -",
            ),
            ("CALL tidy()", "Opaque - -"),
        ],
    );
}

#[test]
fn sqlite_is_read_by_its_keywords() {
    holds(
        Dialect::Sqlite,
        &[
            ("CREATE VIRTUAL TABLE [My Table] USING fts5(a)", "CreateTable My Table -"),
            ("ALTER TABLE a RENAME TO b; ALTER TABLE a RENAME b TO c", "RenameTable a b, RenameColumn a b"),
            ("ALTER TABLE a ADD COLUMN b text NOT NULL", "AddRequiredColumn a b"),
            ("ALTER TABLE a DROP COLUMN b", "DropColumn a b"),
            ("CREATE INDEX i ON a (b); DROP INDEX i", "CreateIndex a i, DropIndex - i"),
            ("DELETE FROM a; DELETE FROM a WHERE 'x' = 'x'", "ChangeAllRows a -, ChangeAllRows a -"),
            ("INSERT OR REPLACE INTO a VALUES (1)", "ChangeRows a -"),
            (
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; SELECT CASE WHEN 1 THEN 2 END; END; DROP TABLE c",
                "Other - -, DropTable c -",
            ),
            ("PRAGMA foreign_keys = off; VACUUM", "Other - -, Other - -"),
        ],
    );
}

#[test]
fn an_unknown_dialect_is_postgres_if_postgres_takes_it_and_else_approximate() {
    let script = read("CREATE INDEX i ON a (b)", Dialect::Unknown, false);
    assert_eq!((script.ops[0].verb, script.approximate), (Verb::CreateIndexLocking, false));
    let script = read("ALTER TABLE `a` MODIFY b int; DROP TABLE `c`", Dialect::Unknown, false);
    assert_eq!((script.ops.len(), script.approximate), (2, true));
    assert!(script.trouble.is_none());
}

#[test]
fn what_postgres_does_not_parse_is_trouble_with_its_line_and_still_read() {
    let script = read("SELECT 1;\n\nDROP TABLE a;\nCREATE TABLE b (id int,, c int);\n", Dialect::Postgres, false);
    let trouble = script.trouble.expect("two commas");
    assert_eq!(trouble.line, 4, "{}", trouble.what);
    assert!(script.approximate);
    assert_eq!(script.ops[1].verb, Verb::DropTable);
}

#[test]
fn what_psql_takes_for_itself_is_no_trouble() {
    let dump = "\u{feff}\\restrict abc\nSET client_encoding = 'UTF8';\nCOPY public.a (id) FROM stdin;\n1\tit's; DROP\n\\.\n\nDROP TABLE b;\n\\unrestrict abc\n";
    let script = read(dump, Dialect::Postgres, false);
    assert!(script.trouble.is_none(), "{:?}", script.trouble);
    assert_eq!(told(dump, Dialect::Postgres), "Other - -, ChangeRows public.a -, DropTable b -");
    assert_eq!(script.ops[2].line, 7);
}

#[test]
fn an_operation_stands_where_its_statement_begins() {
    let script = read("-- first\n\n-- second\nALTER TABLE a\n  ADD b int,\n  DROP c;", Dialect::Postgres, false);
    assert_eq!(script.ops.iter().map(|op| op.line).collect::<Vec<_>>(), [4, 4]);
}

#[test]
fn squawk_ignore_silences_a_statement_or_a_file() {
    let silenced = "-- squawk-ignore ban-drop-table\nDROP TABLE a;\nDROP TABLE b;";
    assert_eq!(told(silenced, Dialect::Postgres), "Other a -, DropTable b -");
    let silenced = "-- squawk-ignore-file\nDROP TABLE a;\nCREATE INDEX i ON a (b);";
    assert_eq!(told(silenced, Dialect::Postgres), "Other a -, CreateIndex a i");
}

#[test]
fn nothing_runs_concurrently_in_a_transaction() {
    let first = |sql, in_transaction| read(sql, Dialect::Postgres, in_transaction).ops[0].verb;
    for sql in [
        "CREATE INDEX CONCURRENTLY i ON a (b)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX INDEX CONCURRENTLY i",
        "ALTER TABLE a DETACH PARTITION b CONCURRENTLY",
    ] {
        assert_eq!(first(sql, true), Verb::ConcurrentInTransaction, "{sql}");
        assert_ne!(first(sql, false), Verb::ConcurrentInTransaction, "{sql}");
    }
    assert_eq!(first("REFRESH MATERIALIZED VIEW CONCURRENTLY v", true), Verb::Other);
    assert_eq!(first("-- squawk-disable-assume-in-transaction\nDROP INDEX CONCURRENTLY i", true), Verb::DropIndex);
    let own =
        read("BEGIN; COMMIT; DROP INDEX CONCURRENTLY i; BEGIN; DROP INDEX CONCURRENTLY j", Dialect::Postgres, false);
    assert_eq!((own.ops[2].verb, own.ops[4].verb), (Verb::DropIndex, Verb::ConcurrentInTransaction));
}

#[test]
fn what_the_linter_knows_of_other_statements_counts() {
    let checked = "ALTER TABLE a ADD CONSTRAINT c CHECK (b IS NOT NULL) NOT VALID;\n\
                   ALTER TABLE a VALIDATE CONSTRAINT c;\nALTER TABLE a ALTER b SET NOT NULL;";
    assert_eq!(told(checked, Dialect::Postgres), "AddConstraint a c, Other a c, Other a b");
    let at_once = read(checked, Dialect::Postgres, true).ops;
    assert_eq!(at_once[1].verb, Verb::AddConstraintLocking);
}

/// Scripts that nest, repeat or never end.
fn hostile(many: usize) -> Vec<String> {
    vec![
        format!("SELECT {}1{}", "(".repeat(many), ")".repeat(many)),
        format!("SELECT {}1{}", "CASE WHEN ".repeat(many), " THEN 1 END".repeat(many)),
        format!("SELECT {}1", "NOT ".repeat(many)),
        format!("SELECT {}1", "- ".repeat(many)),
        format!("SELECT 1{}", " + 1".repeat(many)),
        format!("ALTER TABLE a ADD b int DEFAULT 1{}", " + 1".repeat(many)),
        format!("SELECT 1{}", "::int".repeat(many)),
        format!("SELECT a{}", ".a".repeat(many)),
        format!("SELECT a{}", "[1]".repeat(many)),
        format!("SELECT a{}", " ISNULL".repeat(many)),
        format!("SELECT a{}", " COLLATE c".repeat(many)),
        format!("SELECT 1{}", " UNION SELECT 1".repeat(many)),
        format!("SELECT * FROM a{}", " JOIN a ON b".repeat(many)),
        format!("SELECT * FROM {}a", "a JOIN ".repeat(many)),
        format!("SELECT {}1", "a => ".repeat(many)),
        "(NOT - ".repeat(many),
        "(END ".repeat(many),
        "(] ".repeat(many),
        "(CASE ".repeat(many),
        "CREATE FUNCTION f() BEGIN ATOMIC ".repeat(many),
        "CREATE FUNCTION f() BEGIN ATOMIC; ".repeat(many),
        "CREATE FUNCTION f() BEGIN ATOMIC, ".repeat(many),
        "CREATE SCHEMA a, ".repeat(many),
        "PREPARE a AS, ".repeat(many),
        "EXPLAIN ".repeat(many),
        "WITH a AS ".repeat(many),
        "CREATE SCHEMA a ".repeat(many),
        "PREPARE a AS ".repeat(many),
        "CREATE RULE a AS ON INSERT TO b DO ".repeat(many),
        format!("SELECT 1::{}", "SETOF ".repeat(many)),
        "/*".repeat(many),
        "$a$ $b".repeat(many),
        "${a".repeat(many),
        "[".repeat(many),
        "BEGIN ".repeat(many),
        "\\".repeat(many),
        "'".repeat(many),
        "COPY a FROM STDIN;\n".repeat(many),
        "DELIMITER d\n".repeat(many),
        "-- squawk-ignore ban-drop-table\nDROP TABLE a;\n".repeat(many / 10),
        format!("CREATE FUNCTION f() {}", "BEGIN ; CASE ".repeat(many)),
    ]
}

#[test]
fn placeholders_of_tools_are_names() {
    holds(
        Dialect::Postgres,
        &[
            ("DROP TABLE ${schema}.users", "DropTable ${schema}.users -"),
            ("DROP TABLE log_${flyway:timestamp}_old", "DropTable log_${flyway:timestamp}_old -"),
            ("SELECT $1, '${', ${limit}", "Other - -"),
        ],
    );
}

#[test]
fn a_table_that_is_made_anew_is_not_lost() {
    for script in [
        "CREATE TABLE \"new_a\" (id int); INSERT INTO new_a SELECT id FROM a; DROP TABLE \"a\"; \
         ALTER TABLE new_a RENAME TO a",
        "ALTER TABLE a RENAME TO old_a; CREATE TABLE a (id int); INSERT INTO a SELECT id FROM old_a; DROP TABLE old_a",
    ] {
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            assert!(!told(script, dialect).contains("DropTable"), "{script}");
        }
    }
    assert!(told("CREATE TABLE b (id int); DROP TABLE a", Dialect::Sqlite).contains("DropTable"));
}

#[test]
fn hostile_scripts_end_on_a_small_stack() {
    let child = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        // Just below each of the limits, and far beyond them.
        for many in [95, 330, 495, 990, 20_000] {
            for script in hostile(many) {
                for dialect in [Dialect::Postgres, Dialect::MySql] {
                    read(&script, dialect, true);
                }
            }
        }
    });
    child.expect("a thread").join().expect("no overflow");
}

#[test]
fn what_people_write_is_not_nested_too_deeply() {
    let rows = format!("INSERT INTO a VALUES {}(1, 'x');", "(1, -1.5, 'x', now()),\n".repeat(5_000));
    let list = format!("DELETE FROM a WHERE b IN ({}1);", "1, ".repeat(5_000));
    let either = format!("DELETE FROM a WHERE b = 0{};", " OR b = 1".repeat(300));
    let many = "ALTER TABLE a ADD b int NOT NULL DEFAULT 1 + 1;\n".repeat(2_000);
    let transactions = "BEGIN; CREATE TABLE a (\"begin\" int, \"end\" int); COMMIT;\n".repeat(500);
    let keys =
        format!("CREATE TABLE a ({}b int)", "c int REFERENCES d ON UPDATE CASCADE ON DELETE CASCADE,\n".repeat(300));
    for script in [rows, list, either, many, transactions, keys] {
        let read = read(&script, Dialect::Postgres, false);
        assert!(read.trouble.is_none(), "{:?} in {}", read.trouble, &script[..60]);
    }
}

#[test]
fn a_script_of_three_megabytes_is_told_by_its_keywords() {
    let script = "DROP TABLE a;\n".repeat(3 << 16);
    let read = read(&script, Dialect::Postgres, false);
    assert!(read.approximate && read.trouble.is_none());
    assert_eq!(read.ops.len(), 3 << 16);
}

#[test]
fn comments_layout_and_the_case_of_keywords_do_not_change_the_meaning() {
    let plain = meaning("CREATE TABLE a (id int DEFAULT 'X');");
    for same in [
        "create table a(id INT default 'X');",
        "-- +goose Up\nCREATE  TABLE a\n(\n  id int -- the key; it's\n  DEFAULT 'X' /* not\n'x' */\n);\n",
    ] {
        assert_eq!(meaning(same), plain, "{same}");
    }
    for other in [
        "CREATE TABLE a (id int DEFAULT 'x');",
        "CREATE TABLE a (id int DEFAULT 'X ');",
        "CREATE TABLE b (id int DEFAULT 'X');",
        "CREATE TABLE \"a\" (id int DEFAULT 'X');",
        "CREATE TABLE a (id int DEFAULT 'X') ;;",
        "CREATE TABLE a (id int DEFAULT 'X')",
        "CREATE TABLE a (id int DEFAULT 1);",
        "CREATE TABLE a (i d int DEFAULT 'X');",
        "/*! CREATE TABLE z (id int) */ CREATE TABLE a (id int DEFAULT 'X');",
    ] {
        assert_ne!(meaning(other), plain, "{other}");
    }
    assert_ne!(meaning("SELECT 'a''b'"), meaning("SELECT 'a' 'b'"));
    assert_ne!(meaning("SELECT $$ a $$"), meaning("SELECT $$ A $$"));
}

#[test]
fn layout_and_case_do_not_count_within_a_function_either_and_what_it_does_counts() {
    let function =
        |body: &str| meaning(&format!("CREATE FUNCTION f() RETURNS int AS $a$ {body} $a$ LANGUAGE plpgsql;"));
    let was = function("BEGIN RETURN QUERY SELECT - 1; -- one\nEND");
    assert_eq!(was, function("begin\n    return query\n    select -1;\nend"));
    assert_ne!(was, function("BEGIN RETURN QUERY SELECT - 2; END"));
    let nested = |body: &str| function(&format!("BEGIN EXECUTE $b$ {body} $b$; END"));
    assert_eq!(nested("SELECT  1"), nested("select 1"));
    assert_ne!(nested("SELECT 1"), nested("SELECT 'x'"));
    // Python's own layout is what it means.
    assert_ne!(function("if x:\n  y()\n  z()"), function("if x:\n  y()\nz()"));
    meaning(&"$a$ SELECT $b$ SELECT $c$ SELECT $d$ SELECT $e$".repeat(2000));
}
