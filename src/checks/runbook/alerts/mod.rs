//! Do the queries parse, and do alerts and runbook lead to each other?

pub mod promql;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::Result;
use bstr::ByteSlice;

use self::rules::Rule;
use super::links::target::decoded;
use super::markdown::{self, Document, Heading};
use super::pages::LIMIT;
use crate::check::{Examination, Subject};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{RepoPath, Snapshot};
use crate::hint::nearest;

static QUERY: Code = Code {
    id: "runbook/promql",
    severity: Severity::Error,
    finds: "A PromQL query of the runbook or of an alert rule is none that Prometheus takes.",
    matters: "The alert never fires, and in an emergency the query answers with an error.",
    mend: "Correct the query; `promtool check rules FILE` says what Prometheus itself thinks of a rule file.",
    source: "https://prometheus.io/docs/prometheus/latest/querying/basics/",
};

static LINK: Code = Code {
    id: "runbook/alert-link",
    severity: Severity::Error,
    finds: "An alert rule's `runbook_url` names a file or a heading that this repository does not have.",
    matters: "Whoever is woken by the alert follows the link first, and finds nothing.",
    mend: "Correct the path or the anchor in the rule, or write the section that it names.",
    source: "https://prometheus.io/docs/practices/alerting/",
};

static UNDOCUMENTED: Code = Code {
    id: "runbook/alert-undocumented",
    severity: Severity::Warning,
    finds: "An alert that wakes somebody (severity `critical` or `page`) is explained nowhere in the repository.",
    matters: "Whoever is woken has its name and nothing else.",
    mend: "Write a section that has the alert's name as its heading, and link to it by `runbook_url` in the rule.",
    source: "https://prometheus.io/docs/practices/alerting/",
};

static UNKNOWN: Code = Code {
    id: "runbook/alert-unknown",
    severity: Severity::Warning,
    finds: "A heading of the runbook is like those of other alerts and names one that no rule raises.",
    matters: "The alert was renamed or removed: its section is found by nobody, or the alert is missing.",
    mend: "Give the section the alert's present name, or remove it.",
    source: "",
};

/// What is reported about queries and alerts.
pub static CODES: [&Code; 4] = [&QUERY, &LINK, &UNDOCUMENTED, &UNKNOWN];

/// So many documents are read for an alert's name.
const READ: usize = 500;
/// So many alerts are named in one finding.
const NAMED: usize = 8;
/// So many findings of a kind are told.
const TOLD: usize = 30;

/// Judges the queries in the runbook's pages, and the repository's alert rules.
pub fn judge(subject: &Subject, pages: &[(&RepoPath, &Document)], seen: &mut Examination) -> Result<()> {
    let rules = rules::of(&subject.snapshot)?;
    let before = seen.findings.len();
    let mut findings: Vec<Finding> = pages.iter().flat_map(|(path, document)| queries(path, document)).collect();
    findings.extend(rules.iter().filter_map(faulty));
    findings.truncate(TOLD);
    findings.extend(links(subject, &rules)?.into_iter().take(TOLD));
    findings.extend(undocumented(&subject.snapshot, &rules)?);
    findings.extend(pages.iter().flat_map(|(path, document)| unknown(path, document, &rules)).take(TOLD));
    seen.findings.extend(findings);
    let alerts = rules.iter().filter(|rule| rule.alert.is_some()).count();
    if alerts > 0 && seen.findings.len() == before {
        seen.pass(format!("Alert rules that parse and lead somewhere: {alerts}"));
    }
    Ok(())
}

/// What is wrong with the queries in the runbook's own blocks.
fn queries(path: &RepoPath, document: &Document) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fence in &document.fences {
        match &*fence.language {
            "promql" => findings.extend(paragraphs(&fence.text, fence.line).filter_map(|(query, line)| {
                let said = unreadable(&query)?;
                Some(finding(&format!("`{}`", shortened(&query)), &said).at(Place::line(path.clone(), line)))
            })),
            "yaml" | "yml" => {
                findings.extend(rules::read(&fence.text, path, fence.line - 1).iter().filter_map(faulty));
            }
            _ => {}
        }
    }
    findings
}

/// Queries, apart from each other by blank lines or comments, and the line on which each begins.
fn paragraphs(text: &str, line: usize) -> impl Iterator<Item = (String, usize)> {
    let mut paragraphs: Vec<(String, usize)> = Vec::new();
    let mut open = false;
    for (at, text) in text.lines().enumerate() {
        let query = text.split(" #").next().unwrap_or_default().trim_end();
        let is_apart = query.trim().is_empty() || query.trim_start().starts_with('#');
        match paragraphs.last_mut().filter(|_| open && !is_apart) {
            Some((before, _)) => before.extend(["\n", query]),
            None if !is_apart => paragraphs.push((query.to_owned(), line + at)),
            None => {}
        }
        open = !is_apart;
    }
    paragraphs.into_iter()
}

