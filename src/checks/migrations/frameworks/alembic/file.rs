//! What a file says by itself, as far as it can be told without running it.

use std::rc::Rc;

use bstr::ByteSlice;

use super::identity::{Assigned, Identity, Names};
use super::{docstring, naming};
use crate::checks::migrations::frameworks::module::{INCOMPLETE, NOT_ANALYSABLE, unreadable};
use crate::checks::migrations::migration::{Label, Migration, Reference, Told};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::python::{Body, Module, Statement};
use crate::finding::{Code, Finding, Place};
use crate::git::RepoPath;

/// What is reported about single files.
pub static CODES: [&Code; 4] =
    [&naming::LONG_ID, &naming::ILLEGAL_ID, &naming::PLACEHOLDER_ID, &docstring::CONTRADICTION];

/// What the module at `path` says; the error tells why it can't be read.
pub fn told(path: &RepoPath, module: &Result<Rc<Module>, &'static str>) -> Told {
    let mut told = Told::default();
    match module {
        Ok(module) => match &module.broken {
            Some(broken) => {
                told.unknown_ids = true;
                told.findings.push(unreadable(path, broken));
            }
            None => take(&mut told, path, module),
        },
        Err(why) => {
            told.unknown_ids = true;
            let help = "commit the migration itself, as plain text: nothing else of it leaves with the push";
            told.findings.push(opaque(path, 0, why).help(help));
        }
    }
    told
}

fn take(told: &mut Told, path: &RepoPath, module: &Module) {
    let identity = Identity::of(module);
    let Some((id, line)) = id(told, path, &identity) else { return };
    let wrong = naming::judge(&id).into_iter();
    told.findings.extend(wrong.map(|finding| finding.at(Place::line(path.clone(), line))));
    if identity.down_revision.is_none() {
        told.findings.push(
            Finding::new(&INCOMPLETE, format!("revision `{id}` has no down_revision"))
                .at(Place::file(path.clone()))
                .help("add `down_revision = \"<the id before it>\"`, or `down_revision = None` for the first one"),
        );
    }
    let parents = references(told, path, "down_revision", identity.down_revision.as_ref());
    let depends_on = references(told, path, "depends_on", identity.depends_on.as_ref()).unwrap_or_default();
    let labels = match identity.branch_labels.as_ref().map(|assigned| &assigned.names) {
        Some(Names::Known(labels)) => labels.iter().cloned().map(Label::Named).collect(),
        Some(Names::Dynamic) => vec![Label::Unknown(path.clone())],
        None => Vec::new(),
    };
    let known = parents.is_some() && identity.down_revision.is_some();
    let migration = Migration {
        id,
        subject: subject(module),
        path: path.clone(),
        parents: parents.unwrap_or_default(),
        depends_on,
        labels,
        reversible: reversible(module),
        ..Migration::default()
    };
    let docstring = module.docstring.as_ref().filter(|_| known);
    told.findings.extend(docstring.into_iter().flat_map(|docstring| docstring::judge(docstring, &migration)));
    told.unknown_parents |= !known;
    told.migrations.push(migration);
}

/// The first line of its docstring: the message that it was made with.
fn subject(module: &Module) -> Option<String> {
    let line = module.docstring.as_ref()?.text.trim().lines().next()?;
    Some(line.trim_end().to_owned())
}

/// The id of a revision and the line that says it.
fn id(told: &mut Told, path: &RepoPath, identity: &Identity) -> Option<(String, usize)> {
    let name = file_name(path.as_bstr()).to_str_lossy();
    let stem = name.trim_end_matches(".py");
    let Some(assigned) = &identity.revision else {
        // Alembic's first releases took the id from such a name.
        if !stem.is_empty() && stem.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Some((stem.to_owned(), 0));
        }
        told.findings.push(
            Finding::new(&INCOMPLETE, format!("{name} lies among the migrations and has no `revision`"))
                .at(Place::file(path.clone()))
                .help("add `revision = \"…\"` and `down_revision = \"…\"`, or move the file out of the folder"),
        );
        return None;
    };
    if let Some([id]) = assigned.names.known() {
        return Some((id.clone(), assigned.line));
    }
    told.unknown_ids = true;
    told.findings.push(opaque(path, assigned.line, "`revision` is not a plain string"));
    None
}

/// The migrations that are named; `None` if only running the module would tell.
fn references(told: &mut Told, path: &RepoPath, by: &str, assigned: Option<&Assigned>) -> Option<Vec<Reference>> {
    let Some(Assigned { names, line }) = assigned else { return Some(Vec::new()) };
    if let Names::Known(names) = names {
        return Some(names.iter().map(|name| Reference { name: name.clone(), line: *line }).collect());
    }
    told.findings.push(opaque(path, *line, &format!("`{by}` is not a plain string, tuple or None")));
    None
}

fn opaque(path: &RepoPath, line: usize, why: &str) -> Finding {
    Finding::new(&NOT_ANALYSABLE, format!("{path} is not analysable: {why}"))
        .at(Place::line(path.clone(), line))
        .help("write plain values, e.g. `down_revision = \"1a2b3c4d5e6f\"`; `alembic heads` shows what it means")
}

/// Whether `downgrade` undoes what `upgrade` does, as far as its body shows.
fn reversible(module: &Module) -> Option<bool> {
    let body_of = |wanted: &str| {
        module.statements.iter().find_map(|statement| match statement {
            Statement::Function { name, body } if name == wanted => Some(*body),
            _ => None,
        })
    };
    let upgrade = body_of("upgrade")?;
    Some(upgrade == Body::Idle || body_of("downgrade") == Some(Body::Acts))
}

#[cfg(test)]
mod tests;
