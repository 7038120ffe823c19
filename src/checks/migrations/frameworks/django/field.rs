//! What adding a field does to a table.

use crate::checks::migrations::frameworks::gathered::Gathered;
use crate::checks::migrations::operation::Verb;
use crate::checks::migrations::python::code::{Call, Scope, Term};
use crate::checks::migrations::sql::Dialect;

/// Defaults of the database that give each row a value of its own.
const VOLATILE: [&str; 4] = ["RandomUUID", "Random", "UUID4", "UUID7"];

/// Reads `AddField`.
pub fn add(call: &Call, table: Option<String>, name: Option<String>, scope: &Scope, found: &mut Gathered) {
    let field = call.argument(2, "field").map(|field| scope.value(field));
    let Some(field) = field.as_ref().and_then(Term::call) else {
        return found.op(Verb::Opaque, table, name, call.line);
    };
    let (line, kind, postgres) = (call.line, field.verb(), found.dialect == Dialect::Postgres);
    if kind == "ManyToManyField" {
        let joins = table.zip(name).map(|(table, name)| format!("{table}_{name}"));
        let verb = if field.keyword("through").is_some() { Verb::Other } else { Verb::CreateTable };
        return found.op(verb, joins, None, line);
    }
    let one_to_one = kind == "OneToOneField";
    let relates = one_to_one || kind == "ForeignKey";
    let without = |keyword: &str| field.keyword(keyword) == Some(&Term::Bool(false));
    found.op(added(field), table.clone(), name, line);
    if one_to_one || field.says("unique") {
        found.op(held(false, found.dialect), table.clone(), None, line);
    } else if (relates || kind == "SlugField" || field.says("db_index")) && !without("db_index") {
        let verb = if postgres { Verb::CreateIndexLocking } else { Verb::CreateIndex };
        found.op(verb, table.clone(), None, line);
    }
    if relates && !without("db_constraint") {
        // PostgreSQL need not look at rows that have no value.
        let empty = postgres && field.says("null") && field.keyword("default").is_none();
        let verb = if empty { Verb::AddConstraint } else { held(true, found.dialect) };
        found.op(verb, table, None, line);
    }
}

/// What becomes of the column itself. A `default` fills the rows that are there, and Django then
/// takes it from the column again: what old code writes has no value.
fn added(field: &Call) -> Verb {
    let default = field.keyword("db_default");
    if field.verb() == "GeneratedField" {
        return if field.says("db_persist") { Verb::AddRewrittenColumn } else { Verb::AddColumn };
    }
    let volatile = default.and_then(Term::call).is_some_and(|default| VOLATILE.contains(&default.verb()));
    if volatile || field.verb().ends_with("AutoField") {
        Verb::AddRewrittenColumn
    } else if default.is_some() || field.says("null") {
        Verb::AddColumn
    } else {
        Verb::AddRequiredColumn
    }
}

/// A new constraint: whether the rows that are there are held to it under a lock. `copies` are
/// those for which MySQL copies the table; it builds unique indexes while others write.
pub fn held(copies: bool, dialect: Dialect) -> Verb {
    match dialect {
        Dialect::Sqlite => Verb::AddConstraint,
        Dialect::MySql if !copies => Verb::AddConstraint,
        _ => Verb::AddConstraintLocking,
    }
}
