//! New migrations that come too late: databases have gone past their versions.

use std::collections::HashSet;

use super::graph::Graph;
use super::migration::{Migration, Order};
use super::order::{highest, renumber};
use crate::finding::{Code, Finding, Place, Severity};

static LATE: Code = Code {
    id: "migrations/late-version",
    severity: Severity::Error,
    finds: "A new migration has a lower version than one that is published already: on the default branch, or in \
            the last version.",
    matters: "Databases have gone past it. Tools that remember the highest version never run it there; others stop. \
              New databases run it, and get another schema.",
    mend: "Rename it, and the file that undoes it, to a version above all that are published.",
    source: "https://documentation.red-gate.com/flyway/reference/configuration/flyway-namespace/flyway-out-of-order-setting",
};

/// What is reported about versions.
pub static CODES: [&Code; 1] = [&LATE];

/// The new migrations of `now` that are lower than the highest published one; `by` is where that is published.
pub fn judge(now: &[Graph], published: &[Graph], by: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for graph in now {
        let Order::Version { late: Some(effect) } = graph.tool.order else { continue };
        let same = published.iter().filter(|other| other.tool.id == graph.tool.id && other.folders == graph.folders);
        let known: Vec<&Migration> = same.flat_map(|other| &other.migrations).collect();
        let ids: HashSet<&str> = known.iter().map(|m| m.id.as_str()).collect();
        let Some(highest) = highest(known) else { continue };
        let new = graph.migrations.iter().filter(|m| !ids.contains(m.id.as_str()));
        findings.extend(new.filter(|m| m.rank.as_ref().is_some_and(|rank| rank.key < highest.key)).map(|migration| {
            let message =
                format!("version `{}` is new and lower than `{}` of {by}: {effect}", migration.id, highest.written);
            Finding::new(&LATE, message)
                .at(Place::file(migration.path.clone()))
                .help(renumber(migration, &graph.migrations).unwrap_or_default())
        }));
    }
    findings
}
