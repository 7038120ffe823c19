//! Python modules as plain trees, read without running them. This is the one
//! place that knows the parser: what the rest sees is [`Module`].

pub mod code;
mod convert;
pub mod declarations;
mod encoding;
mod nesting;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use bstr::ByteSlice;
use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::{Expr, Stmt};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::migration::Meaning;

/// A module, as far as migrations need it; it is remembered in this very form.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Module {
    pub docstring: Option<Docstring>,
    pub statements: Vec<Statement>,
    /// Why it is no valid Python.
    pub broken: Option<Broken>,
}

/// The text with which a module begins, and its line.
#[derive(Debug, Serialize, Deserialize)]
pub struct Docstring {
    pub text: String,
    pub line: usize,
}

/// The place at which a module stops being Python.
#[derive(Debug, Serialize, Deserialize)]
pub struct Broken {
    pub line: usize,
    pub why: Why,
}

/// Why a module is no Python.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Git LFS has put a pointer in its place.
    Pointer,
    Conflict,
    Encoding,
    Nesting,
    /// In the parser's words.
    Syntax(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pointer => "it is a Git LFS pointer",
            Self::Conflict => "a merge conflict is left",
            Self::Encoding => "it is neither UTF-8 nor says what else it is",
            Self::Nesting => "it nests more deeply than Python allows",
            Self::Syntax(why) => why,
        })
    }
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

/// How every file begins that Git LFS keeps elsewhere.
pub const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// Reads a module.
pub fn read(source: &[u8]) -> Module {
    let text = match checked(source) {
        Ok(text) => text,
        Err(broken) => return Module { broken: Some(broken), ..Module::default() },
    };
    let lines = convert::Lines::of(&text);
    match ruff_python_parser::parse_module(&text) {
        Ok(parsed) => Module {
            docstring: convert::docstring(parsed.suite(), &lines),
            statements: convert::statements(parsed.suite(), &lines),
            broken: None,
        },
        Err(error) => {
            let line = lines.at(error.location.start());
            Module { broken: Some(Broken { line, why: Why::Syntax(error.error.to_string()) }), ..Module::default() }
        }
    }
}

/// What the module means: `undoes` tells the functions that take it back, `names` the assignments
/// that only place it among the others. `None` if it is no Python.
pub fn meaning(source: &[u8], undoes: fn(&str) -> bool, names: fn(&str) -> bool) -> Option<Meaning> {
    let text = checked(source).ok()?;
    let parsed = ruff_python_parser::parse_module(&text).ok()?;
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
fn checked(source: &[u8]) -> Result<Cow<'_, str>, Broken> {
    let broken = |at: usize, why| Broken { line: source[..at].find_iter("\n").count() + 1, why };
    if source.starts_with(LFS_POINTER) {
        return Err(broken(0, Why::Pointer));
    }
    let marker = ["<<<<<<< ", ">>>>>>> "]
        .iter()
        .filter_map(|marker| source.find_iter(marker).find(|&at| at == 0 || source[at - 1] == b'\n'));
    if let Some(at) = marker.min() {
        return Err(broken(at, Why::Conflict));
    }
    let text = encoding::decode(source).map_err(|at| broken(at, Why::Encoding))?;
    match nesting::too_deep(&text) {
        Some(at) => Err(Broken { line: text[..at].matches('\n').count() + 1, why: Why::Nesting }),
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
