use std::fs::Metadata;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::hooks_dir::{self, HOOKS, Hook, HooksDir, Standing};
use super::{World, hook, print, server};
use crate::budget::Limit;
use crate::cli::InstallArgs;
use crate::digest;
use crate::sanitize::line as clean;
use crate::state;

/// `precheck-hook install`
pub fn run(args: &InstallArgs, world: &World) -> Result<u8> {
    if args.server {
        return server::install(args, world);
    }
    let repo = world.repo()?;
    let folder = HooksDir::of(&repo)?;
    folder.ensure_own(&repo)?;
    let binary = std::env::current_exe().context("finding this program's own path")?;
    state::sweep(&repo)?;
    let mut report = String::new();
    for hook in HOOKS
        .iter()
        .filter(|hook| args.hook.is_empty() || hook.choice.is_some_and(|choice| args.hook.contains(&choice)))
    {
        let done = place(hook, &folder.path, &binary, args.budget)?;
        report += &format!("{:22} {done}\n", hook.event);
    }
    hook::confirm_all(&repo)?;
    hook::begin(&repo, hook::clock())?;
    report += &format!("in {}\n", clean(&folder.path.display().to_string()));
    if folder.of_one_work_tree() {
        report += "core.hooksPath is relative, so git looks for it in each work tree by itself: install in linked ones \
                   as well,\nor give them all one folder with `git config --unset core.hooksPath` and install again\n";
    }
    print(&report)?;
    Ok(0)
}

/// Puts the shim in its place; a hook that stands there is kept beside it first,
/// so that a kill at any moment leaves one of the two working.
pub fn place(hook: &Hook, folder: &Path, binary: &Path, budget: Option<Limit>) -> Result<&'static str> {
    let path = hook.path(folder);
    digest::sweep_beside(&path)?;
    let shim = hook.shim(binary, budget)?;
    let done = match hook.standing(folder) {
        Standing::Nothing => "installed",
        Standing::Ours => "installed anew",
        Standing::Foreign => {
            keep(&path, &hook.previous(folder))?;
            "installed; the hook that was here runs first"
        }
    };
    digest::write_executable(&path, shim.as_bytes())?;
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
