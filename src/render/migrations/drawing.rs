//! What a drawing of a graph needs, whoever draws it: names may hold anything, so nodes go by numbers.

use std::collections::HashMap;

use super::{marks, subject};
use crate::lineage::{Lineage, Survey};
use crate::sanitize::line as clean;

/// A box for a migration.
pub struct Node {
    pub number: usize,
    /// Harmless for a terminal; whoever draws it has to quote it.
    pub lines: Vec<String>,
    /// It is named and is not there.
    pub missing: bool,
}

/// From one migration to one that comes after it.
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// It is not followed, but must be applied before.
    pub is_dependency: bool,
}

/// The nodes and edges of a graph, numbered from `first`.
pub fn of(lineage: &Lineage, survey: &Survey, first: usize) -> (Vec<Node>, Vec<Edge>) {
    let (mut nodes, mut numbers) = (Vec::new(), HashMap::new());
    for (number, revision) in (first..).zip(&lineage.revisions) {
        let marks = marks(revision, survey).join(", ");
        let lines = [clean(&revision.id), subject(revision), marks];
        let lines = lines.into_iter().filter(|line| !line.is_empty()).collect();
        nodes.push(Node { number, lines, missing: false });
        numbers.entry(revision.id.as_str()).or_insert(number);
        // A branch may be depended on by its label.
        for label in &revision.labels {
            numbers.entry(label).or_insert(number);
        }
    }
    let mut edges = Vec::new();
    for (to, revision) in (first..).zip(&lineage.revisions) {
        let parents = revision.parents.iter().map(|name| (name, false));
        for (name, is_dependency) in parents.chain(revision.depends_on.iter().map(|name| (name, true))) {
            let from = *numbers.entry(name).or_insert_with(|| {
                let number = first + nodes.len();
                nodes.push(Node { number, lines: vec![clean(name), "is missing".to_owned()], missing: true });
                number
            });
            edges.push(Edge { from, to, is_dependency });
        }
    }
    (nodes, edges)
}
