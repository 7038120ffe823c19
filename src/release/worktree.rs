//! What must hold of the work tree before a release.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bstr::ByteSlice;

use super::manifest::{self, ReleaseFile};
use super::paths;
use super::problem::Problem;
use crate::git::{Repo, Snapshot};
use crate::plain;
use crate::version::Version;

/// More names than these no one reads.
const SHOWN: usize = 5;

/// What stands in the way of releasing from this work tree.
pub fn problems(repo: &Repo, version: Option<&Version>, bumped: &[ReleaseFile]) -> Result<Vec<Problem>> {
    let Some(root) = repo.work_tree() else {
        return Ok(vec![Problem::new(
            "the repository is bare: a release needs a work tree",
            "git clone it and cd there",
        )]);
    };
    let mut problems = in_progress(repo)?;
    problems.extend(locked(repo, version)?);
    problems.extend(uncommitted(repo, root, version, bumped)?);
    if let Some(version) = version {
        let own = paths::all(version).into_iter();
        let paths: Vec<_> = own.chain(bumped.iter().map(|file| file.path.clone())).collect();
        let (mut free, mut blocks) = (Vec::new(), Vec::new());
        for path in &paths {
            blocked(root, Path::new(path)).map_or_else(|| free.push(path), |problem| blocks.push(problem));
        }
        blocks.dedup_by(|a, b| a.what == b.what);
        problems.extend(blocks);
        problems.extend(ignored(repo, &free)?);
        problems.extend(filtered(repo, &free)?);
    }
    Ok(problems)
}

/// An operation that was begun and not ended: its commits would be half a story.
fn in_progress(repo: &Repo) -> Result<Vec<Problem>> {
    let marks = [
        ("MERGE_HEAD", "merge", "git merge --continue, or git merge --abort"),
        ("rebase-merge", "rebase", "git rebase --continue, or git rebase --abort"),
        ("rebase-apply", "rebase", "git rebase --continue, or git rebase --abort"),
        ("CHERRY_PICK_HEAD", "cherry-pick", "git cherry-pick --continue, or git cherry-pick --abort"),
        ("REVERT_HEAD", "revert", "git revert --continue, or git revert --abort"),
        ("BISECT_LOG", "bisect", "git bisect reset"),
    ];
    let mut problems = Vec::new();
    for (mark, what, next) in marks {
        // In a reftable repository the heads are no files.
        if repo.git_dir().join(mark).exists() || (mark.ends_with("_HEAD") && repo.resolve(mark)?.is_some()) {
            problems.push(Problem::new(format!("a {what} is in progress"), next));
        }
    }
    Ok(problems)
}

/// Locks that git takes for a moment. One that stays was left by a git that was killed, and stops every git after it.
fn locked(repo: &Repo, version: Option<&Version>) -> Result<Option<Problem>> {
    let own = ["index.lock", "HEAD.lock"].map(|lock| repo.git_dir().join(lock));
    let refs = repo.head_ref()?.into_iter().chain(version.map(Version::tag_ref)).map(|name| format!("{name}.lock"));
    let shared = ["packed-refs.lock", "reftable/tables.list.lock"].map(str::to_owned).into_iter().chain(refs);
    let shared = shared.map(|lock| repo.common_dir().join(lock));
    let held: Vec<_> = own.into_iter().chain(shared).filter(|lock| lock.exists()).collect();
    let shown: Vec<_> = held.iter().map(|lock| lock.display().to_string()).collect();
    Ok((!held.is_empty()).then(|| {
        let what = format!("another git is at work here, or was killed in the middle: {}", shown.join(", "));
        Problem::new(what, format!("wait for it; if no git is running, rm {}", shown.join(" ")))
    }))
}

/// Tracked files that differ from HEAD. Untracked ones are never swept in, so
/// they may stay, unless the release would write over one.
fn uncommitted(repo: &Repo, root: &Path, version: Option<&Version>, bumped: &[ReleaseFile]) -> Result<Option<Problem>> {
    let arguments = ["--porcelain", "--no-renames", "--untracked-files=no", "--ignore-submodules=untracked"];
    // Without -z git quotes what a terminal should not see.
    let out = repo.run(&[&["-c", "core.quotePath=true", "status"], &arguments[..]].concat(), b"")?;
    let mut changed: Vec<String> = out.lines().map(|line| line.to_str_lossy().into_owned()).collect();
    if let Some(version) = version {
        let own = paths::all(version);
        let untracked = Snapshot::uncommitted(repo, &own.each_ref().map(|path| path.as_str().into()))?;
        changed.extend(untracked.into_iter().filter(|(xy, _)| xy == "??").map(|(xy, path)| format!("{xy} {path}")));
        changed.retain(|line| !is_left_over(root, version, &own, line) && !is_bumped(root, bumped, line));
    }
    if changed.is_empty() {
        return Ok(None);
    }
    let shown = changed.iter().take(SHOWN).map(|line| line.trim()).collect::<Vec<_>>().join(", ");
    let more = if changed.len() > SHOWN { format!(" and {} more", changed.len() - SHOWN) } else { String::new() };
    let what = format!("there are changes that are not committed: {shown}{more}");
    Ok(Some(Problem::new(what, "git commit them, or git stash push --include-untracked")))
}

