//! Files of other tools that name a project's version: Cargo.toml, package.json, pyproject.toml, a chart's Chart.yaml.

mod bump;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod spans;

use std::ops::Range;

use anyhow::Result;
use bstr::ByteSlice;

use crate::git::{Entry, Mode, Oid, Repo, RepoPath, Snapshot};
use crate::version::Version;

pub use bump::bumped;

/// What repeats what stands in them.
const LOCKS: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// The files, and where in them a version stands.
const FILES: [(&str, &[&str]); 4] = [
    ("Cargo.toml", &["package.version", "workspace.package.version"]),
    ("package.json", &["version"]),
    ("pyproject.toml", &["project.version", "tool.poetry.version"]),
    (CHART, &["version", "appVersion"]),
];

/// A chart counts its own versions, and may be of somebody else's program.
const CHART: &str = "Chart.yaml";

/// So deep lie what workspaces are made of: `crates/api/Cargo.toml`.
const FOLDERS: usize = 2;

/// More files than these are no workspace, and larger ones no manifest.
const MOST: usize = 200;
const LIMIT: u64 = 1 << 20;

/// A place at which a file names a version.
pub struct Statement {
    /// The file.
    pub path: String,
    /// What is stated: `package.version`.
    pub key: &'static str,
    /// On which line, from 1.
    pub line: usize,
    /// The version that stands there.
    pub version: Version,
    /// Its number's bytes.
    span: Range<usize>,
}

/// Those that name another version than `version`, which is to be released after `previous`. A file is judged if it
/// named the previous version when that was tagged, or belongs to the root: packages with versions of their own do neither.
pub fn stale(
    repo: &Repo,
    snapshot: &Snapshot,
    previous: Option<(&Version, Oid)>,
    version: &Version,
) -> Result<Vec<Statement>> {
    let mut stale = Vec::new();
    for (path, entry) in manifests(snapshot)? {
        let Some(text) = text(snapshot, entry)? else { continue };
        let mut statements = statements(path, &text);
        // Python writes pre-releases in a way of its own.
        let python = path.ends_with("pyproject.toml") && version.is_prerelease();
        statements.retain(|statement| !python && statement.version != *version);
        if statements.is_empty() {
            continue;
        }
        let follows = followed(repo, previous, path)?;
        let of_root = !path.contains('/') && path != CHART;
        stale.extend(statements.into_iter().filter(|statement| of_root || follows.contains(&statement.key)));
    }
    Ok(stale)
}

/// What the file stated of the previous version when that was tagged.
fn followed(repo: &Repo, previous: Option<(&Version, Oid)>, path: &str) -> Result<Vec<&'static str>> {
    let Some((version, commit)) = previous else { return Ok(Vec::new()) };
    let then = repo.blob_at(commit, path.into())?.and_then(|bytes| String::from_utf8(bytes).ok());
    let statements = then.map(|text| statements(path, &text)).unwrap_or_default();
    Ok(statements.into_iter().filter(|then| then.version == *version).map(|then| then.key).collect())
}

/// Whether a release may have changed the file by writing its version.
pub fn is_bumped(path: &RepoPath) -> bool {
    let name = path.rsplit_str("/").next().unwrap_or_default();
    FILES.map(|(name, _)| name).iter().chain(&LOCKS).any(|known| known.as_bytes() == name)
}

fn manifests<'s>(snapshot: &'s Snapshot) -> Result<impl Iterator<Item = (&'s str, &'s Entry)>> {
    let named = |path: &str| FILES.iter().any(|(name, _)| *name == file_name(path));
    Ok(near_root(snapshot)?.filter(move |(path, _)| named(path)).take(MOST))
}

