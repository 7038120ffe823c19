//! All keywords sought in one pass over a text. An automaton for as many takes
//! milliseconds to build, which is more than most pushes take to scan; this is
//! ready in some microseconds and runs no slower.

use std::ops::Range;

/// Keywords by their first three bytes.
pub(super) struct Keywords {
    /// For each group of bytes whether a keyword begins so.
    begun: Box<[u64; KEYS / 64]>,
    /// For each group of bytes its place in `groups`.
    group_of: Vec<u16>,
    groups: Vec<Group>,
    /// In the order of their groups, in lower case.
    words: Vec<(Box<[u8]>, usize)>,
}

/// Keywords that begin alike.
struct Group {
    words: Range<usize>,
    /// The classes of a fourth byte; all of them if one has no fourth.
    fourth: u32,
}

/// A key is the classes of three bytes, five bits each.
const KEYS: usize = 1 << 15;

/// For each byte its class: a letter in either case its own, anything else one with others.
const CLASS: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let at = byte as u8;
        classes[byte] = match at {
            b'A'..=b'Z' => at - b'A' + 1,
            b'a'..=b'z' => at - b'a' + 1,
            b'0'..=b'9' => 27,
            b'_' => 28,
            b'-' => 29,
            b'!'..=b'~' => 30,
            0x80.. => 31,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

impl Keywords {
    /// Of keywords, each with whose it is. They have at least three bytes.
    pub(super) fn new(keywords: impl Iterator<Item = (&'static str, usize)>) -> Self {
        let mut words: Vec<(usize, Box<[u8]>, usize)> = keywords
            .map(|(word, owner)| (key(word.as_bytes()), word.to_ascii_lowercase().into_bytes().into(), owner))
            .collect();
        words.sort_unstable();
        let mut begun = Box::new([0; KEYS / 64]);
        let mut group_of = vec![0; KEYS];
        let mut groups: Vec<Group> = Vec::new();
        for (at, (key, word, _)) in words.iter().enumerate() {
            let fourth = word.get(3).map_or(u32::MAX, |&byte| 1 << CLASS[usize::from(byte)]);
            match groups.last_mut() {
                Some(group) if at > 0 && words[at - 1].0 == *key => {
                    group.words.end = at + 1;
                    group.fourth |= fourth;
                }
                _ => {
                    begun[key / 64] |= 1_u64 << (key % 64);
                    group_of[*key] = u16::try_from(groups.len()).unwrap_or(u16::MAX);
                    groups.push(Group { words: at..at + 1, fourth });
                }
            }
        }
        Self { begun, group_of, groups, words: words.into_iter().map(|(_, word, owner)| (word, owner)).collect() }
    }

    /// Tells `visit` where each keyword stands, in whatever case, and whose it
    /// is: in the order of their first bytes.
    pub(super) fn each<E>(
        &self,
        text: &[u8],
        mut visit: impl FnMut(Range<usize>, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut classes = 0_usize;
        for (at, &byte) in text.iter().enumerate() {
            classes = classes << 5 | usize::from(CLASS[usize::from(byte)]);
            let key = classes % KEYS;
            if self.begun[key / 64] >> (key % 64) & 1 == 0 || at < 2 {
                continue;
            }
            let group = &self.groups[usize::from(self.group_of[key])];
            let fourth = text.get(at + 1).map_or(0, |&byte| CLASS[usize::from(byte)]);
            if group.fourth >> fourth & 1 == 0 {
                continue;
            }
            let rest = &text[at - 2..];
            for (word, owner) in &self.words[group.words.clone()] {
                if rest.get(..word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word)) {
                    visit(at - 2..at - 2 + word.len(), *owner)?;
                }
            }
        }
        Ok(())
    }
}

fn key(word: &[u8]) -> usize {
    debug_assert!(word.len() >= 3, "{word:?} is too short for a keyword");
    word.iter().take(3).fold(0, |key, &byte| key << 5 | usize::from(CLASS[usize::from(byte)]))
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