/// A release file of this very version that an attempt cut short, or the tag
/// hook, has left: writing over it loses nothing.
fn is_left_over(root: &Path, version: &Version, own: &[String; 5], line: &str) -> bool {
    let Some((xy, path)) = line.split_at_checked(2).map(|(xy, path)| (xy, path.trim_start())) else { return false };
    let one_sided = xy == "??" || matches!(xy.as_bytes(), [b'A' | b'M', b' '] | [b' ', b'M']);
    let [version_file, named_after_it @ ..] = own;
    let same = || holds(&root.join(version_file), &manifest::version_file(version));
    one_sided && (named_after_it.iter().any(|own| own == path) || (path == version_file && same()))
}

/// A file that an attempt cut short has bumped already.
fn is_bumped(root: &Path, bumped: &[ReleaseFile], line: &str) -> bool {
    let Some((xy, path)) = line.split_at_checked(2) else { return false };
    let same = |file: &ReleaseFile| holds(&root.join(&file.path), &file.bytes);
    matches!(xy, "M " | " M") && bumped.iter().any(|file| file.path == path.trim_start() && same(file))
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    plain::read(path, bytes.len() as u64).is_ok_and(|found| found.is_some_and(|found| found == bytes))
}

/// A release file that git ignores would be a surprise in every `git add` to
/// come. Asked of places that are free alone: git fails on one behind a link.
fn ignored(repo: &Repo, paths: &[&String]) -> Result<Option<Problem>> {
    if paths.is_empty() {
        return Ok(None);
    }
    let out = repo.git().args(["check-ignore", "--"]).args(paths).output().context("starting git")?;
    // 1: none of them is ignored.
    ensure!(matches!(out.status.code(), Some(0 | 1)), "`git check-ignore` failed: {}", out.stderr.trim().as_bstr());
    let ignored: Vec<_> = out.stdout.lines().map(|path| path.to_str_lossy()).collect();
    Ok((!ignored.is_empty()).then(|| {
        let what = format!("git ignores {}, which the release commits", ignored.join(" and "));
        let next = format!("git check-ignore --verbose {} shows the pattern to narrow", ignored.join(" "));
        Problem::new(what, next)
    }))
}

/// A filter, LFS most of all, would make something else of the file in every
/// clone than what the checksums were made of.
fn filtered(repo: &Repo, paths: &[&String]) -> Result<Option<Problem>> {
    let arguments: Vec<_> =
        ["check-attr", "-z", "filter", "--"].into_iter().chain(paths.iter().map(|p| p.as_str())).collect();
    let out = repo.run(&arguments, b"").context("asking for the attributes of the release files")?;
    // Path, attribute and value, each ended by NUL.
    let fields: Vec<_> = out.split(|&b| b == 0).map(ByteSlice::to_str_lossy).collect();
    let filtered = fields.chunks_exact(3).find(|field| field[2] != "unspecified" && field[2] != "unset");
    Ok(filtered.map(|field| {
        let (path, filter) = (&field[0], &field[2]);
        let what = format!("the filter {filter} is set for {path}, which has to be stored as it is");
        let pattern = path.rsplit_once("_v").map_or("VERSION".into(), |(stem, _)| format!("{stem}_v*"));
        Problem::new(what, format!("echo '{pattern} -filter -diff -merge text' >> .gitattributes, and commit it"))
    }))
}

/// A place that can't be written without leaving the work tree or destroying something.
fn blocked(root: &Path, path: &Path) -> Option<Problem> {
    let moved_away = |path: &Path, what| {
        let shown = path.display();
        Problem::new(format!("{shown} is {what}, and the release writes there"), format!("git mv {shown} elsewhere"))
    };
    for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
        let Ok(metadata) = root.join(folder).symlink_metadata() else { continue };
        if metadata.is_symlink() {
            return Some(moved_away(folder, "a symbolic link"));
        }
        if !metadata.is_dir() {
            return Some(moved_away(folder, "no folder"));
        }
        if root.join(folder).join(".git").exists() {
            return Some(moved_away(folder, "a repository of its own"));
        }
    }
    let metadata = root.join(path).symlink_metadata().ok()?;
    (!metadata.is_file()).then(|| moved_away(path, "no plain file"))
}
