//! What a program makes of a `.env` file.

use std::collections::BTreeMap;

use super::Dotenv;

/// What a reader makes of a file: each variable with the last value it is set to.
#[derive(Default)]
pub struct Reading(BTreeMap<String, Value>);

/// What a variable is set to.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// This text.
    Text(String),
    /// What only carrying it out would tell: the output of a command, the folder of a user.
    Unknown,
}

impl Reading {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Everything that is set.
    #[cfg(any(test, fuzzing))]
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    /// Sets a variable, and gives what it was.
    pub fn set(&mut self, name: &str, value: Value) -> Option<Value> {
        self.0.insert(name.to_owned(), value)
    }

    /// Makes a variable what it was.
    pub fn put_back(&mut self, name: String, before: Option<Value>) {
        match before {
            Some(value) => self.0.insert(name, value),
            None => self.0.remove(&name),
        };
    }
}

impl From<Dotenv> for Reading {
    fn from(file: Dotenv) -> Self {
        Self(file.entries.into_iter().map(|entry| (entry.name, Value::Text(entry.value))).collect())
    }
}
