//! A push that is judged: by the hook before it leaves, or where it has arrived.

use std::sync::Arc;

use time::OffsetDateTime;

use super::progress;
use crate::check::{Context, Event, Progress, Push};
use crate::cleared::Cleared;
use crate::config::Config;
use crate::engine::{self, Options};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::report::Report;

/// Judges it with the help of what is remembered, and remembers what is new. Whoever
/// waits for long is told `warning`.
pub fn judge(push: &Push, config: &Config, options: &Options, now: OffsetDateTime, warning: Option<String>) -> Report {
    let repo = push.repo;
    let cleared = if push.introduced.is_long() { Cleared::load } else { Cleared::once_it_pays }(repo, &config.sha256);
    let recall = Recall::of(repo);
    let progress = Arc::new(Progress::default());
    let context = Context {
        event: Event::Push(push),
        now,
        cleared: &cleared,
        recall: &recall,
        hashes: &Hashes::default(),
        progress: &progress,
        images: None,
    };
    let report = progress::shown_with(warning, &progress, || engine::run(config, options, &context));
    recall.save();
    cleared.save();
    report
}
