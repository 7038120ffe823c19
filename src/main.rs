//! Calls the program, prints what stopped it, sets its exit code; nothing else.

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match precheck_hook::run(std::env::args_os()) {
        Ok(code) => ExitCode::from(code),
        Err(chain) => {
            // Not `eprintln`, which panics when nobody can read it.
            let _ = writeln!(std::io::stderr(), "precheck-hook: {chain}");
            ExitCode::from(2)
        }
    }
}
