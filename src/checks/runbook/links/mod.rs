//! Do the runbook's links lead anywhere? Only what the repository itself can
//! tell: nothing is fetched.

mod anchors;
mod forge;
mod missing;
pub mod target;

use anyhow::Result;
use bstr::ByteSlice;
use unicode_normalization::UnicodeNormalization;

use self::anchors::{Anchors, Hit};
use self::forge::Own;
use self::target::Found;
use super::markdown::Link;
use super::pages::Page;
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{RepoPath, Snapshot};

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
    finds: "A link of the runbook names a heading or line that the document does not have.",
    matters: "It leads to the top of a long page instead of the step that is needed.",
    mend: "Use the heading's own anchor: lower case, punctuation dropped, spaces as hyphens.",
    source: "https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links",
};

/// What is reported about links.
pub static CODES: [&Code; 2] = [&BROKEN_LINK, &BROKEN_ANCHOR];

/// So many broken links of a runbook are told one by one.
const TOLD: usize = 50;

/// Judges every link of every runbook; `repository` is its address where no manifest tells it.
pub fn judge(snapshot: &Snapshot, repository: Option<&str>, pages: &[Page], seen: &mut Examination) -> Result<()> {
    let own = Own::of(snapshot, repository)?;
    let anchors = Anchors::of(snapshot, pages);
    for page in pages {
        Judge { snapshot, own: &own, anchors: &anchors, page }.page(seen)?;
    }
    Ok(())
}

struct Judge<'a> {
    snapshot: &'a Snapshot<'a>,
    own: &'a Own,
    anchors: &'a Anchors<'a>,
    page: &'a Page,
}

