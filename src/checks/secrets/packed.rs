//! What is packed in a file, looked at as the files that it holds.

use std::borrow::Cow;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::archive::{self, Member, Unread};
use super::file_kind::FileKind;
use super::found::Found;
use super::scanner::Scanner;
use super::{document, text};
use crate::finding::Finding;

/// What is packed in the file at `path` with this content, and what of it was not looked into.
pub(super) fn look(scanner: &Scanner, path: &BStr, content: &[u8]) -> Result<(Vec<Found>, Vec<Unread>)> {
    let mut found = Vec::new();
    let unread = archive::unpack(content, &mut |member| {
        found.extend(in_member(scanner, path, member)?);
        Ok(())
    })?;
    Ok((found, unread))
}

/// Whether `secret` stands in a file, or in what is packed in it.
pub(super) fn holds(content: &[u8], secret: &[u8]) -> Result<bool> {
    let mut holds = text::stood_in(content, secret);
    if !holds {
        archive::unpack(content, &mut |member| {
            let document = document::text(member.content).unwrap_or_default();
            holds |= text::stood_in(member.content, secret) || text::stood_in(&document, secret);
            Ok(())
        })?;
    }
    Ok(holds)
}

/// What a member holds, and what its name does.
fn in_member(scanner: &Scanner, archive: &BStr, member: &Member) -> Result<Vec<Found>> {
    let text = text::readable(member.content);
    // Offsets are those of the bytes only where the text is the bytes.
    let again = if matches!(text, Cow::Borrowed(_)) { member.again } else { 0 };
    let path = if member.path.is_empty() {
        archive.strip_suffix(b".gz").unwrap_or(archive).to_vec()
    } else {
        [archive, b"/".as_slice(), member.path].concat()
    };
    let mut hits = Vec::new();
    for hit in scanner.scan(&text, FileKind::of(path.as_bstr(), &text))? {
        if hit.secret.end > again {
            hits.push((Found::of(&text, &hit), Some(member.lines_before + hit.line)));
        }
    }
    if let Some(text) = document::text(&text) {
        for hit in scanner.scan(&text, FileKind::Prose)? {
            let read = Found::of(&text, &hit);
            if !hits.iter().any(|(found, _)| found.secret == read.secret) {
                hits.push((read, None));
            }
        }
    }
    if member.again == 0 {
        let in_name = scanner.scan(member.path, FileKind::Opaque)?;
        hits.extend(in_name.iter().map(|hit| (Found::of(member.path, hit), None)));
    }
    hits.into_iter().map(|(found, line)| placed(scanner, found, archive, member, line)).collect()
}

/// The same, telling where in the archive it stands.
fn placed(scanner: &Scanner, found: Found, archive: &BStr, member: &Member, line: Option<usize>) -> Result<Found> {
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    let archive = scanner.masked(archive)?;
    let place = if member.path.is_empty() {
        format!("in what {archive} unpacks to{line}")
    } else {
        format!("in member {}{line} of {archive}", scanner.masked(member.path)?)
    };
    let message = format!("{} {place}", found.finding.message);
    Ok(Found { finding: Finding { message, ..found.finding }, line: 0, ..found })
}
