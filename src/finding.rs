//! What a check has to say: facts, with a stable code and a place. A secret
//! never enters a finding, only a redacted sample and a fingerprint.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use bstr::BString;

use crate::git::{Oid, RepoPath};

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing; never refuses.
    Note,
    /// Refuses under `--strict` only.
    Warning,
    /// Refuses.
    Error,
}

/// One kind of finding, known by a stable word. What stands here is what
/// `precheck-hook explain CODE` shows, so it is written for users.
#[derive(Debug)]
pub struct Code {
    /// `check/thing`, as in `migrations/two-heads`. Never changes its meaning.
    pub id: &'static str,
    /// What it weighs unless a setting says otherwise.
    pub severity: Severity,
    /// What was found, in one sentence.
    pub finds: &'static str,
    /// Why that matters.
    pub matters: &'static str,
    /// How to mend it.
    pub mend: &'static str,
    /// Where the facts come from: a vendor's page, a manual. May be empty.
    pub source: &'static str,
}

/// Where something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, from the root of the repository; or a name such as `commit message`.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: Option<NonZeroU32>,
    /// The commit that brought it, where one did.
    pub commit: Option<Oid>,
    /// Who made that commit.
    pub author: Option<BString>,
}

impl Place {
    /// A file as a whole.
    pub fn file(path: impl Into<RepoPath>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// A line of a file; 0 means the file as a whole.
    pub fn line(path: impl Into<RepoPath>, line: usize) -> Self {
        let line = u32::try_from(line).ok().and_then(NonZeroU32::new);
        Self { path: path.into(), line, ..Self::default() }
    }

    /// The same place, brought by the `commit` of this author.
    #[must_use]
    pub fn in_commit(self, commit: Oid, author: BString) -> Self {
        Self { commit: Some(commit), author: Some(author), ..self }
    }
}

/// Something found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which kind.
    pub code: &'static Code,
    /// What it weighs here.
    pub severity: Severity,
    /// Where.
    pub place: Option<Place>,
    /// Other places in which the same was found.
    pub elsewhere: BTreeSet<Place>,
    /// What, in one sentence with its facts. Text from the repository may be in it.
    pub message: String,
    /// What to type or edit next, for this very case.
    pub help: Option<String>,
    /// Names a secret without telling it; waivers may point at it.
    pub fingerprint: Option<String>,
    /// The reason of an inline waiver on the line itself (`precheck:allow CODE -- reason`).
    pub allowed: Option<String>,
    /// The reason for which the settings of another scanner accept it.
    pub accepted: Option<String>,
}

impl Finding {
    /// A finding with its code's own severity and nothing optional.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            place: None,
            elsewhere: BTreeSet::new(),
            message: message.into(),
            help: None,
            fingerprint: None,
            allowed: None,
            accepted: None,
        }
    }

    /// With the place where it was found.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The files it was found in.
    pub fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.place.iter().chain(&self.elsewhere).map(|place| &place.path)
    }

    /// With the next command to type or edit to make.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Weighing something else than its code says.
    #[must_use]
    pub fn weighing(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// Honours `precheck:allow CODE -- reason` on the line in question. Without
    /// a reason it allows nothing.
    #[must_use]
    pub fn allowed_by(self, line: &[u8]) -> Self {
        let line = String::from_utf8_lossy(line);
        let allowed = line.split_once("precheck:allow").and_then(|(_, rest)| {
            let (code, reason) = rest.split_once("--")?;
            let reason = reason.trim().trim_end_matches("*/").trim_end_matches("-->").trim();
            (code.trim() == self.code.id && !reason.is_empty()).then(|| reason.to_owned())
        });
        Self { allowed, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static CODE: Code = Code { id: "a/b", severity: Severity::Error, finds: "", matters: "", mend: "", source: "" };

    #[test]
    fn an_inline_waiver_needs_its_own_code_and_a_reason() {
        let allowed = |line: &str| Finding::new(&CODE, "").allowed_by(line.as_bytes()).allowed;
        assert_eq!(allowed("x = 1  # precheck:allow a/b -- test key").as_deref(), Some("test key"));
        assert_eq!(allowed("/* precheck:allow a/b -- why */").as_deref(), Some("why"));
        assert_eq!(allowed("x = 1  # precheck:allow a/c -- test key"), None);
        assert_eq!(allowed("x = 1  # precheck:allow a/b --  "), None);
        assert_eq!(allowed("x = 1  # precheck:allow a/b"), None);
    }
}