impl Judge<'_> {
    fn page(&self, seen: &mut Examination) -> Result<()> {
        let Page { path, document, .. } = self.page;
        let undefined = document.undefined.iter().map(|(label, line)| self.undefined(label, *line));
        let mut broken: Vec<Finding> = undefined.take(TOLD + 1).collect();
        for (name, line) in &document.wiki {
            broken.extend(self.wiki(name, *line)?);
        }
        let mut checked = 0;
        for link in &document.links {
            if broken.len() > TOLD {
                break;
            }
            if let Some(destination) = self.inside(&link.destination) {
                broken.extend(self.within(link, &destination)?);
                checked += 1;
            } else if is_unusable(&link.destination) {
                broken.push(self.unusable(link));
            }
        }
        if broken.is_empty() {
            seen.pass(match checked {
                0 => format!("{path} has no link into the repository to check"),
                1 => format!("{path}: 1 link into the repository leads somewhere"),
                n => format!("{path}: all {n} links into the repository lead somewhere"),
            });
        } else if broken.len() > TOLD {
            broken.truncate(TOLD);
            let message = format!("{path} has more than {TOLD} broken links; the rest was not looked at");
            broken.push(Finding::new(&BROKEN_LINK, message).at(Place::file(path.clone())).help("mend these first"));
        }
        seen.findings.extend(broken);
        Ok(())
    }

    /// The path and fragment of a destination, if it is the repository's to judge.
    fn inside(&self, destination: &str) -> Option<(String, String)> {
        if let Some((path, fragment)) = self.own.within(destination) {
            return Some((format!("/{}", target::decoded(path)), target::decoded(fragment)));
        }
        let is_template = ["{{", "{%", "${", "<%"].iter().any(|opening| destination.contains(opening));
        if is_template || target::scheme(destination).is_some() {
            return None;
        }
        let (path, fragment) = destination.split_once('#').unwrap_or((destination, ""));
        Some((target::decoded(path.split('?').next().unwrap_or_default()), target::decoded(fragment)))
    }

    fn within(&self, link: &Link, (path, fragment): &(String, String)) -> Result<Option<Finding>> {
        let own = &self.page.path;
        if path.is_empty() {
            if link.destination.is_empty() {
                let finding = self.finding(&BROKEN_LINK, link.line, "a link has no destination".into());
                return Ok(Some(finding.help("write the destination between the parentheses, or remove the link")));
            }
            return self.fragment(link, own, fragment);
        }
        let Some(named) = target::resolve(own.as_bstr(), path) else {
            let depth = own.find_iter("/").count();
            return Ok((!forge::is_page(depth, path)).then(|| {
                let message = format!("`{}` leads out of the repository", link.destination);
                let finding = self.finding(&BROKEN_LINK, link.line, message);
                finding.help("link to a file of the repository, or write the full https:// address")
            }));
        };
        match target::look(self.snapshot, &named)? {
            Some(Found::File(entry)) => self.fragment(link, &entry.path, fragment),
            Some(Found::Folder(folder)) => match self.front_page(&folder)? {
                Some(path) => self.fragment(link, &path, fragment),
                None => Ok(None),
            },
            Some(Found::Submodule) => Ok(None),
            None => self.missing(link, &named).map(Some),
        }
    }

    /// What a forge shows below a folder's files.
    fn front_page(&self, folder: &RepoPath) -> Result<Option<RepoPath>> {
        let path = if folder.is_empty() { "README.md".into() } else { [folder.as_slice(), b"/README.md"].concat() };
        Ok(self.snapshot.entry(&path)?.map(|entry| entry.path.clone()))
    }

    fn missing(&self, link: &Link, path: &RepoPath) -> Result<Finding> {
        let missing = missing::explain(self.snapshot, &self.page.path, path)?;
        let message = format!("`{}` {}", link.destination, missing.why);
        Ok(self.finding(&BROKEN_LINK, link.line, message).weighing(missing.severity).help(missing.help))
    }

    /// A finding if the file at `path` has nothing of that name.
    fn fragment(&self, link: &Link, path: &RepoPath, fragment: &str) -> Result<Option<Finding>> {
        let (hit, code) = (self.anchors.seek(path, fragment)?, &BROKEN_ANCHOR);
        let find = |message: String| self.finding(code, link.line, format!("`{}`: {message}", link.destination));
        let shown: String = fragment.nfc().collect();
        Ok(match hit {
            Hit::Found => None,
            Hit::Case(meant) => {
                // Browsers find it on GitHub nevertheless; elsewhere they do not.
                let finding = find(format!("{path} spells #{shown} with other upper and lower case"));
                Some(finding.weighing(Severity::Warning).help(format!("write `#{meant}`")))
            }
            Hit::Composition => {
                let finding = find(format!("{path} spells #{shown} with other Unicode characters"));
                let help = "write heading and link in composed form (NFC); macOS often types the other";
                Some(finding.weighing(Severity::Warning).help(help))
            }
            Hit::Beyond(lines) => {
                let finding = find(format!("{path} has {lines} lines"));
                Some(
                    finding
                        .weighing(Severity::Warning)
                        .help("name the lines that are meant, or link to the file alone"),
                )
            }
            Hit::Missing(meant) => {
                let finding = find(format!("{path} has no heading #{shown}"));
                Some(match meant {
                    Some(meant) => finding.help(format!("did you mean `#{meant}`?")),
                    None => finding.help("use the anchor of a heading that is there: lower case, spaces as hyphens"),
                })
            }
        })
    }

    /// A page of a wiki or of notes that link by name; git's forges show the brackets as they stand.
    fn wiki(&self, label: &str, line: usize) -> Result<Option<Finding>> {
        let named = |name: &str| name.trim().to_lowercase().replace(' ', "-");
        let names: Vec<String> =
            label.split('|').map(|name| named(name.split('#').next().unwrap_or_default())).collect();
        let is_name = label.starts_with(char::is_alphabetic) && !label.contains(['=', '$', '`', '"']);
        let exists = self.snapshot.entries()?.iter().any(|entry| {
            let path = named(&entry.path.to_str_lossy());
            let name = path.rsplit('/').next().unwrap_or_default();
            names.iter().any(|wanted| [&path, name].contains(&&**wanted) || name.strip_suffix(".md") == Some(wanted))
        });
        Ok((is_name && !exists).then(|| {
            let finding = self.finding(&BROKEN_LINK, line, format!("`[[{label}]]` names no page of the repository"));
            finding.weighing(Severity::Warning).help("write the link out: `[text](path/to/file.md)`")
        }))
    }

    fn undefined(&self, label: &str, line: usize) -> Finding {
        self.finding(&BROKEN_LINK, line, format!("the link label [{label}] is not defined"))
            .help(format!("add a line `[{label}]: path/to/file.md`, or write the link out: `[text](path)`"))
    }

    fn unusable(&self, link: &Link) -> Finding {
        self.finding(&BROKEN_LINK, link.line, format!("`{}` can't be called or written to", link.destination))
            .help("write a whole address, `mailto:name@host`, or a whole number, `tel:+82-2-…`")
    }

    fn finding(&self, code: &'static Code, line: usize, message: String) -> Finding {
        Finding::new(code, message).at(Place::line(self.page.path.clone(), line))
    }
}

/// An address without a host, a number without digits.
fn is_unusable(destination: &str) -> bool {
    let (scheme, address) = destination.split_once(':').unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => {
            let (to, fields) = address.split_once('?').unwrap_or((address, ""));
            let is_whole =
                |to: &str| to.trim().split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
            // A letter may be begun without saying to whom.
            (!to.is_empty() || fields.is_empty()) && !target::decoded(to).split(',').all(is_whole)
        }
        "tel" => address.chars().filter(char::is_ascii_digit).count() < 3,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
