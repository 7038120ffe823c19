//! What a statement does, told by its keywords.

use std::ops::Range;

use super::Dialect;
use super::alter;
use super::statement::{Cursor, items};
use super::token::{Kind, Token};
use crate::checks::migrations::operation::{Op, Verb};

/// An operation and where it stands.
pub struct Step {
    pub op: Op,
    pub place: Range<usize>,
}

/// Reads statement after statement.
pub struct Classifier {
    dialect: Dialect,
    /// Whether a transaction is open before the statement that comes next.
    in_transaction: bool,
    pub steps: Vec<Step>,
}

/// Statements that neither block nor lose anything.
#[rustfmt::skip]
const HARMLESS: [&str; 36] = [
    "ABORT", "ALTER", "ANALYZE", "ATTACH", "BEGIN", "CHECKPOINT", "COMMENT", "COMMIT", "DEALLOCATE", "DESCRIBE",
    "DETACH", "DISCARD", "END", "EXPLAIN", "GRANT", "IMPORT", "NOTIFY", "OPTIMIZE", "PRAGMA", "PREPARE", "REFRESH",
    "REINDEX", "RELEASE", "RESET", "REVOKE", "ROLLBACK", "SAVEPOINT", "SECURITY", "SELECT", "SET", "SHOW", "START",
    "UNLOCK", "USE", "VACUUM", "VALUES",
];

/// What may stand between CREATE and TABLE or INDEX.
#[rustfmt::skip]
const KINDS: [&str; 13] = [
    "OR REPLACE", "GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "FOREIGN", "VIRTUAL", "UNIQUE", "FULLTEXT",
    "SPATIAL", "ONLINE", "OFFLINE",
];

/// What may stand before the name of a table.
#[rustfmt::skip]
const BEFORE_NAME: [&str; 14] = [
    "IF NOT EXISTS", "IF EXISTS", "ONLY", "INTO", "FROM", "LOW_PRIORITY", "IGNORE", "QUICK", "DELAYED", "OR REPLACE",
    "OR IGNORE", "OR ABORT", "OR FAIL", "OR ROLLBACK",
];

impl Classifier {
    pub fn new(dialect: Dialect, in_transaction: bool) -> Self {
        Self { dialect, in_transaction, steps: Vec::new() }
    }

    /// Reads a statement, which is not empty.
    pub fn read(&mut self, statement: &[Token]) {
        let mut cursor = Cursor::over(statement);
        if cursor.eat("ALTER TABLE") || cursor.eat("ALTER FOREIGN TABLE") || cursor.eat("ALTER IGNORE TABLE") {
            return self.alter_table(statement, cursor);
        }
        if cursor.eat("CREATE") {
            self.create(statement, cursor);
        } else if cursor.eat("DROP") {
            self.drop(statement, cursor);
        } else if cursor.eat("TRUNCATE") {
            cursor.eat("TABLE");
            self.each(statement, cursor, Verb::Truncate);
        } else if cursor.eat("RENAME TABLE") {
            self.each(statement, cursor, Verb::RenameTable);
        } else if self.keeps_out(cursor) {
            self.lock(statement, cursor);
        } else if cursor.eat("WITH") {
            self.with(statement, cursor);
        } else if let Some((verb, table)) = rows(cursor) {
            self.step(statement, verb, table, None);
        } else {
            self.track_transaction(cursor);
            self.step(statement, other(cursor), None, None);
        }
    }

    fn alter_table(&mut self, statement: &[Token], mut cursor: Cursor) {
        cursor.skip(&BEFORE_NAME);
        let table = cursor.name();
        for item in items(cursor.rest) {
            for alter::Change { verb, name } in alter::changes(item, self.dialect) {
                let verb = self.concurrently(verb, Cursor::over(item));
                self.step(item, verb, table.clone(), name);
            }
        }
        for step in self.steps.iter_mut().rev().take_while(|step| step.place.start > statement[0].start) {
            step.op.line = statement[0].line;
        }
    }

