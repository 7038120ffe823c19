//! Writes facts into a template. A line `{{slot: words}} otherwise` becomes what is known there, or else
//! `otherwise`; each `____` becomes a marked blank. All words of a language stand in its template.

use time::Date;

use super::quoted::{block, code, row};
use super::{Alert, Facts, Migrations, Purpose, Service};
use crate::checklist::Language;
use crate::hint::shell_word;

/// What stands beside each `____` that the gate asks for.
pub const MARKER: &str = "<!-- precheck:blank -->";

/// How the tag of the version before is found.
const PREVIOUS: &str = "PREVIOUS=$(git describe --tags --abbrev=0 HEAD^)";

/// The runbook in a language.
pub fn runbook(facts: &Facts, today: Date, language: Language) -> String {
    let template = match language {
        Language::En => include_str!("en.md"),
        Language::Ko => include_str!("ko.md"),
    };
    let mut text = String::new();
    for line in template.lines() {
        let Some((slot, otherwise)) = line.strip_prefix("{{").and_then(|line| line.split_once("}}")) else {
            text += &format!("{}\n", written(line).replace("TODAY", &today.to_string()));
            continue;
        };
        let (name, words) = slot.split_once(": ").unwrap_or((slot, ""));
        text += &known(facts, name, words).unwrap_or_else(|| format!("{}\n", written(otherwise.trim_start())));
    }
    text
}

fn written(line: &str) -> String {
    line.replace("____", &format!("____ {MARKER}"))
}

fn known(facts: &Facts, slot: &str, words: &str) -> Option<String> {
    match slot {
        "services" => services(&facts.services, words),
        "variables" => list(facts.variables.iter().map(|(path, count)| format!("{}: {count} {words}", code(path)))),
        "health" => shell(&health(facts)),
        "deploy" => shell(&deploy(facts)),
        "upgrade" => shell(&facts.migrations.iter().flat_map(upgrade).collect::<Vec<_>>()),
        "backup" => shell(&tasks(facts, Purpose::Backup)),
        "restore" => shell(&tasks(facts, Purpose::Restore)),
        "scale" => shell(&scale(facts)),
        "rollback" => shell(&rollback(facts)),
        "downgrade" => downgrade(&facts.migrations, words),
        "logs" => shell(&logs(facts)),
        "dashboards" => list(facts.dashboards.iter().map(|path| code(path))),
        "queries" => queries(&facts.alerts),
        "alerts" => alerts(&facts.alerts, words),
        _ => None,
    }
}

fn services(services: &[Service], head: &str) -> Option<String> {
    let cell = |text: &Option<String>| text.as_deref().map_or_else(|| "–".to_owned(), code);
    let rows = services.iter().map(|service| {
        let ports: Vec<String> = service.ports.iter().map(|port| code(port)).collect();
        let ports = if ports.is_empty() { "–".to_owned() } else { ports.join(", ") };
        row(&[code(&service.name), cell(&service.image), ports, cell(&service.health_check)])
    });
    table(head, rows)
}

fn alerts(alerts: &[Alert], head: &str) -> Option<String> {
    let rows = alerts.iter().map(|alert| {
        let severity = alert.severity.as_deref().map_or_else(|| "–".to_owned(), code);
        row(&[code(&alert.name), severity, code(&alert.file)])
    });
    table(head, rows)
}

fn table(head: &str, rows: impl Iterator<Item = String>) -> Option<String> {
    let rows: String = rows.collect();
    let rule = "| --- ".repeat(head.split('|').count());
    (!rows.is_empty()).then(|| format!("| {head} |\n{rule}|\n{rows}"))
}

fn list(items: impl Iterator<Item = String>) -> Option<String> {
    let items: Vec<String> = items.map(|item| format!("- {item}")).collect();
    (!items.is_empty()).then(|| items.join("\n") + "\n")
}

fn shell(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| block("sh", lines))
}

fn tasks(facts: &Facts, purpose: Purpose) -> Vec<String> {
    facts.tasks.iter().filter(|task| task.purpose == purpose).map(|task| task.command.clone()).collect()
}

fn health(facts: &Facts) -> Vec<String> {
    let mut lines = Vec::new();
    if !facts.services.is_empty() {
        lines.push("docker compose ps --all".to_owned());
    }
    let urls = facts.services.iter().flat_map(|service| &service.health_urls);
    lines.extend(urls.map(|url| format!("curl --fail --max-time 10 {}", shell_word(url.as_bytes()))));
    lines.extend(tasks(facts, Purpose::Health));
    lines
}

fn deploy(facts: &Facts) -> Vec<String> {
    let own = tasks(facts, Purpose::Deploy);
    if own.is_empty() { up(facts) } else { own }
}

/// What Compose does where nothing of the repository's own is there to do it.
fn up(facts: &Facts) -> Vec<String> {
    let up = "docker compose up --detach --build --wait".to_owned();
    if facts.services.is_empty() { Vec::new() } else { vec![up] }
}

fn upgrade(migrations: &Migrations) -> [String; 2] {
    [migrations.status.clone(), migrations.upgrade.clone()]
}

fn scale(facts: &Facts) -> Vec<String> {
    let own = tasks(facts, Purpose::Scale);
    if !own.is_empty() {
        return own;
    }
    let services = facts.services.iter().filter(|service| service.can_scale);
    let command = |service: &Service| {
        let name = shell_word(service.name.as_bytes());
        format!("docker compose up --detach --no-recreate --scale {name}=2 {name}")
    };
    services.map(command).collect()
}

fn rollback(facts: &Facts) -> Vec<String> {
    let own = tasks(facts, Purpose::Rollback);
    if !own.is_empty() {
        return own;
    }
    let again = deploy(facts);
    if again.is_empty() {
        return again;
    }
    [PREVIOUS, "git checkout \"$PREVIOUS\""].into_iter().map(ToOwned::to_owned).chain(again).collect()
}

fn downgrade(migrations: &[Migrations], words: &str) -> Option<String> {
    let undone = migrations.iter().filter_map(|tool| Some([tool.status.clone(), tool.downgrade.clone()?]));
    let undone = shell(&undone.flatten().collect::<Vec<_>>());
    let stuck = migrations.iter().filter(|tool| tool.downgrade.is_none());
    let stuck = list(stuck.map(|tool| format!("{}: {words}", tool.tool)));
    let parts: Vec<String> = undone.into_iter().chain(stuck).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

fn logs(facts: &Facts) -> Vec<String> {
    let logs = "docker compose logs --since 10m --timestamps".to_owned();
    if facts.services.is_empty() { Vec::new() } else { vec![logs] }
}

/// What the alerts themselves ask.
fn queries(alerts: &[Alert]) -> Option<String> {
    const MOST: usize = 10;
    let queries = alerts.iter().filter_map(|alert| Some([format!("# {}", alert.name), alert.expr.clone()?]));
    let lines: Vec<String> = queries.take(MOST).flatten().collect();
    (!lines.is_empty()).then(|| block("promql", &lines))
}
