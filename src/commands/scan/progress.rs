//! How far long work has come, on the terminal of whoever waits for it.

use std::io::{IsTerminal as _, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::check::Progress;

/// What takes no longer needs no explanation.
const PATIENCE: Duration = Duration::from_secs(1);

/// As often as the eye follows.
const PACE: Duration = Duration::from_millis(100);

/// So much is overwritten. No escape is used: not every terminal has one for this.
const WIDTH: usize = 60;

/// Does `work` and shows on standard error how far it is, if that is a terminal.
pub fn shown<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    let mut terminal = std::io::stderr();
    if !terminal.is_terminal() {
        return work();
    }
    let (working, until) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || follow(progress, &until, PATIENCE, &mut terminal));
        let done = work();
        drop(working);
        done
    })
}

/// Shows it again and again until the other end of `until` is gone, then takes it away.
fn follow(progress: &Progress, until: &Receiver<()>, patience: Duration, terminal: &mut impl Write) {
    let mut wait = patience;
    let mut show = |line: &str| {
        // A terminal that has gone away misses nothing.
        let _ = write!(terminal, "\r{line:WIDTH$}\r").and_then(|()| terminal.flush());
    };
    while until.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        match progress.state() {
            (_, 0) => show("precheck-hook: looking for what there is to scan"),
            (done, all) => show(&format!("precheck-hook: {done} of {all} scanned ({}%)", done * 100 / all)),
        }
        wait = PACE;
    }
    if wait == PACE {
        show("");
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
        progress.begin(8);
        progress.step();
        let (working, until) = mpsc::channel::<()>();
        let (seen, first) = mpsc::channel::<()>();
        let mut terminal = Terminal { screen: Vec::new(), seen };
        let (watched, screen) = (&progress, &mut terminal);
        thread::scope(|scope| {
            scope.spawn(move || follow(watched, &until, Duration::ZERO, screen));
            first.recv().unwrap();
            drop(working);
        });
        let shown = String::from_utf8(terminal.screen).unwrap();
        assert!(shown.starts_with("\rprecheck-hook: 1 of 8 scanned (12%)"), "{shown:?}");
        assert!(shown.ends_with(&format!("\r{:WIDTH$}\r", "")), "{shown:?}");
    }

    #[test]
    fn work_that_is_soon_done_shows_nothing() {
        let (working, until) = mpsc::channel::<()>();
        let mut terminal = Vec::new();
        drop(working);
        follow(&Progress::default(), &until, PATIENCE, &mut terminal);
        assert!(terminal.is_empty());
    }
}
