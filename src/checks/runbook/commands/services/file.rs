//! Compose files as far as commands lean on them: which services there are,
//! what each publishes, and whether it can run more than once.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::interpolate::interpolate;

/// What one or several files declare together.
#[derive(Debug, Default)]
pub struct Services {
    pub by_name: BTreeMap<String, Service>,
    /// Whether there may be more than what could be read.
    pub is_open: bool,
}

/// A service.
#[derive(Debug, Default, Clone)]
pub struct Service {
    pub container_name: Option<String>,
    pub ports: Vec<Port>,
    /// Whether its ports are the machine's own, or can't be told.
    pub is_open: bool,
}

/// A port of a container, and where on the machine it is published.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Port {
    /// One port or, from and to, several; none where the machine chooses.
    pub published: Option<(u16, u16)>,
    pub target: u16,
}

impl Services {
    /// Adds what another file declares, as `docker compose -f A -f B` does.
    pub fn absorb(&mut self, other: Self) {
        self.is_open |= other.is_open;
        for (name, service) in other.by_name {
            let mine = self.by_name.entry(name).or_default();
            mine.container_name = service.container_name.or(mine.container_name.take());
            mine.is_open |= service.is_open;
            mine.ports.extend(service.ports);
        }
    }
}

/// Reads a file; one that can't be read may declare anything.
pub fn read(text: &str) -> Services {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
        with_snippet: false,
    };
    let Ok(document) = serde_saphyr::from_str_with_options::<Option<Document>>(text, options) else {
        return Services { is_open: true, ..Services::default() };
    };
    let document = document.unwrap_or_default();
    let is_reset = text.contains("!reset") || text.contains("!override");
    let services = document.services.unwrap_or_default();
    Services {
        by_name: services.into_iter().map(|(name, service)| (name, service.unwrap_or_default().known())).collect(),
        is_open: document.include.is_some() || is_reset,
    }
}

#[derive(Deserialize, Default)]
struct Document {
    services: Option<BTreeMap<String, Option<Definition>>>,
    include: Option<IgnoredAny>,
}

#[derive(Deserialize, Default)]
struct Definition {
    container_name: Option<String>,
    #[serde(default)]
    ports: Option<Vec<Written>>,
    network_mode: Option<String>,
    extends: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u16),
    Short(String),
    Long { target: Option<Number>, published: Option<Number> },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Number(u16),
    Text(String),
}

impl Definition {
    fn known(self) -> Service {
        let written = self.ports.unwrap_or_default();
        let ports: Option<Vec<Vec<Port>>> = written.iter().map(Written::ports).collect();
        Service {
            container_name: self.container_name,
            is_open: ports.is_none() || self.extends.is_some() || self.network_mode.as_deref() == Some("host"),
            ports: ports.unwrap_or_default().into_iter().flatten().collect(),
        }
    }
}

impl Written {
    fn ports(&self) -> Option<Vec<Port>> {
        match self {
            Self::Number(target) => Some(vec![Port { published: None, target: *target }]),
            Self::Short(text) => short(text),
            Self::Long { target, published } => {
                let (target, _) = target.as_ref()?.range()?;
                let published = published.as_ref().map(Number::range);
                if published == Some(None) {
                    return None;
                }
                Some(vec![Port { published: published.flatten(), target }])
            }
        }
    }
}

impl Number {
    fn range(&self) -> Option<(u16, u16)> {
        match self {
            Self::Number(number) => Some((*number, *number)),
            Self::Text(text) => range(&filled(text)?),
        }
    }
}

/// `[IP:][HOST:]CONTAINER[/PROTOCOL]`.
fn short(text: &str) -> Option<Vec<Port>> {
    let text = filled(text)?;
    let text = text.split('/').next().unwrap_or_default();
    let mut parts = text.rsplit(':');
    let (first, last) = range(parts.next()?)?;
    let published = parts.next().filter(|host| !host.is_empty()).map(range);
    match published {
        Some(None) => None,
        // One for one where both are ranges of the same length.
        Some(Some((from, to))) if to.checked_sub(from) == last.checked_sub(first) && last > first => Some(
            (first..=last)
                .zip(from..=to)
                .map(|(target, host)| Port { published: Some((host, host)), target })
                .collect(),
        ),
        published => Some(vec![Port { published: published.flatten(), target: first }]),
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

/// With defaults in the place of variables; nothing where one has none.
fn filled(text: &str) -> Option<String> {
    interpolate(text, &|_| None).ok().filter(|filled| filled.undefined.is_empty()).map(|filled| filled.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_in_every_form() {
        for (written, expected) in [
            ("8080:80", Some(vec![(Some((8080, 8080)), 80)])),
            ("127.0.0.1:8080:80/tcp", Some(vec![(Some((8080, 8080)), 80)])),
            ("80", Some(vec![(None, 80)])),
            ("8000-8009:80", Some(vec![(Some((8000, 8009)), 80)])),
            ("9000-9001:90-91", Some(vec![(Some((9000, 9000)), 90), (Some((9001, 9001)), 91)])),
            ("${PORT:-8000}:80", Some(vec![(Some((8000, 8000)), 80)])),
            ("${PORT}:80", None),
            ("[::1]:8080:80", Some(vec![(Some((8080, 8080)), 80)])),
        ] {
            let ports =
                short(written).map(|ports| ports.into_iter().map(|port| (port.published, port.target)).collect());
            assert_eq!(ports, expected, "{written}");
        }
    }

    #[test]
    fn services_are_read_and_what_can_not_be_told_is_open() {
        let text = "services:\n  a:\n    container_name: x\n    ports: [80, '81:81', {target: 82, published: '8082'}, {target: 83}]\n  b:\n  \
                    c: {network_mode: host}\n  d: {ports: ['$P:1']}\n";
        let services = read(text);
        let a = &services.by_name["a"];
        let ports: Vec<_> = a.ports.iter().map(|port| (port.published, port.target)).collect();
        assert_eq!(ports, [(None, 80), (Some((81, 81)), 81), (Some((8082, 8082)), 82), (None, 83)]);
        assert_eq!(a.container_name.as_deref(), Some("x"));
        let open: Vec<bool> = services.by_name.values().map(|service| service.is_open).collect();
        assert_eq!(open, [false, false, true, true]);
        assert!(!services.is_open && read("include: [x.yml]").is_open && read("services: [").is_open);
    }

    #[test]
    fn a_file_over_another_adds_ports_and_renames() {
        let mut services = read("services:\n  a: {ports: ['1:1']}\n");
        services.absorb(read("services:\n  a: {container_name: x, ports: ['2:2']}\n  b:\n"));
        let a = &services.by_name["a"];
        assert_eq!((a.ports.len(), a.container_name.as_deref(), services.by_name.len()), (2, Some("x"), 2));
    }
}
