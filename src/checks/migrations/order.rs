//! Migrations that follow one another by their versions.

use bstr::ByteSlice;

use super::migration::{Migration, Rank, Reference};
use super::paths::{file_name, join, parent};
use crate::git::RepoPath;
use crate::hint::shell_word;

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

/// The highest version; of two ways to write it the longer one.
pub fn highest<'m>(migrations: impl IntoIterator<Item = &'m Migration>) -> Option<&'m Rank> {
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
