//! The services of the Compose files as an address meets them: names and ports.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use bstr::ByteSlice;
use serde_json::Value;

use super::yaml::{at, documents, text};
use crate::compose;
use crate::git::Snapshot;
use crate::interpolate::interpolate;

/// What Compose starts.
#[derive(Default)]
pub struct Containers {
    /// By every name under which the others reach it.
    by_name: BTreeMap<String, Container>,
    /// Whether there may be services that these files don't tell of.
    pub has_others: bool,
    /// The text of the files.
    text: String,
}

/// One of them.
#[derive(Clone, Default)]
pub struct Container {
    /// Its image as it is written.
    pub image: String,
    /// The ports inside its container that the file names, and the port of the host before each.
    pub ports: Vec<(Option<u16>, u16)>,
    /// Every number that stands in what it is told: command, environment, health check.
    pub numbers: BTreeSet<u16>,
}

impl Containers {
    /// Reads the files that `docker compose` reads. `lookup` fills in variables.
    pub fn read(snapshot: &Snapshot, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let mut services = Self::default();
        for path in compose::FILES.into_iter().chain(compose::OVERRIDES) {
            let Some(bytes) = snapshot.read(path)? else { continue };
            services.text.push_str(&bytes.to_str_lossy());
            match documents(&bytes).as_slice() {
                [document] => services.learn(document, lookup),
                _ => services.has_others = true,
            }
        }
        Ok(services)
    }

    /// Whether no service is known.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The service that is reached under a name.
    pub fn get(&self, name: &str) -> Option<&Container> {
        self.by_name.get(name)
    }

    /// Every name of every service.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// How many services run an image whose name has this word.
    pub fn running(&self, image: &str) -> usize {
        self.by_name.values().filter(|service| service.image.contains(image)).count()
    }

    /// Whether the containers get this variable from the file: by name, or all at once.
    pub fn take(&self, variable: &str) -> bool {
        self.text.contains("env_file") || compose::mentions(&self.text).any(|m| m.reference.name == variable)
    }

    fn learn(&mut self, document: &Value, lookup: &dyn Fn(&str) -> Option<String>) {
        let is_external = |network: &Value| at(network, &["external"]).is_some_and(|external| external != false);
        let mut networks = at(document, &["networks"]).and_then(Value::as_object).into_iter().flatten();
        self.has_others |= document.get("include").is_some() || networks.any(|(_, network)| is_external(network));
        for (name, definition) in at(document, &["services"]).and_then(Value::as_object).into_iter().flatten() {
            self.has_others |= definition.get("extends").is_some() || definition.get("external_links").is_some();
            let mut service = self.by_name.get(name).cloned().unwrap_or_default();
            service.learn(definition, lookup);
            for alias in aliases(definition) {
                self.by_name.insert(alias.to_owned(), service.clone());
            }
            self.by_name.insert(name.clone(), service);
        }
    }
}

impl Container {
    fn learn(&mut self, definition: &Value, lookup: &dyn Fn(&str) -> Option<String>) {
        if let Some(image) = text(definition, &["image"]) {
            image.clone_into(&mut self.image);
        }
        for key in ["ports", "expose"] {
            let listed = at(definition, &[key]).and_then(Value::as_array).into_iter().flatten();
            self.ports.extend(listed.filter_map(|port| port_of(port, lookup)));
        }
        for key in ["command", "entrypoint", "environment", "healthcheck", "labels", "expose"] {
            let told = definition.get(key).map(Value::to_string).unwrap_or_default();
            self.numbers.extend(told.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<u16>().ok()));
        }
    }
}

/// Names beside that of the service.
fn aliases(definition: &Value) -> Vec<&str> {
    let own = ["container_name", "hostname"].into_iter().filter_map(|key| text(definition, &[key]));
    let networks = at(definition, &["networks"]).and_then(Value::as_object).into_iter().flatten();
    let of_networks = networks.filter_map(|(_, network)| at(network, &["aliases"])?.as_array()).flatten();
    own.chain(of_networks.filter_map(Value::as_str)).collect()
}

/// `5432`, `"5433:5432"`, `"127.0.0.1:${PORT:-5433}:5432/tcp"`, `{published: "5433", target: 5432}`.
fn port_of(port: &Value, lookup: &dyn Fn(&str) -> Option<String>) -> Option<(Option<u16>, u16)> {
    let number =
        |value: &Value| value.as_u64().and_then(|n| u16::try_from(n).ok()).or_else(|| value.as_str()?.parse().ok());
    if let Some(target) = port.get("target") {
        return Some((port.get("published").and_then(number), number(target)?));
    }
    if let Some(port) = number(port) {
        return Some((None, port));
    }
    let filled = interpolate(port.as_str()?, lookup).ok()?.text;
    let mut parts = filled.split('/').next()?.rsplit(':');
    let target = parts.next()?.parse().ok()?;
    Some((parts.next().and_then(|published| published.parse().ok()), target))
}
