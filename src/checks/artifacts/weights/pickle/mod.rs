//! Pickles: programs that build objects and may call anything on the way. They
//! are followed instruction by instruction, and nothing in them is carried out.

mod globals;
mod machine;
mod opcodes;
mod tape;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeMap;
use std::io;

use self::machine::{Bounds, Machine};
pub use self::tape::Tape;
use crate::checks::artifacts::Globs;

/// No model has so many instructions: its numbers are not among them.
pub const MOST_STEPS: u64 = 1 << 26;

/// Each file says at most so much of one kind.
const MOST_NOTES: usize = 1000;

/// Why a pickle was not followed to its end.
#[derive(Debug)]
pub enum Halt {
    Truncated,
    /// It has what no pickle has: which.
    Broken(&'static str),
    /// It has more than is followed: of what.
    TooMuch(&'static str),
    Io(io::Error),
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Broken("damaged compression"),
            io::ErrorKind::FileTooLarge => Self::TooMuch("bytes"),
            _ => Self::Io(error),
        }
    }
}

/// What the pickles of a file would reach.
#[derive(Default)]
pub struct Met {
    /// What runs, opens or loads something, or hides what it does.
    pub refused: Notes,
    /// Globals that nobody has vouched for.
    pub unknown: Notes,
    /// Whether a global was reached, of whatever kind.
    pub reached: bool,
    /// Whether joblib would take the bytes of an array out of the stream.
    pub arrays: bool,
}

impl Met {
    /// Takes in what another reader would meet who takes numbers for
    /// instructions: the names of which he makes sense by chance are unknown ones.
    pub fn absorb(&mut self, other: &Self) {
        other.refused.0.iter().for_each(|(what, &at)| self.refused.note(what, at));
        self.reached |= other.reached;
    }
}

/// What was noted, and where first.
#[derive(Default)]
pub struct Notes(BTreeMap<String, u64>);

impl Notes {
    fn note(&mut self, what: &str, at: u64) {
        if self.0.len() < MOST_NOTES && !self.0.contains_key(what) {
            self.0.insert(what.to_owned(), at);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By place.
    pub fn sorted(&self) -> Vec<(&str, u64)> {
        let mut notes: Vec<_> = self.0.iter().map(|(what, &at)| (what.as_str(), at)).collect();
        notes.sort_by_key(|&(_, at)| at);
        notes
    }
}

/// What became of a file of pickles.
pub struct Reading {
    pub met: Met,
    pub end: End,
}

/// Where it stopped.
pub enum End {
    /// With the file, or with what the loading program reads of it.
    Whole,
    /// Something that is no pickle follows.
    Trailing(u64),
    Halted(Halt, u64),
}

/// How many pickles there may be one after another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// One and nothing behind it.
    Single,
    /// Any number, as somebody reads them who calls `pickle.load` again and again.
    Stacked,
    /// As torch wrote before it took to zip: five, and then the numbers.
    Torch,
}

/// Who loads a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Python,
    /// Takes the bytes of arrays out of the stream, which for Python are instructions.
    Joblib,
}

/// Follows what is on `tape`, as long as there are `steps` left.
pub fn follow(tape: &mut Tape, extent: Extent, reader: Reader, allow: &Globs, steps: &mut u64) -> Reading {
    let mut bounds = Bounds { allow, steps, met: Met::default() };
    let mut whole = 0;
    let end = loop {
        let begin = tape.at();
        match (whole, tape.is_at_end()) {
            (_, Err(halt)) => break End::Halted(halt, begin),
            (1.., Ok(true)) if extent != Extent::Torch => break End::Whole,
            (1.., _) if extent == Extent::Single => break End::Trailing(begin),
            (5, _) if extent == Extent::Torch => break End::Whole,
            _ => {}
        }
        let known = (bounds.met.refused.0.len(), bounds.met.unknown.0.len());
        match Machine::new(&mut bounds, reader).run(tape) {
            Ok(()) => whole += 1,
            // What follows a pickle may be anything; if it reaches nothing it is none.
            Err(Halt::Broken(_) | Halt::Truncated)
                if extent == Extent::Stacked
                    && whole > 0
                    && known == (bounds.met.refused.0.len(), bounds.met.unknown.0.len()) =>
            {
                break End::Trailing(begin);
            }
            Err(halt) => break End::Halted(halt, tape.at()),
        }
    };
    Reading { met: bounds.met, end }
}
