//! What must hold whatever git's objects hold, and a repository in memory that is made of any files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use anyhow::Result;
use bstr::{BString, ByteSlice};
use sha1::{Digest, Sha1};

use super::object::{Kind, Object, tree_entries};
use super::plumbing::parse_refs;
use super::reader::{Places, Reader};
use super::{Commit, Mode, Oid, Ref, Remote, Repo, TagObject};

/// Objects alone: no refs, no configuration, no work tree, and a git that finds nothing there.
#[derive(Default)]
pub struct Memory {
    objects: HashMap<Oid, (Kind, Vec<u8>)>,
    head: Option<Oid>,
}

impl Memory {
    /// Puts in a blob.
    pub fn blob(&mut self, data: &[u8]) -> Oid {
        self.put(Kind::Blob, data.to_vec())
    }

    /// Puts in a commit on these parents.
    pub fn commit(&mut self, tree: Oid, parents: &[Oid]) -> Oid {
        let parents = parents.iter().fold(String::new(), |all, parent| format!("{all}parent {parent}\n"));
        let text = format!("tree {tree}\n{parents}author A <a@b.c> 1 +0000\ncommitter A <a@b.c> 1 +0000\n\nmessage\n");
        let commit = self.put(Kind::Commit, text.into_bytes());
        self.head = Some(commit);
        commit
    }

    /// Puts in the trees that hold these files. Where one lies in the way of another's folder, it is left out.
    pub fn tree(&mut self, files: &BTreeMap<String, Vec<u8>>) -> Oid {
        let mut entries: BTreeMap<Vec<u8>, (&str, Oid)> = BTreeMap::new();
        let mut folders: BTreeMap<&str, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        for (path, bytes) in files {
            match path.split_once('/') {
                Some((folder, rest)) => drop(folders.entry(folder).or_default().insert(rest.into(), bytes.clone())),
                None => drop(entries.insert(path.clone().into_bytes(), ("100644", self.blob(bytes)))),
            }
        }
        for (folder, files) in folders {
            entries.remove(folder.as_bytes());
            entries.insert(folder.into(), ("40000", self.tree(&files)));
        }
        let raw =
            |(name, (mode, oid)): (Vec<u8>, (&str, Oid))| [mode.as_bytes(), b" ", &name, b"\0", oid.raw()].concat();
        let data = entries.into_iter().flat_map(raw).collect();
        self.put(Kind::Tree, data)
    }

    /// The repository.
    pub fn repo(self) -> Repo {
        let nowhere = PathBuf::from("/nowhere");
        Repo::over(
            Box::new(self),
            Places { git_dir: nowhere.clone(), common_dir: nowhere, work_tree: None, receiving: false },
        )
    }

    fn put(&mut self, kind: Kind, data: Vec<u8>) -> Oid {
        let name = [format!("{kind:?}").as_bytes(), &data].concat();
        let oid = Oid::from_raw(&Sha1::digest(name)).expect("a SHA-1 has twenty bytes");
        self.objects.insert(oid, (kind, data));
        oid
    }
}

impl Reader for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn read(&self, oid: Oid) -> Result<Option<Object>> {
        Ok(self.objects.get(&oid).map(|(kind, data)| Object { kind: *kind, data: data.clone() }))
    }

    fn header(&self, oid: Oid) -> Result<Option<(Kind, u64)>> {
        Ok(self.objects.get(&oid).map(|(kind, data)| (*kind, data.len() as u64)))
    }

    fn refs(&self, _: &str) -> Result<Vec<Ref>> {
        Ok(Vec::new())
    }

    fn read_ref(&self, _: &str) -> Result<Option<Oid>> {
        Ok(None)
    }

    fn resolve(&self, revision: &str) -> Result<Option<Oid>> {
        Ok(self.head.filter(|_| revision == "HEAD"))
    }

    fn config(&self) -> Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }
}

