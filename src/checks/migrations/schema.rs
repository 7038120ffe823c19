//! How the migrations differ from the last release, and whether the schema is written down.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use bstr::ByteSlice;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::frameworks::Found;
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Oid, RepoPath, Snapshot};
use crate::version::Version;

static UNDOCUMENTED: Code = Code {
    id: "migrations/schema-undocumented",
    severity: Severity::Warning,
    finds: "Migrations changed since the last version, and the schema is documented nowhere.",
    matters: "Who operates the release can't see what the database should look like after it.",
    mend: "Write the schema down, for instance in docs/schema.md or as a dump in schema.sql; \
           `schema-docs = [\"…\"]` in `[checks.migrations]` names other places.",
    source: "",
};

/// What is reported about the schema.
pub static CODES: [&Code; 1] = [&UNDOCUMENTED];

/// Where schemas are documented by convention.
const CONVENTIONAL: [&str; 7] = [
    "docs/**/schema*",
    "docs/**/database*",
    "docs/**/erd*",
    "**/SCHEMA.md",
    "**/DATABASE.md",
    "**/schema.sql",
    "**/structure.sql",
];

/// Path patterns.
#[derive(Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Patterns(GlobSet);

impl TryFrom<Vec<String>> for Patterns {
    type Error = globset::Error;

    fn try_from(patterns: Vec<String>) -> Result<Self, Self::Error> {
        let mut set = GlobSetBuilder::new();
        for pattern in &patterns {
            set.add(GlobBuilder::new(pattern).case_insensitive(true).literal_separator(true).build()?);
        }
        Ok(Self(set.build()?))
    }
}

impl Patterns {
    fn conventional() -> Result<Self> {
        Ok(Self::try_from(CONVENTIONAL.map(ToOwned::to_owned).to_vec())?)
    }
}

/// What has become of the migrations since the last version.
pub struct Drift {
    added: HashSet<RepoPath>,
    changed: bool,
}

impl Drift {
    /// Compares paths and blobs; a file that only moved is not new.
    pub fn between(before: &[Found], now: &[Found]) -> Self {
        let before = files(before);
        let blobs: HashSet<Oid> = before.values().copied().flatten().collect();
        let now = files(now);
        let moved = |oid: &Option<Oid>| oid.is_some_and(|oid| blobs.contains(&oid));
        let added: HashSet<RepoPath> = now
            .iter()
            .filter(|(path, oid)| !before.contains_key(*path) && !moved(oid))
            .map(|(path, _)| (*path).clone())
            .collect();
        let here: HashSet<Oid> = now.values().copied().flatten().collect();
        let gone = before.values().flatten().any(|oid| !here.contains(oid));
        Self { changed: gone || !added.is_empty(), added }
    }
}

fn files<'f>(found: &[Found<'f>]) -> HashMap<&'f RepoPath, Option<Oid>> {
    let folders = found.iter().flat_map(|found| &found.folders);
    folders.flat_map(|folder| &folder.files).map(|file| (&file.path, file.oid)).collect()
}

/// A schema that changed has to be documented.
pub fn judge(
    drift: &Drift,
    version: &Version,
    snapshot: &Snapshot,
    patterns: Option<&Patterns>,
    seen: &mut Examination,
) -> Result<()> {
    if !drift.changed {
        return Ok(());
    }
    let conventional = Patterns::conventional()?;
    let patterns = patterns.unwrap_or(&conventional);
    let documented = snapshot.entries()?.iter().find(|entry| {
        let path = entry.path.to_path();
        path.is_ok_and(|path| patterns.0.is_match(path))
    });
    if let Some(entry) = documented {
        seen.pass(format!("Schema documentation found: {}", entry.path));
        return Ok(());
    }
    let message = format!("the migrations changed since {version}, and no schema documentation was found");
    let mut finding = Finding::new(&UNDOCUMENTED, message)
        .help("write docs/schema.md, or name the place in precheck.toml:\n[checks.migrations]\nschema-docs = [\"…\"]");
    finding.place = drift.added.iter().min().map(|path| Place::file(path.clone()));
    seen.find(finding);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conventional_places_are_found_whatever_their_case() {
        let patterns = Patterns::conventional().unwrap();
        for yes in [
            "docs/schema.md",
            "docs/db/Schema-v2.png",
            "docs/ERD.svg",
            "schema.md",
            "db/structure.sql",
            "docs/DATABASE.md",
        ] {
            assert!(patterns.0.is_match(yes), "{yes}");
        }
        for no in ["src/schema.py", "docs/notes.md", "docs/schemas/readme.md"] {
            assert!(!patterns.0.is_match(no), "{no}");
        }
    }
}
