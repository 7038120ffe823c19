//! What `ALTER TABLE` does to a table, action by action.

use super::Dialect;
use super::statement::{Cursor, items};
use super::token::{Kind, Token};
use crate::checks::migrations::operation::Verb;

/// What becomes of a column, an index or a constraint, or of the table itself.
pub struct Change {
    pub verb: Verb,
    pub name: Option<String>,
}

/// What begins a constraint, instead of a column's name.
const CONSTRAINTS: [&str; 5] = ["UNIQUE", "PRIMARY KEY", "FOREIGN KEY", "CHECK", "EXCLUDE"];

/// What begins an index in MySQL.
#[rustfmt::skip]
const INDEXES: [&str; 6] = ["FULLTEXT INDEX", "FULLTEXT KEY", "SPATIAL INDEX", "SPATIAL KEY", "INDEX", "KEY"];

/// What writes the whole table anew, or holds it while others wait.
#[rustfmt::skip]
const REWRITES: [&str; 8] = [
    "SET TABLESPACE", "SET LOGGED", "SET UNLOGGED", "SET ACCESS METHOD", "SPLIT PARTITION", "MERGE PARTITIONS",
    "CONVERT TO", "FORCE",
];

/// Functions that give the same value for every row, so that it is stored once.
#[rustfmt::skip]
const STABLE: [&str; 22] = [
    "NOW", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME", "TIMEZONE", "DATE_TRUNC",
    "TO_TIMESTAMP", "TO_CHAR", "TO_DATE", "LOWER", "UPPER", "CONCAT", "COALESCE", "CURRENT_SETTING", "TO_JSONB",
    "JSONB_BUILD_OBJECT", "JSON_BUILD_OBJECT", "JSONB_BUILD_ARRAY", "STATEMENT_TIMESTAMP", "TRANSACTION_TIMESTAMP",
];

/// What one action comes to.
pub fn changes(action: &[Token], dialect: Dialect) -> Vec<Change> {
    let mut cursor = Cursor::over(action);
    match cursor.eat_any(&["ADD", "DROP", "RENAME", "ALTER", "MODIFY", "CHANGE"]) {
        Some("ADD") => add(cursor, dialect),
        Some("DROP") => drop(cursor),
        Some("RENAME") => vec![rename(cursor)],
        Some("ALTER") => vec![alter(cursor)],
        Some("MODIFY") => vec![modify(cursor)],
        Some(_) => vec![change(cursor)],
        None => vec![of_table(cursor)],
    }
}

fn add(mut cursor: Cursor, dialect: Dialect) -> Vec<Change> {
    let is_constraint = |cursor: Cursor| CONSTRAINTS.iter().any(|kind| cursor.begins(kind));
    // MySQL lets a constraint go without a name even so.
    let name = if cursor.eat("CONSTRAINT") && !is_constraint(cursor) { cursor.name() } else { None };
    if name.is_some() || is_constraint(cursor) {
        return vec![Change { verb: constraint(cursor, dialect), name }];
    }
    if cursor.eat_any(&INDEXES).is_some() {
        return vec![Change { verb: Verb::CreateIndex, name: cursor.name() }];
    }
    if cursor.eat("PARTITION") {
        return vec![Change { verb: Verb::Other, name: cursor.name() }];
    }
    cursor.eat("COLUMN");
    cursor.eat("IF NOT EXISTS");
    match cursor.brackets() {
        Some(columns) => {
            items(columns).into_iter().flat_map(|column| add_column(Cursor::over(column), dialect)).collect()
        }
        None => add_column(cursor, dialect),
    }
}

fn constraint(cursor: Cursor, dialect: Dialect) -> Verb {
    let locks = match dialect {
        Dialect::Sqlite => false,
        // Unique and primary keys are built online; these two copy the table.
        Dialect::MySql => cursor.begins("FOREIGN KEY") || cursor.begins("CHECK"),
        Dialect::Postgres | Dialect::Unknown => {
            !cursor.has("NOT VALID") && !cursor.has("USING INDEX") && !cursor.has("NOT ENFORCED")
        }
    };
    if locks { Verb::AddConstraintLocking } else { Verb::AddConstraint }
}

fn add_column(mut cursor: Cursor, dialect: Dialect) -> Vec<Change> {
    let name = cursor.name();
    let verb = if is_rewritten(cursor, dialect) {
        Verb::AddRewrittenColumn
    } else if cursor.has("NOT NULL") && !["DEFAULT", "GENERATED", "AUTO_INCREMENT", "AS"].iter().any(|w| cursor.has(w))
    {
        Verb::AddRequiredColumn
    } else {
        Verb::AddColumn
    };
    let mut changes = vec![Change { verb, name: name.clone() }];
    if dialect == Dialect::Postgres && (cursor.has("UNIQUE") || cursor.has("PRIMARY KEY")) {
        changes.push(Change { verb: Verb::AddConstraintLocking, name });
    }
    changes
}

