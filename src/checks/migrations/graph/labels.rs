//! Branch labels: a name for one branch, and for nothing else.

use std::collections::HashMap;

use crate::checks::migrations::migration::{Label, Migration};
use crate::finding::{Code, Finding, Place, Severity};

pub static DUPLICATE_LABEL: Code = Code {
    id: "migrations/duplicate-label",
    severity: Severity::Error,
    finds: "Two migrations give the same branch label, or a label is also the id of a migration.",
    matters: "Alembic can't load the migrations at all: every command fails with \"Branch name … already used\".",
    mend: "Keep the label at the first migration of its branch: what follows has it without saying so.",
    source: "https://alembic.sqlalchemy.org/en/latest/branches.html#working-with-branch-labels",
};

/// The labels that name something else already.
pub fn duplicates(migrations: &[Migration]) -> Vec<Finding> {
    let mut named: HashMap<&str, &Migration> = migrations.iter().map(|m| (m.id.as_str(), m)).collect();
    let mut findings = Vec::new();
    for migration in migrations {
        for label in &migration.labels {
            let Label::Named(label) = label else { continue };
            match named.get(label.as_str()) {
                None => drop(named.insert(label, migration)),
                // Two files of one id: that is said already.
                Some(other) if other.id == migration.id && other.path != migration.path => {}
                Some(other) => findings.push(taken(label, migration, other)),
            }
        }
    }
    findings
}

fn taken(label: &str, migration: &Migration, other: &Migration) -> Finding {
    let what = if other.id == label { "the id of" } else { "a branch label of" };
    let help = if other.id == label {
        "give the branch another label".to_owned()
    } else {
        format!("if both belong to one branch, write `branch_labels = None` in {}; else rename it", migration.path)
    };
    Finding::new(
        &DUPLICATE_LABEL,
        format!("branch label `{label}` of `{}` is also {what} `{}` ({})", migration.id, other.id, other.path),
    )
    .at(Place::file(migration.path.clone()))
    .help(help)
}
