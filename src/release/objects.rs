//! Builds the release commit and its tag. Nothing names them yet: whatever
//! fails here, a signature that is refused for instance, has moved nothing.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;
use tempfile::TempDir;

use super::fault;
use super::plan::Plan;
use crate::git::{Oid, Repo};
use crate::state;

/// The objects of a release.
#[derive(Debug)]
pub struct Built {
    /// R: the release commit.
    pub commit: Oid,
    /// The annotated tag.
    pub tag: Oid,
    /// The release files' blobs and paths.
    pub blobs: Vec<(Oid, String)>,
}

/// Writes the release's objects.
pub fn build(repo: &Repo, plan: &Plan) -> Result<Built> {
    let scratch = state::scratch(repo)?;
    let blobs = plan
        .files
        .iter()
        .map(|file| Ok((oid(&repo.run(&["hash-object", "-w", "--stdin"], &file.bytes)?)?, file.path.clone())))
        .collect::<Result<Vec<_>>>()?;
    fault::step();
    let tree = tree(repo, plan.source, &blobs, &scratch).context("building the tree of the release")?;
    fault::step();
    let commit = commit(repo, plan, tree).context("making the release commit")?;
    fault::step();
    let tag = tag(repo, plan, commit, &scratch).context("making the tag")?;
    fault::step();
    Ok(Built { commit, tag, blobs })
}

/// Signs something that is thrown away, if a release is to be signed: a key that is not at hand is told
/// before a gate that may take minutes.
pub fn try_signing(repo: &Repo, head: Oid) -> Result<()> {
    if !is_set(repo, "commit.gpgSign")? && !is_set(repo, "tag.gpgSign")? {
        return Ok(());
    }
    let scratch = state::scratch(repo)?;
    let mut git = repo.git();
    git.env("GIT_OBJECT_DIRECTORY", scratch.path());
    git.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", repo.common_dir().join("objects"));
    output(git.args(["commit-tree", "-S", "-m", "Try to sign", &format!("{head}^{{tree}}")]))?;
    Ok(())
}

fn is_set(repo: &Repo, key: &str) -> Result<bool> {
    let answer = repo.run(&["config", "--type=bool", "--default=false", "--get", key], b"")?;
    Ok(answer.trim() == b"true")
}

/// P's tree and the release files, put together in an index of its own.
fn tree(repo: &Repo, source: Oid, blobs: &[(Oid, String)], scratch: &TempDir) -> Result<Oid> {
    let git = || {
        let mut git = repo.git();
        // A split index would leave its shared half in the git folder.
        git.args(["-c", "core.splitIndex=false"]).env("GIT_INDEX_FILE", scratch.path().join("index"));
        git
    };
    output(git().args(["read-tree", &source.to_string()]))?;
    let mut add = git();
    add.args(["update-index", "--add"]);
    for (blob, path) in blobs {
        add.args(["--cacheinfo", &format!("100644,{blob},{path}")]);
    }
    output(&mut add)?;
    oid(&output(git().arg("write-tree"))?)
}

fn commit(repo: &Repo, plan: &Plan, tree: Oid) -> Result<Oid> {
    let mut git = dated(repo.git(), plan);
    git.args(["commit-tree", &tree.to_string(), "-p", &plan.source.to_string(), "-m", &plan.commit_message()]);
    // The plumbing does not look at this setting by itself.
    if is_set(repo, "commit.gpgSign")? {
        git.arg("-S");
    }
    oid(&output(&mut git)?)
}

/// Lets `git tag` itself make the tag, signed as the user has it configured, in
/// a repository of its own over the same objects: there is no other way to have
/// git sign a tag before its name stands. The scratch repository sees the
/// settings for identity and signing and nothing else, so that no hook runs for
/// a tag that is not made yet.
fn tag(repo: &Repo, plan: &Plan, commit: Oid, scratch: &TempDir) -> Result<Oid> {
    let place = scratch.path().join("tag.git");
    let message = scratch.path().join("message");
    std::fs::write(&message, plan.tag_message()?).context("writing the tag's message")?;
    let git = || -> Result<Command> {
        let mut git = dated(repo.git(), plan);
        git.arg("--git-dir").arg(&place).env("GIT_OBJECT_DIRECTORY", repo.common_dir().join("objects"));
        git.envs([("GIT_CONFIG_GLOBAL", null_device()), ("GIT_CONFIG_SYSTEM", null_device())]);
        // Before 2.32 git does not know these variables.
        git.args(["-c", "core.hooksPath=/dev/null"]);
        for setting in signing_settings(repo)? {
            git.arg("-c").arg(setting.to_os_str().context("a signing setting is not valid text here")?);
        }
        Ok(git)
    };
    empty_repository(&place, commit)?;
    let name = plan.version.to_string();
    // Verbatim, or lines that begin with # would be taken for comments.
    let mut make = git()?;
    make.args(["tag", "--cleanup=verbatim", "--file"]).arg(&message).args(["--", &name, &commit.to_string()]);
    output(&mut make)?;
    oid(&output(git()?.args(["rev-parse", "--verify", &plan.version.tag_ref()]))?)
}

/// `key=value` of everything that decides about who signs and how.
fn signing_settings(repo: &Repo) -> Result<Vec<Vec<u8>>> {
    let list = repo.run(&["config", "--list", "-z"], b"")?;
    // By name, not all of `user.`: some keep a password there.
    let wanted =
        ["user.name", "user.email", "user.signingkey", "user.useconfigonly", "author.", "committer.", "gpg.", "tag."];
    let entries = list.split(|&b| b == 0).filter(|entry| wanted.iter().any(|name| entry.starts_with(name.as_bytes())));
    Ok(entries.map(|entry| entry.replacen("\n", "=", 1)).collect())
}

/// The least that git takes for a bare repository, of the same object format as `like`.
fn empty_repository(place: &Path, like: Oid) -> Result<()> {
    let format = if like.raw().len() == 32 { "1\n[extensions]\n\tobjectformat = sha256\n" } else { "0\n" };
    let make = || {
        std::fs::create_dir_all(place.join("refs"))?;
        std::fs::write(place.join("HEAD"), "ref: refs/heads/none\n")?;
        std::fs::write(place.join("config"), format!("[core]\n\tbare = true\n\trepositoryformatversion = {format}"))
    };
    make().with_context(|| format!("making the scratch repository {}", place.display()))
}

fn null_device() -> &'static str {
    if cfg!(windows) { "NUL" } else { "/dev/null" }
}

/// One moment for the commit, the tag and the manifest.
fn dated(mut git: Command, plan: &Plan) -> Command {
    let date = format!("{} +0000", plan.date.unix_timestamp());
    git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    git
}

fn output(command: &mut Command) -> Result<Vec<u8>> {
    let out = command.output().context("starting git; is it on the PATH?")?;
    ensure!(out.status.success(), "git refused ({}): {}", out.status, out.stderr.trim().as_bstr());
    Ok(out.stdout)
}

fn oid(printed: &[u8]) -> Result<Oid> {
    Oid::from_hex(printed.trim()).context("git printed no object name")
}
