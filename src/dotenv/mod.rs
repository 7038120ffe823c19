//! `.env` files. `Dotenv` is the one tolerant reader, which goes by Docker
//! Compose: a line that can't be read is told by its number and spoils no other.
//! `Dialect` tells what other programs make of the same file. Values never
//! reach a `Debug` output.

mod bash;
mod compose;
mod cursor;
mod dialect;
mod docker_run;
mod node;
mod npm_dotenv;
mod python_dotenv;
mod reading;
#[cfg(test)]
mod table;

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

pub use self::dialect::Dialect;
pub use self::reading::{Reading, Value};

/// The value of a variable, if it has one.
type Lookup<'l> = dyn Fn(&str) -> Option<String> + 'l;

/// A `.env` file.
#[derive(Debug, Default)]
pub struct Dotenv {
    /// What it sets, in order; a name may stand there more than once.
    pub entries: Vec<Entry>,
    /// Numbers of the lines that can't be read.
    pub unreadable: Vec<usize>,
    /// Numbers of the lines that open a quote which is never closed.
    pub open_quotes: Vec<usize>,
    /// Where the entry stands that counts for a name.
    places: HashMap<String, usize>,
}

/// `NAME=value`.
#[derive(PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// The value as it is written, without the quotes around it.
    pub written: String,
    /// The quotes around it.
    pub quote: Option<char>,
    /// The value with variables filled in from the entries above it.
    pub value: String,
    /// Whether filling in met a variable that no entry above sets, so that text is lost.
    pub loses_text: bool,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Where in the file it stands, from the first of its lines to the end of the last.
    pub span: Range<usize>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).field("line", &self.line).finish_non_exhaustive()
    }
}

impl Dotenv {
    /// Reads a file; bytes that are not UTF-8 make their own line unreadable.
    pub fn parse(bytes: &[u8]) -> Self {
        Self::parse_within(bytes, &|_| None)
    }

    /// As [`Dotenv::parse`], where variables that stand in values may have been set outside.
    pub fn parse_within(bytes: &[u8], outer: &Lookup) -> Self {
        compose::read(bytes, outer)
    }

    /// The entry that counts: of several the last.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.places.get(name).map(|&at| &self.entries[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_lines_are_told_and_spoil_no_other() {
        for line in ["A B=val", "A=x${UNDEFX", "A='a'\"b\"", "=x", "a\u{1}b=1"] {
            let file = Dotenv::parse(format!("X=1\n{line}\nY=2\n").as_bytes());
            assert_eq!(file.unreadable, [2], "{line}");
            assert!(file.get("X").is_some() && file.get("Y").is_some(), "{line}");
        }
        let file = Dotenv::parse(b"A=\xff\xfe\nB=1");
        assert_eq!((file.unreadable.len(), file.entries.len()), (1, 1));
    }

    #[test]
    fn duplicates_are_kept_with_their_lines_and_a_name_alone_sets_nothing() {
        let file = Dotenv::parse(b"A=1\nB\nA=2\nC=\"x\ny\"\nD=4");
        let lines: Vec<_> = file.entries.iter().map(|e| (e.name.as_str(), e.line)).collect();
        assert_eq!(lines, [("A", 1), ("A", 3), ("C", 4), ("D", 6)]);
        assert!(file.unreadable.is_empty());
    }

    #[test]
    fn text_lost_to_a_variable_that_is_not_set_is_known() {
        let file = Dotenv::parse(b"B=1\nA=x$B\nC=x$NONE\nD='x$NONE'");
        let losing: Vec<_> = file.entries.iter().filter(|e| e.loses_text).map(|e| e.name.as_str()).collect();
        assert_eq!(losing, ["C"]);
    }

    #[test]
    fn doubling_values_are_stopped() {
        let doubled: Vec<_> = (1..64).map(|i| format!("A{i}=$A{0}$A{0}", i - 1)).collect();
        let text = format!("A0=xxxxxxxx\n{}", doubled.join("\n"));
        assert!(!Dotenv::parse(text.as_bytes()).unreadable.is_empty());
    }

    #[test]
    fn many_values_that_repeat_another_are_stopped_and_quickly_read() {
        let repeated: Vec<_> = (0..1_000).map(|i| format!("A{i}={}", "$L".repeat(16))).collect();
        let file = Dotenv::parse(format!("L={}\n{}\nZ=1", "x".repeat(4000), repeated.join("\n")).as_bytes());
        assert!(file.entries.iter().map(|entry| entry.value.len()).sum::<usize>() <= compose::LONGEST);
        assert!(file.get("A0").is_some() && !file.unreadable.is_empty() && file.get("Z").is_some());
        let chain: Vec<_> = (0..30_000).map(|i| format!("B{i}=$C")).collect();
        assert_eq!(Dotenv::parse(chain.join("\n").as_bytes()).entries.len(), 30_000);
    }

    #[test]
    fn debug_output_shows_no_value() {
        let shown = format!("{:?}", Dotenv::parse(b"A=hush\nB='hush'"));
        assert!(shown.contains("\"A\"") && !shown.contains("hush"), "{shown}");
    }
}
