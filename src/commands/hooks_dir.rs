//! The folder of hooks that git really uses here, and our shims in it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bstr::ByteSlice;

use crate::budget::Limit;
use crate::cli::HookChoice;
use crate::git::Repo;
use crate::plain;

/// Stands in the second line of every shim, whatever its version.
const MARKER: &str = "# precheck-hook shim ";

/// How a call from git's configuration is told from one by a file or a manager.
pub const BY_CONFIG: &str = "--by-config";

/// One of the hooks that git calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hook {
    /// Its file name.
    pub event: &'static str,
    /// As `install --hook` names it; the one on a server has `install --server`.
    pub choice: Option<HookChoice>,
    /// Its name in the configuration, `hook.<name>.command`.
    pub name: &'static str,
    template: &'static str,
}

/// Both of a clone.
pub const HOOKS: [Hook; 2] = [
    Hook {
        event: "pre-push",
        choice: Some(HookChoice::PrePush),
        name: "precheck-push",
        template: include_str!("../../hooks/pre-push"),
    },
    Hook {
        event: "reference-transaction",
        choice: Some(HookChoice::Tag),
        name: "precheck-tag",
        template: include_str!("../../hooks/reference-transaction"),
    },
];

/// The one on a server.
pub const SERVER: Hook = Hook {
    event: "pre-receive",
    choice: None,
    name: "precheck-receive",
    template: include_str!("../../hooks/pre-receive"),
};

/// The same in a folder of which everything is run.
pub const SERVER_AMONG_OTHERS: Hook = Hook { event: "precheck-hook", ..SERVER };

/// What stands in a hook's place.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Nothing,
    /// A shim of ours.
    Ours,
    /// Somebody else's hook.
    Foreign,
}

impl Hook {
    /// Its place in a folder of hooks.
    pub fn path(&self, folder: &Path) -> PathBuf {
        folder.join(self.event)
    }

    /// Where a hook that stood there before is kept.
    pub fn previous(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.precheck-prev", self.event))
    }

