//! The release gate that lives in git's own hooks. This library is not an
//! interface: it holds the program so that tests and benchmarks can call it.

mod budget;
mod changelog;
mod changes;
mod check;
mod checklist;
mod checks;
mod checksums;
mod cleared;
mod cli;
mod commands;
mod compose;
mod config;
mod deployed;
mod digest;
mod dotenv;
mod engine;
mod evidence;
mod export;
mod finding;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod git;
mod hashes;
mod hint;
mod http;
mod init;
mod interpolate;
mod lfs;
mod lineage;
mod plain;
mod recall;
mod registry;
mod release;
mod render;
mod report;
mod sanitize;
mod server;
mod size;
mod state;
#[cfg(test)]
mod testing;
mod tokens;
mod verdict;
mod verify;
mod version;
mod version_files;

use std::ffi::OsString;

use clap::Parser;

/// Carries out a command line: its exit code (0 passed, 1 refused), or the chain
/// of what stopped it from judging, harmless to print.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<u8, String> {
    let cli = match cli::Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        // Help and version are no errors; clap prints each where it belongs.
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return Ok(code);
        }
    };
    // An error may quote a line that can't be read, with a secret in it.
    let shown = |error| sanitize::lines(&checks::Checks::default().mask().text(&format!("{error:#}")));
    commands::run(cli).map_err(|error: anyhow::Error| shown(error))
}
