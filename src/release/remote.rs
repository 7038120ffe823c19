//! The other side: what it has, and bringing it the release.

use std::io::{Read as _, Seek as _, Write};

use anyhow::{Context, Result, bail};
use bstr::ByteSlice;

use super::plan::Destination;
use crate::git::{Oid, Repo};
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

/// Pushes branch and tag, both or neither, and shows what git says of it.
pub fn push(
    repo: &Repo,
    destination: &Destination,
    branch: &str,
    version: &Version,
    tag: Oid,
    out: &mut dyn Write,
) -> Result<()> {
    let refspecs = [format!("{branch}:{}", destination.branch), format!("{0}:{0}", version.tag_ref())];
    // A file, not a pipe: a connection that ssh keeps open would hold a pipe's end.
    let mut said = tempfile::tempfile().context("making a file for git's output")?;
    let status = repo
        .git()
        .args(["push", "--atomic", "--no-follow-tags", "--", &destination.remote])
        .args(refspecs)
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?)
        .status()
        .context("starting git push")?;
    let mut bytes = Vec::new();
    said.rewind().and_then(|()| said.read_to_end(&mut bytes)).context("reading git's output")?;
    let text = presentable(&bytes.to_str_lossy());
    write!(out, "{text}")?;
    // A connection can break after the other side has taken everything.
    if status.success() || tips(repo, destination, Some(version)).is_ok_and(|tips| tips.tag == Some(tag)) {
        return Ok(());
    }
    bail!("git push to {} failed ({status}): {}", destination.remote, reason(&text))
}

/// The lines in which git says why.
fn reason(text: &str) -> String {
    let telling = ["remote: ", "error: ", "fatal: ", " ! "];
    let lines = text.lines().filter(|line| telling.iter().any(|mark| line.starts_with(mark))).map(str::trim);
    lines.filter(|line| *line != "remote:").collect::<Vec<_>>().join("; ")
}

/// Text from the other side, without what steers a terminal and without the
/// credentials of a URL.
fn presentable(text: &str) -> String {
    let plain: String = text.chars().filter(|&c| c == '\n' || c == '\t' || !c.is_control()).collect();
    let mut parts = plain.split("://");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let authority = part.split(['/', ' ', '\'', '"', '\n']).next().unwrap_or_default();
        let host = authority.rfind('@').map_or(0, |at| at + 1);
        shown += "://";
        shown += &part[host..];
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_side_says_is_shown_without_credentials_and_control_characters() {
        let shown = presentable("fatal: 'https://user:pass@host.example/x@y' \u{1b}[31mno\u{7}\n");
        assert_eq!(shown, "fatal: 'https://host.example/x@y' [31mno\n");
        assert_eq!(presentable("a://b://c@d"), "a://b://d");
        assert_eq!(presentable("To ../remote.git"), "To ../remote.git");
    }

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
