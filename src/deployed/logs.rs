//! What the containers have complained of since the deployment.

use std::collections::BTreeMap;

use anyhow::Result;
use regex::Regex;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::codes::LOG_ERRORS;
use super::containers::Container;
use super::docker::Docker;
use super::lines::Grammar;
use super::short;
use crate::check::Examination;
use crate::finding::Finding;

/// The complaints of one service.
#[derive(Default)]
struct Complaints {
    count: usize,
    first: String,
}

pub fn examine(
    docker: &Docker,
    containers: &[Container],
    since: Option<&str>,
    allowed: &[Regex],
    seen: &mut Examination,
) -> Result<()> {
    let Some(since) = since.map(str::to_owned).or_else(|| first_start(containers)) else {
        seen.pass("no container has been started, so there are no logs");
        return Ok(());
    };
    let logs = docker.compose(&["logs", "--no-color", "--since", &since])?;
    let (complaints, spared) = read(&String::from_utf8_lossy(&logs), containers, allowed)?;
    let spared = if spared == 0 { String::new() } else { format!(" but {spared} that `deployed-log-allow` names") };
    if complaints.is_empty() {
        seen.pass(format!("no errors in the logs since {since}{spared}"));
    }
    for (service, Complaints { count, first }) in complaints {
        let lines = if count == 1 { "1 error".to_owned() } else { format!("{count} errors, the first") };
        let message = format!("{service} has logged {lines}: {first}");
        let help = format!("docker compose logs --since {since} {service}");
        seen.find(Finding::new(&LOG_ERRORS, message).help(help));
    }
    Ok(())
}

/// When the deployment began, as far as containers tell: the earliest start of one of them.
fn first_start(containers: &[Container]) -> Option<String> {
    let started = |container: &Container| OffsetDateTime::parse(&container.started_at, &Rfc3339).ok();
    // Docker says of one that was never started that it was in the year 1.
    let starts = containers.iter().filter_map(started).filter(|at| at.year() > 1);
    starts.min()?.format(&Rfc3339).ok()
}

/// The complaints by service, and how many lines were spared.
fn read(logs: &str, containers: &[Container], allowed: &[Regex]) -> Result<(BTreeMap<String, Complaints>, usize)> {
    let grammar = Grammar::new()?;
    let mut complaints = BTreeMap::<String, Complaints>::new();
    let mut spared = 0;
    for line in logs.lines() {
        let (prefix, line) = line.split_once('|').unwrap_or(("", line));
        if !grammar.complains(line) {
            continue;
        }
        if allowed.iter().any(|allowed| allowed.is_match(line)) {
            spared += 1;
            continue;
        }
        let complaint = complaints.entry(service(prefix.trim(), containers)).or_default();
        complaint.count += 1;
        if complaint.count == 1 {
            complaint.first = grammar.sample(line);
        }
    }
    Ok((complaints, spared))
}

/// Whose line it is: `app-1` is a container of the project, without the project's name.
fn service(prefix: &str, containers: &[Container]) -> String {
    let is_own = |container: &&Container| {
        let rest = container.name.strip_suffix(prefix);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['-', '_']))
    };
    let named = containers.iter().find(|container| container.name == prefix);
    let own = named.or_else(|| containers.iter().filter(|_| !prefix.is_empty()).find(is_own));
    own.map_or_else(|| short(prefix), |container| container.service.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_service_and_spared_where_they_are_allowed() {
        let logs = "app-1  | ERROR one\napp-2  | ERROR two\nworker-1  | ERROR known: 7\nworker-1  | fine\n";
        let (complaints, spared) = read(logs, &[], &[Regex::new("known: [0-9]").unwrap()]).unwrap();
        let counts: Vec<_> = complaints.iter().map(|(service, it)| (service.as_str(), it.count)).collect();
        assert_eq!((counts, spared), (vec![("app-1", 1), ("app-2", 1)], 1));
    }
}
