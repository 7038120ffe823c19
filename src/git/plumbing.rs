//! The reader beside this process: git's own plumbing, right for every format.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Seek as _, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};
use bstr::{BString, ByteSlice};

use super::object::{Kind, Object};
use super::reader::{Places, Reader};
use super::{Oid, Ref};

/// The variables by which a hook's git points its children at one repository
/// (`git rev-parse --local-env-vars`); a child of ours is told by arguments.
const LOCAL_VARIABLES: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Those of them by which `receive-pack` lets its hooks see objects that are not in the repository yet.
const QUARANTINE: [&str; 2] = ["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_OBJECT_DIRECTORY"];

/// A git that speaks English, asks no one, fetches nothing, and sees the commits as they are:
/// neither replaced nor grafted onto other parents.
fn git() -> Command {
    let mut command = Command::new("git");
    command.env("LC_ALL", "C").env("GIT_NO_LAZY_FETCH", "1").env("GIT_NO_REPLACE_OBJECTS", "1");
    // A program that the repository's settings name would be asked what has changed.
    command.args(["-c", "core.fsmonitor=false"]);
    command.env("GIT_GRAFT_FILE", NOWHERE).env("GIT_OPTIONAL_LOCKS", "0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Never a file: of one that is there, be it empty, git says that it will go out of use.
const NOWHERE: &str = if cfg!(windows) { r"NUL\none" } else { "/dev/null/none" };

/// As [`git`], pointed at one repository by arguments alone.
pub(super) fn git_at(places: &Places) -> Command {
    let mut command = git();
    for name in LOCAL_VARIABLES.iter().filter(|name| !(places.receiving && QUARANTINE.contains(name))) {
        command.env_remove(name);
    }
    command.arg("--git-dir").arg(&places.git_dir);
    if let Some(work_tree) = &places.work_tree {
        command.arg("--work-tree").arg(work_tree).current_dir(work_tree);
    }
    command
}

/// For a git that only reads. One that is too old for `GIT_NO_LAZY_FETCH` (before 2.45, and not mended
/// since) would fetch what a partial clone lacks: it is kept from every way to a remote.
pub(super) fn offline(mut command: Command) -> Command {
    command.env("GIT_ALLOW_PROTOCOL", "");
    command
}

/// Runs it to its end, feeds it `input`, and turns a failure into an error with git's own words.
pub(super) fn output(command: Command, input: &[u8]) -> Result<Vec<u8>> {
    let what = describe(&command);
    let output = fed(command, input)?;
    ensure!(output.status.success(), "`{what}` failed ({}): {}", output.status, output.stderr.trim().as_bstr());
    Ok(output.stdout)
}

/// As [`output`], for a question whose "no" is exit code 1.
pub(super) fn answer(command: Command, input: &[u8]) -> Result<Option<Vec<u8>>> {
    let what = describe(&command);
    let output = fed(command, input)?;
    match output.status.code() {
        Some(0) => Ok(Some(output.stdout)),
        Some(1) => Ok(None),
        _ => bail!("`{what}` failed ({}): {}", output.status, output.stderr.trim().as_bstr()),
    }
}

fn fed(mut command: Command, input: &[u8]) -> Result<Output> {
    let what = describe(&command);
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().with_context(|| format!("starting `{what}`; is git on the PATH?"))?;
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        // Fed from beside, so that neither side waits for the other on a full pipe.
        // A git that stops reading early says why on its own stderr.
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(input)));
        child.wait_with_output()
    })
    .with_context(|| format!("running `{what}`"))
}

/// Reads lines of `<object name> <ref name>`.
pub(super) fn parse_refs(lines: &[u8]) -> Result<Vec<Ref>> {
    ByteSlice::lines(lines)
        .map(|line| {
            let (oid, name) = line.split_once_str(" ").context("git for-each-ref printed no name")?;
            let oid = Oid::from_hex(oid).context("git for-each-ref printed no object name")?;
            Ok(Ref { name: BString::from(name), oid })
        })
        .collect()
}

fn describe(command: &Command) -> String {
    let mut words = vec!["git".to_owned()];
    let mut arguments = command.get_args().map(|a| a.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "-c" | "--git-dir" | "--work-tree") {
            arguments.next();
        } else {
            words.push(argument);
        }
    }
    words.join(" ")
}

pub(super) struct Plumbing {
    places: Places,
    batch: RefCell<Option<Batch>>,
    check: RefCell<Option<Batch>>,
}

/// A running `git cat-file --batch` or `--batch-check`.
struct Batch {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// A file, which unlike a pipe is never full.
    stderr: File,
}

