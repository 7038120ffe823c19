//! What nobody looked into, told so that no archive passes in silence.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use anyhow::Result;
use bstr::BStr;

use super::archive::Unread;
use super::scanner::Scanner;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;

pub(super) static NOT_UNPACKED: Code = Code {
    id: "secrets/not-unpacked",
    severity: Severity::Note,
    finds: "A file is packed in a way that is not read here (bzip2, xz, zstd, 7z, rar, the streams of a PDF, a git \
            bundle), is encrypted or damaged, or more than 256 MiB come out of it.",
    matters: "A secret in there would not have been seen. gzip, zip with all its kin (jar, whl, docx) and tar are read.",
    mend: "If you don't know what is in it, unpack it elsewhere and look. What is built belongs into a registry or a \
           release rather than into git.",
    source: "",
};

/// What was not looked into, by reason: how often, and what first.
#[derive(Default)]
pub(super) struct LeftOut(BTreeMap<&'static str, (u64, RepoPath, String)>);

impl LeftOut {
    /// Adds what was left out of the file at `path`.
    pub(super) fn add(&mut self, scanner: &Scanner, path: &BStr, unread: &[Unread]) -> Result<()> {
        for Unread { why, member } in unread {
            match self.0.entry(why) {
                Entry::Occupied(mut known) => known.get_mut().0 += 1,
                Entry::Vacant(new) => {
                    let member = if member.is_empty() {
                        String::new()
                    } else {
                        format!(", {}", scanner.masked(member.as_ref())?)
                    };
                    new.insert((1, scanner.masked(path)?, member));
                }
            }
        }
        Ok(())
    }

    /// Adds what was left out elsewhere.
    pub(super) fn absorb(&mut self, other: Self) {
        for (why, (count, path, member)) in other.0 {
            self.0.entry(why).or_insert((0, path, member)).0 += count;
        }
    }

    /// Each reason and how often, for the receipt.
    pub(super) fn counted(&self) -> impl Iterator<Item = (String, u64)> {
        self.0.iter().map(|(why, (count, ..))| ((*why).to_owned(), *count))
    }

    /// A note for each reason, for the report.
    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|(why, (count, path, member))| {
            let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
            Finding::new(&NOT_UNPACKED, format!("not looked into: {why}{member}{more}")).at(Place::file(path))
        })
    }
}
