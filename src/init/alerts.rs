//! Alert rules of Prometheus, as files or as `PrometheusRule` of Kubernetes.

use anyhow::Result;
use bstr::ByteSlice;
use serde::Deserialize;

use super::Alert;
use crate::git::{Entry, Mode, Snapshot};

/// Larger files are not written by hand.
const LIMIT: u64 = 1 << 20;
/// So many files are opened.
const MOST_FILES: usize = 100;
/// So many alerts fit into a runbook.
const MOST: usize = 50;

#[derive(Deserialize)]
struct RuleFile {
    #[serde(default)]
    groups: Vec<Group>,
    spec: Option<Spec>,
}

#[derive(Deserialize)]
struct Spec {
    #[serde(default)]
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    alert: Option<String>,
    expr: Option<String>,
    #[serde(default)]
    labels: Labels,
}

#[derive(Deserialize, Default)]
struct Labels {
    severity: Option<String>,
}

/// The alerts of every file that is named like one of rules and can be read as such.
pub fn find(snapshot: &Snapshot) -> Result<Vec<Alert>> {
    let mut alerts = Vec::new();
    for entry in snapshot.entries()?.iter().filter(|entry| may_hold_rules(entry)).take(MOST_FILES) {
        if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT)
            && let Some(content) = snapshot.read(&entry.path)?
        {
            alerts.extend(read(&entry.path.to_str_lossy(), &content));
        }
    }
    alerts.truncate(MOST);
    Ok(alerts)
}

fn may_hold_rules(entry: &Entry) -> bool {
    matches!(entry.mode, Mode::File | Mode::Executable) && is_named_so(&entry.path)
}

fn is_named_so(path: &[u8]) -> bool {
    let path = path.to_ascii_lowercase();
    let is_yaml = path.ends_with(b".yml") || path.ends_with(b".yaml");
    path.ends_with(b".rules") || (is_yaml && (path.contains_str("alert") || path.contains_str("rules")))
}

/// A template of Helm, or anything else that is no file of rules, has none.
fn read(file: &str, content: &[u8]) -> Vec<Alert> {
    let options = serde_saphyr::options! { with_snippet: false };
    let Ok(rules) = serde_saphyr::from_slice_with_options::<RuleFile>(content, options) else { return Vec::new() };
    let groups = rules.groups.into_iter().chain(rules.spec.into_iter().flat_map(|spec| spec.groups));
    let alerts = groups.flat_map(|group| group.rules).filter_map(|rule| {
        Some(Alert {
            name: rule.alert?,
            severity: rule.labels.severity,
            expr: rule.expr.map(|expr| expr.split_whitespace().collect::<Vec<_>>().join(" ")),
            file: file.to_owned(),
        })
    });
    alerts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_rules_are_told_by_their_names() {
        for yes in ["alerts.yml", "prometheus/alert.rules", "rules/api.yaml", "k8s/PrometheusRules.yaml"] {
            assert!(is_named_so(yes.as_bytes()), "{yes}");
        }
        for no in ["alerts.md", "compose.yaml", "rules.py"] {
            assert!(!is_named_so(no.as_bytes()), "{no}");
        }
    }

    #[test]
    fn alerts_are_read_from_both_kinds_of_files_and_records_are_none() {
        let groups = "groups:\n- name: a\n  rules:\n  - record: x\n    expr: up\n  - alert: Down\n    expr: |\n      up\n        == 0\n    labels: {severity: page, team: x}\n";
        let spec = format!("kind: PrometheusRule\nspec:\n  {}", groups.replace('\n', "\n  ").trim_end());
        for text in [groups, &spec] {
            let alerts = read("f.yml", text.as_bytes());
            assert_eq!(alerts.len(), 1, "{text}");
            assert_eq!(alerts[0].name, "Down");
            assert_eq!(alerts[0].severity.as_deref(), Some("page"));
            assert_eq!(alerts[0].expr.as_deref(), Some("up == 0"));
        }
        for other in ["", "x", "{{ template }}", "groups: 1", "- a\n- b"] {
            assert!(read("f.yml", other.as_bytes()).is_empty(), "{other}");
        }
    }
}
