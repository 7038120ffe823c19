//! Whether the services of the release are up, and of its images.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde::Deserialize;

use super::codes::{LEFT_OUT, MISSING, OTHER_IMAGE, OUT_OF_MEMORY, RESTARTED, RESTARTING, SICK, STOPPED};
use super::containers::{self, Container};
use super::docker::Docker;
use crate::check::Examination;
use crate::evidence::ImageEvidence;
use crate::finding::Finding;

type Images = BTreeMap<String, ImageEvidence>;

/// An image that the engine has.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Image {
    id: String,
    repo_digests: Option<Vec<String>>,
}

/// What speaks for a container's image.
enum Proof {
    Content,
    Name,
}

/// Judges them; returns the containers.
pub fn examine(docker: &Docker, images: &Images, seen: &mut Examination) -> Result<Vec<Container>> {
    let is_settled = |found: &Result<Vec<Container>>| !found.iter().flatten().any(is_starting);
    let containers = docker.patience.until(|| containers::gather(docker), is_settled)?;
    let known = known(docker, images, &containers)?;
    let services: BTreeSet<&str> = images
        .keys()
        .map(String::as_str)
        .chain(containers.iter().map(|container| container.service.as_str()))
        .collect();
    let mut absent = Vec::new();
    for service in services {
        let own: Vec<&Container> = containers.iter().filter(|container| container.service == service).collect();
        match own.as_slice() {
            [] => absent.push(service),
            own => judge(service, own, images.get(service), &known, seen),
        }
    }
    if !absent.is_empty() {
        missing(docker, &absent, seen)?;
    }
    Ok(containers)
}

/// What time alone may mend.
fn is_starting(container: &Container) -> bool {
    container.health == "starting" || matches!(container.state.as_str(), "created" | "restarting")
}

/// The images that digests have to be known of.
fn known(docker: &Docker, images: &Images, containers: &[Container]) -> Result<Vec<Image>> {
    let has_digest =
        |container: &&Container| images.get(&container.service).is_some_and(|image| image.digest.is_some());
    let ids: BTreeSet<&str> = containers.iter().filter(has_digest).map(|container| &*container.image_id).collect();
    docker.inspect("image", &ids.into_iter().collect::<Vec<_>>())
}

fn judge(service: &str, own: &[&Container], image: Option<&ImageEvidence>, known: &[Image], seen: &mut Examination) {
    let mut findings: Vec<Finding> = own.iter().flat_map(|container| faults(container)).collect();
    let mut proofs = Vec::new();
    for (container, image) in own.iter().filter_map(|container| Some((container, image?))) {
        match prove(container, image, known) {
            Ok(proof) => proofs.push(proof),
            Err(why) => {
                let help = format!("docker compose pull {service} && docker compose up -d {service}");
                findings.push(Finding::new(&OTHER_IMAGE, why).help(help));
            }
        }
    }
    if findings.is_empty() {
        let up = match own {
            [only] if only.state == "exited" => "has done its work".to_owned(),
            [_] => "is up".to_owned(),
            several => format!("is up, {} containers", several.len()),
        };
        let proven = match proofs.as_slice() {
            [] => "; the manifest does not name it",
            proofs if proofs.iter().all(|proof| matches!(proof, Proof::Content)) => ", of the manifest's very image",
            _ => ", of an image with the manifest's name: it knows no digest to compare",
        };
        seen.pass(format!("{service} {up}{proven}"));
    }
    seen.findings.extend(findings);
}

/// What is wrong with how a container runs.
fn faults(container: &Container) -> Vec<Finding> {
    let Container { name, state, health, exit_code, restarts, .. } = container;
    let mut findings = Vec::new();
    let is_done = state == "exited" && *exit_code == 0 && !container.is_restarted;
    if container.is_out_of_memory {
        findings.push(Finding::new(&OUT_OF_MEMORY, format!("{name} ran out of memory and was killed")));
    }
    if *restarts > 0 && state != "restarting" {
        findings.push(Finding::new(&RESTARTED, format!("{name} was started again {restarts} times")));
    }
    match state.as_str() {
        "running" if matches!(health.as_str(), "" | "healthy") => {}
        "running" => findings.push(Finding::new(&SICK, format!("{name} is {health}, says its health check"))),
        "restarting" => {
            let message = format!("{name} is being started again and again, {restarts} times so far");
            findings.push(Finding::new(&RESTARTING, message));
        }
        "exited" if is_done => {}
        "exited" => findings.push(Finding::new(&STOPPED, format!("{name} has ended with exit code {exit_code}"))),
        other => findings.push(Finding::new(&STOPPED, format!("{name} is not running: it is {other}"))),
    }
    let help = format!("docker compose logs {}", container.service);
    findings.into_iter().map(|finding| finding.help(help.clone())).collect()
}

