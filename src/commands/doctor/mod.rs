//! Is the hook that git will really run ours, and does it work?

mod probe;
mod route;
mod surroundings;

use anyhow::Result;
use bstr::ByteSlice;

use super::gits::{self, Git};
use super::hooks_dir::{HOOKS, HooksDir};
use super::{World, print};
use crate::git::Repo;
use crate::sanitize::lines as clean;

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
    let mut working = Vec::new();
    for hook in &HOOKS {
        let routes = route::Routes::of(hook, &folder, &repo)?;
        routes.tell(hook, &gits, &mut findings);
        if hook.previous(&folder.path).exists() {
            findings.fact(format!("{}: the hook from before runs first", hook.event));
        }
        working.extend(routes.script().map(|script| (hook, script)));
    }
    let by_config = gits.iter().all(Git::has_config_hooks) && repo.config_hook(HOOKS[0].name)?.is_some();
    if !by_config {
        surroundings::work_trees(&folder, &repo, &mut findings)?;
    }
    surroundings::lfs(&folder.path, &repo, &mut findings);
    surroundings::remotes(&repo, &mut findings)?;
    probe::run(&working, &mut findings)?;
    surroundings::price(&repo, &mut findings)?;
    let bad = findings.bad;
    findings.text.push_str(if bad == 0 {
        "all is well\n"
    } else {
        "mend what is marked ✗; `precheck-hook install` puts the hooks in\n"
    });
    print(&findings.text)?;
    Ok(u8::from(bad > 0))
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
