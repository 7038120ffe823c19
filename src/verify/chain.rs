//! The chain of manifests: each names the release before it.

use anyhow::Result;
use bstr::ByteSlice;

use super::codes::{CHAIN, CHAIN_UNSEEN};
use super::place::Clone;
use super::{Held, Place as Where, Subject, holds};
use crate::check::Examination;
use crate::digest;
use crate::finding::{Finding, Place};
use crate::git::{Oid, Repo};
use crate::release::paths;
use crate::release::previous::Previous;
use crate::release::record::Record;
use crate::version::Version;

pub fn examine(subject: &Subject, held: &Held, seen: &mut Examination) -> Result<()> {
    let mut above = subject.version.clone();
    let mut judged = held.record.git.commit.clone();
    let mut link = held.record.previous_release.clone();
    let mut followed = Vec::new();
    while let Some(previous) = link {
        let Some(version) = below(&previous, &above) else {
            let message = format!("{above} names {} as the release before it, which is none", previous.tag);
            seen.find(Finding::new(&CHAIN, message).help(subject.fetch_tag()));
            break;
        };
        let Some(record) = follow(subject, &previous, &version, &judged, seen)? else { break };
        followed.push(previous.tag);
        (above, judged, link) = (version, record.git.commit, record.previous_release);
    }
    if !holds(seen) {
        return Ok(());
    }
    seen.pass(match followed.as_slice() {
        [] => format!("{} is the first of its chain here", subject.version),
        [only] => format!("1 release before it, {only}, is as it was"),
        [newest, .., oldest] => {
            format!("{} releases before it, {newest} down to {oldest}, are as they were", followed.len())
        }
    });
    Ok(())
}

/// The version that is named, if it is one below: so that no chain goes round.
fn below(previous: &Previous, above: &Version) -> Option<Version> {
    // Tags without v count as releases too.
    let version = previous.tag.parse().or_else(|_| format!("v{}", previous.tag).parse()).ok()?;
    (version < *above).then_some(version)
}

/// One link. `None` when the chain ends or can't be followed any further.
fn follow(
    subject: &Subject,
    previous: &Previous,
    version: &Version,
    judged: &str,
    seen: &mut Examination,
) -> Result<Option<Record>> {
    let tag = &previous.tag;
    let [_, _, path, _] = paths::of(version);
    let manifest = match &subject.place {
        Where::Clone(clone) => {
            let Some(tagged) = tagged(clone, previous, seen)? else { return Ok(None) };
            in_history(clone.repo, &path, tagged, judged)?
        }
        Where::Folder(_) => subject.place.read(&path)?,
    };
    let Some(expected) = &previous.manifest_sha256 else {
        seen.pass(format!("{tag} before it has no manifest: the chain begins there"));
        return Ok(None);
    };
    let Some(manifest) = manifest else {
        seen.find(match &subject.place {
            Where::Clone(_) => Finding::new(&CHAIN, format!("the manifest of {tag} is gone"))
                .help(format!("git log --oneline -- {path}")),
            Where::Folder(_) => Finding::new(&CHAIN_UNSEEN, format!("the manifest of {tag} is not here")),
        });
        return Ok(None);
    };
    let record = Record::parse(&manifest).ok();
    if digest::sha256(&manifest) != *expected || record.is_none() {
        let message = format!("the manifest of {tag} is not the one that the release after it names");
        seen.find(Finding::new(&CHAIN, message).at(Place::file(path)).help(format!("precheck-hook verify {tag}")));
        return Ok(None);
    }
    Ok(record)
}

/// The commit of the former release's tag, if it stands where the later one says.
fn tagged(clone: &Clone, previous: &Previous, seen: &mut Examination) -> Result<Option<Oid>> {
    let Previous { tag, commit, .. } = previous;
    let Some(oid) = clone.repo.read_ref(&format!("refs/tags/{tag}"))? else {
        let finding = Finding::new(&CHAIN_UNSEEN, format!("the tag {tag} is not in this clone"));
        seen.find(finding.help("git fetch --tags"));
        return Ok(None);
    };
    let tagged = clone.repo.peel_to_commit(oid)?;
    if tagged.is_none_or(|tagged| tagged.to_string() != *commit) {
        let message = format!("{tag} does not stand on {commit}, where the release after it saw it");
        seen.find(Finding::new(&CHAIN, message).help(format!("git fetch --force origin tag {tag}")));
        return Ok(None);
    }
    Ok(tagged)
}

/// As [`Previous::of`] found it: in the release itself, or committed after the tag and before the next one.
fn in_history(repo: &Repo, path: &str, tagged: Oid, judged: &str) -> Result<Option<Vec<u8>>> {
    let later = Oid::from_hex(judged.as_bytes().trim());
    match (repo.blob_at(tagged, path.into())?, later) {
        (Some(manifest), _) => Ok(Some(manifest)),
        (None, Some(later)) if repo.header(later)?.is_some() => repo.blob_at(later, path.into()),
        _ => Ok(None),
    }
}
