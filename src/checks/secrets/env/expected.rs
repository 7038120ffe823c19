//! What `.env` is held against: the variables that must be set, each with who
//! says so, and the secrets that everyone with the repository can read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;

use super::required::Use;
use super::{LIMIT, names, reference};
use crate::compose;
use crate::dotenv::{Dotenv, Entry};
use crate::finding::Severity;
use crate::git::Snapshot;

/// What the name of a file that shows others what to fill in ends with.
pub const EXAMPLES: [&str; 4] = ["example", "sample", "template", "dist"];

/// Shorter values are equal by chance: two variables may both be `5432`.
const TELLING: usize = 8;

/// What the repository says about its environment. Holds secrets: no `Debug`.
#[derive(Default)]
pub struct Expected {
    /// Names and who wants them.
    pub required: BTreeMap<String, Origin>,
    /// Whether Compose reads the file.
    pub has_compose: bool,
    /// The file to copy from, if there is one.
    pub example: Option<String>,
    committed: Vec<Committed>,
}

/// Who says that a variable must be set.
pub enum Origin {
    /// `[checks.secrets.env] required`.
    Settings,
    /// `${NAME:?…}` in a Compose file.
    Compose { path: String, line: usize },
    /// An example file names it, with a value or without.
    Example { path: String, line: usize, filled: bool },
    /// `environment` of a service names it without a value.
    HandedOn { path: String, line: usize },
    /// Code reads it and has no default.
    Code { place: Use, refuses: bool },
}

struct Committed {
    name: String,
    value: String,
    path: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings => f.write_str("precheck.toml requires it"),
            Self::Compose { path, line } => write!(f, "{path} line {line} requires it"),
            Self::Example { path, line, .. } => write!(f, "{path} line {line} lists it"),
            Self::HandedOn { path, line } => write!(f, "{path} line {line} hands it on to a service"),
            Self::Code { place: Use { path, line }, .. } => write!(f, "{path} line {line} reads it without a default"),
        }
    }
}

impl Origin {
    /// How much it weighs that the variable is not set: what code does may be
    /// seen wrongly, and a service may do without.
    pub fn weight(&self) -> Severity {
        match self {
            Self::Code { refuses: false, .. } | Self::HandedOn { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Expected {
    /// Gathers what settings, Compose files and the example of each file say.
    /// Of several that want a variable the strictest is named.
    pub fn gather(files: &[String], required: &[String], snapshot: &Snapshot) -> Result<Self> {
        let mut expected = Self::default();
        expected.required.extend(required.iter().map(|name| (name.clone(), Origin::Settings)));
        for path in compose::FILES.into_iter().chain(compose::OVERRIDES) {
            if let Some(bytes) = read(snapshot, path)? {
                expected.has_compose = true;
                expected.learn_from_compose(path, &bytes.to_str_lossy());
            }
        }
        for path in files.iter().flat_map(|file| EXAMPLES.map(|ending| format!("{file}.{ending}"))) {
            expected.look_at_example(path, snapshot)?;
        }
        for path in files.iter().flat_map(|file| other_examples(file)) {
            // One is enough: a repository that has the usual one may keep others for other purposes.
            if expected.example.is_none() {
                expected.look_at_example(path, snapshot)?;
            }
        }
        Ok(expected)
    }

    /// Adds what nobody has named yet.
    pub fn learn(&mut self, origins: BTreeMap<String, Origin>) {
        for (name, origin) in origins {
            self.required.entry(name).or_insert(origin);
        }
    }

    /// Adds what the code reads without a default, where nobody else says that it must be set.
    pub fn learn_from_code(&mut self, uses: BTreeMap<String, Use>, refuses: bool) {
        self.learn(uses.into_iter().map(|(name, place)| (name, Origin::Code { place, refuses })).collect());
    }

    /// Leaves out what services have from files of their own. In a Compose file itself only `.env` is filled in.
    pub fn forget_set(&mut self, names: &BTreeSet<String>) {
        self.required.retain(|name, origin| matches!(origin, Origin::Compose { .. }) || !names.contains(name));
    }

    /// The file in which this secret of this variable is committed.
    pub fn committed_in(&self, name: &str, secret: &str) -> Option<&str> {
        let same = |known: &&Committed| known.value == secret && (known.name == name || secret.len() >= TELLING);
        self.committed.iter().find(same).map(|known| known.path.as_str())
    }

    fn learn_from_compose(&mut self, path: &str, text: &str) {
        for compose::Mention { reference, line } in compose::mentions(text) {
            if reference.is_required() {
                let origin = Origin::Compose { path: path.to_owned(), line };
                self.required.entry(reference.name.to_owned()).or_insert(origin);
            }
            if let Some(default) = reference.default() {
                self.commit(reference.name, default, path);
            }
        }
    }

    fn look_at_example(&mut self, path: String, snapshot: &Snapshot) -> Result<()> {
        if let Some(bytes) = read(snapshot, &path)? {
            self.learn_from_example(&path, &bytes);
            self.example.get_or_insert(path);
        }
        Ok(())
    }

    fn learn_from_example(&mut self, path: &str, bytes: &[u8]) {
        let lines: Vec<&[u8]> = bytes.lines().collect();
        for entry in &Dotenv::parse(bytes).entries {
            self.commit(&entry.name, &entry.written, path);
            if !is_optional(entry, &lines) {
                let filled = !entry.written.trim().is_empty();
                let origin = Origin::Example { path: path.to_owned(), line: entry.line, filled };
                self.required.entry(entry.name.clone()).or_insert(origin);
            }
        }
    }

    /// A reference to a manager, or to another variable, may stand in both files.
    fn commit(&mut self, name: &str, value: &str, path: &str) {
        let value = if names::is_secret(name) { Some(value) } else { names::url_password(value) };
        if let Some(value) = value.filter(|v| !v.is_empty() && !v.contains('$') && reference::judge(v).is_none()) {
            self.committed.push(Committed { name: name.to_owned(), value: value.to_owned(), path: path.to_owned() });
        }
    }
}

/// Rarer names of an example.
fn other_examples(file: &str) -> impl Iterator<Item = String> {
    const NAMES: [&str; 8] = [
        ".env-example",
        ".env_example",
        ".env.local.example",
        "env.example",
        "env.sample",
        "example.env",
        "sample.env",
        ".example.env",
    ];
    let (folder, name) = file.split_at(file.rfind('/').map_or(0, |at| at + 1));
    NAMES.into_iter().filter(move |_| name == ".env").map(move |other| format!("{folder}{other}"))
}

/// `# optional` behind a variable or on the line above it.
fn is_optional(entry: &Entry, lines: &[&[u8]]) -> bool {
    let line = |number: usize| number.checked_sub(1).and_then(|at| lines.get(at)).map(|line| line.to_str_lossy());
    let says = |comment: &str| comment.trim_start().to_ascii_lowercase().starts_with("optional");
    let behind = line(entry.line).is_some_and(|line| line.rsplit_once('#').is_some_and(|(_, comment)| says(comment)));
    let above = line(entry.line - 1).is_some_and(|line| line.trim_start().strip_prefix('#').is_some_and(says));
    behind || above
}

fn read(snapshot: &Snapshot, path: &str) -> Result<Option<Vec<u8>>> {
    let Some(entry) = snapshot.entry(path)? else { return Ok(None) };
    let size = snapshot.size(entry)?.unwrap_or_default();
    ensure!(size <= LIMIT, "{path} has {size} bytes; more than {LIMIT} are not read to learn what .env needs");
    snapshot.read(path).with_context(|| format!("reading {path} to learn what .env needs"))
}
