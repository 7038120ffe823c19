//! Django: `app/migrations/0001_initial.py`. The apps of a project form one graph, in which each app is a
//! branch under a label of its own.

mod advice;
mod app;
mod data;
mod field;
mod file;
mod operations;

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use self::app::App;
use super::Framework;
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::graph::Graph;
use crate::checks::migrations::migration::{Meaning, Naming, Order, Tool};
use crate::checks::migrations::paths::{file_name, parent};
use crate::checks::migrations::python;
use crate::git::RepoPath;

pub static FRAMEWORK: Framework = Framework {
    codes: &[],
    is_migration,
    folders,
    graphs,
    meaning,
    operations: Some(|_, entry, text, dialect| Ok(operations::read(entry.path.as_bstr(), text, dialect))),
};

static TOOL: Tool = Tool {
    id: "django",
    name: "Django",
    key: "name",
    order: Order::Named(Naming {
        by: "dependencies",
        depends_by: "dependencies",
        line: |_, id| {
            let (app, name) = id.split_once('.').unwrap_or(("", id));
            format!("(\"{app}\", \"{name}\")")
        },
        join: |_| "python manage.py makemigrations --merge".into(),
    }),
    checksum: None,
};

/// The loader takes every module that does not begin with one of these.
fn is_migration(name: &BStr) -> bool {
    name.ends_with(b".py") && !name.starts_with_str("_") && !name.starts_with_str(".") && !name.starts_with_str("~")
}

/// What places a migration among the others is judged by itself.
fn places(name: &str) -> bool {
    ["dependencies", "replaces", "run_before", "initial"].contains(&name)
}

fn meaning(content: &[u8]) -> Option<Meaning> {
    // What undoes an operation is part of it.
    python::meaning(content, |_| false, places)
}

/// Every package `migrations` whose first module has a `Migration`.
fn folders<'f>(files: &Files<'f>, named: &[String]) -> Result<Vec<Folder<'f>>> {
    let mut folders: BTreeMap<&BStr, Folder> = BTreeMap::new();
    for entry in files.among(named) {
        let folder = parent(entry.path.as_bstr());
        let packaged = file_name(folder) == b"migrations" || !named.is_empty();
        if packaged && is_migration(file_name(entry.path.as_bstr()).as_bstr()) {
            let empty = || Folder::of(folder, project(files, folder));
            folders.entry(folder).or_insert_with(empty).files.push(entry);
        }
    }
    let mut claimed = Vec::new();
    for folder in folders.into_values() {
        if let Some(first) = folder.files.first()
            && is_django(&files.text(first)?)
        {
            claimed.push(folder);
        }
    }
    Ok(claimed)
}

/// South, which came before, has classes of this name as well.
fn is_django(module: &[u8]) -> bool {
    module.contains_str("class Migration(") && module.contains_str("migrations") && !module.contains_str("south.")
}

/// The folder of the nearest `manage.py`: another project may have an app of the same name.
fn project(files: &Files, folder: &BStr) -> RepoPath {
    files.above(folder, "manage.py").next().map_or_else(RepoPath::default, |entry| parent(entry.path.as_bstr()).into())
}

fn graphs(files: &Files, folders: &[Folder]) -> Result<Vec<Graph>> {
    let mut projects: BTreeMap<&RepoPath, Vec<App>> = BTreeMap::new();
    for folder in folders {
        projects.entry(&folder.environment).or_default().push(App::read(files, folder)?);
    }
    Ok(projects.into_values().flat_map(project_graphs).collect())
}

/// The graph of a project. Where two apps of it have one label only the settings tell which is installed:
/// each of these stands for itself.
fn project_graphs(apps: Vec<App>) -> Vec<Graph> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for app in &apps {
        *count.entry(app.label.clone()).or_default() += 1;
    }
    let (alone, together): (Vec<App>, Vec<App>) = apps.into_iter().partition(|app| count.get(&app.label) > Some(&1));
    let one = |apps: &[App]| {
        let told = app::told(apps);
        let mut folders = apps.iter().map(|app| app.folder.clone());
        let mut graph = Graph::of(&TOOL, folders.next()?, told);
        graph.folders.extend(folders);
        (!graph.migrations.is_empty()).then_some(graph)
    };
    let apart = alone.iter().filter_map(|app| one(std::slice::from_ref(app)));
    one(&together).into_iter().chain(apart).collect()
}

#[cfg(test)]
mod tests;
