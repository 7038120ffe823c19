//! What `upgrade()` of a revision does, told without running it.

use super::advice;
use super::ops::{self, Given};
use crate::checks::migrations::frameworks::gathered::Gathered;
use crate::checks::migrations::frameworks::rows;
use crate::checks::migrations::python::code::{self, Call, Code, Scope, Step, Term};
use crate::checks::migrations::sql::{Dialect, Script};

/// So many calls are followed, and functions into functions so deep: a hostile module could go on for ever.
const CALLS: usize = 20_000;
const DEPTH: usize = 16;

/// A loop over so many values that are known is gone through.
const TURNS: usize = 32;

/// What is imported from there changes no database: whatever it builds is handed to Alembic.
#[rustfmt::skip]
const HARMLESS: [&str; 22] = [
    "alembic", "sqlalchemy", "sqlalchemy_utils", "geoalchemy2", "pgvector", "citext", "logging", "warnings", "os",
    "sys", "json", "re", "time", "uuid", "datetime", "typing", "collections", "itertools", "contextlib", "textwrap",
    "pathlib", "enum",
];

/// Reads what a revision does. Alembic runs it in a transaction, whatever the environment says.
pub fn operations(source: &str, dialect: Dialect) -> Script {
    let Some(code) = code::code(source.as_bytes()) else { return Script::default() };
    let module = Scope::of(&code);
    let mut upgrade = Upgrade { code: &code, module: &module, found: Gathered::of(source, dialect, true), left: CALLS };
    upgrade.enter("upgrade", None, 0);
    Script { advice: Some(advice::for_op), ..upgrade.found.script }
}

struct Upgrade<'c> {
    code: &'c Code,
    module: &'c Scope,
    found: Gathered<'c>,
    /// How many calls may still be followed.
    left: usize,
}

impl<'c> Upgrade<'c> {
    /// Goes into a function of the module, if it is one, which a call hands these values.
    fn enter(&mut self, name: &str, call: Option<(&Call, &Scope)>, depth: usize) -> bool {
        let Some(function) = self.code.functions.get(name) else { return false };
        if depth >= DEPTH {
            return true;
        }
        let mut scope = self.module.inner();
        for (place, parameter) in function.parameters.iter().enumerate() {
            let given = call.and_then(|(call, outer)| Some(outer.value(call.argument(place, parameter)?)));
            scope.put(parameter, given.unwrap_or(Term::Unknown));
        }
        self.walk(&function.body, &mut scope, depth + 1);
        true
    }

    fn walk(&mut self, steps: &'c [Step], scope: &mut Scope, depth: usize) {
        for step in steps {
            match step {
                Step::Call(call) => self.call(call, scope, depth),
                Step::Assign { name, value } => scope.assign(name, value),
                Step::With { managers, body } => self.with(managers, body, scope, depth),
                Step::Maybe(body) => {
                    self.walk(body, scope, depth);
                    scope.forget(body);
                }
                Step::Loop { item, over, body } => self.repeat(item.as_deref(), over, body, scope, depth),
            }
        }
    }

    fn with(&mut self, managers: &[(Term, Option<String>)], body: &'c [Step], scope: &mut Scope, depth: usize) {
        for (manager, name) in managers {
            if let Some(name) = name {
                scope.assign(name, manager);
            }
        }
        let is_outside =
            |(manager, _): &(Term, _)| manager.call().is_some_and(|call| call.verb() == "autocommit_block");
        let before = self.found.in_transaction;
        self.found.in_transaction &= !managers.iter().any(is_outside);
        self.walk(body, scope, depth);
        self.found.in_transaction = before;
    }

    fn repeat(&mut self, item: Option<&str>, over: &Term, body: &'c [Step], scope: &mut Scope, depth: usize) {
        let known = match scope.value(over) {
            Term::List(items) if items.len() <= TURNS => items,
            _ => vec![Term::Unknown].into(),
        };
        for value in known.iter() {
            if let Some(item) = item {
                scope.assign(item, value);
            }
            self.walk(body, scope, depth);
        }
        scope.forget(body);
    }

