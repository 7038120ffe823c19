//! The tools whose migrations are judged: one file and one row each.

pub mod alembic;
mod atlas;
mod diesel;
pub mod django;
pub mod drizzle;
mod flyway;
mod gathered;
mod golang_migrate;
mod goose;
mod knex;
mod liquibase;
pub mod module;
pub mod prisma;
mod rails;
mod rows;
mod source;
mod sqlx;
mod typeorm;
pub mod versioned;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::dialect;
use super::files::{Content, Files, Folder, Memo};
use super::graph::Graph;
use super::migration::Meaning;
use super::sql::{Dialect, Script};
use crate::budget::Budget;
use crate::finding::Code;
use crate::git::{Entry, Snapshot};
use crate::recall::Recall;

/// All of them.
pub static FRAMEWORKS: [&Framework; 14] = [
    &alembic::FRAMEWORK,
    &atlas::FRAMEWORK,
    &diesel::FRAMEWORK,
    &django::FRAMEWORK,
    &drizzle::FRAMEWORK,
    &flyway::FRAMEWORK,
    &golang_migrate::FRAMEWORK,
    &goose::FRAMEWORK,
    &knex::FRAMEWORK,
    &liquibase::FRAMEWORK,
    &prisma::FRAMEWORK,
    &rails::FRAMEWORK,
    &sqlx::FRAMEWORK,
    &typeorm::FRAMEWORK,
];

/// How the migrations of a tool are read.
pub struct Framework {
    /// What only this tool's files can be found to be.
    pub codes: &'static [&'static Code],
    /// Whether the name of a file says that it may be a migration, wherever it lies.
    pub is_migration: fn(name: &BStr) -> bool,
    /// The folders that hold its migrations, or should: those that the settings name, or all that can be found.
    pub folders: for<'f> fn(files: &Files<'f>, named: &[String]) -> Result<Vec<Folder<'f>>>,
    /// Every graph that the files of these folders form.
    pub graphs: fn(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>>,
    /// What a migration does; `None` if only running it would tell.
    pub meaning: fn(content: &[u8]) -> Option<Meaning>,
    /// The operations of which that consists, where they can be told.
    pub operations: Option<Operations>,
}

/// Reads what applies a migration out of a file.
pub type Operations = fn(files: &Files, entry: &Entry, text: &str, dialect: Dialect) -> Result<Script>;

/// Reads migrations out of several snapshots, each file once.
pub struct Reader<'n> {
    named: &'n [String],
    memo: Memo<'n>,
}

/// The folders of one tool.
pub struct Found<'f> {
    pub framework: &'static Framework,
    pub folders: Vec<Folder<'f>>,
    files: Files<'f>,
}

impl<'n> Reader<'n> {
    /// One that looks in these folders alone, or everywhere without any.
    pub fn of(named: &'n [String], recall: &'n Recall<'n>) -> Self {
        Self { named, memo: Memo::of(recall) }
    }

    /// The same, where this may be spent.
    pub fn within(self, budget: &'n Budget) -> Self {
        Self { memo: self.memo.within(budget), ..self }
    }

    /// Everything that a snapshot has, tool by tool.
    pub fn find<'f>(&'f self, snapshot: &'f Snapshot<'f>) -> Result<Vec<Found<'f>>> {
        let files = Files::of(snapshot, &self.memo)?;
        let mut found = Vec::new();
        for framework in FRAMEWORKS {
            let folders = (framework.folders)(&files, self.named)?;
            if !folders.is_empty() {
                found.push(Found { framework, folders, files: files.clone() });
            }
        }
        Ok(found)
    }
}

impl Found<'_> {
    /// What is in one of the files.
    pub fn content(&self, entry: &Entry) -> Result<Content> {
        self.files.content(entry)
    }

    /// Whether it can be told what its migrations consist of.
    pub fn tells_operations(&self) -> bool {
        self.framework.operations.is_some()
    }

    /// Whose SQL the scripts of a folder are.
    pub fn dialect(&self, folder: &Folder) -> Result<Dialect> {
        dialect::of(&self.files, folder)
    }

    /// What a file does, and its text; nothing, where that can't be told.
    pub fn script(&self, entry: &Entry, dialect: Dialect) -> Result<Option<(Script, Vec<u8>)>> {
        // Why there is no text is told already: what stands in its place no database will see.
        let (Some(read), Ok(text)) = (self.framework.operations, versioned::text(&self.files, entry)?) else {
            return Ok(None);
        };
        Ok(Some((read(&self.files, entry, &text.to_str_lossy(), dialect)?, text)))
    }
}

/// Every graph of all that was found.
pub fn graphs(found: &[Found]) -> Result<Vec<Graph>> {
    let mut graphs = Vec::new();
    for Found { framework, folders, files } in found {
        graphs.extend((framework.graphs)(files, folders)?);
    }
    Ok(graphs)
}

#[cfg(test)]
mod tests;
