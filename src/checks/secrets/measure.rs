//! How well the rules do, and how fast: measurements, run by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::file_kind::FileKind;
use super::redact::redact;
use super::sample;
use super::scanner::Scanner;

#[derive(serde::Deserialize)]
struct Sample {
    rule: String,
    kind: String,
    label: String,
    text: String,
    path: Option<String>,
    scope: Option<String>,
}

#[test]
#[ignore = "needs a corpus: PRECHECK_CORPUS=dev.jsonl cargo test --lib measure -- --ignored --nocapture"]
fn recall_and_false_alarms_on_a_corpus() {
    let corpus = std::fs::read_to_string(std::env::var("PRECHECK_CORPUS").unwrap()).unwrap();
    let scanner = Scanner::new();
    let (mut tally, mut recall) = (BTreeMap::<_, Tally>::new(), BTreeMap::<_, Tally>::new());
    for sample in corpus.lines().map(|line| serde_json::from_str::<Sample>(line).unwrap()) {
        let path = sample.path.clone().unwrap_or_else(|| "settings".into());
        let kind = FileKind::of(path.as_str().into(), sample.text.as_bytes());
        let hits = scanner.scan(sample.text.as_bytes(), kind).unwrap();
        let codes: Vec<_> = hits.iter().map(|hit| hit.code.id).collect();
        let that_kind = codes.iter().any(|code| same_kind(&sample.rule, code));
        let of_kind = tally.entry((sample.kind, sample.label.clone(), sample.scope.clone())).or_default();
        of_kind.count(!hits.is_empty(), that_kind);
        let missed = match sample.label.as_str() {
            "positive" => {
                recall.entry(sample.rule.clone()).or_default().count(!hits.is_empty(), that_kind);
                hits.is_empty()
            }
            _ => false,
        };
        if missed {
            println!("MISS  {} {:?}", sample.rule, sample.text);
        } else if sample.label == "negative" && !hits.is_empty() {
            let alarm = if that_kind || sample.scope.as_deref() == Some("any") { "ALARM" } else { "OTHER" };
            println!("{alarm} {} {codes:?} {:?}", sample.rule, sample.text);
        }
    }
    let mut worst: Vec<_> = recall.into_iter().filter(|(_, tally)| tally.found < tally.all).collect();
    worst.sort_by_key(|(_, tally)| tally.found.abs_diff(tally.all));
    for (rule, tally) in worst {
        println!("{rule}: {} of {}", tally.found, tally.all);
    }
    for (key, tally) in tally {
        println!("{key:?}: {} of {}, {} by that kind", tally.found, tally.all, tally.by_that_kind);
    }
}

#[derive(Default)]
struct Tally {
    all: usize,
    found: usize,
    by_that_kind: usize,
}

impl Tally {
    fn count(&mut self, found: bool, by_that_kind: bool) {
        self.all += 1;
        self.found += usize::from(found);
        self.by_that_kind += usize::from(by_that_kind);
    }
}

/// Whether a corpus's name of a rule and a code of ours share a word that names
/// the vendor or the form, and do not both go on to name different things.
fn same_kind(rule: &str, code: &str) -> bool {
    const COMMON: [&str; 16] = [
        "np", "api", "key", "token", "access", "secret", "secrets", "id", "auth", "client", "user", "app", "personal",
        "web", "legacy", "pat",
    ];
    let words = |name: &str| -> BTreeSet<String> {
        let words = name.split(|c: char| !c.is_ascii_alphabetic()).map(str::to_ascii_lowercase);
        words.filter(|word| word.len() > 1 && !COMMON.contains(&word.as_str())).collect()
    };
    let (theirs, ours) = (words(rule), words(code));
    let shared = theirs.intersection(&ours).count();
    shared > 0 && (shared == theirs.len() || shared == ours.len())
}

#[test]
#[ignore = "a measurement: cargo test --release --lib measure -- --ignored --nocapture"]
fn start_and_throughput() {
    let started = Instant::now();
    let scanner = Scanner::new();
    let hits = scanner.scan(b"x", FileKind::Code).unwrap();
    println!("first buffer: {:?}, {} hits", started.elapsed(), hits.len());
    let mut compiled = Vec::new();
    for rule in super::rules::all() {
        let started = Instant::now();
        regex::bytes::RegexBuilder::new(rule.pattern).unicode(false).build().unwrap();
        compiled.push((started.elapsed(), rule.code.id));
    }
    compiled.sort();
    println!("slowest patterns to compile: {:?}", compiled.iter().rev().take(12).collect::<Vec<_>>());
    let text = sample::expand("fn main() { let total = compute(first, second); }\n").repeat(400_000);
    let started = Instant::now();
    scanner.scan(&text, FileKind::Code).unwrap();
    println!("{} MB of clean code: {:?}", text.len() / 1_000_000, started.elapsed());
}

#[test]
#[ignore = "needs a tree: PRECHECK_TREE=path cargo test --lib measure -- --ignored --nocapture"]
fn alarms_in_a_tree() {
    let root = std::env::var("PRECHECK_TREE").unwrap();
    let scanner = Scanner::new();
    let (mut files, mut bytes, started) = (0, 0, Instant::now());
    for entry in ignore::WalkBuilder::new(root).standard_filters(false).build().flatten() {
        let Ok(content) = std::fs::read(entry.path()) else { continue };
        (files, bytes) = (files + 1, bytes + content.len());
        let path = entry.path().to_string_lossy().into_owned();
        for hit in scanner.scan(&content, FileKind::of(path.as_str().into(), &content)).unwrap() {
            let shown = redact(&content[hit.secret]);
            println!("ALARM {:?} {} {path}:{} {shown}", hit.severity, hit.code.id, hit.line);
        }
    }
    println!("{files} files, {bytes} bytes, {:?}", started.elapsed());
}
