//! The migrations of the judged commit, read anew, against the manifest.

use anyhow::Result;
use bstr::ByteSlice;

use super::codes::MIGRATIONS;
use super::{Held, Place as Where, Subject};
use crate::check::Examination;
use crate::evidence::MigrationEvidence;
use crate::finding::Finding;
use crate::git::Oid;

pub fn examine(subject: &Subject, held: &Held, seen: &mut Examination) -> Result<()> {
    let Where::Clone(clone) = &subject.place else {
        seen.pass("there is no git here to read the migrations from");
        return Ok(());
    };
    let judged = Oid::from_hex(held.record.git.commit.as_bytes().trim());
    let Some(judged) = judged.filter(|&oid| clone.repo.header(oid).is_ok_and(|header| header.is_some())) else {
        let message = format!("the judged commit {} is not in this clone", held.record.git.commit);
        seen.find(Finding::new(&MIGRATIONS, message).help("git fetch --unshallow --tags"));
        return Ok(());
    };
    let now = (subject.migrations)(judged)?;
    let recorded = held.record.migrations.as_ref();
    match (recorded.map(state), now.as_ref().map(state)) {
        (None, None) => seen.pass("the release has no migrations"),
        (recorded, now) if recorded == now => {
            let count = now.map_or(0, |(_, _, count, _)| count);
            seen.pass(format!("{count} migrations, as the manifest records them"));
        }
        _ => {
            let message = format!("the migrations of {} are not those that the manifest records", judged.short());
            let help = format!("precheck-hook migrations --at {}", judged.short());
            seen.find(Finding::new(&MIGRATIONS, message).help(help));
        }
    }
    Ok(())
}

/// What does not depend on which tags this clone has.
fn state(evidence: &MigrationEvidence) -> (&str, &[String], usize, &str) {
    (&evidence.tool, &evidence.heads, evidence.count, &evidence.sha256)
}
