//! Addresses held against what they must agree with: the variable that has the
//! same password, and the service of the Compose file that they name.

use std::fmt::Write as _;

use anyhow::Result;

use super::containers::{Container, Containers};
use super::file::EnvFile;
use super::{codes, names, reference};
use crate::check::Examination;
use crate::dotenv::Entry;
use crate::finding::Finding;
use crate::git::Snapshot;
use crate::hint::nearest;

/// So many addresses of a file are looked at; each is compared with every service.
const MOST: usize = 100;

/// What speaks behind an address: its schemes, the word in the name of its image,
/// the port of the image, and the variables from which the image takes its first user.
struct Kind {
    schemes: &'static [&'static str],
    image: &'static str,
    port: u16,
    user: &'static str,
    password: &'static str,
}

static KINDS: [Kind; 6] = [
    Kind {
        schemes: &["postgres", "postgresql", "postgis"],
        image: "postg",
        port: 5432,
        user: "POSTGRES_USER",
        password: "POSTGRES_PASSWORD",
    },
    Kind { schemes: &["mysql"], image: "mysql", port: 3306, user: "MYSQL_USER", password: "MYSQL_PASSWORD" },
    Kind {
        schemes: &["mysql", "mariadb"],
        image: "mariadb",
        port: 3306,
        user: "MARIADB_USER",
        password: "MARIADB_PASSWORD",
    },
    Kind {
        schemes: &["mongodb"],
        image: "mongo",
        port: 27017,
        user: "MONGO_INITDB_ROOT_USERNAME",
        password: "MONGO_INITDB_ROOT_PASSWORD",
    },
    Kind { schemes: &["redis", "rediss"], image: "redis", port: 6379, user: "", password: "REDIS_PASSWORD" },
    Kind {
        schemes: &["amqp", "amqps"],
        image: "rabbitmq",
        port: 5672,
        user: "RABBITMQ_DEFAULT_USER",
        password: "RABBITMQ_DEFAULT_PASS",
    },
];

/// `scheme://user:password@host:port/…`
struct Address<'v> {
    scheme: &'v str,
    user: Option<&'v str>,
    host: &'v str,
    port: Option<u16>,
}

impl<'v> Address<'v> {
    fn of(entry: &'v Entry) -> Option<Self> {
        let value = entry.value.trim();
        Self::parse(value).filter(|_| reference::judge(value).is_none())
    }

    fn parse(value: &'v str) -> Option<Self> {
        let (scheme, rest) = value.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (user, place) = authority.rsplit_once('@').map_or((None, authority), |(user, place)| (Some(user), place));
        let (host, port) = place.split_once(':').unwrap_or((place, ""));
        let plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let user = user.map(|user| user.split(':').next().unwrap_or(user));
        plain.then(|| Self { scheme: scheme.split('+').next().unwrap_or(scheme), user, host, port: port.parse().ok() })
    }

    /// Whether only a network of containers knows the host.
    fn is_of_a_container(&self) -> bool {
        let is_name = self.host.starts_with(|c: char| c.is_ascii_alphabetic()) && !self.host.contains('.');
        is_name && !self.host.eq_ignore_ascii_case("localhost")
    }
}

/// Judges the addresses of all files.
pub fn examine(files: &[EnvFile], snapshot: &Snapshot, examination: &mut Examination) -> Result<()> {
    let lookup =
        |name: &str| files.iter().rev().find_map(|file| file.content.get(name)).map(|entry| entry.value.clone());
    let services = Containers::read(snapshot, &lookup)?;
    for file in files {
        let parsed = |entry| Some((entry, Address::of(entry)?));
        for (entry, address) in file.content.entries.iter().filter_map(parsed).take(MOST) {
            let found = [
                against_variable(file, entry, &address, &services),
                against_services(file, entry, &address, &services),
            ];
            examination.findings.extend(found.into_iter().flatten());
        }
    }
    Ok(())
}

