//! Compose projects, as `docker compose` puts them together from their files.
//! Text alone: whoever asks says where files are read. Imports nothing of ours
//! but the reading of `.env` and of `${NAME}`.

mod document;
mod environment;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod layer;
mod loader;
mod mentions;
mod paths;
mod serving;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::Result;

use self::environment::Environment;
pub use self::mentions::{Mention, mentions};
pub use self::serving::Port;
use crate::interpolate::{Interpolated, interpolate, references};

/// The names that `docker compose` looks for, the preferred one first.
pub const FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// What it lays over the first of them without being asked.
pub const OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];
/// The file from which it takes variables and settings of its own.
pub const DOTENV: &str = ".env";

/// Where the files of a project are read, by their paths from the root of the repository.
pub trait Files {
    /// A Compose file.
    fn compose(&self, path: &str) -> Result<Option<Vec<u8>>>;
    /// A file of variables; git need not hold it.
    fn variables(&self, path: &str) -> Result<Option<Vec<u8>>>;
}

/// Everything that Compose would start.
pub struct Project {
    /// Its name, if that is known; images that are built get it.
    pub name: Option<String>,
    /// Its services by name.
    pub services: BTreeMap<String, Service>,
    /// What its files name and can't be read, so that services may be missing.
    pub gaps: Vec<Gap>,
}

/// A service, whichever files it is put together from.
pub struct Service {
    /// Its image, if one is named.
    pub image: Option<Image>,
    /// Whether it is built from this repository.
    pub has_build: bool,
    /// Whether something else than a container provides it.
    pub is_provided: bool,
    /// Only under one of these it is started; without any, always.
    pub profiles: Vec<String>,
    /// Whether its container has a name of its own, so that there can be only one.
    pub is_single: bool,
    /// Where it listens.
    pub ports: Vec<Port>,
    /// The command by which Compose asks it whether it is well.
    pub health_check: Option<String>,
    /// The file that has the last word on it.
    pub file: Rc<str>,
}

/// The name of an image.
#[derive(Clone)]
pub struct Image {
    /// As it is written, variables not filled in.
    pub written: String,
    /// The file in which it stands.
    pub file: Rc<str>,
    /// The line on which it stands, from 1; of one merged in from an anchor, where the anchor is.
    pub line: usize,
    environment: Rc<Environment>,
}

/// Something that a file names and that could not be read.
pub struct Gap {
    /// The file that names it.
    pub file: Rc<str>,
    /// On which line, from 1.
    pub line: usize,
    /// What it names, as it is written.
    pub target: String,
    /// Why it could not be read.
    pub reason: Reason,
}

/// Why something could not be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// It lies outside the repository.
    Outside,
    /// It lies on another machine.
    Remote,
    /// There is no such file.
    Missing,
    /// The file has no such service.
    NoService,
    /// It leads back to itself.
    Circular,
    /// Its name holds a variable that is not set, or can't be read.
    Unnamed,
}

impl Project {
    /// Puts the project together that lies at the root of a repository, in a folder of this name.
    /// `None` where there is none.
    pub fn load(files: &dyn Files, folder: Option<&str>) -> Result<Option<Self>> {
        loader::load(files, folder)
    }
}

impl Image {
    /// Its name with variables filled in.
    pub fn filled(&self) -> Result<Interpolated> {
        interpolate(&self.written, &|name| self.environment.get(name))
    }

    /// A variable in it whose value holds `text`, the file that sets it, and whether that is all of its value.
    pub fn variable_with(&self, text: &str) -> Option<(&str, &str, bool)> {
        references(&self.written).into_iter().find_map(|reference| {
            let (value, file) = self.environment.find(reference.name)?;
            value.contains(text).then_some((reference.name, &**file, value == text))
        })
    }
}
