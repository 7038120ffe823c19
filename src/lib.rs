//! The release gate that lives in git's own hooks. This library is not an
//! interface: it holds the program so that tests and benchmarks can call it.

mod check;
mod checks;
mod config;
mod digest;
mod engine;
mod evidence;
mod finding;
mod git;
mod hint;
mod report;
#[cfg(test)]
mod testing;
mod version;

/// For the time being.
pub fn main() {
    let _ = (engine::run, config::Config::of_repo, config::Config::of_snapshot);
}