/// What is wrong with a paragraph, taken as one query or as one a line.
fn unreadable(paragraph: &str) -> Option<String> {
    let said = promql::error(paragraph)?;
    paragraph.lines().any(|line| promql::error(line).is_some()).then_some(said)
}

/// What is wrong with a rule's query.
fn faulty(rule: &Rule) -> Option<Finding> {
    let said = promql::error(&rule.expression)?;
    let name = rule.alert.as_deref().unwrap_or("a recording rule");
    let what = format!("the query of {name}, `{}`,", shortened(&rule.expression));
    Some(finding(&what, &said).at(Place::line(rule.path.clone(), rule.line)))
}

fn finding(what: &str, said: &str) -> Finding {
    Finding::new(&QUERY, format!("{what} is no PromQL: {said}"))
        .help("correct it: brackets, quotes, a range such as `[5m]` where the function wants one")
}

/// As much of a query as fits into a line.
fn shortened(query: &str) -> String {
    let line = query.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Links of rules into this repository that lead nowhere, of each rule file to each document once.
fn links(subject: &Subject, rules: &[Rule]) -> Result<Vec<Finding>> {
    let own = own_addresses(subject)?;
    let mut read = HashMap::new();
    let mut broken: BTreeMap<(&RepoPath, String), Vec<Finding>> = BTreeMap::new();
    let linked = rules.iter().filter_map(|rule| {
        let (link, line) = rule.runbook.as_ref()?;
        Some((rule, *line, inner(link, &own)?))
    });
    for (rule, line, (target, anchor)) in linked.take(READ) {
        if let Some((message, help)) = nowhere(&subject.snapshot, &target, &anchor, &mut read)? {
            let alert = rule.alert.as_deref().unwrap_or_default();
            let finding = Finding::new(&LINK, format!("the runbook of {alert}: {message}")).help(help);
            let finding = finding.at(Place::line(rule.path.clone(), line));
            broken.entry((&rule.path, target)).or_default().push(finding);
        }
    }
    let told = broken.into_values().filter_map(|findings| {
        let more = findings.len() - 1;
        let mut first = findings.into_iter().next()?;
        if more > 0 {
            first.message.push_str(&format!("; so it is with {more} more of this file"));
        }
        Some(first)
    });
    Ok(told.collect())
}

/// The repository's own names at its forges, `owner/name`, in lower case.
fn own_addresses(subject: &Subject) -> Result<HashSet<String>> {
    let remotes = subject.repo.remotes()?;
    let urls = remotes.iter().flat_map(|remote| remote.urls.iter());
    Ok(urls
        .filter_map(|url| {
            let url = url.trim_end_matches('/').trim_end_matches(".git").to_lowercase();
            let mut parts = url.rsplit(['/', ':']);
            let (name, owner) = (parts.next()?, parts.next()?);
            Some(format!("{owner}/{name}"))
        })
        .collect())
}

/// The file and the heading of this repository that a link names, if it is one of this repository.
fn inner(link: &str, own: &HashSet<String>) -> Option<(String, String)> {
    let link = link.trim();
    let (address, anchor) = link.split_once('#').unwrap_or((link, ""));
    // Many write what to do itself there.
    if link.contains(['{', '$', '<']) || link.contains(char::is_whitespace) {
        return None;
    }
    let path = match address.split_once("://") {
        None => address.trim_start_matches("./").to_owned(),
        Some((_, address)) => {
            let parts: Vec<&str> = address.split('/').filter(|part| !part.is_empty() && *part != "-").collect();
            let [_, owner, name, "blob" | "tree" | "src", _branch, path @ ..] = &parts[..] else { return None };
            own.contains(&format!("{owner}/{name}").to_lowercase()).then(|| path.join("/"))?
        }
    };
    let path = path.split('?').next().unwrap_or_default().trim_start_matches('/');
    path.rsplit('/').next().is_some_and(|name| name.contains('.')).then(|| (decoded(path), decoded(anchor)))
}

/// What is wrong with a link to a heading of a file, and what to do.
fn nowhere(
    snapshot: &Snapshot,
    target: &str,
    anchor: &str,
    read: &mut HashMap<String, HashSet<String>>,
) -> Result<Option<(String, String)>> {
    let Some(entry) = snapshot.entry(target)? else {
        let entries = snapshot.entries()?;
        let paths: Vec<_> = entries.iter().map(|entry| entry.path.to_str_lossy()).collect();
        let help = match nearest(target, paths.iter().map(|path| &**path)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write {target}, or correct the rule"),
        };
        return Ok(Some((format!("the repository has no {target}"), help)));
    };
    let is_readable = target.ends_with(".md") && snapshot.size(entry)?.is_some_and(|size| size <= LIMIT);
    if anchor.is_empty() || !is_readable {
        return Ok(None);
    }
    if !read.contains_key(target) {
        let text = snapshot.read(target)?.unwrap_or_default();
        read.insert(target.to_owned(), markdown::read(&text.to_str_lossy())?.anchors);
    }
    let Some(anchors) = read.get(target).filter(|anchors| !anchors.contains(anchor)) else { return Ok(None) };
    let mut known: Vec<&str> = anchors.iter().map(String::as_str).collect();
    known.sort_unstable();
    let help = match nearest(anchor, known) {
        Some(meant) => format!("did you mean `#{meant}`?"),
        None => format!("write the section in {target}, or correct the anchor in the rule"),
    };
    Ok(Some((format!("{target} has no heading #{anchor}"), help)))
}

/// Alerts that wake somebody, have no link and are named in no document, all in one.
fn undocumented(snapshot: &Snapshot, rules: &[Rule]) -> Result<Option<Finding>> {
    let wakes = |rule: &&Rule| matches!(rule.severity.as_deref(), Some("critical" | "page" | "p0" | "P0"));
    let unlinked = rules.iter().filter(|rule| rule.runbook.is_none()).filter(wakes);
    let mut named: Vec<(&Rule, &str)> =
        unlinked.filter_map(|rule| Some((rule, rule.alert.as_deref()?))).take(READ).collect();
    let documents = snapshot.entries()?.iter().filter(|entry| entry.path.to_ascii_lowercase().ends_with(b".md"));
    for entry in documents.take(READ) {
        if named.is_empty() {
            break;
        }
        if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT) {
            let text = snapshot.read(&entry.path)?.unwrap_or_default();
            named.retain(|(_, alert)| !text.contains_str(alert));
        }
    }
    let Some((first, alert)) = named.first() else { return Ok(None) };
    let mut names: Vec<&str> = named.iter().map(|(_, alert)| *alert).collect();
    let more = names.split_off(names.len().min(NAMED)).len();
    let and = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("whoever is woken finds no word in any document about {}{and}", names.join(", "));
    let finding = Finding::new(&UNDOCUMENTED, message).at(Place::line(first.path.clone(), first.line));
    Ok(Some(finding.help(format!("write a section `### {alert}` in the runbook"))))
}

