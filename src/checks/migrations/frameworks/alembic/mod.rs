//! Alembic: where its migrations lie, and what each of them says. Paths are
//! looked at first; only then are a few files read.

pub mod file;
mod identity;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::Framework;
use crate::checks::migrations::files::{Content, Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Meaning, Naming, Order, Told, Tool};
use crate::checks::migrations::paths::{self, file_name, parent};
use crate::checks::migrations::python;
use crate::git::RepoPath;
use crate::hint::shell_word;

pub static FRAMEWORK: Framework = Framework { codes: &file::CODES, is_migration, folders, graphs, meaning };

pub static TOOL: Tool = Tool {
    id: "alembic",
    name: "Alembic",
    key: "revision id",
    order: Order::Named(Naming {
        by: "down_revision",
        depends_by: "depends_on",
        line: |by, id| format!("{by} = \"{id}\""),
        join: |ids| {
            let ids: Vec<String> = ids.iter().map(|id| shell_word(id.as_bytes())).collect();
            format!("alembic merge -m \"merge heads\" {}", ids.join(" "))
        },
    }),
    checksum: None,
};

/// Alembic loads every module but `__init__` and editors' lock files.
fn is_migration(name: &BStr) -> bool {
    name.ends_with(b".py") && !name.starts_with(b"__init__") && !name.starts_with(b".#")
}

/// The names by which a module is placed among the others; they are judged by themselves.
fn places(name: &str) -> bool {
    ["revision", "down_revision", "branch_labels", "depends_on"].contains(&name)
}

fn meaning(content: &[u8]) -> Option<Meaning> {
    python::meaning(content, |function| function == "downgrade", places)
}

/// The folders that hold migrations: those named by the settings, or else every
/// `X/versions` beside an `env.py` or `script.py.mako` and whatever an
/// `alembic.ini` names.
fn folders<'f>(files: &Files<'f>, named: &[String]) -> Result<Vec<Folder<'f>>> {
    let entries = files.entries();
    let places = if named.is_empty() { Places::detect(files)? } else { Places::named(named) };
    let mut folders: BTreeMap<&BStr, Folder> = BTreeMap::new();
    for (folder, environment) in &places.certain {
        let folder = folder.as_bstr();
        let environment = environment.clone();
        folders.insert(folder, Folder { path: folder.into(), environment, files: Vec::new() });
    }
    for entry in entries.iter().filter(|entry| is_migration(file_name(entry.path.as_bstr()).as_bstr())) {
        let folder = parent(entry.path.as_bstr());
        if let Some(known) = folders.get_mut(folder) {
            known.files.push(entry);
        } else if let Some(environment) = places.environment_of(folder) {
            let environment = environment.into();
            folders.insert(folder, Folder { path: folder.into(), environment, files: vec![entry] });
        }
    }
    let mut kept = Vec::new();
    for folder in folders.into_values() {
        let expected = folder.files.is_empty() && places.certain.contains_key(&folder.path);
        if expected || holds_migrations(files, &folder)? {
            kept.push(folder);
        }
    }
    Ok(kept)
}

