//! Images that carry the version of a release in their tags, and one that still carries another.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use anyhow::Result;
use serde::Deserialize;

use super::codes::OTHER_VERSION;
use super::names::{Running, running, titled};
use super::reference::Reference;
use crate::check::{Examination, Subject};
use crate::checks::artifacts::records;
use crate::compose::Image;
use crate::finding::{Finding, Place};
use crate::git::{Ref, Snapshot};
use crate::version::Version;

/// Words with which the version of something unfinished goes on. What else follows a version
/// (`-alpine`, `-gpu`) tells apart images of the same one.
const UNFINISHED: [&str; 9] = ["alpha", "beta", "rc", "pre", "dev", "snapshot", "next", "canary", "nightly"];

/// What is built here is tagged with the version that is released; so is what was at the last release.
pub fn examine(subject: &Subject, running: &[Running], examination: &mut Examination) -> Result<()> {
    let Some(version) = &subject.version else { return Ok(()) };
    let carriers = match subject.previous() {
        Some((previous, tag)) => carriers(subject, previous, tag)?,
        None => BTreeSet::new(),
    };
    for Running { name, service, reference } in running {
        let (Some(image), Some(tag)) = (&service.image, &reference.tag) else { continue };
        let ours = service.has_build || carriers.contains(&reference.name);
        if let (true, Some(right)) = (ours, corrected(tag, version)) {
            let message =
                format!("{} runs `{}`, tagged {tag}; this release is {version}", titled(name, service), image.written);
            let finding = Finding::new(&OTHER_VERSION, message).at(Place::line(&*image.file, image.line));
            examination.find(finding.help(edit(image, reference, tag, &right)));
        }
    }
    Ok(())
}

/// The names of images whose tags were the version of the last release, as its manifest has them, or
/// else its Compose files.
fn carriers(subject: &Subject, version: &Version, tag: &Ref) -> Result<BTreeSet<String>> {
    let recorded = records::read(&subject.snapshot, &format!("releases/manifest_{version}.json"))?;
    let recorded = recorded.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    let references = match (recorded, subject.repo.peel_to_commit(tag.oid)?) {
        (Some(manifest), _) => manifest.images.into_values().filter_map(|i| Reference::parse(&i.reference)).collect(),
        (None, Some(commit)) => {
            // What can't be read of the past says nothing.
            let project = super::project(&Snapshot::of_commit(subject.repo, commit)).ok().flatten();
            let mut unheard = Examination::default();
            let then = project.iter().flat_map(|project| running(project, &mut unheard));
            then.map(|running| running.reference).collect()
        }
        (None, None) => Vec::new(),
    };
    let carried = |reference: Reference| {
        let tag = reference.tag?;
        (numbered(&tag).is_some() && corrected(&tag, version).is_none()).then_some(reference.name)
    };
    Ok(references.into_iter().filter_map(carried).collect())
}

#[derive(Deserialize)]
struct Manifest {
    images: BTreeMap<String, Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    #[serde(rename = "ref")]
    reference: String,
}

/// The tag that belongs in the place of one that carries another version.
fn corrected(tag: &str, version: &Version) -> Option<String> {
    let (number, rest) = numbered(tag)?;
    let v = if tag.starts_with('v') { "v" } else { "" };
    // A tag takes no `+`; build metadata is left out of it.
    let release = version.number();
    let release = release.split('+').next().unwrap_or_default();
    let (released, pre) = release.split_once('-').unwrap_or((release, ""));
    let unfinished = is_unfinished(rest);
    let same = number == released
        && if pre.is_empty() { !unfinished } else { rest.strip_prefix('-').is_some_and(|rest| goes_on(rest, pre)) };
    let rest = if unfinished { "" } else { rest };
    (!same).then(|| format!("{v}{release}{rest}"))
}

/// `X.Y.Z` and what follows it, in a tag that begins with one.
fn numbered(tag: &str) -> Option<(&str, &str)> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(tag.len());
    let (number, rest) = tag.split_at(end);
    let parts: Vec<&str> = number.split('.').collect();
    let whole = parts.len() == 3 && parts.iter().all(|part| !part.is_empty());
    (whole && (rest.is_empty() || rest.starts_with(['-', '_']))).then_some((number, rest))
}

fn is_unfinished(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['-', '_']).to_ascii_lowercase();
    UNFINISHED.iter().any(|word| rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

fn goes_on(rest: &str, pre: &str) -> bool {
    rest.strip_prefix(pre).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_', '.']))
}

/// What to edit: the variable that brings the tag, or the name itself.
fn edit(image: &Image, reference: &Reference, tag: &str, right: &str) -> String {
    let push = format!("then build and push {}:{right}", reference.name);
    if let Some((variable, file, is_all)) = image.variable_with(tag) {
        let what =
            if is_all { format!("set `{variable}={right}`") } else { format!("put {right} for {tag} in `{variable}`") };
        return format!("{what} in {file}, {push}");
    }
    let (written, digest) = image.written.split_once('@').unwrap_or((&image.written, ""));
    let digest = if digest.is_empty() { "" } else { "@sha256:…" };
    let written =
        if written.contains(tag) { written.replace(tag, right) } else { format!("{}:{right}", reference.name) };
    format!("write `image: {written}{digest}` on line {} of {}, {push}", image.line, image.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_another_version_is_corrected_and_every_other_one_left() {
        for (tag, version, right) in [
            ("v1.2.2", "v1.2.3", Some("v1.2.3")),
            ("1.2.2", "v1.2.3", Some("1.2.3")),
            ("1.2.2-gpu", "v1.2.3", Some("1.2.3-gpu")),
            ("v1.2.3-rc.1", "v1.2.3", Some("v1.2.3")),
            ("v1.2.3", "v1.2.3-rc.1", Some("v1.2.3-rc.1")),
            ("v1.2.3-rc.2", "v1.2.3-rc.1", Some("v1.2.3-rc.1")),
            ("1.2.2", "v1.2.3+b5", Some("1.2.3")),
            ("v1.2.3", "v1.2.3", None),
            ("1.2.3", "v1.2.3+b5", None),
            ("1.2.3-gpu", "v1.2.3", None),
            ("1.2.3-prefetch", "v1.2.3", None),
            ("v1.2.3-rc.1", "v1.2.3-rc.1", None),
            ("v1.2.3-rc.1-gpu", "v1.2.3-rc.1", None),
            ("latest", "v1.2.3", None),
            ("16", "v1.2.3", None),
            ("1.2", "v1.2.3", None),
            ("main-0a1b2c", "v1.2.3", None),
            ("2024.06.01.2", "v1.2.3", None),
            ("1.2.3abc", "v1.2.3", None),
        ] {
            assert_eq!(corrected(tag, &version.parse().unwrap()).as_deref(), right, "{tag} in {version}");
        }
    }
}