    fn create(&mut self, statement: &[Token], mut cursor: Cursor) {
        cursor.skip(&KINDS);
        if cursor.eat("TABLE") {
            cursor.skip(&BEFORE_NAME);
            return self.step(statement, Verb::CreateTable, cursor.name(), None);
        }
        if !cursor.eat("INDEX") {
            return self.step(statement, Verb::Other, None, None);
        }
        let concurrent = cursor.eat("CONCURRENTLY");
        cursor.skip(&BEFORE_NAME);
        let name = if cursor.eat("ON") { None } else { cursor.name() };
        cursor.eat("ON");
        // An index on the parent alone is there at once: its partitions get theirs later.
        let on_parent = cursor.eat("ONLY");
        let locks = self.dialect == Dialect::Postgres && !concurrent && !on_parent;
        let verb = if locks { Verb::CreateIndexLocking } else { Verb::CreateIndex };
        self.step(statement, self.concurrently(verb, Cursor::over(statement)), cursor.name(), name);
    }

    fn drop(&mut self, statement: &[Token], mut cursor: Cursor) {
        cursor.skip(&["TEMPORARY", "FOREIGN"]);
        if cursor.eat("TABLE") {
            return self.each(statement, cursor, Verb::DropTable);
        }
        if !cursor.eat("INDEX") {
            let name = cursor.rest.get(1..).and_then(|rest| {
                let mut named = Cursor::over(rest);
                named.skip(&BEFORE_NAME);
                named.name()
            });
            return self.step(statement, Verb::DropOther, None, name);
        }
        let concurrent = cursor.eat("CONCURRENTLY");
        let locks = self.dialect == Dialect::Postgres && !concurrent;
        let verb = if locks { Verb::DropIndexLocking } else { Verb::DropIndex };
        let verb = self.concurrently(verb, Cursor::over(statement));
        let table = cursor.after("ON").and_then(|mut on| on.name());
        for item in items(cursor.rest) {
            let mut item = Cursor::over(item);
            item.skip(&BEFORE_NAME);
            self.step(statement, verb, table.clone(), item.name());
        }
    }

    fn lock(&mut self, statement: &[Token], mut cursor: Cursor) {
        let verb = self.concurrently(Verb::LockTable, cursor);
        cursor.skip(&["LOCK", "TABLES", "TABLE", "VACUUM", "FULL", "VERBOSE", "ANALYZE", "CLUSTER"]);
        if cursor.eat("REINDEX") || cursor.eat("REFRESH") {
            cursor.skip(&["MATERIALIZED", "VIEW", "TABLE", "INDEX", "SCHEMA", "DATABASE", "SYSTEM", "CONCURRENTLY"]);
        }
        if cursor.rest.first().is_some_and(|next| next.is_mark("(")) {
            cursor.brackets();
        }
        self.each(statement, cursor, verb);
    }

    /// What the queries of WITH change, and the statement that they are made for.
    fn with(&mut self, statement: &[Token], cursor: Cursor) {
        let mut queries = cursor;
        while let Some(open) = queries.rest.iter().position(|token| token.is_mark("(")) {
            queries.rest = &queries.rest[open..];
            let Some(query) = queries.brackets() else { break };
            if let Some((verb, table)) = rows(Cursor::over(query)) {
                self.step(statement, verb, table, None);
            }
        }
        let main = cursor.at_any(&["SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE"]);
        let (verb, table) = main.and_then(rows).unwrap_or((Verb::Other, None));
        self.step(statement, verb, table, None);
    }