/// What libgit2 sees in an object is seen here too: a blob that only others see would be judged by nobody.
/// The first byte of the input is the kind of object.
pub fn objects(input: &[u8]) {
    let Some((&kind, data)) = input.split_first() else { return };
    match kind % 8 {
        0 => commit(data),
        1 => tag(data),
        2 => tree(data),
        3 => drop(tree_entries(data, 32).count()),
        4 => refs(data),
        5 => remotes(data),
        _ => history(data),
    }
}

/// Reads an object through libgit2, which keeps it in memory.
fn through_libgit2<T>(kind: git2::ObjectType, data: &[u8], read: impl FnOnce(&git2::Repository, git2::Oid) -> T) -> T {
    let odb = git2::Odb::new().expect("a store of objects");
    odb.add_new_mempack_backend(1).expect("a store in memory");
    let oid = odb.write(kind, data).expect("memory takes any bytes");
    let repo = git2::Repository::from_odb(odb).expect("a repository of objects");
    read(&repo, oid)
}

fn commit(data: &[u8]) {
    let oid = Oid::from_raw(&[7; 20]).expect("twenty bytes");
    let ours = Commit::parse(oid, data);
    through_libgit2(git2::ObjectType::Commit, data, |repo, oid| {
        let Ok(theirs) = repo.find_commit(oid) else { return };
        let ours = ours.as_ref().expect("libgit2 takes it for a commit");
        assert_eq!(ours.tree.raw(), theirs.tree_id().as_bytes());
        let parents: Vec<_> = theirs.parent_ids().map(|id| id.as_bytes().to_vec()).collect();
        assert_eq!(ours.parents.iter().map(|oid| oid.raw().to_vec()).collect::<Vec<_>>(), parents);
    });
    let Ok(commit) = ours else { return };
    let whole = [commit.headers.as_slice(), b"\n", &commit.message].concat();
    assert!(whole == data || commit.headers == data, "every byte is looked at, as header or as message");
    assert!(!commit.subject().contains(&b'\n') && !commit.author().contains(&b'\n'));
}

fn tag(data: &[u8]) {
    let oid = Oid::from_raw(&[7; 20]).expect("twenty bytes");
    let ours = TagObject::parse(oid, data);
    through_libgit2(git2::ObjectType::Tag, data, |repo, oid| {
        let Ok(theirs) = repo.find_tag(oid) else { return };
        let ours = ours.as_ref().expect("libgit2 takes it for a tag");
        assert_eq!(ours.target.raw(), theirs.target_id().as_bytes());
        // To libgit2 a name ends at a zero byte.
        assert_eq!(ours.name.split(|&byte| byte == 0).next(), Some(theirs.name_bytes()));
    });
    assert!(
        ours.is_ok_and(|tag| tag.raw == data && data.ends_with(tag.message())) || TagObject::parse(oid, data).is_err()
    );
}

fn tree(data: &[u8]) {
    let ours: Vec<(&[u8], Oid)> = tree_entries(data, 20).map(|(name, _, oid)| (name.as_bytes(), oid)).collect();
    through_libgit2(git2::ObjectType::Tree, data, |repo, oid| {
        let Ok(theirs) = repo.find_tree(oid) else { return };
        for entry in &theirs {
            let is_it = |(name, oid): &(&[u8], Oid)| *name == entry.name_bytes() && oid.raw() == entry.id().as_bytes();
            assert!(ours.iter().any(is_it), "{:?} is not seen here", entry.name_bytes().as_bstr());
        }
    });
}

fn refs(data: &[u8]) {
    let Ok(refs) = parse_refs(data) else { return };
    let line = |found: &Ref| [found.oid.to_string().as_bytes(), b" ", &found.name, b"\n"].concat();
    let again: Vec<u8> = refs.iter().flat_map(line).collect();
    let again = parse_refs(&again).expect("what is written is read");
    let plain = |refs: &[Ref]| refs.iter().map(|found| (found.oid, found.name.clone())).collect::<Vec<_>>();
    // A name that ends with CR loses it, once: git allows none there.
    assert!(plain(&again) == plain(&refs) || data.contains(&b'\r'));
}

