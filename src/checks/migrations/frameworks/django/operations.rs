//! What the operations of a migration do to the database.
//! <https://docs.djangoproject.com/en/stable/ref/migration-operations/>

use bstr::{BStr, ByteSlice};

use super::{advice, data, field};
use crate::checks::migrations::frameworks::gathered::Gathered;
use crate::checks::migrations::operation::Verb;
use crate::checks::migrations::paths::{file_name, parent};
use crate::checks::migrations::python::code::{self, Call, Code, Scope, Step, Term};
use crate::checks::migrations::sql::{Dialect, Script};

/// So many operations are read, however often a module names its lists.
const LIMIT: usize = 10_000;

/// What changes only what Django knows, or the catalogue for a moment.
#[rustfmt::skip]
const HARMLESS: [&str; 10] = [
    "AlterField", "AlterModelOptions", "AlterModelManagers", "AlterModelTableComment", "AlterOrderWithRespectTo",
    "AlterConstraint", "RenameIndex", "ValidateConstraint", "CreateCollation", "RemoveCollation",
];

/// Reads the migration of an app. Django runs it in a transaction unless it says otherwise.
pub fn read(path: &BStr, source: &str, dialect: Dialect) -> Script {
    let Some(code) = code::code(source.as_bytes()) else { return Script::default() };
    let Some(class) = code.classes.get("Migration") else { return Script::default() };
    let app = file_name(parent(parent(path))).to_str_lossy().to_lowercase();
    let atomic = assigned(class, "atomic") != Some(&Term::Bool(false));
    let found = Gathered::of(source, dialect, atomic);
    let mut migration = Migration { app, scope: Scope::of(&code), code: &code, found, left: LIMIT };
    if let Some(operations) = assigned(class, "operations") {
        migration.each(operations);
    }
    Script { advice: Some(advice::for_op), ..migration.found.script }
}

/// The last value that a name of the class is given.
fn assigned<'c>(class: &'c [Step], wanted: &str) -> Option<&'c Term> {
    class.iter().rev().find_map(|step| match step {
        Step::Assign { name, value } if name == wanted => Some(value),
        _ => None,
    })
}

struct Migration<'c> {
    /// Its label, as far as the folder tells it.
    app: String,
    code: &'c Code,
    scope: Scope,
    found: Gathered<'c>,
    left: usize,
}

