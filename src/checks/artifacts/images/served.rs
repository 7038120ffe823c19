//! What registries serve under the names that run, where the settings let them be asked.

use std::collections::BTreeMap;

use super::codes::{NOT_PUSHED, NOT_SERVED, UNASKED};
use super::manifest::{Descriptor, Document};
use super::names::{Running, titled};
use super::proof::Proof;
use crate::check::{Examination, ImageName, ImageSources, Served, Unserved};
use crate::finding::{Code, Finding, Place};

/// How many platforms of one image are looked at.
const MOST_PARTS: usize = 32;

type Answers = BTreeMap<ImageName, Result<Served, Unserved>>;

/// Asks the registries, and compares what they serve with what is pinned and what lies here.
pub fn examine(sources: &dyn ImageSources, proofs: &mut [Proof], examination: &mut Examination) {
    let asked = |proofs: &[Proof]| proofs.iter().filter_map(|proof| name_of(proof.running)).collect::<Vec<_>>();
    let mut answers = Answers::new();
    ask(sources, asked(proofs), &mut answers);
    let parts = proofs.iter().filter_map(|proof| {
        let name = name_of(proof.running)?;
        let served = answers.get(&name)?.as_ref().ok()?;
        let parts = parts_of(served);
        let wanted = parts.len() == 1 || !proof.local.is_empty();
        Some(parts.into_iter().filter(move |_| wanted).map(move |reference| ImageName { reference, ..name.clone() }))
    });
    let parts: Vec<_> = parts.flatten().collect();
    ask(sources, parts, &mut answers);
    for proof in proofs {
        judge(proof, &answers, examination);
    }
}

/// What is built here and belongs to no registry is not asked for; `localhost/` is what Podman puts before such names.
fn name_of(running: &Running) -> Option<ImageName> {
    let reference = &running.reference;
    let is_local = running.service.has_build && !reference.name.contains('/') || reference.registry() == "localhost";
    (!is_local).then(|| ImageName {
        registry: reference.registry().to_owned(),
        repository: reference.repository(),
        reference: reference.digest.clone().unwrap_or_else(|| reference.tag_or_latest().to_owned()),
    })
}

fn ask(sources: &dyn ImageSources, mut names: Vec<ImageName>, answers: &mut Answers) {
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !answers.contains_key(name));
    let served = sources.served(&names);
    answers.extend(names.into_iter().zip(served));
}

fn judge(proof: &mut Proof, answers: &Answers, examination: &mut Examination) {
    let Some(name) = name_of(proof.running) else { return };
    let served = match answers.get(&name) {
        Some(Ok(served)) => served,
        Some(Err(why)) => return examination.find(unserved(proof.running, &name, why)),
        None => return,
    };
    let known = known(&name, served, answers);
    if let Some(why) = &known.unasked {
        examination.find(unserved(proof.running, &name, why));
    }
    if proof.running.reference.digest.is_none() {
        proof.evidence.digest = Some(served.digest.clone());
        "registry".clone_into(&mut proof.evidence.evidence);
    }
    proof.evidence.image_id.clone_from(&known.image_id);
    for local in &proof.local {
        if known.is_whole && !local.ids.iter().any(|id| known.ids.contains(id)) {
            let reference = &proof.running.reference;
            let message = format!(
                "{}: {} serves another image as `{reference}` than {} holds",
                titled(proof.running.name, proof.running.service),
                name.registry,
                local.holder
            );
            let help = format!("docker push {reference}, so that {} serves what {} holds", name.registry, local.holder);
            examination.find(at(proof.running, &NOT_PUSHED, message).help(help));
        }
    }
}

/// By what an image may be known that a registry serves.
struct Known {
    ids: Vec<String>,
    /// Where it is one image.
    image_id: Option<String>,
    /// Whether every part of it has been seen.
    is_whole: bool,
    /// Why a part could not be asked for.
    unasked: Option<Unserved>,
}

fn known(name: &ImageName, served: &Served, answers: &Answers) -> Known {
    let parts = parts_of(served);
    let answer = |part: &String| answers.get(&ImageName { reference: part.clone(), ..name.clone() });
    let configs: Vec<Option<String>> = parts.iter().map(|part| config_of(answer(part)?.as_ref().ok()?)).collect();
    let mut failures = parts.iter().filter_map(|part| answer(part)?.as_ref().err());
    let unasked = failures.find(|why| **why != Unserved::Absent).cloned();
    let own = config_of(served);
    Known {
        image_id: if let [config] = &configs[..] { config.clone() } else { own.clone() },
        is_whole: configs.iter().all(Option::is_some),
        ids: [served.digest.clone()].into_iter().chain(parts).chain(configs.into_iter().flatten()).chain(own).collect(),
        unasked,
    }
}

fn config_of(served: &Served) -> Option<String> {
    let document: Document = serde_json::from_slice(&served.manifest).ok()?;
    Some(document.config.filter(Descriptor::is_image_config)?.digest)
}

/// The images of an index, one a platform.
fn parts_of(served: &Served) -> Vec<String> {
    let document: Option<Document> = serde_json::from_slice(&served.manifest).ok();
    let parts = document.and_then(|document| document.manifests).unwrap_or_default();
    let parts = parts.into_iter().filter(|part| !part.is_attestation()).map(|part| part.digest);
    parts.filter(|digest| super::is_digest(digest)).take(MOST_PARTS).collect()
}

fn unserved(running: &Running, name: &ImageName, why: &Unserved) -> Finding {
    let Running { name: service, service: definition, reference } = running;
    let (service, registry) = (titled(service, definition), &name.registry);
    match (why, &reference.digest) {
        (Unserved::Absent, Some(digest)) => {
            let message = format!("{service}: {registry} has no image {digest} under {}", reference.name);
            at(running, &NOT_SERVED, message)
                .help(format!("docker push {reference}, then pin the digest that it prints"))
        }
        (Unserved::Absent, None) => {
            let message = format!("{service}: `{reference}` is not pushed yet; {registry} does not have it");
            at(running, &NOT_SERVED, message).help(format!("docker push {reference}"))
        }
        (Unserved::Denied, _) => {
            let message = format!("{service}: {registry} does not show `{reference}` without other credentials");
            at(running, &UNASKED, message).help(format!("docker login {registry}, then again"))
        }
        (Unserved::Failed(what), _) => {
            let message = format!("{service}: {registry} was to be asked for `{reference}`, and {what}");
            let help =
                format!("see whether {registry} can be reached from here, then again; `registry = false` asks nobody");
            at(running, &UNASKED, message).help(help)
        }
    }
}

fn at(running: &Running, code: &'static Code, message: String) -> Finding {
    let finding = Finding::new(code, message);
    match &running.service.image {
        Some(image) => finding.at(Place::line(&*image.file, image.line)),
        None => finding,
    }
}

#[cfg(test)]
mod tests;
