//! What must hold whatever stands in runbooks and in what they name.

use anyhow::Result;
use bstr::ByteSlice;

use super::alerts::{promql, rules};
use super::commands::command::{Command, Step};
use super::commands::shell;
use super::markdown;
use super::pages::Page;
use super::{alerts, blanks, commands, contacts, links, sections, translation};
use crate::check::{Examination, Subject};
use crate::fuzzing::{files, in_memory, stand_within};

/// Everything of a document stands on its lines, in their order.
pub fn markdown(input: &[u8]) {
    let text = input.to_str_lossy();
    let document = markdown::read(&text).expect("any text is Markdown");
    let last = 1 + text.matches('\n').count();
    let within = |line: usize| (1..=last).contains(&line);
    let headings = &document.headings;
    assert!(
        headings.iter().all(|heading| within(heading.line) && heading.blocks.iter().all(|block| within(block.line)))
    );
    assert!(headings.is_sorted_by_key(|heading| heading.line));
    assert!(document.links.iter().all(|link| within(link.line)));
    assert!(document.undefined.iter().chain(&document.wiki).all(|(_, line)| within(*line)));
    for fence in &document.fences {
        assert!(within(fence.line) && fence.line + fence.text.lines().count() <= last + 1);
    }
}

/// Commands stand on the lines of the script, in their order, and hold no more than it does.
pub fn shell(input: &[u8]) {
    let text = input.to_str_lossy();
    let steps = shell::read(&text);
    let runs: Vec<&Command> =
        steps.iter().filter_map(|s| if let Step::Run(run) = s { Some(run) } else { None }).collect();
    let last = 1 + text.matches('\n').count();
    assert!(runs.iter().all(|run| (1..=last).contains(&run.line)));
    assert!(runs.is_sorted_by_key(|run| run.line));
    let words = |run: &&Command| {
        run.words.iter().chain(&run.files).map(|word| word.text.len()).sum::<usize>() + run.input.len()
    };
    assert!(runs.iter().map(words).sum::<usize>() <= text.len());
    assert!(runs.iter().all(|run| run.program().len() <= run.words.len()));
}

/// A query is taken, refused in one line, or left alone; rules stand on the lines of their file.
pub fn promql(input: &[u8]) {
    let text = input.to_str_lossy();
    assert!(promql::error(&text).is_none_or(|said| !said.contains('\n')));
    for rule in rules::read(&text, &"rules.yml".into(), 0) {
        assert!((1..=1 + text.matches('\n').count()).contains(&rule.line));
        promql::error(&rule.expression);
    }
}

/// All judges of the runbook but those that ask git: what they tell stands on lines that are there.
pub fn runbook(input: &[u8]) {
    let files = files(input);
    let read = |(path, bytes): (&String, &Vec<u8>)| {
        let text = String::from_utf8(bytes.clone()).ok().filter(|_| path.ends_with(".md"))?;
        Page::read(path.as_str().into(), text).ok()
    };
    let pages: Vec<Page> = files.iter().filter_map(read).collect();
    in_memory(input, |_, subject| {
        let mut seen = Examination::default();
        judge(subject, &pages, &mut seen).expect("all is in memory");
        stand_within(&seen.findings, |path| files.get(path).map(Vec::as_slice));
    });
}

fn judge(subject: &Subject, pages: &[Page], seen: &mut Examination) -> Result<()> {
    sections::judge(pages, seen);
    contacts::judge(pages, seen)?;
    translation::judge(pages, seen)?;
    links::judge(&subject.snapshot, Some("https://forge.example/team/app"), pages, seen)?;
    for Page { path, text, document } in pages {
        blanks::judge(path, text, seen)?;
        commands::judge(subject, path, text, document, seen)?;
    }
    let documents: Vec<_> = pages.iter().map(|page| (&page.path, &page.document)).collect();
    alerts::judge(subject, &documents, seen)
}
