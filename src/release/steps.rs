//! The acts that make a release stand, and their undoing.
//!
//! A kill at any moment leaves what the same command recovers from:
//! - while objects are built: nothing but objects that nothing names;
//! - while files and index entries are placed: release files of this very
//!   version, uncommitted, which the preflight knows and writes over;
//! - while git moves the refs: git's own transaction, the branch before the
//!   tag; the next attempt then stands on the untagged release commit;
//! - before or in the push: a whole release that stands here, which the next
//!   attempt finds finished and pushes;
//! - while a refused push is undone: the same states in reverse, because refs
//!   go back first and files last.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::before::Before;
use super::objects::Built;
use super::plan::Plan;
use super::remote::{self, Tips};
use crate::digest;
use crate::git::{Oid, Repo};

/// Makes the release stand here, and on the remote if the plan has one. When
/// any step fails, everything is as it was.
pub fn perform(repo: &Repo, plan: &Plan, built: &Built, out: &mut dyn Write) -> Result<()> {
    let root = repo.work_tree().context("a release needs a work tree")?;
    ensure!(
        repo.head_ref()?.as_ref() == Some(&plan.branch) && repo.head()? == Some(plan.source),
        "HEAD has moved while the release was judged; run the same command again"
    );
    let paths: Vec<_> = plan.files.iter().map(|file| file.path.as_str()).collect();
    let before = Before::of(repo, root, plan.source, &paths)?;
    let stand = || {
        place(root, plan)?;
        stage(repo, built)?;
        move_refs(repo, plan, &Move::Forth(built))
    };
    if let Err(error) = stand() {
        before.restore(repo).with_context(|| format!("{error:#}; and not everything could be put back"))?;
        return Err(error.context(format!("{} was not released, and everything is as it was", plan.version)));
    }
    let Some(destination) = &plan.destination else { return Ok(()) };
    let release = Tips { branch: Some(built.commit), tag: Some(built.tag) };
    if let Err(error) = remote::push(repo, destination, &plan.branch, &plan.version, &release, out) {
        move_refs(repo, plan, &Move::Back(built)).and_then(|()| before.restore(repo)).with_context(|| {
            format!(
                "{error:#}; and not everything could be put back: `git status` and `git show {}` show what stands",
                plan.version
            )
        })?;
        return Err(error.context(format!("{} was not released, and everything is as it was", plan.version)));
    }
    Ok(())
}

fn place(root: &Path, plan: &Plan) -> Result<()> {
    plan.files.iter().try_for_each(|file| digest::write_whole(&root.join(&file.path), &file.bytes))
}

/// Index entries for exactly the release files: nothing else is swept in.
fn stage(repo: &Repo, built: &Built) -> Result<()> {
    let entries: Vec<_> = built.blobs.iter().map(|(blob, path)| format!("100644 {blob}\t{path}\0")).collect();
    repo.run(&["update-index", "-z", "--add", "--index-info"], entries.concat().as_bytes())
        .context("staging the release")?;
    Ok(())
}

enum Move<'a> {
    Forth(&'a Built),
    Back(&'a Built),
}

/// Branch and tag in one transaction, each only if it is what it must be.
fn move_refs(repo: &Repo, plan: &Plan, to: &Move) -> Result<()> {
    let (branch, tag) = (&plan.branch, plan.version.tag_ref());
    let update = |new: Oid, old: Oid| format!("update {branch}\0{new}\0{old}\0");
    let (reason, changes) = match to {
        Move::Forth(built) => {
            ("release", update(built.commit, plan.source) + &format!("create {tag}\0{}\0", built.tag))
        }
        Move::Back(built) => {
            ("release taken back", update(plan.source, built.commit) + &format!("delete {tag}\0{}\0", built.tag))
        }
    };
    let reason = format!("{reason}: {}", plan.version);
    let transaction = format!("start\0{changes}prepare\0commit\0");
    repo.run(&["update-ref", "-m", &reason, "-z", "--stdin"], transaction.as_bytes())
        .context("moving the branch and the tag")?;
    Ok(())
}
