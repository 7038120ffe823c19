//! The graphs as they stand, for whoever wants to see them; nothing is judged but whether they are sound.

use std::collections::{HashMap, HashSet, VecDeque};

use anyhow::Result;

use super::frameworks::{self, Reader};
use super::graph::Graph;
use super::migration::{Label, Migration};
use super::{Migrations, contract, released};
use crate::git::{Repo, RepoPath, Snapshot};
use crate::lineage::{Lineage, Revision, Survey};
use crate::recall::Recall;
use crate::version::Version;

impl Migrations {
    /// The migrations of a snapshot, beside those of the last version that its commit (or HEAD) reaches.
    pub fn survey(&self, repo: &Repo, snapshot: &Snapshot, recall: &Recall) -> Result<Survey> {
        let reader = Reader::of(&self.locations, recall);
        let found = reader.find(snapshot)?;
        let graphs = frameworks::graphs(&found)?;
        let commit = snapshot.commit();
        let head = commit.map_or_else(|| repo.head(), |commit| Ok(Some(commit)))?;
        let last = head.map(|head| Version::highest_reachable(repo, head)).transpose()?.flatten();
        let before = match &last {
            Some((version, tag)) => frameworks::graphs(&reader.find(&released(repo, version, tag)?)?)?,
            None => Vec::new(),
        };
        Ok(Survey {
            commit,
            since: last.map(|(version, _)| version),
            lineages: lineages(&before, &graphs),
            findings: graphs.iter().map(|graph| graph.judge().len()).sum(),
        })
    }

    /// The migrations of a snapshot, beside those of an earlier one.
    pub fn lineages(&self, before: Option<&Snapshot>, now: &Snapshot, recall: &Recall) -> Result<Vec<Lineage>> {
        let reader = Reader::of(&self.locations, recall);
        let graphs = |snapshot| frameworks::graphs(&reader.find(snapshot)?);
        let before = before.map(graphs).transpose()?.unwrap_or_default();
        Ok(lineages(&before, &graphs(now)?))
    }
}

fn lineages(before: &[Graph], graphs: &[Graph]) -> Vec<Lineage> {
    let new: HashSet<Key> = contract::added(before, graphs).into_iter().map(key).collect();
    graphs.iter().map(|graph| lineage(graph, &new)).collect()
}

/// Two databases may both have a `0001`, each in a file of its own.
type Key<'m> = (&'m RepoPath, &'m str);

fn key(migration: &Migration) -> Key<'_> {
    (&migration.path, &migration.id)
}

fn lineage(graph: &Graph, new: &HashSet<Key>) -> Lineage {
    let mut followers: HashMap<&str, usize> = HashMap::new();
    for parent in graph.migrations.iter().flat_map(parents) {
        *followers.entry(parent).or_default() += 1;
    }
    let revision = |migration: &Migration| Revision {
        id: migration.id.clone(),
        subject: migration.subject.clone(),
        path: migration.path.clone(),
        parents: parents(migration).into_iter().map(ToOwned::to_owned).collect(),
        depends_on: migration.depends_on.iter().map(|other| other.name.clone()).collect(),
        labels: migration.labels.iter().filter_map(written).collect(),
        reversible: migration.reversible,
        followers: followers.get(migration.id.as_str()).copied().unwrap_or_default(),
        is_new: new.contains(&key(migration)),
    };
    Lineage {
        framework: graph.tool.id,
        tool: graph.tool.name,
        folders: graph.folders.clone(),
        revisions: newest_first(&graph.migrations).map(revision).collect(),
    }
}

/// What it follows, each once.
fn parents(migration: &Migration) -> Vec<&str> {
    let mut seen = HashSet::new();
    migration.parents.iter().map(|parent| parent.name.as_str()).filter(|parent| seen.insert(*parent)).collect()
}

fn written(label: &Label) -> Option<String> {
    match label {
        Label::Named(name) => Some(name.clone()),
        Label::Part(_) | Label::Unknown(_) => None,
    }
}

/// Each before all that it names, the heads before everything else. What waits for a circle comes in the order
/// of the files.
fn newest_first(migrations: &[Migration]) -> impl Iterator<Item = &Migration> {
    let mut by_id = HashMap::new();
    for (at, migration) in migrations.iter().enumerate() {
        by_id.entry(migration.id.as_str()).or_insert(at);
    }
    let named = |at: usize| migrations[at].named().filter_map(|name| by_id.get(name).copied());
    let mut waiting = vec![0_usize; migrations.len()];
    (0..migrations.len()).flat_map(named).for_each(|at| waiting[at] += 1);
    let mut ready: VecDeque<usize> = (0..migrations.len()).filter(|&at| waiting[at] == 0).collect();
    let mut rest = 0..migrations.len();
    let mut placed = vec![false; migrations.len()];
    let mut order = Vec::with_capacity(migrations.len());
    loop {
        while let Some(at) = ready.pop_front() {
            if std::mem::replace(&mut placed[at], true) {
                continue;
            }
            order.push(&migrations[at]);
            for other in named(at) {
                waiting[other] -= 1;
                ready.extend((waiting[other] == 0).then_some(other));
            }
        }
        let Some(at) = rest.find(|&at| !placed[at]) else { return order.into_iter() };
        ready.push_back(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::migrations::frameworks::alembic::TOOL;
    use crate::checks::migrations::migration::{Reference, Told};

    /// Ids in order, the newest first, of migrations given as id and parents.
    fn order(told: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
        let migrations = told.into_iter().map(|(id, parents)| Migration {
            id,
            parents: parents.split_whitespace().map(|name| Reference { name: name.into(), line: 1 }).collect(),
            ..Migration::default()
        });
        let told = Told { migrations: migrations.collect(), ..Told::default() };
        let lineage = lineage(&Graph::of(&TOOL, "db".into(), told), &HashSet::new());
        lineage.revisions.into_iter().map(|revision| revision.id).collect()
    }

    fn ordered(told: &[(&str, &str)]) -> Vec<String> {
        order(told.iter().map(|&(id, parents)| (id.to_owned(), parents.to_owned())))
    }

    #[test]
    fn heads_come_first_and_each_before_what_it_follows() {
        assert_eq!(ordered(&[("a", ""), ("b", "a"), ("c", "a"), ("d", "b")]), ["c", "d", "b", "a"]);
        assert_eq!(ordered(&[("a", ""), ("b", "a a"), ("c", "b lost")]), ["c", "b", "a"]);
    }

    #[test]
    fn a_circle_or_an_id_that_is_there_twice_loses_nothing() {
        assert_eq!(ordered(&[("a", ""), ("b", "a c"), ("c", "b"), ("d", "c")]), ["d", "a", "b", "c"]);
        assert_eq!(ordered(&[("a", "a"), ("a", ""), ("b", "a")]), ["a", "b", "a"]);
    }

    #[test]
    fn twenty_thousand_revisions_take_no_time() {
        let name = |n: usize| format!("r{n:05}");
        let chain = order((0..20_000).map(|n| (name(n), n.checked_sub(1).map(name).unwrap_or_default())));
        assert!(chain.iter().rev().eq(&(0..20_000).map(name).collect::<Vec<_>>()));
        assert_eq!(order((0..20_000).map(|n| (name(n), name((n + 1) % 20_000)))).len(), 20_000);
        assert_eq!(order((0..20_000).map(|n| (name(n), name(0)))).len(), 20_000);
    }
}
