//! The detached signature of a manifest, by the ssh key with which git signs: for
//! whoever has the deployed files and no git. OpenSSH makes and checks it, in a
//! namespace of its own, so that it is worth nothing as the signature of a commit.
//! <https://man.openbsd.org/ssh-keygen#Y>

use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail, ensure};
use bstr::ByteSlice;
use tempfile::NamedTempFile;

use crate::git::Repo;

/// What the key vouches for.
const NAMESPACE: &str = "precheck-hook-release";

/// The key with which git is configured to sign.
pub struct Key {
    program: String,
    /// A file, or the public half of a key that the agent holds.
    named: String,
}

/// Whether a signature holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Signer {
    /// It is by this one, who is known.
    Known(String),
    /// It fits, but nobody who is known has made it.
    Unknown,
    /// It does not fit what was signed.
    Forged,
}

impl Key {
    /// The ssh key of git's configuration.
    pub fn of(repo: &Repo) -> Result<Self> {
        let format = repo.config("gpg.format")?.unwrap_or("openpgp");
        ensure!(format == "ssh", "git signs with {format}, and a manifest is signed with an ssh key");
        let get = |key: &str| repo.run(&["config", "--type=path", "--get", key], b"").ok();
        let named = get("user.signingKey").map(|value| value.trim().to_str_lossy().into_owned());
        let named = named.filter(|named| !named.is_empty()).context("git has no user.signingKey to sign with")?;
        Ok(Self { program: program(Some(repo))?, named })
    }

    /// Signs these bytes; the key may ask for its passphrase on the terminal.
    pub fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let literal =
            self.named.strip_prefix("key::").or_else(|| self.named.starts_with("ssh-").then_some(&*self.named));
        let mut command = Command::new(&self.program);
        command.args(["-Y", "sign", "-n", NAMESPACE]);
        let public = literal.map(|key| file(key.as_bytes())).transpose()?;
        match &public {
            Some(public) => command.arg("-U").arg("-f").arg(public.path()),
            None => command.arg("-f").arg(&self.named),
        };
        let out = fed(command, bytes)?;
        if !out.status.success() || !out.stdout.starts_with(b"-----BEGIN SSH SIGNATURE-----") {
            bail!("{} did not sign: {}", self.program, out.stderr.trim().as_bstr());
        }
        Ok(out.stdout)
    }
}

/// Whose signature of these bytes it is, among those that `signers` lists (ALLOWED SIGNERS in ssh-keygen(1)).
pub fn signer(repo: Option<&Repo>, bytes: &[u8], signature: &[u8], signers: &Path) -> Result<Signer> {
    let program = program(repo)?;
    let signature = file(signature)?;
    let ssh = |action: &str| {
        let mut command = Command::new(&program);
        command.args(["-Y", action, "-n", NAMESPACE, "-s"]).arg(signature.path());
        command
    };
    if !fed(ssh("check-novalidate"), bytes)?.status.success() {
        return Ok(Signer::Forged);
    }
    let mut find = Command::new(&program);
    find.args(["-Y", "find-principals", "-s"]).arg(signature.path()).arg("-f").arg(signers);
    let found = fed(find, b"")?;
    for principal in found.stdout.lines().map(|line| line.to_str_lossy().into_owned()) {
        let mut verify = ssh("verify");
        verify.arg("-f").arg(signers).args(["-I", &principal]);
        if fed(verify, bytes)?.status.success() {
            return Ok(Signer::Known(principal));
        }
    }
    Ok(Signer::Unknown)
}

/// The file in which git is told whose signatures count.
pub fn known_signers(repo: &Repo) -> Option<PathBuf> {
    let value = repo.run(&["config", "--type=path", "--get", "gpg.ssh.allowedSignersFile"], b"").ok()?;
    let path = PathBuf::from(value.trim().to_str_lossy().into_owned());
    Some(repo.work_tree().map_or_else(|| path.clone(), |root| root.join(&path)))
}

fn program(repo: Option<&Repo>) -> Result<String> {
    let configured = repo.map(|repo| repo.config("gpg.ssh.program")).transpose()?.flatten();
    Ok(configured.unwrap_or("ssh-keygen").to_owned())
}

fn file(bytes: &[u8]) -> Result<NamedTempFile> {
    let mut file = NamedTempFile::new().context("making a file for ssh-keygen")?;
    file.write_all(bytes).context("writing a file for ssh-keygen")?;
    Ok(file)
}

/// Runs it with these bytes as its input, which a file holds so that neither side has to wait for the other.
fn fed(mut command: Command, bytes: &[u8]) -> Result<Output> {
    let mut input = tempfile::tempfile().context("making a file for ssh-keygen")?;
    input.write_all(bytes).and_then(|()| input.rewind()).context("writing a file for ssh-keygen")?;
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::from(input)).output().with_context(|| format!("starting {program}; OpenSSH has it"))
}
