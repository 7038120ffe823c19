//! The other side: what it has, and bringing it the release.

use std::io::{Read as _, Seek as _, Write};
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use bstr::ByteSlice;

use super::plan::Destination;
use super::text;
use crate::git::{Oid, Repo};
use crate::sanitize;
use crate::version::Version;

/// What a remote has at the places that a release touches.
#[derive(Debug, PartialEq, Eq)]
pub struct Tips {
    /// The branch.
    pub branch: Option<Oid>,
    /// The version's tag.
    pub tag: Option<Oid>,
}

/// Asks the remote.
pub fn tips(repo: &Repo, destination: &Destination, version: Option<&Version>) -> Result<Tips> {
    let tag = version.map(Version::tag_ref);
    let mut arguments = vec!["ls-remote", "--", destination.remote.as_str(), destination.branch.as_str()];
    arguments.extend(tag.as_deref());
    let out = repo.run(&arguments, b"").map_err(|error| anyhow::anyhow!(presentable(&format!("{error:#}"))))?;
    // A pattern also matches the ends of longer names.
    let find = |name: &str| {
        let mut refs = out.lines().filter_map(|line| line.split_once_str("\t"));
        refs.find(|(_, found)| *found == name.as_bytes()).and_then(|(oid, _)| Oid::from_hex(oid))
    };
    Ok(Tips { branch: find(&destination.branch), tag: tag.and_then(|tag| find(&tag)) })
}

/// Whether the remote would let the branch be pushed, as far as it says before it is: nothing arrives there.
/// Commits of submodules have to be on a remote of theirs, unless git is configured to see to that itself.
pub fn try_push(repo: &Repo, destination: &Destination, head: Oid) -> Result<()> {
    let Destination { remote, branch } = destination;
    let mut git = repo.git();
    // Our own hook judges once, when it is meant.
    git.args(["push", "--dry-run", "--no-verify"]);
    if repo.config("push.recursesubmodules")?.is_none() {
        git.arg("--recurse-submodules=check");
    }
    git.args(["--", remote, &format!("{head}:{branch}")]).stdin(Stdio::null());
    let out = git.output().context("starting git push")?;
    let said = presentable(&out.stderr.to_str_lossy());
    ensure!(out.status.success(), "{remote} can't be pushed to: {}", said.trim().replace('\n', "; "));
    Ok(())
}

/// Pushes branch and tag, both or neither, and shows what git says of it.
/// `release` is what the remote is to have then.
pub fn push(
    repo: &Repo,
    destination: &Destination,
    branch: &str,
    version: &Version,
    release: &Tips,
    out: &mut dyn Write,
) -> Result<()> {
    let Destination { remote, branch: there } = destination;
    let refspecs = [format!("{branch}:{there}"), format!("{0}:{0}", version.tag_ref())];
    writeln!(out, "pushing {version} to {remote}")?;
    // A file, not a pipe: a connection that ssh keeps open would hold a pipe's end.
    let mut said = tempfile::tempfile().context("making a file for git's output")?;
    let status = repo
        .git()
        .args(["push", "--atomic", "--no-follow-tags", "--", remote])
        .args(refspecs)
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?)
        .status()
        .context("starting git push")?;
    let mut bytes = Vec::new();
    said.rewind().and_then(|()| said.take(MOST).read_to_end(&mut bytes)).context("reading git's output")?;
    let text = presentable(&bytes.to_str_lossy());
    write!(out, "{text}")?;
    // A connection can break after the other side has taken everything.
    if status.success() || tips(repo, destination, Some(version)).is_ok_and(|tips| tips == *release) {
        return Ok(());
    }
    bail!("git push to {remote} failed ({status}): {}", reason(&text))
}

/// More bytes than this of git's output no one reads.
const MOST: u64 = 1024 * 1024;

/// The lines in which git says why.
fn reason(text: &str) -> String {
    let telling = ["remote: ", "error: ", "fatal: ", " ! "];
    let lines = text.lines().filter(|line| telling.iter().any(|mark| line.starts_with(mark))).map(str::trim);
    lines.filter(|line| *line != "remote:").collect::<Vec<_>>().join("; ")
}

fn presentable(text: &str) -> String {
    text::without_credentials(&sanitize::lines(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_what_remote_and_git_say_and_nothing_else() {
        let said = "remote: no releases on Friday        \nremote: \nTo x\n ! [remote rejected] main -> main (hook)\n\
                    error: failed to push\n";
        assert_eq!(
            reason(said),
            "remote: no releases on Friday; ! [remote rejected] main -> main (hook); error: failed to push"
        );
    }
}
