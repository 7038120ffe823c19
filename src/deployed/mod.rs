//! Whether what was released is what runs, and runs well: asked of the outside
//! alone, after a deployment, within a deadline. A file each.

mod codes;
mod containers;
mod docker;
mod health;
mod lines;
mod logs;
mod metrics;
mod patience;
mod services;
mod web;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regex::Regex;

pub use self::codes::CODES;
use self::docker::Docker;
pub use self::patience::Patience;
use crate::evidence::ImageEvidence;
use crate::report::CheckReport;
use crate::version::Version;

/// What should run, and whom to ask.
pub struct Subject<'a> {
    /// The release.
    pub version: &'a Version,
    /// The images that its manifest names, by service; `None` without a manifest.
    pub images: Option<&'a BTreeMap<String, ImageEvidence>>,
    /// Where Compose is called.
    pub folder: &'a Path,
    /// Its files, where they are not those that it finds by itself.
    pub compose: &'a [PathBuf],
    /// When the deployment began, as `docker compose logs` takes it; else the earliest start of a container.
    pub since: Option<&'a str>,
    /// Lines of the log that are known and harmless.
    pub allowed: &'a [Regex],
    /// Where the release tells its health.
    pub urls: &'a [String],
    /// Where the Prometheus is that watches it.
    pub metrics: Option<&'a str>,
    /// How long is waited for all of it.
    pub patience: Patience,
}

/// Everything that can be asked of what runs, a section each.
pub fn verify(subject: &Subject) -> Vec<CheckReport> {
    let patience = subject.patience;
    let [services, logs] = by_docker(subject);
    let health = match subject.urls {
        [] => CheckReport::skipped("health", "Health", "no `--url` says where to ask"),
        _ => CheckReport::section("health", "Health", |seen| {
            health::examine(subject, seen);
            Ok(())
        }),
    };
    let metrics = match subject.metrics {
        None => CheckReport::skipped("metrics", "Metrics", "no `--metrics` says where Prometheus is"),
        Some(url) => CheckReport::section("metrics", "Metrics", |seen| metrics::examine(url, patience, seen)),
    };
    vec![services, health, logs, metrics]
}

/// What Docker is asked for.
fn by_docker(subject: &Subject) -> [CheckReport; 2] {
    const SERVICES: (&str, &str) = ("services", "Services and Images");
    const LOGS: (&str, &str) = ("logs", "Logs since the Deployment");
    let skipped = |why: &str| [SERVICES, LOGS].map(|(id, title)| CheckReport::skipped(id, title, why));
    let Some(images) = subject.images else { return skipped("there is no manifest that says what should run") };
    if images.is_empty() && subject.compose.is_empty() {
        return skipped("the release has no Compose services");
    }
    let docker = Docker { folder: subject.folder, files: subject.compose, patience: subject.patience };
    let mut containers = None;
    let services = CheckReport::section(SERVICES.0, SERVICES.1, |seen| {
        containers = Some(services::examine(&docker, images, seen)?);
        Ok(())
    });
    let logs = match containers {
        None => CheckReport::skipped(LOGS.0, LOGS.1, "its containers could not be asked for"),
        Some(containers) => CheckReport::section(LOGS.0, LOGS.1, |seen| {
            logs::examine(&docker, &containers, subject.since, subject.allowed, seen)
        }),
    };
    [services, logs]
}

/// The first few of many, in a sentence.
fn listed(all: &[String]) -> String {
    const SHOWN: usize = 5;
    match all.len().checked_sub(SHOWN) {
        None | Some(0) => all.join(", "),
        Some(more) => format!("{} and {more} more", all[..SHOWN].join(", ")),
    }
}

/// Names and words of others, at a length that fits into a sentence.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
