//! The migrations of one app, and of several together.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use bstr::ByteSlice;

use super::file::{self, Declared};
use crate::checks::migrations::files::{Files, Folder};
use crate::checks::migrations::migration::{Label, Migration, Reference, Told};
use crate::checks::migrations::paths::{file_name, join, parent};
use crate::checks::migrations::python::{Statement, Value};
use crate::finding::Finding;
use crate::git::RepoPath;

pub struct App {
    pub label: String,
    pub folder: RepoPath,
    declared: Vec<Declared>,
    findings: Vec<Finding>,
    /// A module can't be read.
    unknown: bool,
}

impl App {
    pub fn read(files: &Files, folder: &Folder) -> Result<Self> {
        let mut app = Self {
            label: String::new(),
            folder: folder.path.clone(),
            declared: Vec::new(),
            findings: Vec::new(),
            unknown: false,
        };
        for entry in &folder.files {
            match file::declared(&entry.path, &files.module(entry)?) {
                Ok(declared) => app.declared.push(declared),
                Err(finding) => {
                    app.unknown = true;
                    app.findings.push(*finding);
                }
            }
        }
        app.label = match configured(files, folder)? {
            Some(label) => label,
            None => app.called(),
        };
        Ok(app)
    }

    /// The app as its own migrations call it when they name each other; else the name of its package.
    fn called(&self) -> String {
        let package = file_name(parent(self.folder.as_bstr())).to_str_lossy().into_owned();
        let names: HashSet<&str> = self.declared.iter().map(|declared| declared.name.as_str()).collect();
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for declared in &self.declared {
            // What it follows has the lower number; a higher or equal one is another app's.
            let others = declared.dependencies.iter().filter(|(_, name)| *name < declared.name);
            for (app, _) in others.filter(|(_, name)| names.contains(name.as_str())) {
                *votes.entry(app).or_default() += 1;
            }
        }
        if votes.contains_key(package.as_str()) {
            return package;
        }
        // Every app has its `0001_initial`: a few names in common tell nothing. The first follows none of its own.
        let most = votes.into_iter().max_by_key(|(_, votes)| *votes);
        most.filter(|(_, votes)| votes * 2 >= self.declared.len()).map_or(package, |(app, _)| app.to_owned())
    }
}

/// `label = "…"` of the class `AppConfig` in `apps.py`.
fn configured(files: &Files, folder: &Folder) -> Result<Option<String>> {
    let package = parent(folder.path.as_bstr());
    let Some(entry) = files.at(&join(package, b"apps.py")) else { return Ok(None) };
    let Ok(module) = files.module(entry)? else { return Ok(None) };
    let label = |statement: &Statement| match statement {
        Statement::Class { bases, body, .. } if bases.iter().any(|base| base.ends_with("AppConfig")) => {
            body.iter().find_map(|statement| match statement {
                Statement::Assign { names, value: Value::Text(label), .. } if names.iter().any(|n| n == "label") => {
                    Some(label.clone())
                }
                _ => None,
            })
        }
        _ => None,
    };
    Ok(module.statements.iter().find_map(label))
}

/// What the apps of a project say together.
pub fn told(apps: &[App]) -> Told {
    let labels: HashSet<&str> = apps.iter().map(|app| app.label.as_str()).collect();
    let squashed = squashed(apps);
    let mut told = Told::default();
    for app in apps {
        told.findings.extend(app.findings.iter().cloned());
        told.unknown_ids |= app.unknown;
        let here = app.declared.iter().filter(|declared| !squashed.contains_key(&id(&app.label, &declared.name)));
        told.migrations.extend(here.map(|declared| migration(app, declared, &labels, &squashed)));
        told.unknown_parents |= app.declared.iter().any(|declared| declared.unknown);
    }
    precede(apps, &mut told.migrations);
    lead_to_ends(&mut told.migrations);
    told
}

/// What an app's first migration may be called by others, and its last one.
const ENDS: [&str; 2] = ["__first__", "__latest__"];

fn id(app: &str, name: &str) -> String {
    format!("{app}.{name}")
}

/// Those that another one stands for, and which: whoever names them means it.
fn squashed(apps: &[App]) -> HashMap<String, String> {
    let mut squashed = HashMap::new();
    for app in apps {
        for declared in &app.declared {
            let replaced = declared.replaces.iter().map(|(label, name)| id(label, name));
            squashed.extend(replaced.map(|replaced| (replaced, id(&app.label, &declared.name))));
        }
    }
    squashed
}

fn migration(app: &App, declared: &Declared, labels: &HashSet<&str>, squashed: &HashMap<String, String>) -> Migration {
    let own = id(&app.label, &declared.name);
    let (mut parents, mut depends_on) = (Vec::new(), Vec::new());
    for (label, name) in &declared.dependencies {
        // Apps that are installed from elsewhere are not judged; to an end of its own no app can lead.
        if !labels.contains(label.as_str()) || (*label == app.label && ENDS.contains(&name.as_str())) {
            continue;
        }
        let named = id(label, name);
        let name = squashed.get(&named).cloned().unwrap_or(named);
        let into = if *label == app.label { &mut parents } else { &mut depends_on };
        let reference = Reference { name, line: declared.line };
        if reference.name != own && !into.contains(&reference) {
            into.push(reference);
        }
    }
    Migration {
        id: own,
        path: declared.path.clone(),
        parents,
        depends_on,
        replaces: declared.replaces.iter().map(|(label, name)| id(label, name)).collect(),
        labels: vec![Label::Part(app.label.clone())],
        reversible: declared.reversible,
        ..Migration::default()
    }
}

/// `run_before` is a dependency that the other one is given.
fn precede(apps: &[App], migrations: &mut [Migration]) {
    for app in apps {
        for declared in &app.declared {
            for (label, name) in &declared.run_before {
                let later = id(label, name);
                let reference = Reference { name: id(&app.label, &declared.name), line: 0 };
                migrations.iter_mut().filter(|m| m.id == later).for_each(|m| m.depends_on.push(reference.clone()));
            }
        }
    }
}

/// Lets those who name the first or the last migration of an app depend on the one that it is.
fn lead_to_ends(migrations: &mut [Migration]) {
    let followed: HashSet<&str> = migrations.iter().flat_map(|m| &m.parents).map(|parent| &*parent.name).collect();
    let mut ends: BTreeMap<String, String> = BTreeMap::new();
    for migration in migrations.iter() {
        let Some((app, _)) = migration.id.split_once('.') else { continue };
        let is_end = [migration.parents.is_empty(), !followed.contains(&*migration.id)];
        for (end, _) in ENDS.iter().zip(is_end).filter(|(_, is_end)| *is_end) {
            // Of several Django takes the one whose name is the lowest.
            let known = ends.entry(id(app, end)).or_insert_with(|| migration.id.clone());
            if migration.id < *known {
                known.clone_from(&migration.id);
            }
        }
    }
    for reference in migrations.iter_mut().flat_map(|migration| &mut migration.depends_on) {
        if let Some(end) = ends.get(&reference.name) {
            reference.name.clone_from(end);
        }
    }
    // An app that is a circle has no end; that it is one is told.
    let is_end = |name: &str| ENDS.iter().any(|end| name.rsplit_once('.').is_some_and(|(_, name)| name == *end));
    for migration in migrations {
        migration.depends_on.retain(|other| !is_end(&other.name));
    }
}
