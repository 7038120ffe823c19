//! How deeply a script nests, told before it is parsed: the parser calls itself for whatever
//! nests, and frees its tree likewise, so that a hostile script would run it out of stack.

use super::token::{Kind, Token};

/// Brackets, CASE and bodies of functions within each other.
const DEEPEST: usize = 100;

/// Whatever joins two terms may nest one into the next, until a comma comes. So may a statement
/// within a statement, which takes some words: each weighs a little.
const HEAVIEST: usize = 3_000;
const JOINT: usize = 3;

/// Words that join terms, or turn one into another.
#[rustfmt::skip]
const JOINTS: [&str; 19] = [
    "AND", "OR", "NOT", "IS", "ISNULL", "NOTNULL", "LIKE", "ILIKE", "SIMILAR", "BETWEEN", "IN", "COLLATE", "AT",
    "UNION", "EXCEPT", "INTERSECT", "JOIN", "WHEN", "ELSE",
];

/// Words that begin a statement, also in the midst of another, where no comma ends it.
#[rustfmt::skip]
const BEGINNINGS: [&str; 12] = [
    "SELECT", "WITH", "EXPLAIN", "CREATE", "PREPARE", "DECLARE", "INSERT", "UPDATE", "DELETE", "VALUES", "COPY", "DO",
];

/// The line on which it is too deep, if it is anywhere.
pub fn too_deep(tokens: &[Token]) -> Option<usize> {
    let mut nesting = Nesting { levels: vec![Level::default()], weight: 0 };
    let mut begins = true;
    for token in tokens {
        nesting.take(token, begins);
        if nesting.levels.len() > DEEPEST || nesting.weight > HEAVIEST {
            return Some(token.line);
        }
        begins = token.kind == Kind::End;
    }
    None
}

struct Nesting {
    levels: Vec<Level>,
    /// Of all that is open.
    weight: usize,
}

#[derive(Default)]
struct Level {
    /// What closes it.
    by: &'static str,
    /// Since the last comma.
    item: usize,
    /// Since the last statement.
    statement: usize,
}

impl Nesting {
    fn take(&mut self, token: &Token, begins: bool) {
        let is_among = |words: &[&str]| words.iter().any(|word| token.is(word));
        match (token.kind, token.text) {
            (Kind::End, _) => self.end_statement(),
            (Kind::Mark, ",") => self.end_item(),
            (Kind::Mark, "(") => self.open(")"),
            (Kind::Mark, "[") => self.open("]"),
            (Kind::Mark, mark) => {
                self.close_bracket(mark);
                self.weigh(JOINT, 0);
            }
            // One that begins a statement opens a transaction.
            (Kind::Word, _) if token.is("CASE") || token.is("BEGIN") && !begins => self.open("END"),
            (Kind::Word, _) if token.is("END") => self.close_block(),
            (Kind::Word, _) if is_among(&BEGINNINGS) => self.weigh(0, JOINT),
            (Kind::Word, _) => self.weigh(if is_among(&JOINTS) { JOINT } else { 1 }, 0),
            _ => {}
        }
    }

    fn open(&mut self, by: &'static str) {
        self.levels.push(Level { by, ..Level::default() });
    }

    /// Closes a bracket of this kind, with blocks in it that were left open; another kind closes nothing.
    fn close_bracket(&mut self, by: &str) {
        let innermost = self.levels.iter().rposition(|level| level.by != "END").unwrap_or_default();
        if innermost > 0 && self.levels[innermost].by == by {
            self.cut(innermost);
        }
    }

    fn close_block(&mut self) {
        if self.levels.last().is_some_and(|level| level.by == "END") {
            self.cut(self.levels.len() - 1);
        }
    }

    fn cut(&mut self, length: usize) {
        self.weight -= self.levels.drain(length..).map(|level| level.item + level.statement).sum::<usize>();
    }

    fn weigh(&mut self, item: usize, statement: usize) {
        if let Some(level) = self.levels.last_mut() {
            level.item += item;
            level.statement += statement;
            self.weight += item + statement;
        }
    }

    fn end_item(&mut self) {
        self.weight -= self.levels.last_mut().map(|level| std::mem::take(&mut level.item)).unwrap_or_default();
    }

    fn end_statement(&mut self) {
        self.end_item();
        self.weight -= self.levels.last_mut().map(|level| std::mem::take(&mut level.statement)).unwrap_or_default();
    }
}
