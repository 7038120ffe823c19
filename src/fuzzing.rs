//! What must hold of every reader of foreign bytes, whatever these are. `fuzz/` makes bytes up; those that were
//! worth keeping lie in `tests/inputs/`, a folder for each target, and every `cargo test` reads them again.

use std::collections::BTreeMap;

use bstr::ByteSlice;
use owo_colors::Stream;
use time::macros::datetime;

pub use crate::checks::fuzzing::*;
pub use crate::commands::fuzzing::*;
pub use crate::compose::fuzzing::*;
pub use crate::config::fuzzing::*;
pub use crate::git::fuzzing::objects;
pub use crate::verify::fuzzing::*;
pub use crate::version_files::fuzzing::*;

use crate::budget::Budget;
use crate::check::{Context, Event, Progress, Subject};
use crate::checks::Checks;
use crate::cleared::Cleared;
use crate::config::Config;
use crate::engine::{self, Options};
use crate::finding::Finding;
use crate::git::Snapshot;
use crate::git::fuzzing::Memory;
use crate::hashes::Hashes;
use crate::lineage::Survey;
use crate::recall::Recall;
use crate::render::{self, Format, GraphFormat};

/// Migrations of every tool: read, judged, and drawn in every format without anything that a terminal would obey.
pub fn migrations(input: &[u8]) {
    frameworks(input);
    in_memory(input, |snapshot, _| {
        let lineages = Checks::default().lineages(None, snapshot, &Recall::default()).expect("all is in memory");
        let survey = Survey { commit: snapshot.commit(), since: "v1.2.3".parse().ok(), lineages, findings: 1 };
        for format in [GraphFormat::Text, GraphFormat::Json, GraphFormat::Dot, GraphFormat::Mermaid] {
            assert!(is_harmless(&render::graphs(&survey, format, Stream::Stdout)));
        }
    });
}

/// The checks for secrets and artifacts as a gate runs them, and their report in every format: nothing in it is
/// obeyed by a terminal.
pub fn gate(input: &[u8]) {
    in_memory(input, |snapshot, subject| {
        let Ok(config) = Config::of_snapshot(snapshot) else { return };
        let context = Context {
            event: Event::Gate(subject),
            now: datetime!(2026-06-15 12:00 UTC),
            cleared: &Cleared::default(),
            recall: &Recall::default(),
            hashes: &Hashes::default(),
            budget: Budget::none(),
            progress: &Progress::default(),
            images: None,
        };
        let only = ["secrets", "artifacts"].map(str::to_owned).to_vec();
        let report = engine::run(&config, &Options { only, ..Options::default() }, &context);
        for format in FORMATS {
            assert!(is_harmless(&render::render(&report, format, Stream::Stdout)), "{format:?}");
        }
        assert!(is_harmless(&render::refusal(&report, "tag v1.2.3", Stream::Stderr)));
    });
}

const FORMATS: [Format; 6] =
    [Format::Text, Format::Json, Format::Markdown, Format::Sarif, Format::Junit, Format::Github];

/// Shows what a commit of the files of an input is, as the release of a version.
pub(crate) fn in_memory(input: &[u8], judge: impl FnOnce(&Snapshot, &Subject)) {
    let mut memory = Memory::default();
    let tree = memory.tree(&files(input));
    let commit = memory.commit(tree, &[]);
    let repo = memory.repo();
    let snapshot = || Snapshot::of_commit(&repo, commit);
    let version = "v1.2.3".parse().ok();
    let subject = Subject { repo: &repo, snapshot: snapshot(), version, making: None, reachable: Vec::new() };
    judge(&snapshot(), &subject);
}

/// The files of an input: each begins with a line `=== path`.
pub(crate) fn files(input: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in input.lines_with_terminator() {
        if let Some(path) = line.strip_prefix(b"=== ") {
            open = path.trim_end().to_str().ok().filter(|path| is_plain(path)).map(str::to_owned);
        } else if let Some(path) = &open {
            files.entry(path.clone()).or_default().extend_from_slice(line);
        }
    }
    files
}

/// Whether git could have it in a tree.
fn is_plain(path: &str) -> bool {
    path.len() < 100 && !path.contains('\0') && path.split('/').all(|part| !matches!(part, "" | "." | ".." | ".git"))
}

/// Whether each finding stands on a line of a file that is there; of what is no file nothing is asked.
pub(crate) fn stand_within<'f>(findings: &[Finding], file: impl Fn(&str) -> Option<&'f [u8]>) {
    for finding in findings {
        let Some(place) = &finding.place else { continue };
        let (Some(line), Some(bytes)) = (place.line, place.path.to_str().ok().and_then(&file)) else { continue };
        let last = lines(bytes);
        assert!(line.get() as usize <= last, "{} is told on line {line} of {last}", finding.code.id);
    }
}

/// How many lines there are, whichever way they end.
pub(crate) fn lines(bytes: &[u8]) -> usize {
    1 + bytes.iter().filter(|byte| b"\r\n".contains(byte)).count()
}

/// Whether a terminal shows it as it stands.
pub(crate) fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n')
}

#[cfg(test)]
mod tests;
