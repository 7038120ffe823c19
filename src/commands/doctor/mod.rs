//! Is the hook that git will really run ours, and does it work?

mod past;
mod probe;
mod route;
mod surroundings;

use std::path::{Path, PathBuf};

use anyhow::Result;
use bstr::ByteSlice;

use super::gits::{self, Git};
use super::hooks_dir::{HOOKS, Hook, HooksDir};
use super::{World, print, server};
use crate::git::Repo;
use crate::sanitize::lines as clean;
use route::Script;

/// `precheck-hook doctor`
pub fn run(world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let folder = HooksDir::of(&repo)?;
    let gits = gits::found();
    let mut findings = Findings::default();
    findings.fact(format!("{}, read by {}", git_version(&repo)?, repo.reader()));
    surroundings::gits(&gits, &mut findings);
    findings.fact(format!("hooks in {}", folder.path.display()));
    if let Some((scope, value)) = &folder.configured {
        findings.fact(format!("core.hooksPath = {value:?} ({scope})"));
    }
    let received = server::installed(&repo, &folder);
    let is_clone = received.is_empty();
    let working =
        if is_clone { in_a_clone(&folder, &repo, &gits, &mut findings)? } else { on_a_server(received, &mut findings) };
    let by_config = gits.iter().all(Git::has_config_hooks) && repo.config_hook(HOOKS[0].name)?.is_some();
    if !by_config {
        surroundings::work_trees(&folder, &repo, &mut findings)?;
    }
    surroundings::lfs(&folder.path, &repo, &mut findings);
    surroundings::remotes(&repo, &mut findings)?;
    past::pushes(&repo, world, &mut findings)?;
    past::bypasses(&repo, &mut findings);
    probe::run(&working, &mut findings)?;
    if is_clone {
        surroundings::price(&repo, &mut findings)?;
    }
    let bad = findings.bad;
    findings.text.push_str(if bad == 0 {
        "all is well\n"
    } else {
        "mend what is marked ✗; `precheck-hook install` puts the hooks in\n"
    });
    print(&findings.text)?;
    Ok(u8::from(bad > 0))
}

/// Both hooks of a clone, whichever way git comes to them; what there is to try of them.
fn in_a_clone(
    folder: &HooksDir,
    repo: &Repo,
    gits: &[Git],
    findings: &mut Findings,
) -> Result<Vec<(&'static Hook, Script)>> {
    let mut working = Vec::new();
    for hook in &HOOKS {
        let routes = route::Routes::of(hook, folder, repo)?;
        routes.tell(hook, gits, findings);
        tell_previous(hook, &folder.path, findings);
        working.extend(routes.script().map(|script| (hook, script)));
    }
    Ok(working)
}

/// The hooks of a server; what there is to try of them.
fn on_a_server(received: Vec<(&'static Hook, PathBuf)>, findings: &mut Findings) -> Vec<(&'static Hook, Script)> {
    let mut working = Vec::new();
    for (hook, folder) in received {
        tell_previous(hook, &folder, findings);
        if let Some(fault) = route::shim_fault(&hook.path(&folder)) {
            findings.bad(format!("{}: {fault}", hook.event));
        } else {
            findings.good(format!("{} is ours and can run", hook.event));
            working.push((hook, Script::File(hook.path(&folder))));
        }
    }
    working
}

fn tell_previous(hook: &Hook, folder: &Path, findings: &mut Findings) {
    if hook.previous(folder).exists() {
        findings.fact(format!("{}: the hook from before runs first", hook.event));
    }
}

#[derive(Default)]
struct Findings {
    text: String,
    bad: usize,
}

impl Findings {
    fn fact(&mut self, text: impl AsRef<str>) {
        self.add(' ', text.as_ref());
    }

    fn good(&mut self, text: impl AsRef<str>) {
        self.add('✓', text.as_ref());
    }

    fn bad(&mut self, text: impl AsRef<str>) {
        self.bad += 1;
        self.add('✗', text.as_ref());
    }

    fn add(&mut self, mark: char, text: &str) {
        self.text += &format!("{mark} {}\n", clean(text).trim_end());
    }
}

fn git_version(repo: &Repo) -> Result<String> {
    Ok(repo.run(&["version"], b"")?.trim().to_str_lossy().into_owned())
}
