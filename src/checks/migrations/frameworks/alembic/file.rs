//! What a file says by itself, as far as it can be told without running it.

use std::rc::Rc;

use bstr::ByteSlice;

use super::identity::{Assigned, Identity, Names};
use crate::checks::migrations::migration::{Label, Migration, Reference, Told};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::python::{Body, Broken, Module, Statement};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;
use crate::hint::shell_word;

pub static INCOMPLETE: Code = Code {
    id: "migrations/incomplete",
    severity: Severity::Error,
    finds: "A file among the migrations does not say its `revision` or its `down_revision`.",
    matters: "Alembic loads every module of the folder and stops at one without them.",
    mend: "Add the missing line, or move a helper out of the folder.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

pub static NOT_ANALYSABLE: Code = Code {
    id: "migrations/not-analysable",
    severity: Severity::Error,
    finds: "A migration can't be judged without running it.",
    matters: "Whether the migrations have one head and no gap is not known as long as one of them is not.",
    mend: "Write the identifiers as plain strings, as Alembic's template does.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

static SYNTAX_ERROR: Code = Code {
    id: "migrations/syntax-error",
    severity: Severity::Error,
    finds: "A migration is no valid Python, or a merge conflict is left in it.",
    matters: "Alembic loads every module of the folder and stops at this one: no migration runs.",
    mend: "`python -m py_compile FILE` shows the place; correct it and commit.",
    source: "",
};

static LONG_ID: Code = Code {
    id: "migrations/long-id",
    severity: Severity::Warning,
    finds: "A revision id has more than 32 characters.",
    matters: "alembic_version.version_num is a VARCHAR(32): PostgreSQL and MySQL refuse to store the id.",
    mend: "Shorten the id here and in the migrations that follow.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration",
};

/// What is reported about single files.
pub static CODES: [&Code; 4] = [&INCOMPLETE, &NOT_ANALYSABLE, &SYNTAX_ERROR, &LONG_ID];

/// The width of Alembic's own column.
const LONGEST_ID: usize = 32;

/// What the module at `path` says; the error tells why it can't be read.
pub fn told(path: &RepoPath, module: &Result<Rc<Module>, &'static str>) -> Told {
    let mut told = Told::default();
    match module {
        Ok(module) => match &module.broken {
            Some(broken) => {
                told.unknown_ids = true;
                told.findings.push(self::broken(path, broken));
            }
            None => take(&mut told, path, module),
        },
        Err(why) => {
            told.unknown_ids = true;
            told.findings.push(opaque(path, 0, why));
        }
    }
    told
}

fn take(told: &mut Told, path: &RepoPath, module: &Module) {
    let identity = Identity::of(module);
    let Some((id, line)) = id(told, path, &identity) else { return };
    if id.chars().count() > LONGEST_ID {
        let message = format!("revision id `{id}` has {} characters; Alembic stores 32", id.chars().count());
        told.findings.push(
            Finding::new(&LONG_ID, message)
                .at(Place::line(path.clone(), line))
                .help("shorten it to 32 characters or less, here and where other migrations name it"),
        );
    }
    if identity.down_revision.is_none() {
        told.findings.push(
            Finding::new(&INCOMPLETE, format!("revision `{id}` has no down_revision"))
                .at(Place::file(path.clone()))
                .help("add `down_revision = \"<the id before it>\"`, or `down_revision = None` for the first one"),
        );
    }
    let parents = references(told, path, "down_revision", identity.down_revision.as_ref());
    told.unknown_parents |= parents.is_none() || identity.down_revision.is_none();
    let depends_on = references(told, path, "depends_on", identity.depends_on.as_ref()).unwrap_or_default();
    let labels = match identity.branch_labels.as_ref().map(|assigned| &assigned.names) {
        Some(Names::Known(labels)) => labels.iter().cloned().map(Label::Named).collect(),
        Some(Names::Dynamic) => vec![Label::Unknown(path.clone())],
        None => Vec::new(),
    };
    told.migrations.push(Migration {
        id,
        subject: subject(module),
        path: path.clone(),
        parents: parents.unwrap_or_default(),
        depends_on,
        labels,
        reversible: reversible(module),
        ..Migration::default()
    });
}

/// The first line of its docstring: the message that it was made with.
fn subject(module: &Module) -> Option<String> {
    let line = module.docstring.as_ref()?.trim().lines().next()?;
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

/// The module at `path` is no Python.
pub fn broken(path: &RepoPath, broken: &Broken) -> Finding {
    let message = format!("{path} is no valid Python: {}", broken.why);
    let help = format!("python -m py_compile {} shows the place; correct it and commit", shell_word(path));
    Finding::new(&SYNTAX_ERROR, message).at(Place::line(path.clone(), broken.line)).help(help)
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
