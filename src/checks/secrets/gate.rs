//! The files of a release, or of a scan by hand, as they stand.

use anyhow::{Result, ensure};
use bstr::ByteSlice;

use super::examiner::{Examiner, File, Looked};
use super::file_kind::FileKind;
use super::found::Found;
use super::ledger::Ledger;
use super::left_out::LeftOut;
use super::{Secrets, not_scanned, packed};
use crate::check::{Context, Examination, Task};
use crate::finding::Place;
use crate::git::{Mode, Snapshot};

/// Scans every file of the snapshot.
pub(super) fn examine(
    settings: &Secrets,
    context: &Context,
    snapshot: &Snapshot,
    examination: &mut Examination,
) -> Result<()> {
    let (examiner, mut ledger, mut left_out) = (Examiner::new(&settings.rules), Ledger::default(), LeftOut::default());
    let (mut files, mut missing, mut too_large) = (0_u64, 0, 0);
    let entries = snapshot.entries()?;
    context.progress.begin(Task::Scan, entries.len() as u64);
    let read = entries.iter().filter(|entry| entry.mode != Mode::Gitlink).filter_map(|entry| {
        let mut read = || -> Result<Option<File>> {
            context.budget.ask()?;
            context.progress.advance(1);
            // What lies on disk need not be what git has under this name.
            let blob = entry.oid.filter(|_| snapshot.commit().is_some());
            let manner = examiner.scanner.manner(entry.path.as_bstr())?;
            if blob.is_some_and(|blob| context.cleared.has(blob, manner)) {
                files += 1;
                examination.tally.objects += 1;
                return Ok(None);
            }
            let size = snapshot.size(entry)?.unwrap_or_default();
            if size > settings.limit() {
                too_large += 1;
                let path = examiner.scanner.masked(entry.path.as_bstr())?;
                examination.find(not_scanned(size, settings.limit()).at(Place::file(path)));
                return Ok(None);
            }
            let Some(content) = snapshot.read(&entry.path)? else {
                ensure!(snapshot.may_miss()?, "{} is not here, so it can't be scanned; see `git fsck`", entry.path);
                missing += 1;
                return Ok(None);
            };
            files += 1;
            examination.tally.objects += 1;
            examination.tally.bytes += content.len() as u64;
            Ok(Some(File { path: entry.path.clone(), blob, content }))
        };
        read().transpose()
    });
    for Looked { path, blob, mut found, unread } in examiner.look_at_all(read)? {
        if let (true, Some(blob)) = (found.is_empty() && unread.is_empty(), blob) {
            context.cleared.add(blob, examiner.scanner.manner(path.as_bstr())?);
        }
        if !found.is_empty() {
            let before = snapshot.before(path.as_bstr())?;
            found = packed::news(found, &before)?;
        }
        left_out.add(&examiner.scanner, path.as_bstr(), &unread)?;
        let shown = examiner.scanner.masked(path.as_bstr())?;
        let way_out = format!("take it out of {shown} and read it from the environment or a secret store.");
        for mut found in found {
            settings.allow.apply(snapshot.repo(), &mut found, Some(path.as_bstr()), None)?;
            let place = Place::line(shown.clone(), found.line);
            ledger.enter(found, place, &way_out);
        }
    }
    for entry in entries {
        for hit in examiner.scanner.scan(&entry.path, FileKind::Opaque)? {
            let place = Place::file(examiner.scanner.masked(entry.path.as_bstr())?);
            let mut found = Found::of(&entry.path, &hit);
            settings.allow.apply(snapshot.repo(), &mut found, None, None)?;
            ledger.enter(found, place, "rename the file: it stands in its name.");
        }
    }
    if missing > 0 {
        examination.tally.skipped.push(("not here".into(), missing));
    }
    if ledger.is_empty() && too_large == 0 {
        let noun = if files == 1 { "file" } else { "files" };
        examination.pass(format!("No hard-coded secrets in {files} {noun}"));
    }
    examination.tally.skipped.extend(left_out.counted());
    left_out.findings().for_each(|finding| examination.find(finding));
    ledger.findings().for_each(|finding| examination.find(finding));
    settings.allow.not_understood().for_each(|finding| examination.find(finding));
    Ok(())
}
