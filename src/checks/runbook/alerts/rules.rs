//! Prometheus' rule files: groups of rules, also as the operator's custom resource.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::git::{RepoPath, Snapshot};

/// So many files are read, none of them larger.
const READ: usize = 200;
const LIMIT: u64 = 1 << 20;

/// A rule, and where it stands.
pub struct Rule {
    pub path: RepoPath,
    pub alert: Option<String>,
    pub expression: String,
    /// The line on which the expression begins, from 1.
    pub line: usize,
    pub severity: Option<String>,
    /// Where the alert sends whoever gets it, and the line on which that stands.
    pub runbook: Option<(String, usize)>,
}

/// Every rule of the repository.
pub fn of(snapshot: &Snapshot) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for entry in snapshot.entries()?.iter().filter(|entry| may_hold_rules(&entry.path)).take(READ) {
        if snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
            continue;
        }
        let bytes = snapshot.read(&entry.path)?.unwrap_or_default();
        rules.extend(read(&String::from_utf8_lossy(&bytes), &entry.path, 0));
    }
    Ok(rules)
}

/// Files of Prometheus by their names; Loki's look the same and hold another language.
fn may_hold_rules(path: &[u8]) -> bool {
    let path = String::from_utf8_lossy(path).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| path.contains(word));
    (path.ends_with(".yml") || path.ends_with(".yaml"))
        && says(&["prometheus", "rule", "alert"])
        && !says(&["loki", "vmalert", "victoria", "test", "node_modules", "/templates/"])
}

/// The rules of a text that begins below so many lines of the file at `path`. What is none, is none.
pub fn read(text: &str, path: &RepoPath, above: usize) -> Vec<Rule> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
        with_snippet: false,
    };
    let file: Option<Document> = serde_saphyr::from_str_with_options(text, options.clone()).ok();
    let written: Vec<Written> = match file {
        Some(Document { groups, spec }) => {
            let groups = groups.or(spec.map(|spec| spec.groups)).unwrap_or_default();
            groups.into_iter().flat_map(|group| group.rules).collect()
        }
        None => serde_saphyr::from_str_with_options(text, options).unwrap_or_default(),
    };
    written.into_iter().filter_map(|rule| rule.placed(path, above)).collect()
}

#[derive(Deserialize)]
struct Document {
    groups: Option<Vec<Group>>,
    spec: Option<Spec>,
}

#[derive(Deserialize)]
struct Spec {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    rules: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    alert: Option<String>,
    expr: Option<Spanned<String>>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, Spanned<String>>,
}

impl Written {
    fn placed(self, path: &RepoPath, above: usize) -> Option<Rule> {
        let line = |at: &Spanned<String>| above + usize::try_from(at.defined.line()).unwrap_or_default();
        let expression = self.expr?;
        let runbook = ["runbook_url", "runbook"].iter().find_map(|key| self.annotations.get(*key));
        Some(Rule {
            path: path.clone(),
            alert: self.alert,
            line: line(&expression),
            expression: expression.value,
            severity: self.labels.get("severity").cloned(),
            runbook: runbook.map(|runbook| (runbook.value.clone(), line(runbook))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, usize)> {
        read(text, &"x.yml".into(), 0).into_iter().map(|rule| (rule.alert.unwrap_or_default(), rule.line)).collect()
    }

    #[test]
    fn rules_are_read_from_files_resources_and_lists() {
        let rules = "rules:\n  - alert: A\n    expr: up == 0\n    labels: {severity: page, n: 1}\n  - record: r\n    expr: |\n      sum(x)\n";
        let file = format!("groups:\n- name: g\n  {}", rules.replace('\n', "\n  "));
        assert_eq!(shown(&file), [("A".to_owned(), 5), (String::new(), 9)]);
        let resource = format!("kind: PrometheusRule\nspec:\n  {}", file.replace('\n', "\n  "));
        assert_eq!(shown(&resource).len(), 2);
        assert_eq!(shown("- alert: A\n  expr: up\n  annotations: {runbook_url: x, n: '1'}\n"), [("A".to_owned(), 2)]);
    }

    #[test]
    fn what_holds_no_rules_is_empty() {
        for text in ["", "a: b", "- a", "{{ if x }}", "groups: 1", "groups:\n- name: x\n", "- host: x\n"] {
            assert_eq!(shown(text), [], "{text}");
        }
    }

    #[test]
    fn rule_files_are_known_by_their_names() {
        for yes in ["prometheus/a.yml", "deploy/alerts.yaml", "x.rules.yml"] {
            assert!(may_hold_rules(yes.as_bytes()), "{yes}");
        }
        for no in ["loki/rules.yml", "alerts.json", "a.yml", "tests/rules.yml", "chart/templates/rules.yaml"] {
            assert!(!may_hold_rules(no.as_bytes()), "{no}");
        }
    }
}
