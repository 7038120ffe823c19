//! Migrations that are on disk and not in what leaves.

use std::path::Path;

use anyhow::{Context as _, Result};
use bstr::{BStr, ByteSlice};

use super::frameworks::Found;
use super::paths::file_name;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Repo, RepoPath, Snapshot};
use crate::hint::shell_word;

static UNTRACKED: Code = Code {
    id: "migrations/untracked",
    severity: Severity::Error,
    finds: "A migration is on disk, and git does not track it.",
    matters: "It works here and nowhere else: the code that needs it is deployed without it.",
    mend: "Add and commit the file, or delete it.",
    source: "",
};

static IGNORED: Code = Code {
    id: "migrations/ignored",
    severity: Severity::Error,
    finds: "A migration is on disk, and a .gitignore keeps it out of git.",
    matters: "It works here and nowhere else, and `git status` does not even mention it.",
    mend: "Correct the pattern (`git check-ignore -v FILE` names it), then add and commit the file.",
    source: "",
};

static STAGED: Code = Code {
    id: "migrations/staged",
    severity: Severity::Error,
    finds: "A change of a migration is staged and not committed.",
    matters: "What leaves is the last commit, which does not have it.",
    mend: "Commit it, or unstage it.",
    source: "",
};

static MODIFIED: Code = Code {
    id: "migrations/modified",
    severity: Severity::Error,
    finds: "A committed migration was changed on disk and not committed again.",
    matters: "What was tested here is not what leaves.",
    mend: "Add and commit the change, or take it back with `git restore`.",
    source: "",
};

/// What is reported about commitment.
pub static CODES: [&Code; 4] = [&UNTRACKED, &IGNORED, &STAGED, &MODIFIED];

/// How the help commits: amended into what is just leaving, or as a commit of its own.
#[derive(Clone, Copy)]
pub enum Commit {
    Amended,
    New,
}

impl Commit {
    fn command(self) -> &'static str {
        match self {
            Self::Amended => "git commit --amend --no-edit",
            Self::New => "git commit -m \"Add the migration\"",
        }
    }
}

/// Judges the files of these folders as they are on disk.
pub fn judge(repo: &Repo, found: &[Found], commit: Commit) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for Found { framework, folders, .. } in found {
        // An empty path is no pathspec.
        let place = |path: &RepoPath| if path.is_empty() { ".".into() } else { path.clone() };
        let paths: Vec<RepoPath> = folders.iter().map(|folder| place(&folder.path)).collect();
        findings.extend(judge_folders(repo, &paths, framework.is_migration, commit)?);
    }
    Ok(findings)
}

fn judge_folders(
    repo: &Repo,
    paths: &[RepoPath],
    is_migration: fn(&BStr) -> bool,
    commit: Commit,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (status, path) in Snapshot::uncommitted(repo, paths).context("asking git which migrations are not committed")? {
        for path in files(repo, path)? {
            let cached = path.split_str("/").any(|part| part == b"__pycache__");
            // A module may read the script that lies beside it.
            let migrates = is_migration(file_name(path.as_bstr()).as_bstr()) || path.ends_with(b".sql");
            if !cached && migrates {
                findings.push(finding(&status, path, commit));
            }
        }
    }
    Ok(findings)
}

/// A folder that is ignored as a whole is named instead of its files.
fn files(repo: &Repo, path: RepoPath) -> Result<Vec<RepoPath>> {
    let Some(folder) = path.strip_suffix(b"/") else { return Ok(vec![path]) };
    if file_name(folder.as_bstr()) == b"__pycache__" {
        return Ok(Vec::new());
    }
    let files = Snapshot::of_work_tree(repo).local_folder(Path::new(&folder.to_os_str_lossy()))?;
    Ok(files.into_iter().map(|file| RepoPath::from(file.into_os_string().into_encoded_bytes())).collect())
}

fn finding(status: &str, path: RepoPath, commit: Commit) -> Finding {
    let word = shell_word(&path);
    let commit = commit.command();
    let (code, message, help) = match status.as_bytes() {
        b"??" => (&UNTRACKED, format!("{path} is not tracked by git"), format!("git add {word} && {commit}")),
        b"!!" => (
            &IGNORED,
            format!("{path} is ignored by git"),
            format!("git add --force {word} && {commit}; `git check-ignore -v {word}` names the pattern to correct"),
        ),
        b"D " => (
            &STAGED,
            format!("the removal of {path} is staged and not committed"),
            format!("git commit, or git restore --staged --worktree {word}"),
        ),
        [_, b' '] => (&STAGED, format!("{path} is staged and not committed"), commit.to_owned()),
        [_, b'D'] => (
            &MODIFIED,
            format!("{path} is deleted on disk and still in the commit"),
            format!("git restore {word}, or git rm {word} && {commit}"),
        ),
        _ => (
            &MODIFIED,
            format!("{path} was changed and not committed"),
            format!("git add {word} && {commit}, or git restore {word}"),
        ),
    };
    Finding::new(code, message).at(Place::file(path)).help(help)
}
