//! Hashing at the machine's limit: one thread a core, the largest file first,
//! never more than a buffer of each in memory.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};

use crate::digest;
use crate::git::{Oid, Repo, RepoPath};

/// Enough of a file to see what it is.
const HEAD: u64 = 512;

/// Where the bytes come from.
#[derive(Clone)]
pub enum Source {
    File(PathBuf),
    Blob(Oid),
}

/// A file to hash.
pub struct Job {
    pub path: RepoPath,
    pub source: Source,
    pub size: u64,
    pub storage: &'static str,
}

/// A hashed file and its first bytes.
pub struct Hashed {
    pub path: RepoPath,
    pub source: Source,
    pub size: u64,
    pub sha256: String,
    pub head: Vec<u8>,
    pub storage: &'static str,
}

/// Hashes all, in no particular order. The first that fails fails all.
pub fn all(repo: &Repo, mut jobs: Vec<Job>) -> Result<Vec<Hashed>> {
    jobs.sort_by_key(|job| std::cmp::Reverse(job.size));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = cores.min(jobs.len());
    // A repository stays on its thread; a command to read a blob may travel.
    let tasks: Vec<_> = jobs.into_iter().map(|job| (command(repo, &job.source), job)).collect();
    let queue = Mutex::new(tasks.into_iter());
    let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work =
        || -> Result<Vec<Hashed>> { std::iter::from_fn(take).map(|(command, job)| hash(command, job)).collect() };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut hashed = Vec::new();
        for worker in workers {
            hashed.extend(worker.join().map_err(|_| anyhow!("a thread that hashed weights broke down"))??);
        }
        Ok(hashed)
    })
}

fn command(repo: &Repo, source: &Source) -> Option<Command> {
    if let Source::Blob(oid) = source { Some(cat_blob(repo, *oid)) } else { None }
}

/// A command that prints a blob.
pub fn cat_blob(repo: &Repo, oid: Oid) -> Command {
    let mut command = repo.git();
    command.args(["cat-file", "blob", &oid.to_string()]);
    command
}

fn hash(command: Option<Command>, job: Job) -> Result<Hashed> {
    let shown = || format!("hashing {}", job.path);
    let (head, (sha256, size)) = match (command, &job.source) {
        (Some(command), _) => hash_output(command, job.size).with_context(shown)?,
        (None, Source::File(path)) => {
            (head_of(path).with_context(shown)?, digest::sha256_file(path).with_context(shown)?)
        }
        (None, Source::Blob(oid)) => return Err(anyhow!("nothing reads blob {oid}")).with_context(shown),
    };
    Ok(Hashed { path: job.path, source: job.source, size, sha256, head, storage: job.storage })
}

fn head_of(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn hash_output(mut command: Command, expected: u64) -> Result<(Vec<u8>, (String, u64))> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let output = child.stdout.take().context("git has no output")?;
    let hashed = hash_stream(output);
    // Before a failed read is told: no process is left behind.
    let status = child.wait()?;
    let (head, hashed) = hashed?;
    let whole = status.success() && hashed.1 == expected;
    ensure!(whole, "git did not give the whole blob; `git fsck` shows what is damaged");
    Ok((head, hashed))
}

fn hash_stream(mut stream: impl Read) -> Result<(Vec<u8>, (String, u64))> {
    let mut head = Vec::new();
    stream.by_ref().take(HEAD).read_to_end(&mut head)?;
    let hashed = digest::sha256_of(head.as_slice().chain(stream))?;
    Ok((head, hashed))
}