impl Migration<'_> {
    fn each(&mut self, operations: &Term) {
        let Term::List(operations) = self.scope.value(operations) else { return self.found.opaque(0) };
        for operation in operations.iter() {
            match self.scope.value(operation) {
                Term::Call(call) if self.left > 0 => {
                    self.left -= 1;
                    self.one(&call);
                }
                _ => self.found.opaque(0),
            }
        }
    }

    fn one(&mut self, call: &Call) {
        let (line, postgres) = (call.line, self.found.dialect == Dialect::Postgres);
        let model = self.text(call, 0, "model_name").map(|model| self.table(&model));
        let named = |place| call.argument(place, "name");
        let name = named(1).and_then(|name| self.scope.text(name)).map(|name| name.text.clone());
        match call.verb() {
            "CreateModel" => self.create_model(call),
            "DeleteModel" | "RenameModel" | "AlterModelTable" => self.whole_table(call),
            "AddField" => field::add(call, model, name, &self.scope, &mut self.found),
            "RemoveField" => self.found.op(Verb::DropColumn, model, name, line),
            "RenameField" => self.found.op(Verb::RenameColumn, model, self.text(call, 1, "old_name"), line),
            "AlterUniqueTogether" | "AlterIndexTogether" => self.together(call),
            "AddIndex" => {
                let verb = if postgres { Verb::CreateIndexLocking } else { Verb::CreateIndex };
                self.found.op(verb, model, self.name_of(call, "index"), line);
            }
            "RemoveIndex" => {
                let verb = if postgres { Verb::DropIndexLocking } else { Verb::DropIndex };
                self.found.op(verb, model, name, line);
            }
            "AddIndexConcurrently" => {
                self.found.op(self.outside(Verb::CreateIndex), model, self.name_of(call, "index"), line);
            }
            "RemoveIndexConcurrently" => self.found.op(self.outside(Verb::DropIndex), model, name, line),
            "AddConstraint" => {
                let kind = call.argument(1, "constraint").and_then(Term::call).map(Call::verb);
                let verb = field::held(kind == Some("CheckConstraint"), self.found.dialect);
                self.found.op(verb, model, self.name_of(call, "constraint"), line);
            }
            "AddConstraintNotValid" => {
                self.found.op(Verb::AddConstraint, model, self.name_of(call, "constraint"), line);
            }
            "RemoveConstraint" => self.found.op(Verb::DropConstraint, model, name, line),
            "RunSQL" => self.run_sql(call),
            "RunPython" => data::read(call, self.code, &self.scope, &mut self.found),
            "SeparateDatabaseAndState" => {
                if let Some(operations) = call.argument(0, "database_operations") {
                    self.each(operations);
                }
            }
            verb if HARMLESS.contains(&verb) || verb.ends_with("Extension") => {
                self.found.op(Verb::Other, model, name, line);
            }
            _ => self.found.opaque(line),
        }
    }

    fn create_model(&mut self, call: &Call) {
        let options = match call.argument(2, "options") {
            Some(Term::Dict(options)) => options.as_slice(),
            _ => &[],
        };
        let option = |wanted: &str| options.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        if option("proxy") == Some(&Term::Bool(true)) || option("managed") == Some(&Term::Bool(false)) {
            return;
        }
        let table = self.text(call, 0, "name").map(|name| self.table(&name));
        self.found.op(Verb::CreateTable, table, None, call.line);
        // Later operations name the model, and SQL the table.
        if let Some(table) = option("db_table").and_then(|table| self.scope.text(table)) {
            self.found.op(Verb::CreateTable, Some(table.text.clone()), None, call.line);
        }
    }

    fn whole_table(&mut self, call: &Call) {
        let of = |name: Option<String>| name.map(|name| self.table(&name));
        let (verb, table, name) = match call.verb() {
            "DeleteModel" => (Verb::DropTable, of(self.text(call, 0, "name")), None),
            "RenameModel" => {
                (Verb::RenameTable, of(self.text(call, 0, "old_name")), of(self.text(call, 1, "new_name")))
            }
            _ => (Verb::RenameTable, of(self.text(call, 0, "name")), self.text(call, 1, "table")),
        };
        self.found.op(verb, table, name, call.line);
    }

    /// All that belongs together from now on: whether it was so before stands in another file.
    fn together(&mut self, call: &Call) {
        let unique = call.verb() == "AlterUniqueTogether";
        let given = call.argument(1, if unique { "unique_together" } else { "index_together" });
        let none = given.is_none_or(|given| match given {
            Term::List(sets) => sets.is_empty(),
            Term::Call(set) => set.verb() == "set" && set.arguments.is_empty(),
            _ => true,
        });
        let verb = match (unique, none) {
            (true, true) => Verb::DropConstraint,
            (true, false) => field::held(false, self.found.dialect),
            (false, true) => Verb::DropIndex,
            (false, false) if self.found.dialect == Dialect::Postgres => Verb::CreateIndexLocking,
            (false, false) => Verb::CreateIndex,
        };
        let table = self.text(call, 0, "name").map(|name| self.table(&name));
        self.found.op(verb, table, None, call.line);
    }

    /// A statement, or a list of statements, each alone or with its parameters.
    fn run_sql(&mut self, call: &Call) {
        let Some(given) = call.argument(0, "sql").map(|given| self.scope.value(given)) else { return };
        let statements = match &given {
            Term::List(items) => items.as_slice(),
            Term::Name(name) if name.ends_with("RunSQL.noop") => return,
            one => std::slice::from_ref(one),
        };
        for statement in statements {
            let statement = match statement {
                Term::List(pair) => pair.first().unwrap_or(&Term::Unknown),
                one => one,
            };
            match self.scope.text(statement) {
                Some(text) => self.found.sql(&text, call.line),
                None => self.found.opaque(call.line),
            }
        }
    }

    fn outside(&self, verb: Verb) -> Verb {
        if self.found.in_transaction { Verb::ConcurrentInTransaction } else { verb }
    }

    fn table(&self, model: &str) -> String {
        format!("{}_{}", self.app, model.to_lowercase())
    }

    fn text(&self, call: &Call, place: usize, keyword: &str) -> Option<String> {
        Some(self.scope.text(call.argument(place, keyword)?)?.text.clone())
    }

    /// The name of an index or a constraint that is handed over.
    fn name_of(&self, call: &Call, keyword: &str) -> Option<String> {
        let name = call.argument(1, keyword)?.call()?.keyword("name")?;
        Some(self.scope.text(name)?.text.clone())
    }
}

#[cfg(test)]
mod tests;
