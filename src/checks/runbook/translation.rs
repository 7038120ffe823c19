//! Do the English and the Korean runbook say the same? What is judged needs no
//! dictionary: topics, commands, versions and ports.

mod alignment;

use std::collections::BTreeMap;

use anyhow::Result;
use regex::Regex;

use self::alignment::{Difference, align};
use super::language::language;
use super::markdown::Fence;
use super::pages::Page;
use super::topics::TOPICS;
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

static DIFFERS: Code = Code {
    id: "runbook/translation-differs",
    severity: Severity::Warning,
    finds: "The English and the Korean runbook differ in a section, a command, a version or a port.",
    matters: "Whoever reads the one does something else than who reads the other, and one of them is out of date.",
    mend: "Correct the one that is wrong; commands, versions and ports are the same in every language.",
    source: "",
};

/// What is reported about translations.
pub static CODES: [&Code; 1] = [&DIFFERS];

/// So many differences of two runbooks are told one by one.
const TOLD: usize = 20;

/// Blocks of code that hold no commands: what they say is translated.
const PROSE: [&str; 8] = ["text", "txt", "plain", "plaintext", "mermaid", "plantuml", "markdown", "md"];

/// Judges every runbook that there is in both languages.
pub fn judge(pages: &[Page], seen: &mut Examination) -> Result<()> {
    // A Korean particle follows a number without a space: only ASCII bounds a word here.
    let numbers = Regex::new(concat!(
        r"(?i)(?-u:\b)v?[0-9]+\.[0-9]+\.[0-9]+(?-u:\b)|(?-u:\b)[a-z][a-z0-9.-]*:(?P<host>[0-9]{2,5})(?-u:\b)",
        r"|(?:(?-u:\b)port|포트)\s*:?\s*(?P<port>[0-9]{2,5})(?-u:\b)|(?-u:\b)(?P<ko>[0-9]{2,5})\s*(?:번\s*)?포트"
    ))?;
    for korean in pages.iter().filter(|page| language(&page.path).1) {
        let (key, _) = language(&korean.path);
        let Some(english) = pages.iter().find(|page| language(&page.path) == (key.clone(), false)) else { continue };
        let mut differences = topics(english, korean);
        differences.extend(commands(english, korean));
        differences.extend(figures(&numbers, english, korean));
        if differences.is_empty() {
            seen.pass(format!("{} and {} say the same", english.path, korean.path));
        }
        differences.truncate(TOLD);
        seen.findings.extend(differences);
    }
    Ok(())
}

fn topics(english: &Page, korean: &Page) -> Vec<Finding> {
    let mut findings = Vec::new();
    for topic in TOPICS {
        let first = |page: &Page| topic.headings_in(&page.document, true).next();
        let (lacking, having, at) = match (first(english), first(korean)) {
            (Some(at), None) => (korean, english, at),
            (None, Some(at)) => (english, korean, at),
            _ => continue,
        };
        let heading = having.heading(at);
        let message = format!(
            "{} has no section on {}; {} has it on line {}: \"{}\"",
            lacking.path, topic.name, having.path, heading.line, heading.text
        );
        let help = format!("translate the section, or remove it from {}", having.path);
        findings.push(Finding::new(&DIFFERS, message).at(Place::file(lacking.path.clone())).help(help));
    }
    findings
}

/// Lines of code with their lines in the document; comments are translated, and left out.
fn lines(fences: &[Fence]) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    for fence in fences.iter().filter(|fence| !PROSE.contains(&&*fence.language)) {
        for (at, line) in fence.text.lines().enumerate() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            let is_comment = ["#", "//", "--"].iter().any(|mark| line.starts_with(mark));
            let is_drawing = line.contains(|c| ('\u{2190}'..='\u{25ff}').contains(&c));
            if !line.is_empty() && !is_comment && !is_drawing {
                lines.push((fence.line + at, line));
            }
        }
    }
    lines
}

