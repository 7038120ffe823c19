//! A push that is judged: by the hook before it leaves, or where it has arrived.

use time::OffsetDateTime;

use crate::check::{Context, Event, Progress, Push};
use crate::cleared::Cleared;
use crate::config::Config;
use crate::engine::{self, Options};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::report::Report;

/// Judges it with the help of what is remembered, and remembers what is new.
pub fn judge(push: &Push, config: &Config, options: &Options, now: OffsetDateTime) -> Report {
    let repo = push.repo;
    let cleared = if push.introduced.is_long() { Cleared::load(repo, &config.sha256) } else { Cleared::default() };
    let recall = Recall::of(repo);
    let context = Context {
        event: Event::Push(push),
        now,
        cleared: &cleared,
        recall: &recall,
        hashes: &Hashes::default(),
        progress: &Progress::default(),
        images: None,
    };
    let report = engine::run(config, options, &context);
    recall.save();
    if push.introduced.is_long() {
        cleared.save(repo);
    }
    report
}
