//! Calls the program, prints what stopped it, sets its exit code; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    match precheck_hook::run(std::env::args_os()) {
        Ok(code) => ExitCode::from(code),
        Err(chain) => {
            eprintln!("precheck-hook: {chain}");
            ExitCode::from(2)
        }
    }
}
