//! Statements, and a cursor that reads one word by word.

use super::token::{Kind, Token};

/// Routines whose bodies hold statements of their own.
const ROUTINES: [&str; 4] = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"];

/// Words between CREATE and the kind of what is created: `OR REPLACE DEFINER = 'a'@'b'`.
const BEFORE_KIND: usize = 10;

/// What may stand behind END without having been opened by BEGIN or CASE.
const LOOPS: [&str; 4] = ["IF", "LOOP", "WHILE", "REPEAT"];

/// The statements, each without what ends it; empty ones are left out.
pub fn statements<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut statements = Vec::new();
    let (mut first, mut depth) = (0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        let statement = &tokens[first..at];
        match token.kind {
            // With a delimiter of its own a script says where a routine ends.
            Kind::End if depth == 0 || token.text != ";" => {
                if !statement.is_empty() {
                    statements.push(statement);
                }
                (first, depth) = (at + 1, 0);
            }
            Kind::Word if is_routine(statement) => {
                if token.is("BEGIN") || token.is("CASE") && !statement.last().is_some_and(|last| last.is("END")) {
                    depth += 1;
                } else if token.is("END") && !tokens.get(at + 1).is_some_and(|next| LOOPS.iter().any(|l| next.is(l))) {
                    depth = depth.saturating_sub(1);
                }
            }
            _ => {}
        }
    }
    if first < tokens.len() {
        statements.push(&tokens[first..]);
    }
    statements
}

fn is_routine(statement: &[Token]) -> bool {
    let before = &statement[..statement.len().min(BEFORE_KIND)];
    before.first().is_some_and(|first| first.is("CREATE"))
        && before.iter().any(|token| ROUTINES.iter().any(|kind| token.is(kind)))
}

/// What stands between commas that are in no brackets.
pub fn items<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut items = Vec::new();
    let (mut first, mut depth) = (0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        depth = deeper(depth, token);
        if depth == 0 && token.is_mark(",") {
            items.push(&tokens[first..at]);
            first = at + 1;
        }
    }
    items.push(&tokens[first..]);
    items
}

fn deeper(depth: usize, token: &Token) -> usize {
    match token.text {
        "(" | "[" if token.kind == Kind::Mark => depth + 1,
        ")" | "]" if token.kind == Kind::Mark => depth.saturating_sub(1),
        _ => depth,
    }
}

/// Reads tokens from left to right. Keywords are given in capitals, several of them with spaces.
#[derive(Clone, Copy)]
pub struct Cursor<'s, 't> {
    pub rest: &'s [Token<'t>],
}

impl<'s, 't> Cursor<'s, 't> {
    pub fn over(rest: &'s [Token<'t>]) -> Self {
        Self { rest }
    }

    /// Whether these keywords come next.
    pub fn begins(&self, words: &str) -> bool {
        matching(self.rest, words) > 0
    }

    /// Takes these keywords if they come next.
    pub fn eat(&mut self, words: &str) -> bool {
        let count = matching(self.rest, words);
        self.rest = &self.rest[count..];
        count > 0
    }

    /// Takes the first of several that comes next.
    pub fn eat_any(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        choices.iter().copied().find(|words| self.eat(words))
    }

    /// Takes every one of them that comes next, in whatever order.
    pub fn skip(&mut self, choices: &[&'static str]) {
        while self.eat_any(choices).is_some() {}
    }

    /// Takes a name with its schema, if one comes next: in lower case unless quoted.
    pub fn name(&mut self) -> Option<String> {
        let mut name = self.plain_name()?;
        while self.rest.first().is_some_and(|dot| dot.is_mark(".")) {
            self.rest = &self.rest[1..];
            name = format!("{name}.{}", self.plain_name()?);
        }
        Some(name)
    }

    fn plain_name(&mut self) -> Option<String> {
        let (token, rest) = self.rest.split_first()?;
        let name = match token.kind {
            Kind::Word => token.text.to_lowercase(),
            // One that is not closed has no second quote.
            Kind::Quoted => token.text.get(1..token.text.len() - 1).unwrap_or_default().to_owned(),
            _ => return None,
        };
        self.rest = rest;
        Some(name)
    }

    /// What stands in the brackets that come next.
    pub fn brackets(&mut self) -> Option<&'s [Token<'t>]> {
        let mut depth = 0;
        for (at, token) in self.rest.iter().enumerate() {
            depth = deeper(depth, token);
            if depth == 0 {
                let inner = self.rest[..at].get(1..)?;
                self.rest = &self.rest[at + 1..];
                return Some(inner);
            }
        }
        None
    }

    /// Whether these keywords stand somewhere in what is left, in no brackets.
    pub fn has(&self, words: &str) -> bool {
        self.find(words).is_some()
    }

    /// What stands behind these keywords.
    pub fn after(&self, words: &str) -> Option<Self> {
        let (at, count) = self.find(words)?;
        Some(Self::over(&self.rest[at + count..]))
    }

    /// What begins with the first of these keywords.
    pub fn at_any(&self, words: &[&str]) -> Option<Self> {
        let first = words.iter().filter_map(|word| self.find(word)).map(|(at, _)| at).min()?;
        Some(Self::over(&self.rest[first..]))
    }

    fn find(&self, words: &str) -> Option<(usize, usize)> {
        let mut depth = 0;
        self.rest.iter().enumerate().find_map(|(at, token)| {
            depth = deeper(depth, token);
            let count = if depth == 0 { matching(&self.rest[at..], words) } else { 0 };
            (count > 0).then_some((at, count))
        })
    }
}

/// How many tokens these keywords are, if the tokens begin with them.
fn matching(tokens: &[Token], words: &str) -> usize {
    let mut count = 0;
    for word in words.split(' ') {
        if !tokens.get(count).is_some_and(|token| token.is(word)) {
            return 0;
        }
        count += 1;
    }
    count
}
