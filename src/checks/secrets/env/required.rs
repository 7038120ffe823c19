//! Variables that the code reads and has no default for: what a release needs
//! although no example says so.

mod go;
mod javascript;
mod jvm;
mod pattern;
mod platform;
mod provided;
mod python;
mod ruby_php;
mod rust;
mod settings_class;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use self::provided::Provided;
use crate::git::{Mode, Snapshot};
use crate::tokens::{Syntax, tokens};

/// A source file is smaller; generated bundles are not read.
const LIMIT: u64 = 512 * 1024;

/// Where code reads a variable.
#[derive(Debug, PartialEq, Eq)]
pub struct Use {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

/// What one file reads.
#[derive(Default)]
struct Reads {
    without_default: Vec<(String, usize)>,
    /// What it can do without somewhere.
    optional: BTreeSet<String>,
}

impl Reads {
    fn require(&mut self, name: &str, line: usize) {
        self.without_default.push((name.to_owned(), line));
    }

    fn allow(&mut self, name: &str) {
        self.optional.insert(name.to_owned());
    }

    fn add(&mut self, name: &str, line: usize, is_required: bool) {
        if is_required { self.require(name, line) } else { self.allow(name) }
    }

    fn required(self) -> impl Iterator<Item = (String, usize)> {
        let Self { without_default, optional } = self;
        without_default
            .into_iter()
            .filter(move |(name, _)| is_name(name) && !optional.contains(name) && !platform::sets(name))
    }
}

/// The variables that code below the folders of `files` cannot do without,
/// each with the first place that reads it.
pub fn by_code(files: &[String], snapshot: &Snapshot) -> Result<BTreeMap<String, Use>> {
    let mut required = BTreeMap::new();
    let mut provided = Provided::default();
    let realms = Realms::of(files, snapshot)?;
    for entry in snapshot.entries()?.iter().filter(|entry| entry.mode != Mode::Symlink) {
        let path = entry.path.as_bstr();
        let deploys = provided::is_of_interest(path);
        let runs = language(path).filter(|_| realms.contain(path) && !is_aside(path));
        if (!deploys && runs.is_none()) || snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
            continue;
        }
        let Some(bytes) = snapshot.read(path)? else { continue };
        let text = bytes.to_str_lossy();
        if deploys {
            provided.learn(path, &text);
        }
        for (name, line) in runs.map(|language| language.read(path, &text)).into_iter().flat_map(Reads::required) {
            required.entry(name).or_insert_with(|| Use { path: path.to_string(), line });
        }
    }
    required.retain(|name, _| !provided.contains(name));
    Ok(required)
}

#[derive(Clone, Copy)]
enum Language {
    Go,
    JavaScript,
    Jvm,
    Php,
    Python,
    Ruby,
    Rust,
    Spring,
}

fn language(path: &BStr) -> Option<Language> {
    let name = path.rsplit_once_str("/").map_or(path.as_bytes(), |(_, name)| name);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending.as_bytes()));
    Some(match () {
        () if ends(&[".d.ts", ".min.js"]) => return None,
        () if ends(&[".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"]) => Language::JavaScript,
        () if ends(&[".py"]) => Language::Python,
        () if ends(&[".go"]) => Language::Go,
        () if ends(&[".rs"]) => Language::Rust,
        () if ends(&[".rb"]) => Language::Ruby,
        () if ends(&[".php"]) => Language::Php,
        () if ends(&[".java", ".kt"]) => Language::Jvm,
        () if is_spring(name) => Language::Spring,
        () => return None,
    })
}

/// `application.yml`, and that of a profile of production.
fn is_spring(name: &[u8]) -> bool {
    let stem = [&b".yml"[..], b".yaml", b".properties"].iter().find_map(|ending| name.strip_suffix(*ending));
    stem.is_some_and(|stem| {
        stem == b"application" || stem.strip_prefix(b"application-").is_some_and(|profile| profile.starts_with(b"prod"))
    })
}

