//! What variables stand for while files are read: what `.env` files say, the
//! outer before the inner. Holds secrets: no `Debug`.

use std::collections::HashMap;
use std::rc::Rc;

use crate::dotenv::Dotenv;

/// The variable by which Compose tells files the name of their project.
pub const PROJECT_NAME: &str = "COMPOSE_PROJECT_NAME";

/// Variables and their values.
pub struct Environment {
    file: Rc<str>,
    values: HashMap<String, String>,
    outer: Option<Rc<Environment>>,
}

impl Environment {
    /// What a `.env` file says where `outer` does not.
    pub fn within(outer: Option<Rc<Self>>, file: &str, content: &[u8]) -> Self {
        let known = |name: &str| outer.as_ref().and_then(|outer| outer.get(name));
        let entries = Dotenv::parse_within(content, &known).entries;
        let values = entries.into_iter().map(|entry| (entry.name, entry.value)).collect();
        Self { file: file.into(), values, outer }
    }

    /// The same, knowing the name of the project.
    #[must_use]
    pub fn of_project(self: Rc<Self>, name: &str) -> Self {
        Self { file: self.file.clone(), values: [(PROJECT_NAME.to_owned(), name.to_owned())].into(), outer: Some(self) }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<String> {
        self.find(name).map(|(value, _)| value.to_owned())
    }

    /// The value of a variable, and the file that sets it.
    pub fn find(&self, name: &str) -> Option<(&str, &Rc<str>)> {
        let outer = self.outer.as_ref().and_then(|outer| outer.find(name));
        outer.or_else(|| self.values.get(name).map(|value| (value.as_str(), &self.file)))
    }
}
