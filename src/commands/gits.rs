//! Every git of this machine that may come to work on a repository: which hooks
//! it runs depends on its version, and editors and desktop programs bring their own.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where programs keep a git that is not on the PATH.
const BUNDLES: [&str; 8] = [
    "/Applications/GitHub Desktop.app/Contents/Resources/app/git/bin/git",
    "/Applications/Sourcetree.app/Contents/Resources/git_local/bin/git",
    "/Applications/Xcode.app/Contents/Developer/usr/bin/git",
    "/Library/Developer/CommandLineTools/usr/bin/git",
    "/opt/homebrew/bin/git",
    "/usr/local/bin/git",
    "/usr/lib/github-desktop/resources/app/git/bin/git",
    r"C:\Program Files\Git\cmd\git.exe",
];

/// One of them.
#[derive(Debug)]
pub struct Git {
    /// The program.
    pub path: PathBuf,
    /// What it says of itself, as in `2.47.3`.
    pub version: String,
    numbers: (u32, u32),
}

impl Git {
    /// Whether it runs hooks that its configuration names.
    pub fn has_config_hooks(&self) -> bool {
        self.numbers >= (2, 54)
    }

    /// Whether it has the hook that can refuse a tag.
    pub fn has_tag_hook(&self) -> bool {
        self.numbers >= (2, 28)
    }

    /// Whether a hook for tags, whatever it does, makes every `git rebase` fail: seen with 2.28.1, and no more with 2.30.
    pub fn breaks_rebase(&self) -> bool {
        self.numbers == (2, 28)
    }

    fn at(path: PathBuf) -> Option<Self> {
        let out = Command::new(&path).arg("version").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        let said = String::from_utf8(out.stdout).ok()?;
        let version = said.strip_prefix("git version ")?.split_whitespace().next()?.to_owned();
        let numbers = numbers(&version)?;
        Some(Self { path, version, numbers })
    }
}

/// Those on the PATH, the one whose hook this may be, and those that known programs bring.
pub fn found() -> Vec<Git> {
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(std::env::var_os("GIT_EXEC_PATH").map(PathBuf::from));
    let candidates = folders.map(|folder| folder.join(&name)).chain(BUNDLES.map(PathBuf::from));
    let mut seen = BTreeSet::new();
    let mut is_new = |path: &Path| path.is_absolute() && path.canonicalize().is_ok_and(|real| seen.insert(real));
    candidates.filter(|path| is_new(path)).filter_map(Git::at).collect()
}

fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_which_hooks_there_are() {
        for (version, tag, config) in
            [("2.27.9", false, false), ("2.28.0", true, false), ("2.53.1.windows.2", true, false)]
                .into_iter()
                .chain([("2.54.0.rc1", true, true), ("3.0.0", true, true)])
        {
            let numbers = numbers(version).unwrap();
            let git = Git { path: PathBuf::new(), version: version.to_owned(), numbers };
            assert_eq!((git.has_tag_hook(), git.has_config_hooks()), (tag, config), "{version}");
        }
    }
}
