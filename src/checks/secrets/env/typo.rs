//! Variables that are set under a misspelled name: read by nothing, while the
//! name that was meant is required and missing.

use std::collections::{BTreeMap, HashSet};

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};
use unicode_normalization::UnicodeNormalization;

use super::expected::Origin;
use super::file::EnvFile;
use super::{codes, tree};
use crate::dotenv::Entry;
use crate::finding::Finding;
use crate::git::Snapshot;
use crate::interpolate::references;

/// Of two longer names the comparison takes long, and nobody writes them.
const LONGEST: usize = 100;
/// Of more names that may be meant for one another nobody could say which is.
const MOST_PAIRS: usize = 1_000;
/// Each missing name is compared with each that is unasked for.
const MOST_COMPARED: usize = 100_000;
/// Shorter names are all near one another.
const SHORTEST: usize = 4;

/// A variable that was set under another name.
#[derive(Clone, Copy)]
pub struct Slip<'f> {
    file: &'f EnvFile<'f>,
    entry: &'f Entry,
}

impl Slip<'_> {
    /// That `missing` was meant.
    pub fn finding(&self, missing: &str, origin: &Origin) -> Finding {
        let Entry { name, line, .. } = self.entry;
        let message = format!("`{name}` is read by nothing, and `{missing}` is required and missing: {origin}");
        let help = format!("rename `{name}` to `{missing}` on line {line} of {}", self.file.path);
        self.file.finding(&codes::TYPO, message, *line).help(help)
    }
}

/// For each required name that is missing, the one entry that was meant for it, if it is clear.
pub fn find<'f>(
    required: &BTreeMap<String, Origin>,
    files: &'f [EnvFile],
    snapshot: &Snapshot,
) -> Result<BTreeMap<String, Slip<'f>>> {
    let is_set = |name: &str| files.iter().any(|file| file.content.get(name).is_some());
    let missing: Vec<&str> = required.keys().map(String::as_str).filter(|name| !is_set(name)).collect();
    let entries = files.iter().flat_map(|file| file.content.entries.iter().map(move |entry| Slip { file, entry }));
    let unasked: Vec<Slip> = entries.filter(|slip| !required.contains_key(&slip.entry.name)).collect();
    if missing.len() * unasked.len() > MOST_COMPARED {
        return Ok(BTreeMap::new());
    }
    let near = |missing, slip: Slip<'f>| Some(Pair { missing, slip, distance: distance(&slip.entry.name, missing)? });
    let all = missing.iter().flat_map(|missing| unasked.iter().filter_map(|slip| near(*missing, *slip)));
    let mut pairs: Vec<Pair> = all.take(MOST_PAIRS).collect();
    if !pairs.is_empty() {
        let known = mentioned(&pairs, files, snapshot)?;
        pairs.retain(|pair| !known.contains(pair.name()));
    }
    let clear = pairs.iter().filter(|pair| pairs.iter().all(|other| !pair.is_doubted_by(other)));
    Ok(clear.map(|pair| (pair.missing.to_owned(), pair.slip)).collect())
}

struct Pair<'m, 'f> {
    missing: &'m str,
    slip: Slip<'f>,
    distance: usize,
}

impl Pair<'_, '_> {
    fn name(&self) -> &str {
        &self.slip.entry.name
    }

    /// Whether one of its two names goes as well with yet another.
    fn is_doubted_by(&self, other: &Self) -> bool {
        (self.missing == other.missing) != (self.name() == other.name()) && other.distance <= self.distance
    }
}

/// Those of the names that another variable, or any file of the repository, names: somebody may read them.
fn mentioned(pairs: &[Pair], files: &[EnvFile], snapshot: &Snapshot) -> Result<HashSet<String>> {
    let names: Vec<&str> = pairs.iter().map(Pair::name).collect();
    let search = AhoCorasick::new(&names).context("preparing to look for names of .env in the repository")?;
    let entries = files.iter().flat_map(|file| &file.content.entries);
    let named = entries.flat_map(|entry| references(&entry.written)).map(|reference| reference.name.to_owned());
    let mut known: HashSet<String> = named.collect();
    tree::each_text_but(files, snapshot, |_, bytes| {
        let found = search.find_overlapping_iter(bytes).filter(|found| tree::stands_alone(bytes, found.range()));
        known.extend(found.map(|found| names[found.pattern()].to_owned()));
    })?;
    Ok(known)
}

/// 0 where only case, separators or look-alike letters differ, 1 for one
/// typing error, 2 for one beside the case; `None` for names that are not one another.
fn distance(name: &str, meant: &str) -> Option<usize> {
    if name.len().max(meant.len()) > LONGEST || meant.chars().count() < SHORTEST {
        return None;
    }
    if bare(name) == bare(meant) {
        return Some(0);
    }
    let near = |a: &str, b: &str| is_one_edit(a, b) && !is_other_number(a, b);
    if near(name, meant) {
        return Some(1);
    }
    near(&name.to_uppercase(), &meant.to_uppercase()).then_some(2)
}

/// Upper case without separators, with full-width and Cyrillic letters as the Latin ones they look like.
fn bare(name: &str) -> String {
    const LOOK_ALIKE: [&str; 2] = ["АВЕКМНОРСТХІЅ", "ABEKMHOPCTXIS"];
    let latin = |c: char| {
        let at = LOOK_ALIKE[0].chars().position(|known| known == c);
        at.and_then(|at| LOOK_ALIKE[1].chars().nth(at)).unwrap_or(c)
    };
    name.nfkc().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).map(latin).collect()
}

/// One character more, less or other, or two neighbours exchanged.
fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - same_end], &b[..b.len() - same_end]) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// `API_KEY_1` and `API_KEY_2`, `DB_HOST` and `DB_HOST2` are two things.
fn is_other_number(a: &str, b: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    letters(a) == letters(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_typing_error_is_near_and_another_word_is_not() {
        for (name, distance_) in [
            ("DATABASEURL", 0),
            ("database_url", 0),
            ("DATABASE-URL", 0),
            ("DATABASE__URL", 0),
            ("DАTABASE_URL", 0),
            ("DATABSE_URL", 1),
            ("DATABASE_ULR", 1),
            ("DATABASE_URLS", 1),
            ("DATABASE_URI", 1),
            ("dtabase_url", 2),
        ] {
            assert_eq!(distance(name, "DATABASE_URL"), Some(distance_), "{name}");
        }
        for (name, meant) in [
            ("DATABASE_HOST", "DATABASE_URL"),
            ("SMTP_HOST", "SMTP_PORT"),
            ("DB_POOL_MIN", "DB_POOL_MAX"),
            ("API_KEY_1", "API_KEY_2"),
            ("API_KEY", "API_KEY2"),
            ("TZ", "T"),
            ("AB", "A"),
        ] {
            assert_eq!(distance(name, meant), None, "{name} {meant}");
        }
        assert_eq!(distance(&"A".repeat(1_000_000), &"A".repeat(999_999)), None);
    }
}
