//! pre-commit and prek keep git's words for themselves and pass one ref of a
//! push, in variables. What they leave out can't be judged this way.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};

use super::{pre_push, say};
use crate::budget::Budget;
use crate::cli::HookArgs;
use crate::commands::World;
use crate::state;

/// That a repository was told what this way of calling leaves out.
const TOLD: &str = "managed.json";

/// `hook --manager=pre-commit pre-push`
pub fn run(args: &HookArgs, budget: &Budget) -> Result<u8> {
    if args.event != "pre-push" {
        bail!("a manager can call pre-push alone; `precheck-hook install` puts in the hook for tags");
    }
    let variable = |name: &str| std::env::var(format!("PRE_COMMIT_{name}")).ok().filter(|value| !value.is_empty());
    let (Some(remote), Some(url)) = (variable("REMOTE_NAME"), variable("REMOTE_URL")) else {
        bail!("pre-commit and prek call this when something is pushed; by hand, use `precheck-hook run`");
    };
    // Where a push begins at a root commit there is no range, and only the branch is named.
    let tip =
        variable("TO_REF").or_else(|| variable("LOCAL_BRANCH")).context("the manager does not say what is pushed")?;
    let repo = World::read()?.repo()?;
    let oid =
        repo.resolve(&tip)?.with_context(|| format!("there is no {tip:?} here, which the manager says is pushed"))?;
    let to = variable("REMOTE_BRANCH").context("the manager does not say to which ref is pushed")?;
    // Of what the other side has there the manager makes a guess of its own; ours is better.
    let nothing = "0".repeat(oid.to_string().len());
    let line = format!("{tip} {oid} {to} {nothing}\n");
    let code = pre_push::run(args, &[OsString::from(remote), OsString::from(url)], line.as_bytes(), budget)?;
    if state::load::<bool>(&repo, TOLD).is_none() {
        say("precheck-hook: pre-commit and prek show one ref of a push and no tags, and are silent where they take \
             everything for pushed already, as after `git remote set-url`; `precheck-hook install` covers all of it\n");
        // Said again is better than a push that fails for it.
        let _ = state::save(&repo, TOLD, &true);
    }
    Ok(code)
}
