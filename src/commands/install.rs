//! Our hooks are put where every git of this machine runs them: into the
//! configuration for those that read hooks there, into a file for the others.

use std::path::Path;

use anyhow::{Context, Result};

use super::gits::{self, Git};
use super::hooks_dir::{HOOKS, Hook, HooksDir, Standing};
use super::managers::{Manager, hand_over, keep_from};
use super::shim::place;
use super::{World, hook, print, server};
use crate::budget::Limit;
use crate::cli::InstallArgs;
use crate::git::Repo;
use crate::sanitize::{line as clean, lines as clean_lines};
use crate::state;

/// `precheck-hook install`
pub fn run(args: &InstallArgs, world: &World) -> Result<u8> {
    if args.server {
        return server::install(args, world);
    }
    let repo = world.repo()?;
    let binary = std::env::current_exe().context("finding this program's own path")?;
    state::sweep(&repo)?;
    let gits = gits::found();
    let folder = HooksDir::of(&repo)?;
    let hooks: Vec<&Hook> = HOOKS
        .iter()
        .filter(|hook| args.hook.is_empty() || hook.choice.is_some_and(|choice| args.hook.contains(&choice)))
        .collect();
    let mut report = String::new();
    let by_config = gits.iter().any(Git::has_config_hooks);
    if by_config {
        for hook in &hooks {
            repo.set_config_hook(hook.name, hook.event, &hook.command(&binary, args.budget)?)?;
            report += &format!("{:22} installed in git's configuration\n", hook.event);
        }
    }
    // A shim that is there was put there for a git that is not on this PATH: it is kept up to date.
    let has_shim = || hooks.iter().any(|hook| hook.standing(&folder.path) == Standing::Ours);
    let mut missing = false;
    if !gits.iter().all(Git::has_config_hooks) || gits.is_empty() || has_shim() {
        folder.ensure_own(&repo).inspect_err(|_| drop(print(&report)))?;
        for hook in hooks {
            match by_file(hook, &folder, &repo, &binary, args.budget)? {
                Placed::Yes(done) => report += &format!("{:22} {done}\n", hook.event),
                Placed::No(reason) => {
                    missing = true;
                    report += &format!("{:22} {reason}\n", hook.event);
                }
            }
        }
        report += &format!("in {}\n", clean(&folder.path.display().to_string()));
        if folder.of_one_work_tree() {
            report += "core.hooksPath is relative, so git looks for it in each work tree by itself: install in linked \
                       ones as well,\nor give them all one folder with `git config --unset core.hooksPath` and install \
                       again\n";
        }
        if let Some(old) = gits.iter().find(|git| by_config && !git.has_config_hooks()) {
            report +=
                &clean_lines(&format!("git {} ({}) runs hooks from files alone\n", old.version, old.path.display()));
        }
    }
    hook::confirm_all(&repo)?;
    hook::begin(&repo, hook::clock())?;
    print(&report)?;
    Ok(u8::from(missing))
}

enum Placed {
    Yes(String),
    No(String),
}

/// Into the folder, unless a manager that owns the folder calls us, or has to.
fn by_file(hook: &Hook, folder: &HooksDir, repo: &Repo, binary: &Path, budget: Option<Limit>) -> Result<Placed> {
    hand_over(hook, &folder.path)?;
    let path = hook.path(&folder.path);
    let manager = Manager::of_hook(&path);
    let (Some(manager), Some(root)) = (manager, repo.work_tree()) else {
        let done = place(hook, &path, &folder.path, binary, budget)?;
        keep_from(hook, &folder.path)?;
        return Ok(Placed::Yes(done.to_owned()));
    };
    let name = manager.name;
    if manager.calls_us(root, hook.event) {
        return Ok(Placed::Yes(format!("called by {name}")));
    }
    // Where it looks for the hook that it found: on top of it we would be set aside by its next installation.
    if let Some(aside) = manager.aside(hook, &folder.path).filter(|_| manager.runs_aside) {
        let done = place(hook, &aside, &folder.path, binary, budget)?;
        return Ok(Placed::Yes(format!("{done}; {name} runs it")));
    }
    let advice = manager.advice(root).filter(|_| hook.event == "pre-push");
    if let Some(advice) = advice.as_ref().filter(|_| !manager.can_be_renamed) {
        return Ok(Placed::No(format!("not installed: {name} runs hooks by their names alone; call it {advice}")));
    }
    let done = place(hook, &path, &folder.path, binary, budget)?;
    keep_from(hook, &folder.path)?;
    Ok(Placed::Yes(match advice {
        Some(advice) => format!("{done}\n{name} takes that place whenever it is installed again; safer is {advice}"),
        None => format!("{done}: {name}"),
    }))
}
