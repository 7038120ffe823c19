//! `.env` files that are in git and should not be.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::{LIMIT, codes, expected, names, placeholder, reference};
use crate::check::Examination;
use crate::dotenv::{Dotenv, Entry};
use crate::finding::{Finding, Place, Severity};
use crate::git::{Entry as File, Snapshot};
use crate::hint::shell_word;

/// They are refused for the secrets that they set. The release's own files had better
/// not be in git at all; others of the family (`web/.env.production`) may hold what is public.
pub fn examine(files: &[String], snapshot: &Snapshot, examination: &mut Examination) -> Result<()> {
    for file in snapshot.entries()?.iter().filter(|file| file.oid.is_some() && file.mode.is_blob()) {
        let own = files.iter().any(|own| own.as_bytes() == file.path.as_slice());
        if !own && !is_real_environment(file.path.as_ref()) {
            continue;
        }
        let Some(content) = read(snapshot, file)? else {
            examination.find(finding(file, "is in git and too large to be looked into"));
            continue;
        };
        let kept_away = own || file.path.ends_with(b".local");
        let secret = content.entries.iter().find(|entry| is_bare_secret(entry));
        match secret {
            // Its own tool encrypts what was forgotten: see `encrypted`.
            Some(_) if is_encrypted(&content) => {}
            Some(entry) => {
                let message = format!("is in git and sets `{}` on line {}", entry.name, entry.line);
                examination.find(finding(file, &message));
            }
            None if kept_away && !is_encrypted(&content) => examination.find(
                finding(file, "is in git: it sets no secret now, and the first that it does is in the history")
                    .weighing(Severity::Warning),
            ),
            None => {}
        }
    }
    Ok(())
}

/// `.env` and `.env.production`, but neither `.env.example` nor the fixtures of tests.
fn is_real_environment(path: &BStr) -> bool {
    const ENDINGS: [&str; 5] = ["test", "testing", "ci", "defaults", "schema"];
    let name = path.rsplit_str("/").next().unwrap_or(path);
    let Some(rest) = name.strip_prefix(b".env").filter(|rest| rest.is_empty() || rest.starts_with(b".")) else {
        return false;
    };
    let ending = rest.rsplit_str(".").next().unwrap_or_default();
    let meant_for_git = expected::EXAMPLES.iter().chain(&ENDINGS).any(|known| known.as_bytes() == ending);
    !meant_for_git && !is_aside(path)
}

/// Whether a file lies where others than the release read it.
pub fn is_aside(path: &BStr) -> bool {
    const ASIDE: [&str; 9] =
        ["test", "tests", "__tests__", "fixtures", "testdata", "examples", "example", "vendor", "node_modules"];
    let folders = path.rsplit_once_str("/").map_or(b"".as_slice(), |(folders, _)| folders);
    folders.split_str("/").any(|folder| ASIDE.iter().any(|aside| aside.as_bytes() == folder))
}

fn read(snapshot: &Snapshot, file: &File) -> Result<Option<Dotenv>> {
    if snapshot.size(file)?.is_some_and(|size| size > LIMIT) {
        return Ok(None);
    }
    Ok(snapshot.read(&file.path)?.map(|bytes| Dotenv::parse(&bytes)))
}

fn is_bare_secret(entry: &Entry) -> bool {
    let secret =
        if names::is_secret(&entry.name) { Some(&*entry.written) } else { names::url_password(&entry.written) };
    secret.is_some_and(|secret| {
        !secret.trim().is_empty() && reference::judge(secret).is_none() && placeholder::of_secret(secret).is_none()
    })
}

/// Files of SOPS and dotenvx are made to be committed.
pub fn is_encrypted(content: &Dotenv) -> bool {
    content.entries.iter().any(|entry| ["encrypted:", "ENC["].iter().any(|head| entry.written.starts_with(head)))
}

fn finding(file: &File, what: &str) -> Finding {
    let path = &file.path;
    let word = shell_word(path);
    Finding::new(&codes::TRACKED, format!("{path} {what}"))
        .help(format!("`git rm --cached {word} && echo {word} >> .gitignore`, then replace every secret in it"))
        .at(Place::file(path.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_a_real_environment_are_of_interest() {
        for yes in [".env", ".env.production", "web/.env", ".env.local", ".env.production.local"] {
            assert!(is_real_environment(yes.into()), "{yes}");
        }
        for no in [
            ".env.example",
            ".env.production.example",
            ".env.sample",
            ".env.dist",
            ".env.test",
            ".envrc",
            "env",
            "tests/fixtures/.env",
            "a.env",
            ".environment",
        ] {
            assert!(!is_real_environment(no.into()), "{no}");
        }
    }
}
