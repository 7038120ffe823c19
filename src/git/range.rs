use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use bstr::{BStr, ByteSlice};

use super::object::{Commit, Entries, Kind, Mode, TagObject, tree_entries};
use super::{Oid, PushedRef, Repo, RepoPath};

/// git itself goes no deeper (`core.maxTreeDepth`).
const DEEPEST: usize = 2048;
/// Ten trees that each name the next one ten times hold ten thousand million files, and take ten objects.
/// No work tree has so many; memory has no room for more.
const MOST: usize = if cfg!(any(test, fuzzing)) { 50_000 } else { 5_000_000 };

/// Trees that were read last: a commit's are its child's to be compared with.
#[derive(Default)]
pub(super) struct Trees {
    by_oid: HashMap<Oid, Rc<[u8]>>,
    /// The root tree of each commit that was read with them.
    of_commit: HashMap<Oid, Oid>,
    bytes: usize,
}

/// So many bytes of trees are kept.
const KEPT: usize = 8 << 20;

impl Trees {
    fn keep(&mut self, oid: Oid, data: Rc<[u8]>) {
        if self.bytes + data.len() > KEPT {
            *self = Self::default();
        }
        self.bytes += data.len();
        self.by_oid.insert(oid, data);
    }
}

/// What to do about it, as the end of a sentence.
pub const SHALLOW: &str = "; this clone is shallow, so not every commit of the range can be seen: set `fetch-depth: 0` \
                           for actions/checkout, `GIT_DEPTH: 0` for GitLab, or run `git fetch --unshallow`";

/// From so many commits on, starting a thread and a process costs less than it saves.
const LONG: usize = 200;

/// What a push would bring that the other side does not have.
#[derive(Default)]
pub struct Introduced {
    /// The commits, parents before children.
    pub commits: Vec<Oid>,
    /// The annotated tags, outermost first.
    pub tags: Vec<TagObject>,
    /// Blobs and trees that a tag or ref names without a commit.
    pub bare: Vec<(Oid, Kind)>,
}

/// A path at which a commit has a blob that none of its parents has there.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where, from the root.
    pub path: RepoPath,
    /// File, executable or symbolic link.
    pub mode: Mode,
    /// The blob.
    pub new: Oid,
    /// What the parents have at the same path.
    pub old: Vec<Oid>,
}

impl Introduced {
    /// Walks from everything that leaves down to what `known` reaches: objects
    /// here that the other side has too, or that were judged before.
    pub fn of(repo: &Repo, updates: &[PushedRef], known: &[Oid]) -> Result<Self> {
        let mut introduced = Self::default();
        let mut tips = Vec::new();
        let (mut seen, mut asked) = (HashSet::new(), HashSet::new());
        let known_set: HashSet<Oid> = known.iter().copied().collect();
        // Many refs may name one object.
        for tip in updates.iter().filter_map(|update| update.local).filter(|tip| asked.insert(*tip)) {
            let (tags, target, kind) = repo.peel(tip)?;
            introduced.tags.extend(tags.into_iter().filter(|t| !known_set.contains(&t.oid) && seen.insert(t.oid)));
            match kind {
                Kind::Commit => tips.push(target),
                _ if seen.insert(target) && !known_set.contains(&target) => introduced.bare.push((target, kind)),
                _ => {}
            }
        }
        tips.sort_unstable();
        tips.dedup();
        introduced.commits = repo.commits(&tips, known).context("walking the commits that leave")?;
        Ok(introduced)
    }

    /// The commits that `git rev-list` lists for a revision or range.
    pub fn of_revisions(repo: &Repo, revisions: &str) -> Result<Self> {
        let arguments = ["rev-list", "--topo-order", "--reverse", "--end-of-options", revisions, "--"];
        let out = repo.run(&arguments, b"").with_context(|| {
            let shallow = if repo.is_shallow().unwrap_or_default() { SHALLOW } else { "" };
            format!("looking for the commits of {revisions:?}{shallow}")
        })?;
        let commits = out.lines().map(|line| Oid::from_hex(line).context("git rev-list printed no object name"));
        Ok(Self { commits: commits.collect::<Result<_>>()?, ..Self::default() })
    }

