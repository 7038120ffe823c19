//! The hook that stood here before us: it runs first, with the same standard
//! input and arguments, and its refusal counts.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::commands::managers::Manager;

/// Runs it if it is there; `Some(code)` when it refuses.
pub fn run(hook: &Path, arguments: &[OsString], input: &[u8]) -> Result<Option<u8>> {
    // git passes over a hook that is missing or not executable; so do we.
    if !is_executable(hook) || calls_back(hook) {
        return Ok(None);
    }
    let shown = || format!("running the previous hook {}", hook.display());
    // `.git/hooks/x` has to be told from a name to look up on the PATH.
    let program = std::path::absolute(hook).with_context(shown)?;
    let start = |mut command: Command| -> std::io::Result<Child> {
        // git sends a hook's standard output to standard error for all but a few hooks; where it
        // does not (pre-push), what this hook prints is its own affair.
        command.args(arguments).stdin(Stdio::piped()).spawn()
    };
    let mut child = match start(Command::new(&program)) {
        // No interpreter line: the kernel does not know what to do with it, and git then takes sh.
        Err(e) if e.kind() == std::io::ErrorKind::Other || e.raw_os_error() == Some(8) => {
            let mut command = Command::new("sh");
            command.arg(&program);
            start(command)
        }
        started => started,
    }
    .with_context(shown)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A hook need not read what it is told.
        let _ = stdin.write_all(input);
    }
    let status = child.wait().with_context(shown)?;
    // Death by a signal refuses, as it does when git runs the hook.
    Ok((!status.success()).then(|| status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// pre-commit and prek run the hook that they found as `.legacy`, which may be
/// us; then the hook that we found must not be run again, or each would call the
/// other without end.
fn calls_back(hook: &Path) -> bool {
    let legacy = ["PRE_COMMIT_RUNNING_LEGACY", "PREK_RUNNING_LEGACY"];
    legacy.iter().any(|name| std::env::var_os(name).is_some())
        && Manager::of_hook(hook).is_some_and(|manager| manager.runs_aside)
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
