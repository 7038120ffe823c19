//! Whatever a history looks like, each secret that a push would bring is found where it came in.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::{Check as _, Destination, Event, Outcome, Push};
use crate::checks::secrets::{Secrets, sample};
use crate::finding::{Finding, Place};
use crate::git::{Introduced, Kind, Oid, Repo, RepoPath};
use crate::testing::context;
use crate::testing::history::{self, GITLINK, History, Tree, updates};

const PUSHES: usize = 10;

/// Where a secret, by its number, comes in: commit and path, or the blob or path that only a tag names.
type Places = BTreeMap<usize, BTreeSet<(Option<Oid>, RepoPath)>>;

#[test]
fn each_secret_of_a_random_history_is_found_in_a_commit_that_brings_it() {
    for seed in history::seeds() {
        let mut history = History::random(seed, content);
        let repo = history.sandbox.repo();
        for push in 0..PUSHES {
            let (tips, known) = history.a_push();
            let introduced = Introduced::of(&repo, &updates(&tips), &known).unwrap();
            let places = expected(&history, &repo, &introduced);
            let push_of =
                Push { repo: &repo, to: Destination::Remote("origin".into()), updates: updates(&tips), introduced };
            let Outcome::Ran(examination) = Secrets::default().run(&context(Event::Push(&push_of))).unwrap() else {
                panic!("seed {seed}, push {push}: not judged");
            };
            let found: Vec<usize> = examination.findings.iter().map(|finding| found_at(finding, &places)).collect();
            let (expected, unique): (BTreeSet<_>, BTreeSet<_>) =
                (places.keys().copied().collect(), found.iter().copied().collect());
            assert_eq!(unique, expected, "seed {seed}, push {push} of {tips:?} to {known:?}: {places:?}");
            assert_eq!(found.len(), unique.len(), "seed {seed}, push {push}: one secret, two findings");
        }
    }
}

/// Every fourth file holds a secret.
fn content(number: usize) -> String {
    if number.is_multiple_of(4) { format!("token = {}\n", secret(number)) } else { format!("content {number}\n") }
}

fn secret(number: usize) -> String {
    String::from_utf8(sample::expand_with("dop_v1_{hex:64}", number as u64 + 1)).unwrap()
}

/// Told from the history as it was made up: what a commit has at a path at which no parent has it.
fn expected(history: &History, repo: &Repo, introduced: &Introduced) -> Places {
    let mut places = Places::new();
    for made in history.commits.iter().filter(|made| introduced.commits.contains(&made.oid)) {
        let secrets = made.tree.keys().filter_map(|path| Some((*path, file_in(&made.tree, path)?)));
        for (path, number) in secrets.filter(|(_, number)| number.is_multiple_of(4)) {
            let parents: Vec<&Tree> = made.parents.iter().map(|&parent| &history.commits[parent].tree).collect();
            if !stood_there(&parents, path, number) && !was_moved(&parents, &made.tree, path, number) {
                places.entry(number).or_default().insert((Some(made.oid), path.into()));
            }
        }
    }
    for &(oid, kind) in &introduced.bare {
        let blobs = match kind {
            Kind::Tree => repo.tree_blobs(oid).unwrap().into_iter().map(|change| (change.path, change.new)).collect(),
            _ => vec![(oid.to_string().into(), oid)],
        };
        for (path, blob) in blobs {
            let text = repo.read(blob).unwrap().unwrap().data;
            for number in (0..40).step_by(4).filter(|&number| text == content(number).as_bytes()) {
                places.entry(number).or_default().insert((None, path.clone()));
            }
        }
    }
    places
}

fn file_in(tree: &Tree, path: &str) -> Option<usize> {
    tree.get(path).filter(|(mode, _)| *mode != GITLINK).map(|&(_, number)| number)
}

fn stood_there(parents: &[&Tree], path: &str, number: usize) -> bool {
    parents.iter().any(|parent| file_in(parent, path) == Some(number))
}

/// A new file takes over from those that its commit removes.
fn was_moved(parents: &[&Tree], tree: &Tree, path: &str, number: usize) -> bool {
    let moved = |parent: &&Tree| {
        parent.keys().any(|from| file_in(parent, from) == Some(number) && file_in(tree, from).is_none())
    };
    parents.iter().all(|parent| file_in(parent, path).is_none()) && parents.iter().any(moved)
}

/// Which secret it is: all that is said of where it came in must be so.
fn found_at(finding: &Finding, places: &Places) -> usize {
    let told: BTreeSet<_> = finding.place.iter().chain(&finding.elsewhere).map(by_commit).collect();
    let matching = places.iter().find(|(_, expected)| told.is_subset(expected));
    *matching.unwrap_or_else(|| panic!("{:?} is told of {told:?}, expected {places:?}", finding.code.id)).0
}

fn by_commit(place: &Place) -> (Option<Oid>, RepoPath) {
    (place.commit, place.path.clone())
}