    /// Refuses where a shallow history ends before the other side's begins: what lies between is not here.
    pub fn ensure_whole(&self, repo: &Repo) -> Result<()> {
        let cut = repo.shallow()?;
        if let Some(commit) = self.commits.iter().find(|commit| cut.contains(commit)) {
            bail!("the commits before {} are not here{SHALLOW}", commit.short());
        }
        Ok(())
    }

    /// Whether it is worth a thread, a process and a look into a memory to be judged.
    pub fn is_long(&self) -> bool {
        self.commits.len() >= LONG
    }

    /// Nothing leaves that the other side does not have.
    pub fn is_empty(&self) -> bool {
        self.commits.is_empty() && self.tags.is_empty() && self.bare.is_empty()
    }
}

/// What was found so far, and how many entries were looked at.
#[derive(Default)]
struct Differing {
    changes: Vec<Change>,
    entries: usize,
}

/// A parent's tree, asked for the names of another tree. Both are sorted, so the
/// next name is mostly close by; where a hostile one is not, all names are looked at once.
struct Before<'t> {
    data: &'t [u8],
    oid_len: usize,
    rest: Entries<'t>,
    by_name: Option<HashMap<&'t BStr, (Mode, Oid)>>,
}

/// How far ahead a name is looked for.
const NEAR: usize = 8;

impl<'t> Before<'t> {
    fn new(data: &'t [u8], oid_len: usize) -> Self {
        Self { data, oid_len, rest: tree_entries(data, oid_len), by_name: None }
    }

    fn get(&mut self, name: &BStr) -> Option<(Mode, Oid)> {
        let mut ahead = self.rest.clone();
        if let Some((_, mode, oid)) = ahead.by_ref().take(NEAR).find(|(here, ..)| *here == name) {
            self.rest = ahead;
            return Some((mode, oid));
        }
        let (data, oid_len) = (self.data, self.oid_len);
        let by_name = self
            .by_name
            .get_or_insert_with(|| tree_entries(data, oid_len).map(|(name, mode, oid)| (name, (mode, oid))).collect());
        by_name.get(name).copied()
    }
}

impl Repo {
    /// The blobs that `commit` has and none of its parents has at that path.
    ///
    /// Over all commits of a range this is every blob that the range
    /// introduces, merges included: a blob that a parent has at the path came
    /// with that parent.
    pub fn changes(&self, commit: &Commit) -> Result<Vec<Change>> {
        let parents = self.parent_trees(commit)?;
        self.differing(commit.tree, &parents)
            .with_context(|| format!("comparing commit {} with its parents", commit.oid))
    }

    /// Every blob below a tree.
    pub fn tree_blobs(&self, tree: Oid) -> Result<Vec<Change>> {
        self.differing(tree, &[])
    }

    /// What stood in the parents and is gone in `commit`: where a renamed file came from.
    pub fn removed(&self, commit: &Commit) -> Result<Vec<Change>> {
        let mut removed = Vec::new();
        for tree in self.parent_trees(commit)? {
            removed.extend(self.differing(tree, &[commit.tree])?.into_iter().filter(|change| change.old.is_empty()));
        }
        Ok(removed)
    }

    /// The parents that a walk goes on to. Where a shallow history is cut off it
    /// goes on to none, be the parent here or not: such a parent does not leave
    /// by itself, so what came with it leaves with its child.
    pub fn parents(&self, commit: &Commit) -> Result<Vec<Oid>> {
        if self.shallow()?.contains(&commit.oid) { Ok(Vec::new()) } else { self.here(&commit.parents) }
    }

    fn parent_trees(&self, commit: &Commit) -> Result<Vec<Oid>> {
        self.trees.borrow_mut().of_commit.insert(commit.oid, commit.tree);
        let known = |parent| self.trees.borrow().of_commit.get(parent).copied();
        if let (false, Some(trees)) =
            (self.shallow()?.contains(&commit.oid), commit.parents.iter().map(known).collect::<Option<Vec<_>>>())
        {
            return Ok(trees);
        }
        self.parents(commit)?.into_iter().map(|parent| Ok(self.commit(parent)?.tree)).collect()
    }

    fn differing(&self, tree: Oid, parents: &[Oid]) -> Result<Vec<Change>> {
        let mut seen = Differing::default();
        self.compare(tree, parents, &mut RepoPath::default(), &mut seen)?;
        Ok(seen.changes)
    }

