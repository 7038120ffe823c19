//! Published version tags that a push would take away or move.

use anyhow::Result;

use super::{MOVED, next, target};
use crate::check::{Destination, Examination, Push};
use crate::finding::{Code, Finding, Severity};
use crate::git::Oid;
use crate::version::Version;

pub static DELETED: Code = Code {
    id: "release_tag/deleted",
    severity: Severity::Error,
    finds: "The push would delete a version tag on the remote.",
    matters: "The release could no longer be checked out, verified or rolled back to, and its version could be given to \
              something else.",
    mend: "Leave it, and release what is right as the next version. To take a version back for good, waive it with its \
           reason.",
    source: "https://git-scm.com/docs/git-tag#_on_re_tagging",
};

pub fn judge(push: &Push) -> Result<Examination> {
    let mut seen = Examination::default();
    for update in &push.updates {
        let Some((version, old)) = Version::of_ref(&update.remote_name).zip(update.remote) else { continue };
        match update.local {
            None => seen.find(deleted(&push.to, &version)),
            // Where it leaves, the gate on the tag says so.
            Some(new) if new != old && push.to == Destination::Here => seen.find(moved(push, &version, old)?),
            Some(_) => {}
        }
    }
    Ok(seen)
}

fn deleted(to: &Destination, version: &Version) -> Finding {
    let (message, help) = match to {
        Destination::Remote(remote) => (
            format!("{version} is published on {remote}, and would be deleted there"),
            format!(
                "push without it; to take it back on record: PRECHECK_SKIP=release_tag PRECHECK_SKIP_REASON=\"why\" git push --delete {remote} {version}"
            ),
        ),
        Destination::Here => (
            format!("{version} is published here, and would be deleted"),
            "push without it; if it has to go, ask who runs this server".to_owned(),
        ),
    };
    Finding::new(&DELETED, message).help(help)
}

fn moved(push: &Push, version: &Version, old: Oid) -> Result<Finding> {
    let message = format!("{version} is published here, on {}, and would be moved", target(push.repo, old)?);
    let help = next(version).map_or_else(|| "release another version".into(), |next| format!("release {next}"));
    Ok(Finding::new(&MOVED, message).help(help))
}
