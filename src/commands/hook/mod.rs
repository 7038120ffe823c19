//! What git calls. Everything shown goes to standard error: standard output
//! belongs to whoever called git.

mod ancestry;
mod deadline;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod known;
mod managed;
mod past;
mod pre_push;
mod pre_receive;
mod previous;
mod push_options;
mod pushes;
mod received_tags;
mod reference_transaction;

use std::io::{Read, Stdin, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use super::hooks_dir::{BY_CONFIG, HOOKS};
use crate::cli::HookArgs;
use crate::git::{Repo, calls_config_hook};
use crate::sanitize;

pub use known::{confirm_all, moved_remotes, tracking_refs};
pub use past::{clock, unseen};
pub use pushes::{Pushes, begin, note};

/// `precheck-hook hook EVENT …`
pub fn run(args: &HookArgs) -> Result<u8> {
    match judge(args) {
        // Whoever pushes from GitLab's pages is shown nothing else.
        Err(error) if is_gitlab() => {
            refuse(&sanitize::lines(&format!("precheck-hook: {error:#}\n")));
            Ok(2)
        }
        judged => judged,
    }
}

fn judge(args: &HookArgs) -> Result<u8> {
    let takes_budget = matches!(args.event.as_str(), "pre-push" | "pre-receive");
    ensure!(takes_budget || args.budget.is_none(), "--budget is for pre-push and pre-receive");
    let budget = deadline::begin(args.budget);
    if args.manager.is_some() {
        return managed::run(args, &budget);
    }
    let stdin = std::io::stdin();
    if is_device(&stdin) {
        bail!(
            "git tells a hook on standard input what is updated, and here is none: nothing was judged. By hand, use \
             `precheck-hook run`; a hook manager has to pass standard input on"
        );
    }
    let mut input = Vec::new();
    stdin.lock().read_to_end(&mut input).context("reading the ref updates from standard input")?;
    if let Some(previous) = &args.previous
        && let Some(code) = previous::run(previous, &args.arguments, &input)?
    {
        return Ok(code);
    }
    match args.event.as_str() {
        "pre-push" => pre_push::run(args, &args.arguments, &input, &budget),
        "pre-receive" => pre_receive::run(&input, &budget),
        "reference-transaction" => reference_transaction::run(args, &input),
        event => bail!("no hook {event:?} is served here; `precheck-hook install` puts in those that are"),
    }
}

/// A terminal, or what stands in for an input that was closed: git itself always gives a pipe.
#[cfg(unix)]
fn is_device(stdin: &Stdin) -> bool {
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let stdin = stdin.as_fd().try_clone_to_owned().map(std::fs::File::from);
    stdin.and_then(|stdin| stdin.metadata()).map_or(true, |metadata| metadata.file_type().is_char_device())
}

#[cfg(not(unix))]
fn is_device(stdin: &Stdin) -> bool {
    std::io::IsTerminal::is_terminal(stdin)
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
pub fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// As [`say`], for what stops a push: GitLab's pages show of a hook's words only those
/// that are marked so (<https://docs.gitlab.com/administration/server_hooks/>).
fn refuse(text: &str) {
    if !is_gitlab() {
        return say(text);
    }
    let marked = text.lines().filter(|line| !line.is_empty()).map(|line| format!("GL-HOOK-ERR: {line}\n"));
    say(&marked.collect::<String>());
}

fn is_gitlab() -> bool {
    ["GL_ID", "GL_PROJECT_PATH"].iter().any(|name| std::env::var_os(name).is_some())
}
