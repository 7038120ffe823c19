//! Source code as words, strings and marks, in any language. Imports nothing of ours.

use bstr::ByteSlice;

/// A piece of source code.
#[derive(Debug, Clone, PartialEq)]
pub struct Token<'t> {
    /// The piece itself.
    pub what: What<'t>,
    /// From 1.
    pub line: usize,
    /// Whether it stands at the left margin.
    pub margin: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What<'t> {
    /// Letters, digits, `_` and `$`.
    Word(&'t str),
    /// A string's content, every interpolated part as `{}`, or `{name}` while names are not resolved.
    Text(String),
    /// Anything else.
    Mark(u8),
}

impl Token<'_> {
    pub fn word(&self) -> Option<&str> {
        if let What::Word(word) = self.what { Some(word) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let What::Text(text) = &self.what { Some(text) } else { None }
    }
}

/// How a language writes comments and strings.
pub struct Syntax {
    /// `#` begins a comment.
    pub hash: bool,
    /// `//` and `/* */` are comments.
    pub slashes: bool,
    /// What strings begin with.
    pub quotes: &'static [u8],
}

impl Syntax {
    /// That of the language in which a file of this name is written.
    pub fn of(path: &[u8]) -> Self {
        let is = |extensions: &[&str]| extensions.iter().any(|extension| path.ends_with(extension.as_bytes()));
        let hash = is(&[".py", ".rb", ".ex", ".php"]);
        let quotes: &[u8] = match () {
            () if is(&[".rs", ".java", ".cs"]) => b"\"",
            () if is(&[".go"]) => b"\"`",
            () if hash => b"\"'",
            () => b"\"'`",
        };
        Self { hash, slashes: !is(&[".py", ".rb", ".ex"]), quotes }
    }
}

/// Takes a text apart, each byte looked at once.
pub fn tokens<'t>(text: &'t str, syntax: &Syntax) -> Vec<Token<'t>> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (what, len) = if let Some(len) = comment(rest, syntax) {
            (None, len)
        } else if syntax.quotes.contains(&rest[0]) {
            let (content, len) = string(&text[at..]);
            (Some(What::Text(blank(content))), len)
        } else if is_word(rest[0]) {
            let len = rest.iter().position(|&b| !is_word(b)).unwrap_or(rest.len());
            (Some(What::Word(&text[at..at + len])), len)
        } else {
            ((!rest[0].is_ascii_whitespace()).then_some(What::Mark(rest[0])), 1)
        };
        let margin = at == 0 || bytes[at - 1] == b'\n';
        tokens.extend(what.map(|what| Token { what, line, margin }));
        line += rest[..len].find_iter("\n").count();
        at += len;
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

fn comment(rest: &[u8], syntax: &Syntax) -> Option<usize> {
    if (syntax.hash && rest[0] == b'#') || (syntax.slashes && rest.starts_with(b"//")) {
        return Some(rest.find_byte(b'\n').unwrap_or(rest.len()));
    }
    (syntax.slashes && rest.starts_with(b"/*")).then(|| rest[2..].find(b"*/").map_or(rest.len(), |end| end + 4))
}

/// The content of the string that `rest` begins with, and its length with quotes.
/// A plain one ends with its line, so that a lone apostrophe swallows no more.
fn string(rest: &str) -> (&str, usize) {
    let bytes = rest.as_bytes();
    let quote = bytes[0];
    if bytes.len() > 5 && bytes[..3] == [quote; 3] && quote != b'`' {
        let end = rest[3..].find(&rest[..3]).unwrap_or(rest.len() - 3);
        return (&rest[3..3 + end], (end + 6).min(rest.len()));
    }
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote && (bytes[at] != b'\n' || quote == b'`') {
        at += if bytes[at] == b'\\' && at + 1 < bytes.len() && bytes[at + 1].is_ascii() { 2 } else { 1 };
    }
    let end = at.min(bytes.len());
    (&rest[1..end], if bytes.get(end) == Some(&quote) { end + 1 } else { end })
}

/// `{name}`, `${name}`, `#{name}` and `$name` are all `{name}`; `%s` and what is more than a name are `{}`.
fn blank(content: &str) -> String {
    let (mut blank, mut rest) = (String::new(), content);
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '{' => {
                let len = braces(rest);
                blank.push_str(&name_in(&rest[..len]));
                len
            }
            '}' => 1,
            '$' | '#' if rest[1..].starts_with('{') => 1,
            '%' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                blank.push_str("{}");
                2
            }
            '$' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let len =
                    rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(rest.len(), |n| n + 1);
                blank.push_str(&format!("{{{}}}", &rest[1..len]));
                len
            }
            c => {
                blank.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[len..];
    }
    blank
}

/// The length of what `rest` begins with, from brace to brace.
fn braces(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    rest.len()
}

/// `{name}` for `{name}` and `{self.name}`, else `{}`.
fn name_in(braces: &str) -> String {
    let inner = braces.trim_matches(['{', '}']).trim();
    let name = ["self.", "cls.", "this."].iter().find_map(|owner| inner.strip_prefix(owner)).unwrap_or(inner);
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { format!("{{{name}}}") } else { "{}".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_interpolating_is_a_blank() {
        for content in ["a:{x}", "a:{self.x}", "a:${this.x}", "a:#{x}", "a:$x"] {
            assert_eq!(blank(content), "a:{x}");
        }
        for content in ["a:${f({y: 1})}", "a:{x.y}", "a:{x:02}", "a:%s", "a:%d", "a:{", "a:{{}"] {
            assert_eq!(blank(content), "a:{}");
        }
    }

    #[test]
    fn hostile_text_ends() {
        let syntax = Syntax { hash: true, slashes: true, quotes: b"\"'`" };
        for text in [
            "'",
            "\"\\",
            "'''",
            "/*",
            "`{{{{",
            "\"é\\é",
            &"({[".repeat(300_000),
            &"'\\".repeat(300_000),
            &"{".repeat(300_000),
            &"\"{a".repeat(300_000),
        ] {
            tokens(text, &syntax);
        }
    }
}
