//! Where a service listens, and how Compose asks it whether it is well.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::interpolate::interpolate;

/// A value in the form that the specification has, or in another, which is not ours to refuse.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub enum Lenient<T> {
    Known(T),
    Other(IgnoredAny),
}

/// One of `ports`, as it is written.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub enum WrittenPort {
    Number(u16),
    Short(String),
    Long { target: u16, published: Option<Lenient<Published>> },
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub enum Published {
    Number(u16),
    Text(String),
}

/// `healthcheck`, as it is written.
#[derive(Deserialize, Clone)]
pub struct HealthCheck {
    test: Option<Test>,
    #[serde(default)]
    disable: bool,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Test {
    Shell(String),
    Words(Vec<String>),
}

/// A port of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// In the container, as it is written: `8000`, or a range.
    pub target: String,
    /// On the host, where it is fixed there.
    pub published: Option<String>,
}

impl<T> Lenient<T> {
    pub fn known(&self) -> Option<&T> {
        if let Self::Known(value) = self { Some(value) } else { None }
    }
}

impl WrittenPort {
    pub fn read(&self) -> Port {
        match self {
            Self::Number(port) => Port { target: port.to_string(), published: None },
            Self::Long { target, published } => Port {
                target: target.to_string(),
                published: published.as_ref().and_then(Lenient::known).map(|published| match published {
                    Published::Number(port) => port.to_string(),
                    Published::Text(text) => with_defaults(text),
                }),
            },
            Self::Short(text) => short(&with_defaults(text)),
        }
    }
}

/// `[HOST:][PUBLISHED:]TARGET[/PROTOCOL]`
fn short(text: &str) -> Port {
    let text = text.split('/').next().unwrap_or_default();
    let mut parts = text.rsplit(':');
    let target = parts.next().unwrap_or_default().to_owned();
    Port { target, published: parts.next().filter(|part| !part.is_empty()).map(ToOwned::to_owned) }
}

/// With the defaults that the file itself names: what a `.env` says is not for others to read.
fn with_defaults(text: &str) -> String {
    let filled = interpolate(text, &|_| None).ok().filter(|filled| filled.undefined.is_empty());
    filled.map_or_else(|| text.to_owned(), |filled| filled.text)
}

impl HealthCheck {
    /// The command that is run in the container, if there is one.
    pub fn command(&self) -> Option<String> {
        let command = match self.test.as_ref().filter(|_| !self.disable)? {
            Test::Shell(command) => command.clone(),
            Test::Words(words) => match words.split_first()? {
                (kind, rest) if kind == "CMD" || kind == "CMD-SHELL" => rest.join(" "),
                _ => return None,
            },
        };
        let command = with_defaults(&command);
        (!command.trim().is_empty()).then_some(command)
    }
}
