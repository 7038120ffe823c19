//! The images that Compose would run: how they are named, and what proves them.

mod archives;
mod built;
mod codes;
mod files;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod manifest;
mod names;
mod proof;
mod reference;
mod release;
mod served;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result};

pub use self::codes::CODES;
use self::files::Tree;
use self::proof::Proof;
use super::{Artifacts, counted};
use crate::check::{Examination, ImageSources, Subject};
use crate::checksums::is_sha256;
use crate::compose::Project;
use crate::git::{Repo, Snapshot};

pub fn examine(
    settings: &Artifacts,
    subject: &Subject,
    sources: Option<&dyn ImageSources>,
    examination: &mut Examination,
) -> Result<()> {
    let Some(project) = project(&subject.snapshot)? else {
        examination.pass("no Compose file, so no images");
        return Ok(());
    };
    let running = names::running(&project, examination);
    release::examine(subject, &running, examination)?;
    let mut proofs: Vec<Proof> = running.iter().map(Proof::of).collect();
    let archives = archives::find(&settings.image_archives, subject.repo, &subject.snapshot, examination)?;
    for proof in &mut proofs {
        archives::prove(proof, &archives, examination);
    }
    if settings.engine {
        built::examine(sources.context("nobody may ask the engine here")?, &mut proofs, examination);
    }
    if settings.registry {
        served::examine(sources.context("nobody may ask registries here")?, &mut proofs, examination);
    }
    let evidence = proofs.into_iter().map(|proof| (proof.running.name.to_owned(), proof.evidence));
    examination.evidence.images.extend(evidence);
    summarise(&project, examination);
    Ok(())
}

fn summarise(project: &Project, examination: &mut Examination) {
    let images = &examination.evidence.images;
    let mut sentence = counted(images.len(), "image");
    for (evidence, words) in [
        ("pin", "pinned by digest"),
        ("oci-layout", "known from an OCI layout"),
        ("docker-archive", "known from an archive"),
        ("registry", "known from a registry"),
        ("engine", "known from the engine here"),
    ] {
        let count = images.values().filter(|image| image.evidence == evidence).count();
        if count > 0 || evidence == "pin" {
            sentence.push_str(&format!(", {count} {words}"));
        }
    }
    examination.pass(sentence);
    let built = project.services.iter().filter(|(_, service)| service.has_build).map(|(name, _)| name.as_str());
    let built: Vec<_> = built.collect();
    if !built.is_empty() {
        examination.pass(format!("built from this repository: {}", built.join(", ")));
    }
}

/// The project as Compose puts it together from a snapshot.
pub fn project(snapshot: &Snapshot) -> Result<Option<Project>> {
    let folder = snapshot.repo().and_then(Repo::work_tree).and_then(|root| root.file_name()?.to_str());
    Project::load(&Tree(snapshot), folder)
}

/// `sha256:` and 64 hexadecimal digits.
fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(is_sha256)
}
