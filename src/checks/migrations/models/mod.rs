//! Models that change the schema of the database, and no migration that does.
//! Only files that differ are read, and no column is compared with a database:
//! what is told is what changed, not what is missing.

mod difference;
mod django;
mod drizzle;
mod prisma;
mod sides;
mod sqlalchemy;
mod text;

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

pub use self::sides::{Pushed, Released, Sides};

use self::difference::{Change, Schema, Side, changes};
use self::sides::Source;
use super::files::{self, Folder};
use super::frameworks::{self, Found, Framework};
use super::graph::{Graph, listed};
use super::paths::{file_name, is_below, parent};
use super::trailer;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

static FORGOTTEN: Code = Code {
    id: "migrations/model-without-migration",
    severity: Severity::Warning,
    finds: "Models changed in a way that changes the database (SQLAlchemy, Django, Prisma, Drizzle), and no migration \
            comes with them.",
    matters: "The code that leaves expects tables and columns that no database has: it fails with the first query.",
    mend: "Let the tool write the migration, with the command that is shown, read it and commit it. Where none is \
           needed, say so in the last paragraph of the message of a commit that leaves, with the reason: \
           `Schema-Change: none -- REASON`. At a release it holds for the files that its commit changes.",
    source: "https://alembic.sqlalchemy.org/en/latest/autogenerate.html",
};

/// What is reported about models.
pub static CODES: [&Code; 1] = [&FORGOTTEN];

/// How a tool has its models written down.
struct Language {
    framework: &'static Framework,
    /// Whether a file may hold models, by its path.
    is_source: fn(&BStr) -> bool,
    /// `None` if the file can't be read.
    read: fn(&[u8]) -> Option<Schema>,
    /// Where the models lie of which the migrations are in this folder: there or below.
    home: for<'f> fn(folder: &'f BStr) -> &'f BStr,
    /// Whether models elsewhere have no migrations at all.
    is_strict: bool,
    /// What writes the migration of a part of the project.
    command: fn(part: &str) -> String,
}

static LANGUAGES: [&Language; 4] = [&sqlalchemy::LANGUAGE, &django::LANGUAGE, &prisma::LANGUAGE, &drizzle::LANGUAGE];

/// What a file declares on each side.
struct Compared {
    path: RepoPath,
    before: Vec<Schema>,
    now: Schema,
}

/// Folders whose models are no part of what is deployed.
const ASIDES: [&[u8]; 7] = [b"test", b"tests", b"testing", b"__tests__", b"spec", b"docs", b"examples"];

/// Warns of every change that no migration comes with, unless a commit waives it.
pub fn judge(found: &[Found], sides: &dyn Sides) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for language in LANGUAGES {
        if let Some(found) = found.iter().find(|found| std::ptr::eq(found.framework, language.framework)) {
            findings.extend(language.judge(found, sides)?);
        }
    }
    if !findings.is_empty() {
        waive(&mut findings, sides)?;
    }
    Ok(findings)
}

/// What a file declares otherwise than each of those before, with its line; `None` if it is no source of models.
#[cfg(any(test, fuzzing))]
pub fn compared(path: &RepoPath, before: &[&[u8]], now: &[u8]) -> Option<Vec<(usize, String)>> {
    let language = LANGUAGES.into_iter().find(|language| (language.is_source)(path.as_bstr()))?;
    let before: Vec<Schema> = before.iter().filter_map(|text| (language.read)(text)).collect();
    let schema = (language.read)(now)?;
    let side = |schema| {
        let mut side = Side::default();
        side.add(path, schema);
        side
    };
    let changes = changes(&before.iter().map(side).collect::<Vec<_>>(), &side(&schema));
    Some(changes.into_iter().map(|change| (change.line, change.what)).collect())
}

/// Notes the reason for which a commit says that a file needs no migration.
fn waive(findings: &mut [Finding], sides: &dyn Sides) -> Result<()> {
    let reasons = trailer::reasons(sides.repo(), &sides.commits()?)?;
    for finding in findings {
        let Some(place) = &finding.place else { continue };
        for (commit, reason) in &reasons {
            if sides.speaks_of(*commit, place.path.as_bstr())? {
                finding.allowed = Some(reason.clone());
            }
        }
    }
    Ok(())
}

