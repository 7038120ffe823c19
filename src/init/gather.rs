//! Reads out of a snapshot what a runbook can be made of.

use std::sync::LazyLock;

use anyhow::Result;
use bstr::ByteSlice;
use regex::Regex;

use super::{Facts, Service, alerts, migrations, tasks};
use crate::changelog;
use crate::checks::Checks;
use crate::compose::{self, Port};
use crate::git::{Mode, Snapshot};
use crate::recall::Recall;

/// More of each are no help in need.
const MOST: usize = 50;

/// An address as it stands in the command of a health check.
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(https?)://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(/[^\s"'|;&<>()`$\\]*)?"#).ok()
});

/// Everything that a snapshot tells.
pub fn gather(checks: &Checks, snapshot: &Snapshot, recall: &Recall) -> Result<Facts> {
    let entries = snapshot.entries()?;
    let project = Checks::compose(snapshot)?;
    let services = project.into_iter().flat_map(|project| project.services).take(MOST);
    let variables = changelog::examples(snapshot)?;
    Ok(Facts {
        services: services.map(|(name, service)| described(name, service)).collect(),
        tasks: tasks::find(snapshot)?,
        migrations: migrations::steps(&checks.lineages(None, snapshot, recall)?, entries),
        alerts: alerts::find(snapshot)?,
        dashboards: dashboards(snapshot)?,
        variables: variables.into_iter().map(|(path, names)| (path.to_string(), names.len())).take(MOST).collect(),
        has_weights: entries.iter().any(|entry| checks.weights().claims(entry.path.as_ref())),
    })
}

fn described(name: String, service: compose::Service) -> Service {
    let urls = service.health_check.as_deref().map(|command| urls(command, &service.ports)).unwrap_or_default();
    let shown = |port: &Port| match &port.published {
        Some(published) => format!("{published}:{}", port.target),
        None => port.target.clone(),
    };
    Service {
        name,
        image: service.image.map(|image| image.written),
        ports: service.ports.iter().map(shown).collect(),
        health_urls: urls,
        can_scale: service.has_build && !service.is_single && service.ports.iter().all(|port| port.published.is_none()),
        health_check: service.health_check,
    }
}

/// The addresses that a command asks within the container, as they are reached from the host: none, where they are not.
fn urls(command: &str, ports: &[Port]) -> Vec<String> {
    let Some(pattern) = URL.as_ref() else { return Vec::new() };
    let found = pattern.captures_iter(command).filter_map(|found| {
        let scheme = &found[1];
        let inside = found.get(2).map_or(if scheme == "https" { "443" } else { "80" }, |port| port.as_str());
        let port = ports.iter().find(|port| port.target == inside)?;
        let path = found.get(3).map_or("", |path| path.as_str());
        Some(format!("{scheme}://localhost:{}{path}", port.published.as_ref()?))
    });
    found.collect()
}

/// JSON in a folder, or under a name, of dashboards.
fn dashboards(snapshot: &Snapshot) -> Result<Vec<String>> {
    let is_one = |path: &[u8]| {
        let path = path.to_ascii_lowercase();
        path.ends_with(b".json") && path.contains_str("dashboard") && !path.contains_str("node_modules")
    };
    let entries = snapshot.entries()?.iter().filter(|entry| entry.mode == Mode::File && is_one(&entry.path));
    Ok(entries.map(|entry| entry.path.to_string()).take(MOST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_within_the_container_is_told_as_the_host_reaches_it() {
        let port = |published: Option<&str>, target: &str| Port {
            target: target.to_owned(),
            published: published.map(ToOwned::to_owned),
        };
        let ports = [port(Some("8080"), "8000"), port(None, "9000"), port(Some("81"), "80")];
        for (command, told) in [
            ("curl -f http://localhost:8000/health || exit 1", vec!["http://localhost:8080/health"]),
            ("wget -qO- 'http://127.0.0.1/up'", vec!["http://localhost:81/up"]),
            ("curl http://localhost:9000/", vec![]),
            ("curl http://other:8000/", vec![]),
            ("pg_isready", vec![]),
        ] {
            assert_eq!(urls(command, &ports), told, "{command}");
        }
    }
}
