//! Do other tools' files name the version that is released?

use anyhow::{Context, Result};

use crate::check::{Examination, Subject};
use crate::finding::{Code, Finding, Place, Severity};
use crate::version::Version;
use crate::version_files::{self, Statement};

pub static DIFFERS: Code = Code {
    id: "release_tag/version-differs",
    severity: Severity::Warning,
    finds: "Cargo.toml, package.json, pyproject.toml or Chart.yaml names another version than the one released.",
    matters: "What is built from it calls itself by the wrong version, in logs, packages and bug reports.",
    mend: "Let `precheck-hook release vX.Y.Z --bump` write it, or edit the file and commit before the tag.",
    source: "https://semver.org",
};

pub fn judge(version: &Version, subject: &Subject, seen: &mut Examination) -> Result<()> {
    let previous = match subject.previous() {
        Some((before, tag)) => subject.repo.peel_to_commit(tag.oid)?.map(|commit| (before, commit)),
        None => None,
    };
    let stale = version_files::stale(subject.repo, &subject.snapshot, previous, version)
        .context("reading the files that name a version")?;
    for Statement { path, key, line, version: stated, .. } in stale {
        let (stated, number) = (stated.number(), version.number());
        seen.find(
            Finding::new(&DIFFERS, format!("{path} names {stated} as {key}, and {version} is released"))
                .at(Place::line(path.as_str(), line))
                .help(format!("write {number} there and commit, or: precheck-hook release {version} --bump")),
        );
    }
    Ok(())
}
