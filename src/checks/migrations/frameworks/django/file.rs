//! What a module declares in its class `Migration`.

use std::rc::Rc;

use bstr::ByteSlice;

use crate::checks::migrations::frameworks::module::{INCOMPLETE, NOT_ANALYSABLE, unreadable};
use crate::checks::migrations::paths::file_name;
use crate::checks::migrations::python::{Call, Module, Statement, Value};
use crate::finding::{Finding, Place};
use crate::git::RepoPath;

/// An app and the name of a migration.
type Node = (String, String);

pub struct Declared {
    pub name: String,
    pub path: RepoPath,
    pub dependencies: Vec<Node>,
    /// Where they are.
    pub line: usize,
    pub replaces: Vec<Node>,
    pub run_before: Vec<Node>,
    /// Only running it would tell all that it names.
    pub unknown: bool,
    pub reversible: Option<bool>,
}

/// What the module at `path` declares, or what is wrong with it.
pub fn declared(path: &RepoPath, module: &Result<Rc<Module>, &'static str>) -> Result<Declared, Box<Finding>> {
    let not_analysable = |why: &str| {
        let finding = Finding::new(&NOT_ANALYSABLE, format!("{path} is not analysable: {why}"));
        let help = "write the module as `makemigrations` does, with its `dependencies` as plain tuples";
        Box::new(finding.at(Place::file(path.clone())).help(help))
    };
    let module = module.as_ref().map_err(|why| not_analysable(why))?;
    if let Some(why) = &module.broken {
        return Err(Box::new(unreadable(path, why)));
    }
    let class = module.statements.iter().rev().find_map(|statement| match statement {
        Statement::Class { name, body, .. } if name == "Migration" => Some(body),
        _ => None,
    });
    let Some(body) = class else {
        let message = format!("{path} lies among the migrations and has no class `Migration`");
        let help = "add the class, or move the file out of the package: Django stops at it";
        return Err(Box::new(Finding::new(&INCOMPLETE, message).at(Place::file(path.clone())).help(help)));
    };
    let name = file_name(path.as_bstr()).to_str_lossy();
    let (dependencies, line, known) = nodes(body, "dependencies");
    Ok(Declared {
        name: name.trim_end_matches(".py").to_owned(),
        path: path.clone(),
        dependencies,
        line,
        replaces: nodes(body, "replaces").0,
        run_before: nodes(body, "run_before").0,
        unknown: !known,
        reversible: reversible(body),
    })
}

/// The last value that a name of the class is given, and its line.
fn assigned<'b>(body: &'b [Statement], wanted: &str) -> Option<(&'b Value, usize)> {
    body.iter().rev().find_map(|statement| match statement {
        Statement::Assign { names, value, line } if names.iter().any(|name| name == wanted) => Some((value, *line)),
        _ => None,
    })
}

/// The nodes of a list, its line, and whether all of it is known.
fn nodes(body: &[Statement], name: &str) -> (Vec<Node>, usize, bool) {
    let Some((value, line)) = assigned(body, name) else { return (Vec::new(), 0, true) };
    let mut parts = vec![value];
    let (mut nodes, mut known) = (Vec::new(), true);
    while let Some(part) = parts.pop() {
        match part {
            Value::Sum(sum) => parts.extend(sum),
            Value::List(items) => match items.as_slice() {
                [Value::Text(app), Value::Text(name)] => nodes.push((app.clone(), name.clone())),
                items => parts.extend(items),
            },
            // `swappable_dependency(settings.AUTH_USER_MODEL)` leads to the first migration of another app.
            Value::Call(Call { name, .. }) if name.ends_with("swappable_dependency") => {}
            _ => known = false,
        }
    }
    nodes.reverse();
    (nodes, line, known)
}

/// Whether every operation can be undone.
fn reversible(body: &[Statement]) -> Option<bool> {
    let Some((Value::List(operations), _)) = assigned(body, "operations") else { return None };
    let mut reversible = Some(true);
    for operation in operations {
        match operation {
            Value::Call(call) => match undoes(call) {
                Some(false) => return Some(false),
                None => reversible = None,
                Some(true) => {}
            },
            _ => reversible = None,
        }
    }
    reversible
}

/// <https://docs.djangoproject.com/en/stable/ref/migration-operations/>
fn undoes(call: &Call) -> Option<bool> {
    const OWN: [&str; 22] = [
        "AddConstraint",
        "AddField",
        "AddIndex",
        "AlterConstraint",
        "AlterField",
        "AlterIndexTogether",
        "AlterModelManagers",
        "AlterModelOptions",
        "AlterModelTable",
        "AlterModelTableComment",
        "AlterOrderWithRespectTo",
        "AlterUniqueTogether",
        "CreateModel",
        "DeleteModel",
        "RemoveConstraint",
        "RemoveField",
        "RemoveIndex",
        "RenameField",
        "RenameIndex",
        "RenameModel",
        "SeparateDatabaseAndState",
        "ValidateConstraint",
    ];
    let given = |keyword: &str| call.positional > 1 || call.keywords.iter().any(|name| name == keyword);
    match call.name.rsplit('.').next().unwrap_or_default() {
        "RunPython" => Some(given("reverse_code")),
        "RunSQL" => Some(given("reverse_sql")),
        own if OWN.contains(&own) => Some(true),
        _ => None,
    }
}
