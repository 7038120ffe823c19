//! What each file adds to the graph, as far as it can be told without running it.

use bstr::ByteSlice;

use super::super::paths::file_name;
use super::super::python::{Assigned, Module, Value};
use super::{Graph, Label, Revision};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;
use crate::hint::shell_word;

static INCOMPLETE: Code = Code {
    id: "migrations/incomplete",
    severity: Severity::Warning,
    finds: "A file among the migrations does not say its `revision` or its `down_revision`.",
    matters: "Alembic loads every module of the folder and stops at one without them.",
    mend: "Add the missing line, or move a helper out of the folder.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

static NOT_ANALYSABLE: Code = Code {
    id: "migrations/not-analysable",
    severity: Severity::Warning,
    finds: "A migration can't be judged without running it.",
    matters: "Whether the migrations have one head and no gap is not known as long as one of them is not.",
    mend: "Write the identifiers as plain strings, as Alembic's template does.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

static SYNTAX_ERROR: Code = Code {
    id: "migrations/syntax-error",
    severity: Severity::Error,
    finds: "A migration is no valid Python: a string or bracket never ends, or a merge conflict is left.",
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

/// A file in a folder of migrations.
pub struct File {
    pub path: RepoPath,
    pub content: Content,
}

pub enum Content {
    Module(Module),
    /// Not read, and why.
    Opaque(&'static str),
}

impl Graph {
    /// The graph of one folder.
    pub fn of(folder: &RepoPath, files: &[File]) -> Self {
        let mut graph = Self { folders: vec![folder.clone()], ..Self::default() };
        for file in files {
            match &file.content {
                Content::Module(module) => graph.add(&file.path, module),
                Content::Opaque(why) => graph.cannot_tell(&file.path, 0, why),
            }
        }
        graph
    }

    /// Takes a module in, as far as it can be told what it says.
    fn add(&mut self, path: &RepoPath, module: &Module) {
        if let Some(line) = module.broken_at {
            self.unknown_ids = true;
            let message = format!(
                "{path} is no valid Python: a string or bracket that begins here never ends, or a merge conflict is left"
            );
            self.findings.push(
                Finding::new(&SYNTAX_ERROR, message)
                    .at(Place::line(path.clone(), line))
                    .help(format!("python -m py_compile {} shows the place; correct it and commit", shell_word(path))),
            );
        }
        let Some(id) = self.id(path, module) else { return };
        if id.chars().count() > LONGEST_ID {
            let line = module.revision.as_ref().map_or(0, |assigned| assigned.line);
            let message = format!("revision id `{id}` has {} characters; Alembic stores 32", id.chars().count());
            self.findings.push(
                Finding::new(&LONG_ID, message)
                    .at(Place::line(path.clone(), line))
                    .help("shorten it to 32 characters or less, here and where other migrations name it"),
            );
        }
        let parents = self.names(path, "down_revision", module.down_revision.as_ref());
        if module.down_revision.is_none() && module.broken_at.is_none() {
            self.findings.push(
                Finding::new(&INCOMPLETE, format!("revision `{id}` has no down_revision"))
                    .at(Place::file(path.clone()))
                    .help("add `down_revision = \"<the id before it>\"`, or `down_revision = None` for the first one"),
            );
        }
        self.unknown_parents |= parents.is_none() || module.down_revision.is_none();
        let depends_on = self.names(path, "depends_on", module.depends_on.as_ref());
        let labels = match module.branch_labels.as_ref().map(|assigned| &assigned.value) {
            Some(Value::Names(labels)) => labels.iter().cloned().map(Label::Named).collect(),
            Some(Value::Dynamic) => vec![Label::Unknown(path.clone())],
            None => Vec::new(),
        };
        let line = |assigned: &Option<Assigned>| assigned.as_ref().map_or(0, |assigned| assigned.line);
        self.revisions.push(Revision {
            id,
            path: path.clone(),
            parents: parents.unwrap_or_default(),
            parents_line: line(&module.down_revision),
            depends_on: depends_on.unwrap_or_default(),
            depends_line: line(&module.depends_on),
            labels,
        });
    }

    fn id(&mut self, path: &RepoPath, module: &Module) -> Option<String> {
        let name = file_name(path.as_bstr()).to_str_lossy();
        let stem = name.trim_end_matches(".py");
        let Some(assigned) = &module.revision else {
            // Alembic's first releases took the id from such a name.
            if !stem.is_empty() && stem.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
                return Some(stem.to_owned());
            }
            if module.broken_at.is_none() {
                self.findings.push(
                    Finding::new(&INCOMPLETE, format!("{name} lies among the migrations and has no `revision`"))
                        .at(Place::file(path.clone()))
                        .help("add `revision = \"…\"` and `down_revision = \"…\"`, or move the file out of the folder"),
                );
            }
            return None;
        };
        if let Some([id]) = assigned.value.names() {
            return Some(id.clone());
        }
        self.cannot_tell(path, assigned.line, "`revision` is not a plain string");
        None
    }

    /// The names that are assigned; `None` if that can't be told.
    fn names(&mut self, path: &RepoPath, what: &str, assigned: Option<&Assigned>) -> Option<Vec<String>> {
        let Some(assigned) = assigned else { return Some(Vec::new()) };
        let names = assigned.value.names().map(<[String]>::to_vec);
        if names.is_none() {
            self.report_opaque(path, assigned.line, &format!("`{what}` is not a plain string, tuple or None"));
        }
        names
    }

    fn cannot_tell(&mut self, path: &RepoPath, line: usize, why: &str) {
        self.unknown_ids = true;
        self.report_opaque(path, line, why);
    }

    fn report_opaque(&mut self, path: &RepoPath, line: usize, why: &str) {
        self.findings.push(
            Finding::new(&NOT_ANALYSABLE, format!("{path} is not analysable: {why}"))
                .at(Place::line(path.clone(), line))
                .help(
                    "write plain values, e.g. `down_revision = \"1a2b3c4d5e6f\"`; `alembic heads` shows what it means",
                ),
        );
    }
}
