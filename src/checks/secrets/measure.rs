//! How well the rules do, and how fast: measurements, run by hand.

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
    let mut tally = std::collections::BTreeMap::<_, (usize, usize)>::new();
    for sample in corpus.lines().map(|line| serde_json::from_str::<Sample>(line).unwrap()) {
        let path = sample.path.clone().unwrap_or_else(|| "settings".into());
        let kind = FileKind::of(path.as_str().into(), sample.text.as_bytes());
        let hits = scanner.scan(sample.text.as_bytes(), kind).unwrap();
        let key = (sample.kind.clone(), sample.label.clone(), sample.scope.clone());
        let (found, all) = tally.entry(key).or_default();
        *all += 1;
        *found += usize::from(!hits.is_empty());
        let expected = sample.label == "positive";
        if hits.is_empty() == expected {
            let codes: Vec<_> = hits.iter().map(|hit| hit.code.id).collect();
            println!("{} {} {codes:?} {:?}", if expected { "MISS " } else { "ALARM" }, sample.rule, sample.text);
        }
    }
    for (key, (found, all)) in tally {
        println!("{key:?}: {found} of {all}");
    }
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
