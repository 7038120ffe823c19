//! The images that Compose would run: how they are named, and what proves them.

mod archives;
mod codes;
mod files;
mod names;
mod reference;
mod release;
#[cfg(test)]
mod tests;

use anyhow::Result;

pub use self::codes::CODES;
use self::files::Tree;
use super::{Artifacts, counted};
use crate::check::{Examination, Subject};
use crate::compose::Project;
use crate::git::{Repo, Snapshot};

pub fn examine(settings: &Artifacts, subject: &Subject, examination: &mut Examination) -> Result<()> {
    let Some(project) = project(&subject.snapshot)? else {
        examination.pass("no Compose file, so no images");
        return Ok(());
    };
    let running = names::running(&project, examination);
    release::examine(subject, &running, examination)?;
    let archives = archives::find(&settings.image_archives, subject.repo, &subject.snapshot, examination)?;
    for running in &running {
        let mut evidence = running.reference.evidence();
        archives::prove(&mut evidence, running, &archives, examination);
        examination.evidence.images.insert(running.name.to_owned(), evidence);
    }
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
fn project(snapshot: &Snapshot) -> Result<Option<Project>> {
    let folder = snapshot.repo().and_then(Repo::work_tree).and_then(|root| root.file_name()?.to_str());
    Project::load(&Tree(snapshot), folder)
}
