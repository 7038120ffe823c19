//! Python's tokens, as far as assignments of literals need them.

use bstr::ByteSlice;

/// What a token is.
#[derive(PartialEq, Eq, Debug)]
pub enum Kind<'a> {
    Word(&'a str),
    /// A string literal; `None` if only running the module tells its value.
    Text(Option<String>),
    Mark(u8),
    /// The end of a statement.
    End,
}

/// A token and where it stands.
#[derive(Debug)]
pub struct Token<'a> {
    pub kind: Kind<'a>,
    pub line: usize,
    pub column: usize,
    /// How many brackets are open around it; a bracket itself stands outside.
    pub depth: usize,
}

/// Cuts a module into tokens; tells the line where it stops being Python, if it does.
pub fn tokens(source: &[u8]) -> (Vec<Token<'_>>, Option<usize>) {
    let mut scanner = Scanner { source, at: 0, line: 1, line_start: 0, open: Vec::new(), broken_at: None };
    let mut tokens = Vec::new();
    while scanner.at < source.len() {
        if let Some(token) = scanner.next() {
            tokens.push(token);
        }
    }
    let broken = scanner.broken_at.or(scanner.open.first().copied());
    (tokens, broken)
}

struct Scanner<'a> {
    source: &'a [u8],
    at: usize,
    line: usize,
    line_start: usize,
    /// The lines of the brackets that are open.
    open: Vec<usize>,
    broken_at: Option<usize>,
}

impl<'a> Scanner<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let (start, line, column) = (self.at, self.line, self.at - self.line_start);
        let mut depth = self.open.len();
        let rest = &self.source[start..];
        let first = *rest.first()?;
        if column == 0 && [b"<<<<<<< ", b">>>>>>> "].iter().any(|marker| rest.starts_with(*marker)) {
            self.broken_at.get_or_insert(line);
        }
        let kind = match first {
            b'#' => {
                self.at += rest.find_byteset(b"\r\n").unwrap_or(rest.len());
                return None;
            }
            b'\\' if rest.get(1).is_some_and(|b| b"\r\n".contains(b)) => {
                self.at += 1;
                self.newline();
                return None;
            }
            b'\n' | b'\r' => {
                self.newline();
                if depth > 0 {
                    return None;
                }
                Kind::End
            }
            b' ' | b'\t' | b'\x0c' => {
                self.at += 1;
                return None;
            }
            b'"' | b'\'' => self.string(b""),
            b if b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80 => self.word(),
            mark => {
                self.at += 1;
                match mark {
                    b'(' | b'[' | b'{' => self.open.push(line),
                    b')' | b']' | b'}' => {
                        self.open.pop();
                        depth = self.open.len();
                    }
                    // `==` and its like compare; they are not the `=` that assigns.
                    b'=' | b'!' | b'<' | b'>' if rest.get(1) == Some(&b'=') => {
                        self.at += 1;
                        return Some(Token { kind: Kind::Mark(b'?'), line, column, depth });
                    }
                    _ => {}
                }
                if mark == b';' && depth == 0 { Kind::End } else { Kind::Mark(mark) }
            }
        };
        Some(Token { kind, line, column, depth })
    }

    fn newline(&mut self) {
        self.at += if self.source[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
        self.line += 1;
        self.line_start = self.at;
    }

    /// A word, or a string if the word is its prefix.
    fn word(&mut self) -> Kind<'a> {
        let rest = &self.source[self.at..];
        let len = rest.iter().position(|&b| !(b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80));
        let (word, after) = rest.split_at(len.unwrap_or(rest.len()));
        self.at += word.len();
        let prefix = word.len() <= 2 && word.iter().all(|b| b"rRuUbBfFtT".contains(b));
        if prefix && after.first().is_some_and(|b| b"\"'".contains(b)) {
            return self.string(word);
        }
        Kind::Word(std::str::from_utf8(word).unwrap_or("?"))
    }

    /// A string from its opening quote on.
    fn string(&mut self, prefix: &[u8]) -> Kind<'a> {
        let (source, opened) = (self.source, self.line);
        let rest = &source[self.at..];
        let quote = rest.first().copied().unwrap_or_default();
        let triple = rest.starts_with(&[quote; 3]);
        let fence: &[u8] = if triple { &rest[..3] } else { &rest[..1] };
        self.at += fence.len();
        let start = self.at;
        loop {
            let rest = &source[self.at..];
            match rest.first() {
                None => {
                    self.broken_at.get_or_insert(opened);
                    return Kind::Text(None);
                }
                Some(b'\\') if rest.len() > 1 && !b"\r\n".contains(&rest[1]) => self.at += 2,
                Some(b'\\') => {
                    self.at += 1;
                    if self.at < source.len() {
                        self.newline();
                    }
                }
                Some(_) if rest.starts_with(fence) => break,
                // Python would stop here; going on at the next line loses the least.
                Some(b'\n' | b'\r') if !triple => return Kind::Text(None),
                Some(b'\n' | b'\r') => self.newline(),
                Some(_) => self.at += 1,
            }
        }
        let body = &source[start..self.at];
        self.at += fence.len();
        let raw = prefix.iter().any(|b| b"rR".contains(b));
        let plain = !prefix.iter().any(|b| b"bBfFtT".contains(b)) && (raw || !body.contains(&b'\\'));
        Kind::Text(plain.then(|| body.to_str_lossy().into_owned()))
    }
}
