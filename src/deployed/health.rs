//! What the release tells of its own health.

use serde_json::Value;

use super::codes::{HEALTH_UNTOLD, NO_ANSWER, NOT_OK, OTHER_VERSION, UNHEALTHY, VERSION_UNTOLD};
use super::{Subject, listed, short, web};
use crate::check::Examination;
use crate::finding::{Finding, Severity};
use crate::version::Version;

const STATUS: [&str; 5] = ["status", "health", "healthy", "ok", "up"];
/// The latter only sub-checks say.
const WELL: [&str; 10] =
    ["healthy", "ok", "up", "pass", "true", "connected", "available", "ready", "reachable", "serving"];
/// Where a bare word is the status of what it is named by.
const GROUPS: [&str; 8] =
    ["checks", "components", "services", "dependencies", "subsystems", "healthchecks", "health_checks", "entries"];
/// Where a bare word may as well be a fact (`"database": "PostgreSQL"`), so that only these are statuses.
const DETAILS: [&str; 2] = ["details", "info"];
const UNWELL: [&str; 11] = [
    "down",
    "unhealthy",
    "fail",
    "failed",
    "error",
    "degraded",
    "unavailable",
    "disconnected",
    "timeout",
    "critical",
    "out_of_service",
];
/// What stands beside statuses and is none.
const FACTS: [&str; 7] = ["name", "version", "timestamp", "time", "message", "description", "type"];
const VERSIONS: [&str; 6] = ["version", "release", "app_version", "appVersion", "service_version", "releaseId"];
const VERSIONED: [&str; 5] = ["build", "app", "application", "info", "service"];
const DEEPEST: usize = 16;

pub fn examine(subject: &Subject, seen: &mut Examination) {
    for url in subject.urls {
        let refuses = |finding: &Finding| finding.severity == Severity::Error;
        let findings = subject.patience.until(|| ask(url, subject), |findings| !findings.iter().any(refuses));
        if findings.is_empty() {
            seen.pass(format!("{} is healthy and is {}", web::shown(url), subject.version));
        }
        seen.findings
            .extend(findings.into_iter().map(|finding| finding.help(format!("curl --include {}", web::shown(url)))));
    }
}

fn ask(url: &str, subject: &Subject) -> Vec<Finding> {
    let shown = web::shown(url);
    match web::get(url, subject.patience) {
        Err(why) => vec![Finding::new(&NO_ANSWER, format!("{shown} {why}"))],
        Ok(answer) if answer.status != 200 => {
            vec![Finding::new(&NOT_OK, format!("{shown} answers with status {}, not 200", answer.status))]
        }
        Ok(answer) => match serde_json::from_slice(&answer.body) {
            Ok(document) => judge(&shown, &document, subject.version),
            Err(_) => vec![Finding::new(&HEALTH_UNTOLD, format!("{shown} answers 200 and no JSON"))],
        },
    }
}

fn judge(shown: &str, document: &Value, version: &Version) -> Vec<Finding> {
    let mut told = Told::default();
    told.look("", document, Meaning::Status, 0);
    let health = match told {
        Told { well: 0, unwell } if unwell.is_empty() => {
            Some(Finding::new(&HEALTH_UNTOLD, format!("{shown} answers 200 and tells no status")))
        }
        Told { unwell, .. } if unwell.is_empty() => None,
        Told { unwell, .. } => Some(Finding::new(&UNHEALTHY, format!("{shown} is not healthy: {}", listed(&unwell)))),
    };
    let versions = versions(document);
    let is_ours = |told: &&str| told.strip_prefix('v').unwrap_or(told) == version.number();
    let other = match versions.first() {
        None => Some(Finding::new(&VERSION_UNTOLD, format!("{shown} does not tell its version"))),
        Some(_) if versions.iter().any(is_ours) => None,
        Some(other) => Some(Finding::new(&OTHER_VERSION, format!("{shown} is {}, not {version}", short(other)))),
    };
    health.into_iter().chain(other).collect()
}

/// What a bare word or truth value is taken for, by where it stands.
#[derive(Clone, Copy)]
enum Meaning {
    Status,
    Perhaps,
    Fact,
}

/// What a document says of itself and of all that it depends on.
#[derive(Default)]
struct Told {
    well: usize,
    unwell: Vec<String>,
}

impl Told {
    fn look(&mut self, path: &str, value: &Value, meaning: Meaning, depth: usize) {
        if depth > DEEPEST {
            return self.unwell.push(format!("{} nests too deeply to be read", short(path)));
        }
        let within = within(path);
        match value {
            Value::Object(fields) => {
                for (key, field) in fields {
                    let (path, meaning) = placed(path, key, within);
                    self.look(&path, field, meaning, depth + 1);
                }
            }
            Value::Array(entries) => {
                for (at, entry) in entries.iter().enumerate() {
                    let name = entry.get("name").and_then(Value::as_str).map_or_else(|| at.to_string(), short);
                    let path = format!("{path}.{name}");
                    self.look(&path, entry, self::within(&path), depth + 1);
                }
            }
            Value::String(word) => self.hear(path, word, meaning),
            Value::Bool(truth) if matches!(meaning, Meaning::Status) => self.hear(path, &truth.to_string(), meaning),
            Value::Bool(_) | Value::Null | Value::Number(_) => {}
        }
    }

