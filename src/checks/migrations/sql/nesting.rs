//! How deeply a script nests, told before it is parsed: the parser calls itself for whatever
//! nests, and frees its tree likewise, so that a hostile script would run it out of stack.

use super::token::{Kind, Token};

/// Brackets and CASE within each other.
const DEEPEST: usize = 100;

/// Whatever joins two terms may nest one into the next, for as long as no comma comes. So may a
/// statement within a statement, which takes some words: each weighs a little.
const WEIGHT: usize = 3_000;
const JOINT: usize = 3;

/// Words that join or nest without brackets.
const WORDS: [&str; 22] = [
    "AND",
    "OR",
    "NOT",
    "IS",
    "ISNULL",
    "NOTNULL",
    "LIKE",
    "ILIKE",
    "SIMILAR",
    "BETWEEN",
    "IN",
    "COLLATE",
    "AT",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "JOIN",
    "WHEN",
    "ELSE",
    "SELECT",
    "WITH",
    "EXPLAIN",
];

/// The line on which it is too deep, if it is anywhere.
pub fn too_deep(tokens: &[Token]) -> Option<usize> {
    let mut weights = vec![0];
    let mut sum = 0;
    for token in tokens {
        if opens(token) {
            weights.push(0);
        } else if closes(token) && weights.len() > 1 {
            sum -= weights.pop().unwrap_or_default();
        }
        let here = weights.last_mut()?;
        if token.kind == Kind::End || token.is_mark(",") {
            sum -= std::mem::take(here);
        } else {
            let weight = weight(token);
            *here += weight;
            sum += weight;
        }
        if weights.len() > DEEPEST || sum > WEIGHT {
            return Some(token.line);
        }
    }
    None
}

fn weight(token: &Token) -> usize {
    match token.kind {
        Kind::Mark => JOINT,
        Kind::Word if WORDS.iter().any(|word| token.is(word)) => JOINT,
        Kind::Word => 1,
        _ => 0,
    }
}

fn opens(token: &Token) -> bool {
    token.is_mark("(") || token.is_mark("[") || token.is("CASE")
}

fn closes(token: &Token) -> bool {
    token.is_mark(")") || token.is_mark("]") || token.is("END")
}
