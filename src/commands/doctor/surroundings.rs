//! What lies around the hooks and decides whether they are run, and at what price.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::Findings;
use crate::commands::gits::Git;
use crate::commands::hook;
use crate::commands::hooks_dir::{HOOKS, HooksDir};
use crate::commands::managers::MANAGERS;
use crate::git::Repo;

/// Which gits there are, and what each of them can't do.
pub fn gits(gits: &[Git], findings: &mut Findings) {
    for git in gits {
        let lacks = match (git.has_tag_hook(), git.has_config_hooks()) {
            (false, _) => ": no hook for tags before 2.28, so its version tags are judged when they are pushed",
            (true, false) => ": hooks from files",
            (true, true) => ": hooks from its configuration, and from files",
        };
        findings.fact(format!("git {} ({}){lacks}", git.version, git.path.display()));
        if git.breaks_rebase() {
            findings
                .fact("  its `git rebase` fails with any hook for tags: use a newer one, or `install --hook pre-push`");
        }
    }
}

/// A relative `core.hooksPath` is another folder in each work tree; where it is missing no hook runs.
pub fn work_trees(folder: &HooksDir, repo: &Repo, findings: &mut Findings) -> Result<()> {
    let Some((_, value)) = folder.configured.as_ref().filter(|_| folder.of_one_work_tree()) else { return Ok(()) };
    let listed = repo.run(&["worktree", "list", "--porcelain"], b"")?;
    for line in listed.lines().filter_map(|line| line.strip_prefix(b"worktree ")) {
        let there = line.to_path_lossy().join(value);
        if there != folder.path && !HOOKS[0].path(&there).exists() {
            findings.bad(format!(
                "{} has no {value} with hooks, and git passes over that in silence: `precheck-hook install` there, after \
                 whatever makes that folder",
                line.to_str_lossy()
            ));
        }
    }
    Ok(())
}

/// Without its pre-push hook Git LFS leaves behind what the pointers name.
pub fn lfs(folder: &Path, repo: &Repo, findings: &mut Findings) {
    let Some(root) = repo.work_tree() else { return };
    let holds = |path: &Path, word: &str| std::fs::read(path).is_ok_and(|content| content.contains_str(word));
    if !holds(&root.join(".gitattributes"), "filter=lfs") {
        return;
    }
    let hook = &HOOKS[0];
    let asides = MANAGERS.iter().filter(|manager| manager.runs_aside).filter_map(|manager| manager.aside(hook, folder));
    let mut places = asides.chain([hook.path(folder), hook.previous(folder)]);
    let is_called = |path: &Path| holds(path, "git lfs pre-push") || holds(path, "git-lfs pre-push");
    let by_manager = || MANAGERS.iter().flat_map(|m| m.settings_in(root)).any(|path| is_called(&path));
    if places.any(|path| is_called(&path)) || by_manager() {
        findings.good("Git LFS sends its objects: its own pre-push is called");
    } else {
        findings.bad(
            "Git LFS is used here and nothing calls its pre-push, so a push would leave its objects behind; it puts no hook \
             where one stands:\n    precheck-hook uninstall && git lfs install && precheck-hook install",
        );
    }
}

/// Remotes that point elsewhere than when their tracking refs were last held against them.
pub fn remotes(repo: &Repo, findings: &mut Findings) -> Result<()> {
    for name in hook::moved_remotes(repo)? {
        findings.fact(format!(
            "remote {name} has another URL than when it was last confirmed: what was fetched before proves nothing there, \
             and the next push is judged whole"
        ));
    }
    Ok(())
}

/// git calls the tag hook for every ref that it updates, whatever the ref.
pub fn price(repo: &Repo, findings: &mut Findings) -> Result<()> {
    let program = std::env::current_exe().context("finding this program's own path")?;
    let call = || {
        let started = Instant::now();
        let mut command = Command::new(&program);
        // As git calls it: a pipe, here without a line.
        let called = command.args(["hook", "reference-transaction", "aborted"]).stdin(Stdio::piped()).status();
        called.is_ok_and(|status| status.success()).then(|| started.elapsed())
    };
    let Some(fastest) = (0..5).filter_map(|_| call()).min() else { return Ok(()) };
    let refs = repo.refs("refs/")?.len();
    let all = fastest * u32::try_from(2 * refs).unwrap_or(u32::MAX);
    findings.fact(format!(
        "the tag hook costs {} a call: git makes two for each ref of a fetch, about {} for the {refs} refs here",
        shown(fastest),
        shown(all)
    ));
    Ok(())
}

fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 1000.0 { format!("{ms:.1} ms") } else { format!("{:.1} s", ms / 1000.0) }
}
