//! What each of the programs that read `.env` makes of it. They agree on fewer
//! lines than one thinks, so each is followed by itself, its mistakes included.

use super::reading::Reading;
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

impl Dialect {
    /// All of them.
    #[cfg(any(test, fuzzing))]
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
