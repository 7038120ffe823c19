//! The whole suite with other gits than the first on the PATH: the one test here
//! starts this very binary once more for each that `PRECHECK_TEST_GITS` names.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

const GITS: &str = "PRECHECK_TEST_GITS";

#[test]
fn the_whole_suite_holds_with_every_git_that_is_named() {
    let Some(gits) = std::env::var_os(GITS) else { return };
    let failed: Vec<PathBuf> = std::env::split_paths(&gits).filter(|git| !holds_with(git)).collect();
    assert!(failed.is_empty(), "the suite does not hold with {failed:?}: see above");
}

/// A link is enough: a git finds the programs of its own installation by itself,
/// those for the other side of a push to a folder among them.
fn holds_with(git: &Path) -> bool {
    let folder = tempfile::tempdir().unwrap();
    symlink(git, folder.path().join("git")).unwrap();
    let before = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder.path().to_owned()].into_iter().chain(std::env::split_paths(&before)));
    let path = path.unwrap();
    let version = |program: &Path| Command::new(program).arg("version").env("PATH", &path).output().unwrap().stdout;
    assert_eq!(version(Path::new("git")), version(git), "another git goes first");
    eprintln!("with {}", String::from_utf8_lossy(&version(git)).trim());
    let mut suite = Command::new(std::env::current_exe().unwrap());
    suite.arg("--quiet").env("PATH", path).env_remove(GITS);
    suite.status().unwrap().success()
}
