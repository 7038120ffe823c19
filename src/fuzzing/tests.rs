use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::*;

type Target = (&'static str, fn(&[u8]));

const TARGETS: &[Target] = &[
    ("alembic", alembic),
    ("archive", archive),
    ("compose", compose),
    ("config", config),
    ("decoder", decoder),
    ("dotenv", dotenv),
    ("env", env),
    ("formats", formats),
    ("gate", gate),
    ("hook_stdin", hook_stdin),
    ("images", images),
    ("layout", layout),
    ("manifest", manifest),
    ("markdown", markdown),
    ("migrations", migrations),
    ("models", models),
    ("objects", objects),
    ("pickle", pickle),
    ("promql", promql),
    ("records", records),
    ("runbook", runbook),
    ("scan_buffer", scan_buffer),
    ("sealed", sealed),
    ("shell", shell),
    ("sql", sql),
    ("version_files", version_files),
];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn names(path: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder(path)).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn kept(target: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder("tests/inputs").join(target)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Numbers that are the same in every run.
struct Random(u64);

/// What means something to one reader or another.
const SIGNS: &[u8] = b"\n\r\t\0 \"'`\\#${}[]()<>=:;,-/*%&|\xff\xc3";

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    fn stretch(&mut self, of: &[u8], longest: usize) -> std::ops::Range<usize> {
        let start = self.below(of.len());
        start..of.len().min(start + 1 + self.below(longest))
    }

    /// The input with some of it left out, doubled, flipped, or put in from another one.
    fn altered(&mut self, input: &[u8], others: &[Vec<u8>]) -> Vec<u8> {
        let mut altered = input.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.stretch(&altered, 40);
            match self.below(5) {
                0 => drop(altered.drain(at)),
                1 => drop(altered.splice(at.start..at.start, altered[at.clone()].to_vec())),
                2 if !altered.is_empty() => altered[at.start] ^= 1 << self.below(8),
                3 => drop(altered.splice(at.start..at.start, [SIGNS[self.below(SIGNS.len())]])),
                _ => {
                    let other = &others[self.below(others.len())];
                    let from = self.stretch(other, 60);
                    drop(altered.splice(at, other[from].to_vec()));
                }
            }
        }
        altered
    }
}

#[test]
fn what_holds_of_made_up_input_holds_of_every_input_that_was_kept() {
    for (name, target) in TARGETS {
        for input in kept(name) {
            target(&input);
        }
    }
}

/// Without nightly and `cargo fuzz`: a few each time, and as many as `PRECHECK_MUTATIONS` says.
#[test]
fn what_holds_of_an_input_holds_of_those_that_are_like_it() {
    let count = std::env::var("PRECHECK_MUTATIONS").map_or(4, |count| count.parse().unwrap());
    let only = std::env::var("PRECHECK_TARGET").ok();
    for (name, target) in TARGETS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let inputs = kept(name);
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ count);
        for _ in 0..count {
            for input in &inputs {
                let altered = random.altered(input, &inputs);
                let began = Instant::now();
                let holds = std::panic::catch_unwind(|| target(&altered));
                assert!(holds.is_ok(), "{name} fails on {:?}", altered.as_bstr());
                assert!(began.elapsed() < Duration::from_secs(10), "{name} takes long on {:?}", altered.as_bstr());
            }
        }
    }
}

#[test]
fn every_target_has_its_inputs_and_every_input_its_target() {
    let listed: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names("tests/inputs"), listed);
    // A published package has no `fuzz/`.
    let binaries = names("fuzz/fuzz_targets");
    assert!(binaries.is_empty() || binaries == listed, "{binaries:?}");
}