fn commands(english: &Page, korean: &Page) -> Vec<Finding> {
    let (ours, theirs) = (lines(&english.document.fences), lines(&korean.document.fences));
    let (english, korean) = (&english.path, &korean.path);
    let find = |path: &RepoPath, line: usize, message: String| {
        let help = "make both the same, whichever is right";
        Finding::new(&DIFFERS, message).at(Place::line(path.clone(), line)).help(help)
    };
    let told = align(&ours, &theirs).into_iter().map(|difference| match difference {
        Difference::Changed((line, ours), (at, theirs)) => {
            find(korean, at, format!("{korean} says `{theirs}` where {english} says `{ours}` (line {line})"))
        }
        Difference::OnlyFirst((line, ours)) => find(english, line, format!("`{ours}` is not in {korean}")),
        Difference::OnlySecond((line, theirs)) => find(korean, line, format!("`{theirs}` is not in {english}")),
    });
    told.collect()
}

/// Versions and ports that the text of one page alone names.
fn figures(numbers: &Regex, english: &Page, korean: &Page) -> Vec<Finding> {
    let of = |page: &Page| {
        let mut figures = BTreeMap::new();
        for block in page.document.headings.iter().flat_map(|heading| &heading.blocks).filter(|block| !block.code) {
            for found in numbers.captures_iter(&block.text) {
                let port = ["host", "port", "ko"].iter().find_map(|name| found.name(name));
                let shown = port.map_or_else(
                    || found[0].trim_start_matches('v').to_owned(),
                    |port| format!("port {}", port.as_str()),
                );
                figures.entry(shown).or_insert(block.line);
            }
        }
        figures
    };
    let (ours, theirs) = (of(english), of(korean));
    let only = |page: &Page, other: &Page, own: &BTreeMap<String, usize>, others: &BTreeMap<String, usize>| {
        let alone = own.iter().filter(|(figure, _)| !others.contains_key(*figure));
        let told = alone.map(|(figure, line)| {
            let message = format!("{} names {figure}, {} does not", page.path, other.path);
            let finding = Finding::new(&DIFFERS, message).at(Place::line(page.path.clone(), *line));
            finding.help("correct whichever is out of date")
        });
        told.collect::<Vec<_>>()
    };
    [only(english, korean, &ours, &theirs), only(korean, english, &theirs, &ours)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "# Runbook\n\n## Rollback\n\nTo 1.4.2, then port 8000.\n\n```sh\n# go back\ngit checkout v1.4.2\necho \"gone back\"\ndocker compose up -d\n```\n";
    const KOREAN: &str = "# 런북\n\n## 롤백\n\n1.4.2로, 그다음 8000번 포트.\n\n```sh\n# 되돌리기\ngit checkout v1.4.2\necho \"되돌렸다\"\ndocker compose up -d\n```\n";

    fn messages(english: &str, korean: &str) -> Vec<(String, usize)> {
        let page = |path: &str, text: &str| Page::read(path.into(), text.into()).unwrap();
        let mut seen = Examination::default();
        judge(&[page("RUNBOOK.md", english), page("RUNBOOK.ko.md", korean)], &mut seen).unwrap();
        let line = |finding: &Finding| finding.place.as_ref().unwrap().line.map_or(0, |line| line.get() as usize);
        seen.findings.iter().map(|finding| (finding.message.clone(), line(finding))).collect()
    }

    #[test]
    fn a_faithful_translation_says_the_same() {
        assert_eq!(messages(ENGLISH, KOREAN), []);
    }

    #[test]
    fn what_differs_is_named_with_its_line() {
        let changed = KOREAN.replace("git checkout v1.4.2", "git checkout v1.4.1");
        assert_eq!(
            messages(ENGLISH, &changed),
            [(
                "RUNBOOK.ko.md says `git checkout v1.4.1` where RUNBOOK.md says `git checkout v1.4.2` (line 9)".into(),
                9
            )]
        );
        let shorter = KOREAN.replace("docker compose up -d\n", "");
        assert_eq!(messages(ENGLISH, &shorter), [("`docker compose up -d` is not in RUNBOOK.ko.md".into(), 11)]);
        let longer = format!("{ENGLISH}\n```\ncurl localhost:8000/health\n```\n");
        assert_eq!(messages(&longer, KOREAN), [("`curl localhost:8000/health` is not in RUNBOOK.ko.md".into(), 15)]);
        let other_port = KOREAN.replace("8000번", "8080번");
        assert_eq!(messages(ENGLISH, &other_port).len(), 2);
        let topic = format!("{ENGLISH}\n## Scaling\n");
        assert_eq!(
            messages(&topic, KOREAN),
            [("RUNBOOK.ko.md has no section on scaling; RUNBOOK.md has it on line 14: \"Scaling\"".into(), 0)]
        );
    }
}
