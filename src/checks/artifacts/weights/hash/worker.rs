//! One file: opened once, looked into, hashed, and looked at again.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{Errand, Hashed, Job, Known, Seen, Source};
use crate::check::Progress;
use crate::checks::artifacts::Globs;
use crate::checks::artifacts::weights::content::{self, Content, Looked};
use crate::checks::artifacts::weights::refusal::{changed, no_weights};
use crate::digest::{self, Hashing};
use crate::git::{Oid, Stamp};

/// A writer may just have been at its end; one that goes on is told of.
const TRIES: usize = 2;

/// A smaller file is hashed before a thread has begun to read ahead.
const WORTH_A_THREAD: u64 = 16 << 20;

/// What a hash is remembered by.
pub enum Proof {
    File(Stamp),
    Blob(Oid),
}

pub struct Worker<'a> {
    pub allow: &'a Globs,
    pub progress: &'a Progress,
    /// Whether a core is left to read ahead.
    pub ahead: bool,
}

impl Worker<'_> {
    pub fn run(&self, Errand { job, command, known }: Errand) -> Result<(Seen, Option<Proof>)> {
        let read = match (&job.source, command) {
            (Source::File(place), _) => self.file(&job, place, &known),
            (Source::Blob(oid), Some(command)) => self.blob(&job, command).map(|seen| (seen, Some(Proof::Blob(*oid)))),
            (Source::Blob(oid), None) => Err(anyhow::anyhow!("nothing reads blob {oid}")),
        };
        read.with_context(|| format!("hashing {}", job.path))
    }

    fn file(&self, job: &Job, place: &Path, known: &Known) -> Result<(Seen, Option<Proof>)> {
        for _ in 0..TRIES {
            if let Some((seen, stamp)) = self.still_file(job, place, known)? {
                return Ok((seen, Some(Proof::File(stamp))));
            }
        }
        Ok((seen(job, Looked { findings: vec![changed(&job.path)], format: "unknown" }, None), None))
    }

    /// `None` if it is another file at the end than at the beginning.
    fn still_file(&self, job: &Job, place: &Path, known: &Known) -> Result<Option<(Seen, Stamp)>> {
        let Some(mut file) = opened(place)? else { return Ok(None) };
        let stamp = Stamp::of(&file.metadata()?);
        let mut content = Content::of_file(file.try_clone()?)?;
        let (looked, is_weights) = self.look(job, &mut content)?;
        let mut hashed = None;
        if is_weights {
            let from_before = known.sha256.clone().filter(|_| known.stamp == Some(stamp));
            let remembered = from_before.is_some();
            file.rewind()?;
            let read = if remembered { from_before } else { self.hash(&file, stamp.size())? };
            let Some(sha256) = read else { return Ok(None) };
            hashed = Some(Hashed { sha256, size: stamp.size(), format: looked.format.to_owned(), remembered });
        }
        let still = Stamp::of(&file.metadata()?) == stamp && Stamp::at(place).is_ok_and(|now| now == stamp);
        Ok(still.then(|| (seen(job, looked, hashed), stamp)))
    }

    /// `None` if there is not as much to read as there should be. Of a file that
    /// grows and grows no more is read than it had.
    fn hash(&self, file: &File, size: u64) -> io::Result<Option<String>> {
        let reader = Counted { reader: file.take(size.saturating_add(1)), progress: self.progress };
        let (sha256, read) = if self.ahead && size >= WORTH_A_THREAD {
            digest::sha256_read_ahead(reader)?
        } else {
            digest::sha256_of(reader)?
        };
        Ok((read == size).then_some(sha256))
    }

    /// Hashes a blob while it is put where it can be looked into.
    fn blob(&self, job: &Job, mut command: Command) -> Result<Seen> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let reader = child.stdout.take().context("git has no output")?;
        let mut output = Hashing::new(Counted { reader, progress: self.progress });
        let kept = Content::of_stream(&mut output);
        let (sha256, size) = output.finish();
        // Before a failed read is told: no process is left behind.
        let status = child.wait()?;
        let mut content = kept.context("keeping a blob for a look into it")?;
        let whole = status.success() && size == job.size;
        ensure!(whole, "git did not give the whole blob; `git fsck` shows what is damaged");
        let (looked, is_weights) = self.look(job, &mut content)?;
        let format = looked.format.to_owned();
        let hashed = is_weights.then_some(Hashed { sha256, size, format, remembered: false });
        Ok(seen(job, looked, hashed))
    }

    /// What is wrong with a file, and whether it is weights at all.
    fn look(&self, job: &Job, content: &mut Content) -> Result<(Looked, bool)> {
        let head = content.head()?;
        Ok(match no_weights(&job.path, &head, content.size()) {
            Some(finding) => (Looked { findings: vec![finding], format: "unknown" }, false),
            None => (content::look(&job.path, content, self.allow)?, true),
        })
    }
}

fn opened(place: &Path) -> Result<Option<File>> {
    match File::open(place) {
        Ok(file) => Ok(Some(file)),
        // It was there when the files were listed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("opening {}", place.display())),
    }
}

fn seen(job: &Job, looked: Looked, hashed: Option<Hashed>) -> Seen {
    Seen { path: job.path.clone(), storage: job.storage, findings: looked.findings, hashed }
}

/// Says how far the reading is.
struct Counted<'a, R> {
    reader: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.progress.advance(count as u64);
        Ok(count)
    }
}
