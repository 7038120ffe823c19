//! How far long work has come, on the terminal of whoever waits for it.

use std::io::{IsTerminal as _, Write};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::check::{Progress, Stage, Task};
use crate::size;

/// What takes no longer needs no explanation.
const PATIENCE: Duration = Duration::from_secs(1);

/// As often as the eye follows.
const PACE: Duration = Duration::from_millis(100);

/// A speed is told once it was measured for so long.
const MEASURED: Duration = Duration::from_millis(500);

/// So much is overwritten: less than a line of the narrowest terminal. No escape
/// is used: not every terminal has one for this.
const WIDTH: usize = 78;

/// Where lines are kept, one is written as often.
const LOG_PACE: Duration = Duration::from_secs(10);

/// Who has waited for so long is warned.
const LONG: Duration = Duration::from_secs(10);

/// Does `work` and shows on standard error how far it is.
pub fn shown<T>(progress: &Arc<Progress>, work: impl FnOnce() -> T) -> T {
    shown_with(None, progress, work)
}

/// As [`shown`]; of work that takes long is also warned, once.
pub fn shown_with<T>(warning: Option<String>, progress: &Arc<Progress>, work: impl FnOnce() -> T) -> T {
    let (working, until) = mpsc::channel::<()>();
    let (begun, progress) = (Instant::now(), progress.clone());
    let shower = thread::spawn(move || {
        let mut out = std::io::stderr();
        if out.is_terminal() {
            follow(&progress, &until, PATIENCE, warning.as_deref(), &mut out);
        } else {
            log(&progress, &until, LOG_PACE, warning.as_deref(), &mut out);
        }
    });
    let done = work();
    drop(working);
    // Before that it has shown nothing, and on a busy machine its end would be waited for.
    if begun.elapsed() > PATIENCE / 2 {
        let _ = shower.join();
    }
    done
}

/// Shows it again and again until the other end of `until` is gone, then takes it away.
fn follow(
    progress: &Progress,
    until: &Receiver<()>,
    patience: Duration,
    mut warning: Option<&str>,
    terminal: &mut impl Write,
) {
    let begun = Instant::now();
    let mut wait = patience;
    let mut pace = Pace::of(progress.stage());
    let mut show = |line: &str, after: &str| {
        // A terminal that has gone away misses nothing.
        let _ = write!(terminal, "\r{line:WIDTH$}\r{after}").and_then(|()| terminal.flush());
    };
    while until.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        if begun.elapsed() >= LONG
            && let Some(warning) = warning.take()
        {
            show("", warning);
        }
        show(&pace.line(progress.stage()), "");
        wait = PACE;
    }
    if wait == PACE {
        show("", "");
    }
}

/// Writes a line now and then until the other end of `until` is gone.
fn log(progress: &Progress, until: &Receiver<()>, every: Duration, warning: Option<&str>, out: &mut impl Write) {
    let mut pace = Pace::of(progress.stage());
    let mut warning = warning.unwrap_or_default();
    while until.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
        let _ = writeln!(out, "{}", pace.line(progress.stage())).and_then(|()| out.write_all(warning.as_bytes()));
        warning = "";
    }
}

/// Where a stage was first seen, to tell from how fast it goes.
struct Pace {
    first: Stage,
    since: Instant,
}

impl Pace {
    fn of(first: Stage) -> Self {
        Self { first, since: Instant::now() }
    }

    fn is_of(&self, stage: Stage) -> bool {
        (self.first.task, self.first.all) == (stage.task, stage.all) && self.first.done <= stage.done
    }

    /// The stage as a line, with the speed since it was first seen.
    fn line(&mut self, stage: Stage) -> String {
        if !self.is_of(stage) {
            *self = Self::of(stage);
        }
        line(stage, self.per_second(stage, self.since.elapsed()))
    }

    /// So much is done in a second; nothing while that is not known.
    fn per_second(&self, now: Stage, elapsed: Duration) -> u64 {
        let done = u128::from(now.done - self.first.done) * 1000;
        if elapsed < MEASURED { 0 } else { u64::try_from(done / elapsed.as_millis()).unwrap_or(u64::MAX) }
    }
}

