//! Alembic's own operations, one by one.
//! <https://alembic.sqlalchemy.org/en/latest/ops.html>

use crate::checks::migrations::frameworks::gathered::Gathered;
use crate::checks::migrations::operation::Verb;
use crate::checks::migrations::python::code::{Call, Scope, Term};
use crate::checks::migrations::sql::{self, Dialect};

/// A call of `op` or of a batch, whose functions are not told the table.
pub struct Given<'c> {
    pub call: &'c Call,
    pub scope: &'c Scope,
    /// What has opened the batch.
    pub batch: Option<&'c Call>,
}

impl Given<'_> {
    /// A name that it is given.
    fn name(&self, place: usize, keyword: &str) -> Option<String> {
        text(self.call.argument(place, keyword)?, self.scope)
    }

    /// A table with its schema.
    fn table(&self, place: usize, keyword: &str) -> Option<String> {
        if let Some(call) = self.batch {
            return Self { call, batch: None, ..*self }.table(0, "table_name");
        }
        let given = self.call.argument(place, keyword)?;
        let table = text(given, self.scope).or_else(|| imported(given, self.scope))?;
        let schema = self.call.keyword("schema").or_else(|| self.call.keyword("source_schema"));
        match schema.and_then(|schema| text(schema, self.scope)) {
            Some(schema) => Some(format!("{schema}.{table}")),
            None => Some(table),
        }
    }

    /// Where something stands that comes after the table, where one is told.
    fn below(&self, place: usize) -> usize {
        place - usize::from(self.batch.is_some())
    }
}

/// Reads what a call of `op` or of a batch does.
pub fn read(given: &Given, found: &mut Gathered) {
    let line = given.call.line;
    match given.call.verb() {
        "create_table" => found.op(Verb::CreateTable, given.table(0, "table_name"), None, line),
        "drop_table" => found.op(Verb::DropTable, given.table(0, "table_name"), None, line),
        "rename_table" => {
            let name = given.name(1, "new_table_name");
            found.op(Verb::RenameTable, given.table(0, "old_table_name"), name, line);
        }
        "add_column" => add_column(given, found),
        "drop_column" => {
            let name = given.name(given.below(1), "column_name");
            found.op(Verb::DropColumn, given.table(0, "table_name"), name, line);
        }
        "alter_column" => alter_column(given, found),
        "create_index" => {
            let verb = concurrently(given, Verb::CreateIndex, Verb::CreateIndexLocking, found);
            found.op(verb, given.table(1, "table_name"), given.name(0, "index_name"), line);
        }
        "drop_index" => {
            let verb = concurrently(given, Verb::DropIndex, Verb::DropIndexLocking, found);
            found.op(verb, given.table(1, "table_name"), given.name(0, "index_name"), line);
        }
        "create_foreign_key" => constraint(given, "source_table", found),
        "create_unique_constraint" | "create_check_constraint" | "create_primary_key" | "create_exclude_constraint" => {
            constraint(given, "table_name", found);
        }
        "drop_constraint" => {
            let name = given.name(0, "constraint_name");
            found.op(Verb::DropConstraint, given.table(1, "table_name"), name, line);
        }
        "bulk_insert" => found.op(Verb::ChangeRows, None, None, line),
        "create_table_comment" | "drop_table_comment" => {
            found.op(Verb::Other, given.table(0, "table_name"), None, line);
        }
        "get_bind" | "get_context" | "f" | "batch_alter_table" | "inline_literal" => {}
        // One that the project has registered.
        _ => found.opaque(line),
    }
}

fn concurrently(given: &Given, plain: Verb, locking: Verb, found: &Gathered) -> Verb {
    match given.call.says("postgresql_concurrently") {
        true if found.in_transaction => Verb::ConcurrentInTransaction,
        false if found.dialect == Dialect::Postgres => locking,
        _ => plain,
    }
}

fn constraint(given: &Given, table: &str, found: &mut Gathered) {
    let (call, name) = (given.call, given.name(0, "constraint_name"));
    let verb = match held(call.verb(), found.dialect) {
        Verb::AddConstraintLocking if call.says("postgresql_not_valid") => Verb::AddConstraint,
        verb => verb,
    };
    found.op(verb, given.table(1, table), name, call.line);
}

/// Whether the rows that are there are held to a new constraint under a lock.
fn held(kind: &str, dialect: Dialect) -> Verb {
    let locks = match dialect {
        Dialect::Sqlite => false,
        // Unique and primary keys are built online; these two copy the table.
        Dialect::MySql => ["create_foreign_key", "create_check_constraint"].contains(&kind),
        Dialect::Postgres | Dialect::Unknown => true,
    };
    if locks { Verb::AddConstraintLocking } else { Verb::AddConstraint }
}

