//! How the migrations differ from the last release, and whether the schema is written down.

use std::collections::HashMap;

use anyhow::Result;
use bstr::ByteSlice;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::migration::Migration;
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, Oid, RepoPath, Snapshot};
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

static OUTDATED: Code = Code {
    id: "migrations/schema-outdated",
    severity: Severity::Warning,
    finds: "Migrations changed since the last version, and what documents the schema did not.",
    matters: "Who operates the release looks up a schema that is not the one it has.",
    mend: "Write down what the new migrations change. A migration that changes data alone may be waived.",
    source: "",
};

/// What is reported about the schema.
pub static CODES: [&Code; 2] = [&UNDOCUMENTED, &OUTDATED];

/// Where schemas are documented by convention.
const CONVENTIONAL: [&str; 10] = [
    "docs/**/schema*",
    "docs/**/database*",
    "docs/**/erd*",
    "**/SCHEMA.md",
    "**/DATABASE.md",
    "**/schema.sql",
    "**/structure.sql",
    "db/*schema.rb",
    "**/schema.prisma",
    "prisma/schema/*.prisma",
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

/// A schema that changed has to be documented, and what documents it has to change with it.
pub fn judge(
    added: &[&Migration],
    version: &Version,
    (before, now): (&Snapshot, &Snapshot),
    patterns: Option<&Patterns>,
    seen: &mut Examination,
) -> Result<()> {
    let Some(first) = added.iter().map(|migration| &migration.path).min() else { return Ok(()) };
    let conventional = Patterns::conventional()?;
    let patterns = patterns.unwrap_or(&conventional);
    let documents = |entry: &&Entry| entry.path.to_path().is_ok_and(|path| patterns.0.is_match(path));
    let documented: Vec<&Entry> = now.entries()?.iter().filter(documents).collect();
    let was: HashMap<&RepoPath, Option<Oid>> = before.entries()?.iter().map(|entry| (&entry.path, entry.oid)).collect();
    if let Some(entry) = documented.iter().find(|entry| entry.oid.is_none() || was.get(&entry.path) != Some(&entry.oid))
    {
        seen.pass(format!("Schema documentation changed with the migrations: {}", entry.path));
        return Ok(());
    }
    seen.find(match documented.first() {
        Some(entry) => {
            Finding::new(&OUTDATED, format!("the migrations changed since {version}, and {} did not", entry.path))
                .at(Place::file(entry.path.clone()))
                .help("write down what the new migrations change, and commit it")
        }
        None => Finding {
            place: Some(Place::file(first.clone())),
            ..Finding::new(
                &UNDOCUMENTED,
                format!("the migrations changed since {version}, and no schema documentation was found"),
            )
            .help(
                "write docs/schema.md, or name the place in precheck.toml:\n[checks.migrations]\nschema-docs = [\"…\"]",
            )
        },
    });
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
