//! Whether what was released is what runs, and runs well: asked of the outside
//! alone, after a deployment, within a deadline. A file each.

mod codes;
mod health;
mod patience;
mod web;

pub use self::codes::CODES;
pub use self::patience::Patience;
use crate::report::CheckReport;
use crate::version::Version;

/// What should run, and whom to ask.
pub struct Subject<'a> {
    /// The release.
    pub version: &'a Version,
    /// Where it tells its health.
    pub urls: &'a [String],
    /// How long is waited for all of it.
    pub patience: Patience,
}

/// Everything that can be asked of what runs, a section each.
pub fn verify(subject: &Subject) -> Vec<CheckReport> {
    let health = match subject.urls {
        [] => CheckReport::skipped("health", "Health", "no `--url` says where to ask"),
        _ => CheckReport::section("health", "Health", |seen| {
            health::examine(subject, seen);
            Ok(())
        }),
    };
    vec![health]
}

/// The first few of many, in a sentence.
fn listed(all: &[String]) -> String {
    const SHOWN: usize = 5;
    match all.len().checked_sub(SHOWN) {
        None | Some(0) => all.join(", "),
        Some(more) => format!("{} and {more} more", all[..SHOWN].join(", ")),
    }
}
