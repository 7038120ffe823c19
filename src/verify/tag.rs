//! The tag and the commit that it names against the manifest.

use std::collections::BTreeMap;

use anyhow::Result;
use bstr::ByteSlice;

use super::codes::{BAD_MANIFEST, NO_TAG, RELEASE_COMMIT, TAG_COMMIT, TAG_MANIFEST, TAG_NOTES};
use super::place::Clone;
use super::{Held, Place as Where, Subject, holds, signature};
use crate::check::Examination;
use crate::digest;
use crate::finding::Finding;
use crate::git::{Oid, Repo, Snapshot, TagObject};
use crate::release::paths;
use crate::release::plan;
use crate::version::Version;
use crate::version_files;

pub fn examine(subject: &Subject, held: &Held, seen: &mut Examination) -> Result<()> {
    let Where::Clone(clone) = &subject.place else {
        seen.pass("there is no git here: that the manifest is the tagged one has to be verified in a clone");
        return Ok(());
    };
    let version = subject.version;
    let (tags, ..) = clone.repo.peel(clone.tag)?;
    match held.record.commit_role.as_str() {
        "source" => of_release(clone, version, held, tags.first(), seen)?,
        "tagged" => by_hand(clone, version, held, seen),
        role => seen.find(Finding::new(&BAD_MANIFEST, format!("`commit_role` is {role:?}, which is unknown"))),
    }
    if let Some(tag) = tags.first() {
        signature::examine(clone.repo, version, tag, seen)?;
    }
    signature::examine_absence(subject, clone, held, seen)?;
    for finding in seen.findings.iter_mut().filter(|finding| finding.help.is_none()) {
        finding.help = Some(subject.fetch_tag());
    }
    Ok(())
}

/// A tag that `git tag` made: its manifest was written beside it.
fn by_hand(clone: &Clone, version: &Version, held: &Held, seen: &mut Examination) {
    let judged = &held.record.git.commit;
    if clone.tagged.to_string() == *judged {
        seen.pass(format!("{version} stands on the judged commit {}", clone.tagged.short()));
        seen.pass("the tag was made by `git tag`, and so does not name the manifest; the next release's does");
    } else {
        let message = format!("{version} stands on {}, and {judged} was judged", clone.tagged);
        seen.find(Finding::new(&TAG_COMMIT, message));
    }
}

fn of_release(
    clone: &Clone,
    version: &Version,
    held: &Held,
    tag: Option<&TagObject>,
    seen: &mut Examination,
) -> Result<()> {
    let Some(tag) = tag else {
        let message = format!("{version} is a lightweight tag, and the one of the release was annotated");
        seen.find(Finding::new(&NO_TAG, message));
        return Ok(());
    };
    if tag.name != version.to_string() {
        let message = format!("the tag that {version} names calls itself {}", tag.name);
        seen.find(Finding::new(&TAG_COMMIT, message));
    }
    message(version, held, tag, seen);
    release_commit(clone, version, held, seen)?;
    if holds(seen) {
        let commit = clone.tagged.short();
        seen.pass(format!("the tag names the manifest, and its commit {commit} adds nothing but the release files"));
    }
    Ok(())
}

fn message(version: &Version, held: &Held, tag: &TagObject, seen: &mut Examination) {
    let message = tag.message().to_str_lossy();
    let Some(said) = plan::said(version, &message) else {
        let message = format!("the message of {version} is not that of a release, and names no manifest");
        return seen.find(Finding::new(&TAG_MANIFEST, message));
    };
    if said.manifest != digest::sha256(&held.bytes) {
        let message = format!("the manifest of {version} is not the one that the tag's message names");
        seen.find(Finding::new(&TAG_MANIFEST, message));
    }
    if held.record.notes_sha256.as_deref() != Some(digest::sha256(said.notes.as_bytes()).as_str()) {
        let message = format!("the notes in the message of {version} are not those that its manifest records");
        seen.find(Finding::new(&TAG_NOTES, message));
    }
}

/// It stands on the judged commit, and brings the release files and nothing else.
fn release_commit(clone: &Clone, version: &Version, held: &Held, seen: &mut Examination) -> Result<()> {
    let Clone { repo, tagged, .. } = clone;
    let judged = &held.record.git.commit;
    let parents = repo.commit(*tagged)?.parents;
    let [parent] = parents.as_slice() else {
        let message = format!("{version} is on a commit with {} parents; a release commit has one", parents.len());
        seen.find(Finding::new(&TAG_COMMIT, message));
        return Ok(());
    };
    if parent.to_string() != *judged {
        let message = format!("{version} stands on {parent}, and {judged} was judged");
        seen.find(Finding::new(&TAG_COMMIT, message));
        return Ok(());
    }
    let own = paths::all(version);
    let between = ["diff-tree", "-r", "-z", "--no-renames", "--name-only", &parent.to_string(), &tagged.to_string()];
    let changed = repo.run(&between, b"")?;
    let paths = changed.split(|&byte| byte == 0).filter(|path| !path.is_empty());
    let others: Vec<_> = paths.filter(|path| !own.iter().any(|own| own.as_bytes() == *path)).collect();
    let bumped = if others.is_empty() { BTreeMap::new() } else { bumped(repo, *parent, version, held)? };
    for path in others {
        let written = bumped.get(path);
        if written.is_some() && repo.blob_at(*tagged, path.into())?.as_ref() == written {
            continue;
        }
        let message = format!("the release commit of {version} changes {} as well", path.as_bstr());
        seen.find(Finding::new(&RELEASE_COMMIT, message).at(crate::finding::Place::file(path)));
    }
    Ok(())
}

/// What `release --bump` makes of the files of the judged commit that name a version: by path.
fn bumped(repo: &Repo, judged: Oid, version: &Version, held: &Held) -> Result<BTreeMap<Vec<u8>, Vec<u8>>> {
    let before = held.record.previous_release.as_ref().and_then(|previous| {
        let number = previous.tag.strip_prefix('v').unwrap_or(&previous.tag);
        Some((format!("v{number}").parse::<Version>().ok()?, Oid::from_hex(previous.commit.as_bytes())?))
    });
    let before = before.filter(|(_, commit)| repo.header(*commit).is_ok_and(|header| header.is_some()));
    let snapshot = Snapshot::of_commit(repo, judged);
    let stale = version_files::stale(repo, &snapshot, before.as_ref().map(|(v, commit)| (v, *commit)), version)?;
    let files = version_files::bumped(&snapshot, &stale, version)?;
    Ok(files.into_iter().map(|(path, bytes)| (path.into_bytes(), bytes)).collect())
}
