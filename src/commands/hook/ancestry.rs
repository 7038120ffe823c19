//! Which git command stands above the hook. git calls `reference-transaction`
//! for `git tag` and for `git fetch` alike; only the process tree tells them apart.

use std::path::Path;

use bstr::ByteSlice;

use crate::git::{RefUpdate, Repo};

/// Commands that carry tags which were made elsewhere, or move refs about.
const CARRIERS: [&[u8]; 13] = [
    b"fetch",
    b"pull",
    b"clone",
    b"remote",
    b"submodule",
    b"receive-pack",
    b"pack-refs",
    b"gc",
    b"maintenance",
    b"refs",
    b"bundle",
    b"fast-import",
    b"worktree",
];

/// Options of git itself that take the next word with them.
const WITH_VALUE: [&[u8]; 7] =
    [b"-c", b"-C", b"--git-dir", b"--work-tree", b"--namespace", b"--config-env", b"--attr-source"];

/// Whether the nearest git above us only carries tags; `None` where the process
/// tree can't be read.
pub fn carries() -> Option<bool> {
    command_above().map(|command| CARRIERS.contains(&command.as_slice()))
}

/// The subcommand of the nearest ancestor that is a git.
fn command_above() -> Option<Vec<u8>> {
    let mut pid = std::process::id();
    // A hook sits a few processes below git: a shim, a shell, a manager.
    for _ in 0..16 {
        pid = parent(pid)?;
        if pid <= 1 {
            return None;
        }
        if let Some(command) = git_subcommand(&arguments(pid)?) {
            return Some(command);
        }
    }
    None
}

/// `tag` of `git -c a=b -C dir tag …`, or of `git-tag …`.
fn git_subcommand(arguments: &[Vec<u8>]) -> Option<Vec<u8>> {
    let program = arguments.first()?.rsplit(|&b| b == b'/' || b == b'\\').next()?;
    let program = program.strip_suffix(b".exe").unwrap_or(program);
    if let Some(command) = program.strip_prefix(b"git-") {
        return Some(command.to_vec());
    }
    if program != b"git" {
        return None;
    }
    let mut words = arguments.iter().skip(1);
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&word.as_slice()) {
            words.next();
        } else if !word.starts_with(b"-") {
            return Some(word.clone());
        }
    }
    None
}

#[cfg(target_os = "linux")]
fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    // The name, in parentheses, may hold anything: the fields begin behind the last one.
    let fields = &stat[stat.rfind_byte(b')')? + 1..];
    fields.fields().nth(1)?.to_str().ok()?.parse().ok()
}

#[cfg(target_os = "linux")]
fn arguments(pid: u32) -> Option<Vec<Vec<u8>>> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    Some(line.strip_suffix(b"\0").unwrap_or(&line).split(|&b| b == 0).map(<[u8]>::to_vec).collect())
}

#[cfg(not(target_os = "linux"))]
fn parent(pid: u32) -> Option<u32> {
    ps(pid, "ppid=")?.trim().to_str().ok()?.parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn arguments(pid: u32) -> Option<Vec<Vec<u8>>> {
    Some(ps(pid, "args=")?.fields().map(<[u8]>::to_vec).collect())
}

/// POSIX `ps`: it joins the arguments with spaces, so a path with a space in it
/// looks like two words. The subcommand is still the first plain word behind git.
#[cfg(not(target_os = "linux"))]
fn ps(pid: u32, field: &str) -> Option<Vec<u8>> {
    let out = std::process::Command::new("ps").args(["-o", field, "-p", &pid.to_string()]).output().ok()?;
    out.status.success().then_some(out.stdout)
}

/// What speaks where the process tree does not: `FETCH_HEAD` has a line for
/// every tag that the last fetch brought.
pub fn was_fetched(repo: &Repo, update: &RefUpdate) -> bool {
    let (Some(new), Some(tag)) = (update.new, update.name.strip_prefix(b"refs/tags/")) else { return false };
    std::fs::read(repo.git_dir().join("FETCH_HEAD")).is_ok_and(|lines| fetch_head_has(&lines, &new.to_string(), tag))
}

fn fetch_head_has(lines: &[u8], oid: &str, tag: &[u8]) -> bool {
    let wanted = [b"tag '", tag, b"' of "].concat();
    lines.lines().any(|line| line.starts_with(oid.as_bytes()) && line.contains_str(&wanted))
}

/// For the message after a refusal: where git keeps the text of the tag.
pub fn kept_message(repo: &Repo) -> Option<std::path::PathBuf> {
    let path = repo.git_dir().join("TAG_EDITMSG");
    path.is_file().then(|| path.strip_prefix(repo.work_tree().unwrap_or(Path::new(""))).unwrap_or(&path).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subcommand(line: &str) -> Option<String> {
        let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.as_bytes().to_vec()).collect();
        git_subcommand(&words).map(|command| String::from_utf8(command).unwrap())
    }

    #[test]
    fn the_subcommand_is_found_behind_gits_own_options() {
        for (line, expected) in [
            ("git tag v1.0.0", Some("tag")),
            ("/usr/lib/git-core/git fetch --tags", Some("fetch")),
            ("git -c a.b=c -C dir --no-pager --git-dir x tag -a v1", Some("tag")),
            ("git --git-dir=x fetch", Some("fetch")),
            ("git --attr-source fetch tag v1.0.0", Some("tag")),
            ("/usr/lib/git-core/git-receive-pack /repo", Some("receive-pack")),
            ("C:\\Git\\bin\\git.exe tag v1", Some("tag")),
            ("/bin/sh .git/hooks/reference-transaction prepared", None),
            ("gitk --all", None),
            ("git", None),
        ] {
            assert_eq!(subcommand(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn fetch_head_speaks_of_one_tag_and_one_object() {
        let oid = "1".repeat(40);
        let lines = format!("{oid}\tnot-for-merge\ttag 'v1.0.0' of https://example.org/x\n");
        assert!(fetch_head_has(lines.as_bytes(), &oid, b"v1.0.0"));
        assert!(!fetch_head_has(lines.as_bytes(), &oid, b"v1.0.1"));
        assert!(!fetch_head_has(lines.as_bytes(), &"2".repeat(40), b"v1.0.0"));
    }
}
