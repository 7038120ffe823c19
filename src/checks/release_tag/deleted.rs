//! Published version tags that a push would delete.

use crate::check::{Examination, Push};
use crate::finding::{Code, Finding, Severity};
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

pub fn judge(push: &Push) -> Examination {
    let mut seen = Examination::default();
    for update in push.updates.iter().filter(|update| update.local.is_none() && update.remote.is_some()) {
        let Some(version) = Version::of_ref(&update.remote_name) else { continue };
        let message = format!("{version} is published on {}, and would be deleted there", push.remote);
        let help = format!(
            "push without it; to take it back on record: PRECHECK_SKIP=release_tag PRECHECK_SKIP_REASON=\"why\" git push --delete {} {version}",
            push.remote
        );
        seen.find(Finding::new(&DELETED, message).help(help));
    }
    seen
}
