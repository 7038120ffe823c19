//! The signatures of a release: of its tag, as git itself judges it, and of its manifest.

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::codes::{BAD_SIGNATURE, UNKNOWN_SIGNER, UNSIGNED};
use super::place::Clone;
use super::{Held, Place, Subject};
use crate::check::Examination;
use crate::finding::Finding;
use crate::git::{Repo, TagObject};
use crate::release::paths;
use crate::release::plan;
use crate::release::signature::{Signer, known_signers, signer};
use crate::version::Version;

/// Judges the detached signature of a manifest that has one.
pub fn examine_manifest(subject: &Subject, held: &Held, seen: &mut Examination) -> Result<()> {
    let Subject { version, place, .. } = subject;
    let path = paths::signature(version);
    let Some(signature) = place.read(&path)? else {
        let previous = held.record.previous_release.as_ref().and_then(|previous| previous.tag.parse().ok());
        let before = previous.map(|previous: Version| place.read(&paths::signature(&previous))).transpose()?.flatten();
        if before.is_some() {
            let message = format!("the manifest of {version} is not signed, and the one before it was");
            seen.find(Finding::new(&UNSIGNED, message).help(subject.bring_back(&path)));
        }
        return Ok(());
    };
    let repo = if let Place::Clone(clone) = place { Some(clone.repo) } else { None };
    let configured = repo.and_then(known_signers);
    let Some(signers) = subject.signers.or(configured.as_deref()) else {
        let finding = Finding::new(
            &UNKNOWN_SIGNER,
            format!("the manifest of {version} is signed, and nobody's keys are known here"),
        );
        seen.find(finding.help(format!("name them: precheck-hook verify {version} --signers FILE")));
        return Ok(());
    };
    match signer(repo, &held.bytes, &signature, signers)? {
        Signer::Known(who) => seen.pass(format!("the manifest is signed by {who}")),
        Signer::Unknown => {
            let message =
                format!("the manifest of {version} is signed by a key that {} does not list", signers.display());
            seen.find(
                Finding::new(&UNKNOWN_SIGNER, message).help("ask who released it, and list the key if it is theirs"),
            );
        }
        Signer::Forged => {
            let message = format!("{path} is not a signature of this manifest");
            seen.find(Finding::new(&BAD_SIGNATURE, message).help(subject.bring_back(&path)));
        }
    }
    Ok(())
}

/// Judges the signature of a tag that has one.
pub fn examine(repo: &Repo, version: &Version, tag: &TagObject, seen: &mut Examination) -> Result<()> {
    if !is_signed(tag) {
        return Ok(());
    }
    let out = repo.git().args(["verify-tag", "--raw", &tag.oid.to_string()]).output().context("starting git")?;
    let said = format!("{}\n{}", out.stdout.to_str_lossy(), out.stderr.to_str_lossy());
    if out.status.success() {
        seen.pass(format!("{version} is signed, and git accepts the signature{}", named(&said)));
    } else if said.contains("[GNUPG:] BADSIG") || said.contains("incorrect signature") {
        seen.find(Finding::new(&BAD_SIGNATURE, format!("the signature of {version} does not fit the tag")));
    } else {
        let why = said.lines().map(str::trim).rfind(|line| !line.is_empty() && !line.starts_with("[GNUPG:]"));
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        let finding =
            Finding::new(&UNKNOWN_SIGNER, format!("{version} is signed by a key that is not known here{why}"));
        seen.find(finding.help(format!(
            "git verify-tag {version} says more; `git config gpg.ssh.allowedSignersFile FILE` names whose keys may sign"
        )));
    }
    Ok(())
}

/// A release that is not signed, after one that was.
pub fn examine_absence(subject: &Subject, clone: &Clone, held: &Held, seen: &mut Examination) -> Result<()> {
    let Clone { repo, tag, .. } = clone;
    let is_signed = |oid| Ok::<_, anyhow::Error>(repo.peel(oid)?.0.first().is_some_and(is_signed));
    if is_signed(*tag)? {
        return Ok(());
    }
    let Some(previous) = &held.record.previous_release else { return Ok(()) };
    let Some(before) = repo.read_ref(&format!("refs/tags/{}", previous.tag))? else { return Ok(()) };
    if is_signed(before)? {
        let message = format!("{} is not signed, and {} before it was", subject.version, previous.tag);
        seen.find(Finding::new(&UNSIGNED, message));
    }
    Ok(())
}

fn is_signed(tag: &TagObject) -> bool {
    plan::signature_at(&tag.message().to_str_lossy()).is_some()
}

/// Whose it is, in the words of ssh or GPG.
fn named(said: &str) -> String {
    let ssh = said.lines().find_map(|line| line.trim().strip_prefix("Good \"git\" signature for "));
    let gpg =
        said.lines().find_map(|line| line.strip_prefix("[GNUPG:] GOODSIG ")?.split_once(' ').map(|(_, name)| name));
    ssh.or(gpg).map_or_else(String::new, |signer| format!(": {signer}"))
}
