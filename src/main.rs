//! Calls the program, prints what stopped it, sets its exit code; nothing else.

use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Whoever asks for a backtrace looks for the mistake itself.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(say_where));
    }
    match precheck_hook::run(std::env::args_os()) {
        Ok(code) => ExitCode::from(code),
        Err(chain) => {
            // Not `eprintln`, which panics when nobody can read it.
            let _ = writeln!(std::io::stderr(), "precheck-hook: {chain}");
            ExitCode::from(2)
        }
    }
}

/// Not the message of a panic: it may quote what was being read, a secret for one.
fn say_where(panic: &PanicHookInfo) {
    let place = panic.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
    let _ = writeln!(
        std::io::stderr(),
        "precheck-hook: panicked{place}. Nothing was judged, so nothing is let through; please report this line"
    );
}
