//! The budget of a hook: it begins with the process, and ends it if need be.

use std::thread;
use std::time::{Duration, Instant};

use super::refuse;
use crate::budget::{Budget, Limit};
use crate::commands::push::CutOff;

/// So much longer a single step may take that does not look at the clock: a file of many megabytes, git's own walk.
const GRACE: Duration = Duration::from_millis(250);

/// Begins it.
pub fn begin(limit: Option<Limit>) -> Budget {
    let started = Instant::now();
    if let Some(limit) = limit {
        thread::spawn(move || {
            thread::sleep(limit.0 + GRACE);
            refuse(&format!(
                "precheck-hook: the push could not be judged within {limit}: one step of it alone takes longer.\n{}",
                advice(limit)
            ));
            std::process::exit(2);
        });
    }
    Budget::new(limit, move || started.elapsed())
}

/// How far a push that ran out of time got, and what to do.
pub fn explained(CutOff { limit, stage, goes_on }: CutOff) -> String {
    let mut text = format!("precheck-hook: {limit} were not enough: {} of {} commits judged.\n", stage.done, stage.all);
    if goes_on {
        text += "What was judged is remembered: push again, and it goes on from there.\n";
    }
    text + &advice(limit)
}

fn advice(limit: Limit) -> String {
    format!(
        "Smaller pieces take less: git push REMOTE COMMIT:BRANCH, the oldest commits first.\nMore time than {limit} is given by --budget in the hook; on a server ask who runs it.\n"
    )
}
