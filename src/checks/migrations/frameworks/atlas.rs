//! Atlas: `20260101120000_init.sql`, each with its checksum in `atlas.sum`.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::{BStr, ByteSlice};
use sha2::{Digest as _, Sha256};

use super::Framework;
use super::source;
use super::versioned::{self, Naming, Script, by_pair};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Order, Rank, Tool};
use crate::checks::migrations::paths::{file_name, join};
use crate::checks::migrations::sql;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::Entry;

static SUM: Code = Code {
    id: "migrations/atlas-sum",
    severity: Severity::Error,
    finds: "The migrations are not what `atlas.sum` says of them.",
    matters: "Atlas compares them before it applies anything and stops (\"checksum mismatch\").",
    mend: "Run `atlas migrate hash` and commit `atlas.sum` with the migrations.",
    source: "https://atlasgo.io/concepts/migration-directory-integrity",
};

pub static FRAMEWORK: Framework = Framework {
    codes: &[&SUM],
    is_migration: |name| name.ends_with(b".sql") || name == "atlas.sum",
    folders: |files, named| NAMING.folders(files, named),
    graphs,
    meaning: |content| Some(source::exactly(content)),
    operations: Some(|_, _, text, dialect| Ok(sql::read(text, dialect, !text.contains("atlas:txmode none")))),
};

static TOOL: Tool = Tool {
    id: "atlas",
    name: "Atlas",
    key: "version",
    order: Order::Version { late: Some("unless it is given --exec-order, Atlas stops at it") },
    checksum: Some("the checksum in atlas.sum"),
};

static NAMING: Naming = Naming {
    tool: &TOOL,
    script,
    claims: |files, folder| Ok(is_used(files, folder)),
    // It plans the way back by itself.
    reversible: |_, undo| undo.map(|undo| by_pair(Some(undo))),
};

/// The version ends at the first `_`, or where the name does.
fn script(path: &BStr) -> Option<Script<'_>> {
    let name = file_name(path);
    let end = name.iter().position(|byte| matches!(byte, b'_' | b'.'))?;
    let rank = Rank::of_numbers(name[..end].to_str().ok()?)?;
    let rest = name[end + 1..].as_bstr();
    name.ends_with(b".sql").then(|| versioned::script(path, rank, rest, name.ends_with(b".down.sql")))
}

fn sum<'f>(files: &Files<'f>, folder: &Folder) -> Option<&'f Entry> {
    files.at(&join(folder.path.as_bstr(), b"atlas.sum"))
}

/// Whether the folder has Atlas's checksums, whichever tool's names its files have.
pub fn is_used(files: &Files, folder: &Folder) -> bool {
    sum(files, folder).is_some()
}

fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut graphs = Vec::new();
    for folder in folders {
        let mut told = NAMING.told(files, folder)?;
        if let Some(entry) = sum(files, folder) {
            told.findings.extend(judge(files, folder, entry)?);
        }
        graphs.push(Graph::in_line(&TOOL, folder.path.clone(), told));
    }
    Ok(graphs)
}

/// Each line has the digest of all files up to its own, names and contents; the first line that of the others.
fn judge(files: &Files, folder: &Folder, entry: &Entry) -> Result<Option<Finding>> {
    let text = files.text(entry)?;
    let mut lines = text.lines();
    let total = lines.next().unwrap_or_default();
    let (mut running, mut all) = (Sha256::new(), Sha256::new());
    for file in &folder.files {
        let name = file_name(file.path.as_bstr());
        running.update(name);
        running.update(files.text(file)?);
        let hash = STANDARD.encode(running.clone().finalize());
        all.update(name);
        all.update(&hash);
        if lines.next() != Some(&[name, b" h1:", hash.as_bytes()].concat()) {
            return Ok(Some(mismatch(entry, &format!("{} is not what atlas.sum says of it", file.path))));
        }
    }
    if let Some(more) = lines.next() {
        let name = more.split_once_str(" ").map_or(more, |(name, _)| name).to_str_lossy();
        return Ok(Some(mismatch(entry, &format!("atlas.sum names {name}, which is not there"))));
    }
    let right = total == format!("h1:{}", STANDARD.encode(all.finalize())).as_bytes();
    Ok((!right).then(|| mismatch(entry, "the first line of atlas.sum does not sum up the others")))
}

fn mismatch(entry: &Entry, message: &str) -> Finding {
    Finding::new(&SUM, message).at(Place::file(entry.path.clone())).help("atlas migrate hash, then commit atlas.sum")
}