/// Whether every row is written when a column with this definition is added.
fn is_rewritten(definition: Cursor, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Sqlite => false,
        Dialect::MySql => definition.has("STORED") || definition.has("AUTO_INCREMENT"),
        Dialect::Postgres | Dialect::Unknown => {
            let serial = definition.rest.first().is_some_and(|kind| kind.text.to_ascii_lowercase().contains("serial"));
            serial
                || definition.has("STORED")
                || definition.has("AS IDENTITY")
                || definition.after("DEFAULT").is_some_and(|default| calls_volatile(default.rest))
        }
    }
}

/// Whether something is called that may give another value for each row.
fn calls_volatile(expression: &[Token]) -> bool {
    let mut before = None;
    expression.windows(2).any(|pair| {
        let [name, bracket] = pair else { return false };
        let called = name.kind == Kind::Word && bracket.is_mark("(");
        // What stands behind `::` is a type: `'x'::varchar(10)`.
        let is_type = before.replace(name).is_some_and(|before| before.is_mark(":"));
        let reads = ["CHECK", "REFERENCES", "UNIQUE", "KEY", "IN"].iter().any(|word| name.is(word));
        called && !is_type && !reads && !STABLE.iter().any(|function| name.is(function))
    })
}

fn drop(mut cursor: Cursor) -> Vec<Change> {
    let constraints = ["CONSTRAINT", "PRIMARY KEY", "FOREIGN KEY", "CHECK"];
    let verb = if cursor.eat_any(&constraints).is_some() {
        Verb::DropConstraint
    } else if cursor.eat("INDEX") || cursor.eat("KEY") {
        Verb::DropIndex
    } else if cursor.eat("PARTITION") {
        Verb::Truncate
    } else {
        cursor.eat("COLUMN");
        Verb::DropColumn
    };
    cursor.eat("IF EXISTS");
    // Oracle's form, and MySQL's of old: `DROP (a, b)`.
    match cursor.brackets() {
        Some(names) => items(names).into_iter().map(|name| Change { verb, name: Cursor::over(name).name() }).collect(),
        None => vec![Change { verb, name: cursor.name() }],
    }
}

fn rename(mut cursor: Cursor) -> Change {
    if cursor.eat_any(&["CONSTRAINT", "INDEX", "KEY"]).is_some() {
        return Change { verb: Verb::Other, name: cursor.name() };
    }
    // MySQL does without TO.
    if cursor.eat_any(&["TO", "AS"]).is_some() || cursor.rest.len() == 1 {
        return Change { verb: Verb::RenameTable, name: cursor.name() };
    }
    cursor.eat("COLUMN");
    Change { verb: Verb::RenameColumn, name: cursor.name() }
}

fn alter(mut cursor: Cursor) -> Change {
    if cursor.eat_any(&["CONSTRAINT", "INDEX", "CHECK"]).is_some() {
        return Change { verb: Verb::Other, name: cursor.name() };
    }
    cursor.eat("COLUMN");
    let name = cursor.name();
    let verb = if cursor.begins("SET NOT NULL") {
        Verb::SetNotNull
    } else if cursor.begins("TYPE") || cursor.begins("SET DATA TYPE") {
        Verb::ChangeType
    } else {
        Verb::Other
    };
    Change { verb, name }
}

fn modify(mut cursor: Cursor) -> Change {
    cursor.eat("COLUMN");
    Change { verb: Verb::ChangeType, name: cursor.name() }
}

fn change(mut cursor: Cursor) -> Change {
    cursor.eat("COLUMN");
    let name = cursor.name();
    let verb = if name == cursor.name() { Verb::ChangeType } else { Verb::RenameColumn };
    Change { verb, name }
}

fn of_table(mut cursor: Cursor) -> Change {
    let detaches = cursor.begins("DETACH PARTITION") && !cursor.has("CONCURRENTLY") && !cursor.has("FINALIZE");
    let verb = if cursor.begins("SET SCHEMA") {
        Verb::RenameTable
    } else if cursor.begins("TRUNCATE PARTITION") {
        Verb::Truncate
    } else if REWRITES.iter().any(|words| cursor.begins(words)) || detaches {
        Verb::LockTable
    } else {
        Verb::Other
    };
    let name = if cursor.eat("VALIDATE CONSTRAINT") { cursor.name() } else { None };
    Change { verb, name }
}
