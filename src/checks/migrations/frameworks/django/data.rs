//! What the function of `RunPython` does to rows, as far as its queries show.

use crate::checks::migrations::frameworks::gathered::Gathered;
use crate::checks::migrations::operation::Verb;
use crate::checks::migrations::python::code::{Call, Code, Scope, Step, Term};

/// Names that lead to names beyond this are not followed.
const DEPTH: usize = 8;

/// What holds a query to some of the rows.
const HOLDS: [&str; 4] = ["filter", "exclude", "get", "[]"];

/// Reads `RunPython`: what is found, or that only running it would tell.
pub fn read(call: &Call, code: &Code, scope: &Scope, found: &mut Gathered) {
    let function = match call.argument(0, "code") {
        Some(Term::Name(name)) if name.ends_with("RunPython.noop") => return,
        Some(Term::Name(name)) => code.functions.get(name),
        _ => None,
    };
    let before = found.script.ops.len();
    if let Some(function) = function {
        walk(&function.body, &mut scope.inner(), found);
    }
    if found.script.ops.len() == before {
        found.opaque(call.line);
    }
}

fn walk(steps: &[Step], scope: &mut Scope, found: &mut Gathered) {
    for step in steps {
        match step {
            Step::Call(call) => one(call, scope, found),
            Step::Assign { name, value } => scope.assign(name, value),
            Step::With { body, .. } | Step::Maybe(body) => walk(body, scope, found),
            Step::Loop { over, body, .. } => {
                if let Some(query) = query(over, scope)
                    && !query.held
                    && !query.has("iterator")
                    && let Some(line) = saves(body)
                {
                    found.op(Verb::ChangeAllRows, query.table, None, line);
                }
                walk(body, scope, found);
            }
        }
    }
}

fn one(call: &Call, scope: &Scope, found: &mut Gathered) {
    if call.verb() == "execute"
        && let Some(text) = call.arguments.first().and_then(|given| scope.text(given))
    {
        return found.sql(&text, call.line);
    }
    let changes = ["update", "delete", "_raw_delete"].contains(&call.verb());
    if let Some(query) = Some(call).filter(|_| changes).and_then(|call| query_of(call, scope)) {
        let verb = if query.held { Verb::ChangeRows } else { Verb::ChangeAllRows };
        found.op(verb, query.table, None, call.line);
    }
}

/// Where something is saved, row by row.
fn saves(steps: &[Step]) -> Option<usize> {
    steps.iter().find_map(|step| match step {
        Step::Call(call) => (call.verb() == "save").then_some(call.line),
        Step::Assign { .. } => None,
        Step::With { body, .. } | Step::Maybe(body) | Step::Loop { body, .. } => saves(body),
    })
}

/// A query of Django's: `User.objects.filter(…)`.
struct Query {
    table: Option<String>,
    /// To some of the rows.
    held: bool,
    /// The names that it consists of.
    names: Vec<String>,
}

impl Query {
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}

fn query(term: &Term, scope: &Scope) -> Option<Query> {
    query_of(scope.value(term).call()?, scope)
}

fn query_of(call: &Call, scope: &Scope) -> Option<Query> {
    let mut names = Vec::new();
    let mut at = Term::Call(call.clone().into());
    let mut table = None;
    for _ in 0..DEPTH {
        let Some(call) = at.call() else { break };
        for call in call.chain() {
            names.extend(call.name.split('.').map(str::to_owned));
            if call.verb() == "get_model" {
                table = table.or_else(|| table_of(call, scope));
            }
        }
        // `users.update()`, where `users = User.objects.all()`, where `User = apps.get_model(…)`.
        let first = call.chain().last().and_then(|first| first.name.split_once('.')).map(|(object, _)| object);
        let Some(meant) = first.and_then(|object| scope.get(object)) else { break };
        at = meant.clone();
    }
    let held = names.iter().any(|name| HOLDS.contains(&name.as_str()));
    names.iter().any(|name| name == "objects" || name == "_default_manager").then_some(Query { table, held, names })
}

/// The table of `apps.get_model("app", "Model")`.
fn table_of(call: &Call, scope: &Scope) -> Option<String> {
    let text = |place, keyword| call.argument(place, keyword).and_then(|given| scope.text(given));
    let app = text(0, "app_label")?;
    let table = match text(1, "model_name") {
        Some(model) => format!("{}_{}", app.text, model.text),
        None => app.text.replacen('.', "_", 1),
    };
    Some(table.to_lowercase())
}