    fn hear(&mut self, path: &str, word: &str, meaning: Meaning) {
        let said = word.trim().to_lowercase();
        let is_said_in = |words: &[&str]| words.contains(&said.as_str());
        match meaning {
            Meaning::Status if is_said_in(&WELL) => self.well += 1,
            Meaning::Perhaps if !is_said_in(&UNWELL) => {}
            Meaning::Fact => {}
            Meaning::Status | Meaning::Perhaps => {
                let path = if path.is_empty() { "the answer" } else { path };
                self.unwell.push(format!("{path} is {:?}", short(word)));
            }
        }
    }
}

/// What bare words are below a path: in a list of a group they may as well be names.
fn within(path: &str) -> Meaning {
    let is_index = |name: &&str| name.bytes().all(|byte| byte.is_ascii_digit());
    let last = path.rsplit('.').find(|name| !is_index(name)).unwrap_or_default();
    let is_listed = !path.ends_with(last);
    match last.to_lowercase().as_str() {
        last if GROUPS.contains(&last) && !is_listed => Meaning::Status,
        last if GROUPS.contains(&last) || DETAILS.contains(&last) => Meaning::Perhaps,
        _ => Meaning::Fact,
    }
}

/// The path of a field, and what a bare word in it is.
fn placed(path: &str, key: &str, within: Meaning) -> (String, Meaning) {
    let lower = key.to_lowercase();
    let is_status = STATUS.contains(&lower.as_str());
    let meaning = match within {
        _ if is_status => Meaning::Status,
        _ if FACTS.contains(&lower.as_str()) => Meaning::Fact,
        within => within,
    };
    let path = match path {
        "" => short(key),
        // `checks.db is "down"` says it all.
        path if is_status => path.to_owned(),
        path => format!("{path}.{}", short(key)),
    };
    (path, meaning)
}

/// What the document and its parts name as their version.
fn versions(document: &Value) -> Vec<&str> {
    let parts = VERSIONED.iter().filter_map(|part| document.get(part));
    let told = |part| VERSIONS.iter().filter_map(move |key| Value::get(part, key)?.as_str());
    std::iter::once(document).chain(parts).flat_map(told).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The codes of what is wrong with a document of v1.2.3.
    fn found(document: &Value) -> Vec<&'static str> {
        let findings = judge("http://shop.example/health", document, &"v1.2.3".parse().unwrap());
        findings.iter().map(|finding| finding.code.id.trim_start_matches("deployed/")).collect()
    }

    #[test]
    fn a_document_is_well_when_it_and_all_it_depends_on_say_so() {
        for well in [
            json!({"status": "ok", "version": "1.2.3"}),
            json!({"status": "UP", "app_version": "v1.2.3", "components": {"db": {"status": "UP", "details":
                {"database": "PostgreSQL", "exists": false}}}}),
            json!({"status": "pass", "version": "1", "releaseId": "1.2.3", "checks":
                {"db:time": [{"status": "pass", "observedValue": 3, "time": "2026-06-15T12:00:00Z"}]}}),
            json!({"healthy": true, "build": {"version": "1.2.3"}, "dependencies": {"redis": "connected", "db": true}}),
            json!({"status": "ok", "version": "1.2.3", "services": ["app", "db"]}),
            json!({"ok": true, "release": "v1.2.3", "checks": [{"name": "db", "ok": true}], "uptime": 12}),
            json!({"status": "ok", "info": {"version": "1.2.3", "db": {"status": "up"}}, "error": {}, "details": {}}),
        ] {
            assert_eq!(found(&well), [""; 0], "{well}");
        }
    }

    #[test]
    fn one_part_that_is_not_well_is_enough() {
        for unwell in [
            json!({"status": "degraded"}),
            json!({"status": "starting"}),
            json!({"healthy": false}),
            json!("down"),
            json!({"status": "ok", "checks": {"db": "down"}}),
            json!({"status": "ok", "checks": {"db": {"ok": false}}}),
            json!({"status": "ok", "checks": [{"name": "db", "status": "fail"}]}),
            json!({"status": "ok", "details": {"db": "down"}}),
            json!({"status": "ok", "checks": [{"db": "down"}]}),
            json!({"status": "ok", "services": {"a": {"dependencies": [{"status": "ok"}, {"status": "warn"}]}}}),
            json!({"status": "ok", "database": {"status": "refused"}}),
            json!({"status": "ok", "dependencies": {"redis": false}}),
        ] {
            assert_eq!(found(&unwell), ["unhealthy", "version-untold"], "{unwell}");
        }
    }

    #[test]
    fn the_version_is_the_tag_with_or_without_v_or_else_another() {
        assert_eq!(found(&json!({"status": "ok", "version": "1.2.2"})), ["other-version"]);
        assert_eq!(found(&json!({"status": "ok", "version": "11.2.3"})), ["other-version"]);
        assert_eq!(found(&json!({"status": "ok", "version": 1})), ["version-untold"]);
        assert_eq!(found(&json!({"version": "1.2.3"})), ["health-untold"]);
        assert_eq!(found(&json!(3)), ["health-untold", "version-untold"]);
    }

    #[test]
    fn what_nests_too_deeply_is_not_well_and_long_names_are_cut() {
        let deep = (0..40).fold(json!({"status": "ok"}), |inner, _| json!({ "checks": inner }));
        assert_eq!(found(&deep), ["unhealthy", "version-untold"]);
        let long = judge("x", &json!({"status": "x".repeat(9999)}), &"v1.2.3".parse().unwrap());
        assert!(long[0].message.len() < 200, "{}", long[0].message);
    }
}
