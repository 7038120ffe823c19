//! Changes of rows, as the objects of `SQLAlchemy` spell them.

use crate::checks::migrations::operation::Verb;
use crate::checks::migrations::python::code::{Call, Code, Scope, Step, Term};

/// What holds a change to some of the rows.
const HOLDS: [&str; 6] = ["where", "filter", "filter_by", "join", "limit", "in_"];

/// What `session.query(Model)….update(…)` does, to which table.
pub fn of_query(call: &Call, code: &Code, scope: &Scope) -> (Verb, Option<String>) {
    let model = call.chain().find(|call| call.verb() == "query").and_then(|query| query.arguments.first());
    (held(call), model.and_then(|model| table(model, code, scope)))
}

/// What a statement does that is executed: `users.update().where(…)`, `sa.delete(users)`.
pub fn of_statement(statement: &Call, code: &Code, scope: &Scope) -> Option<(Verb, Option<String>)> {
    let first = statement.chain().last()?;
    let verb = match first.verb() {
        "update" | "delete" => held(statement),
        "insert" => Verb::ChangeRows,
        "select" | "exists" | "with_only_columns" | "func" => Verb::Other,
        _ => return None,
    };
    let of = |object: &str| table(&Term::Name(object.to_owned()), code, scope);
    let object = first.name.rsplit_once('.').and_then(|(object, _)| of(object.trim_end_matches(".__table__")));
    Some((verb, object.or_else(|| table(first.arguments.first()?, code, scope))))
}

fn held(call: &Call) -> Verb {
    let is_held = call.chain().any(|call| HOLDS.contains(&call.verb()) || call.keyword("whereclause").is_some());
    if is_held { Verb::ChangeRows } else { Verb::ChangeAllRows }
}

/// The table that a name stands for: `users = sa.table("users", …)`, or a class with its `__tablename__`.
fn table(term: &Term, code: &Code, scope: &Scope) -> Option<String> {
    let named = |term: &Term| scope.text(term).map(|text| text.text.clone());
    match scope.value(term) {
        Term::Call(call) if ["table", "Table"].contains(&call.verb()) => named(call.arguments.first()?),
        Term::Name(name) => {
            let body = code.classes.get(name.trim_end_matches(".__table__"))?;
            body.iter().find_map(|step| match step {
                Step::Assign { name, value } if name == "__tablename__" => named(value),
                _ => None,
            })
        }
        _ => None,
    }
}
