//! What the engine on this machine has under the names that run, where the settings let it be asked.

use super::codes::NO_ENGINE;
use super::proof::{Local, Proof};
use crate::check::{Examination, ImageSources};
use crate::finding::Finding;

/// Adds the ids of what was built here. What was only pulled may well be older than what the registry
/// serves now, and proves nothing.
pub fn examine(sources: &dyn ImageSources, proofs: &mut [Proof], examination: &mut Examination) {
    let names: Vec<_> = proofs.iter().map(|proof| proof.running.reference.to_string()).collect();
    let built = match sources.built(&names) {
        Ok(built) => built,
        Err(why) => {
            let finding = Finding::new(&NO_ENGINE, format!("{why}; what was built here was not looked at"));
            return examination.find(finding.help("start the engine, or set DOCKER_HOST=unix://SOCKET, then again"));
        }
    };
    for (proof, built) in proofs.iter_mut().zip(built) {
        let Some(built) = built.filter(|built| proof.running.service.has_build || !built.is_of_registry) else {
            continue;
        };
        if proof.evidence.evidence == "none" {
            proof.evidence.image_id = Some(built.id.clone());
            "engine".clone_into(&mut proof.evidence.evidence);
        }
        proof.local.push(Local { ids: vec![built.id], holder: "the engine here".to_owned() });
    }
}
