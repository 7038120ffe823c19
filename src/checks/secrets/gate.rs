//! The files of a release, as they stand.

use anyhow::Result;
use bstr::ByteSlice;

use super::examiner::Examiner;
use super::ledger::Ledger;
use super::{Secrets, not_scanned};
use crate::check::{Context, Examination, Subject};
use crate::finding::Place;
use crate::git::Mode;

/// Scans every file of the subject's snapshot.
pub(super) fn examine(
    settings: &Secrets,
    context: &Context,
    subject: &Subject,
    examination: &mut Examination,
) -> Result<()> {
    let (examiner, mut ledger) = (Examiner::new(&settings.rules), Ledger::default());
    let (mut files, mut missing, mut too_large) = (0_u64, 0, 0);
    for entry in subject.snapshot.entries()?.iter().filter(|entry| entry.mode != Mode::Gitlink) {
        let size = subject.snapshot.size(entry)?.unwrap_or_default();
        if size > settings.limit() {
            too_large += 1;
            examination.find(not_scanned(size, settings.limit()).at(Place::file(entry.path.clone())));
            continue;
        }
        let Some(bytes) = subject.snapshot.read(&entry.path)? else {
            let expected = subject.snapshot.commit().is_none() || context.repo.is_partial()?;
            anyhow::ensure!(expected, "{} is not here, so it can't be scanned; see `git fsck`", entry.path);
            missing += 1;
            continue;
        };
        files += 1;
        examination.tally.objects += 1;
        examination.tally.bytes += bytes.len() as u64;
        for mut found in examiner.look(entry.path.as_bstr(), &bytes, None)? {
            settings.allow.apply(context.repo, &mut found, Some(entry.path.as_bstr()), None)?;
            let path = examiner.masked(entry.path.as_bstr())?;
            let way_out = format!("take it out of {path} and read it from the environment or a secret store.");
            let place = Place::line(path, found.line);
            ledger.enter(found, place, &way_out);
        }
    }
    if missing > 0 {
        examination.tally.skipped.push(("not here".into(), missing));
    }
    if ledger.is_empty() && too_large == 0 {
        let noun = if files == 1 { "file" } else { "files" };
        examination.pass(format!("No hard-coded secrets in {files} {noun}"));
    }
    examination.findings.extend(ledger.findings());
    examination.findings.extend(settings.allow.not_understood());
    Ok(())
}
