//! Whatever a history looks like, everything that git would send is looked at.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::*;
use crate::testing::Sandbox;

const REPOSITORIES: u64 = 6;
const COMMITS: usize = 50;
const PUSHES: usize = 40;

const PATHS: [&str; 10] = ["a", "a/b", "a/b/c", "b", "b/a", "c d/e", "c d/f", "g", "h/i/j", "z\u{1b}\u{e9}"];
const MODES: [&str; 5] = ["100644", "100644", "100755", "120000", "160000"];

#[test]
fn every_blob_that_a_push_would_send_is_visited_by_both_readers() {
    for seed in 1..=REPOSITORIES {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let sandbox = Sandbox::new();
        let honest = seed % 2 == 0;
        let names = random_history(&sandbox, honest, &mut random);
        let readers = [true, false].map(|libgit2| Repo::open_with(sandbox.path(), libgit2).unwrap());
        for push in 0..PUSHES {
            let (count, more) = (1 + random.below(3), random.below(4));
            let (tips, known) = (random.some(&names, count), random.some(&names, more));
            let (commits, blobs) = ["commit", "blob"].map(|kind| sent(&sandbox, kind, honest, &tips, &known)).into();
            for repo in &readers {
                let introduced = Introduced::of(repo, &updates(&tips), &known).unwrap();
                let (walked, visited) = (introduced.commits.iter().copied().collect(), visited(repo, &introduced));
                let missed: Vec<_> = commits.difference(&walked).chain(blobs.difference(&visited)).collect();
                let reader = repo.reader();
                assert!(
                    missed.is_empty(),
                    "seed {seed}, push {push} of {tips:?} to {known:?}: {reader} misses {missed:?}"
                );
                assert!(!honest || walked == commits, "seed {seed}, push {push}: {reader} walks too far");
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

/// xorshift64: the same histories every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn some<T: Copy>(&mut self, from: &[T], count: usize) -> Vec<T> {
        (0..count).map(|_| self.of(from)).collect()
    }
}

/// What a commit holds: mode and content by path.
type Tree = BTreeMap<&'static str, (&'static str, usize)>;

/// Commits of any number of parents, their clocks honest or not, on files that
/// are copied, moved, retyped and brought back, and tags on some of it.
fn random_history(sandbox: &Sandbox, honest: bool, random: &mut Random) -> Vec<Oid> {
    let (mut trees, mut stream) = (Vec::<Tree>::new(), String::new());
    for commit in 1..=COMMITS {
        let count = if trees.is_empty() { 0 } else { random.of(&[0, 1, 1, 1, 1, 1, 2, 2, 2, 3]) };
        let mut parents: Vec<usize> = (0..count).map(|_| trees.len() - 1 - random.below(trees.len().min(8))).collect();
        parents.sort_unstable();
        parents.dedup();
        let tree = random_tree(&parents.iter().map(|&at| &trees[at]).collect::<Vec<_>>(), random);
        let wrong = if honest { 0 } else { random.of(&[0, 0, 500_000, 900_000]) };
        let when = 1_700_000_000 + commit * 60 - wrong;
        write!(stream, "commit refs/heads/c{commit}\nmark :{commit}\ncommitter A <a@b.c> {when} +0000\ndata 0\n")
            .unwrap();
        for (at, parent) in parents.iter().enumerate() {
            writeln!(stream, "{} :{}", if at == 0 { "from" } else { "merge" }, parent + 1).unwrap();
        }
        stream.push_str("deleteall\n");
        for (path, (mode, content)) in &tree {
            let content = format!("content {content}\n");
            if *mode == "160000" {
                writeln!(stream, "M {mode} {} {path}", "1".repeat(40)).unwrap();
            } else {
                write!(stream, "M {mode} inline {path}\ndata {}\n{content}\n", content.len()).unwrap();
            }
        }
        trees.push(tree);
    }
    let mut import = Command::new("git");
    import.current_dir(sandbox.path()).args(["fast-import", "--quiet"]).stdin(Stdio::piped());
    let mut import = import.spawn().unwrap();
    import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
    for (name, target) in [("tag", "c20"), ("tag-of-tag", "tag"), ("tree", "c30^{tree}"), ("gone", "c31^{tree}")] {
        sandbox.git(&["tag", "--annotate", "--message", name, name, target]);
    }
    oids(&sandbox.git(&["for-each-ref", "--format=%(objectname)"])).collect()
}

/// Each path as one of the parents has it, or without, and then some changes.
fn random_tree(parents: &[&Tree], random: &mut Random) -> Tree {
    let mut tree = Tree::new();
    for path in PATHS.iter().filter(|_| !parents.is_empty()) {
        if let Some(&entry) = random.of(parents).get(path) {
            put(&mut tree, path, entry);
        }
    }
    for _ in 0..random.below(4) {
        let (from, to) = (random.of(&PATHS), random.of(&PATHS));
        match random.below(4) {
            0 => drop(tree.remove(to)),
            1 => drop(tree.remove(from).map(|entry| put(&mut tree, to, entry))),
            2 => drop(tree.get(from).copied().map(|entry| put(&mut tree, to, entry))),
            _ => put(&mut tree, to, (random.of(&MODES), random.below(40))),
        }
    }
    tree
}

/// A file is no folder: what stands in the way goes.
fn put(tree: &mut Tree, path: &'static str, entry: (&'static str, usize)) {
    let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    tree.retain(|other, _| !within(other, path) && !within(path, other));
    tree.insert(path, entry);
}

fn updates(tips: &[Oid]) -> Vec<PushedRef> {
    let update = |tip: &Oid| PushedRef {
        local_name: "x".into(),
        local: Some(*tip),
        remote_name: "refs/heads/x".into(),
        remote: None,
    };
    tips.iter().map(update).collect()
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
        oids(&sandbox.git(&arguments.iter().map(String::as_str).collect::<Vec<_>>())).collect()
    };
    let listed = list(tips, known);
    if honest || known.is_empty() { listed } else { &listed - &list(known, &[]) }
}

fn oids(lines: &str) -> impl Iterator<Item = Oid> {
    lines.lines().map(|line| Oid::from_hex(line.as_bytes()).unwrap())
}
