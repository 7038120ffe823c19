//! Hooks by configuration (`hook.<name>.command` and `.event`, git ≥ 2.54): they
//! need no file, so no one else's file can take their place.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::Repo;

impl Repo {
    /// What this repository's git runs under that name: its command, where it is switched on and has an event.
    pub fn config_hook(&self, name: &str) -> Result<Option<&str>> {
        let value = |field: &str| self.config(&format!("hook.{name}.{field}"));
        let off = value("enabled")?.is_some_and(|value| matches!(value, "false" | "no" | "off" | "0"));
        Ok(if off || value("event")?.is_none() { None } else { value("command")? })
    }

    /// Puts it into the configuration that all work trees share.
    pub fn set_config_hook(&self, name: &str, event: &str, command: &str) -> Result<()> {
        // With an event and no command git refuses every command, `git status` included: the command comes first.
        for (field, value) in [("command", command), ("event", event)] {
            self.run(&["config", "--local", "--replace-all", &format!("hook.{name}.{field}"), value], b"")?;
        }
        Ok(())
    }

    /// Takes it out; whether it was there.
    pub fn remove_config_hook(&self, name: &str) -> Result<bool> {
        let mut command = self.git();
        command.args(["config", "--local", "--get-regexp", &format!(r"^hook\.{name}\.")]);
        let there = command.output().context("starting git")?.status.success();
        if there {
            self.run(&["config", "--local", "--remove-section", &format!("hook.{name}")], b"")?;
        }
        Ok(there)
    }
}

/// Whether the git that lies in `exec_path` calls the hook of that name for this
/// event, as the environment stands: a setting of the command line counts too.
pub fn calls_config_hook(exec_path: &Path, event: &str, name: &str) -> bool {
    let mut command = Command::new(exec_path.join("git"));
    command.args(["hook", "list", event]).stdin(Stdio::null()).stderr(Stdio::null());
    // A git that does not know the command has no such hooks.
    command.output().is_ok_and(|out| out.stdout.lines().any(|line| line == name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use crate::testing::Sandbox;

    #[test]
    fn a_hook_of_the_configuration_comes_and_goes_and_leaves_the_file_as_it_was() {
        let sandbox = Sandbox::new();
        let config = sandbox.repo().common_dir().join("config");
        let before = std::fs::read(&config).unwrap();
        let script = "# one\nif [ -x 'it' ]; then\n\techo \"a\\b\" # two; three\nfi\nexec it";
        for _ in 0..2 {
            sandbox.repo().set_config_hook("precheck-push", "pre-push", script).unwrap();
        }
        assert_eq!(sandbox.repo().config_hook("precheck-push").unwrap(), Some(script));
        assert!(sandbox.repo().remove_config_hook("precheck-push").unwrap());
        assert_eq!(std::fs::read(&config).unwrap(), before);
        assert!(!sandbox.repo().remove_config_hook("precheck-push").unwrap());
    }
}
