//! What is packed in a file, looked at as the files that it holds.

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

/// What is packed in the file at `path` with this content, and what of it was not looked into.
pub(super) fn look(scanner: &Scanner, path: &BStr, content: &[u8]) -> Result<(Vec<Found>, Vec<Unread>)> {
    let mut found = Vec::new();
    let unread = archive::unpack(content, &mut |member| {
        found.extend(in_member(scanner, path, member)?);
        Ok(())
    })?;
    Ok((found, unread))
}

/// What of it does not stand in any of these, former versions of the same file.
pub(super) fn news(found: Vec<Found>, before: &[Vec<u8>]) -> Result<Vec<Found>> {
    let mut news = Vec::with_capacity(found.len());
    for found in found {
        let mut stood = false;
        for old in before {
            stood = stood || holds(old, &found.secret)?;
        }
        if !stood {
            news.push(found);
        }
    }
    Ok(news)
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
    let kind = FileKind::of(path.as_bstr(), &text);
    let hits = scanner.scan_within(path.as_bstr(), &text, 0..text.len(), kind)?;
    let hits = hits.iter().filter(|hit| hit.secret.end > again);
    let mut found: Vec<_> = hits.map(|hit| (Found::of(&text, hit), Some(hit.line))).collect();
    if let Some(text) = document::text(&text) {
        let hits = scanner.scan(&text, FileKind::Prose)?;
        found.extend(hits.iter().map(|hit| (Found::of(&text, hit), None)));
    }
    if member.again == 0 {
        let hits = scanner.scan(member.path, FileKind::Opaque)?;
        found.extend(hits.iter().map(|hit| (Found::of(member.path, hit), None)));
    }
    // A second reading, of a document or of a database's rows, repeats what the first has told.
    let mut told = HashSet::new();
    found.retain(|(found, _)| told.insert((found.secret.clone(), found.finding.allowed.is_some())));
    found.into_iter().map(|(found, line)| placed(scanner, found, archive, member, line)).collect()
}

/// The same, telling where in the archive it stands.
fn placed(scanner: &Scanner, found: Found, archive: &BStr, member: &Member, line: Option<usize>) -> Result<Found> {
    let line = line.zip(member.lines_before).map(|(line, before)| format!("line {} of ", before + line));
    let member = match member.path {
        path if path.is_empty() => String::new(),
        path => format!("member {} of ", scanner.masked(path)?),
    };
    let place = format!("in {}{member}{}", line.unwrap_or_default(), scanner.masked(archive)?);
    let message = format!("{} {place}", found.finding.message);
    Ok(Found { finding: Finding { message, ..found.finding }, line: 0, ..found })
}