/// Reads no more files than it takes to find one: most pushes touch no migration.
fn holds_migrations(files: &Files, folder: &Folder) -> Result<bool> {
    for entry in &folder.files {
        let told = file::told(&entry.path, &files.module(entry)?);
        if !told.migrations.is_empty() || told.unknown_ids {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The graphs of these folders. Folders of one environment belong to one graph
/// when a revision in the one names a revision of the other: Alembic is then
/// configured to read both. Otherwise each stands for itself.
fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut graphs = Vec::new();
    for folder in folders {
        let told = told(files, folder)?;
        if !told.migrations.is_empty() {
            graphs.push((folder.environment.as_bstr(), Graph::of(&TOOL, folder.path.clone(), told)));
        }
    }
    Ok(join(graphs))
}

fn told(files: &Files, folder: &Folder) -> Result<Told> {
    let mut told = Told::default();
    for entry in &folder.files {
        told.absorb(file::told(&entry.path, &files.module(entry)?));
    }
    Ok(told)
}

/// What a settings or configuration file says about places.
#[derive(Default)]
struct Places {
    /// Folders that are known by configuration or by Alembic's own files, with their environment.
    certain: HashMap<RepoPath, RepoPath>,
    /// Folders with an `env.py` or a `script.py.mako`.
    environments: HashSet<RepoPath>,
}

impl Places {
    /// The settings name a folder of migrations, or the environment above it.
    fn named(names: &[String]) -> Self {
        let mut places = Self::default();
        for name in names {
            let folder = name.trim_start_matches("./").trim_end_matches('/');
            places.certain.insert(folder.into(), RepoPath::default());
            places.certain.insert(paths::join(folder.into(), b"versions"), RepoPath::default());
        }
        places
    }

    fn detect(files: &Files) -> Result<Self> {
        let mut places = Self::default();
        let mut templates = Vec::new();
        for entry in files.entries() {
            let path = entry.path.as_bstr();
            match file_name(path) {
                b"env.py" => drop(places.environments.insert(parent(path).into())),
                b"script.py.mako" => templates.push(parent(path)),
                b"alembic.ini" => {
                    if let Content::Bytes(ini) = files.content(entry)? {
                        let folders = configured(parent(path), &ini.to_str_lossy());
                        places.certain.extend(folders.into_iter().map(|folder| (folder, parent(path).into())));
                    }
                }
                _ => {}
            }
        }
        for folder in templates {
            // With both files it is Alembic's, even while `versions` is empty.
            if !places.environments.insert(folder.into()) {
                places.certain.entry(paths::join(folder, b"versions")).or_insert_with(|| folder.into());
            }
        }
        Ok(places)
    }

    /// The environment whose `versions` the folder is, or lies in.
    fn environment_of<'p>(&self, folder: &'p BStr) -> Option<&'p BStr> {
        let mut at = folder;
        while !at.is_empty() {
            let above = parent(at);
            if file_name(at) == b"versions" && self.environments.contains(above) {
                return Some(above);
            }
            at = above;
        }
        None
    }
}

/// The folders that an `alembic.ini` names. Relative places are tried from the
/// file and from the root: which one holds depends on where the command is run.
fn configured(here: &BStr, ini: &str) -> Vec<RepoPath> {
    let value = |key: &str| {
        ini.lines().find_map(|line| {
            let (name, value) = line.split_once(['=', ':'])?;
            (name.trim() == key).then(|| value.trim())
        })
    };
    let script =
        value("script_location").filter(|script| !script.is_empty()).map(|script| format!("{script}/versions"));
    let others = value("version_locations").unwrap_or_default().split([';', ',', ' ']).filter(|name| !name.is_empty());
    let named = script.into_iter().chain(others.map(ToOwned::to_owned));
    named
        .flat_map(|name| {
            let bases = if name.starts_with("%(here)s") { vec![here] } else { vec![here, BStr::new("")] };
            bases.into_iter().filter_map(|base| placed(base, &name)).collect::<Vec<_>>()
        })
        .collect()
}

/// `%(here)s/x/../y` as a path from the root; `None` if it leads out.
fn placed(base: &BStr, value: &str) -> Option<RepoPath> {
    let value = value.strip_prefix("%(here)s/").unwrap_or(value);
    let mut parts: Vec<&[u8]> = base.split_str("/").filter(|part| !part.is_empty()).collect();
    for part in value.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part.as_bytes()),
        }
    }
    Some(parts.join(&b'/').into())
}

fn join(graphs: Vec<(&BStr, Graph)>) -> Vec<Graph> {
    let mut group: Vec<usize> = (0..graphs.len()).collect();
    let mut owners: HashMap<(&BStr, &str), usize> = HashMap::new();
    for (at, (environment, graph)) in graphs.iter().enumerate() {
        for id in graph.ids() {
            owners.entry((environment, id)).or_insert(at);
        }
    }
    for (at, (environment, graph)) in graphs.iter().enumerate() {
        for named in graph.named_elsewhere() {
            if let Some(&owner) = owners.get(&(*environment, named)) {
                let (from, to) = (group[at], group[owner]);
                group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
            }
        }
    }
    let mut joined: BTreeMap<usize, Graph> = BTreeMap::new();
    for (at, (_, graph)) in group.into_iter().zip(graphs) {
        match joined.entry(at) {
            Entry::Vacant(vacant) => drop(vacant.insert(graph)),
            Entry::Occupied(mut occupied) => occupied.get_mut().absorb(graph),
        }
    }
    joined.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ini_names_folders_from_itself_and_from_the_root() {
        let ini = "[alembic]\nscript_location = %(here)s/../db\nversion_locations = %(here)s/a;b\n";
        let folders = configured("conf".into(), ini);
        assert_eq!(folders, ["db/versions", "conf/a", "conf/b", "b"]);
    }
}
