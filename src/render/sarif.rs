//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>),
//! as far as code scanning reads it. The structs are frozen, as in `json`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use super::Shown;
use crate::finding::{Code, Finding, Place, Severity};
use crate::report::{Report, Stopped, Verdict};
use crate::sanitize::{self, lines as clean};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What relative addresses are relative to.
const ROOT: &str = "%SRCROOT%";

/// Under this key the fingerprint of a secret stays what it is as long as its meaning does.
const FINGERPRINT: &str = "precheckHookSecret/v1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    original_uri_base_ids: BTreeMap<&'static str, Described>,
    results: Vec<Found>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    #[serde(skip_serializing_if = "str::is_empty")]
    help_uri: &'static str,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    start_time_utc: String,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
struct Described {
    description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// The report as SARIF, with a final newline.
pub fn sarif(report: &Report) -> String {
    let findings: Vec<&Finding> = report.checks.iter().flat_map(|check| &check.findings).collect();
    let codes: BTreeMap<&str, &Code> = findings.iter().map(|finding| (finding.code.id, finding.code)).collect();
    let index = |id| codes.range(..id).count();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: codes.values().map(|code| rule(code)).collect(),
                },
            },
            invocations: [invocation(report)],
            original_uri_base_ids: [(
                ROOT,
                Described { description: text("The root of the repository, or of the scan.") },
            )]
            .into(),
            results: findings.iter().map(|finding| found(finding, index(finding.code.id))).collect(),
        }],
    };
    let text = serde_json::to_string_pretty(&log).unwrap_or_else(|e| format!("{{\"error\": \"{e}\"}}"));
    sanitize::json(&text) + "\n"
}

fn rule(code: &Code) -> Rule {
    Rule {
        id: code.id,
        short_description: text(code.finds),
        full_description: text(code.matters),
        help: text(code.mend),
        help_uri: code.source,
        default_configuration: Configuration { level: level(code.severity) },
    }
}

fn invocation(report: &Report) -> Invocation {
    let broken = report.checks.iter().filter_map(|check| match &check.stopped {
        Some(Stopped::Broken(error)) => Some(format!("{} could not be judged: {error}", check.id)),
        _ => None,
    });
    Invocation {
        execution_successful: report.verdict() != Verdict::Broken,
        start_time_utc: report.started_at.format(&Rfc3339).unwrap_or_default(),
        tool_execution_notifications: broken.map(|e| Notification { level: "error", message: text(&e) }).collect(),
    }
}

fn found(finding: &Finding, rule_index: usize) -> Found {
    let place = finding.place.as_ref();
    let whence = place.filter(|place| place.commit.is_some()).map(|place| format!("\nat {}", Shown(place)));
    let help = finding.help.as_ref().map(|help| format!("\n{help}"));
    Found {
        rule_id: finding.code.id,
        rule_index,
        level: level(finding.severity),
        message: text(&[Some(finding.message.clone()), whence, help].into_iter().flatten().collect::<String>()),
        locations: place.map(location).into_iter().collect(),
        related_locations: finding.elsewhere.iter().map(location).collect(),
        partial_fingerprints: finding.fingerprint.iter().map(|print| (FINGERPRINT, print.clone())).collect(),
    }
}

/// Also what is no file, a commit's message, gets one under its name: code scanning
/// refuses a whole log over one result that has none.
fn location(place: &Place) -> Location {
    let path = encoded(&place.path);
    let artifact_location = if path.starts_with('/') {
        ArtifactLocation { uri: format!("file://{path}"), uri_base_id: None }
    } else {
        ArtifactLocation { uri: path, uri_base_id: Some(ROOT) }
    };
    let region = place.line.map(|line| Region { start_line: line.get() });
    Location { physical_location: PhysicalLocation { artifact_location, region } }
}

/// A path as RFC 3986 wants it, colons included: before the first slash one would end a scheme.
fn encoded(path: &[u8]) -> String {
    path.iter().fold(String::with_capacity(path.len()), |mut uri, &byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
        uri
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Braces stand for arguments (§ 3.11.5) and brackets for links (§ 3.11.6), unless they are escaped.
fn text(plain: &str) -> Text {
    let mut text = String::with_capacity(plain.len());
    for c in clean(plain).chars() {
        match c {
            '{' | '}' => text.extend([c, c]),
            '[' | ']' | '\\' => text.extend(['\\', c]),
            _ => text.push(c),
        }
    }
    Text { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_encoded_byte_by_byte() {
        assert_eq!(encoded(b"src/a b%.rs"), "src/a%20b%25.rs");
        assert_eq!(encoded("가:1".as_bytes()), "%EA%B0%80%3A1");
        assert_eq!(encoded(b"caf\xe9?#~"), "caf%E9%3F%23~");
        let absolute = location(&Place::line("/tmp/x y", 3));
        assert_eq!(absolute.physical_location.artifact_location.uri, "file:///tmp/x%20y");
        assert_eq!(absolute.physical_location.artifact_location.uri_base_id, None);
        assert_eq!(absolute.physical_location.region.unwrap().start_line, 3);
    }

    #[test]
    fn what_quotes_a_repository_can_make_neither_links_nor_arguments() {
        assert_eq!(text("{0} [x](1) \\ \u{1b}").text, "{{0}} \\[x\\](1) \\\\ \\\\u{{1b}}");
    }
}
