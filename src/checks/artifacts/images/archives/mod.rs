//! Images that lie beside the repository, as layouts or archives: what they prove of those that run.
//! No digest is taken from them but of bytes that have it.

mod docker;
mod oci;
mod store;
mod tar;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result};

use self::store::Store;
use super::codes::{ARCHIVE_DIFFERS, BAD_ARCHIVE};
use super::names::{Running, titled};
use super::proof::{Local, Proof};
use super::reference::Reference;
use crate::check::Examination;
use crate::checks::artifacts::{Globs, weights};
use crate::finding::{Finding, Place};
use crate::git::{Repo, Snapshot};

/// An image in an archive.
#[derive(Clone, Debug)]
pub struct Archived {
    names: Vec<Name>,
    digest: Option<String>,
    image_id: Option<String>,
    evidence: &'static str,
}

/// How an archive calls an image.
#[derive(Clone, Debug)]
enum Name {
    Whole(Reference),
    /// A tag alone: the archive is called as the image is.
    Tag {
        image: String,
        tag: String,
    },
}

/// Everything that is kept at the places of the settings, by the path of its archive.
pub fn find(
    globs: &Globs,
    repo: &Repo,
    snapshot: &Snapshot,
    examination: &mut Examination,
) -> Result<BTreeMap<String, Vec<Archived>>> {
    let mut found = BTreeMap::new();
    for (path, kind) in candidates(globs, repo, snapshot)? {
        match images(snapshot, &path, &kind).with_context(|| format!("{path} can't be used as an archive of images")) {
            Ok(images) => drop(found.insert(path, images)),
            Err(error) => {
                let finding = Finding::new(&BAD_ARCHIVE, format!("{error:#}")).at(Place::file(path.clone()));
                examination.find(finding.help(format!("write {path} anew, or take it out of `image-archives`")));
            }
        }
    }
    Ok(found)
}

enum Kind {
    Folder,
    File,
}

fn candidates(globs: &Globs, repo: &Repo, snapshot: &Snapshot) -> Result<BTreeMap<String, Kind>> {
    let bases: BTreeSet<PathBuf> = globs.patterns.iter().filter_map(|pattern| weights::base(pattern)).collect();
    let mut found = BTreeMap::new();
    for base in bases.iter().filter(|base| !weights::leads_out(repo, base)) {
        for path in snapshot.local_folder(base)? {
            let Some(path) = path.to_str() else { continue };
            if let Some(folder) = path.strip_suffix("/index.json").or(path.strip_suffix("/oci-layout"))
                && globs.set.is_match(folder)
            {
                found.insert(folder.to_owned(), Kind::Folder);
            }
            let is_archive = [".tar", ".tar.gz", ".tgz", ".tar.zst"].iter().any(|ending| path.ends_with(ending));
            if is_archive && globs.set.is_match(path) {
                found.insert(path.to_owned(), Kind::File);
            }
        }
    }
    Ok(found)
}

fn images(snapshot: &Snapshot, path: &str, kind: &Kind) -> Result<Vec<Archived>> {
    let store = match kind {
        Kind::Folder => Some(Store::Folder(snapshot, path.to_owned())),
        Kind::File => Store::of_file(snapshot, path)?,
    };
    let mut store = store.context("it is a link that leads nowhere")?;
    let file = path.rsplit('/').next().unwrap_or(path);
    stored(&mut store, file.split(".tar").next().unwrap_or(file))
}

/// The images of a store that is called so.
fn stored(store: &mut Store, called: &str) -> Result<Vec<Archived>> {
    if let Some(index) = store.read("index.json")? {
        return oci::images(store, &index, called);
    }
    let manifest = store.read("manifest.json")?;
    docker::images(store, &manifest.context("it has neither index.json nor manifest.json")?, called)
}

/// As the tar file at a path would be read.
#[cfg(any(test, fuzzing))]
pub fn images_of_tar(path: &std::path::Path, called: &str) -> Result<Vec<Archived>> {
    stored(&mut Store::Tar(tar::Tar::open(path)?), called)
}

/// Adds what the archives prove of the image that a service runs.
pub fn prove(proof: &mut Proof, archives: &BTreeMap<String, Vec<Archived>>, examination: &mut Examination) {
    let Running { name, service, reference } = proof.running;
    let of_it = |image: &&Archived| image.names.iter().any(|name| name.is_of(reference));
    let found = archives.iter().flat_map(|(path, images)| images.iter().filter(of_it).map(move |image| (path, image)));
    let found: Vec<_> = found.collect();
    let Some(&(path, image)) = found.iter().find(|(_, image)| image.digest.is_some()).or(found.first()) else { return };
    let differs = |message: String, help: String| {
        Finding::new(&ARCHIVE_DIFFERS, message).at(Place::file(path.clone())).help(help)
    };
    if let Some((other, _)) = found.iter().find(|(_, other)| !other.may_be(image)) {
        let message = format!("{path} and {other} hold different images as `{reference}`");
        return examination
            .find(differs(message, "keep the one that is released, and write the other anew".to_owned()));
    }
    if let (Some(pin), Some(digest)) = (&reference.digest, &image.digest)
        && pin != digest
    {
        let message = format!("{} pins another image than {path} holds as `{reference}`", titled(name, service));
        return examination.find(differs(message, format!("pin the one in {path}: `{reference}@{digest}`")));
    }
    proof.evidence.image_id.clone_from(&image.image_id);
    if reference.digest.is_none() {
        proof.evidence.digest.clone_from(&image.digest);
        image.evidence.clone_into(&mut proof.evidence.evidence);
    }
    let ids = [&image.image_id, &image.digest].into_iter().flatten().cloned().collect();
    proof.local.push(Local { ids, holder: path.clone() });
}

impl Archived {
    /// Whether both can be the same image, told by what is known of both.
    fn may_be(&self, other: &Self) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
        same(&self.image_id, &other.image_id)
            || !(differ(&self.image_id, &other.image_id) || differ(&self.digest, &other.digest))
    }
}

impl Name {
    fn parse(text: &str, archive: &str) -> Option<Self> {
        if text.contains([':', '/']) {
            return Reference::parse(text).map(Self::Whole);
        }
        Some(Self::Tag { image: archive.to_owned(), tag: text.to_owned() })
    }

    fn is_of(&self, reference: &Reference) -> bool {
        match self {
            Self::Whole(name) => name.is_same_tag(reference),
            Self::Tag { image, tag } => {
                let last = reference.name.rsplit('/').next().unwrap_or_default();
                (last, reference.tag_or_latest()) == (image, tag)
            }
        }
    }
}