    fn compare(&self, tree: Oid, parents: &[Oid], path: &mut RepoPath, seen: &mut Differing) -> Result<()> {
        if parents.contains(&tree) {
            return Ok(());
        }
        let Some(data) = self.tree(tree)? else { return Ok(()) };
        let parents = parents.iter().filter_map(|&p| self.tree(p).transpose()).collect::<Result<Vec<_>>>()?;
        let mut before: Vec<_> = parents.iter().map(|data| Before::new(data, tree.raw().len())).collect();
        for (name, mode, oid) in tree_entries(&data, tree.raw().len()) {
            seen.entries += 1;
            ensure!(seen.entries <= MOST, "its trees hold more than {MOST} files; nothing that large is judged");
            let old: Vec<(Mode, Oid)> = before.iter_mut().filter_map(|entries| entries.get(name)).collect();
            // What was named as a submodule's commit was never sent: under that name it is new.
            let is_it = |was: Mode| was != Mode::Gitlink && was.is_blob() == mode.is_blob();
            if mode == Mode::Gitlink || old.iter().any(|&(was, it)| it == oid && is_it(was)) {
                continue;
            }
            let len = path.len();
            path.extend_from_slice(name);
            if mode == Mode::Tree {
                path.push(b'/');
                ensure!(path.find_iter("/").count() <= DEEPEST, "folders lie more than {DEEPEST} deep in tree {tree}");
                let subtrees: Vec<Oid> = old.iter().filter(|(m, _)| *m == Mode::Tree).map(|&(_, o)| o).collect();
                self.compare(oid, &subtrees, path, seen)?;
            } else {
                let old = old.iter().filter(|(m, _)| m.is_blob()).map(|&(_, o)| o).collect();
                seen.changes.push(Change { path: path.clone(), mode, new: oid, old });
            }
            path.truncate(len);
        }
        Ok(())
    }

    /// A tree's bytes. In a partial clone a missing one is with the remote that
    /// promised it, so it introduces nothing; anywhere else it is damage.
    fn tree(&self, oid: Oid) -> Result<Option<Rc<[u8]>>> {
        if let Some(data) = self.trees.borrow().by_oid.get(&oid) {
            return Ok(Some(data.clone()));
        }
        match self.read(oid)? {
            Some(object) => {
                let data: Rc<[u8]> = object.data.into();
                self.trees.borrow_mut().keep(oid, data.clone());
                Ok(Some(data))
            }
            None if self.is_partial()? => Ok(None),
            None => bail!("tree {oid} is not in this repository; `git fsck` shows what is damaged"),
        }
    }

    /// The blob at `path` in a commit's tree, by its name.
    pub fn file_at(&self, commit: Oid, path: &BStr) -> Result<Option<Oid>> {
        let entry = self.entry_at(self.commit(commit)?.tree, path)?;
        Ok(entry.and_then(|(mode, oid)| mode.is_blob().then_some(oid)))
    }

    /// The bytes at `path` in a commit's tree.
    pub fn blob_at(&self, commit: Oid, path: &BStr) -> Result<Option<Vec<u8>>> {
        let Some(blob) = self.file_at(commit, path)? else { return Ok(None) };
        Ok(self.read(blob)?.map(|object| object.data))
    }

    /// Whether `commit` has something else at `path`, a file or a whole folder,
    /// than one of its parents. Reads the folders on the way and nothing below.
    pub fn touches(&self, commit: &Commit, path: &BStr) -> Result<bool> {
        let here = self.entry_at(commit.tree, path)?;
        let parents = self.parent_trees(commit)?;
        if parents.is_empty() {
            return Ok(here.is_some());
        }
        for parent in parents {
            if self.entry_at(parent, path)? != here {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn entry_at(&self, tree: Oid, path: &BStr) -> Result<Option<(Mode, Oid)>> {
        let mut at = (Mode::Tree, tree);
        for component in path.split_str("/").filter(|component| !component.is_empty()) {
            let (Mode::Tree, folder) = at else { return Ok(None) };
            let Some(data) = self.tree(folder)? else { return Ok(None) };
            let mut entries = tree_entries(&data, folder.raw().len());
            let Some((_, mode, oid)) = entries.find(|(name, ..)| *name == component) else { return Ok(None) };
            at = (mode, oid);
        }
        Ok(Some(at))
    }
}

#[cfg(test)]
mod tests;
