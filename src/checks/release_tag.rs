//! Is the version one that may be released from this commit?

mod consistency;
mod published;
mod signoffs;

use std::path::Path;

use anyhow::{Context as _, Result};
use bstr::ByteSlice;
use serde::Deserialize;

use crate::check::{Check, Context, Event, Examination, Outcome, Subject};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Oid, Repo};
use crate::version::Version;

static PRE_RELEASE: Code = Code {
    id: "release_tag/pre-release",
    severity: Severity::Error,
    finds: "The version is a pre-release such as v1.2.3-rc.1.",
    matters: "What deploys the newest tag would put an unfinished version into production.",
    mend: "Release vX.Y.Z, or set `pre-releases = true` in `[checks.release_tag]` of precheck.toml.",
    source: "https://semver.org/#spec-item-9",
};

static BUILD_METADATA: Code = Code {
    id: "release_tag/build-metadata",
    severity: Severity::Error,
    finds: "The version carries build metadata such as v1.2.3+build5.",
    matters: "Build metadata has no part in the order of versions, and an image tag may not contain `+`.",
    mend: "Release vX.Y.Z without the part from `+` on.",
    source: "https://semver.org/#spec-item-10",
};

static NOT_GREATER: Code = Code {
    id: "release_tag/not-greater",
    severity: Severity::Error,
    finds: "The commit already contains a version that is as high or higher.",
    matters: "Who asks for the newest version would go on getting the older one.",
    mend: "Take the next version after the highest that the commit contains.",
    source: "https://semver.org/#spec-item-11",
};

static MOVED: Code = Code {
    id: "release_tag/moved",
    severity: Severity::Error,
    finds: "The tag exists and would be moved to something else.",
    matters: "A published version must never change: other clones keep the old tag and deploy something different.",
    mend: "Release the change as the next version.",
    source: "https://git-scm.com/docs/git-tag#_on_re_tagging",
};

static ELSEWHERE: Code = Code {
    id: "release_tag/elsewhere",
    severity: Severity::Error,
    finds: "The tag of this version exists, on another commit than the one judged.",
    matters: "What was judged is not what the tag would deploy.",
    mend: "Check the tagged commit out and run again, or name the next version.",
    source: "",
};

static NO_COMMIT: Code = Code {
    id: "release_tag/no-commit",
    severity: Severity::Error,
    finds: "There is no commit that the version could name.",
    matters: "A release must be traceable to one commit.",
    mend: "Commit first: `git add --all && git commit`.",
    source: "",
};

static RECORD_MISSING: Code = Code {
    id: "release_tag/record-missing",
    severity: Severity::Warning,
    finds: "The tag exists, but checkpoints/VERSION_<version>.txt, the record of its model checkpoints, does not.",
    matters: "Nobody can tell later which weights belonged to the release.",
    mend: "Make releases through the tag hook or `precheck-hook release`: either writes the record.",
    source: "",
};

static RECORD_WRONG: Code = Code {
    id: "release_tag/record-wrong",
    severity: Severity::Error,
    finds: "The record of the model checkpoints does not name the version that it is called after.",
    matters: "It was copied from another release and describes other weights.",
    mend: "Remove the file and let the tag hook or `precheck-hook release` write it again.",
    source: "",
};

/// Weights, whatever made them.
const WEIGHTS: [&str; 10] =
    [".pt", ".pth", ".bin", ".safetensors", ".onnx", ".gguf", ".h5", ".ckpt", ".pkl", ".joblib"];

/// A record of checkpoints is a few lines; more than this is something else.
const RECORD_LIMIT: u64 = 1 << 20;

/// `[checks.release_tag]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ReleaseTag {
    /// Whether `v1.2.3-rc.1` may be released.
    pre_releases: bool,
    /// So many people have to sign the checklist off.
    required_signoffs: usize,
}