/// The image sets the password of its first user from the one, the program logs in with the other.
fn against_variable(file: &EnvFile, entry: &Entry, address: &Address, services: &Containers) -> Option<Finding> {
    let service = services.get(address.host)?;
    let kind =
        KINDS.iter().find(|kind| kind.schemes.contains(&address.scheme) && service.image.contains(kind.image))?;
    let set = |name: &str| file.content.get(name).filter(|entry| !entry.value.trim().is_empty());
    let own = set(kind.password).filter(|own| reference::judge(own.value.trim()).is_none())?;
    let password = decoded(names::url_password(entry.value.trim())?);
    // Two such services have two passwords, and of several users only the first has this one.
    let is_first_user = set(kind.user).is_none_or(|first| address.user.is_none_or(|user| decoded(user) == first.value));
    let differs = services.running(kind.image) == 1 && is_first_user && password != own.value && !entry.loses_text;
    differs.then(|| {
        let message =
            format!("the password in `{}` is not the one in `{}` on line {}", entry.name, kind.password, own.line);
        let help = format!("write the same password on lines {} and {} of {}", entry.line, own.line, file.path);
        file.finding(&codes::PASSWORDS_DIFFER, message, entry.line).help(help)
    })
}

fn against_services(file: &EnvFile, entry: &Entry, address: &Address, services: &Containers) -> Option<Finding> {
    if services.is_empty() || !address.is_of_a_container() || !services.take(&entry.name) {
        return None;
    }
    match services.get(address.host) {
        Some(service) => against_port(file, entry, address, service),
        None if services.has_others => None,
        None => Some(no_service(file, entry, address, services)),
    }
}

fn no_service(file: &EnvFile, entry: &Entry, address: &Address, services: &Containers) -> Finding {
    let message =
        format!("`{}` names the host {}, and no service of the Compose file has that name", entry.name, address.host);
    let mut help = format!("name a service on line {} of {}", entry.line, file.path);
    if let Some(meant) = nearest(address.host, services.names()) {
        let _ = write!(help, "; {meant} was probably meant");
    }
    file.finding(&codes::NO_SERVICE, message, entry.line).help(help)
}

/// The port of the host is of no use inside the network, and one that the image
/// does not listen on must be told to it somewhere.
fn against_port(file: &EnvFile, entry: &Entry, address: &Address, service: &Container) -> Option<Finding> {
    let port = address.port?;
    if service.numbers.contains(&port) || service.ports.iter().any(|(_, inside)| *inside == port) {
        return None;
    }
    let of_host = service.ports.iter().find(|(published, _)| *published == Some(port)).map(|(_, inside)| *inside);
    let kind = KINDS.iter().find(|kind| kind.schemes.contains(&address.scheme) && service.image.contains(kind.image));
    let meant = of_host.or_else(|| kind.map(|kind| kind.port).filter(|listens| *listens != port))?;
    let why = if of_host.is_some() { "is the port of the host" } else { "is a port that its image does not listen on" };
    let message = format!("`{}` asks {} on {port}, which {why}", entry.name, address.host);
    let help = format!("write {}:{meant} on line {} of {}", address.host, entry.line, file.path);
    Some(file.finding(&codes::NO_SERVICE, message, entry.line).help(help))
}

/// `%40` is `@`; what is no such pair stays.
fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| byte == b'%');
        out.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_only_names_of_containers_are_held_against_services() {
        let address = Address::parse("postgresql+asyncpg://app:k3@v9@db:5433/x?y").unwrap();
        assert_eq!(
            (address.scheme, address.user, address.host, address.port),
            ("postgresql", Some("app"), "db", Some(5433))
        );
        assert!(address.is_of_a_container());
        for no in
            ["redis://localhost", "redis://10.0.0.1:6379", "redis://cache.example.com", "redis://host.docker.internal"]
        {
            assert!(!Address::parse(no).unwrap().is_of_a_container(), "{no}");
        }
        assert!(Address::parse("redis://${HOST}:6379").is_none() && Address::parse("db:5432").is_none());
    }

    #[test]
    fn percent_signs_are_decoded_where_they_are_escapes() {
        assert_eq!(decoded("k3%40v9%2F"), "k3@v9/");
        assert_eq!(decoded("100%+%zz%4"), "100%+%zz%4");
    }
}
