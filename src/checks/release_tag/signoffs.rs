//! Sign-offs that a team requires before a version.

use std::path::Path;

use anyhow::Result;
use bstr::ByteSlice;
use time::OffsetDateTime;

use crate::check::{Examination, Subject};
use crate::checklist::{self, Checklist, Void};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Oid, Snapshot};
use crate::version::Version;

pub static MISSING: Code = Code {
    id: "release_tag/sign-offs",
    severity: Severity::Error,
    finds: "The checklist of the version lacks sign-offs that `required-signoffs` asks for.",
    matters: "The team has agreed that so many people answer for a release, each for the very tree that is released.",
    mend: "`precheck-hook checklist vX.Y.Z`, fill in name and date of your line, run it again, commit the checklist. A \
           sign-off that was given for another tree is taken out (with its comment) and given anew.",
    source: "",
};

/// A checklist is a page or two.
const LIMIT: u64 = 1 << 20;

/// Counts the people whose sign-offs hold for the judged tree.
pub fn judge(
    required: usize,
    version: &Version,
    subject: &Subject,
    commit: Oid,
    now: OffsetDateTime,
    seen: &mut Examination,
) -> Result<()> {
    let path = checklist::path(version);
    let bytes = match subject.snapshot.read(&path)? {
        Some(bytes) => Some(bytes),
        None => subject.snapshot.read_local(Path::new(&path), LIMIT)?,
    };
    let checklist = Checklist::parse(&bytes.unwrap_or_default().to_str_lossy());
    let tree = checklist::fingerprint(&Snapshot::of_commit(subject.repo, commit))?;
    let holding = checklist.holding(&tree, now.date());
    if holding.len() >= required {
        let names: Vec<_> = holding.iter().map(|signoff| signoff.name.as_str()).collect();
        seen.pass(format!("Signed off by {}", names.join(", ")));
        return Ok(());
    }
    let last = checklist.tree().unwrap_or_default();
    let void = |(line, signoff): (usize, &checklist::SignOff)| match signoff.judge(last, &tree, now.date()) {
        Err(void) if void != Void::Open => Some(format!("; line {line} {void}")),
        _ => None,
    };
    let void: String = checklist.signoffs().filter_map(void).collect();
    let (have, people) = (holding.len(), if required == 1 { "person" } else { "people" });
    let message = format!("{version} needs the sign-off of {required} {people}, and {have} of them hold{void}");
    let help = format!("precheck-hook checklist {version}, fill in name and date, run it again and commit {path}");
    seen.find(Finding::new(&MISSING, message).at(Place::file(path)).help(help));
    Ok(())
}
