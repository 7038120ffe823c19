//! Modules as code: what is called in which order, and with which values. Unlike [`super::Module`],
//! which is remembered, this is read of new migrations alone.

mod read;
mod scope;

use std::collections::HashMap;
use std::rc::Rc;

pub use scope::Scope;

/// What a module holds.
#[derive(Debug, Default)]
pub struct Code {
    /// What runs when it is loaded.
    pub body: Vec<Step>,
    /// The functions of the module, and those within them.
    pub functions: HashMap<String, Function>,
    /// What the classes of the module assign.
    pub classes: HashMap<String, Vec<Step>>,
    /// What a name was imported as: `op` is `alembic.op`.
    pub imports: HashMap<String, String>,
}

#[derive(Debug)]
pub struct Function {
    pub parameters: Vec<String>,
    pub body: Vec<Step>,
}

/// What a statement does; each is preceded by the calls that it makes itself.
#[derive(Debug)]
pub enum Step {
    Call(Call),
    Assign {
        name: String,
        value: Term,
    },
    With {
        managers: Vec<(Term, Option<String>)>,
        body: Vec<Step>,
    },
    /// Any of it may run.
    Maybe(Vec<Step>),
    Loop {
        item: Option<String>,
        over: Term,
        body: Vec<Step>,
    },
}

/// An expression, as far as it can be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    Text(Rc<Text>),
    Number(u64),
    Bool(bool),
    None,
    /// A dotted name.
    Name(String),
    /// A tuple, list or set.
    List(Rc<Vec<Term>>),
    /// What a dictionary has under plain texts.
    Dict(Rc<Vec<(String, Term)>>),
    /// `a + b` and the parts of an f-string.
    Sum(Rc<Vec<Term>>),
    Call(Rc<Call>),
    /// Only running it would tell.
    Unknown,
}

/// A text, and for each of its lines the one of the module on which it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    pub text: String,
    pub lines: Vec<usize>,
}

/// A call with what it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The call whose result has the method: `op.get_bind()` of `op.get_bind().execute(…)`.
    pub on: Option<Rc<Call>>,
    /// Dotted, without what it is called on: `op.add_column`, `execute`.
    pub name: String,
    pub arguments: Vec<Term>,
    pub keywords: Vec<(String, Term)>,
    pub line: usize,
}

impl Text {
    /// Appends a text. One that begins a word begins a line, so that it is known where it stands.
    fn append(&mut self, other: &Self) {
        let apart = self.text.ends_with(char::is_whitespace) || other.text.starts_with(char::is_whitespace);
        if self.text.is_empty() {
            self.lines.clear();
        } else if apart {
            self.text.push('\n');
        }
        self.text.push_str(&other.text);
        let joined = usize::from(!self.lines.is_empty() && !apart);
        self.lines.extend(other.lines.iter().skip(joined));
    }
}

impl Call {
    /// An argument by its place or its name.
    pub fn argument(&self, place: usize, keyword: &str) -> Option<&Term> {
        self.keyword(keyword).or_else(|| self.arguments.get(place))
    }

    pub fn keyword(&self, wanted: &str) -> Option<&Term> {
        self.keywords.iter().find(|(name, _)| name == wanted).map(|(_, value)| value)
    }

    /// Whether a keyword is given as `True`.
    pub fn says(&self, keyword: &str) -> bool {
        self.keyword(keyword) == Some(&Term::Bool(true))
    }

    /// The last part of its name: `add_column`.
    pub fn verb(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }

    /// The calls of a chain, from the last one back to the first.
    pub fn chain(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |call| call.on.as_deref())
    }

    /// Everything that is called to make this call, itself included.
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        let mut at = 0;
        while let Some(&call) = all.get(at) {
            at += 1;
            all.extend(call.on.as_deref());
            let given = call.arguments.iter().chain(call.keywords.iter().map(|(_, value)| value));
            all.extend(given.filter_map(Term::call));
        }
        all
    }
}

impl Term {
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) => Some(call),
            _ => None,
        }
    }
}

/// Reads a module; `None` if it is no Python.
pub fn code(source: &[u8]) -> Option<Code> {
    let text = super::checked(source).ok()?;
    let parsed = ruff_python_parser::parse_module(&text).ok()?;
    Some(read::module(parsed.suite(), &text))
}

#[cfg(test)]
mod tests;
