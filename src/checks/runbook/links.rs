//! Do the runbook's links lead anywhere? Only what the repository itself can
//! tell: nothing is fetched.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use bstr::{BStr, ByteSlice};
use unicode_normalization::UnicodeNormalization;

use super::LIMIT;
use super::markdown::{self, Document, Link};
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{RepoPath, Snapshot};
use crate::hint::nearest;

static BROKEN_LINK: Code = Code {
    id: "runbook/broken-link",
    severity: Severity::Error,
    finds: "A link or image of the runbook names a file that the repository does not have.",
    matters: "In an emergency nobody has the time to look for it.",
    mend: "Correct the path (it is relative to the runbook, and upper and lower case differ), or commit the file.",
    source: "https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#relative-links",
};

static BROKEN_ANCHOR: Code = Code {
    id: "runbook/broken-anchor",
    severity: Severity::Error,
    finds: "A link of the runbook names a heading that the document does not have.",
    matters: "It leads to the top of a long page instead of the step that is needed.",
    mend: "Use the heading's own anchor: lower case, punctuation dropped, spaces as hyphens.",
    source: "https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links",
};

/// What is reported about links.
pub static CODES: [&Code; 2] = [&BROKEN_LINK, &BROKEN_ANCHOR];

/// So many broken links are told one by one.
const TOLD: usize = 50;

/// So many other documents are opened for their anchors.
const OPENED: usize = 200;

/// Judges every link of the runbook at `path`.
pub fn judge(snapshot: &Snapshot, path: &RepoPath, document: &Document, seen: &mut Examination) -> Result<()> {
    let mut judge = Judge { snapshot, path, document, others: HashMap::new() };
    let mut broken: Vec<Finding> =
        document.undefined.iter().take(TOLD + 1).map(|(label, line)| judge.undefined(label, *line)).collect();
    let mut checked = 0;
    for link in document.links.iter().filter(|link| !is_external(&link.destination)) {
        if broken.len() > TOLD {
            break;
        }
        checked += 1;
        broken.extend(judge.link(link)?);
    }
    if broken.is_empty() {
        seen.pass(match checked {
            0 => "No links into the repository to check".to_owned(),
            1 => "1 link into the repository leads somewhere".to_owned(),
            n => format!("All {n} links into the repository lead somewhere"),
        });
    } else if broken.len() > TOLD {
        broken.truncate(TOLD);
        let message = format!("{path} has more than {TOLD} broken links; the rest was not looked at");
        broken.push(Finding::new(&BROKEN_LINK, message).at(Place::file(path.clone())).help("mend these first"));
    }
    seen.findings.extend(broken);
    Ok(())
}

/// The path that a link in the file `from` names; `None` if it leads out of the repository.
pub fn resolve(from: &BStr, target: &str) -> Option<RepoPath> {
    let mut parts: Vec<&[u8]> = Vec::new();
    if !target.starts_with('/') {
        parts = from.split_str("/").collect();
        parts.pop();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part.as_bytes()),
        }
    }
    Some(parts.join(&b'/').into())
}

struct Judge<'a> {
    snapshot: &'a Snapshot<'a>,
    path: &'a RepoPath,
    document: &'a Document,
    /// Anchors of the other documents; `None` for one that has none to check.
    others: HashMap<RepoPath, Option<HashSet<String>>>,
}

