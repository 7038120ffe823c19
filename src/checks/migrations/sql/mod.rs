//! SQL scripts, read without a database: what they do, and what they mean.

mod alter;
mod classify;
mod nesting;
mod postgres;
mod statement;
mod token;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::digest;

use super::operation::{Op, Verb};
use classify::Classifier;
use postgres::Verdicts;
use token::{Kind, Tokens};

/// Whose SQL it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Postgres,
    MySql,
    Sqlite,
    /// Nobody has said.
    Unknown,
}

/// What a script does.
#[derive(Debug, Default)]
pub struct Script {
    pub ops: Vec<Op>,
    /// Why PostgreSQL would not run it.
    pub trouble: Option<Trouble>,
    /// Told by keywords alone, because no parser of this dialect has read it.
    pub approximate: bool,
    /// What to write instead of an operation, in the words of its tool; else SQL says it.
    pub advice: Option<fn(&Op) -> Option<String>>,
}

/// The place at which a script stops being SQL.
#[derive(Debug)]
pub struct Trouble {
    pub line: usize,
    pub what: String,
}

/// A script that is larger is not parsed: it is data, and keywords tell as much of it.
const PARSED: usize = 2 << 20;

/// What some editors write before everything.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// By this comment a script says that its tool opens no transaction for it.
const OUTSIDE: &str = "squawk-disable-assume-in-transaction";

/// Reads a script, which its tool runs in one transaction or not.
pub fn read(text: &str, dialect: Dialect, in_transaction: bool) -> Script {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let tokens = token::tokens(text, dialect);
    let in_transaction = in_transaction && !text.contains(OUTSIDE);
    let parsed = match dialect {
        Dialect::MySql | Dialect::Sqlite => None,
        Dialect::Postgres | Dialect::Unknown => parse(text, &tokens, in_transaction),
    };
    // What PostgreSQL's grammar takes is read as PostgreSQL would.
    let dialect = if let Some(Ok(_)) = parsed { Dialect::Postgres } else { dialect };
    let mut classifier = Classifier::new(dialect, in_transaction);
    for statement in statement::statements(&tokens.list) {
        classifier.read(statement);
    }
    let steps = classifier.steps.into_iter();
    let (verdicts, trouble) = match parsed {
        Some(Ok(verdicts)) => (Some(verdicts), None),
        Some(Err(trouble)) if dialect == Dialect::Postgres => (None, Some(trouble)),
        _ => (None, None),
    };
    let ops = steps.map(|step| match &verdicts {
        Some(verdicts) => Op { verb: verdicts.weigh(step.op.verb, &step.place), ..step.op },
        None => step.op,
    });
    let mut ops: Vec<Op> = ops.collect();
    spare_rebuilt(&mut ops);
    Script { ops, trouble, approximate: verdicts.is_none(), advice: None }
}

/// A table that is copied into a new one, which takes its name, is not lost when the old one goes:
/// SQLite can change most of a table in no other way.
fn spare_rebuilt(ops: &mut [Op]) {
    let of = |verb| ops.iter().filter(move |op| op.verb == verb);
    let created: HashSet<_> = of(Verb::CreateTable).filter_map(|op| op.table.clone()).collect();
    let renamed = of(Verb::RenameTable).filter(|op| op.table.as_ref().is_some_and(|table| created.contains(table)));
    let retaken: HashSet<_> = renamed.filter_map(|op| op.name.clone()).collect();
    for op in ops.iter_mut().filter(|op| op.verb == Verb::DropTable) {
        if op.table.as_ref().is_some_and(|table| retaken.contains(table)) {
            op.verb = Verb::Other;
        }
    }
}

/// What PostgreSQL makes of a script; nothing if it is too large to ask.
fn parse(text: &str, tokens: &Tokens, in_transaction: bool) -> Option<Result<Verdicts, Trouble>> {
    if text.len() > PARSED {
        return None;
    }
    if let Some(line) = nesting::too_deep(&tokens.list) {
        return Some(Err(Trouble { line, what: "it is nested too deeply".into() }));
    }
    Some(postgres::judge(&as_sent(text, tokens), in_transaction))
}

/// The script as the database gets it, as near as can be told; everything stays where it is.
fn as_sent<'t>(text: &'t str, tokens: &Tokens) -> Cow<'t, str> {
    let mut sent = Cow::Borrowed(text);
    for aside in &tokens.aside {
        let blank: String = text[aside.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        sent.to_mut().replace_range(aside.clone(), &blank);
    }
    for word in tokens.list.iter().filter(|token| token.kind == Kind::Word && token.text.contains("${")) {
        let place = word.start..word.start + word.text.len();
        sent.to_mut().replace_range(place, &"x".repeat(word.text.len()));
    }
    sent
}

/// How deeply code in dollar quotes is looked into; what lies deeper counts byte by byte.
const QUOTED: usize = 3;

/// What a script means, as a digest that comments, layout and the case of keywords and plain
/// names do not change, and anything else does. That holds within a function's body as well.
pub fn meaning(text: &str) -> String {
    let mut words = Vec::with_capacity(text.len());
    spell(text.trim_start_matches(BYTE_ORDER_MARK), QUOTED, &mut words);
    digest::sha256(&words)
}

fn spell(text: &str, depth: usize, words: &mut Vec<u8>) {
    for token in token::tokens(text, Dialect::Unknown).list {
        match token.kind {
            Kind::Word => words.extend(token.text.bytes().map(|byte| byte.to_ascii_lowercase())),
            Kind::Text
                if depth > 0
                    && let Some(code) = code(token.text) =>
            {
                words.push(b'$');
                spell(code, depth - 1, words);
                words.push(b'$');
            }
            _ => words.extend_from_slice(token.text.as_bytes()),
        }
        words.push(0);
    }
}

/// What stands in dollar quotes, if it begins as SQL or PL/pgSQL does: another language may live by its layout.
fn code(quoted: &str) -> Option<&str> {
    let (tag, _) = quoted.strip_prefix('$')?.split_once('$')?;
    let body = quoted.get(tag.len() + 2..quoted.len().checked_sub(tag.len() + 2)?)?;
    let first = token::first(body, Dialect::Unknown)?;
    ["BEGIN", "DECLARE", "DELETE", "INSERT", "SELECT", "UPDATE", "WITH"]
        .iter()
        .any(|word| first.is(word))
        .then_some(body)
}

/// Whether a script does nothing at all.
pub fn is_blank(text: &str) -> bool {
    token::first(text.trim_start_matches(BYTE_ORDER_MARK), Dialect::Unknown).is_none()
}

#[cfg(test)]
mod tests;
