//! What the tools have in common whose files carry their version in the name.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::module;
use crate::checks::migrations::files::{Content, Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Meaning, Migration, Rank, Told, Tool};
use crate::checks::migrations::paths::parent;
use crate::checks::migrations::python::LFS_POINTER;
use crate::checks::migrations::sql;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, RepoPath};
use crate::hint::shell_word;

static CONFLICT: Code = Code {
    id: "migrations/conflict-marked",
    severity: Severity::Error,
    finds: "A merge conflict is left in a migration.",
    matters: "The database refuses the file half way: what stands before the marker may have been applied.",
    mend: "Decide for one side, remove the markers and commit.",
    source: "https://git-scm.com/docs/git-merge#_how_conflicts_are_presented",
};

static UNREADABLE: Code = Code {
    id: "migrations/unreadable",
    severity: Severity::Error,
    finds: "A migration is a symbolic link, no UTF-8 or larger than 16 MiB.",
    matters: "What it would do can't be judged; a link may come to nothing where it is deployed.",
    mend: "Commit the migration itself, as plain text.",
    source: "",
};

/// What is reported about single files.
pub static CODES: [&Code; 2] = [&CONFLICT, &UNREADABLE];

/// What a tool reads in the path of a file.
pub struct Script<'p> {
    /// The folder that it is one of.
    pub folder: &'p BStr,
    pub id: String,
    pub rank: Rank,
    /// What stands behind the version, and is the same in the file that undoes it.
    pub name: &'p [u8],
    /// It undoes the migration of this version.
    pub undoes: bool,
}

/// How a tool reads its files.
pub struct Naming {
    pub tool: &'static Tool,
    pub script: for<'p> fn(path: &'p BStr) -> Option<Script<'p>>,
    /// Whether a folder of such files is this tool's: other tools name theirs alike.
    pub claims: fn(files: &Files, folder: &Folder) -> Result<bool>,
    /// Whether a migration can be undone, by the file that makes it and the one that undoes it.
    pub reversible: fn(up: &[u8], undo: Option<&[u8]>) -> Option<bool>,
}

impl Naming {
    pub fn folders<'f>(&self, files: &Files<'f>, named: &[String]) -> Result<Vec<Folder<'f>>> {
        let mut folders: BTreeMap<&BStr, Folder> = BTreeMap::new();
        for entry in files.among(named) {
            if let Some(script) = (self.script)(entry.path.as_bstr()) {
                let empty = || Folder::of(script.folder, RepoPath::default());
                folders.entry(script.folder).or_insert_with(empty).files.push(entry);
            }
        }
        let mut claimed = Vec::new();
        for folder in folders.into_values() {
            if (self.claims)(files, &folder)? {
                claimed.push(folder);
            }
        }
        Ok(claimed)
    }

    /// Each folder is a graph.
    pub fn graphs(&self, files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
        let mut graphs = Vec::new();
        for folder in folders {
            graphs.push(self.graph(files, folder)?);
        }
        Ok(graphs)
    }

    pub fn graph(&self, files: &Files, folder: &Folder) -> Result<Graph> {
        Ok(Graph::in_line(self.tool, folder.path.clone(), self.told(files, folder)?))
    }

    /// What the files of a folder say.
    pub fn told(&self, files: &Files, folder: &Folder) -> Result<Told> {
        let (mut told, mut contents) = (Told::default(), HashMap::new());
        let mut undos: HashMap<(String, &[u8]), &RepoPath> = HashMap::new();
        let mut names = Vec::new();
        for &entry in &folder.files {
            let Some(script) = (self.script)(entry.path.as_bstr()) else { continue };
            match text(files, entry)? {
                Ok(text) => drop(contents.insert(&entry.path, text)),
                Err(finding) => told.findings.push(finding),
            }
            if script.undoes {
                undos.insert((script.id, script.name), &entry.path);
            } else {
                names.push(script.name);
                let (id, path, rank) = (script.id, entry.path.clone(), Some(script.rank));
                told.migrations.push(Migration { id, path, rank, ..Migration::default() });
            }
        }
        for (migration, name) in told.migrations.iter_mut().zip(names) {
            let undo = undos.get(&(migration.id.clone(), name)).copied();
            let up = contents.get(&migration.path);
            let down = undo.and_then(|path| contents.get(path)).map(Vec::as_slice);
            migration.reversible = up.and_then(|up| (self.reversible)(up, down));
            migration.undo = undo.cloned();
        }
        Ok(told)
    }
}

/// The text of a migration; or why there is none.
pub fn text(files: &Files, entry: &Entry) -> Result<Result<Vec<u8>, Finding>> {
    let unreadable = |why: &str| {
        Finding::new(&UNREADABLE, format!("{} can't be judged: {why}", entry.path))
            .at(Place::file(entry.path.clone()))
            .help("commit the migration itself, as plain text")
    };
    let text = match files.content(entry)? {
        Content::Opaque(why) => return Ok(Err(unreadable(why))),
        Content::Bytes(text) => text,
    };
    if text.starts_with(LFS_POINTER) {
        return Ok(Err(module::pointer(&entry.path, 1)));
    }
    if let Some(line) = conflict(&text) {
        let finding = Finding::new(&CONFLICT, format!("a merge conflict is left in {}", entry.path));
        let help = format!("remove the markers, then: git add {} && git commit", shell_word(&entry.path));
        return Ok(Err(finding.at(Place::line(entry.path.clone(), line)).help(help)));
    }
    Ok(if text.is_utf8() { Ok(text) } else { Err(unreadable("it is not UTF-8")) })
}

/// The line of the first marker, if both ends of a conflict are there.
fn conflict(text: &[u8]) -> Option<usize> {
    let marked = |marker: &[u8]| text.lines().position(|line| line.starts_with(marker));
    let begins = marked(b"<<<<<<< ")?;
    marked(b">>>>>>> ").filter(|ends| begins < *ends).map(|_| begins + 1)
}

/// A migration of two files can be undone if the second one is there and does something.
pub fn by_pair(undo: Option<&[u8]>) -> bool {
    undo.is_some_and(|undo| !sql::is_blank(&undo.to_str_lossy()))
}

/// What a script does, where comments and layout do not count.
pub fn sql_meaning(content: &[u8]) -> Meaning {
    Meaning { up: sql::meaning(&content.to_str_lossy()), down: String::new() }
}

/// `NUMBER_rest`, split.
pub fn numbered(name: &BStr) -> Option<(Rank, &BStr)> {
    let (number, rest) = name.split_once_str("_")?;
    let rank = Rank::of_numbers(number.to_str().ok()?)?;
    Some((rank, rest.as_bstr()))
}

/// A file whose own name says it: `rest` is what stands behind the version.
pub fn script<'p>(path: &'p BStr, rank: Rank, rest: &'p BStr, undoes: bool) -> Script<'p> {
    let name = rest.split(|byte| *byte == b'.').next().unwrap_or_default();
    Script { folder: parent(path), id: rank.id(), rank, name, undoes }
}
