use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::hooks_dir::{HOOKS, Hook, HooksDir, Standing};
use super::managers::hand_over;
use super::{World, print, server};
use crate::git::Repo;
use crate::sanitize::line as clean;
use crate::state;

/// `precheck-hook uninstall`
pub fn run(world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let mut report = String::new();
    for hook in &HOOKS {
        if repo.remove_config_hook(hook.name)? {
            report += &format!("{:22} removed from git's configuration\n", hook.event);
        }
    }
    for folder in folders(&repo)? {
        for hook in &HOOKS {
            let was_aside = hand_over(hook, &folder)? && hook.standing(&folder) != Standing::Ours;
            let done = if was_aside { "removed".to_owned() } else { take_out(hook, &folder)? };
            report += &format!("{:22} {}\n", hook.event, clean(&done));
        }
    }
    for (hook, folder) in server::installed(&repo, &HooksDir::of(&repo)?) {
        report += &format!("{:22} {}\n", hook.event, clean(&take_out(hook, &folder)?));
    }
    let memory = state::path(&repo, "");
    if memory.exists() {
        std::fs::remove_dir_all(&memory).with_context(|| format!("removing {}", memory.display()))?;
    }
    print(&report)?;
    Ok(0)
}

/// Where git looks now, and where it looked before a manager sent it elsewhere.
fn folders(repo: &Repo) -> Result<Vec<PathBuf>> {
    let mut folders = vec![HooksDir::of(repo)?.path, repo.common_dir().join("hooks")];
    folders.dedup_by(|a, b| a.canonicalize().ok() == b.canonicalize().ok());
    Ok(folders)
}

/// Removes our shim, and puts back what stood there before.
fn take_out(hook: &Hook, folder: &Path) -> Result<String> {
    let (path, previous) = (hook.path(folder), hook.previous(folder));
    let kept = previous.symlink_metadata().is_ok();
    Ok(match hook.standing(folder) {
        Standing::Nothing | Standing::Ours if kept => put_back(&previous, &path)?,
        Standing::Nothing => "was not installed".to_owned(),
        Standing::Ours => {
            std::fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
            "removed".to_owned()
        }
        Standing::Foreign if kept => {
            format!("not ours, left alone; the hook from before our time is kept as {}", previous.display())
        }
        Standing::Foreign => "not ours, left alone".to_owned(),
    })
}

fn put_back(previous: &Path, path: &Path) -> Result<String> {
    std::fs::rename(previous, path).with_context(|| format!("putting back {}", path.display()))?;
    Ok("removed; the hook that was here before is back".to_owned())
}
