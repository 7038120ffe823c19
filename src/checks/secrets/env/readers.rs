//! Which programs read `.env` in this repository: what its manifests depend on
//! and its scripts type.

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use crate::compose;
use crate::dotenv::Dialect;
use crate::git::{Mode, Snapshot};

/// Scripts and manifests are smaller.
const LIMIT: u64 = 512 * 1024;

/// Who reads, and what says so.
#[derive(Default)]
pub struct Readers {
    uses: Vec<Use>,
    /// Whether what reads with npm's dotenv fills variables in, so that its `$` are not the package's own.
    npm_expands: bool,
}

struct Use {
    dialect: Dialect,
    /// The file's name, where a command names it.
    file: Option<String>,
    because: String,
}

/// Those that read one file, each with the path that says so.
#[derive(Default)]
pub struct OfFile<'r> {
    pub dialects: BTreeMap<Dialect, &'r str>,
    pub npm_expands: bool,
}

impl Readers {
    /// Looks through manifests, Compose files and scripts.
    pub fn of_repository(snapshot: &Snapshot) -> Result<Self> {
        let mut readers = Self::default();
        for entry in snapshot.entries()?.iter().filter(|entry| entry.mode != Mode::Symlink) {
            let Some(kind) = Kind::of(entry.path.as_bstr()) else { continue };
            if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT)
                && let Some(bytes) = snapshot.read(&entry.path)?
            {
                readers.learn(kind, &entry.path.to_str_lossy(), &bytes.to_str_lossy());
            }
        }
        Ok(readers)
    }

    /// Those that read the file at `path`.
    pub fn of(&self, path: &str) -> OfFile<'_> {
        let name = base_name(path);
        let mut dialects = BTreeMap::new();
        for one in self.uses.iter().filter(|one| one.file.as_deref().is_none_or(|file| file == name)) {
            dialects.entry(one.dialect).or_insert(one.because.as_str());
        }
        OfFile { dialects, npm_expands: self.npm_expands }
    }

    fn learn(&mut self, kind: Kind, path: &str, text: &str) {
        match kind {
            Kind::Compose { at_root } if at_root || text.contains("env_file") => self.add(Dialect::Compose, None, path),
            Kind::Python if reads_with_python(text) => self.add(Dialect::PythonDotenv, None, path),
            Kind::Compose { .. } | Kind::Python => {}
            Kind::Node => self.learn_from_package(path, text),
            Kind::Script => self.learn_from_script(path, text),
        }
    }

    fn learn_from_package(&mut self, path: &str, text: &str) {
        const READS: [&str; 5] = ["dotenv", "dotenv-cli", "dotenv-flow", "@nestjs/config", "next"];
        const EXPANDS: [&str; 5] = ["dotenv-expand", "dotenv-cli", "dotenv-flow", "next", "vite"];
        let Ok(package) = serde_json::from_str::<serde_json::Value>(text) else { return };
        let depends = |names: &[&str]| {
            let tables = ["dependencies", "devDependencies"];
            tables.iter().any(|table| names.iter().any(|name| package[table].get(name).is_some()))
        };
        self.npm_expands |= depends(&EXPANDS);
        if depends(&READS) {
            self.add(Dialect::NpmDotenv, None, path);
        }
        let scripts = package["scripts"].as_object();
        for command in scripts.into_iter().flat_map(|scripts| scripts.values()).filter_map(|script| script.as_str()) {
            self.learn_from_script(path, command);
        }
    }

    fn learn_from_script(&mut self, path: &str, text: &str) {
        for line in text.replace("\\\n", " ").lines().filter(|line| line.contains("env") && !is_comment(line)) {
            for (dialect, file) in line.split(['&', ';', '|', '(']).filter_map(command) {
                self.add(dialect, Some(base_name(file).to_owned()), path);
            }
        }
    }

    fn add(&mut self, dialect: Dialect, file: Option<String>, because: &str) {
        let known = |one: &Use| one.dialect == dialect && one.file == file;
        if !self.uses.iter().any(known) {
            self.uses.push(Use { dialect, file, because: because.to_owned() });
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Compose { at_root: bool },
    Python,
    Node,
    Script,
}

impl Kind {
    fn of(path: &BStr) -> Option<Self> {
        const SCRIPTS: [&str; 9] = [
            "Makefile",
            "makefile",
            "GNUmakefile",
            "justfile",
            "Justfile",
            "Jenkinsfile",
            ".gitlab-ci.yml",
            "Taskfile.yml",
            "Taskfile.yaml",
        ];
        const ASIDE: [&str; 6] = ["node_modules", "vendor", "docs", "examples", "test", "tests"];
        let path = path.to_str().ok()?;
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        if folders.split('/').any(|folder| ASIDE.contains(&folder)) {
            return None;
        }
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let is_yaml = ends(&[".yml", ".yaml"]);
        let is_list = ends(&[".txt", ".in"]);
        match () {
            () if is_yaml && (name.starts_with("compose") || name.starts_with("docker-compose")) => {
                Some(Self::Compose { at_root: compose::FILES.contains(&path) })
            }
            () if name == "package.json" => Some(Self::Node),
            () if ["pyproject.toml", "Pipfile", "setup.py", "setup.cfg"].contains(&name) => Some(Self::Python),
            () if is_list && (name.starts_with("requirements") || folders.ends_with("requirements")) => {
                Some(Self::Python)
            }
            () if SCRIPTS.contains(&name) || ends(&[".sh", ".bash", ".mk"]) => Some(Self::Script),
            () if is_yaml && folders.ends_with(".github/workflows") => Some(Self::Script),
            () => None,
        }
    }
}

/// A requirement on python-dotenv or on what reads with it.
fn reads_with_python(text: &str) -> bool {
    const PACKAGES: [&str; 5] = ["python-dotenv", "pydantic-settings", "environs", "pydantic[dotenv]", "flask[dotenv]"];
    let text = text.to_ascii_lowercase().replace('_', "-");
    let stands_alone = |at: usize, length: usize| {
        let beside = |c: char| !c.is_alphanumeric() && c != '-';
        text[..at].chars().next_back().is_none_or(beside) && text[at + length..].chars().next().is_none_or(beside)
    };
    PACKAGES.iter().any(|package| text.match_indices(package).any(|(at, _)| stands_alone(at, package.len())))
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// The program that reads a file of variables in this command, and the file.
fn command(command: &str) -> Option<(Dialect, &str)> {
    let mut words =
        command.split_whitespace().map(|word| word.trim_matches(['"', '\'', '@', '-']).trim_start_matches("./"));
    let mut dialect = None;
    while let Some(word) = words.next() {
        match word {
            "docker" | "podman" | "nerdctl" => dialect = Some(Dialect::DockerRun),
            // Compose has an option of the same name, and other commands read nothing.
            "compose" | "service" | "buildx" => return None,
            "node" => dialect = Some(Dialect::Node),
            "source" | "." if dialect.is_none() => {
                return words.next().filter(|file| is_env(file)).map(|file| (Dialect::Bash, file));
            }
            _ => {
                let file = match word.strip_prefix("env-file") {
                    Some("") => words.next(),
                    Some(rest) => rest.strip_prefix('=').or_else(|| rest.strip_prefix("-if-exists=")),
                    None => None,
                };
                if let Some(file) = file {
                    return dialect.map(|dialect| (dialect, file));
                }
            }
        }
    }
    None
}

/// Other scripts are sourced as well.
fn is_env(file: &str) -> bool {
    let name = base_name(file);
    name.starts_with(".env") && name != ".envrc" || name.ends_with(".env")
}

fn base_name(path: &str) -> &str {
    path.trim_matches(['"', '\'']).rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> Vec<(Dialect, String)> {
        let mut readers = Readers::default();
        readers.learn(Kind::Script, "run.sh", script);
        readers.uses.into_iter().map(|one| (one.dialect, one.file.unwrap())).collect()
    }

    #[test]
    fn commands_that_read_a_file_are_told_from_others() {
        for (script, dialect) in [
            ("set -a; source .env; set +a", Dialect::Bash),
            ("  . ./.env", Dialect::Bash),
            ("test -f .env && source \"$ROOT/.env\"", Dialect::Bash),
            ("docker run --rm \\\n  --env-file .env app", Dialect::DockerRun),
            ("@podman run --env-file=./.env app", Dialect::DockerRun),
            ("node --env-file=.env server.js", Dialect::Node),
            ("NODE_ENV=production node --env-file-if-exists=.env server.js", Dialect::Node),
        ] {
            assert_eq!(read(script), [(dialect, ".env".to_owned())], "{script}");
        }
        for script in [
            "docker compose --env-file .env up",
            "docker-compose --env-file .env up",
            "uv run --env-file .env app",
            "# source .env",
            "source venv/bin/activate",
            "cp .env.example .env",
            "echo 'docker run app' > env",
        ] {
            assert_eq!(read(script), [], "{script}");
        }
    }

    #[test]
    fn manifests_name_the_packages_that_read() {
        let mut readers = Readers::default();
        readers.learn(Kind::Python, "requirements.txt", "python_dotenv==1.0\n");
        readers.learn(
            Kind::Node,
            "package.json",
            r#"{"dependencies": {"dotenv": "^16"}, "scripts": {"go": "node --env-file=.env.prod a.js"}}"#,
        );
        readers.learn(Kind::Compose { at_root: false }, "deploy/compose.yaml", "services: {}");
        assert_eq!(
            readers.of(".env").dialects.into_keys().collect::<Vec<_>>(),
            [Dialect::PythonDotenv, Dialect::NpmDotenv]
        );
        assert!(readers.of("x/.env.prod").dialects.contains_key(&Dialect::Node));
        assert!(!reads_with_python("not-python-dotenv-either\n") && reads_with_python("\"pydantic-settings>=2\","));
    }
}