/// Headings that are nothing but a name like an alert's, beside others that are alerts, and that no rule raises.
fn unknown(path: &RepoPath, document: &Document, rules: &[Rule]) -> Vec<Finding> {
    let alerts: BTreeSet<String> = rules.iter().filter_map(|rule| rule.alert.clone()).collect();
    let named = document.headings.iter().filter_map(|heading| Some((heading, alert_named(&heading.text)?)));
    let named: Vec<_> = named.collect();
    let levels: HashSet<_> =
        named.iter().filter(|(_, name)| alerts.contains(*name)).map(|(heading, _)| heading.level).collect();
    let gone = named.into_iter().filter(|(heading, name)| levels.contains(&heading.level) && !alerts.contains(*name));
    let finding = |(heading, name): (&Heading, &str)| {
        Finding::new(&UNKNOWN, format!("no alert rule of the repository raises {name}"))
            .at(Place::line(path.clone(), heading.line))
            .help("give the section the present name of its alert, or remove it")
    };
    gone.map(finding).collect()
}

/// The alert that a heading names: one word with a capital inside, behind `Alert:` or a number, before a bracket.
fn alert_named(heading: &str) -> Option<&str> {
    let heading = heading.trim_start_matches(|c: char| c.is_ascii_digit() || ".) ".contains(c));
    let name = heading.split_once(": ").map_or(heading, |(_, name)| name);
    let name = name
        .split([' ', '('])
        .next()
        .filter(|first| name.len() == first.len() || name[first.len()..].trim_start().starts_with('('))?;
    let capitals = name.chars().filter(char::is_ascii_uppercase).count();
    let is_alert = name.starts_with(|c: char| c.is_ascii_uppercase())
        && capitals >= 2
        && name.chars().any(|c| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_alert.then_some(name)
}

#[cfg(test)]
mod tests;