impl Check for ReleaseTag {
    fn id(&self) -> &'static str {
        "release_tag"
    }

    fn title(&self) -> &'static str {
        "Release Tag Verification"
    }

    fn codes(&self) -> Vec<&'static Code> {
        vec![
            &PRE_RELEASE,
            &BUILD_METADATA,
            &NOT_GREATER,
            &MOVED,
            &published::DELETED,
            &signoffs::MISSING,
            &ELSEWHERE,
            &NO_COMMIT,
            &RECORD_MISSING,
            &RECORD_WRONG,
            &consistency::DIFFERS,
        ]
    }

    fn judges_pushes(&self) -> bool {
        true
    }

    fn run(&self, context: &Context) -> Result<Outcome> {
        let subject = match context.event {
            Event::Gate(subject) => subject,
            Event::Push(push) => return Ok(Outcome::Ran(published::judge(push)?)),
            Event::Scan(_) | Event::History(_) => {
                return Ok(Outcome::Skipped { reason: "a scan is no release".into() });
            }
        };
        let Some(version) = &subject.version else {
            let reason = "no version named: `precheck-hook run --version vX.Y.Z`".into();
            return Ok(Outcome::Skipped { reason });
        };
        let mut seen = Examination::default();
        self.judge_form(version, &mut seen);
        judge_order(version, subject, &mut seen);
        let commit = match subject.snapshot.commit() {
            Some(commit) => Some(commit),
            None => subject.repo.head().context("asking for HEAD")?,
        };
        let Some(commit) = commit else {
            seen.find(
                Finding::new(&NO_COMMIT, format!("there is no commit yet that {version} could name"))
                    .help("git add --all && git commit"),
            );
            return Ok(Outcome::Ran(seen));
        };
        seen.pass(format!("Commit identified: {}", describe(subject.repo, commit)?));
        let stands = judge_tag(version, subject, subject.repo, commit, &mut seen)?;
        judge_record(version, subject, stands, &mut seen)?;
        if self.required_signoffs > 0 {
            signoffs::judge(self.required_signoffs, version, subject, commit, context.now, &mut seen)?;
        }
        consistency::judge(version, subject, &mut seen)?;
        Ok(Outcome::Ran(seen))
    }
}

impl ReleaseTag {
    fn judge_form(&self, version: &Version, seen: &mut Examination) {
        let number = version.number();
        let plain = number.split(['-', '+']).next().unwrap_or_default();
        if number.contains('+') {
            seen.find(
                Finding::new(&BUILD_METADATA, format!("{version} carries build metadata"))
                    .help(format!("release v{plain}")),
            );
        } else if version.is_prerelease() && !self.pre_releases {
            seen.find(Finding::new(&PRE_RELEASE, format!("{version} is a pre-release")).help(format!(
                "release v{plain}, or set `pre-releases = true` under `[checks.release_tag]` in precheck.toml"
            )));
        } else {
            seen.pass(format!("{version} follows semantic versioning"));
        }
    }
}

fn judge_order(version: &Version, subject: &Subject, seen: &mut Examination) {
    match subject.reachable.iter().rev().map(|(other, _)| other).find(|other| *other != version) {
        Some(highest) if highest > version => {
            let mut finding =
                Finding::new(&NOT_GREATER, format!("{version} is lower than {highest}, which this commit contains"));
            finding.help = next(highest).map(|next| format!("release {next}"));
            seen.find(finding);
        }
        Some(highest) => seen.pass(format!("{version} is greater than {highest}, the highest version before it")),
        None => seen.pass(format!("{version} is the first version in this history")),
    }
}

/// The lowest plain version above another.
fn next(version: &Version) -> Option<String> {
    let number = semver::Version::parse(&version.number()).ok()?;
    let patch = if number.pre.is_empty() { number.patch.checked_add(1)? } else { number.patch };
    Some(format!("v{}.{}.{patch}", number.major, number.minor))
}

