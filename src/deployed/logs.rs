//! What the containers have complained of since the deployment.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use anyhow::Result;
use regex::{Captures, Regex};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::codes::LOG_ERRORS;
use super::containers::Container;
use super::docker::Docker;
use crate::check::Examination;
use crate::finding::Finding;
use crate::sanitize;

/// What is looked at of one line.
const LONGEST: usize = 4096;
const SHOWN: usize = 80;

static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"\b(?:ERROR|CRITICAL|FATAL|panic|Traceback)\b|오류|예외|실패";
    let level = r#"\b(?i:level|lvl|severity)="?(?i:error|err|critical|crit|fatal|panic)\b"#;
    Regex::new(&format!("{words}|{level}")).ok()
});

/// What may be a secret: the password of a URL, what is called one, any long word, any digit.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let url = r"://[^/\s@]+@";
    let named = r#"(?i:passw(?:or)?d|pwd|secret|token|key|authorization|bearer|cookie)["']?\s*[:= ]\s*["']?[^\s"',;]+"#;
    Regex::new(&format!(r"{url}|{named}|[\w+/=.~-]{{16,}}|[0-9]")).ok()
});

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
    let (complaints, spared) = read(&String::from_utf8_lossy(&logs), containers, allowed);
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
fn read(logs: &str, containers: &[Container], allowed: &[Regex]) -> (BTreeMap<String, Complaints>, usize) {
    let mut complaints = BTreeMap::<String, Complaints>::new();
    let mut spared = 0;
    for line in logs.lines() {
        let (prefix, line) = line.split_once('|').unwrap_or(("", line));
        let line = &line[..line.floor_char_boundary(LONGEST)];
        if !complains(line) {
            continue;
        }
        if allowed.iter().any(|allowed| allowed.is_match(line)) {
            spared += 1;
            continue;
        }
        let complaint = complaints.entry(service(prefix.trim(), containers)).or_default();
        complaint.count += 1;
        if complaint.count == 1 {
            complaint.first = sample(line);
        }
    }
    (complaints, spared)
}

/// Whose line it is: `app-1` is a container of the project, without the project's name.
fn service(prefix: &str, containers: &[Container]) -> String {
    let is_own = |container: &&Container| {
        let rest = container.name.strip_suffix(prefix);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['-', '_']))
    };
    let named = containers.iter().find(|container| container.name == prefix);
    let own = named.or_else(|| containers.iter().filter(|_| !prefix.is_empty()).find(is_own));
    own.map_or_else(|| prefix.to_owned(), |container| container.service.clone())
}

/// A line that tells its own level is believed.
fn complains(line: &str) -> bool {
    let document =
        line.trim_start().starts_with('{').then(|| serde_json::from_str::<Value>(line.trim()).ok()).flatten();
    let level = document
        .as_ref()
        .and_then(|document| ["level", "severity", "levelname", "log.level"].iter().find_map(|key| document.get(key)));
    match level {
        Some(Value::String(level)) => {
            let level = level.to_lowercase();
            matches!(level.as_str(), "error" | "err" | "critical" | "crit" | "fatal" | "panic" | "alert" | "emergency")
        }
        // As pino and bunyan number them.
        Some(Value::Number(level)) => level.as_u64().is_some_and(|level| level >= 50),
        _ => WORDS.as_ref().is_none_or(|words| words.is_match(line)),
    }
}

/// The beginning of a line, without anything that could be a secret.
fn sample(line: &str) -> String {
    let Some(secrets) = SECRETS.as_ref() else { return "…".to_owned() };
    let masked = secrets.replace_all(line.trim(), |found: &Captures| match &found[0] {
        // The name of what went wrong is what a reader wants to know.
        word if is_name_of_error(word) => word.to_owned(),
        digit if digit.len() == 1 => "#".to_owned(),
        _ => "***".to_owned(),
    });
    let shown: String = masked.chars().take(SHOWN).collect();
    sanitize::line(&shown)
}

fn is_name_of_error(word: &str) -> bool {
    let is_one = ["Error", "Exception", "Failure", "Timeout"].iter().any(|end| word.ends_with(end));
    is_one && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_complains_by_its_level_or_by_its_words() {
        for line in [
            "2026-06-15 ERROR db: refused",
            "CRITICAL out of disk",
            "panic: runtime error: index out of range",
            "Traceback (most recent call last):",
            "결제 처리 실패: 카드사 응답 없음",
            "처리되지 않은 예외가 발생했습니다",
            r#"{"level":"error","msg":"x"}"#,
            r#"{"severity":"CRITICAL","message":"x"}"#,
            r#"{"level":50,"msg":"x"}"#,
            r#"time=12 level=error msg="x""#,
        ] {
            assert!(complains(line), "{line}");
        }
        for line in [
            "GET /errors 200",
            "INFO no errors",
            "TERRORS",
            "ERRORS=0",
            r#"{"level":"info","msg":"ERROR_RATE is 0, no ERROR seen"}"#,
            r#"{"level":30,"msg":"FATAL is a word"}"#,
            "level=info msg=started",
        ] {
            assert!(!complains(line), "{line}");
        }
    }

    #[test]
    fn a_sample_shows_no_secret_and_is_short() {
        let secret = ["hun", "ter2"].concat();
        let long: String = (0..40).map(|n| char::from(b'a' + n % 26)).collect();
        for line in [
            format!("ERROR login failed password={secret}"),
            format!("ERROR postgres://app:{secret}@db/app refused"),
            format!(r#"{{"level":"error","token": "{secret}"}}"#),
            format!("ERROR key {long}"),
            format!("{}{long}", "ERROR ".repeat(13)),
            format!("ERROR Authorization: Bearer {long}"),
        ] {
            let sample = sample(&line);
            assert!(!sample.contains(&secret) && !sample.contains(&long[..8]), "{sample}");
            assert!(sample.chars().count() <= SHOWN, "{sample}");
        }
        assert_eq!(
            sample("ERROR 12:30 ConnectionRefusedError \u{1b}[31mdb"),
            "ERROR ##:## ConnectionRefusedError \\u{1b}[##mdb"
        );
    }

    #[test]
    fn lines_are_counted_by_service_and_spared_where_they_are_allowed() {
        let logs = "app-1  | ERROR one\napp-2  | ERROR two\nworker-1  | ERROR known: 7\nworker-1  | fine\n";
        let (complaints, spared) = read(logs, &[], &[Regex::new("known: [0-9]").unwrap()]);
        let counts: Vec<_> = complaints.iter().map(|(service, it)| (service.as_str(), it.count)).collect();
        assert_eq!((counts, spared), (vec![("app-1", 1), ("app-2", 1)], 1));
    }
}
