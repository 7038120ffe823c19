use super::*;
use crate::testing::Sandbox;

fn check() -> Runbook {
    Runbook::default()
}

/// A runbook that passes, with more below it.
fn runbook(more: &str) -> String {
    let section = |name: &str| format!("## {name}\n\n```sh\ndocker compose ps\n```\n\n");
    let sections: String = ["Health Check", "Rollback", "Scaling", "Monitoring", "Incidents"].map(section).concat();
    format!("# Runbook\n\nLast updated: 2026-06-01\n\n{sections}## Contacts\n\nAda Park, +82 2 6000 4711\n\n{more}\n")
}

fn codes(more: &str, files: &[(&str, &str)]) -> Vec<&'static str> {
    examine(more, files).codes()
}

fn examine(more: &str, files: &[(&str, &str)]) -> Examination {
    let sandbox = Sandbox::new();
    sandbox.write("docs/runbook.md", runbook(more));
    for (path, content) in files {
        sandbox.write(path, content);
    }
    sandbox.commit("one");
    sandbox.examine(&check(), None)
}

#[test]
fn a_complete_runbook_passes() {
    let seen = examine("", &[]);
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
    assert!(seen.passed.contains(&"Runbook found: docs/runbook.md".to_owned()));
}

#[test]
fn the_default_settings_read_from_nothing_are_the_defaults() {
    let read: Runbook = toml::from_str("").unwrap();
    assert_eq!((read.path.is_none(), read.paths.len(), read.max_age_days), (true, 0, 90));
}

#[test]
fn without_a_runbook_the_gate_says_where_to_write_one() {
    let sandbox = Sandbox::new();
    sandbox.write("README.md", "x").commit("one");
    let seen = sandbox.examine(&check(), None);
    assert_eq!(seen.codes(), ["runbook/missing"]);
    assert!(seen.findings[0].help.as_ref().unwrap().contains("RUNBOOK.md"));
    let named: Runbook = toml::from_str("path = 'ops/betrieb.md'").unwrap();
    assert!(sandbox.examine(&named, None).findings[0].message.contains("ops/betrieb.md"));
    sandbox.write("ops/betrieb.md", runbook(""));
    assert!(sandbox.examine(&named, None).findings.is_empty());
}

#[test]
fn several_runbooks_lie_in_folders_or_where_the_settings_say() {
    let sandbox = Sandbox::new();
    let [health, rest] =
        runbook("").split_once("## Rollback").map(|(a, b)| [a.to_owned(), format!("## Rollback{b}")]).unwrap();
    sandbox.write("docs/runbooks/health.md", &health).write("docs/runbooks/rest.md", &rest);
    sandbox
        .write("docs/runbooks/TEMPLATE.md", "# [Name]\n")
        .write("ops/a.md", &health)
        .write("ops/b.md", "[x](gone.md)\n");
    sandbox.commit("one");
    assert_eq!(sandbox.examine(&check(), None).codes(), [""; 0]);
    let settings = |text: &str| -> Runbook { toml::from_str(text).unwrap() };
    assert_eq!(sandbox.examine(&settings("paths = ['docs/**/rest.md', 'ops/a.md']"), None).codes(), [""; 0]);
    let seen = sandbox.examine(&settings("path = 'ops/*.md'\npaths = ['docs/**/rest.md', 'nowhere/*.md']"), None);
    assert_eq!(seen.codes(), ["runbook/broken-link", "runbook/missing"]);
    assert!(toml::from_str::<Runbook>("path = 'a[b'").is_err());
}

#[test]
fn the_korean_runbook_is_held_against_the_english_one() {
    let sandbox = Sandbox::new();
    sandbox.write("RUNBOOK.md", runbook("")).write("docs/guide.md", "x");
    sandbox.write("RUNBOOK.ko.md", runbook("").replacen("docker compose ps", "docker compose ls", 1)).commit("one");
    let seen = sandbox.examine(&check(), None);
    assert_eq!(seen.codes(), ["runbook/translation-differs"]);
    assert!(seen.findings[0].message.contains("`docker compose ls`"), "{}", seen.findings[0].message);
}

#[test]
fn what_can_not_be_read_is_refused_and_named() {
    let sandbox = Sandbox::new();
    for (content, word) in [
        (b" \n".to_vec(), "is empty"),
        (b"\xc5\xd7\xbd\xba\xc6\xae".to_vec(), "is not UTF-8"),
        (b"# A\0B".to_vec(), "is not UTF-8"),
        (b"x ".repeat(10 << 20), "is not read"),
    ] {
        sandbox.write("RUNBOOK.md", content);
        let seen = sandbox.examine(&check(), None);
        assert_eq!(seen.codes(), ["runbook/unreadable"]);
        assert!(seen.findings[0].message.contains(word), "{}", seen.findings[0].message);
    }
}