fn line(stage: Stage, per_second: u64) -> String {
    let Stage { task, done, all } = stage;
    if all == 0 {
        return "precheck-hook: looking for what there is to judge".to_owned();
    }
    let so_far = match task {
        Task::Scan => format!("{done} of {all} scanned"),
        Task::Hash => format!("{} of {} hashed", size::shown(done), size::shown(all)),
    };
    let percent = u128::from(done) * 100 / u128::from(all);
    let rate = match task {
        Task::Hash if per_second > 0 => format!(", {}/s", size::shown(per_second)),
        _ => String::new(),
    };
    let left =
        (all - done).checked_div(per_second).map_or_else(String::new, |seconds| format!(", {} left", span(seconds)));
    format!("precheck-hook: {so_far} ({percent}%){rate}{left}")
}

fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells when something is shown.
    struct Terminal {
        screen: Vec<u8>,
        seen: mpsc::Sender<()>,
    }

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.screen.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            let _ = self.seen.send(());
            Ok(())
        }
    }

    #[test]
    fn progress_is_shown_while_work_goes_on_and_taken_away_at_its_end() {
        let progress = Progress::default();
        progress.begin(Task::Scan, 8);
        progress.advance(1);
        let (working, until) = mpsc::channel::<()>();
        let (seen, first) = mpsc::channel::<()>();
        let mut terminal = Terminal { screen: Vec::new(), seen };
        let (watched, screen) = (&progress, &mut terminal);
        thread::scope(|scope| {
            scope.spawn(move || follow(watched, &until, Duration::ZERO, None, screen));
            first.recv().unwrap();
            drop(working);
        });
        let shown = String::from_utf8(terminal.screen).unwrap();
        assert!(shown.starts_with("\rprecheck-hook: 1 of 8 scanned (12%)"), "{shown:?}");
        assert!(shown.ends_with(&format!("\r{:WIDTH$}\r", "")), "{shown:?}");
    }

    #[test]
    fn a_log_gets_a_line_now_and_then_and_one_warning() {
        let progress = Progress::default();
        progress.begin(Task::Scan, 8);
        let (working, until) = mpsc::channel::<()>();
        let mut out = Vec::new();
        let (watched, written) = (&progress, &mut out);
        thread::scope(|scope| {
            scope.spawn(move || log(watched, &until, Duration::from_millis(20), Some("long\n"), written));
            thread::sleep(Duration::from_millis(200));
            drop(working);
        });
        let written = String::from_utf8(out).unwrap();
        assert!(written.starts_with("precheck-hook: 0 of 8 scanned (0%)\nlong\nprecheck-hook: 0 of 8"), "{written}");
        assert_eq!(written.matches("long").count(), 1, "{written}");
    }

    #[test]
    fn work_that_is_soon_done_shows_nothing() {
        let (working, until) = mpsc::channel::<()>();
        let mut terminal = Vec::new();
        drop(working);
        follow(&Progress::default(), &until, PATIENCE, None, &mut terminal);
        log(&Progress::default(), &until, LOG_PACE, Some("long"), &mut terminal);
        assert!(terminal.is_empty());
    }
    #[test]
    fn hashing_is_told_with_its_speed_and_the_time_that_is_left() {
        const GIB: u64 = 1 << 30;
        let at = |done, task| Stage { task, done, all: 4 * GIB };
        let pace = Pace::of(at(GIB, Task::Hash));
        let now = at(2 * GIB, Task::Hash);
        assert_eq!(pace.per_second(now, Duration::from_millis(100)), 0);
        let told = line(now, pace.per_second(now, Duration::from_secs(2)));
        assert_eq!(told, "precheck-hook: 2.0 GiB of 4.0 GiB hashed (50%), 512.0 MiB/s, 4 s left");
        assert!(told.len() < WIDTH);
        assert_eq!(line(now, 0), "precheck-hook: 2.0 GiB of 4.0 GiB hashed (50%)");
        assert!(!pace.is_of(at(GIB, Task::Scan)) && !pace.is_of(at(0, Task::Hash)) && pace.is_of(now));
        let scan = Stage { task: Task::Scan, done: 100, all: 1000 };
        assert_eq!(line(scan, 1), "precheck-hook: 100 of 1000 scanned (10%), 15 min left");
    }
}
