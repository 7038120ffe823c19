//! What names stand for at a point of a module.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{Code, Step, Term, Text};

/// Sums within sums beyond this are not followed.
const STEPS: usize = 32;

/// So much text is put together in all: a text that is doubled again and again would have no end.
const LIMIT: usize = 4 << 20;

/// The names that are known.
pub struct Scope {
    module: Rc<HashMap<String, Term>>,
    /// Those of the function, which come first.
    names: HashMap<String, Term>,
    /// How many bytes were put together.
    spent: Rc<Cell<usize>>,
}

impl Scope {
    /// The names that a module gives values when it is loaded.
    pub fn of(code: &Code) -> Self {
        let mut scope = Self { module: Rc::default(), names: HashMap::new(), spent: Rc::default() };
        scope.take(&code.body);
        scope.module = Rc::new(std::mem::take(&mut scope.names));
        scope
    }

    /// That of a function of the module, which knows no names of its own yet.
    pub fn inner(&self) -> Self {
        Self { module: self.module.clone(), names: HashMap::new(), spent: self.spent.clone() }
    }

    /// Follows the assignments of these statements, whatever else they do.
    pub fn take(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Assign { name, value } => self.assign(name, value),
                Step::With { body, .. } => self.take(body),
                Step::Maybe(body) | Step::Loop { body, .. } => self.forget(body),
                Step::Call(_) => {}
            }
        }
    }

    /// What these statements assign may or may not be so.
    pub fn forget(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Assign { name, .. } => self.put(name, Term::Unknown),
                Step::With { body, .. } | Step::Maybe(body) | Step::Loop { body, .. } => self.forget(body),
                Step::Call(_) => {}
            }
        }
    }

    pub fn assign(&mut self, name: &str, value: &Term) {
        let value = self.value(value);
        self.put(name, value);
    }

    pub fn put(&mut self, name: &str, value: Term) {
        self.names.insert(name.to_owned(), value);
    }

    pub fn get(&self, name: &str) -> Option<&Term> {
        self.names.get(name).or_else(|| self.module.get(name))
    }

    /// What an expression stands for.
    pub fn value(&self, term: &Term) -> Term {
        match term {
            Term::Name(name) => self.get(name).unwrap_or(term).clone(),
            Term::Sum(parts) => match self.text(term) {
                Some(text) => Term::Text(text),
                None => self.list(parts).unwrap_or(Term::Unknown),
            },
            _ => term.clone(),
        }
    }

    /// A text, put together where all its parts are known.
    pub fn text(&self, term: &Term) -> Option<Rc<Text>> {
        match term {
            Term::Text(text) => Some(text.clone()),
            Term::Name(name) => match self.get(name)? {
                Term::Text(text) => Some(text.clone()),
                _ => None,
            },
            Term::Sum(_) => {
                let mut whole = Text::default();
                self.append(term, &mut whole, 0)?;
                Some(Rc::new(whole))
            }
            _ => None,
        }
    }

    fn append(&self, term: &Term, whole: &mut Text, steps: usize) -> Option<()> {
        if let Term::Sum(parts) = term {
            return (steps < STEPS).then(|| parts.iter().try_for_each(|part| self.append(part, whole, steps + 1)))?;
        }
        let part = self.text(term)?;
        self.spend(part.text.len() + 1)?;
        whole.append(&part);
        Some(())
    }

    /// Lists that are put together.
    fn list(&self, parts: &[Term]) -> Option<Term> {
        let mut whole = Vec::new();
        for part in parts {
            let Term::List(items) = self.value(part) else { return None };
            self.spend(items.len())?;
            whole.extend(items.iter().cloned());
        }
        Some(Term::List(Rc::new(whole)))
    }

    fn spend(&self, bytes: usize) -> Option<()> {
        self.spent.set(self.spent.get().saturating_add(bytes));
        (self.spent.get() <= LIMIT).then_some(())
    }
}