/// Holds a container's image against the manifest's; an error says which other one it is.
fn prove(container: &Container, image: &ImageEvidence, known: &[Image]) -> Result<Proof, String> {
    let Container { name, image_id, .. } = container;
    if image.digest.is_none() && image.image_id.is_none() {
        let (runs, expected) = (tagged(&container.image), tagged(&image.reference));
        return if runs == expected {
            Ok(Proof::Name)
        } else {
            Err(format!("{name} runs {runs}, and the manifest names {expected}"))
        };
    }
    let pulled = known.iter().filter(|known| known.id == *image_id).flat_map(|known| &known.repo_digests).flatten();
    let mut digests = pulled.filter_map(|pulled| Some(pulled.split_once('@')?.1));
    // Where containerd keeps images, their id is the digest.
    let is_id = |expected: &Option<String>| expected.as_ref() == Some(image_id);
    if is_id(&image.image_id) || is_id(&image.digest) || digests.any(|digest| image.digest.as_deref() == Some(digest)) {
        return Ok(Proof::Content);
    }
    let expected = image.digest.as_ref().or(image.image_id.as_ref()).map_or("another", |expected| expected);
    Err(format!("{name} runs the image {image_id}, and the manifest names {} as {expected}", image.reference))
}

/// A name with its tag, without a digest, and without what Docker adds by itself.
fn tagged(name: &str) -> String {
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains(':') { name.to_owned() } else { format!("{name}:latest") }
}

/// Services without a container: those that a profile leaves out may be.
fn missing(docker: &Docker, absent: &[&str], seen: &mut Examination) -> Result<()> {
    let started = docker.compose(&["config", "--services"])?;
    let all = docker.compose(&["--profile", "*", "config", "--services"])?;
    for service in absent {
        let has =
            |listed: &[u8]| listed.split(|&byte| byte == b'\n').any(|line| line.trim_ascii() == service.as_bytes());
        seen.find(if has(&all) && !has(&started) {
            Finding::new(&LEFT_OUT, format!("{service} does not run here: its profile is not chosen"))
        } else {
            let finding = Finding::new(&MISSING, format!("{service} has no container"));
            finding.help(format!("docker compose up -d {service}"))
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(change: impl FnOnce(&mut Container)) -> Container {
        let text = |text: &str| text.to_owned();
        let mut container = Container {
            name: text("shop-app-1"),
            service: text("app"),
            state: text("running"),
            health: String::new(),
            exit_code: 0,
            image: text("registry.example/team/app:v1.0.0"),
            image_id: text("sha256:aa"),
            restarts: 0,
            is_out_of_memory: false,
            started_at: String::new(),
            is_restarted: true,
        };
        change(&mut container);
        container
    }

    fn state(state: &str, exit_code: i64, is_restarted: bool) -> Container {
        container(|it| (it.state, it.exit_code, it.is_restarted) = (state.to_owned(), exit_code, is_restarted))
    }

    #[test]
    fn up_is_running_and_healthy_or_done_where_nothing_starts_it_again() {
        let health = |health: &str| container(|it| it.health = health.to_owned());
        for (container, expected) in [
            (container(|_| ()), vec![]),
            (health("healthy"), vec![]),
            (health("starting"), vec!["deployed/sick"]),
            (health("unhealthy"), vec!["deployed/sick"]),
            (state("exited", 0, false), vec![]),
            (state("exited", 0, true), vec!["deployed/stopped"]),
            (state("exited", 1, false), vec!["deployed/stopped"]),
            (state("paused", 0, false), vec!["deployed/stopped"]),
            (state("restarting", 1, true), vec!["deployed/restarting"]),
            (container(|it| it.restarts = 2), vec!["deployed/restarted"]),
            (container(|it| it.is_out_of_memory = true), vec!["deployed/out-of-memory"]),
        ] {
            let found: Vec<&str> = faults(&container).iter().map(|finding| finding.code.id).collect();
            assert_eq!(found, expected, "{}", container.state);
        }
    }

    #[test]
    fn an_image_is_proven_by_id_or_digest_and_by_its_name_only_where_nothing_else_is_known() {
        let evidence = |digest: Option<&str>, image_id: Option<&str>| ImageEvidence {
            reference: "registry.example/team/app:v1.0.0".to_owned(),
            digest: digest.map(str::to_owned),
            image_id: image_id.map(str::to_owned),
            evidence: "registry".to_owned(),
        };
        let pulled = "registry.example/team/app@sha256:dd".to_owned();
        let known = [Image { id: "sha256:aa".to_owned(), repo_digests: Some(vec![pulled]) }];
        let proven = |image: &ImageEvidence| prove(&container(|_| ()), image, &known);
        for same in [(Some("sha256:dd"), None), (None, Some("sha256:aa")), (Some("sha256:aa"), None)] {
            assert!(matches!(proven(&evidence(same.0, same.1)), Ok(Proof::Content)), "{same:?}");
        }
        for other in [(Some("sha256:ee"), None), (None, Some("sha256:ee"))] {
            assert!(proven(&evidence(other.0, other.1)).is_err(), "{other:?}");
        }
        assert!(matches!(proven(&evidence(None, None)), Ok(Proof::Name)));
        // So Docker shows an image whose name was given to another one since.
        let stale = container(|it| it.image = "sha256:aa".to_owned());
        assert!(prove(&stale, &evidence(None, None), &known).is_err());
    }

    #[test]
    fn names_of_images_are_compared_as_docker_reads_them() {
        for (name, same) in [
            ("redis", "docker.io/library/redis:latest"),
            ("redis:7", "library/redis:7"),
            ("registry.example:5000/app", "registry.example:5000/app:latest"),
            ("app:v1@sha256:ab", "app:v1"),
        ] {
            assert_eq!(tagged(name), tagged(same));
        }
    }
}
