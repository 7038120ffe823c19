//! What git calls. Everything shown goes to standard error: standard output
//! belongs to whoever called git.

mod ancestry;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod known;
mod pre_push;
mod previous;
mod reference_transaction;

use std::io::{IsTerminal, Read, Write};

use anyhow::{Context, Result, bail};

use crate::cli::HookArgs;

pub use known::confirm_all;

/// `precheck-hook hook EVENT …`
pub fn run(args: &HookArgs) -> Result<u8> {
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
        "pre-push" => pre_push::run(&args.arguments, &input),
        "reference-transaction" => reference_transaction::run(&args.arguments, &input),
        event => bail!("no hook {event:?} is served here; `precheck-hook install` puts in those that are"),
    }
}

/// The lines of a hook's standard input. The last may lack its line feed.
fn lines(input: &[u8]) -> impl Iterator<Item = &[u8]> {
    input.split(|&b| b == b'\n').filter(|line| !line.is_empty())
}

/// Writes to standard error, whether anyone still reads it or not.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
