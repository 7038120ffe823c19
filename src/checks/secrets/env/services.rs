//! Where the services of a Compose file have their variables from, beside `.env`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::LIMIT;
use super::expected::Origin;
use super::required::is_of_platform;
use crate::compose;
use crate::dotenv::Dotenv;
use crate::git::Snapshot;

/// What services are given.
#[derive(Default)]
pub struct Services {
    /// Variables named without a value: handed on from `.env` or the shell, or left out.
    pub handed_on: BTreeMap<String, Origin>,
    /// Variables that a file named by `env_file` sets.
    pub in_files: BTreeSet<String>,
}

impl Services {
    /// Reads the Compose files at the root and the files that they name.
    pub fn gather(snapshot: &Snapshot) -> Result<Self> {
        let mut services = Self::default();
        for path in compose::FILES.into_iter().chain(compose::OVERRIDES) {
            let Some(bytes) = snapshot.read(path)?.filter(|bytes| bytes.len() as u64 <= LIMIT) else { continue };
            // Whether it can be read as Compose does is told by `artifacts`.
            let Ok(Some(document)) = serde_saphyr::from_slice::<Option<Document>>(&bytes) else { continue };
            let text = String::from_utf8_lossy(&bytes);
            for service in document.services.unwrap_or_default().into_values().flatten() {
                services.hand_on(service.environment.unwrap_or_default(), path, &text);
                services.read_files(service.env_file.unwrap_or_default(), snapshot)?;
            }
        }
        Ok(services)
    }

    fn hand_on(&mut self, environment: Environment, path: &str, text: &str) {
        for name in environment.without_value().into_iter().filter(|name| !is_of_platform(name)) {
            let line = line_of(&name, text);
            self.handed_on.entry(name).or_insert_with(|| Origin::HandedOn { path: path.to_owned(), line });
        }
    }

    fn read_files(&mut self, files: Files, snapshot: &Snapshot) -> Result<()> {
        for path in files.paths() {
            let path = path.trim_start_matches("./");
            let bytes = match snapshot.read_local(Path::new(path), LIMIT)? {
                Some(bytes) => Some(bytes),
                None => snapshot.read(path)?,
            };
            let set = Dotenv::parse(&bytes.unwrap_or_default()).entries;
            self.in_files.extend(set.into_iter().filter(|entry| !entry.written.is_empty()).map(|entry| entry.name));
        }
        Ok(())
    }
}

/// The line that has the name alone, or among others in a list on one line; 0 for none.
fn line_of(name: &str, text: &str) -> usize {
    let bare = |part: &str| part.trim_matches(['-', ':', '"', '\'', ' ', ',', '[', ']', '{', '}']) == name;
    let alone = text.lines().position(&bare);
    let listed =
        || text.lines().position(|line| line.contains("environment") && line.split([',', '[', '{']).any(&bare));
    alone.or_else(listed).map_or(0, |at| at + 1)
}

#[derive(Deserialize)]
struct Document {
    services: Option<BTreeMap<String, Option<Service>>>,
}

#[derive(Deserialize)]
struct Service {
    env_file: Option<Files>,
    environment: Option<Environment>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Files {
    One(String),
    Several(Vec<File>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Path(String),
    Described { path: String },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Environment {
    List(Vec<String>),
    Table(BTreeMap<String, Option<IgnoredAny>>),
}

impl Default for Files {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Files {
    fn paths(self) -> Vec<String> {
        match self {
            Self::One(path) => vec![path],
            Self::Several(files) => {
                files.into_iter().map(|(File::Path(path) | File::Described { path })| path).collect()
            }
        }
    }
}

impl Environment {
    fn without_value(self) -> Vec<String> {
        match self {
            Self::List(entries) => entries.into_iter().filter(|entry| !entry.contains('=')).collect(),
            Self::Table(table) => {
                table.into_iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn what_services_are_given_is_read_in_every_way_of_writing_it() {
        let sandbox = Sandbox::new();
        sandbox.write(
            "compose.yaml",
            "services:\n  a:\n    image: a\n    env_file: ./a.env\n    environment:\n      - A_B\n      - B_C=1\n      - CI\n\
             \x20 b:\n    env_file:\n      - path: b.env\n        required: false\n      - gone.env\n    environment:\n      C_D:\n      D_E: 2\n  c:\n",
        );
        sandbox.write("a.env", "IN_A=1\nEMPTY=\n").write("b.env", "IN_B=1\n").commit("Begin");
        let repo = sandbox.repo();
        let services = Services::gather(&Snapshot::of_work_tree(&repo)).unwrap();
        let handed_on: Vec<_> = services.handed_on.iter().map(|(name, origin)| format!("{name}: {origin}")).collect();
        assert_eq!(
            handed_on,
            ["A_B: compose.yaml line 6 hands it on to a service", "C_D: compose.yaml line 15 hands it on to a service"]
        );
        assert_eq!(services.in_files.into_iter().collect::<Vec<_>>(), ["IN_A", "IN_B"]);
    }

    #[test]
    fn a_file_that_is_no_compose_file_gives_nothing() {
        for text in ["services: [x]\n", "services:\n  a: [\n", "x: &x [*x]\n", ""] {
            let sandbox = Sandbox::new();
            sandbox.write("compose.yaml", text).commit("Begin");
            let repo = sandbox.repo();
            assert!(Services::gather(&Snapshot::of_work_tree(&repo)).unwrap().handed_on.is_empty(), "{text}");
        }
    }
}
