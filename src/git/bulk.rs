//! Many objects read by a git beside this process, in the order in which they
//! are asked for. git keeps the bases of deltas at hand: over the 140,000 blobs
//! of a long history it was measured three times as fast as libgit2.

use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::{Oid, Repo};

/// The end at which objects are asked for. Dropping it tells git that this was all.
///
/// Asking waits while git is behind, and git is while nobody takes its answers:
/// the two ends belong on two threads.
pub struct Questions(BufWriter<ChildStdin>);

/// The end from which the answers are taken, one a question.
pub struct Answers {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

/// What became of a question.
pub enum Answer {
    /// The object's bytes.
    Content(Vec<u8>),
    /// It has more bytes than asked for; this many.
    TooLarge(u64),
    /// It is not in this repository.
    Missing,
}

impl Repo {
    /// Starts a git that reads objects.
    pub fn bulk(&self) -> Result<(Questions, Answers)> {
        let mut command = self.git();
        command.args(["cat-file", "--batch", "--buffer"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().context("starting `git cat-file`; is git on the PATH?")?;
        let stdin = child.stdin.take().context("no pipe to git cat-file")?;
        let stdout = child.stdout.take().context("no pipe from git cat-file")?;
        // So that git reads on while what it has read is looked at. A system that grants less is slower.
        #[cfg(target_os = "linux")]
        let _ = rustix::pipe::fcntl_setpipe_size(&stdout, 1 << 20);
        Ok((Questions(BufWriter::new(stdin)), Answers { child, stdout: BufReader::with_capacity(1 << 16, stdout) }))
    }
}

impl Repo {
    /// One object, read in the same way.
    pub fn bulk_one(&self, oid: Oid, limit: u64) -> Result<Answer> {
        let (mut questions, mut answers) = self.bulk()?;
        questions.ask(oid)?;
        drop(questions);
        answers.next(limit)
    }
}

impl Questions {
    /// Asks for an object.
    pub fn ask(&mut self, oid: Oid) -> Result<()> {
        writeln!(self.0, "{oid}").context("asking git cat-file")
    }
}

impl Answers {
    /// The answer to the next question, read whole unless it has more than `limit` bytes.
    pub fn next(&mut self, limit: u64) -> Result<Answer> {
        let mut line = Vec::new();
        self.stdout.read_until(b'\n', &mut line).context("reading from git cat-file")?;
        let mut words = line.trim_end().split(|&b| b == b' ').skip(1);
        if words.next().context("git cat-file stopped")? == b"missing" {
            return Ok(Answer::Missing);
        }
        let size = words.next().and_then(|size| size.to_str().ok()?.parse().ok());
        let size: u64 = size.context("git cat-file gave no size")?;
        let mut rest = self.stdout.by_ref().take(size + 1);
        if size > limit {
            let skipped = std::io::copy(&mut rest, &mut std::io::sink()).context("reading from git cat-file")?;
            anyhow::ensure!(skipped == size + 1, "git cat-file stopped");
            return Ok(Answer::TooLarge(size));
        }
        let mut content = Vec::with_capacity(usize::try_from(size + 1)?);
        rest.read_to_end(&mut content).context("reading from git cat-file")?;
        anyhow::ensure!(content.len() as u64 == size + 1, "git cat-file stopped");
        content.pop();
        Ok(Answer::Content(content))
    }
}

impl Drop for Answers {
    fn drop(&mut self) {
        // It may still have answers that nobody will take.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