#[test]
fn links_to_files_and_folders_of_the_repository_hold() {
    let links = "[a](a.md) [b](../src/) [c](/src/x.rs#L10-L20) ![i](<img/my pic.png>) [d](img/my%20pic.png?raw=1) \
                 [e](https://example.org/gone) [f](mailto:x@example.org) [g](./) [h](../README.md#세-번째) <tel:112>\n";
    let files = [
        ("docs/a.md", "x"),
        ("src/x.rs", &"x\n".repeat(20)),
        ("docs/img/my pic.png", "x"),
        ("README.md", "# One\n## 세 번째\n"),
    ];
    let seen = examine(links, &files);
    assert!(seen.findings.is_empty(), "{:?}", seen.findings);
}

#[test]
fn a_broken_link_is_named_with_its_line_and_what_was_meant() {
    let seen = examine(
        "[a](../guide.md)\n[b](A.md) [c](../../out.md) [d]() [e][nope]\n",
        &[("docs/a.md", ""), ("docs/guide.md", "")],
    );
    assert_eq!(seen.codes(), ["runbook/broken-link"; 5]);
    let found = |text: &str| seen.findings.iter().find(|f| f.message.contains(text)).unwrap();
    let guide = found("guide.md");
    assert_eq!(guide.help.as_deref(), Some("did you mean `guide.md`?"));
    assert_eq!(guide.place.as_ref().unwrap().line.unwrap().get(), 39);
    assert!(found("A.md").message.contains("exists as docs/a.md"));
    assert_eq!(found("A.md").help.as_deref(), Some("write `a.md`"));
    assert!(found("out.md").message.contains("leads out of the repository"));
}

#[test]
fn a_broken_anchor_is_named_here_and_in_other_documents() {
    let files = [("docs/a.md", "# One\n<a id=\"two\"></a>\n")];
    assert_eq!(codes("[x](#rollback) [y](#top) [z](#) [a](a.md#one) [b](a.md#two) [c](a.md#L2)", &files), [""; 0]);
    let seen = examine("[x](#rollbak) [y](a.md#three)", &files);
    assert_eq!(seen.codes(), ["runbook/broken-anchor"; 2]);
    assert_eq!(seen.findings[0].help.as_deref(), Some("did you mean `#rollback`?"));
    let seen = examine("[x](#Rollback)", &[]);
    assert_eq!(seen.findings[0].severity, Severity::Warning);
}

#[test]
fn a_thousand_broken_links_end_in_a_sum() {
    let links = "[x](gone.md)\n".repeat(1000);
    assert_eq!(examine(&links, &[]).findings.len(), 51);
}

#[test]
fn an_old_date_and_a_future_one_are_warnings() {
    for (day, code) in [("2026-01-01", "runbook/stale"), ("2026-07-01", "runbook/date-in-future")] {
        let sandbox = Sandbox::new();
        sandbox.write("RUNBOOK.md", runbook("").replace("2026-06-01", day)).commit("one");
        let seen = sandbox.examine(&check(), None);
        assert_eq!(seen.codes(), [code]);
        assert_eq!(seen.findings[0].severity, Severity::Warning);
    }
}

#[test]
fn without_a_date_the_last_commit_of_the_runbook_counts() {
    let sandbox = Sandbox::new();
    sandbox.write("RUNBOOK.md", runbook("").replace("Last updated: 2026-06-01", ""));
    assert!(sandbox.examine(&check(), None).passed.iter().any(|p| p.contains("not committed")));
    sandbox.commit("one");
    let seen = sandbox.examine(&check(), None);
    assert!(seen.passed.iter().any(|p| p.contains("last edited on 2026-06-01")), "{:?}", seen.passed);
    let impatient: Runbook = toml::from_str("max-age-days = 7").unwrap();
    assert_eq!(sandbox.examine(&impatient, None).codes(), ["runbook/stale"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_followed_within_the_repository_only() {
    let sandbox = Sandbox::new();
    sandbox.write("docs/ops.md", runbook(""));
    std::os::unix::fs::symlink("docs/ops.md", sandbox.path().join("RUNBOOK.md")).unwrap();
    sandbox.commit("one");
    assert!(sandbox.examine(&check(), None).findings.is_empty());
    std::fs::remove_file(sandbox.path().join("RUNBOOK.md")).unwrap();
    for (link, target) in [("RUNBOOK.md", "/etc/passwd"), ("RUNBOOK.md", "circle"), ("circle", "RUNBOOK.md")] {
        let link = sandbox.path().join(link);
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(target, link).unwrap();
        sandbox.commit("lead nowhere");
        assert_eq!(sandbox.examine(&check(), None).codes(), ["runbook/missing"], "{target}");
    }
}
