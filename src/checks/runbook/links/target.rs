//! What a link names in the repository.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use crate::git::{Entry, Mode, RepoPath, Snapshot};

/// Symbolic links are followed so often on one way; git itself stops earlier than Linux does, too.
const HOPS: usize = 16;

/// What lies at a path.
pub enum Found<'s> {
    File(&'s Entry),
    Folder(RepoPath),
    /// In a submodule, of which this repository knows a commit alone.
    Submodule,
}

/// The path that a link in the file `from` names; `None` if it leads out of the repository.
pub fn resolve(from: &BStr, target: &str) -> Option<RepoPath> {
    let base = if target.starts_with('/') {
        &b""[..]
    } else {
        from.rsplit_once_str("/").map_or(&b""[..], |(folder, _)| folder)
    };
    join(base, target.as_bytes())
}

fn join(base: &[u8], target: &[u8]) -> Option<RepoPath> {
    let mut parts: Vec<&[u8]> = base.split_str("/").filter(|part| !part.is_empty()).collect();
    for part in target.split_str("/") {
        match part {
            b"" | b"." => {}
            b".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/').into())
}

/// What lies at `path`, symbolic links followed as long as they stay in the repository.
pub fn look<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<Found<'s>>> {
    let mut path = path.clone();
    for _ in 0..HOPS {
        let Some(entry) = nearest_entry(snapshot, &path)? else {
            let found = if is_folder(snapshot, &path)? {
                Some(Found::Folder(path))
            } else {
                in_submodule(snapshot, &path)?.then_some(Found::Submodule)
            };
            return Ok(found);
        };
        match entry.mode {
            Mode::Gitlink => return Ok(Some(Found::Submodule)),
            Mode::Symlink => {
                let target = snapshot.read(&entry.path)?.unwrap_or_default();
                let folder = entry.path.rsplit_once_str("/").map_or(&b""[..], |(folder, _)| folder);
                let within = (!target.starts_with(b"/")).then(|| join(folder, &target)).flatten();
                let rest = &path[entry.path.len()..];
                let Some(followed) = within.and_then(|within| join(&within, rest)) else { return Ok(None) };
                path = followed;
            }
            _ => return Ok((entry.path == path).then_some(Found::File(entry))),
        }
    }
    Ok(None)
}

/// The file at the path, or the file, link or submodule that stands in its way.
fn nearest_entry<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<&'s Entry>> {
    let ends = path.find_iter("/").chain([path.len()]);
    for end in ends {
        if let Some(entry) = snapshot.entry(&path[..end])? {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

fn is_folder(snapshot: &Snapshot, path: &RepoPath) -> Result<bool> {
    let entries = snapshot.entries()?;
    let folder = [path.as_slice(), b"/"].concat();
    let at = entries.partition_point(|entry| entry.path.as_slice() < folder.as_slice());
    Ok(path.is_empty() || entries.get(at).is_some_and(|entry| entry.path.starts_with(&folder)))
}

/// A tree's listing has no submodules, so the file that declares them tells.
fn in_submodule(snapshot: &Snapshot, path: &RepoPath) -> Result<bool> {
    let declared = snapshot.read(".gitmodules")?.unwrap_or_default();
    let mut folders =
        declared.lines().filter_map(|line| line.trim().strip_prefix(b"path")?.trim_start().strip_prefix(b"="));
    Ok(folders
        .any(|folder| path.strip_prefix(folder.trim()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))))
}

/// The file that the path of a symbolic link, or of a file, leads to.
pub fn followed<'s>(snapshot: &'s Snapshot, path: &RepoPath) -> Result<Option<&'s Entry>> {
    Ok(if let Some(Found::File(entry)) = look(snapshot, path)? { Some(entry) } else { None })
}

/// Whether it is Markdown by its name.
pub fn is_markdown(path: &RepoPath) -> bool {
    let extension = path.to_path().ok().and_then(Path::extension).and_then(OsStr::to_str).unwrap_or_default();
    ["md", "markdown", "mdown", "mkd"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// A path of the repository as a link from the file `from`.
pub fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let folders = folders.split_last().map_or(&[][..], |(_, folders)| folders);
    let parts: Vec<&str> = to.split('/').collect();
    let shared = folders.iter().zip(&parts).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(folders.len() - shared);
    format!("{up}{}", parts.get(shared..).unwrap_or_default().join("/"))
}

/// `mailto` of `mailto:a@b`, empty for `//host`; `None` for what the repository itself may hold.
pub fn scheme(destination: &str) -> Option<&str> {
    let (scheme, _) = destination.split_once(':').unwrap_or_default();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if is_scheme { Some(scheme) } else { destination.starts_with("//").then_some("") }
}

/// `%20` and its like, decoded; a lone `%` stands for itself.
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit =
            |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        if let (b'%', Some(high), Some(low)) = (byte, digit(at + 1), digit(at + 2)) {
            out.push(high * 16 + low);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_the_file_and_never_out_of_the_repository() {
        for (target, expected) in [
            ("a.md", Some("docs/ops/a.md")),
            ("./../a.md", Some("docs/a.md")),
            ("../../a/", Some("a")),
            ("/a//b.md", Some("a/b.md")),
            ("../../../a.md", None),
            ("/../a.md", None),
        ] {
            let resolved = resolve("docs/ops/runbook.md".into(), target);
            assert_eq!(resolved.as_ref().map(|path| path.as_slice()), expected.map(str::as_bytes), "{target}");
        }
    }

    #[test]
    fn what_has_a_scheme_or_a_host_is_not_in_the_repository() {
        for yes in ["https://x", "mailto:a@b", "tel:1", "//host/x", "vscode-insiders:x"] {
            assert!(scheme(yes).is_some(), "{yes}");
        }
        for no in ["a.md", "#a", "./a:b.md", "a/b:c", "", "/x"] {
            assert_eq!(scheme(no), None, "{no}");
        }
    }

    #[test]
    fn percent_signs_are_decoded_where_they_encode() {
        assert_eq!(decoded("a%20b%EB%A1%A4%"), "a b롤%");
        assert_eq!(decoded("100%zz"), "100%zz");
    }
}
