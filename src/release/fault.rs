//! Where a test can have a release killed: between any two of its steps. A
//! program that is built for use knows nothing of it.

#[cfg(all(debug_assertions, unix))]
mod armed {
    use std::sync::atomic::{AtomicUsize, Ordering};

    static LEFT: AtomicUsize = AtomicUsize::new(0);

    /// Dies at the `n`th step from now on.
    pub fn arm(n: usize) {
        LEFT.store(n, Ordering::Relaxed);
    }

    pub fn step() {
        let last = LEFT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if last == Ok(1) {
            // As `kill -9` does: nothing is tidied up.
            let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(debug_assertions, unix))]
pub use armed::{arm, step};

/// A step has been made.
#[cfg(not(all(debug_assertions, unix)))]
pub fn step() {}
