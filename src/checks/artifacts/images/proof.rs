//! What is known of the image of a service, source by source.

use super::names::Running;
use crate::evidence::ImageEvidence;

/// A service's image and what proves it.
pub struct Proof<'p> {
    pub running: &'p Running<'p>,
    /// What the manifest is to record.
    pub evidence: ImageEvidence,
    /// What lies on this machine under its name.
    pub local: Vec<Local>,
}

/// An image on this machine.
pub struct Local {
    /// By which it may be known: the digest of its configuration, or of its manifest.
    pub ids: Vec<String>,
    /// Who has it: an archive, or the engine.
    pub holder: String,
}

impl<'p> Proof<'p> {
    /// What the name alone proves.
    pub fn of(running: &'p Running<'p>) -> Self {
        let reference = &running.reference;
        let evidence = ImageEvidence {
            reference: reference.to_string(),
            digest: reference.digest.clone(),
            image_id: None,
            evidence: if reference.digest.is_some() { "pin" } else { "none" }.to_owned(),
        };
        Self { running, evidence, local: Vec::new() }
    }
}
