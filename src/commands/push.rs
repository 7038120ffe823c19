//! A push that is judged: by the hook before it leaves, where it arrives, or where it has arrived.

use std::sync::Arc;

use time::OffsetDateTime;

use super::progress;
use crate::budget::{Budget, Limit};
use crate::check::{Context, Event, Progress, Push, Stage};
use crate::cleared::Cleared;
use crate::config::Config;
use crate::engine::{self, Options};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::report::{Report, Verdict};

/// What a push came to.
pub struct Judged {
    pub report: Report,
    /// How far it got, where there was not enough time.
    pub cut_off: Option<CutOff>,
}

/// Where there was no more time.
pub struct CutOff {
    pub limit: Limit,
    pub stage: Stage,
    /// What was judged is remembered, and there is something of it.
    pub goes_on: bool,
}

/// Judges it with the help of what is remembered, and remembers what is new. Whoever
/// waits for long is told `warning`.
pub fn judge(
    push: &Push,
    config: &Config,
    options: &Options,
    budget: &Budget,
    now: OffsetDateTime,
    warning: Option<String>,
) -> Judged {
    let repo = push.repo;
    let is_long = push.introduced.is_long();
    // What was cleared in a try that came to no end need not be scanned in the next.
    let is_worth_it = is_long || budget.limit().is_some();
    let cleared = if is_worth_it { Cleared::load } else { Cleared::once_it_pays }(repo, &config.sha256);
    let recall = Recall::of(repo);
    let progress = Arc::new(Progress::default());
    let context = Context {
        event: Event::Push(push),
        now,
        cleared: &cleared,
        recall: &recall,
        hashes: &Hashes::default(),
        budget,
        progress: &progress,
        images: None,
    };
    let report = progress::shown_with(warning, &progress, || engine::run(config, options, &context));
    let is_over = budget.ask().is_err();
    recall.save();
    let goes_on = (is_long || is_over || budget.limit().is_none()) && cleared.save();
    let limit = budget.limit().filter(|_| is_over && report.verdict() == Verdict::Broken);
    let cut_off = limit.map(|limit| CutOff { limit, stage: progress.stage(), goes_on });
    Judged { report, cut_off }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::budget::Limit;
    use crate::check::Destination;
    use crate::git::{Introduced, PushedRef, Repo};
    use crate::testing::{NOW, Sandbox};

    /// A clock on which each look takes a millisecond.
    fn of_looks(limit: u64) -> Budget {
        let looks = AtomicU64::new(0);
        Budget::new(Some(Limit(Duration::from_millis(limit))), move || {
            Duration::from_millis(looks.fetch_add(1, Ordering::Relaxed))
        })
    }

    fn head(repo: &Repo) -> Push<'_> {
        let updates = vec![PushedRef {
            local_name: "refs/heads/main".into(),
            local: repo.head().unwrap(),
            remote_name: "refs/heads/main".into(),
            remote: None,
        }];
        let introduced = Introduced::of(repo, &updates, &[]).unwrap();
        Push { repo, to: Destination::Here, updates, introduced }
    }

    fn judged(repo: &Repo, looks: u64) -> Judged {
        judge(&head(repo), &Config::default(), &Options::default(), &of_looks(looks), NOW, None)
    }

    #[test]
    fn what_one_try_has_cleared_the_next_need_not_and_so_a_small_budget_is_enough_in_the_end() {
        let sandbox = Sandbox::new();
        for n in 0..30 {
            sandbox.write(&format!("{n}.txt"), format!("{n}\n"));
        }
        sandbox.commit("thirty files");
        let repo = sandbox.repo();
        for _ in 0..2 {
            let Judged { report, cut_off } = judged(&repo, 15);
            assert_eq!(report.verdict(), Verdict::Broken);
            let CutOff { limit, stage, goes_on } = cut_off.unwrap();
            assert_eq!((limit.to_string().as_str(), goes_on), ("15ms", true));
            assert!(stage.done < stage.all);
        }
        let Judged { report, cut_off } = judged(&repo, 15);
        assert!(report.verdict() == Verdict::Pass && cut_off.is_none());
    }

    #[test]
    fn a_try_that_comes_no_further_does_not_say_that_another_would() {
        let sandbox = Sandbox::new();
        sandbox.write("a.txt", "a\n").commit("one");
        let Judged { report, cut_off } = judged(&sandbox.repo(), 1);
        assert_eq!(report.verdict(), Verdict::Broken);
        assert!(!cut_off.unwrap().goes_on);
    }

    #[test]
    fn what_is_found_before_time_is_up_is_never_cleared_by_it() {
        let sandbox = Sandbox::new();
        sandbox.write("0.pem", format!("-----BEGIN {0}-----\n{1}\n-----END {0}-----\n", "RSA PRIVATE KEY", key()));
        for n in 1..30 {
            sandbox.write(&format!("{n}.txt"), format!("{n}\n"));
        }
        sandbox.commit("a key among others");
        let repo = sandbox.repo();
        let verdicts: Vec<_> = (0..4).map(|_| judged(&repo, 15).report.verdict()).collect();
        assert!(!verdicts.contains(&Verdict::Pass), "{verdicts:?}");
        assert_eq!(verdicts.last(), Some(&Verdict::Fail));
    }

    fn key() -> String {
        (0..8_u8).map(|n| crate::digest::sha256(&[n])).collect::<Vec<_>>().join("\n")
    }
}
