//! A note of each push that came by the hook: when, to which remote, and the
//! commits that it brought. What git knows of pushes and this does not went past it.

use anyhow::Result;

use crate::git::{Oid, Repo};
use crate::state;

const FILE: &str = "pushes";

/// A longer note loses its older half.
const LONGEST: usize = 32 << 10;

/// What was noted.
pub struct Pushes(String);

impl Pushes {
    /// Reads it; nothing where no hook has noted anything yet, so that nothing can have gone past one.
    pub fn load(repo: &Repo) -> Option<Self> {
        let noted = String::from_utf8_lossy(&state::load_log(repo, FILE)?).into_owned();
        noted.lines().any(|line| time_of(line).is_some()).then_some(Self(noted))
    }

    /// When pushes to this remote were last looked for; before that, all that it got is accounted for.
    pub fn looked(&self, remote: &str) -> i64 {
        let of_remote = |line: &&str| line.split(' ').nth(1) == Some(remote);
        let last = self.0.lines().filter(of_remote).filter_map(time_of).next_back();
        last.unwrap_or_else(|| self.since())
    }

    /// When the first hook noted something.
    pub fn since(&self) -> i64 {
        self.0.lines().find_map(time_of).unwrap_or(i64::MAX)
    }

    /// Whether this came by, or was told of.
    pub fn has(&self, oid: Oid) -> bool {
        self.0.contains(&oid.to_string())
    }
}

fn time_of(line: &str) -> Option<i64> {
    line.split(' ').next()?.parse().ok()
}

/// Notes that pushes to this remote were looked for at that time, and that these are known.
pub fn note(repo: &Repo, remote: &str, now: i64, oids: impl IntoIterator<Item = Oid>) -> Result<()> {
    let words = [now.to_string(), remote.to_owned()].into_iter();
    let line: Vec<String> = words.chain(oids.into_iter().map(|oid| oid.to_string())).collect();
    state::append(repo, FILE, &line.join(" "))?;
    state::shorten(repo, FILE, LONGEST)
}

/// Begins the note, if that was not done.
pub fn begin(repo: &Repo, now: i64) -> Result<()> {
    if Pushes::load(repo).is_none() { note(repo, "-", now, []) } else { Ok(()) }
}
