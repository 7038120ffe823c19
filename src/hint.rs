//! What a help line needs: the name that was probably meant, and words that can
//! be pasted into a shell whatever the repository has put into them.

/// Names longer than this are not compared: the time grows with the square.
const LONGEST: usize = 200;

/// The candidate that `wanted` probably means: the same but for case, one that
/// it begins (or that begins it), or one that is a few typing errors away.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let lower = wanted.to_lowercase();
    let allowed = (length / 4).max(1);
    let ranked = candidates.into_iter().filter_map(|candidate| {
        let other = candidate.to_lowercase();
        if other == lower {
            return Some((0, candidate));
        }
        if length >= 4 && other.len() >= 4 && (other.starts_with(&lower) || lower.starts_with(&other)) {
            return Some((1, candidate));
        }
        let close = other.chars().count().abs_diff(length) <= allowed;
        let distance = if close { distance(&lower, &other) } else { usize::MAX };
        (distance <= allowed).then(|| (1 + distance, candidate))
    });
    ranked.min().map(|(_, candidate)| candidate)
}

/// One word for a POSIX shell: quoted unless it is plain.
pub fn shell_word(bytes: &[u8]) -> String {
    let word = String::from_utf8_lossy(bytes);
    let plain = |c: char| c.is_alphanumeric() || "/._-+=@%,".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// How many characters must be put in, taken out or changed.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(&b) {
            let changed = diagonal + usize::from(x != *y);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_one_that_was_probably_meant() {
        let names = ["ae1027a6acf", "b7d2f0c19e4a", "롤백-절차", "health-check"];
        for (wanted, meant) in [
            ("AE1027A6ACF", Some("ae1027a6acf")),
            ("b7d2f0", Some("b7d2f0c19e4a")),
            ("b7d2f0c19e4b", Some("b7d2f0c19e4a")),
            ("롤벡-절차", Some("롤백-절차")),
            ("helth-chek", Some("health-check")),
            ("ffffffffffff", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names), meant, "{wanted}");
        }
    }

    #[test]
    fn distance_counts_insertions_deletions_and_changes() {
        for (a, b, expected) in [("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_hostile_name_stays_one_shell_word() {
        assert_eq!(shell_word(b"app/versions/0001.py"), "app/versions/0001.py");
        assert_eq!(shell_word(b"a; rm -rf ~"), "'a; rm -rf ~'");
        assert_eq!(shell_word(b"it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(shell_word(b"-rf"), "'-rf'");
    }
}
