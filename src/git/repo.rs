use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice};

use super::object::{Commit, Kind, Object, TagObject};
use super::range::Trees;
use super::reader::{Places, Reader};
use super::{Oid, Ref, RefUpdate, Remote, libgit2::LibGit2, plumbing, plumbing::Plumbing};

/// A repository.
pub struct Repo {
    reader: Box<dyn Reader>,
    places: Places,
    config: OnceCell<Vec<(String, String)>>,
    shallow: OnceCell<HashSet<Oid>>,
    pub(super) trees: RefCell<Trees>,
}

impl Repo {
    /// Opens the repository that git would find from `dir`, or that the
    /// environment of a hook names. `PRECHECK_READER=git` leaves libgit2 out.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_with(dir, std::env::var_os("PRECHECK_READER").is_none_or(|reader| reader != "git"))
    }

    /// As [`Repo::open`], where there need be none: one that is there must open.
    pub fn find(dir: &Path) -> Result<Option<Self>> {
        let is_there = |folder: &Path| {
            let git = folder.join(".git");
            git.is_file() || git.join("HEAD").symlink_metadata().is_ok()
        };
        match Self::open(dir) {
            Ok(repo) => Ok(Some(repo)),
            Err(error) if dir.ancestors().any(is_there) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// The repository that a push is being received in, as `pre-receive` is run there: with what is
    /// still in quarantine, and without a work tree, for what is received is judged as git has it.
    pub fn receiving(dir: &Path) -> Result<Self> {
        // Only with GIT_DIR, which git sets, does libgit2 take the folders of objects from the environment too.
        let found = if std::env::var_os("GIT_DIR").is_some() { Self::open(dir)? } else { Self::open_with(dir, false)? };
        let places = Places { work_tree: None, receiving: true, ..found.places };
        let reader = if found.reader.name() == "git" { Box::new(Plumbing::at(places.clone())) } else { found.reader };
        Ok(Self { reader, places, ..found })
    }

    /// As [`Repo::open`], where the caller says whether libgit2 may serve.
    pub(super) fn open_with(dir: &Path, libgit2: bool) -> Result<Self> {
        let own = libgit2.then(|| LibGit2::open(dir));
        let (reader, places): (Box<dyn Reader>, _) = if let Some(Ok((reader, places))) = own {
            (Box::new(reader), places)
        } else {
            let (reader, places) =
                Plumbing::open(dir).with_context(|| format!("opening the git repository at {}", dir.display()))?;
            (Box::new(reader), places)
        };
        Ok(Self { reader, places, config: OnceCell::new(), shallow: OnceCell::new(), trees: RefCell::default() })
    }

    /// One over objects that lie nowhere.
    #[cfg(any(test, fuzzing))]
    pub(super) fn over(reader: Box<dyn Reader>, places: Places) -> Self {
        Self { reader, places, config: OnceCell::new(), shallow: OnceCell::new(), trees: RefCell::default() }
    }

    /// The repository's own folder; a linked worktree's lies below the common one.
    pub fn git_dir(&self) -> &Path {
        &self.places.git_dir
    }

    /// The folder that all worktrees share.
    pub fn common_dir(&self) -> &Path {
        &self.places.common_dir
    }

    /// The root of the work tree; a bare repository has none.
    pub fn work_tree(&self) -> Option<&Path> {
        self.places.work_tree.as_deref()
    }

    /// Which reader serves: `libgit2` or `git`.
    pub fn reader(&self) -> &'static str {
        self.reader.name()
    }

    /// The object, or `None` when it is not here.
    pub fn read(&self, oid: Oid) -> Result<Option<Object>> {
        self.reader.read(oid)
    }

    /// Kind and size in bytes, or `None` when it is not here.
    pub fn header(&self, oid: Oid) -> Result<Option<(Kind, u64)>> {
        self.reader.header(oid)
    }

    /// The commit of that name.
    pub fn commit(&self, oid: Oid) -> Result<Commit> {
        let object = self.read(oid)?.with_context(|| format!("commit {oid} is not in this repository"))?;
        anyhow::ensure!(object.kind == Kind::Commit, "{oid} is a {:?}, not a commit", object.kind);
        Commit::parse(oid, &object.data).with_context(|| format!("reading commit {oid}"))
    }

    /// Follows annotated tags from `oid` to what they tag, the tags on the way included.
    pub fn peel(&self, oid: Oid) -> Result<(Vec<TagObject>, Oid, Kind)> {
        let mut tags = Vec::new();
        let mut at = oid;
        loop {
            let (kind, _) = self.header(at)?.with_context(|| format!("object {at} is not in this repository"))?;
            if kind != Kind::Tag {
                return Ok((tags, at, kind));
            }
            let object = self.read(at)?.with_context(|| format!("object {at} is not in this repository"))?;
            let tag = TagObject::parse(at, &object.data).with_context(|| format!("reading tag object {at}"))?;
            at = tag.target;
            tags.push(tag);
        }
    }

    /// The commit that `oid` is or tags; `None` when it comes down to a tree or blob.
    pub fn peel_to_commit(&self, oid: Oid) -> Result<Option<Oid>> {
        let (_, target, kind) = self.peel(oid)?;
        Ok((kind == Kind::Commit).then_some(target))
    }

    /// Commits reachable from `include` and not from `exclude`, parents before
    /// children; all of them must be here.
    ///
    /// git walks, whichever reader serves: below a thousand remote branches
    /// libgit2 was measured at half a second where git takes ten milliseconds.
    pub fn commits(&self, include: &[Oid], exclude: &[Oid]) -> Result<Vec<Oid>> {
        if include.is_empty() {
            return Ok(Vec::new());
        }
        let tips = include.iter().map(|oid| format!("{oid}\n")).chain(exclude.iter().map(|oid| format!("^{oid}\n")));
        let input = tips.collect::<String>();
        let mut commits = Self::walk(self.git(), &input)?;
        if let Some(grafts) = self.grafts() {
            // A push follows the grafts: what they cut off leaves later, what they add leaves as well.
            let mut git = self.git();
            git.env("GIT_GRAFT_FILE", grafts);
            let mut grafted = Self::walk(git, &input)?;
            let real: HashSet<Oid> = commits.iter().copied().collect();
            grafted.retain(|oid| !real.contains(oid));
            commits.splice(..0, grafted);
        }
        Ok(commits)
    }

    fn walk(mut git: Command, tips: &str) -> Result<Vec<Oid>> {
        git.args(["rev-list", "--topo-order", "--reverse", "--stdin"]);
        let out = plumbing::output(git, tips.as_bytes())?;
        out.lines().map(|line| Oid::from_hex(line).context("git rev-list printed no object name")).collect()
    }

    /// The file that gives commits other parents, if there is one.
    fn grafts(&self) -> Option<PathBuf> {
        let named = std::env::var_os("GIT_GRAFT_FILE").map(PathBuf::from);
        let file = named.unwrap_or_else(|| self.common_dir().join("info/grafts"));
        file.metadata().is_ok_and(|file| file.is_file() && file.len() > 0).then_some(file)
    }

    /// Where two commits parted; of several such commits git names the best one.
    pub fn merge_base(&self, a: Oid, b: Oid) -> Result<Option<Oid>> {
        let mut command = self.git();
        let out = command.args(["merge-base", &a.to_string(), &b.to_string()]).output().context("starting git")?;
        match out.status.code() {
            Some(0) => Ok(Some(Oid::from_hex(out.stdout.trim()).context("git merge-base printed no object name")?)),
            // They have nothing in common.
            Some(1) => Ok(None),
            _ => anyhow::bail!("git merge-base: {}", out.stderr.trim().to_str_lossy()),
        }
    }

    /// Whether `commit` reaches `ancestor`, or is it.
    pub fn is_ancestor(&self, ancestor: Oid, commit: Oid) -> Result<bool> {
        let mut command = self.git();
        command.args(["merge-base", "--is-ancestor", &ancestor.to_string(), &commit.to_string()]);
        let out = command.output().context("starting git")?;
        match out.status.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => anyhow::bail!("git merge-base: {}", out.stderr.trim().to_str_lossy()),
        }
    }

    /// The branch that a clone of `remote` would begin with, as it was last
    /// fetched: the name of the tracking ref, and its commit.
    pub fn default_branch(&self, remote: &Remote) -> Result<Option<Ref>> {
        let Some(folder) = remote.tracking.iter().find_map(|pattern| pattern.strip_suffix('*')) else {
            return Ok(None);
        };
        let mut command = self.git();
        let out = command.args(["symbolic-ref", "--quiet", &format!("{folder}HEAD")]).output();
        let told = out.context("starting git")?.stdout.trim().to_str_lossy().into_owned();
        // A remote that was added by hand has no HEAD here.
        let names = [told, format!("{folder}main"), format!("{folder}master")];
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            if let Some(oid) = self.read_ref(&name)? {
                return Ok(Some(Ref { name: name.into(), oid }));
            }
        }
        Ok(None)
    }

    /// The branch that a clone of this repository would begin with, unless nothing was pushed to it yet.
    pub fn own_default_branch(&self) -> Result<Option<Ref>> {
        let Some(name) = self.head_ref()? else { return Ok(None) };
        Ok(self.read_ref(&name)?.map(|oid| Ref { name: name.into(), oid }))
    }

    /// Those that are in this repository.
    pub fn here(&self, oids: &[Oid]) -> Result<Vec<Oid>> {
        let mut here = Vec::with_capacity(oids.len());
        for &oid in oids {
            if self.header(oid)?.is_some() {
                here.push(oid);
            }
        }
        Ok(here)
    }

    /// Which of these lines, or parts of lines, stand in the files of these commits, one below
    /// the other. They are handed over unseen: every user of a machine can read arguments.
    /// None, where git (2.39 to 2.44) stops at a file that a partial clone lacks.
    pub fn grep(&self, commits: &[Oid], lines: &[&[u8]]) -> Result<Vec<u8>> {
        let patterns = bstr::join("\n", lines);
        let mut command = plumbing::offline(self.git());
        command.args(["grep", "--text", "-h", "--only-matching", "--fixed-strings", "-f", "-"]);
        command.args(commits.iter().map(ToString::to_string));
        match plumbing::answer(command, &patterns) {
            Err(_) if self.is_partial()? => Ok(Vec::new()),
            found => Ok(found?.unwrap_or_default()),
        }
    }

    /// The versions of the file at `path` in the history of these commits, the last 200 changes long;
    /// none where a partial clone lacks the folders of former times.
    pub fn versions(&self, commits: &[Oid], path: &BStr) -> Result<Vec<Oid>> {
        let mut command = plumbing::offline(self.git());
        command.env("GIT_LITERAL_PATHSPECS", "1").args(["rev-list", "--objects", "--max-count=200"]);
        command.args(commits.iter().map(ToString::to_string)).arg("--").arg(path.to_os_str_lossy());
        let out = match plumbing::output(command, b"") {
            Err(_) if self.is_partial()? => return Ok(Vec::new()),
            out => out?,
        };
        let versions = out.lines().filter_map(|line| line.split_once_str(" ").filter(|(_, name)| *name == path));
        Ok(versions.filter_map(|(oid, _)| Oid::from_hex(oid)).collect())
    }

    /// Where Git LFS keeps the content of that SHA-256, if it is in this clone.
    pub fn lfs_object(&self, sha256: &str) -> Option<PathBuf> {
        let (first, second) = (sha256.get(..2)?, sha256.get(2..4)?);
        let place = self.common_dir().join("lfs/objects").join(first).join(second).join(sha256);
        place.is_file().then_some(place)
    }

    /// Every ref below `prefix`, which ends in `/`.
    pub fn refs(&self, prefix: &str) -> Result<Vec<Ref>> {
        self.reader.refs(prefix)
    }

    /// What the ref of that full name names. Unlike [`Repo::resolve`] it takes
    /// `refs/tags/v1.0.0-4-g1a2b3c4` for a name, never for what `git describe` says of a commit.
    pub fn read_ref(&self, name: &str) -> Result<Option<Oid>> {
        self.reader.read_ref(name)
    }

    /// What a revision (`HEAD`, `v1.2.3`, `main~2`) names; an annotated tag is not peeled.
    pub fn resolve(&self, revision: &str) -> Result<Option<Oid>> {
        self.reader.resolve(revision)
    }

    /// The commit that HEAD names; an unborn branch has none.
    pub fn head(&self) -> Result<Option<Oid>> {
        self.resolve("HEAD")
    }

    /// The branch that HEAD is on, `refs/heads/…`; `None` when detached.
    pub fn head_ref(&self) -> Result<Option<String>> {
        let mut command = self.git();
        let out = command.args(["symbolic-ref", "--quiet", "HEAD"]).output().context("starting git")?;
        Ok(out.status.success().then(|| out.stdout.trim().to_str_lossy().into_owned()))
    }

    /// The refs below `prefix` whose commit is `commit` or reachable from it.
    /// One question to git, which has the commit-graph: asking for every tag
    /// apart would walk the history once a tag.
    pub fn refs_reached(&self, prefix: &str, commit: Oid) -> Result<Vec<Ref>> {
        let merged = format!("--merged={commit}");
        let out = self.run(&["for-each-ref", &merged, "--format=%(objectname) %(refname)", prefix], b"")?;
        plumbing::parse_refs(&out)
    }

    /// What the tracking refs of these patterns name that do not reach `commit`.
    pub fn refs_without(&self, tracking: &[String], commit: Oid) -> Result<Vec<Oid>> {
        let folders = tracking.iter().filter_map(|pattern| pattern.split('*').next()).map(ToOwned::to_owned);
        let options = [
            "for-each-ref".to_owned(),
            format!("--no-contains={commit}"),
            "--format=%(objectname) %(refname)".to_owned(),
        ];
        let out = self.run(&options.into_iter().chain(folders).collect::<Vec<_>>(), b"")?;
        Ok(plumbing::parse_refs(&out)?.into_iter().map(|r| r.oid).collect())
    }

    /// Whether the update leaves the ref as it already is: `pack-refs` and `gc`
    /// announce every loose tag in that way.
    pub fn already(&self, update: &RefUpdate) -> Result<bool> {
        let name = update.name.to_str_lossy();
        Ok(update.new.is_some() && self.read_ref(&name)? == update.new)
    }

    /// The last value of a configuration key; sections and names in lower case.
    pub fn config(&self, key: &str) -> Result<Option<&str>> {
        Ok(self.config_entries()?.iter().rev().find(|(k, _)| k == key).map(|(_, v)| v.as_str()))
    }

    /// The configured remotes.
    pub fn remotes(&self) -> Result<Vec<Remote>> {
        Ok(Remote::from_config(self.config_entries()?))
    }

    /// Whether objects may be missing because a remote has promised them.
    pub fn is_partial(&self) -> Result<bool> {
        Ok(self.config_entries()?.iter().any(|(key, value)| {
            key == "extensions.partialclone"
                || (key.starts_with("remote.") && key.ends_with(".promisor") && is_true(value))
        }))
    }

    /// Whether history was cut off by a shallow clone.
    pub fn is_shallow(&self) -> Result<bool> {
        Ok(!self.shallow()?.is_empty())
    }

    /// The commits behind which the history was cut off.
    pub(super) fn shallow(&self) -> Result<&HashSet<Oid>> {
        if let Some(commits) = self.shallow.get() {
            return Ok(commits);
        }
        let lines = match std::fs::read(self.common_dir().join("shallow")) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(e).context("reading git's list of shallow commits");
            }
            lines => lines.unwrap_or_default(),
        };
        Ok(self.shallow.get_or_init(|| lines.lines().filter_map(Oid::from_hex).collect()))
    }

    fn config_entries(&self) -> Result<&[(String, String)]> {
        if let Some(entries) = self.config.get() {
            return Ok(entries);
        }
        let entries = self.reader.config().context("reading git's configuration")?;
        Ok(self.config.get_or_init(|| entries))
    }

    /// A git pointed at this repository: English, no prompts of its own, no lazy
    /// fetch, none of the hook's variables. For acting, and for questions that
    /// only git answers.
    pub fn git(&self) -> Command {
        plumbing::git_at(&self.places)
    }

    /// Runs git with these arguments and `input`; its output, or an error in git's words.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S], input: &[u8]) -> Result<Vec<u8>> {
        let mut command = self.git();
        command.args(arguments);
        plumbing::output(command, input)
    }
}

/// A switch as git reads it.
fn is_true(value: &str) -> bool {
    ["true", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.parse::<i64>().is_ok_and(|number| number != 0)
}
