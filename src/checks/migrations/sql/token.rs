//! SQL as tokens, in any dialect: what a database would read, without comments, and without what
//! its client takes for itself (`\restrict` and the data of COPY in psql, `DELIMITER` in mysql).

use std::ops::Range;

use super::Dialect;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a plain name.
    Word,
    /// A name in quotes, backticks or brackets.
    Quoted,
    /// A string, or a body in dollar quotes.
    Text,
    Number,
    /// One character of anything else.
    Mark,
    /// What ends a statement.
    End,
}

/// A token, as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    /// Its first byte.
    pub start: usize,
    /// From 1.
    pub line: usize,
}

impl Token<'_> {
    /// Whether it is this keyword, given in capitals.
    pub fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }
}

/// A text, taken apart.
pub struct Tokens<'t> {
    pub list: Vec<Token<'t>>,
    /// What the client takes for itself.
    pub aside: Vec<Range<usize>>,
}

/// Takes a text apart, in time that grows with its length alone.
pub fn tokens(text: &str, dialect: Dialect) -> Tokens<'_> {
    let mut scanner = Scanner::of(text, dialect);
    while scanner.at < text.len() {
        scanner.step();
    }
    scanner.read
}

/// The first token of a text; no more of it is read.
pub fn first(text: &str, dialect: Dialect) -> Option<Token<'_>> {
    let mut scanner = Scanner::of(text, dialect);
    while scanner.at < text.len() && scanner.read.list.is_empty() {
        scanner.step();
    }
    scanner.read.list.first().copied()
}

struct Scanner<'t> {
    text: &'t str,
    dialect: Dialect,
    at: usize,
    line: usize,
    delimiter: &'t str,
    /// The token that begins the statement.
    statement: usize,
    /// Within `/*! … */`, which MySQL carries out.
    conditional: bool,
    read: Tokens<'t>,
}

impl<'t> Scanner<'t> {
    fn of(text: &'t str, dialect: Dialect) -> Self {
        let read = Tokens { list: Vec::new(), aside: Vec::new() };
        Self { text, dialect, at: 0, line: 1, delimiter: ";", statement: 0, conditional: false, read }
    }

