//! The hook on a server, and where the servers that bring hooks of their own want it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bstr::ByteSlice;

use super::hooks_dir::{self, Hook, HooksDir, SERVER, SERVER_AMONG_OTHERS, Standing};
use super::shim::place;
use super::{World, print};
use crate::cli::InstallArgs;
use crate::git::Repo;
use crate::sanitize::line as clean;

/// What `receive.denyCurrentBranch` says where people push to a repository with a work tree.
const TAKES_PUSHES: [&str; 7] = ["updateinstead", "ignore", "warn", "false", "no", "off", "0"];

/// `precheck-hook install --server`
pub fn install(args: &InstallArgs, world: &World) -> Result<u8> {
    let repo = world.repo()?;
    ensure_received(&repo)?;
    let hooks = HooksDir::of(&repo)?;
    let (hook, folder) = spot(&repo, &hooks)?;
    if hook == &SERVER {
        hooks.ensure_own(&repo)?;
    }
    let binary = std::env::current_exe().context("finding this program's own path")?;
    let done = place(hook, &hook.path(&folder), &folder, &binary, args.budget)?;
    print(&format!(
        "{:22} {done}\nin {}\n\
         `precheck-hook doctor` here tries it on a push. The settings are those of {} as it stands.\n\
         To let a push leave checks out on record (git push -o precheck.skip=CHECK -o precheck.reason=WHY):\n  \
         git config receive.advertisePushOptions true, and `allow-bypass = true` under [server] in precheck.toml there\n",
        "pre-receive",
        clean(&folder.display().to_string()),
        clean(&repo.head_ref()?.unwrap_or_else(|| "the default branch".to_owned())),
    ))?;
    Ok(0)
}

/// Refuses a repository that nobody pushes to.
fn ensure_received(repo: &Repo) -> Result<()> {
    let takes = |value: &str| TAKES_PUSHES.contains(&value.to_ascii_lowercase().as_str());
    if repo.work_tree().is_none() || repo.config("receive.denycurrentbranch")?.is_some_and(takes) {
        return Ok(());
    }
    bail!(
        "--server is for the repository that people push to, and this one has a work tree. What leaves it is judged by \
         `precheck-hook install`.\nIf it is pushed to all the same: git config receive.denyCurrentBranch updateInstead"
    )
}

/// Where the server's own git, or what stands before it, would run the hook.
fn spot(repo: &Repo, hooks: &HooksDir) -> Result<(&'static Hook, PathBuf)> {
    let spots = spots(repo, hooks);
    let gitlab = repo.git_dir().join("custom_hooks");
    if repo.config("gitlab.fullpath")?.is_some() && !gitlab.is_dir() {
        bail!(
            "GitLab runs no hook of this folder. Give it an archive with custom_hooks/pre-receive in it:\n  \
             gitaly hooks set --storage STORAGE --repository PATH --config CONFIG < custom_hooks.tar\n\
             docs/servers.md has it step by step"
        );
    }
    let is_run = |folder: &Path| match folder.parent() {
        Some(parent) if parent == gitlab => gitlab.is_dir(),
        Some(parent) => folder.is_dir() && runs_folder(&parent.join(SERVER.event)),
        None => false,
    };
    let [own, others @ ..] = spots;
    Ok(others.into_iter().find(|(_, folder)| is_run(folder)).unwrap_or(own))
}

/// Where it may stand: as git's own hook, in the folder that Gitea's runs, in the one that GitLab looks into.
fn spots(repo: &Repo, hooks: &HooksDir) -> [(&'static Hook, PathBuf); 3] {
    [
        (&SERVER, hooks.path.clone()),
        (&SERVER_AMONG_OTHERS, hooks.path.join("pre-receive.d")),
        (&SERVER_AMONG_OTHERS, repo.git_dir().join("custom_hooks/pre-receive.d")),
    ]
}

/// Where it stands.
pub fn installed(repo: &Repo, hooks: &HooksDir) -> Vec<(&'static Hook, PathBuf)> {
    let spots = spots(repo, hooks).into_iter();
    spots.filter(|(hook, folder)| hook.standing(folder) == Standing::Ours).collect()
}

/// Whether the hook runs all that lies in its folder: `hooks/pre-receive.d/*`.
fn runs_folder(hook: &Path) -> bool {
    hooks_dir::read(hook).is_ok_and(|content| content.contains_str(".d/") || content.contains_str("pre-receive.d"))
}
