//! Does anything listen where the runbook asks `localhost`? Only one slip is
//! told: the port of the container in the place of the one it is published at.

use std::collections::HashSet;

use super::super::Found;
use super::super::command::{Command, Word};
use super::super::scene::Scene;
use super::call;
use super::file::Services;
use crate::finding::{Code, Finding, Severity};

pub static UNPUBLISHED: Code = Code {
    id: "runbook/port-unpublished",
    severity: Severity::Warning,
    finds: "The runbook asks `localhost` at a port that is a container's own and that no service publishes.",
    matters: "The health check fails although the service is well.",
    mend: "Use the port on the left of `ports: [\"8080:80\"]`, or ask inside of the container with `docker compose exec`.",
    source: "https://docs.docker.com/reference/compose-file/services/#ports",
};

/// Judges every address at this machine in blocks that do nothing but manage containers and ask them.
pub fn judge(scene: &Scene, services: &Services, findings: &mut Vec<Found>) {
    if services.is_open || services.by_name.values().any(|service| service.is_open) {
        return;
    }
    // Whatever else the runbook says of a port may be what listens there: a tunnel, a server by hand.
    let given: HashSet<u16> = scene.commands.iter().flat_map(|placed| numbers(&placed.command)).collect();
    for fence in &scene.document.fences {
        let first = scene.commands.partition_point(|placed| placed.command.line < fence.line);
        let end = fence.line + fence.text.lines().count();
        let block = scene.commands.iter().skip(first).take_while(|placed| placed.command.line < end);
        let block: Vec<&Command> =
            block.filter(|placed| !placed.folders.is_empty()).map(|placed| &placed.command).collect();
        if is_of_containers(&block) {
            let asks = block.into_iter().filter(|command| matches!(program(command), "curl" | "wget" | "http"));
            findings.extend(asks.filter_map(|command| unpublished(command, services, &given)));
        }
    }
}

/// Whether the commands manage containers, and nothing else could have started a server.
fn is_of_containers(block: &[&Command]) -> bool {
    let harmless = |command: &&Command| {
        matches!(
            program(command),
            "curl"
                | "wget"
                | "http"
                | "jq"
                | "echo"
                | "sleep"
                | "cd"
                | "grep"
                | "head"
                | "tail"
                | "docker"
                | "docker-compose"
        )
    };
    block.iter().any(|command| call::of(command.program()).is_some()) && block.iter().all(harmless)
}

fn program(command: &Command) -> &str {
    command.program().first().map_or("", |word| &word.text)
}

fn unpublished(command: &Command, services: &Services, given: &HashSet<u16>) -> Option<Found> {
    let port = command.words.iter().find_map(port_here).filter(|port| !given.contains(port))?;
    let published = published_for(port, services)?;
    let message = format!("nothing is published at port {port} of this machine: it is that of a container");
    let finding = Finding::new(&UNPUBLISHED, message).help(format!("write `localhost:{published}`"));
    Some(Found { line: command.line, finding })
}

/// The port of this machine that a URL names.
fn port_here(word: &Word) -> Option<u16> {
    let (scheme, rest) = word.text.split_once("://")?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    if !matches!(name, "localhost" | "127.0.0.1" | "0.0.0.0") {
        return None;
    }
    match (scheme, port) {
        ("http", "") => Some(80),
        ("https", "") => Some(443),
        (_, port) => port.parse().ok(),
    }
}

/// Where a container's port is published, if it is not published as itself.
fn published_for(port: u16, services: &Services) -> Option<u16> {
    let ports = || services.by_name.values().flat_map(|service| &service.ports);
    let is_published = |from: u16, to: u16| (from..=to).contains(&port);
    if ports().any(|port| port.published.is_none_or(|(from, to)| is_published(from, to))) {
        return None;
    }
    ports().find(|other| other.target == port).and_then(|other| other.published).map(|(from, _)| from)
}

/// The numbers that a command names, other than in an address at this machine.
fn numbers(command: &Command) -> impl Iterator<Item = u16> {
    let words = command.words.iter().filter(|word| port_here(word).is_none());
    let texts = words.chain(command.assignments.iter().map(|(_, value)| value)).map(|word| &word.text);
    texts.flat_map(|text| text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()))
}
