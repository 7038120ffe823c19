//! Where a text differs from its former version, as far as a secret could tell.
//! Over a long history most of what is read was there before.

use std::ops::Range;

use bstr::ByteSlice;

/// So much beside a difference may belong to what a secret is known by: the name
/// of an access key some lines above it, say.
const AROUND: usize = 1024;

/// The lines of `new` that are not in `old`, in order, with enough around them
/// that a secret which is not in `old` lies in one stretch of them whole.
pub(super) fn of(old: &[u8], new: &[u8]) -> Vec<Range<usize>> {
    let mut apart = Vec::new();
    split(old, new, 0, &mut apart);
    let mut stretches: Vec<Range<usize>> = Vec::with_capacity(apart.len());
    for stretch in apart.into_iter().map(|stretch| widened(new, &stretch)) {
        match stretches.last_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => stretches.push(stretch),
        }
    }
    stretches
}

/// A shorter stretch is not worth being taken apart.
const WORTH_SPLITTING: usize = 4096;

/// So many bytes that stand in both texts are taken for the same place.
const PROBE: usize = 64;

/// Leaves out what both begin and end with alike, then what stands in the middle
/// of both. `new` begins at `offset`.
fn split(old: &[u8], new: &[u8], offset: usize, apart: &mut Vec<Range<usize>>) {
    let start = common_start(old, new);
    let end = common_end(&old[start..], &new[start..]);
    let (old, new, offset) = (&old[start..old.len() - end], &new[start..new.len() - end], offset + start);
    if old.is_empty() && new.is_empty() {
        return;
    }
    if new.len() > WORTH_SPLITTING {
        for at in [new.len() / 2, new.len() / 4, new.len() / 4 * 3] {
            let probe = &new[at..(at + PROBE).min(new.len())];
            let Some(there) = old.find(probe) else { continue };
            let (before, after) = (common_end(&old[..there], &new[..at]), common_start(&old[there..], &new[at..]));
            if before + after > WORTH_SPLITTING / 2 {
                split(&old[..there - before], &new[..at - before], offset, apart);
                split(&old[there + after..], &new[at + after..], offset + at + after, apart);
                return;
            }
        }
    }
    apart.push(offset..offset + new.len());
}

/// With what is close to it, in whole lines.
fn widened(text: &[u8], stretch: &Range<usize>) -> Range<usize> {
    let mut start = line_start(text, stretch.start.saturating_sub(AROUND));
    let mut end = line_end(text, (stretch.end + AROUND).min(text.len()));
    // The body of a key is told by the line above it and the one below.
    while start > 0 && in_armour(&text[start..line_end(text, start)]) {
        start = line_start(text, start - 1);
    }
    while end < text.len() && in_armour(&text[line_start(text, end)..end]) {
        end = line_end(text, end + 1);
    }
    start..end
}

fn line_start(text: &[u8], at: usize) -> usize {
    text[..at].rfind_byte(b'\n').map_or(0, |at| at + 1)
}

fn line_end(text: &[u8], at: usize) -> usize {
    text[at..].find_byte(b'\n').map_or(text.len(), |ahead| at + ahead)
}

/// Whether a line is base64 and nothing else.
fn in_armour(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() > 32 && line.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
}

/// How many bytes two texts begin with alike.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    let steps = a.chunks_exact(STEP).zip(b.chunks_exact(STEP)).take_while(|(a, b)| a == b).count();
    let at = steps * STEP;
    at + a[at..].iter().zip(&b[at..]).take_while(|(a, b)| a == b).count()
}

/// How many bytes two texts end with alike.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    let steps = a.rchunks_exact(STEP).zip(b.rchunks_exact(STEP)).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - steps * STEP], &b[..b.len() - steps * STEP]);
    steps * STEP + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// So many bytes are compared at once.
const STEP: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> String {
        (0..count).map(|n| format!("line {n} of a file that is long enough\n")).collect::<Vec<_>>().concat()
    }

    #[test]
    fn only_the_lines_that_differ_and_what_is_close_to_them_are_looked_at() {
        let old = lines(4000);
        let new = old.replace("line 1000 ", "line one thousand ").replace("line 3000 ", "line three thousand ");
        let stretches = of(old.as_bytes(), new.as_bytes());
        assert_eq!(stretches.len(), 2, "{stretches:?}");
        for (stretch, changed) in stretches.iter().zip(["line one thousand", "line three thousand"]) {
            let at = new.find(changed).unwrap();
            assert!(stretch.start < at && at - stretch.start < 2 * AROUND, "{stretch:?} {at}");
            assert!(stretch.end > at && stretch.end - at < 2 * AROUND, "{stretch:?} {at}");
            assert!(new.as_bytes()[stretch.start - 1] == b'\n' && new.as_bytes()[stretch.end] == b'\n');
        }
        assert!(of(old.as_bytes(), old.as_bytes()).is_empty());
    }

    #[test]
    fn everything_that_is_not_in_the_old_text_lies_in_a_stretch() {
        let old = lines(3000);
        for seed in 0..200_usize {
            let mut new: Vec<String> = old.lines().map(|line| format!("{line}\n")).collect();
            let mut changed = Vec::new();
            for step in 0..=seed % 7 {
                let at = (seed * 7919 + step * 104_729) % new.len();
                match (seed + step) % 4 {
                    0 => drop(new.remove(at)),
                    1 => new.swap(at, (at * 31) % 2000),
                    _ => {
                        changed.push(format!("new {seed} {step}\n"));
                        new.insert(at, format!("new {seed} {step}\n"));
                    }
                }
            }
            let new = new.concat();
            let stretches = of(old.as_bytes(), new.as_bytes());
            for text in changed {
                let at = new.find(&text).unwrap();
                let whole = |s: &Range<usize>| s.start <= at && at + text.len() - 1 <= s.end;
                assert!(stretches.iter().any(whole), "{text} at {at}: {stretches:?}");
            }
            assert!(stretches.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }

    #[test]
    fn a_key_of_which_one_line_differs_is_looked_at_whole() {
        let body = |n: usize| format!("{}{n:04}", "aB3/".repeat(15));
        let key = |odd: usize| (0..200).map(|n| body(if n == 100 { odd } else { n }) + "\n").collect::<String>();
        let file = |odd| format!("x = 1\n{}BEGIN KEY-----\n{}{}END KEY-----\ny = 2\n", "-----", key(odd), "-----");
        let (old, new) = (file(100), file(9999));
        let [stretch] = &of(old.as_bytes(), new.as_bytes())[..] else { panic!("one stretch") };
        let seen = &new[stretch.clone()];
        assert!(seen.contains("BEGIN KEY") && seen.contains("END KEY"), "{} of {}", seen.len(), new.len());
    }

    #[test]
    fn what_is_deleted_leaves_its_neighbours_to_be_looked_at() {
        for (old, new, stretch) in [("one\ntwo\nthree\n", "one\nthree\n", 0..10), ("", "x", 0..1), ("x", "", 0..0)] {
            assert_eq!(of(old.as_bytes(), new.as_bytes()), vec![stretch], "{old:?} {new:?}");
        }
    }

    #[test]
    fn common_ends_are_counted_to_the_byte() {
        for at in [0, 1, 255, 256, 257, 511, 512, 700, 1023] {
            let a = vec![b'x'; 1024];
            let mut b = a.clone();
            b[at] = b'y';
            assert_eq!((common_start(&a, &b), common_end(&a, &b)), (at, 1023 - at));
            assert_eq!((common_start(&a, &a[..at]), common_end(&a, &a[..at])), (at, at));
        }
    }
}