    fn step(&mut self) {
        if self.rest().starts_with(self.delimiter) {
            return self.end_statement();
        }
        if self.is_for_client() && self.begins_line() {
            return self.client_line();
        }
        if let Some(length) = self.comment() {
            return self.advance(length);
        }
        match self.token() {
            Some((kind, length)) => self.push(kind, length),
            None => self.advance(1),
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn byte(&self, offset: usize) -> u8 {
        self.text.as_bytes().get(self.at + offset).copied().unwrap_or_default()
    }

    fn advance(&mut self, length: usize) {
        let end = (self.at + length).min(self.text.len());
        self.line += self.text[self.at..end].matches('\n').count();
        self.at = end;
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let text = &self.rest()[..length];
        self.read.list.push(Token { kind, text, start: self.at, line: self.line });
        self.advance(length);
    }

    fn set_aside(&mut self, length: usize) {
        let start = self.at;
        self.advance(length);
        self.read.aside.push(start..self.at);
    }

    fn end_statement(&mut self) {
        self.push(Kind::End, self.delimiter.len());
        let statement = &self.read.list[self.statement..];
        if statement[0].is("COPY") && statement.iter().any(|token| token.is("STDIN")) && self.speaks_postgres() {
            let data = line_length(self.rest());
            let length = self.rest()[data..].find("\n\\.").map_or(self.rest().len(), |end| data + end + "\n\\.".len());
            self.set_aside(length);
        }
        self.statement = self.read.list.len();
    }

    fn begins_line(&self) -> bool {
        let line = self.text[..self.at].bytes().rev().take_while(|&byte| byte != b'\n');
        // Bounded: what is indented more deeply is nobody's command.
        line.take(64).all(|byte| byte.is_ascii_whitespace())
    }

    /// Whether what begins here is a command for the database's client.
    fn is_for_client(&self) -> bool {
        let word = "DELIMITER";
        let named = self.text.as_bytes().get(self.at..self.at + word.len());
        match self.byte(0) {
            b'\\' => self.speaks_postgres(),
            b'd' | b'D' => {
                self.speaks_mysql()
                    && named.is_some_and(|named| named.eq_ignore_ascii_case(word.as_bytes()))
                    && matches!(self.byte(word.len()), b' ' | b'\t')
            }
            _ => false,
        }
    }

    fn client_line(&mut self) {
        let line = &self.rest()[..line_length(self.rest())];
        if self.byte(0) != b'\\'
            && let Some(delimiter) = line.split_whitespace().nth(1)
        {
            self.delimiter = delimiter;
        }
        self.set_aside(line.len());
    }

    /// How long the comment is that begins here.
    fn comment(&mut self) -> Option<usize> {
        let rest = self.rest();
        match (self.byte(0), self.byte(1)) {
            (b'-', b'-') if self.dialect != Dialect::MySql || self.byte(2) <= b' ' => Some(line_length(rest)),
            // PostgreSQL has operators with it, as in `data #> path`.
            (b'#', next) => match self.dialect {
                Dialect::MySql => Some(line_length(rest)),
                Dialect::Unknown => (next <= b' ' || self.begins_line()).then(|| line_length(rest)),
                Dialect::Postgres | Dialect::Sqlite => None,
            },
            (b'/', b'*') if self.byte(2) == b'!' && self.speaks_mysql() => {
                self.conditional = true;
                Some(3 + rest[3..].bytes().take_while(u8::is_ascii_digit).count())
            }
            (b'/', b'*') => Some(comment_length(rest, self.dialect == Dialect::Postgres)),
            (b'*', b'/') if self.conditional => {
                self.conditional = false;
                Some(2)
            }
            _ => None,
        }
    }

    fn token(&self) -> Option<(Kind, usize)> {
        let rest = self.rest();
        let escapes = self.dialect == Dialect::MySql;
        Some(match self.byte(0) {
            byte if byte.is_ascii_whitespace() => return None,
            b'\'' => (Kind::Text, quoted_length(rest, 0, b'\'', escapes)),
            b'e' | b'E' if self.byte(1) == b'\'' && self.speaks_postgres() => {
                (Kind::Text, quoted_length(rest, 1, b'\'', true))
            }
            b'"' => (Kind::Quoted, quoted_length(rest, 0, b'"', escapes)),
            b'`' => (Kind::Quoted, quoted_length(rest, 0, b'`', false)),
            b'[' if self.dialect == Dialect::Sqlite => (Kind::Quoted, quoted_length(rest, 0, b']', false)),
            b'$' if self.byte(1) != b'{' => match self.dollar_quoted() {
                Some(length) => (Kind::Text, length),
                None => (Kind::Mark, 1),
            },
            byte if byte.is_ascii_digit() => (Kind::Number, run(rest, |byte| is_of_word(byte) || byte == b'.')),
            _ => match word_length(rest) {
                0 => (Kind::Mark, 1),
                length => (Kind::Word, length),
            },
        })
    }

    /// How long the body is that begins with `$tag$`. One without end is everything that is left.
    fn dollar_quoted(&self) -> Option<usize> {
        let rest = self.rest();
        let tag = 1 + run(&rest[1..], is_of_word);
        if !self.speaks_postgres() || self.byte(1).is_ascii_digit() || self.byte(tag) != b'$' {
            return None;
        }
        let fence = &rest[..=tag];
        Some(rest[fence.len()..].find(fence).map_or(rest.len(), |body| body + 2 * fence.len()))
    }

    fn speaks_postgres(&self) -> bool {
        matches!(self.dialect, Dialect::Postgres | Dialect::Unknown)
    }

    fn speaks_mysql(&self) -> bool {
        matches!(self.dialect, Dialect::MySql | Dialect::Unknown)
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn run(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|&byte| belongs(byte)).count()
}

/// How long the word is that begins here, with the `${placeholders}` that tools put values in for.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += match placeholder_length(&bytes[at..]) {
            Some(length) => length,
            None if is_of_word(byte) || byte == b'$' && at > 0 => 1,
            None => break,
        };
    }
    at
}

fn placeholder_length(bytes: &[u8]) -> Option<usize> {
    let named = bytes.strip_prefix(b"${")?.iter().take_while(|&&byte| is_of_word(byte) || b".:-".contains(&byte));
    let length = "${".len() + named.count();
    (bytes.get(length) == Some(&b'}')).then_some(length + 1)
}

fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

fn comment_length(text: &str, nests: bool) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (1, 2);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'*', Some(b'/')) => depth -= 1,
            (b'/', Some(b'*')) if nests => depth += 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// How long a string or name is, whose quote stands at `open`; a doubled `close` does not end it.
fn quoted_length(text: &str, open: usize, close: u8, escapes: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 1,
            byte if byte == close && bytes.get(at + 1) == Some(&close) => at += 1,
            byte if byte == close => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
