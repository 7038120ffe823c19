//! Docker's own command, asked and never told to do anything.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;

use super::patience::Patience;

/// Nobody looks through more logs than that.
const LARGEST: u64 = 64 << 20;

pub struct Docker<'a> {
    /// Where Compose is called.
    pub folder: &'a Path,
    /// Its files, where they are not those that it finds by itself.
    pub files: &'a [PathBuf],
    pub patience: Patience,
}

impl Docker<'_> {
    /// What `docker compose` says.
    pub fn compose(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let mut command = self.command();
        command.arg("compose");
        for file in self.files {
            command.arg("--file").arg(file);
        }
        self.run(command.args(arguments), &format!("`docker compose {}`", arguments.join(" ")))
    }

    /// What `docker inspect` says of containers or images.
    pub fn inspect<T: DeserializeOwned>(&self, kind: &str, ids: &[&str]) -> Result<Vec<T>> {
        // An id that began with a dash would be an option.
        let is_id = |id: &&str| {
            let hexadecimal = id.strip_prefix("sha256:").unwrap_or(id);
            !hexadecimal.is_empty() && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        if let Some(odd) = ids.iter().find(|id| !is_id(id)) {
            bail!("docker names a {kind} {odd:?}, which is no id");
        }
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let what = format!("`docker inspect --type {kind}`");
        let said = self.run(self.command().args(["inspect", "--type", kind]).args(ids), &what)?;
        serde_json::from_slice(&said).with_context(|| format!("{what} answers with what can't be read"))
    }

    fn command(&self) -> Command {
        let mut command = Command::new("docker");
        command.current_dir(self.folder);
        command
    }

    fn run(&self, command: &mut Command, what: &str) -> Result<Vec<u8>> {
        // Files, unlike pipes, are never full, and nobody waits for whoever still holds them.
        let (mut out, mut complaint) = (scratch()?, scratch()?);
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(complaint.try_clone()?);
        let mut child = command.spawn().context(
            "starting docker, without which nothing of what runs here can be judged; install it, or verify where it is",
        )?;
        let status = finish(&mut child, &out, self.patience.left());
        let status = status.with_context(|| format!("waiting for {what}"))?;
        let said = read(&mut out)?;
        if !status.success() {
            let complaint = read(&mut complaint)?;
            let complaint = String::from_utf8_lossy(&complaint[..complaint.len().min(1000)]).trim().to_owned();
            bail!("{what} failed, so nothing of what runs here can be judged: {complaint}");
        }
        Ok(said)
    }
}

fn scratch() -> Result<File> {
    tempfile::tempfile().context("making a temporary file for what docker says")
}

/// Waits until it has ended; one that takes too long or says too much is ended.
fn finish(child: &mut Child, out: &File, patience: Duration) -> Result<ExitStatus> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        let is_late = Instant::now() > deadline;
        let is_too_much = out.metadata()?.len() > LARGEST;
        if is_late || is_too_much {
            let _ = child.kill().and_then(|()| child.wait());
            ensure!(is_too_much, "it did not end in {} seconds; give it more with `--deadline`", patience.as_secs());
            bail!("it says more than {} MiB; ask for less with a later `--since`", LARGEST >> 20);
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn read(file: &mut File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.take(LARGEST).read_to_end(&mut bytes)).context("reading what docker says")?;
    Ok(bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    /// Why a command is ended.
    fn ended(program: &str, argument: &str, patience: Duration) -> String {
        let out = scratch().unwrap();
        let mut child = Command::new(program).arg(argument).stdout(out.try_clone().unwrap()).spawn().unwrap();
        let why = finish(&mut child, &out, patience).unwrap_err().to_string();
        assert!(child.try_wait().unwrap().is_some(), "{program} still runs");
        why
    }

    #[test]
    fn a_command_that_does_not_end_or_says_too_much_is_ended() {
        assert!(ended("sleep", "60", Duration::from_millis(50)).contains("did not end in"));
        assert!(ended("yes", &"x".repeat(4096), Duration::from_mins(1)).contains("more than 64 MiB"));
    }
}
