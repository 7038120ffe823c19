//! What nobody looked into, told so that no archive passes in silence.

use std::collections::BTreeMap;

use super::archive::Unread;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

pub(super) static NOT_UNPACKED: Code = Code {
    id: "secrets/not-unpacked",
    severity: Severity::Note,
    finds: "A file is packed in a way that is not read here (bzip2, xz, zstd, 7z, rar, the streams of a PDF, a git \
            bundle), is encrypted or damaged, or more comes out of it than `max-blob-mib`.",
    matters: "A secret in there would not have been seen. gzip, zip with all its kin (jar, whl, docx) and tar are read.",
    mend: "If you don't know what is in it, unpack it elsewhere and look. What is built belongs into a registry or a \
           release rather than into git.",
    source: "",
};

/// What was not looked into, by reason: how often, and where first.
#[derive(Default)]
pub(super) struct LeftOut(BTreeMap<&'static str, (u64, RepoPath)>);

impl LeftOut {
    /// Adds what was left out of the file at `path`, as it may be shown.
    pub(super) fn add(&mut self, path: &RepoPath, unread: &[Unread]) {
        for Unread { why, .. } in unread {
            self.0.entry(why).or_insert_with(|| (0, path.clone())).0 += 1;
        }
    }

    /// Each reason and how often, for the receipt.
    pub(super) fn counted(&self) -> impl Iterator<Item = (String, u64)> {
        self.0.iter().map(|(why, (count, _))| ((*why).to_owned(), *count))
    }

    /// A note for each reason, for the report.
    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|(why, (count, path))| {
            let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            Finding::new(&NOT_UNPACKED, format!("not looked into: {why}{more}")).at(Place::file(path))
        })
    }
}