impl Batch {
    /// Why it has ended, in its own words.
    fn last_words(mut self) -> String {
        let _ = self.child.wait();
        let mut said = Vec::new();
        let _ = self.stderr.rewind().and_then(|()| self.stderr.read_to_end(&mut said));
        said.trim().to_str_lossy().into_owned()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // The pipe is still open: without this it would wait for us and we for it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Plumbing {
    /// Asks git which repository `dir` (or the hook's environment) is in.
    pub(super) fn open(dir: &Path) -> Result<(Self, Places)> {
        let ask = |arguments: &[&str]| {
            let mut command = git();
            command.current_dir(dir).arg("rev-parse").args(arguments);
            output(command, b"")
        };
        let found = ask(&["--is-bare-repository", "--absolute-git-dir", "--git-common-dir"])?;
        let mut lines = ByteSlice::lines(found.as_slice());
        let bare = lines.next() == Some(b"true");
        let mut path = || Some(lines.next()?.to_path_lossy().into_owned());
        let (git_dir, common) = (path(), path());
        let git_dir = git_dir.context("git did not say where the repository is")?;
        let common_dir =
            common.map_or_else(|| git_dir.clone(), |c| std::path::absolute(dir.join(c)).unwrap_or(git_dir.clone()));
        let work_tree = if bare {
            None
        } else {
            ask(&["--show-toplevel"]).ok().and_then(|out| Some(out.trim_end().to_path().ok()?.to_owned()))
        };
        let places = Places { git_dir, common_dir, work_tree, receiving: false };
        Ok((Self::at(places.clone()), places))
    }

    /// Reads what lies there.
    pub(super) fn at(places: Places) -> Self {
        Self { places, batch: RefCell::new(None), check: RefCell::new(None) }
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
        let mut command = git_at(&self.places);
        command.args(arguments);
        output(command, input)
    }

    /// Asks what may be answered with "no".
    fn ask(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>> {
        let mut command = git_at(&self.places);
        command.args(arguments);
        answer(command, b"")
    }

    /// Asks a running cat-file for one object: its kind and size, and leaves
    /// the content (with `--batch`) to be read.
    fn query(&self, slot: &RefCell<Option<Batch>>, mode: &str, oid: Oid) -> Result<Option<(Kind, u64)>> {
        let mut slot = slot.borrow_mut();
        let batch = match &mut *slot {
            Some(batch) => batch,
            None => slot.insert(self.start(mode)?),
        };
        writeln!(batch.stdin, "{oid}").and_then(|()| batch.stdin.flush()).context("asking git cat-file")?;
        let mut line = Vec::new();
        batch.stdout.read_until(b'\n', &mut line).context("reading from git cat-file")?;
        if line.is_empty() {
            let said = slot.take().map(Batch::last_words).unwrap_or_default();
            // Of what a partial clone lacks most versions say "missing"; some (2.28, 2.39 to 2.44) end there.
            let lacks = said.contains("from promisor remote") || said.contains("not allowed");
            ensure!(lacks, "git cat-file stopped at {oid}: {said}");
            return Ok(None);
        }
        let mut words = line.trim_end().split(|&b| b == b' ').skip(1);
        let kind = words.next().with_context(|| format!("git cat-file said nothing of {oid}"))?;
        if kind == b"missing" {
            return Ok(None);
        }
        let kind = Kind::from_name(kind).with_context(|| format!("object {oid} is of no known kind"))?;
        let size = words.next().and_then(|size| size.to_str().ok()?.parse().ok());
        Ok(Some((kind, size.context("git cat-file gave no size")?)))
    }

    fn start(&self, mode: &str) -> Result<Batch> {
        // Without a name, wherever one can be: a repository that can't be written may lie beside a TMPDIR that can.
        let stderr = tempfile::tempfile().or_else(|_| tempfile::tempfile_in(&self.places.common_dir));
        let stderr = stderr.context("making a file for what git cat-file says; is TMPDIR a folder?")?;
        let mut command = offline(git_at(&self.places));
        command.args(["cat-file", mode]).stdin(Stdio::piped()).stderr(stderr.try_clone()?);
        let mut child = command.spawn().context("starting `git cat-file`; is git on the PATH?")?;
        let stdin = child.stdin.take().context("no pipe to git cat-file")?;
        let stdout = BufReader::new(child.stdout.take().context("no pipe from git cat-file")?);
        Ok(Batch { child, stdin, stdout, stderr })
    }
}

impl Reader for Plumbing {
    fn name(&self) -> &'static str {
        "git"
    }

    fn read(&self, oid: Oid) -> Result<Option<Object>> {
        let Some((kind, size)) = self.query(&self.batch, "--batch", oid)? else { return Ok(None) };
        let mut batch = self.batch.borrow_mut();
        let stdout = &mut batch.as_mut().context("git cat-file is gone")?.stdout;
        let mut data = vec![0; usize::try_from(size)?];
        stdout.read_exact(&mut data).with_context(|| format!("reading object {oid}"))?;
        stdout.read_exact(&mut [0])?;
        Ok(Some(Object { kind, data }))
    }

    fn header(&self, oid: Oid) -> Result<Option<(Kind, u64)>> {
        self.query(&self.check, "--batch-check", oid)
    }

    fn refs(&self, prefix: &str) -> Result<Vec<Ref>> {
        let out = self.run(&["for-each-ref", "--format=%(objectname) %(refname)", prefix], b"")?;
        parse_refs(&out)
    }

    fn read_ref(&self, name: &str) -> Result<Option<Oid>> {
        // It also lists what lies below a folder of that name.
        Ok(self.refs(name)?.into_iter().find(|r| r.name == name).map(|r| r.oid))
    }

    fn resolve(&self, revision: &str) -> Result<Option<Oid>> {
        // `--end-of-options` is unknown to rev-parse before git 2.30.
        if revision.starts_with('-') {
            return Ok(None);
        }
        let out = self.ask(&["rev-parse", "--quiet", "--verify", revision])?;
        Ok(out.and_then(|out| Oid::from_hex(out.trim())))
    }

    fn config(&self) -> Result<Vec<(String, String)>> {
        let out = self.run(&["config", "--list", "-z"], b"")?;
        Ok(out
            .split(|&b| b == 0)
            .filter_map(|entry| entry.to_str().ok().filter(|entry| !entry.is_empty()))
            // A key alone (`prune`) means true to git.
            .map(|entry| entry.split_once('\n').unwrap_or((entry, "true")))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect())
    }
}
