//! What has been written down as accepted for other scanners: it holds here as it stands.

mod baseline;
mod gitleaks;
mod ignore_file;
pub(super) mod inline;
#[cfg(test)]
mod tests;

use anyhow::Result;
use bstr::BStr;

use self::baseline::Baseline;
use self::gitleaks::Gitleaks;
use self::ignore_file::IgnoreFile;
use super::custom::CustomRules;
use super::found::Found;
use crate::checks::ReadFile;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Oid, Repo};

pub(super) static NOT_UNDERSTOOD: Code = Code {
    id: "secrets/not-understood",
    severity: Severity::Note,
    finds: "A file of another scanner accepts something in words that mean nothing here.",
    matters: "What it was meant to accept goes on being found.",
    mend: "Write it as `[[waive]]` in precheck.toml, or take it out of the file. `precheck-hook explain` lists the codes \
           there are.",
    source: "",
};

/// What other scanners' files accept.
#[derive(Default)]
pub(super) struct Allowances {
    gitleaks: Gitleaks,
    ignore_file: IgnoreFile,
    baseline: Baseline,
}

/// A secret, and where it was found.
pub(super) struct Sight<'a> {
    pub found: &'a Found,
    /// The file, if it is in one.
    pub path: Option<&'a BStr>,
    /// The commit that brings it, where that is known.
    pub commit: Option<Oid>,
}

impl Allowances {
    /// Reads what there is, and adds to `rules` those that are in it.
    pub(super) fn read(read: &mut ReadFile, rules: &mut CustomRules) -> Result<Self> {
        Ok(Self {
            gitleaks: Gitleaks::read(read, rules)?,
            ignore_file: IgnoreFile::read(read)?,
            baseline: Baseline::read(read)?,
        })
    }

    /// Marks what is accepted, with the reason. A scan by hand may have no repository.
    pub(super) fn apply(
        &self,
        repo: Option<&Repo>,
        found: &mut Found,
        path: Option<&BStr>,
        commit: Option<Oid>,
    ) -> Result<()> {
        found.finding.accepted = self.reason(repo, &Sight { found, path, commit })?;
        Ok(())
    }

    fn reason(&self, repo: Option<&Repo>, sight: &Sight) -> Result<Option<String>> {
        if let Some(reason) = self.gitleaks.reason(sight)? {
            return Ok(Some(reason));
        }
        if let Some(reason) = self.ignore_file.reason(repo, sight)? {
            return Ok(Some(reason));
        }
        self.baseline.reason(sight)
    }

    /// What of it means nothing here.
    pub(super) fn not_understood(&self) -> impl Iterator<Item = Finding> {
        let each = |file: &'static str, doubts: &[String]| {
            let finding = move |doubt: &String| Finding::new(&NOT_UNDERSTOOD, doubt).at(Place::file(file));
            doubts.iter().map(finding).collect::<Vec<_>>()
        };
        [
            each(gitleaks::FILE, &self.gitleaks.not_understood),
            each(ignore_file::FILE, &self.ignore_file.not_understood),
            each(baseline::FILE, &self.baseline.not_understood),
        ]
        .into_iter()
        .flatten()
    }
}