fn remotes(data: &[u8]) {
    let text = data.to_str_lossy();
    let entries: Vec<_> = text.split('\0').filter_map(|entry| entry.split_once('\n')).collect();
    let entries: Vec<_> = entries.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    for remote in Remote::from_config(&entries) {
        assert!(entries.iter().any(|(key, _)| key.starts_with(&format!("remote.{}.", remote.name))));
        let _ = (remote.tracks(data), remote.fetches_from(&text));
    }
}

/// Trees and commits of any shape: nothing that a commit has and no parent has at the same path is left out.
fn history(data: &[u8]) {
    let mut memory = Memory::default();
    let blob = memory.blob(b"blob");
    let (mut below, mut commits): (Vec<(Mode, Oid)>, Vec<Oid>) = (vec![(Mode::File, blob)], Vec::new());
    for line in data.split_str("\n").take(24) {
        let Some((&op, rest)) = line.split_first() else { continue };
        match op {
            b'b' => below.push((Mode::File, memory.blob(rest))),
            b't' => below.push((Mode::Tree, memory.put(Kind::Tree, raw_tree(rest, &below)))),
            b'c' => {
                let Some(&(_, tree)) = below.iter().rev().find(|(mode, _)| *mode == Mode::Tree) else { continue };
                let parents: Vec<Oid> = rest.iter().filter_map(|&at| pick(&commits, at)).copied().collect();
                commits.push(memory.commit(tree, &parents));
            }
            _ => {}
        }
    }
    let repo = memory.repo();
    for oid in commits {
        let commit = repo.commit(oid).expect("it was put in");
        let of_parent = |parent: &Oid| listed(&repo, repo.commit(*parent).expect("put in").tree);
        let Some(before) = commit.parents.iter().map(of_parent).collect::<Option<Vec<_>>>() else { continue };
        let before: HashSet<_> = before.into_iter().flatten().collect();
        let Ok(changes) = repo.changes(&commit) else { continue };
        let told: HashSet<_> = changes.into_iter().map(|change| (change.path, change.new)).collect();
        for new in listed(&repo, commit.tree).unwrap_or_default().difference(&before) {
            assert!(told.contains(new), "{new:?} is left out");
        }
    }
}

/// Entries of one byte for their mode, one for what they name among what is there, and a name up to the next zero.
fn raw_tree(written: &[u8], there: &[(Mode, Oid)]) -> Vec<u8> {
    let entry = |piece: &[u8]| {
        let (&mode, rest) = piece.split_first()?;
        let (&at, name) = rest.split_first().filter(|(_, name)| !name.is_empty())?;
        let (kind, oid) = pick(there, at)?;
        let mode = match mode % 8 {
            0 => "160000",
            _ if *kind == Mode::Tree => "40000",
            odd => ["100644", "100755", "120000"][usize::from(odd) % 3],
        };
        Some([mode.as_bytes(), b" ", name, b"\0", oid.raw()].concat())
    };
    written.split_str("\0").take(16).filter_map(entry).flatten().collect()
}

fn pick<T>(from: &[T], at: u8) -> Option<&T> {
    from.get(usize::from(at).checked_rem(from.len())?)
}

/// Every path and blob below a tree, told by a walk of its own; `None` where there are too many.
fn listed(repo: &Repo, tree: Oid) -> Option<HashSet<(BString, Oid)>> {
    const MOST: usize = 20_000;
    let mut open = vec![(BString::default(), tree)];
    let mut found = HashSet::new();
    while let Some((path, tree)) = open.pop() {
        let data = repo.read(tree).expect("in memory").map(|object| object.data).unwrap_or_default();
        for (name, mode, oid) in tree_entries(&data, 20) {
            let path = if path.is_empty() { name.to_owned() } else { [path.as_slice(), b"/", name].concat().into() };
            match mode {
                Mode::Tree => open.push((path, oid)),
                Mode::Gitlink => {}
                _ => drop(found.insert((path, oid))),
            }
        }
        if open.len() + found.len() > MOST {
            return None;
        }
    }
    Some(found)
}