fn near_root<'s>(snapshot: &'s Snapshot) -> Result<impl Iterator<Item = (&'s str, &'s Entry)>> {
    let files = snapshot.entries()?.iter().filter(|entry| entry.mode == Mode::File);
    let near = files.filter_map(|entry| Some((entry.path.to_str().ok()?, entry)));
    Ok(near.filter(|(path, _)| path.matches('/').count() <= FOLDERS))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn text(snapshot: &Snapshot, entry: &Entry) -> Result<Option<String>> {
    if snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
        return Ok(None);
    }
    Ok(snapshot.read(&entry.path)?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// What a file states; what is no version, or a placeholder for one, is left out.
fn statements(path: &str, text: &str) -> Vec<Statement> {
    let name = file_name(path);
    let keys = FILES.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, keys)| keys);
    let statement = |key: &&'static str| {
        let span = match name.rsplit('.').next() {
            Some("json") => spans::json(text),
            Some("yaml") => spans::yaml(text, key),
            _ => spans::toml(text, key),
        }?;
        let number = text[span.clone()].strip_prefix('v').unwrap_or(&text[span.clone()]);
        let version: Version = format!("v{number}").parse().ok()?;
        let line = 1 + text[..span.start].matches('\n').count();
        let span = span.end - number.len()..span.end;
        let placeholder = number.starts_with("0.0.0");
        (!placeholder).then(|| Statement { path: path.to_owned(), key, line, version, span })
    };
    keys.iter().filter_map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Sandbox;

    #[test]
    fn a_version_is_found_where_each_tool_has_it() {
        for (path, text, expected) in [
            ("Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.2.0\" # x\n", &[("package.version", 3)][..]),
            ("Cargo.toml", "workspace = { package = { version = '1.2.0' } }", &[("workspace.package.version", 1)]),
            ("Cargo.toml", "[package]\nversion.workspace = true\n", &[]),
            ("a/pyproject.toml", "[project]\nversion = \"1.2.0\"\n", &[("project.version", 2)]),
            ("pyproject.toml", "[tool.poetry]\nversion = \"1.2.0\"\n", &[("tool.poetry.version", 2)]),
            ("pyproject.toml", "[project]\ndynamic = [\"version\"]\n", &[]),
            ("package.json", "{\n\t\"x\": {\"version\": \"9.9.9\"},\n\t\"version\": \"1.2.0\"\n}", &[("version", 3)]),
            ("package.json", "{\"private\": true}", &[]),
            ("package.json", "{\"version\": \"0.0.0-development\"}", &[]),
            ("package.json", "{\"version\": 1}", &[]),
            ("package.json", "{", &[]),
            ("Chart.yaml", "version: 1.2.0\nappVersion: \"v1.2.0\"  # x\n", &[("version", 1), ("appVersion", 2)]),
            ("Chart.yaml", "dependencies:\n  - version: 1.2.0\nappVersion: latest\n", &[]),
        ] {
            let found = statements(path, text);
            assert_eq!(found.iter().map(|s| (s.key, s.line)).collect::<Vec<_>>(), expected, "{text}");
            assert!(found.iter().all(|s| &text[s.span.clone()] == "1.2.0"), "{text}");
        }
    }

    #[test]
    fn a_hostile_file_states_nothing() {
        let (deep, wide) = ("[".repeat(200_000), "\"".repeat(200_000));
        for path in ["Cargo.toml", "package.json", "pyproject.toml", "Chart.yaml"] {
            for text in [format!("a = {deep}"), format!("{{\"a\": {deep}"), format!("version: {wide}"), wide.clone()] {
                assert!(statements(path, &text).is_empty(), "{path}");
            }
        }
        for text in ["version:", "version: \"", "version: '1.0.0", "version:\u{a0}\"é"] {
            assert!(statements("Chart.yaml", text).is_empty(), "{text}");
        }
        let three = "[package]\nversion = \"\"\"1.0.0\"\"\"\n";
        assert!(statements("Cargo.toml", three).is_empty());
    }

    #[test]
    fn only_what_followed_the_last_version_is_judged_and_the_root() {
        let sandbox = Sandbox::new();
        let package = |version: &str| format!("{{\"version\": \"{version}\"}}");
        sandbox.write("Cargo.toml", "[package]\nversion = \"0.1.0\"\n");
        sandbox.write("packages/follows/package.json", package("1.0.0"));
        sandbox.write("packages/own/package.json", package("4.5.6"));
        sandbox.write("Chart.yaml", "version: 7.0.0\nappVersion: 1.0.0\n");
        sandbox.write("a/b/c/package.json", package("1.0.0"));
        let tagged = sandbox.commit("One");
        sandbox.write("packages/new/package.json", package("1.0.0")).commit("Two");
        let repo = sandbox.repo();
        let snapshot = Snapshot::of_work_tree(&repo);
        let [before, version] = ["v1.0.0", "v1.1.0"].map(|version| version.parse().unwrap());
        let stale = |previous, version| {
            let stale = stale(&repo, &snapshot, previous, version).unwrap();
            stale.into_iter().map(|s| format!("{} {}", s.path, s.key)).collect::<Vec<_>>()
        };
        let follows = ["Cargo.toml package.version", "Chart.yaml appVersion", "packages/follows/package.json version"];
        assert_eq!(stale(Some((&before, tagged)), &version), follows);
        assert_eq!(stale(None, &version), follows[..1]);
        assert_eq!(stale(None, &"v0.1.0".parse().unwrap()), [""; 0]);
    }
}