impl Language {
    fn read(self, path: &BStr, text: &str) -> Reads {
        let mut reads = Reads::default();
        // Most files never ask for anything.
        if !["env", "Env", "ENV", "BaseSettings", "getOrThrow", "config(", "${"].iter().any(|word| text.contains(word))
        {
            return reads;
        }
        if let Self::Spring = self {
            jvm::read_settings(text, &mut reads);
            return reads;
        }
        let tokens = tokens(text, &Syntax::of(path));
        match self {
            Self::Go => go::read(&tokens, &mut reads),
            Self::JavaScript => javascript::read(text, &tokens, &mut reads),
            Self::Php => ruby_php::read_php(&tokens, &mut reads),
            Self::Python => python::read(text, &tokens, &mut reads),
            Self::Ruby => ruby_php::read_ruby(&tokens, &mut reads),
            Self::Rust => rust::read(&tokens, &mut reads),
            Self::Jvm | Self::Spring => jvm::read(&tokens, &mut reads),
        }
        reads
    }
}

/// What runs beside the release or before it: tests, samples, tools of who develops.
fn is_aside(path: &BStr) -> bool {
    const FOLDERS: &str = "test tests testing __tests__ __mocks__ spec specs e2e cypress playwright fixtures testdata mocks \
        example examples sample samples demo demos doc docs node_modules vendor third_party bench benchmark benchmarks \
        scripts script tools tooling hack ci .ci .github .storybook dev devtools dist build target packages-dev templates \
        template stubs contrib";
    const CONFIGURES: [&str; 12] = [
        "jest",
        "vitest",
        "playwright",
        "cypress",
        "drizzle.config",
        "prisma.config",
        "codegen",
        "webpack",
        "rollup",
        "conftest",
        "noxfile",
        "knexfile",
    ];
    let path = path.to_str_lossy().to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    folders
        .split('/')
        .any(|folder| super::listed(FOLDERS, folder) || folder.ends_with("-test") || folder.ends_with("-tests"))
        || [".test.", ".spec.", "_test.", "_spec.", ".stories."].iter().any(|part| name.contains(part))
        || name.starts_with("test_")
        || ["test.java", "tests.java", "test.kt", "test.php"].iter().any(|end| name.ends_with(end))
        || CONFIGURES.iter().any(|config| name.starts_with(config))
}

/// Whose code the files are for: the folder each lies in, without those folders
/// below that have such a file of their own.
struct Realms {
    roots: Vec<Vec<u8>>,
    others: Vec<Vec<u8>>,
}

impl Realms {
    fn of(files: &[String], snapshot: &Snapshot) -> Result<Self> {
        let roots: Vec<Vec<u8>> = files.iter().map(|file| folder(file.as_bytes()).to_vec()).collect();
        let is_env = |path: &BStr| {
            let name = path.rsplit_once_str("/").map_or(path.as_bytes(), |(_, name)| name);
            name.starts_with(b".env") && name != b".envrc"
        };
        let own = snapshot.entries()?.iter().map(|entry| entry.path.as_bstr()).filter(|path| is_env(path));
        let others = own.map(|path| folder(path).to_vec()).filter(|folder| !roots.contains(folder)).collect();
        Ok(Self { roots, others })
    }

    fn contain(&self, path: &BStr) -> bool {
        let below = |folder: &Vec<u8>| path.starts_with(folder);
        self.roots.iter().any(below) && !self.others.iter().any(below)
    }
}

/// With the slash at its end.
fn folder(path: &[u8]) -> &[u8] {
    path.rfind_byte(b'/').map_or(b"", |at| &path[..=at])
}

/// Whether a variable is set by the system or the host, so that nobody needs to.
pub fn is_of_platform(name: &str) -> bool {
    platform::sets(name)
}

/// Variables of a release are written in capitals; what is not may be anything.
fn is_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests;
