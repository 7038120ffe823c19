//! Python modules as plain trees, read without running them. This is the one
//! place that knows the parser: what the rest sees is [`Module`].

mod convert;
mod nesting;

use std::fmt::Write as _;

use bstr::ByteSlice;
use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::{Expr, Stmt};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::migration::Meaning;

/// A module, as far as migrations need it; it is remembered in this very form.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Module {
    pub docstring: Option<String>,
    pub statements: Vec<Statement>,
    /// Why it is no valid Python.
    pub broken: Option<Broken>,
}

/// The place at which a module stops being Python.
#[derive(Debug, Serialize, Deserialize)]
pub struct Broken {
    pub line: usize,
    /// `a merge conflict is left`, or the parser's words.
    pub why: String,
}

/// A statement.
#[derive(Debug, Serialize, Deserialize)]
pub enum Statement {
    /// Names are given a value: `a = b = value`, `a: type = value`. A target that is no plain
    /// name gives each name in it a value that is not known.
    Assign {
        names: Vec<String>,
        value: Value,
        line: usize,
    },
    Function {
        name: String,
        body: Body,
    },
    Class {
        name: String,
        /// What it is derived from, as dotted names.
        bases: Vec<String>,
        body: Vec<Statement>,
    },
    /// What stands below `with`.
    With(Vec<Statement>),
    /// What stands below `if`, `for`, `while`, `try` or `match`: any of it may run.
    Maybe(Vec<Statement>),
    /// Whatever gives no name a value.
    Other,
}

/// What calling a function comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Nothing: a docstring, `pass`, `...`, a bare `return`.
    Idle,
    Acts,
    /// It raises, whatever else it does.
    Raises,
}

/// What an expression comes to, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Text(String),
    None,
    /// A dotted name: `PREVIOUS`, `cli.LABEL`.
    Name(String),
    /// A tuple, list or set.
    List(Vec<Value>),
    /// `a + b` and the parts of an f-string.
    Sum(Vec<Value>),
    Call(Call),
    /// Only running it would tell.
    Unknown,
}

/// A call, without the values that it is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Dotted: `migrations.RunPython`.
    pub name: String,
    pub positional: usize,
    pub keywords: Vec<String>,
}

/// Reads a module.
pub fn read(source: &[u8]) -> Module {
    let text = match checked(source) {
        Ok(text) => text,
        Err(broken) => return Module { broken: Some(broken), ..Module::default() },
    };
    let lines = convert::Lines::of(text);
    match ruff_python_parser::parse_module(text) {
        Ok(parsed) => Module {
            docstring: parsed.suite().first().and_then(convert::docstring),
            statements: convert::statements(parsed.suite(), &lines),
            broken: None,
        },
        Err(error) => {
            let line = lines.at(error.location.start());
            Module { broken: Some(Broken { line, why: error.error.to_string() }), ..Module::default() }
        }
    }
}

/// What the module means: `undoes` tells the functions that take it back, `names` the assignments
/// that only place it among the others. `None` if it is no Python.
pub fn meaning(source: &[u8], undoes: fn(&str) -> bool, names: fn(&str) -> bool) -> Option<Meaning> {
    let text = checked(source).ok()?;
    let parsed = ruff_python_parser::parse_module(text).ok()?;
    let (mut up, mut down) = (Digester::default(), Digester::default());
    for statement in parsed.suite().iter().filter(|statement| acts(statement, names)) {
        match statement {
            Stmt::ClassDef(class) => {
                up.take_text(&class.name);
                class.body.iter().filter(|statement| acts(statement, names)).for_each(|statement| up.take(statement));
            }
            Stmt::FunctionDef(function) => {
                let digester = if undoes(&function.name) { &mut down } else { &mut up };
                digester.take_text(&function.name);
                let docstring = function.body.first().and_then(Stmt::as_expr_stmt);
                let skip = usize::from(docstring.is_some_and(|first| first.value.is_string_literal_expr()));
                function.body.iter().skip(skip).for_each(|statement| digester.take(statement));
            }
            other => up.take(other),
        }
    }
    Some(Meaning { up: up.hex(), down: down.hex() })
}

/// Whether a statement is more than an import, a docstring or a name of the migration's own.
fn acts(statement: &Stmt, names: fn(&str) -> bool) -> bool {
    match statement {
        Stmt::Import(_) | Stmt::ImportFrom(_) => false,
        Stmt::Expr(expression) => !expression.value.is_string_literal_expr(),
        Stmt::Assign(assigned) => !assigned.targets.iter().any(|target| is_named(target, names)),
        Stmt::AnnAssign(assigned) => !is_named(&assigned.target, names),
        _ => true,
    }
}

fn is_named(target: &Expr, names: fn(&str) -> bool) -> bool {
    target.as_name_expr().is_some_and(|name| names(&name.id))
}

/// The text of a module that the parser can be given.
fn checked(source: &[u8]) -> Result<&str, Broken> {
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    let line_of = |at: usize| source[..at].find_iter("\n").count() + 1;
    let marker = ["<<<<<<< ", ">>>>>>> "]
        .iter()
        .filter_map(|marker| source.find_iter(marker).find(|&at| at == 0 || source[at - 1] == b'\n'));
    if let Some(at) = marker.min() {
        return Err(Broken { line: line_of(at), why: "a merge conflict is left".into() });
    }
    let text = std::str::from_utf8(source).map_err(|error| {
        let line = line_of(error.valid_up_to());
        Broken { line, why: "it is not UTF-8".into() }
    })?;
    match nesting::too_deep(text) {
        Some(at) => Err(Broken { line: line_of(at), why: "it nests more deeply than Python allows".into() }),
        None => Ok(text),
    }
}

/// Gathers statements into a digest that knows nothing of places and layout.
#[derive(Default)]
struct Digester(Sha256);

impl Digester {
    fn take(&mut self, statement: &Stmt) {
        std::hash::Hash::hash(&ComparableStmt::from(statement), self);
    }

    fn take_text(&mut self, text: &str) {
        self.0.update(text.as_bytes());
        self.0.update([0]);
    }

    fn hex(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl std::hash::Hasher for Digester {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests;
