//! The images that Compose would run: how they are named, and what proves them.

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
use super::counted;
use crate::check::{Examination, Subject};
use crate::compose::Project;
use crate::git::{Repo, Snapshot};

pub fn examine(subject: &Subject, examination: &mut Examination) -> Result<()> {
    let Some(project) = project(&subject.snapshot)? else {
        examination.pass("no Compose file, so no images");
        return Ok(());
    };
    let running = names::running(&project, examination);
    release::examine(subject, &running, examination)?;
    let pinned = running.iter().filter(|running| running.reference.digest.is_some()).count();
    examination.passed.push(format!("{}, {pinned} pinned by digest", counted(running.len(), "image")));
    let built = project.services.iter().filter(|(_, service)| service.has_build).map(|(name, _)| name.as_str());
    let built: Vec<_> = built.collect();
    if !built.is_empty() {
        examination.pass(format!("built from this repository: {}", built.join(", ")));
    }
    let evidence = running.iter().map(|running| (running.name.to_owned(), running.reference.evidence()));
    examination.evidence.images.extend(evidence);
    Ok(())
}

/// The project as Compose puts it together from a snapshot.
fn project(snapshot: &Snapshot) -> Result<Option<Project>> {
    let folder = snapshot.repo().and_then(Repo::work_tree).and_then(|root| root.file_name()?.to_str());
    Project::load(&Tree(snapshot), folder)
}
