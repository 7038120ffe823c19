//! What a scanner can read of a file's bytes: the text that they are, and what
//! is packed in them.

use std::borrow::Cow;
use std::collections::HashSet;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::archive::{self, Member, Unread};
use super::file_kind::FileKind;
use super::found::Found;
use super::scanner::Scanner;
use super::{document, text};
use crate::finding::Finding;

/// Scans the file at `path` with this content, and what is packed in it up to
/// `limit` bytes: what was found, and what was not looked into.
pub(super) fn search(scanner: &Scanner, path: &BStr, content: &[u8], limit: u64) -> Result<(Vec<Found>, Vec<Unread>)> {
    let mut packed = Vec::new();
    let unread = archive::unpack(content, limit, &mut |member| {
        packed.extend(in_member(scanner, path, member)?);
        Ok(())
    })?;
    let text = text::readable(content);
    let hits = scanner.scan(&text, FileKind::of(path, &text))?;
    let mut found: Vec<_> = hits.iter().map(|hit| Found::of(&text, hit)).collect();
    // What an archive stores as it is was found in its member.
    let in_members: HashSet<_> = packed.iter().map(|found: &Found| found.secret.as_slice()).collect();
    found.retain(|found| !in_members.contains(found.secret.as_slice()));
    found.append(&mut packed);
    Ok((found, unread))
}

/// Leaves in `found` what does not stand in the file as it was before, nor in
/// what was packed in it.
pub(super) fn retain_news(found: &mut Vec<Found>, before: &[u8], limit: u64) -> Result<()> {
    found.retain(|found| !text::stood_in(before, &found.secret));
    if !found.is_empty() {
        archive::unpack(before, limit, &mut |member| {
            let document = document::text(member.content).unwrap_or_default();
            found.retain(|found| {
                !text::stood_in(member.content, &found.secret) && !text::stood_in(&document, &found.secret)
            });
            Ok(())
        })?;
    }
    Ok(())
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
