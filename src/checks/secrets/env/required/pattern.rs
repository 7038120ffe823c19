//! Sequences of tokens, written as in the language itself: `os . environ [ @ ]`,
//! where `@` is a string and `%` a word, which are what is found.

use crate::tokens::{Token, What};

/// Calls and values that somebody wrote have fewer tokens.
const LONGEST: usize = 1000;

/// A place at which a pattern holds.
pub struct Found<'t> {
    /// The string or word in the place of `@` or `%`, of several the last.
    pub name: &'t str,
    /// Its line, from 1.
    pub line: usize,
    /// What follows.
    pub rest: &'t [Token<'t>],
    /// How many tokens precede.
    pub at: usize,
}

/// Every place at which the pattern holds.
pub fn find<'t>(tokens: &'t [Token<'t>], pattern: &'static str) -> impl Iterator<Item = Found<'t>> {
    let pieces: Vec<&str> = pattern.split(' ').collect();
    (0..tokens.len()).filter_map(move |at| holds(tokens, at, &pieces))
}

/// Whether the tokens begin with the pattern.
pub fn begins(tokens: &[Token], pattern: &str) -> bool {
    let pieces: Vec<&str> = pattern.split(' ').collect();
    holds(tokens, 0, &pieces).is_some()
}

fn holds<'t>(tokens: &'t [Token<'t>], at: usize, pieces: &[&str]) -> Option<Found<'t>> {
    let part = tokens.get(at..at + pieces.len())?;
    let mut found = Found { name: "", line: part.first()?.line, rest: &tokens[at + pieces.len()..], at };
    for (token, piece) in part.iter().zip(pieces) {
        match (&token.what, *piece) {
            (What::Text(text), "@") => (found.name, found.line) = (text, token.line),
            (What::Word(word), "%") => (found.name, found.line) = (word, token.line),
            (What::Word(word), piece) if *word == piece => {}
            (What::Mark(mark), piece) if piece.as_bytes() == [*mark] => {}
            _ => return None,
        }
    }
    Some(found)
}

/// What stands before the bracket that closes one which is open, and what follows it.
pub fn inside<'t>(tokens: &'t [Token<'t>]) -> (&'t [Token<'t>], &'t [Token<'t>]) {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().take(LONGEST) {
        match token.what {
            What::Mark(b'(' | b'[' | b'{') => depth += 1,
            What::Mark(b')' | b']' | b'}') if depth == 0 => return (&tokens[..at], &tokens[at + 1..]),
            What::Mark(b')' | b']' | b'}') => depth -= 1,
            _ => {}
        }
    }
    (&tokens[..tokens.len().min(LONGEST)], &[])
}

/// The tokens up to one of these marks outside brackets, or to a bracket that closes what was open before.
pub fn until<'t>(tokens: &'t [Token<'t>], marks: &[u8]) -> &'t [Token<'t>] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().take(LONGEST) {
        match token.what {
            What::Mark(mark) if depth == 0 && marks.contains(&mark) => return &tokens[..at],
            What::Mark(b'(' | b'[' | b'{') => depth += 1,
            What::Mark(b')' | b']' | b'}') if depth == 0 => return &tokens[..at],
            What::Mark(b')' | b']' | b'}') => depth -= 1,
            _ => {}
        }
    }
    &tokens[..tokens.len().min(LONGEST)]
}

/// Whether one of the words is among the tokens.
pub fn has(tokens: &[Token], words: &[&str]) -> bool {
    tokens.iter().any(|token| matches!(token.what, What::Word(word) if words.contains(&word)))
}

/// Whether the tokens begin with this mark.
pub fn next_is(tokens: &[Token], mark: u8) -> bool {
    tokens.first().is_some_and(|token| token.what == What::Mark(mark))
}
