//! A shim comes to stand where a hook belongs, and what stood there stays beside it.

use std::fs::Metadata;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::hooks_dir::{self, Hook, Standing};
use crate::budget::Limit;
use crate::digest;

/// Puts the shim in its place; a hook that stands there is kept beside it first,
/// so that a kill at any moment leaves one of the two working.
pub fn place(hook: &Hook, path: &Path, folder: &Path, binary: &Path, budget: Option<Limit>) -> Result<&'static str> {
    digest::sweep_beside(path)?;
    let shim = hook.shim(binary, budget)?;
    let done = match Standing::at(path) {
        Standing::Nothing => "installed",
        Standing::Ours => "installed anew",
        Standing::Foreign => {
            keep(path, &hook.previous(folder))?;
            "installed; the hook that was here runs first"
        }
    };
    digest::write_executable(path, shim.as_bytes())?;
    Ok(done)
}

fn keep(path: &Path, previous: &Path) -> Result<()> {
    let shown = || format!("keeping the present hook as {}", previous.display());
    if previous.symlink_metadata().is_ok() {
        // Left by a run that was stopped half way: the very same hook.
        let same = |read: fn(&Path) -> Option<Vec<u8>>| read(path).zip(read(previous)).is_some_and(|(a, b)| a == b);
        let target = |link: &Path| Some(std::fs::read_link(link).ok()?.into_os_string().into_encoded_bytes());
        if !same(target) && !same(|file| hooks_dir::read(file).ok()) {
            bail!(
                "{} is there already and differs from {}; take one of them away, then install again",
                previous.display(),
                path.display()
            );
        }
        return Ok(());
    }
    let metadata = path.symlink_metadata().with_context(shown)?;
    if metadata.is_symlink() {
        let target = std::fs::read_link(path).with_context(shown)?;
        #[cfg(unix)]
        return std::os::unix::fs::symlink(target, previous).with_context(shown);
        #[cfg(not(unix))]
        bail!("{} is a symbolic link to {}", path.display(), target.display());
    }
    if !metadata.is_file() {
        bail!("{} is no file; git can't run it as a hook. Take it away, then install again", path.display());
    }
    // A second name for the same file: nothing is copied, its mode and times stay.
    if std::fs::hard_link(path, previous).is_ok() {
        return Ok(());
    }
    let content = hooks_dir::read(path)?;
    let write = if is_executable(&metadata) { digest::write_executable } else { digest::write_whole };
    write(previous, &content)
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    true
}
