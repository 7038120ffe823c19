//! Histories as nobody would make them: any number of parents and roots, files that are copied, moved,
//! retyped and brought back, clocks that lie, tags on some of it. The same ones every time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::Sandbox;
use crate::git::{Oid, PushedRef};

const COMMITS: usize = 50;
const PATHS: [&str; 10] = ["a", "a/b", "a/b/c", "b", "b/a", "c d/e", "c d/f", "g", "h/i/j", "z\u{1b}\u{e9}"];
const MODES: [&str; 5] = ["100644", "100644", "100755", "120000", GITLINK];
/// The mode of a submodule.
pub const GITLINK: &str = "160000";

/// How many histories a test makes: a few, or as many as `PRECHECK_RANDOM_HISTORIES` says.
pub fn seeds() -> std::ops::RangeInclusive<u64> {
    let wanted = std::env::var("PRECHECK_RANDOM_HISTORIES").ok();
    1..=wanted.map_or(8, |count| count.parse().unwrap())
}

/// xorshift64
pub struct Random(u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn some<T: Copy>(&mut self, from: &[T], count: usize) -> Vec<T> {
        (0..count).map(|_| self.of(from)).collect()
    }
}

/// What a commit holds: mode and number of the content by path.
pub type Tree = BTreeMap<&'static str, (&'static str, usize)>;

/// A commit as it was made up.
pub struct Made {
    pub tree: Tree,
    /// Where its parents stand in [`History::commits`]: before it.
    pub parents: Vec<usize>,
    pub oid: Oid,
}

pub struct History {
    pub sandbox: Sandbox,
    pub random: Random,
    /// Whether no commit is older than its parents.
    pub honest: bool,
    pub commits: Vec<Made>,
    /// What branches and tags name: commits, tags, tags of tags, a tree, a blob.
    pub names: Vec<Oid>,
}

impl History {
    /// `content` writes the file of that number.
    pub fn random(seed: u64, content: impl Fn(usize) -> String) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let (sandbox, honest) = (Sandbox::new(), seed.is_multiple_of(2));
        let (mut made, mut stream) = (Vec::<(Tree, Vec<usize>)>::new(), String::new());
        for commit in 1..=COMMITS {
            let parents = some_parents(made.len(), &mut random);
            let tree = random_tree(&parents.iter().map(|&at| &made[at].0).collect::<Vec<_>>(), &mut random);
            let wrong = if honest { 0 } else { random.of(&[0, 0, 500_000, 900_000]) };
            let when = 1_700_000_000 + commit * 60 - wrong;
            write!(stream, "commit refs/heads/c{commit}\nmark :{commit}\ncommitter A <a@b.c> {when} +0000\ndata 0\n")
                .unwrap();
            for (at, parent) in parents.iter().enumerate() {
                writeln!(stream, "{} :{}", if at == 0 { "from" } else { "merge" }, parent + 1).unwrap();
            }
            stream.push_str(&files(&tree, &content));
            made.push((tree, parents));
        }
        import(&sandbox, &stream);
        let oids = sandbox.git(&["for-each-ref", "--sort=version:refname", "--format=%(objectname)", "refs/heads/"]);
        let commits = made.into_iter().zip(oids.lines().map(oid));
        let commits = commits.map(|((tree, parents), oid)| Made { tree, parents, oid }).collect();
        let names = tags(&sandbox);
        Self { sandbox, random, honest, commits, names }
    }

    /// Several refs at once, onto a remote that has some of it: what leaves, and what is there.
    pub fn a_push(&mut self) -> (Vec<Oid>, Vec<Oid>) {
        let (count, more) = (1 + self.random.below(3), self.random.below(4));
        (self.random.some(&self.names, count), self.random.some(&self.names, more))
    }
}

/// Roots, merges of two, criss-cross, of up to five.
fn some_parents(made: usize, random: &mut Random) -> Vec<usize> {
    let count = if made == 0 { 0 } else { random.of(&[0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 5]) };
    let mut parents: Vec<usize> = (0..count).map(|_| made - 1 - random.below(made.min(8))).collect();
    parents.sort_unstable();
    parents.dedup();
    parents
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

fn files(tree: &Tree, content: impl Fn(usize) -> String) -> String {
    let mut stream = "deleteall\n".to_owned();
    for (path, &(mode, number)) in tree {
        if mode == GITLINK {
            writeln!(stream, "M {mode} {} {path}", "1".repeat(40)).unwrap();
        } else {
            let content = content(number);
            write!(stream, "M {mode} inline {path}\ndata {}\n{content}\n", content.len()).unwrap();
        }
    }
    stream
}

fn import(sandbox: &Sandbox, stream: &str) {
    let mut import = Command::new("git");
    import.current_dir(sandbox.path()).args(["fast-import", "--quiet"]).stdin(Stdio::piped());
    let mut import = import.spawn().unwrap();
    import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
}

fn tags(sandbox: &Sandbox) -> Vec<Oid> {
    let blob = sandbox.git(&["ls-tree", "-r", "c40"]);
    let mut blob = blob.lines().filter_map(|line| line.split_once(" blob ")?.1.split('\t').next());
    let blob = blob.next_back().unwrap_or("c40").to_owned();
    let targets = [("tag", "c20"), ("tag-of-tag", "tag"), ("tree", "c30^{tree}"), ("blob", &blob)];
    for (name, target) in targets {
        sandbox.git(&["tag", "--annotate", "--message", name, name, target]);
    }
    sandbox.git(&["for-each-ref", "--format=%(objectname)"]).lines().map(oid).collect()
}

/// Reads an object name.
pub fn oid(hex: &str) -> Oid {
    Oid::from_hex(hex.as_bytes()).unwrap()
}

/// The lines of git's pre-push hook for these tips.
pub fn updates(tips: &[Oid]) -> Vec<PushedRef> {
    let update = |tip: &Oid| PushedRef {
        local_name: "x".into(),
        local: Some(*tip),
        remote_name: "refs/heads/x".into(),
        remote: None,
    };
    tips.iter().map(update).collect()
}