/// Judges the tag itself; tells whether it stands already.
fn judge_tag(version: &Version, subject: &Subject, repo: &Repo, commit: Oid, seen: &mut Examination) -> Result<bool> {
    let standing = repo.read_ref(&version.tag_ref()).with_context(|| format!("looking for the tag {version}"))?;
    let before = subject.making.as_ref().and_then(|making| making.old).or(standing);
    let Some(before) = before else {
        seen.pass(format!("{version} is free"));
        return Ok(false);
    };
    if let Some(making) = &subject.making {
        if making.new == Some(before) {
            seen.pass(format!("Tag {version} stays where it is"));
        } else {
            seen.find(
                Finding::new(
                    &MOVED,
                    format!("{version} exists already, on {}, and would be moved", target(repo, before)?),
                )
                .help(next(version).map_or_else(|| "release another version".into(), |next| format!("release {next}"))),
            );
        }
        return Ok(false);
    }
    if repo.peel_to_commit(before)? == Some(commit) {
        seen.pass(format!("Tag {version} points at the judged commit"));
    } else {
        let message = format!("{version} exists already, on {}, not on {}", target(repo, before)?, commit.short());
        seen.find(Finding::new(&ELSEWHERE, message).help(format!(
            "to judge that release: `precheck-hook run --version {version} --at {version}`; to release this commit: {}",
            next(version).unwrap_or_else(|| "take another version".into())
        )));
    }
    Ok(true)
}

/// The model checkpoints of a release are recorded under its version.
fn judge_record(version: &Version, subject: &Subject, stands: bool, seen: &mut Examination) -> Result<()> {
    let weights =
        |path: &[u8]| WEIGHTS.iter().any(|extension| path.to_ascii_lowercase().ends_with(extension.as_bytes()));
    let tracked = subject.snapshot.entries()?.iter();
    let present = tracked.clone().any(|entry| entry.path.starts_with(b"checkpoints/") && weights(&entry.path))
        || subject
            .snapshot
            .local_folder(Path::new("checkpoints"))?
            .iter()
            .any(|path| weights(path.as_os_str().as_encoded_bytes()));
    if !present {
        return Ok(());
    }
    let path = format!("checkpoints/VERSION_{version}.txt");
    let record = match subject.snapshot.read(&path)? {
        Some(record) => Some(record),
        None => subject.snapshot.read_local(Path::new(&path), RECORD_LIMIT)?,
    };
    match record {
        Some(record) if names(&record, version) => seen.pass(format!("Model checkpoint version recorded in {path}")),
        Some(_) => seen.find(
            Finding::new(&RECORD_WRONG, format!("{path} does not name {version}"))
                .at(Place::file(path.as_str()))
                .help(format!("git rm --cached --ignore-unmatch {path} && rm {path}")),
        ),
        None if stands => seen.find(
            Finding::new(&RECORD_MISSING, format!("{version} has model checkpoints but no {path}"))
                .at(Place::file(path.as_str()))
                .help("from the next version on, let the tag hook write it: `precheck-hook install --hook tag`"),
        ),
        None => seen.pass(format!("{path} will be recorded when the tag is made")),
    }
    Ok(())
}

/// Whether the version stands in the record as a word of its own: v1.2.30 is not v1.2.3.
fn names(record: &[u8], version: &Version) -> bool {
    let (tag, number) = (version.to_string(), version.number());
    record
        .split(|&b| !(b.is_ascii_alphanumeric() || b".-+".contains(&b)))
        .map(|word| word.trim_end_with(|c| c == '.'))
        .any(|word| word == tag.as_bytes() || word == number.as_bytes())
}

/// What a tag names, for a message: usually a commit.
fn target(repo: &Repo, tag: Oid) -> Result<String> {
    match repo.peel_to_commit(tag)? {
        Some(commit) => describe(repo, commit),
        None => Ok(format!("object {}, which is no commit", tag.short())),
    }
}

fn describe(repo: &Repo, commit: Oid) -> Result<String> {
    let subject = repo.commit(commit)?.subject().to_str_lossy().into_owned();
    Ok(format!("{} ({subject})", commit.short()))
}

#[cfg(test)]
mod tests;