    /// Whether a statement keeps others out of a table for longer than a moment.
    fn keeps_out(&self, cursor: Cursor) -> bool {
        let mut cursor = cursor;
        if cursor.eat("LOCK") {
            let mild = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE"];
            let mode = cursor.after("IN");
            return mode.is_none_or(|mut mode| mode.eat_any(&mild).is_none());
        }
        let concurrent = cursor.rest.iter().any(|token| token.is("CONCURRENTLY"));
        match self.dialect {
            Dialect::MySql | Dialect::Sqlite => false,
            _ if cursor.eat("VACUUM") => cursor.rest.iter().any(|token| token.is("FULL")),
            _ if cursor.begins("REINDEX") => !concurrent || self.in_transaction,
            _ => cursor.begins("CLUSTER") || cursor.begins("REFRESH MATERIALIZED VIEW") && !concurrent,
        }
    }

    /// `verb`, unless PostgreSQL refuses it because a transaction is open.
    fn concurrently(&self, verb: Verb, statement: Cursor) -> Verb {
        let refused = self.in_transaction
            && matches!(self.dialect, Dialect::Postgres | Dialect::Unknown)
            // A view alone can be refreshed so in a transaction.
            && !statement.begins("REFRESH")
            && statement.rest.iter().take(6).any(|token| token.is("CONCURRENTLY"));
        if refused { Verb::ConcurrentInTransaction } else { verb }
    }

    fn track_transaction(&mut self, cursor: Cursor) {
        let mut cursor = cursor;
        if cursor.eat("BEGIN") || cursor.eat("START TRANSACTION") {
            self.in_transaction = true;
        } else if cursor.eat("COMMIT") || cursor.eat("END") || cursor.eat("ROLLBACK") && !cursor.has("TO") {
            self.in_transaction = cursor.has("AND CHAIN");
        }
    }

    /// A step for each table that is named.
    fn each(&mut self, statement: &[Token], cursor: Cursor, verb: Verb) {
        for item in items(cursor.rest) {
            let mut item = Cursor::over(item);
            item.skip(&BEFORE_NAME);
            let table = item.name();
            let name = if item.eat("TO") { item.name() } else { None };
            self.step(statement, verb, table, name);
        }
    }

    fn step(&mut self, tokens: &[Token], verb: Verb, table: Option<String>, name: Option<String>) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let place = first.start..last.start + last.text.len();
        self.steps.push(Step { op: Op { verb, table, name, line: first.line }, place });
    }
}

/// What is done to which table's rows, if anything.
fn rows(statement: Cursor) -> Option<(Verb, Option<String>)> {
    let mut cursor = statement;
    let verb = match cursor.eat_any(&["UPDATE", "DELETE", "INSERT", "REPLACE", "MERGE", "COPY", "LOAD DATA"])? {
        "UPDATE" | "DELETE" => verb_of_rows(cursor),
        "COPY" if !cursor.has("FROM") => Verb::Other,
        _ => Verb::ChangeRows,
    };
    let table = table_of(cursor.after("INTO TABLE").unwrap_or(cursor));
    Some((verb, table))
}

fn table_of(mut cursor: Cursor) -> Option<String> {
    cursor.skip(&BEFORE_NAME);
    cursor.name()
}

/// Whether UPDATE or DELETE is held to some of the rows.
fn verb_of_rows(statement: Cursor) -> Verb {
    let joined = ["JOIN", "USING", "LIMIT"].iter().any(|word| statement.has(word));
    match statement.after("WHERE") {
        Some(condition) if !is_always_true(condition) => Verb::ChangeRows,
        None if joined => Verb::ChangeRows,
        _ => Verb::ChangeAllRows,
    }
}

fn is_always_true(condition: Cursor) -> bool {
    let end = condition.rest.iter().position(|token| token.is("RETURNING")).unwrap_or(condition.rest.len());
    match &condition.rest[..end] {
        [one] => one.is("TRUE") || one.text == "1",
        [left, equal, right] => {
            equal.is_mark("=") && left.text == right.text && matches!(left.kind, Kind::Number | Kind::Text)
        }
        _ => false,
    }
}

/// What is left: something without harm, or code that only running it would tell.
fn other(statement: Cursor) -> Verb {
    let mut cursor = statement;
    if cursor.eat_any(&HARMLESS).is_some() { Verb::Other } else { Verb::Opaque }
}