    fn call(&mut self, outermost: &Call, scope: &Scope, depth: usize) {
        for call in outermost.all() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            if self.left == 0 {
                return self.found.opaque(call.line);
            }
            self.one(call, scope, depth);
        }
    }

    fn one(&mut self, call: &Call, scope: &Scope, depth: usize) {
        // A connection that commits by itself has no transaction.
        if call.keyword("isolation_level").and_then(|level| scope.text(level)).is_some_and(|l| l.text == "AUTOCOMMIT") {
            self.found.in_transaction = false;
        }
        let batch = batch(call, scope);
        if batch.is_some() || self.is_op(call) {
            let given = Given { call, scope, batch };
            return match call.verb() {
                "execute" => self.execute(call, scope),
                _ => ops::read(&given, &mut self.found),
            };
        }
        match call.verb() {
            "execute" | "exec_driver_sql" | "scalar" | "scalars" if call.name.contains('.') || call.on.is_some() => {
                self.execute(call, scope);
            }
            "update" | "delete" if call.chain().any(|call| call.verb() == "query") => {
                let (verb, table) = rows::of_query(call, self.code, scope);
                self.found.op(verb, table, None, call.line);
            }
            _ if call.name == "globals" => self.each_engine(depth),
            name if call.on.is_none() && self.enter(name, Some((call, scope)), depth) => {}
            _ if self.is_foreign(call) => self.found.opaque(call.line),
            _ => {}
        }
    }

    /// The functions that the template for several databases has: `upgrade_engine1`.
    fn each_engine(&mut self, depth: usize) {
        let mut engines: Vec<&String> =
            self.code.functions.keys().filter(|name| name.starts_with("upgrade_")).collect();
        engines.sort();
        for engine in engines {
            self.enter(engine, None, depth);
        }
    }

    /// Whether it is a function of Alembic's own: `op.add_column`.
    fn is_op(&self, call: &Call) -> bool {
        let Some((object, _)) = call.name.rsplit_once('.').filter(|_| call.on.is_none()) else {
            return call.on.is_none() && self.imported(&call.name).is_some_and(|from| from.starts_with("alembic.op."));
        };
        let meant = self.imported(object).unwrap_or(object);
        meant == "op" || meant == "alembic.op"
    }

    fn imported(&self, name: &str) -> Option<&str> {
        self.code.imports.get(name).map(String::as_str)
    }

    /// Whether it is code of another module, which may do anything.
    fn is_foreign(&self, call: &Call) -> bool {
        let head = call.name.split('.').next().unwrap_or_default();
        let package = self.imported(head).filter(|_| call.on.is_none()).and_then(|from| from.split('.').next());
        package.is_some_and(|package| !HARMLESS.contains(&package))
    }

    fn execute(&mut self, call: &Call, scope: &Scope) {
        let Some(given) = call.argument(0, "sqltext").or_else(|| call.keyword("statement")) else { return };
        let statement = scope.value(given);
        if let Some(text) = literal(&statement, scope) {
            return self.found.sql(&text, call.line);
        }
        match statement.call().and_then(|statement| rows::of_statement(statement, self.code, scope)) {
            Some((verb, table)) => self.found.op(verb, table, None, call.line),
            None => self.found.opaque(call.line),
        }
    }
}

/// What has opened the batch that is called, as in `with op.batch_alter_table("t") as batch`.
fn batch<'s>(call: &Call, scope: &'s Scope) -> Option<&'s Call> {
    let (object, _) = call.name.rsplit_once('.').filter(|_| call.on.is_none())?;
    scope.get(object)?.call().filter(|opened| opened.verb() == "batch_alter_table")
}

/// The SQL of `"…"`, `sa.text("…")` and `sa.text("…").bindparams(…)`.
fn literal(statement: &Term, scope: &Scope) -> Option<std::rc::Rc<code::Text>> {
    let mut at = statement.clone();
    while let Some(call) = at.call() {
        let first = call.chain().last()?;
        if !["text", "DDL", "dedent", "cleandoc"].contains(&first.verb()) {
            return None;
        }
        let within = first.arguments.first()?.clone();
        at = scope.value(&within);
    }
    scope.text(&at)
}

#[cfg(test)]
mod tests;
