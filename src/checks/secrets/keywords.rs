//! All keywords sought in one pass over a text. An automaton for as many takes
//! milliseconds to build, which is more than most pushes take to scan; this is
//! ready in some microseconds and runs no slower.

use std::ops::Range;

/// Keywords by how they begin.
pub(super) struct Keywords {
    /// For each hash of four bytes whether a keyword begins so.
    long: Bits<{ 1 << LONG_BITS }>,
    /// For each hash of three bytes whether they are a keyword.
    short: Bits<{ 1 << SHORT_BITS }>,
    /// For each hash of four bytes the first of its keywords among `words`.
    first: Vec<u16>,
    /// Sorted by hash; those of three bytes come last.
    words: Vec<Word>,
}

struct Word {
    hash: usize,
    /// In lower case.
    bytes: Box<[u8]>,
    /// Its first eight, folded, and which of them there are.
    head: u64,
    mask: u64,
    owner: usize,
}

/// Enough that few hashes of ordinary text are a keyword's by chance, and little enough for the nearest cache.
const LONG_BITS: u32 = 16;
const SHORT_BITS: u32 = 14;

/// The hash of what is too short to have one.
const NONE: usize = 1 << LONG_BITS;

impl Keywords {
    /// Of keywords, each with whose it is. They have at least three bytes.
    pub(super) fn new(keywords: impl Iterator<Item = (&'static str, usize)>) -> Self {
        let mut words: Vec<Word> = keywords.map(|(word, owner)| Word::new(word, owner)).collect();
        words.sort_by_key(|word| word.hash);
        let (mut long, mut short, mut first) = (Bits::new(), Bits::new(), vec![0; NONE + 1]);
        for (at, Word { hash, bytes, .. }) in words.iter().enumerate().rev() {
            first[*hash] = u16::try_from(at).unwrap_or(u16::MAX);
            if let [a, b, c] = **bytes {
                short.set(short_hash(folded([a, b, c, 0])));
            } else {
                long.set(*hash);
            }
        }
        Self { long, short, first, words }
    }

    /// Tells `visit` where each keyword stands, in whatever case, and whose it
    /// is: in the order of the places where they begin.
    pub(super) fn each<E>(
        &self,
        text: &[u8],
        mut visit: impl FnMut(Range<usize>, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        for (at, four) in text.windows(4).enumerate() {
            let four = folded([four[0], four[1], four[2], four[3]]);
            let hash = long_hash(four);
            if self.long.has(hash) {
                self.compare(hash, text, at, &mut visit)?;
            }
            if self.short.has(short_hash(four)) {
                self.compare(NONE, text, at, &mut visit)?;
            }
        }
        match text.last_chunk::<3>() {
            Some(_) => self.compare(NONE, text, text.len() - 3, &mut visit),
            None => Ok(()),
        }
    }

    /// Compares the keywords of one hash with what stands at `at`.
    fn compare<E>(
        &self,
        hash: usize,
        text: &[u8],
        at: usize,
        visit: &mut impl FnMut(Range<usize>, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let rest = &text[at..];
        let head = head(rest);
        for word in self.words[usize::from(self.first[hash])..].iter().take_while(|word| word.hash == hash) {
            let bytes = &word.bytes;
            // Most have only their beginning in common with a keyword.
            if head & word.mask == word.head
                && rest.get(..bytes.len()).is_some_and(|here| here.eq_ignore_ascii_case(bytes))
            {
                visit(at..at + bytes.len(), word.owner)?;
            }
        }
        Ok(())
    }
}

impl Word {
    fn new(word: &str, owner: usize) -> Self {
        let bytes: Box<[u8]> = word.to_ascii_lowercase().into_bytes().into();
        let hash = if bytes.len() < 4 { NONE } else { long_hash(folded([bytes[0], bytes[1], bytes[2], bytes[3]])) };
        let mask = if bytes.len() < 8 { (1 << (8 * bytes.len())) - 1 } else { u64::MAX };
        Self { hash, head: head(&bytes) & mask, mask, bytes, owner }
    }
}

/// The first eight bytes, folded.
fn head(text: &[u8]) -> u64 {
    let eight = text.first_chunk().copied().unwrap_or_else(|| {
        let mut eight = [0; 8];
        eight[..text.len()].copy_from_slice(text);
        eight
    });
    u64::from_le_bytes(eight) | 0x2020_2020_2020_2020
}

/// Four bytes as a number in which a letter's case does not show.
fn folded(four: [u8; 4]) -> u32 {
    u32::from_le_bytes(four) | 0x2020_2020
}

fn long_hash(four: u32) -> usize {
    (four.wrapping_mul(0x9E37_79B1) >> (32 - LONG_BITS)) as usize
}

/// Of the first three of them.
fn short_hash(four: u32) -> usize {
    ((four << 8).wrapping_mul(0x85EB_CA6B) >> (32 - SHORT_BITS)) as usize
}

/// A set of numbers below `N`.
struct Bits<const N: usize>(Vec<u64>);

impl<const N: usize> Bits<N> {
    fn new() -> Self {
        Self(vec![0; N / 64])
    }

    fn set(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn has(&self, number: usize) -> bool {
        self.0[number / 64] >> (number % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn found(keywords: &[&'static str], text: &str) -> Vec<(usize, &'static str)> {
        let sought = Keywords::new(keywords.iter().enumerate().map(|(at, word)| (*word, at)));
        let mut found = Vec::new();
        let visit = |place: Range<usize>, owner: usize| {
            assert_eq!(place.len(), keywords[owner].len());
            found.push((place.start, keywords[owner]));
            Ok::<_, Infallible>(())
        };
        sought.each(text.as_bytes(), visit).unwrap();
        assert!(found.is_sorted_by_key(|(at, _)| *at));
        found.sort_unstable();
        found
    }

    #[test]
    fn every_keyword_is_found_wherever_it_stands_in_whatever_case() {
        let keywords = ["tok", "token", "token_id", "ghp_", "://", "비밀번호", "k2k"];
        assert_eq!(found(&keywords, "TOKEN_ID"), [(0, "tok"), (0, "token"), (0, "token_id")]);
        assert_eq!(found(&keywords, "xtok"), [(1, "tok")]);
        assert_eq!(found(&keywords, "a://GHP_"), [(1, "://"), (4, "ghp_")]);
        assert_eq!(found(&keywords, "내 비밀번호"), [(4, "비밀번호")]);
        assert_eq!(found(&keywords, "k2k2k"), [(0, "k2k"), (2, "k2k")]);
    }

    #[test]
    fn what_only_begins_like_a_keyword_is_none() {
        for text in ["", "t", "to", "tox", "k3k", "gh", ":/", ";//", "비밀"] {
            assert_eq!(found(&["tok", "k2k", "ghp_", "://", "비밀번호"], text), [], "{text}");
        }
    }

    #[test]
    fn it_finds_what_a_plain_search_finds_for_each_rule() {
        let words: Vec<_> = super::super::rules::all().flat_map(|rule| rule.keywords).copied().collect();
        assert!(words.iter().all(|word| word.len() >= 3), "{words:?}");
        let sought = Keywords::new(words.iter().enumerate().map(|(at, word)| (*word, at)));
        let text = words.concat().to_ascii_lowercase();
        let mut found = vec![0; words.len()];
        let count = |_, owner: usize| {
            found[owner] += 1;
            Ok::<_, Infallible>(())
        };
        sought.each(text.as_bytes(), count).unwrap();
        for (word, times) in words.iter().zip(found) {
            let lower = word.to_ascii_lowercase();
            let plain = (0..text.len()).filter(|&at| text.as_bytes()[at..].starts_with(lower.as_bytes())).count();
            assert_eq!(times, plain, "{word}");
        }
    }
}
