//! What each of the programs that read `.env` makes of it. They agree on fewer
//! lines than one thinks, so each is followed by itself, its mistakes included.

use std::collections::BTreeMap;

use super::{Dotenv, bash, docker_run, node, npm_dotenv, python_dotenv};

/// A program that reads `.env` files, and how.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Dialect {
    /// Docker Compose 2: its own `.env` and `env_file`.
    Compose,
    /// `docker run --env-file`, and podman's.
    DockerRun,
    /// The package python-dotenv, which pydantic-settings reads with too.
    PythonDotenv,
    /// The package dotenv of npm.
    NpmDotenv,
    /// `node --env-file`.
    Node,
    /// `source .env`.
    Bash,
}

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

impl Dialect {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 6] =
        [Self::Compose, Self::DockerRun, Self::PythonDotenv, Self::NpmDotenv, Self::Node, Self::Bash];

    /// What its users call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Compose => "Docker Compose",
            Self::DockerRun => "`docker run --env-file`",
            Self::PythonDotenv => "python-dotenv",
            Self::NpmDotenv => "dotenv (npm)",
            Self::Node => "`node --env-file`",
            Self::Bash => "`source` in a shell",
        }
    }

    /// Reads a file as this program does, in an environment in which nothing else is set.
    pub fn read(self, text: &str) -> Reading {
        match self {
            Self::Compose => Dotenv::parse(text.as_bytes()).into(),
            Self::DockerRun => docker_run::read(text),
            Self::PythonDotenv => python_dotenv::read(text),
            Self::NpmDotenv => npm_dotenv::read(text),
            Self::Node => node::read(text),
            Self::Bash => bash::read(text),
        }
    }
}

impl Reading {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Everything that is set.
    #[cfg(test)]
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
