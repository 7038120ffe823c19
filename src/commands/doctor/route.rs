//! The ways on which git comes to us: its configuration, a file, a manager that
//! stands in the file's place. What git would pass over it passes over in silence.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Findings;
use crate::commands::gits::Git;
use crate::commands::hooks_dir::{self, BY_CONFIG, Hook, HooksDir, Standing, binary_of, is_ours};
use crate::commands::managers::Manager;
use crate::git::Repo;

/// What the probe tries.
pub enum Script {
    /// A command of git's configuration.
    Command(String),
    /// A shim.
    File(PathBuf),
}

/// Both ways of one hook, as they stand.
pub struct Routes {
    /// By configuration, if something stands there.
    config: Option<Result<String, String>>,
    file: Result<File, String>,
}

/// How the folder of hooks leads to us.
enum File {
    Shim(PathBuf),
    /// As the hook that this manager found, and runs.
    Aside(&'static Manager, PathBuf),
    /// By this manager's settings.
    Called(&'static Manager),
}

impl Routes {
    /// Looks at both.
    pub fn of(hook: &Hook, folder: &HooksDir, repo: &Repo) -> Result<Self> {
        Ok(Self { config: by_config(hook, repo)?, file: by_file(hook, &folder.path, repo.work_tree()) })
    }

    /// Says which way works for whom.
    pub fn tell(&self, hook: &Hook, gits: &[Git], findings: &mut Findings) {
        let event = hook.event;
        match &self.config {
            Some(Ok(_)) => {
                findings.good(format!("{event} is in git's configuration, where no manager takes its place"));
            }
            Some(Err(fault)) => findings.bad(format!("{event}: {fault}")),
            None => {}
        }
        // Whoever does not read hooks from the configuration needs the file.
        let old = gits.iter().find(|git| !git.has_config_hooks());
        match (&self.file, &self.config, old) {
            (Ok(File::Shim(_)), ..) => findings.good(format!("{event} is ours and can run")),
            (Ok(File::Aside(manager, path)), ..) => findings.good(format!(
                "{event}: {0} runs us as {1}; `{0} install -f` would delete that",
                manager.name,
                path.display()
            )),
            (Ok(File::Called(manager)), ..) => findings.good(format!("{event}: {} calls us", manager.name)),
            (Err(_), Some(Ok(_)), None) => {}
            (Err(fault), Some(Ok(_)), Some(old)) => findings.bad(format!(
                "{event}: git {} ({}) reads hooks from files alone, and there: {fault}",
                old.version,
                old.path.display()
            )),
            (Err(fault), ..) => findings.bad(format!("{event}: {fault}")),
        }
    }

    /// What there is to try.
    pub fn script(self) -> Option<Script> {
        match (self.file, self.config) {
            (Ok(File::Shim(path) | File::Aside(_, path)), _) => Some(Script::File(path)),
            (_, Some(Ok(command))) => Some(Script::Command(command)),
            _ => None,
        }
    }
}

fn by_config(hook: &Hook, repo: &Repo) -> Result<Option<Result<String, String>>> {
    let name = hook.name;
    if repo.config(&format!("hook.{name}.command"))?.is_none() {
        return Ok(None);
    }
    let Some(command) = repo.config_hook(name)? else {
        return Ok(Some(Err(format!(
            "hook.{name} is switched off, or has no event; `precheck-hook install` mends it"
        ))));
    };
    if !command.contains(BY_CONFIG) {
        return Ok(Some(Err(format!(
            "hook.{name}.command is not what we put there; `precheck-hook install` mends it"
        ))));
    }
    Ok(Some(calls_nothing(command.as_bytes()).map_or(Ok(command.to_owned()), Err)))
}

fn by_file(hook: &Hook, folder: &Path, root: Option<&Path>) -> Result<File, String> {
    let path = hook.path(folder);
    let Some(manager) = Manager::of_hook(&path) else {
        return shim_fault(&path).map_or(Ok(File::Shim(path)), Err);
    };
    if root.is_some_and(|root| manager.calls_us(root, hook.event)) {
        return Ok(File::Called(manager));
    }
    let aside = manager.aside(hook, folder).filter(|path| Standing::at(path) == Standing::Ours);
    match aside {
        Some(aside) if manager.runs_aside => shim_fault(&aside).map_or(Ok(File::Aside(manager, aside)), Err),
        aside => Err(taken_over(manager, aside.as_deref(), root)),
    }
}

/// A manager stands where we should, and does not call us.
fn taken_over(manager: &Manager, aside: Option<&Path>, root: Option<&Path>) -> String {
    let name = manager.name;
    let done = match aside {
        Some(aside) => format!("{name} has moved us to {}, where nothing runs us", aside.display()),
        None => format!("{name}'s hook stands here and does not call us"),
    };
    let advice = root.and_then(|root| manager.advice(root));
    let mend = match (manager.can_be_renamed, advice) {
        (true, None) => "`precheck-hook install` goes before it and keeps it".to_owned(),
        (true, Some(advice)) => format!("`precheck-hook install` goes before it, or call us {advice}"),
        (false, advice) => format!("call us {}", advice.unwrap_or_default()),
    };
    format!("{done}. {mend}")
}

/// Why git would not run this shim, or would run something else.
pub fn shim_fault(path: &Path) -> Option<String> {
    let Ok(metadata) = path.symlink_metadata() else { return Some("not installed".to_owned()) };
    if metadata.is_symlink() && !path.exists() {
        return Some("a link that leads nowhere: git runs nothing".to_owned());
    }
    let content = match hooks_dir::read(path) {
        Ok(content) => content,
        Err(e) => return Some(format!("can't be read: {e:#}")),
    };
    if content.is_empty() {
        return Some("an empty file: git runs it and it refuses nothing".to_owned());
    }
    if !is_ours(&content) {
        return Some("somebody else's hook; `precheck-hook install` goes before it and keeps it".to_owned());
    }
    if content.contains(&b'\r') {
        return Some("has CR line ends, which no shell runs: every push or ref update fails".to_owned());
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 == 0 {
        return Some(format!("not executable, so git passes over it: chmod +x '{}'", path.display()));
    }
    calls_nothing(&content)
}

fn calls_nothing(script: &[u8]) -> Option<String> {
    match binary_of(script) {
        Some(binary) if binary.is_file() => None,
        Some(binary) => {
            Some(format!("calls {}, which is not there; `precheck-hook install` mends it", binary.display()))
        }
        None => Some("does not say which program to call; `precheck-hook install` mends it".to_owned()),
    }
}