fn add_column(given: &Given, found: &mut Gathered) {
    let (table, line) = (given.table(0, "table_name"), given.call.line);
    let column = given.call.argument(given.below(1), "column").map(|column| given.scope.value(column));
    let Some(column) = column.as_ref().and_then(Term::call) else {
        return found.op(Verb::Opaque, table, None, line);
    };
    let name = column.argument(0, "name").and_then(|name| text(name, given.scope));
    found.op(added(column, given.scope, found.dialect), table.clone(), name, line);
    if parts(column).any(|part| part.verb() == "ForeignKey") {
        found.op(held("create_foreign_key", found.dialect), table.clone(), None, line);
    }
    // Of `unique` alone Alembic makes nothing.
    if column.says("index") && found.dialect == Dialect::Postgres {
        found.op(Verb::CreateIndexLocking, table, None, line);
    }
}

/// What a column has beside its name: type, keys, and what makes its values.
fn parts(column: &Call) -> impl Iterator<Item = &Call> {
    column.arguments.iter().filter_map(Term::call)
}

fn added(column: &Call, scope: &Scope, dialect: Dialect) -> Verb {
    let has = |verb: &str| parts(column).any(|part| part.verb() == verb);
    let computed = parts(column).find(|part| part.verb() == "Computed");
    let stored = computed.is_some_and(|computed| match computed.keyword("persisted") {
        Some(persisted) => *persisted == Term::Bool(true),
        None => dialect == Dialect::Postgres,
    });
    let default = column.keyword("server_default").filter(|default| **default != Term::None);
    let numbered = has("Identity") || has("Sequence") || column.says("primary_key");
    if stored || numbered || default.is_some_and(|default| is_volatile(default, scope, dialect)) {
        return Verb::AddRewrittenColumn;
    }
    let required = column.keyword("nullable") == Some(&Term::Bool(false));
    if required && default.is_none() && computed.is_none() { Verb::AddRequiredColumn } else { Verb::AddColumn }
}

/// Whether a default gives each row a value of its own.
fn is_volatile(default: &Term, scope: &Scope, dialect: Dialect) -> bool {
    let default = scope.value(default);
    let Some(call) = default.call() else { return false };
    let expression = match (call.verb(), call.arguments.first()) {
        ("text", Some(given)) => text(given, scope),
        _ if call.name.contains("func.") => Some(format!("{}()", call.verb())),
        _ => None,
    };
    expression.is_some_and(|expression| {
        let script = format!("ALTER TABLE a ADD COLUMN b text DEFAULT {expression}");
        sql::read(&script, dialect, true).ops.iter().any(|op| op.verb == Verb::AddRewrittenColumn)
    })
}

fn alter_column(given: &Given, found: &mut Gathered) {
    let (call, table) = (given.call, given.table(0, "table_name"));
    let name = given.name(given.below(1), "column_name");
    let mut verbs = Vec::new();
    if let Some(kind) = call.keyword("type_").filter(|kind| **kind != Term::None) {
        let same = call.keyword("existing_type").is_some_and(|was| is_wider(was, kind, found.dialect));
        verbs.extend((!same).then_some(Verb::ChangeType));
    }
    if call.keyword("nullable") == Some(&Term::Bool(false)) {
        verbs.push(Verb::SetNotNull);
    }
    if call.keyword("new_column_name").is_some_and(|name| *name != Term::None) {
        verbs.push(Verb::RenameColumn);
    }
    if verbs.is_empty() {
        verbs.push(Verb::Other);
    }
    for verb in verbs {
        found.op(verb, table.clone(), name.clone(), call.line);
    }
}

/// Whether every value of one type is one of the other as it is stored.
fn is_wider(was: &Term, is: &Term, dialect: Dialect) -> bool {
    if was == is {
        return true;
    }
    let (Some(was), Some(is)) = (longest(was), longest(is)) else { return false };
    matches!(dialect, Dialect::Postgres | Dialect::Unknown) && is >= was
}

/// How long a text of this type may be, if it is one of texts.
fn longest(term: &Term) -> Option<u64> {
    let (name, length) = match term {
        Term::Call(call) => (call.verb(), call.argument(0, "length")),
        Term::Name(name) => (name.rsplit('.').next().unwrap_or_default(), None),
        _ => return None,
    };
    let length = match length {
        Some(Term::Number(length)) => *length,
        None | Some(Term::None) => u64::MAX,
        Some(_) => return None,
    };
    match name {
        "String" | "VARCHAR" | "Unicode" => Some(length),
        "Text" | "TEXT" | "UnicodeText" => Some(u64::MAX),
        _ => None,
    }
}

/// What only another module tells, `Model.__tablename__`, is the same wherever it is written.
fn imported(term: &Term, scope: &Scope) -> Option<String> {
    match scope.value(term) {
        Term::Name(name) => Some(name),
        _ => None,
    }
}

/// A name as it is written, `op.f("…")` included.
fn text(term: &Term, scope: &Scope) -> Option<String> {
    match scope.value(term) {
        Term::Call(call) if call.verb() == "f" => Some(scope.text(call.arguments.first()?)?.text.clone()),
        other => Some(scope.text(&other)?.text.clone()),
    }
}
