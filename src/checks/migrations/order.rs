//! Migrations that follow one another by their versions.

use std::collections::HashSet;

use bstr::ByteSlice;

use super::graph::Graph;
use super::migration::{Migration, Order, Rank, Reference};
use super::paths::{file_name, join, parent};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;
use crate::hint::shell_word;

static LATE: Code = Code {
    id: "migrations/late-version",
    severity: Severity::Error,
    finds: "A new migration has a lower version than one that is published already: on the default branch, or in \
            the last version.",
    matters: "Databases have gone past it. Tools that remember the highest version never run it there; others stop. \
              New databases run it, and get another schema.",
    mend: "Rename it, and the file that undoes it, to a version above all that are published.",
    source: "https://documentation.red-gate.com/flyway/reference/configuration/flyway-namespace/flyway-out-of-order-setting",
};

/// What is reported about versions.
pub static CODES: [&Code; 1] = [&LATE];

/// Lets each follow the one before.
pub fn line_up(migrations: &mut [Migration]) {
    let key = |migration: &Migration| migration.rank.as_ref().map(|rank| rank.key.clone());
    migrations.sort_by_cached_key(key);
    let mut before: Option<String> = None;
    let mut last: Option<String> = None;
    for migration in migrations {
        // Two of the same version follow the same one.
        if last.as_ref() != Some(&migration.id) {
            before = last.replace(migration.id.clone());
        }
        migration.parents = before.iter().map(|name| Reference { name: name.clone(), line: 0 }).collect();
    }
}

/// The new migrations of `now` that are lower than the highest published one; `by` is where that is published.
pub fn late(now: &[Graph], published: &[Graph], by: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for graph in now {
        let Order::Version { late: Some(effect) } = graph.tool.order else { continue };
        let same = published.iter().filter(|other| other.tool.id == graph.tool.id && other.folders == graph.folders);
        let known: Vec<&Migration> = same.flat_map(|other| &other.migrations).collect();
        let ids: HashSet<&str> = known.iter().map(|m| m.id.as_str()).collect();
        let Some(highest) = highest(known) else { continue };
        let new = graph.migrations.iter().filter(|m| !ids.contains(m.id.as_str()));
        findings.extend(new.filter(|m| m.rank.as_ref().is_some_and(|rank| rank.key < highest.key)).map(|migration| {
            let message =
                format!("version `{}` is new and lower than `{}` of {by}: {effect}", migration.id, highest.written);
            Finding::new(&LATE, message)
                .at(Place::file(migration.path.clone()))
                .help(renumber(migration, &graph.migrations).unwrap_or_default())
        }));
    }
    findings
}

/// The commands that give a migration the version after all of them.
pub fn renumber(migration: &Migration, all: &[Migration]) -> Option<String> {
    let next = next(&highest(all)?.written);
    let written = &migration.rank.as_ref()?.written;
    let moved = |path: &RepoPath| {
        // Some tools have the version in the name of the folder.
        let folder = parent(path.as_bstr());
        let from = if file_name(path.as_bstr()).contains_str(written) { path.as_bstr() } else { folder };
        let name = file_name(from).to_str_lossy().replacen(written, &next, 1);
        let to = join(parent(from), name.as_bytes());
        format!("git mv {} {}", shell_word(from), shell_word(&to))
    };
    let mut moves: Vec<String> = std::iter::once(&migration.path).chain(&migration.undo).map(moved).collect();
    moves.dedup();
    Some(moves.join(" && "))
}

/// The version after this one: `000013` after `000012`, `1.10` after `1.9`.
fn next(written: &str) -> String {
    let digits = written.trim_end_matches(|c: char| !c.is_ascii_digit());
    let start = digits.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (before, number) = digits.split_at(start);
    match number.parse::<u128>() {
        Ok(read) => format!("{before}{:0width$}", read + 1, width = number.len()),
        Err(_) => format!("{written}1"),
    }
}

/// Of two ways to write it the longer one.
fn highest<'m>(migrations: impl IntoIterator<Item = &'m Migration>) -> Option<&'m Rank> {
    let ranks = migrations.into_iter().filter_map(|migration| migration.rank.as_ref());
    ranks.max_by_key(|rank| (&rank.key, rank.written.len()))
}

impl Rank {
    /// Of whole numbers, compared one after the other; `None` if the text is something else.
    pub fn of_numbers(written: &str) -> Option<Self> {
        const WIDTH: usize = 24;
        let mut keys = Vec::new();
        for number in written.split(['.', '_']) {
            let digits = number.trim_start_matches('0');
            if number.is_empty() || digits.len() > WIDTH || !number.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            keys.push(format!("{digits:0>WIDTH$}"));
        }
        // 1.0 is the same version as 1.
        while keys.len() > 1 && keys.last().is_some_and(|key| key.bytes().all(|b| b == b'0')) {
            keys.pop();
        }
        Some(Self { key: keys.join("."), written: written.to_owned() })
    }

    /// Of a text, compared letter by letter.
    pub fn of_text(written: &str) -> Self {
        Self { key: written.to_owned(), written: written.to_owned() }
    }

    /// By which two of the same version are known: the numbers without zeros before them.
    pub fn id(&self) -> String {
        let short = |number: &str| match number.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        };
        self.key.split('.').map(short).collect::<Vec<_>>().join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        let rank = |text: &str| Rank::of_numbers(text).unwrap();
        assert!(rank("1.9").key < rank("1.10").key && rank("2").key < rank("10").key);
        assert_eq!(
            (rank("1.0").key, rank("007").id(), rank("1_2").id(), rank("0").id()),
            (rank("1").key, "7".into(), "1.2".into(), "0".into())
        );
        for text in ["", "1.", "1a", "-1", "1..2", "1234567890123456789012345"] {
            assert_eq!(Rank::of_numbers(text), None, "{text}");
        }
    }

    #[test]
    fn the_next_version_keeps_its_width() {
        for (written, after) in
            [("000009", "000010"), ("1.9", "1.10"), ("1_02", "1_03"), ("20260101000000", "20260101000001")]
        {
            assert_eq!(next(written), after);
        }
    }
}
