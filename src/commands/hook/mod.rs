//! What git calls. Everything shown goes to standard error: standard output
//! belongs to whoever called git.

mod ancestry;
mod known;
mod managed;
mod pre_push;
mod previous;
mod reference_transaction;

use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::hooks_dir::{BY_CONFIG, HOOKS};
use crate::cli::HookArgs;
use crate::git::{Repo, calls_config_hook};

pub use known::{confirm_all, moved_remotes};

/// `precheck-hook hook EVENT …`
pub fn run(args: &HookArgs) -> Result<u8> {
    if args.manager.is_some() {
        return managed::run(args);
    }
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        bail!("git calls this with ref updates on standard input; by hand, use `precheck-hook run`");
    }
    let mut input = Vec::new();
    stdin.lock().read_to_end(&mut input).context("reading the ref updates from standard input")?;
    if let Some(previous) = &args.previous
        && let Some(code) = previous::run(previous, &args.arguments, &input)?
    {
        return Ok(code);
    }
    match args.event.as_str() {
        "pre-push" => pre_push::run(args, &args.arguments, &input),
        "reference-transaction" => reference_transaction::run(args, &input),
        event => bail!("no hook {event:?} is served here; `precheck-hook install` puts in those that are"),
    }
}

/// Whether the git above us calls us by its configuration for this event: then
/// a call by a file or by a manager is a second one, and steps aside.
fn is_second_call(args: &HookArgs, repo: &Repo) -> Result<bool> {
    let Some(hook) = HOOKS.iter().find(|hook| !args.by_config && hook.event == args.event) else { return Ok(false) };
    let is_ours = repo.config_hook(hook.name)?.is_some_and(|command| command.contains(BY_CONFIG));
    // Only git itself sets it. Other programs run the file alone, whatever the configuration says.
    let above = std::env::var_os("GIT_EXEC_PATH").map(PathBuf::from).filter(|_| is_ours);
    Ok(above.is_some_and(|exec_path| calls_config_hook(&exec_path, hook.event, hook.name)))
}

/// The lines of a hook's standard input. The last may lack its line feed.
fn lines(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.split(|&b| b == b'\n').filter(|line| !line.is_empty())
}

/// Writes to standard error, whether anyone still reads it or not.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