    /// The shim that calls `binary`, which may take so long.
    pub fn shim(&self, binary: &Path, budget: Option<Limit>) -> Result<String> {
        // Beside it and by the hook's name: a manager may have given the shim another one.
        let previous = format!(r#"--previous "${{0%/*}}/{}.precheck-prev""#, self.event);
        self.filled_in(binary, budget, "rm '$0'", &previous)
    }

    /// The same as a command of git's configuration: git itself runs what stands in the folder,
    /// and puts the arguments behind what it is told here.
    pub fn command(&self, binary: &Path, budget: Option<Limit>) -> Result<String> {
        let removal = format!("git config --remove-section hook.{}", self.name);
        let shim = self.filled_in(binary, budget, &removal, BY_CONFIG)?;
        let lines: Vec<&str> = shim.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let command = lines.join("\n");
        Ok(command.strip_suffix(r#" "$@""#).context("a shim has to end with the arguments")?.to_owned())
    }

    fn filled_in(&self, binary: &Path, budget: Option<Limit>, removal: &str, caller: &str) -> Result<String> {
        let binary = binary.to_str().context("the path of this program is not UTF-8, which a shim can't hold")?;
        // Within single quotes a shell takes everything as it is but the quote itself.
        let quoted = format!("'{}'", binary.replace('\'', r"'\''"));
        let budget = budget.map_or_else(String::new, |limit| format!("--budget {limit} "));
        let shim = self.template.replace("@REMOVAL@", removal).replace("@CALLER@", caller);
        Ok(shim.replace("@BUDGET@", &budget).replace("@BINARY@", &quoted))
    }

    /// Who stands there now.
    pub fn standing(&self, folder: &Path) -> Standing {
        Standing::at(&self.path(folder))
    }
}

impl Standing {
    /// Whose hook it is that lies at `path`.
    pub fn at(path: &Path) -> Self {
        if path.symlink_metadata().is_err() {
            return Self::Nothing;
        }
        // A dangling link, or a folder, is somebody's all the same.
        let ours = read(path).is_ok_and(|content| is_ours(&content));
        if ours { Self::Ours } else { Self::Foreign }
    }
}

/// What stands at the place of a hook; no hook that people have is larger than 64 MiB.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    plain::read(path, 64 << 20)?.with_context(|| format!("{} is a link that leads nowhere", path.display()))
}

/// The program that a shim, or a command of the configuration, calls.
pub fn binary_of(script: &[u8]) -> Option<PathBuf> {
    let quoted = script.lines().find_map(|line| line.strip_prefix(b"precheck='")?.strip_suffix(b"'"))?;
    Some(PathBuf::from(quoted.to_str_lossy().replace(r"'\''", "'")))
}

/// Whether a hook's content is a shim of ours.
pub fn is_ours(content: &[u8]) -> bool {
    content.lines().nth(1).is_some_and(|line| line.starts_with(MARKER.as_bytes()))
}

/// Where git looks for hooks.
pub struct HooksDir {
    /// The folder.
    pub path: PathBuf,
    /// `core.hooksPath` with the scope that sets it, if one does.
    pub configured: Option<(String, String)>,
}

impl HooksDir {
    /// Asks git.
    pub fn of(repo: &Repo) -> Result<Self> {
        let out = repo.run(&["rev-parse", "--git-path", "hooks"], b"")?;
        let path = out.trim_end_with(|c| c == '\n').to_path().context("the path of the hooks is not UTF-8")?;
        // `--path-format=absolute` would say it, but a git before 2.31 takes that for a revision.
        let path = repo.work_tree().unwrap_or(repo.git_dir()).join(path);
        Ok(Self { path: path.canonicalize().unwrap_or(path), configured: hooks_path(repo)? })
    }

    /// Whether another work tree of this repository would look for hooks
    /// elsewhere, and pass over a folder that is missing there in silence.
    pub fn of_one_work_tree(&self) -> bool {
        self.configured.as_ref().is_some_and(|(_, value)| Path::new(value).is_relative() && !value.starts_with('~'))
    }

    /// Refuses a folder that is not this repository's own: what is put there
    /// would judge every repository of this user.
    pub fn ensure_own(&self, repo: &Repo) -> Result<()> {
        let Some((scope, value)) = &self.configured else { return Ok(()) };
        if value.is_empty() {
            bail!(
                "core.hooksPath is set to nothing ({scope}), so git runs no hook here; `git config --unset core.hooksPath` first"
            );
        }
        let inside = |root: Option<&Path>| root.is_some_and(|root| self.path.starts_with(root));
        if scope == "local" || scope == "worktree" || inside(repo.work_tree()) || inside(Some(repo.common_dir())) {
            return Ok(());
        }
        bail!(
            "core.hooksPath ({scope}) sends the hooks of every repository to {}. Give this one its own folder:\n  \
             git config core.hooksPath \"$(git rev-parse --git-common-dir)/hooks\"",
            self.path.display()
        )
    }
}

fn hooks_path(repo: &Repo) -> Result<Option<(String, String)>> {
    let mut command = repo.git();
    let out = command.args(["config", "--show-scope", "--get", "core.hooksPath"]).output().context("starting git")?;
    let line = out.stdout.trim_end_with(|c| c == '\n').to_str_lossy().into_owned();
    Ok(line.split_once('\t').map(|(scope, value)| (scope.to_owned(), value.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shim_is_known_as_ours_and_quotes_the_programs_path() {
        for hook in HOOKS.into_iter().chain([SERVER]) {
            let shim = hook.shim(Path::new("/opt/it's here/precheck-hook"), None).unwrap();
            assert!(is_ours(shim.as_bytes()));
            assert!(shim.contains(r"precheck='/opt/it'\''s here/precheck-hook'"), "{shim}");
            assert!(!shim.contains("@B"), "{shim}");
            assert_eq!(binary_of(shim.as_bytes()).unwrap(), Path::new("/opt/it's here/precheck-hook"));
        }
    }

    #[test]
    fn the_command_of_the_configuration_is_the_shim_without_what_belongs_to_a_file() {
        let command = HOOKS[0].command(Path::new("/opt/precheck-hook"), None).unwrap();
        assert!(command.starts_with("precheck='/opt/precheck-hook'\n"), "{command}");
        assert!(command.ends_with("exec \"$precheck\" hook --by-config pre-push"), "{command}");
        assert!(command.contains("take the hook out: git config --remove-section hook.precheck-push"), "{command}");
    }
}