impl Judge<'_> {
    fn link(&mut self, link: &Link) -> Result<Option<Finding>> {
        let (target, fragment) = link.destination.split_once('#').unwrap_or((&link.destination, ""));
        let target = decoded(target.split('?').next().unwrap_or_default());
        let fragment: String = decoded(fragment).nfc().collect();
        if target.is_empty() {
            if link.destination.is_empty() {
                let finding = self.finding(&BROKEN_LINK, link.line, "a link has no destination".into());
                return Ok(Some(finding.help("write the destination between the parentheses, or remove the link")));
            }
            return Ok(self.anchor(link, &fragment, &self.document.anchors, self.path));
        }
        let Some(path) = resolve(self.path.as_bstr(), &target) else {
            let message = format!("`{}` leads out of the repository", link.destination);
            let finding = self.finding(&BROKEN_LINK, link.line, message);
            return Ok(Some(finding.help("link to a file of the repository, or write the full https:// address")));
        };
        if let Some(finding) = self.missing(link, &path)? {
            return Ok(Some(finding));
        }
        if fragment.is_empty() || path == *self.path {
            return Ok(self.anchor(link, &fragment, &self.document.anchors, self.path));
        }
        if !self.others.contains_key(&path) && self.others.len() < OPENED {
            let anchors = self.anchors_of(&path)?;
            self.others.insert(path.clone(), anchors);
        }
        let anchors = self.others.get(&path).and_then(Option::as_ref);
        Ok(anchors.and_then(|anchors| self.anchor(link, &fragment, anchors, &path)))
    }

    /// A finding if the snapshot has neither a file nor a folder there.
    fn missing(&self, link: &Link, path: &RepoPath) -> Result<Option<Finding>> {
        let entries = self.snapshot.entries()?;
        let folder = [path.as_slice(), b"/"].concat();
        let at = entries.partition_point(|entry| entry.path.as_slice() < folder.as_slice());
        let is_folder = path.is_empty() || entries.get(at).is_some_and(|entry| entry.path.starts_with(&folder));
        if is_folder || self.snapshot.entry(path)?.is_some() {
            return Ok(None);
        }
        let wanted: String = path.to_str_lossy().nfc().collect();
        let paths: Vec<_> = entries.iter().map(|entry| entry.path.to_str_lossy()).collect();
        let decomposed = !wanted.is_ascii() && paths.iter().any(|other| other.nfc().eq(wanted.chars()));
        if decomposed {
            let message = format!("`{}` is spelled with other Unicode characters than the file", link.destination);
            let finding = self.finding(&BROKEN_LINK, link.line, message).weighing(Severity::Warning);
            return Ok(Some(finding.help("it works on macOS only: rename the file to its composed form (NFC)")));
        }
        let name = wanted.rsplit('/').next().unwrap_or_default();
        let namesake = paths.iter().find(|other| {
            other.rsplit('/').next().is_some_and(|other| other.eq_ignore_ascii_case(name)) && !name.is_empty()
        });
        let meant = namesake.map(|path| &**path).or_else(|| nearest(&wanted, paths.iter().map(|path| &**path)));
        let message = format!("`{}` leads to {path}, which the repository does not have", link.destination);
        let finding = self.finding(&BROKEN_LINK, link.line, message);
        Ok(Some(match meant {
            Some(meant) => finding.help(format!("did you mean `{}`?", self.relative(meant))),
            None => finding.help(format!("commit {path}, or correct the link")),
        }))
    }

    /// A finding if the document at `path` has no such anchor.
    fn anchor(&self, link: &Link, fragment: &str, anchors: &HashSet<String>, path: &RepoPath) -> Option<Finding> {
        let fragment = fragment.strip_prefix("user-content-").unwrap_or(fragment);
        let of_source = fragment.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if fragment.is_empty() || fragment == "top" || of_source || anchors.contains(fragment) {
            return None;
        }
        let mut known: Vec<&str> = anchors.iter().map(String::as_str).collect();
        known.sort_unstable();
        let meant = nearest(fragment, known);
        let message = format!("`{}`: {path} has no heading #{fragment}", link.destination);
        let finding = self.finding(&BROKEN_ANCHOR, link.line, message);
        Some(match meant {
            // Browsers find it on GitHub nevertheless; elsewhere they do not.
            Some(meant) if meant.to_lowercase() == fragment.to_lowercase() => {
                finding.weighing(Severity::Warning).help(format!("write `#{meant}`"))
            }
            Some(meant) => finding.help(format!("did you mean `#{meant}`?")),
            None => finding.help("use the anchor of a heading that is there: lower case, spaces as hyphens"),
        })
    }

    fn anchors_of(&self, path: &RepoPath) -> Result<Option<HashSet<String>>> {
        let lower = path.to_ascii_lowercase();
        let markdown = lower.ends_with(b".md") || lower.ends_with(b".markdown");
        let Some(entry) = self.snapshot.entry(path)?.filter(|_| markdown) else { return Ok(None) };
        if self.snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
            return Ok(None);
        }
        let text = self.snapshot.read(path)?.unwrap_or_default();
        Ok(Some(markdown::read(&text.to_str_lossy())?.anchors))
    }

    fn undefined(&self, label: &str, line: usize) -> Finding {
        self.finding(&BROKEN_LINK, line, format!("the link label [{label}] is not defined"))
            .help(format!("add a line `[{label}]: path/to/file.md`, or write the link out: `[text](path)`"))
    }

    fn finding(&self, code: &'static Code, line: usize, message: String) -> Finding {
        Finding::new(code, message).at(Place::line(self.path.clone(), line))
    }

    /// A path of the repository as a link from the runbook.
    fn relative(&self, to: &str) -> String {
        let from = self.path.to_str_lossy();
        let folders: Vec<&str> = from.split('/').collect();
        let folders = folders.split_last().map_or(&[][..], |(_, folders)| folders);
        let parts: Vec<&str> = to.split('/').collect();
        let shared = folders.iter().zip(&parts).take_while(|(a, b)| a == b).count();
        let up = "../".repeat(folders.len() - shared);
        format!("{up}{}", parts.get(shared..).unwrap_or_default().join("/"))
    }
}

/// `https:`, `mailto:`, `//host`: not the repository's to judge.
fn is_external(destination: &str) -> bool {
    let scheme = destination.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme || destination.starts_with("//")
}

/// `%20` and its like, decoded; a lone `%` stands for itself.
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit =
            |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            out.push(high * 16 + low);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_the_file_and_never_out_of_the_repository() {
        for (target, expected) in [
            ("a.md", Some("docs/ops/a.md")),
            ("./../a.md", Some("docs/a.md")),
            ("../../a/", Some("a")),
            ("/a//b.md", Some("a/b.md")),
            ("../../../a.md", None),
            ("/../a.md", None),
        ] {
            let resolved = resolve("docs/ops/runbook.md".into(), target);
            assert_eq!(resolved.as_ref().map(|path| path.as_slice()), expected.map(str::as_bytes), "{target}");
        }
    }

    #[test]
    fn what_has_a_scheme_or_a_host_is_external() {
        for yes in ["https://x", "mailto:a@b", "tel:1", "//host/x", "vscode-insiders:x"] {
            assert!(is_external(yes), "{yes}");
        }
        for no in ["a.md", "#a", "./a:b.md", "a/b:c", "", "/x"] {
            assert!(!is_external(no), "{no}");
        }
    }

    #[test]
    fn percent_signs_are_decoded_where_they_encode() {
        assert_eq!(decoded("a%20b%EB%A1%A4%"), "a b롤%");
        assert_eq!(decoded("100%zz"), "100%zz");
    }
}
