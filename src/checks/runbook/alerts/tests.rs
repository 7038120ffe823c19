use super::*;
use crate::testing::Sandbox;

const RULES: &str = "groups:
- name: g
  rules:
  - alert: HostDown
    expr: up == 0
    labels:
      severity: critical
    annotations:
      runbook_url: https://forge.test/shop/App/blob/main/RUNBOOK.md#hostdown
  - alert: DiskFull
    expr: disk > 90
    labels:
      severity: page
";

/// Code, path, line and help of everything that is found of these rules and this runbook.
fn found(rules: &str, text: &str) -> Vec<(&'static str, String, u32, String)> {
    let sandbox = Sandbox::new();
    sandbox.git(&["remote", "add", "origin", "git@forge.test:shop/app.git"]);
    sandbox.write("prometheus/alerts.yml", rules).write("RUNBOOK.md", text).commit("one");
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_work_tree(&repo);
    let subject = Subject { repo: &repo, snapshot, version: None, making: None, reachable: Vec::new() };
    let mut seen = Examination::default();
    judge(&subject, &[(&"RUNBOOK.md".into(), &markdown::read(text).unwrap())], &mut seen).unwrap();
    let show = |finding: Finding| {
        let place = finding.place.unwrap();
        let line = place.line.map_or(0, std::num::NonZeroU32::get);
        (finding.code.id, place.path.to_string(), line, finding.help.unwrap_or_default())
    };
    seen.findings.into_iter().map(show).collect()
}

#[test]
fn alerts_that_the_runbook_explains_and_links_that_lead_there_hold() {
    assert_eq!(found(RULES, "# R\n\n## HostDown\n\nx\n\n## DiskFull (page)\n\nx\n"), []);
}

#[test]
fn a_query_that_does_not_parse_is_placed_in_its_file_or_block() {
    let text = "# R\n\n## HostDown DiskFull\n\n```promql\n# a\nrate(x[5m])\n\nup\ndown\n\nsum(\n  rate(x[5m])\n```\n\n```yaml\n- alert: A\n  expr: up =\n```\n";
    let found =
        found(&RULES.replace("up == 0", "up == (0"), &text.replace("## HostDown DiskFull", "## HostDown\n\nDiskFull"));
    let places: Vec<_> = found.iter().map(|(code, path, line, _)| (*code, path.as_str(), *line)).collect();
    let query = "runbook/promql";
    assert_eq!(places, [(query, "RUNBOOK.md", 14), (query, "RUNBOOK.md", 20), (query, "prometheus/alerts.yml", 5)]);
}

#[test]
fn a_link_that_leads_nowhere_is_named_with_what_was_meant() {
    let text = "# R\n\n## Host down\n\nDiskFull\n";
    let of = |rules: &str| found(rules, text);
    let place = "prometheus/alerts.yml".to_owned();
    assert_eq!(of(RULES), [("runbook/alert-link", place.clone(), 9, "did you mean `#host-down`?".to_owned())]);
    let gone = RULES.replace("RUNBOOK.md#hostdown", "RUNBOK.md");
    assert_eq!(of(&gone), [("runbook/alert-link", place.clone(), 9, "did you mean `RUNBOOK.md`?".to_owned())]);
    let relative = RULES.replace("https://forge.test/shop/App/blob/main/RUNBOOK.md#hostdown", "docs/gone.md");
    assert_eq!(of(&relative).len(), 1);
    for foreign in [
        "https://forge.test/other/app/blob/main/X.md",
        "https://wiki.test/x#y",
        "docs/{{ $labels.x }}.md",
        "1. docker restart app.",
        "TBD",
    ] {
        let rules = RULES.replace("https://forge.test/shop/App/blob/main/RUNBOOK.md#hostdown", &format!("'{foreign}'"));
        assert_eq!(of(&rules), [], "{foreign}");
    }
}

#[test]
fn links_of_a_file_that_all_lead_to_the_same_nowhere_are_told_once() {
    let rule = RULES.split_once("  - alert: DiskFull").unwrap().0.replace("RUNBOOK.md#hostdown", "gone.md");
    let again = rule.split_once("rules:\n").unwrap().1.replace("HostDown", "HostSlow");
    assert_eq!(found(&format!("{rule}{again}"), "# R\n").len(), 1);
}

#[test]
fn an_alert_that_wakes_somebody_must_be_explained_somewhere() {
    let help = "write a section `### DiskFull` in the runbook".to_owned();
    let expected = [("runbook/alert-undocumented", "prometheus/alerts.yml".to_owned(), 11, help)];
    assert_eq!(found(RULES, "# R\n\n## HostDown\n\nx\n"), expected);
    assert_eq!(found(&RULES.replace("page", "warning"), "# R\n\n## HostDown\n\nx\n"), []);
}

#[test]
fn a_section_of_an_alert_that_no_rule_raises_is_found_beside_others_only() {
    let text = "# R\n\n## HostDown\n\n## Alert: DiskFull\n\n## 3. HostSlow (warning)\n\n## Scaling\n\n### PostgreSQL\n";
    let help = "give the section the present name of its alert, or remove it".to_owned();
    assert_eq!(found(RULES, text), [("runbook/alert-unknown", "RUNBOOK.md".to_owned(), 7, help)]);
}
