//! Whatever a history looks like, everything that git would send is looked at.

use std::collections::HashSet;
use std::process::Command;

use super::*;
use crate::testing::Sandbox;
use crate::testing::history::{self, History, oid, updates};

const PUSHES: usize = 30;

#[test]
fn every_blob_that_a_push_would_send_is_visited_by_both_readers() {
    for seed in history::seeds() {
        let mut history = History::random(seed, |number| format!("content {number}\n"));
        let readers = [true, false].map(|libgit2| Repo::open_with(history.sandbox.path(), libgit2).unwrap());
        for push in 0..PUSHES {
            let (tips, known) = history.a_push();
            let sent = |kind| sent(&history.sandbox, kind, history.honest, &tips, &known);
            let (commits, blobs) = (sent("commit"), sent("blob"));
            for repo in &readers {
                let introduced = Introduced::of(repo, &updates(&tips), &known).unwrap();
                let (walked, visited) = (introduced.commits.iter().copied().collect(), visited(repo, &introduced));
                let missed: Vec<_> = commits.difference(&walked).chain(blobs.difference(&visited)).collect();
                let reader = repo.reader();
                assert!(
                    missed.is_empty(),
                    "seed {seed}, push {push} of {tips:?} to {known:?}: {reader} misses {missed:?}"
                );
                assert!(!history.honest || walked == commits, "seed {seed}, push {push}: {reader} walks too far");
            }
        }
    }
}

/// Puts in a tree of these entries, whatever they name.
fn mktree(sandbox: &Sandbox, entries: &str) -> String {
    sandbox.write(".git/entries", entries);
    let script = "git mktree --missing <.git/entries";
    let made = Command::new("sh").current_dir(sandbox.path()).args(["-c", script]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

#[test]
fn what_a_parent_names_as_a_submodule_is_new_once_it_is_a_file_or_a_folder() {
    let fill = |sandbox: &Sandbox| {
        sandbox.write("secret", "x").write("folder/file", "y").commit("files");
        ["HEAD:secret", "HEAD:folder"].map(|name| sandbox.git(&["rev-parse", name]))
    };
    let [blob, folder] = fill(&Sandbox::new());
    let sandbox = Sandbox::new();
    // Made while git does not see yet what it names.
    let before = mktree(&sandbox, &format!("160000 commit {blob}\ta\n160000 commit {folder}\tb\n"));
    fill(&sandbox);
    let now = mktree(&sandbox, &format!("100644 blob {blob}\ta\n040000 tree {folder}\tb\n"));
    let parent = sandbox.git(&["commit-tree", "-m", "one", &before]);
    let child = sandbox.git(&["commit-tree", "-m", "two", "-p", &parent, &now]);
    let repo = sandbox.repo();
    let commit = repo.commit(Oid::from_hex(child.as_bytes()).unwrap()).unwrap();
    let paths: Vec<String> = repo.changes(&commit).unwrap().iter().map(|change| change.path.to_string()).collect();
    assert_eq!(paths, ["a", "b/file"]);
}

#[test]
fn trees_that_unfold_without_end_are_refused_in_time() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "x").commit("a file");
    let mut tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
    for _ in 0..20 {
        let entries: String = (0..10).fold(String::new(), |all, n| format!("{all}040000 tree {tree}\t{n}\n"));
        tree = mktree(&sandbox, &entries);
    }
    let commit = sandbox.git(&["commit-tree", "-m", "bomb", &tree]);
    let repo = sandbox.repo();
    let commit = repo.commit(Oid::from_hex(commit.as_bytes()).unwrap()).unwrap();
    let error = format!("{:#}", repo.changes(&commit).err().unwrap());
    assert!(error.contains("more than") && error.contains("files"), "{error}");
}
fn visited(repo: &Repo, introduced: &Introduced) -> HashSet<Oid> {
    let mut visited = HashSet::new();
    for &oid in &introduced.commits {
        let commit = repo.commit(oid).unwrap();
        visited.extend(repo.changes(&commit).unwrap().iter().map(|change| change.new));
    }
    for &(oid, kind) in &introduced.bare {
        match kind {
            Kind::Tree => visited.extend(repo.tree_blobs(oid).unwrap().iter().map(|change| change.new)),
            _ => drop(visited.insert(oid)),
        }
    }
    visited
}

/// What `git push` would pack, of one kind. Clocks that lie make git list some
/// of what the other side has; that is taken away.
fn sent(sandbox: &Sandbox, kind: &str, honest: bool, tips: &[Oid], known: &[Oid]) -> HashSet<Oid> {
    let list = |tips: &[Oid], known: &[Oid]| -> HashSet<Oid> {
        let filter = format!("--filter=object:type={kind}");
        let mut arguments =
            ["rev-list", "--objects", "--no-object-names", "--filter-provided-objects"].map(str::to_owned).to_vec();
        arguments.push(filter);
        arguments.extend(tips.iter().map(ToString::to_string));
        arguments.push("--not".to_owned());
        arguments.extend(known.iter().map(ToString::to_string));
        let listed = sandbox.git(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        listed.lines().map(oid).collect()
    };
    let listed = list(tips, known);
    if honest || known.is_empty() { listed } else { &listed - &list(known, &[]) }
}
