use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::testing::Sandbox;

#[derive(Deserialize)]
struct Corpus {
    good: Vec<String>,
    broken: Vec<String>,
    rest: String,
    files: BTreeMap<String, String>,
    links: BTreeMap<String, String>,
}

impl Corpus {
    fn read() -> Self {
        toml::from_str(include_str!("corpus.toml")).unwrap()
    }

    fn sandbox(&self) -> Sandbox {
        let sandbox = Sandbox::new();
        for (path, content) in &self.files {
            sandbox.write(path, content);
        }
        for (path, target) in &self.links {
            std::os::unix::fs::symlink(target, sandbox.path().join(path)).unwrap();
        }
        sandbox.commit("files");
        sandbox
    }
}

fn findings(sandbox: &Sandbox, text: &str) -> Vec<Finding> {
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_commit(&repo, repo.head().unwrap().unwrap());
    let pages = [Page::read("docs/runbook.md".into(), text.to_owned()).unwrap()];
    let mut seen = Examination::default();
    judge(&snapshot, None, &pages, &mut seen).unwrap();
    seen.findings
}

#[test]
fn of_all_kinds_of_links_the_broken_ones_are_found_and_no_other() {
    let corpus = Corpus::read();
    let sandbox = corpus.sandbox();
    let all = corpus.good.iter().map(|link| (link, false)).chain(corpus.broken.iter().map(|link| (link, true)));
    let (mut missed, mut alarms) = (Vec::new(), Vec::new());
    for (link, is_broken) in all {
        let found = findings(&sandbox, &format!("{link}\n\n{}", corpus.rest));
        match (is_broken, found.iter().any(|finding| finding.place.as_ref().unwrap().line.unwrap().get() == 1)) {
            (true, false) => missed.push(link),
            (false, true) => alarms.push(link),
            _ => {}
        }
        assert!(found.len() <= 1 + usize::from(is_broken) || link.contains("leads nowhere"), "{found:?}");
    }
    assert!(missed.is_empty() && alarms.is_empty(), "missed: {missed:?}, false alarms: {alarms:?}");
}
