//! Reads an assignment from the end of its name on, in whatever language it is written.

use std::ops::Range;

use bstr::ByteSlice;

use super::super::file_kind::FileKind;
use super::form::{Before, Form, MAX_LEN, Value};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// `=`, `:`, `:=`, `=>`, `==`, `>`, `<-`, `||`, `is`
    Assign,
    /// `,`, `(` or `{`: what follows must be a literal.
    Argument,
    None,
}

/// A place in the text that only moves forward.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    kind: FileKind,
    before: &'t Before,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t [u8], at: usize, kind: FileKind, before: &'t Before) -> Self {
        Self { text, at, kind, before }
    }

    fn rest(&self) -> &'t [u8] {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, test: impl Fn(u8) -> bool, most: usize) -> usize {
        let count = self.rest().iter().take(most).take_while(|byte| test(**byte)).count();
        self.at += count;
        count
    }

    /// Whether one of these comes next; then it is left behind.
    fn pass(&mut self, words: &[&str]) -> bool {
        let passed = words.iter().find(|word| self.rest().starts_with(word.as_bytes()));
        self.at += passed.map_or(0, |word| word.len());
        passed.is_some()
    }

    /// The end of `"name"`, `['name']`, `name[25]`, `\"name\"`.
    pub(super) fn skip_closers(&mut self) -> bool {
        let closed = self.skip(|b| b"\\\"'`]".contains(&b), 4);
        if self.peek() == Some(b'[') {
            self.at += 1;
            self.skip(|b| b.is_ascii_digit() || b == b']', 8);
        }
        self.skip(is_blank, 64);
        closed > 0
    }

    /// C#'s `{ get; private set; }` between a property and its first value.
    pub(super) fn skip_accessors(&mut self) {
        let mut ahead = self.clone();
        if ahead.pass(&["{ get;", "{get;"]) {
            ahead.skip(|b| b.is_ascii_lowercase() || b == b';' || b == b' ', 40);
            if ahead.pass(&["}"]) {
                ahead.skip(is_blank, 8);
                self.at = ahead.at;
            }
        }
    }

    /// What is taken where the environment has no such name: `getenv("TOKEN") ?? "v1"`.
    pub(super) fn fallback(&self) -> Option<Self> {
        let mut ahead = self.clone();
        ahead.pass(&[")"]).then_some(())?;
        ahead.skip(is_blank, 8);
        ahead.pass(&["||", "??", "?:", "or "]).then_some(())?;
        ahead.skip(is_blank, 8);
        Some(ahead)
    }

    pub(super) fn separator(&mut self, closed: bool) -> Separator {
        let mut ahead = self.clone();
        ahead.skip(|b| b":=>!?|+.~".contains(&b), 4);
        let signs = &self.text[self.at..ahead.at];
        let assigns = signs.iter().any(|b| b":=>".contains(b)) || matches!(signs, b"||" | b"??");
        let separator = if assigns {
            self.at = ahead.at;
            Separator::Assign
        } else if self.pass(&["<-", "is ", "| default("]) || closed && self.pass(&["to "]) {
            Separator::Assign
        } else if self.pass(&[",", "(", "{"]) {
            Separator::Argument
        } else {
            Separator::None
        };
        // An element's content may stand on a line of its own.
        let element = signs.ends_with(b">") && !signs.ends_with(b"=>");
        self.skip(|b| is_blank(b) || element && b.is_ascii_whitespace(), 64);
        separator
    }

    /// The type in `token: str = …`; after a bare `:` the value itself stays.
    pub(super) fn skip_type(&mut self) {
        let mut ahead = self.clone();
        let named = ahead.skip(|b| b.is_ascii_alphanumeric() || b"_&*<>[]?' ".contains(&b), 40);
        if named > 0 && ahead.peek() == Some(b'=') && matches!(ahead.text.get(ahead.at + 1), Some(b' ' | b'"' | b'\''))
        {
            ahead.at += 1;
            ahead.skip(|b| b == b' ', 8);
            self.at = ahead.at;
        }
    }

    /// What stands around the literal: a conversion, an element of its own, YAML's sign for a block.
    pub(super) fn skip_opening(&mut self) {
        const CONVERSIONS: [&str; 8] = ["byte", "bytes", "from", "String", "string", "Secret", "SecretStr", "encode"];
        let mut ahead = self.clone();
        let named = ahead.skip(|b| b.is_ascii_alphanumeric() || b"_.:[]".contains(&b), 40);
        let word = &self.text[self.at..ahead.at];
        let converts = named == 0 || CONVERSIONS.iter().any(|name| word.ends_with(name.as_bytes()));
        if converts && ahead.pass(&["("]) {
            ahead.skip(|b| b.is_ascii_whitespace(), 64);
            if ahead.literal().is_some() {
                self.at = ahead.at;
            }
        } else if self.pass(&["{"]) || self.kind == FileKind::Yaml && matches!(self.peek(), Some(b'\r' | b'\n')) {
            self.skip_to_default();
        } else if self.pass(&["<value>", "<string>"]) || self.kind == FileKind::Yaml && self.pass(&["|", ">"]) {
            self.skip(|b| b == b'-' || b == b'+', 1);
            self.skip(|b| b.is_ascii_whitespace(), 64);
        }
    }

    /// The argument after a name, or the field after the one that holds a name:
    /// `"name": "token", "value": "v1"`.
    pub(super) fn argument(mut self) -> Option<Value> {
        if self.text[..self.at].trim_ascii_end().ends_with(b"{") && self.peek().is_none_or(|b| b.is_ascii_whitespace())
        {
            return self.skip_to_default().then_some(self)?.value(false);
        }
        let start = self.at;
        self.skip(|b| b.is_ascii_whitespace(), 64);
        // On a line of its own the next literal may be the next of a list.
        let listed = self.at > start;
        self.pass(&["<<", "default=", "default: ", "default_value=", "value=", "value: ", "value = "]);
        let value = self.value(false)?;
        let mut beyond = Cursor { at: value.secret.end, ..self };
        beyond.skip_closers();
        if beyond.peek() != Some(b':') {
            return (!listed).then_some(value);
        }
        let holds = self.text[value.secret].eq_ignore_ascii_case(b"value");
        (holds && beyond.separator(true) == Separator::Assign).then_some(beyond)?.value(false)
    }

    /// The default in `${NAME:-value}`.
    pub(super) fn default(&mut self) -> Option<Value> {
        let signs = self.skip(|b| b":-=".contains(&b), 2);
        let start = self.at;
        let len = self.skip(|b| b.is_ascii_graphic() && !b"\"'`${}".contains(&b), MAX_LEN);
        let given = signs > 0 && len > 0 && self.peek() == Some(b'}');
        given.then_some(Value { secret: start..start + len, form: Form::Quoted })
    }

    /// Where name and value are fields of their own: `name: DB_PASSWORD` with
    /// `value: …` on the next line (Kubernetes), `key="…" value="…"` (.NET), or
    /// a type stands between them (`token string = …`).
    pub(super) fn apart(mut self, closed: bool) -> Option<Self> {
        let start = self.at;
        // After a quote no type follows but the next attribute: `to="/new-password" color="…"`.
        if !closed {
            self.skip_type();
        }
        if self.at > start || self.skip_to_element() {
            return Some(self);
        }
        self.skip(|b| b.is_ascii_whitespace() || b == b',', 64);
        self.skip(|b| b == b'"' || b == b'\'', 1);
        if !self.pass(&["value", "Value"]) {
            return None;
        }
        self.skip(|b| b"\"' ".contains(&b), 4);
        (self.separator(false) == Separator::Assign).then_some(self)
    }

    /// The element beside or below the one that holds the name:
    /// `<key>token</key><string>v1</string>`, `<setting name="token" a="b"><value>v1</value>`.
    fn skip_to_element(&mut self) -> bool {
        let mut ahead = self.clone();
        if !ahead.pass(&["</key>"]) {
            ahead.skip(|b| !b"<>\n".contains(&b), 80);
            if !ahead.pass(&[">"]) {
                return false;
            }
        }
        ahead.skip(|b| b.is_ascii_whitespace(), 64);
        let found = ahead.pass(&["<value>", "<string>"]);
        if found {
            self.at = ahead.at;
        }
        found
    }

    /// The default in Terraform's `variable "token" { … default = "v1" }` and in
    /// the parameters of `CloudFormation`, of which each is a block of lines or in braces.
    fn skip_to_default(&mut self) -> bool {
        let block = self.ahead().split(|&b| b == b'{' || b == b'}').next().unwrap_or_default();
        let depth = |line: &[u8]| line.len() - line.trim_ascii_start().len();
        let first = block.lines().skip(1).map(depth).next().unwrap_or_default();
        let lines = block.lines_with_terminator().skip(1).take_while(|line| depth(line) >= first);
        let end = block.lines_with_terminator().next().map_or(0, <[u8]>::len) + lines.map(<[u8]>::len).sum::<usize>();
        let Some(found) = block[..end].find("efault") else { return false };
        self.at += found + "efault".len();
        self.skip_closers();
        self.separator(false) == Separator::Assign
    }

    pub(super) fn value(&mut self, bare: bool) -> Option<Value> {
        match self.literal() {
            Some(quote) => self.quoted(quote),
            None if bare => self.bare(),
            None => None,
        }
    }

    /// The quote that opens a literal here, after a letter or two: r"…", b"…", @"…", L"…", N'…'.
    pub(super) fn literal(&mut self) -> Option<&'static [u8]> {
        let mut ahead = self.clone();
        ahead.skip(|b| b"rbufLN".contains(&b), 2);
        ahead.at += usize::from(ahead.rest().starts_with(b"@\""));
        let quotes = ["\"", "'", "`", "\\\"", "\\'"];
        let quote = quotes.iter().find(|quote| ahead.rest().starts_with(quote.as_bytes()))?;
        self.at = ahead.at;
        Some(quote.as_bytes())
    }

    fn quoted(&self, quote: &[u8]) -> Option<Value> {
        let start = self.at + quote.len();
        // Code within code: '"v1"', "\"v1\"".
        let quotes = ["\"", "\\\""].map(str::as_bytes);
        let nested = quotes.into_iter().find(|inner| *inner != quote && self.text[start..].starts_with(inner));
        nested.map_or_else(|| self.until(quote, start), |inner| self.until(inner, start + inner.len()))
    }

    fn until(&self, quote: &[u8], start: usize) -> Option<Value> {
        let rest = &self.text[start..self.text.len().min(start + MAX_LEN)];
        let len = rest.find(quote)?;
        let one_line = !rest[..len].contains(&b'\n');
        one_line.then(|| Value { secret: start..start + len, form: Form::Quoted })
    }

    pub(super) fn bare(&mut self) -> Option<Value> {
        let settings = matches!(self.kind, FileKind::Settings | FileKind::Yaml);
        if let Some(secret) = self.line().filter(|_| settings && self.before.opens_line) {
            return Some(Value { secret, form: Form::Plain });
        }
        let start = self.at;
        let len = self.skip(|b| !b.is_ascii_whitespace() && !b"\\\"'`,;<>&|".contains(&b), MAX_LEN);
        let secret = start..start + len;
        let expression = self.text[secret.clone()].iter().any(|b| b"()[]{}".contains(b));
        let next = self.peek();
        let enclosed = next.is_some() && next == self.before.quote || self.rest().starts_with(b"</");
        let among_words = settings && self.before.one_word && matches!(next, Some(b' ' | b'\t' | b';'));
        let for_people = self.kind == FileKind::Prose || self.before.comment;
        let form = if enclosed {
            Form::Quoted
        } else if among_words || (settings || for_people) && self.ends_line() {
            Form::Plain
        } else {
            Form::Loose
        };
        (len > 0 && len < MAX_LEN && !expression).then_some(Value { secret, form })
    }

    /// What is left of the line, as far as a value may reach.
    fn line_ahead(&self) -> &'t [u8] {
        self.ahead().lines().next().unwrap_or_default()
    }

    fn ahead(&self) -> &'t [u8] {
        &self.rest()[..self.rest().len().min(MAX_LEN)]
    }

    /// Whether nothing follows on the line but a comment.
    fn ends_line(&self) -> bool {
        let line = self.line_ahead();
        let after = line.trim_ascii_start();
        after.is_empty() || after.len() < line.len() && after.starts_with(b"#")
    }

    /// The rest of the line but for a comment, if it is one word. After `=>` it
    /// is an expression, as it is when a `;` ends it.
    fn line(&self) -> Option<Range<usize>> {
        let line = self.line_ahead();
        let value =
            [" #", "\t#"].iter().filter_map(|comment| line.find(comment)).min().map_or(line, |end| &line[..end]);
        let value = value.trim_ascii_end();
        let word = (1..MAX_LEN).contains(&value.len()) && !value.iter().any(u8::is_ascii_whitespace);
        let expression = self.text[..self.at].trim_ascii_end().ends_with(b"=>") || value.ends_with(b";");
        (word && !expression).then(|| self.at..self.at + value.len())
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}
