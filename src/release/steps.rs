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

use anyhow::{Context, Error, Result, ensure};

use super::before::Before;
use super::fault;
use super::objects::Built;
use super::plan::Plan;
use super::remote::{self, Tips};
use crate::digest;
use crate::git::Repo;

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
        fault::step();
        stage(repo, built)?;
        fault::step();
        move_refs(repo, plan, built)
    };
    if let Err(error) = stand() {
        return Err(failed(plan, error, before.restore(repo)));
    }
    fault::step();
    let Some(destination) = &plan.destination else { return Ok(()) };
    let release = Tips { branch: Some(built.commit), tag: Some(built.tag) };
    if let Err(error) = remote::push(repo, destination, &plan.branch, &plan.version, &release, out) {
        fault::step();
        let undone = move_refs_back(repo, plan, built).and_then(|()| before.restore(repo));
        return Err(failed(plan, error, undone));
    }
    fault::step();
    Ok(())
}

/// Why there is no release, and what became of what was done for it.
fn failed(plan: &Plan, error: Error, undone: Result<()>) -> Error {
    let version = &plan.version;
    error.context(match undone {
        Ok(()) => format!("{version} was not released, and everything is as it was"),
        Err(stuck) => format!(
            "{version} was not released, but not everything could be put back ({stuck:#}); \
             `git status` and `git log --decorate` show what stands"
        ),
    })
}

fn place(root: &Path, plan: &Plan) -> Result<()> {
    plan.files.iter().try_for_each(|file| {
        let path = root.join(&file.path);
        digest::sweep_beside(&path)?;
        fault::step();
        digest::write_whole(&path, &file.bytes)
    })
}

/// Index entries for exactly the release files: nothing else is swept in.
fn stage(repo: &Repo, built: &Built) -> Result<()> {
    let entries: Vec<_> = built.blobs.iter().map(|(blob, path)| format!("100644 {blob}\t{path}\0")).collect();
    repo.run(&["update-index", "-z", "--add", "--index-info"], entries.concat().as_bytes())
        .context("staging the release")?;
    Ok(())
}

fn move_refs(repo: &Repo, plan: &Plan, built: &Built) -> Result<()> {
    let branch = format!("update {}\0{}\0{}\0", plan.branch, built.commit, plan.source);
    let tag = format!("create {}\0{}\0", plan.version.tag_ref(), built.tag);
    transaction(repo, &format!("release: {}", plan.version), &[branch, tag])
}

fn move_refs_back(repo: &Repo, plan: &Plan, built: &Built) -> Result<()> {
    let branch = format!("update {}\0{}\0{}\0", plan.branch, plan.source, built.commit);
    let tag = format!("delete {}\0{}\0", plan.version.tag_ref(), built.tag);
    transaction(repo, &format!("release taken back: {}", plan.version), &[branch, tag])
}

/// All changes or none, each only if its ref still is what it was: what someone
/// has committed meanwhile is never lost.
fn transaction(repo: &Repo, reason: &str, changes: &[String]) -> Result<()> {
    let script = format!("start\0{}prepare\0commit\0", changes.concat());
    repo.run(&["update-ref", "-m", reason, "-z", "--stdin"], script.as_bytes())
        .context("moving the branch and the tag")?;
    Ok(())
}
