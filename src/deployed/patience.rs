use std::thread;
use std::time::{Duration, Instant};

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// What any question gets, so that the ones asked last are asked at all.
const LEAST: Duration = Duration::from_secs(5);

/// How long is waited for what was deployed.
#[derive(Clone, Copy)]
pub struct Patience(Instant);

impl Patience {
    /// From now on.
    pub fn of(duration: Duration) -> Self {
        Self(Instant::now() + duration)
    }

    /// How long one question may take.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now()).max(LEAST)
    }

    /// Asks until the answer is settled or the deadline is over, less and less often. The last answer counts.
    pub fn until<T>(self, mut ask: impl FnMut() -> T, is_settled: impl Fn(&T) -> bool) -> T {
        let mut pause = FIRST_PAUSE;
        loop {
            let answer = ask();
            let left = self.0.saturating_duration_since(Instant::now());
            if left.is_zero() || is_settled(&answer) {
                return answer;
            }
            thread::sleep(pause.min(left));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
