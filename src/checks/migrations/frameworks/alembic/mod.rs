//! Alembic: where its migrations lie, and what each of them says.

mod advice;
mod config;
mod docstring;
mod file;
mod identity;
mod ini;
mod naming;
mod ops;
mod places;
mod upgrade;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::Framework;
use crate::checks::migrations::files::{Files, Folder, Membership};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Meaning, Naming, Order, Told, Tool};
use crate::checks::migrations::python;
use crate::hint::shell_word;

pub use upgrade::operations;

pub static FRAMEWORK: Framework = Framework {
    codes: &file::CODES,
    is_migration,
    folders: places::folders,
    graphs,
    meaning,
    operations: Some(|_, _, text, dialect| Ok(operations(text, dialect))),
};

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

/// The graphs of these folders. Folders of one environment belong to one graph
/// when a configuration names them together, or when a revision in the one names
/// a revision of the other. Otherwise each stands for itself, if it is read at all.
fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut graphs = Vec::new();
    for folder in folders {
        let told = told(files, folder)?;
        if !told.migrations.is_empty() || told.unknown_ids {
            graphs.push((folder, Graph::of(&TOOL, folder.path.clone(), told)));
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

fn join(graphs: Vec<(&Folder, Graph)>) -> Vec<Graph> {
    let group = groups(&graphs);
    let stray = |(folder, _): &(&Folder, Graph)| folder.membership == Membership::OnlyByReference;
    let read: HashSet<usize> =
        group.iter().zip(&graphs).filter(|(_, graph)| !stray(graph)).map(|(at, _)| *at).collect();
    let mut joined: BTreeMap<usize, Graph> = BTreeMap::new();
    for (at, (_, graph)) in group.into_iter().zip(graphs).filter(|(at, _)| read.contains(at)) {
        match joined.entry(at) {
            Entry::Vacant(vacant) => drop(vacant.insert(graph)),
            Entry::Occupied(mut occupied) => occupied.get_mut().absorb(graph),
        }
    }
    joined.into_values().collect()
}

/// For each the number of the graph that it is a part of.
fn groups(graphs: &[(&Folder, Graph)]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..graphs.len()).collect();
    let mut unite = |at: usize, with: usize| {
        let (from, to) = (group[at], group[with]);
        group.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
    };
    let mut owners: HashMap<(&BStr, &str), usize> = HashMap::new();
    let mut together: HashMap<&BStr, usize> = HashMap::new();
    for (at, (folder, graph)) in graphs.iter().enumerate() {
        let environment = folder.environment.as_bstr();
        for id in graph.ids() {
            owners.entry((environment, id)).or_insert(at);
        }
        if folder.membership == Membership::Certain {
            unite(at, *together.entry(environment).or_insert(at));
        }
    }
    for (at, (folder, graph)) in graphs.iter().enumerate() {
        for named in graph.named_elsewhere() {
            if let Some(&owner) = owners.get(&(folder.environment.as_bstr(), named)) {
                unite(at, owner);
            }
        }
    }
    group
}

#[cfg(test)]
mod tests;