impl Language {
    fn judge(&self, found: &Found, sides: &dyn Sides) -> Result<Vec<Finding>> {
        // Where there is no migration yet the project does without.
        let folders: Vec<&Folder> = found.folders.iter().filter(|folder| !folder.files.is_empty()).collect();
        let forgotten = |folder: &&Folder| !folder.files.iter().any(|entry| sides.is_new(entry));
        if !folders.iter().any(forgotten) {
            return Ok(Vec::new());
        }
        let wanted = |path: &BStr| {
            let is_migration = || folders.iter().any(|folder| is_below(path, folder.path.as_bstr()));
            (self.is_source)(path) && !is_aside(path) && !is_migration()
        };
        let mut parts: BTreeMap<Option<&BStr>, Vec<Compared>> = BTreeMap::new();
        sides.each(&wanted, &mut |source| {
            if let Some(models) = self.models(source) {
                parts.entry(self.home_of(&models.path, &folders)).or_default().push(models);
            }
        })?;
        let mut findings = Vec::new();
        for (home, models) in parts {
            let mut serving = folders.clone();
            serving.retain(|folder| home.is_none_or(|home| (self.home)(folder.path.as_bstr()) == home));
            if !(home.is_none() && self.is_strict) && serving.iter().all(forgotten) {
                findings.extend(self.compare(&models, found, &serving)?);
            }
        }
        Ok(findings)
    }

    /// What a file declares, if it can be read on every side.
    fn models(&self, source: Source) -> Option<Compared> {
        let before: Option<_> = source.before.iter().map(|text| (self.read)(text)).collect();
        Some(Compared { path: source.path, before: before?, now: (self.read)(&source.now)? })
    }

    /// The nearest place above that has migrations of its own.
    fn home_of<'f>(&self, path: &RepoPath, folders: &[&'f Folder]) -> Option<&'f BStr> {
        let homes = folders.iter().map(|folder| (self.home)(folder.path.as_bstr()));
        homes.filter(|home| is_below(path.as_bstr(), home)).max_by_key(|home| home.len())
    }

    fn compare(&self, models: &[Compared], found: &Found, folders: &[&Folder]) -> Result<Vec<Finding>> {
        let (mut before, mut now) = (Vec::new(), Side::default());
        for Compared { path, before: schemas, now: schema } in models {
            before.resize_with(schemas.len(), Side::default);
            before.iter_mut().zip(schemas).for_each(|(side, schema)| side.add(path, schema));
            now.add(path, schema);
        }
        let changes = changes(&before, &now);
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let command = (self.command)(&part(found, folders)?);
        Ok(changes.chunk_by(|a, b| a.path == b.path).map(|changes| forgotten(changes, &command)).collect())
    }
}

/// What a tool calls the part of the project that has these folders: for Django the label of the app.
fn part(found: &Found, folders: &[&Folder]) -> Result<String> {
    let Some(folder) = folders.first() else { return Ok(String::new()) };
    let graphs = frameworks::graphs(std::slice::from_ref(found))?;
    let mut migrations = graphs.iter().flat_map(|graph: &Graph| &graph.migrations);
    let one = migrations.find(|migration| parent(migration.path.as_bstr()) == folder.path);
    let label = one.and_then(|migration| migration.id.split_once('.')).map(|(label, _)| label.to_owned());
    Ok(label.unwrap_or_else(|| file_name(parent(folder.path.as_bstr())).to_str_lossy().into_owned()))
}

/// What is said of the changes of one file.
fn forgotten(changes: &[Change], command: &str) -> Finding {
    let told = |change: &Change| match change.line {
        0 => change.what.clone(),
        line => format!("line {line}: {}", change.what),
    };
    let told: Vec<String> = changes.iter().map(told).collect();
    let told = listed(&told.iter().map(String::as_str).collect::<Vec<_>>(), "; ");
    let line = changes.iter().map(|change| change.line).max().filter(|_| changes.len() == 1).unwrap_or_default();
    let path: RepoPath = changes.first().map(|change| change.path.clone()).unwrap_or_default();
    Finding::new(&FORGOTTEN, format!("{path} changes the schema without a migration (`{command}`): {told}"))
        .at(Place::line(path, line))
        .help(format!(
            "{command}\nor, where none is needed, end the message of a commit with: Schema-Change: none -- REASON"
        ))
}

fn is_aside(path: &BStr) -> bool {
    let name = file_name(path);
    let is_test = name.starts_with(b"test_") || name == b"conftest.py";
    let is_test = is_test || ["_test.", ".test.", ".spec."].iter().any(|mark| name.contains_str(mark));
    is_test || files::is_foreign(path) || path.split_str("/").any(|part| ASIDES.contains(&part))
}

#[cfg(test)]
mod tests;
