//! Where the value of an assignment stands, and whether it looks like a secret.

use std::ops::Range;

use super::super::file_kind::FileKind;
use super::super::shape;

/// No value is longer.
const MAX_LEN: usize = 512;

/// A value and how it was written.
pub(super) struct Value {
    pub secret: Range<usize>,
    pub quoted: bool,
}

/// What is assigned to the name at `name`.
pub(super) fn after(text: &[u8], name: &Range<usize>, kind: FileKind) -> Option<Value> {
    let flag = text[name.clone()].starts_with(b"--");
    let mut at = Cursor { text, at: name.end };
    let closed = at.skip_closers();
    let separator = at.separator();
    if separator == Separator::None && !(flag && !closed) && !matches!(at.peek(), Some(b'"' | b'\'')) {
        return at.value_on_its_own().and_then(|mut at| at.value(true, kind));
    }
    at.skip_type();
    let bare = match separator {
        Separator::Assign => kind != FileKind::Test,
        Separator::Argument => false,
        Separator::None => flag,
    };
    at.value(bare, kind)
}

/// Whether a value was made by a machine to be secret.
pub(super) fn token(value: &[u8]) -> bool {
    let plain = value.iter().all(|b| b.is_ascii_alphanumeric() || b"_-.+/=~:!@#%^&*".contains(b));
    plain
        && value.len() >= 16
        && !nothing_of_its_own(value)
        && !shape::contains(value, b"://")
        && (shape::random(value) || shape::uuid(value))
}

/// Whether a value is a password that somebody would really use: of mixed
/// characters, and not one of those that stand in tests and manuals.
pub(super) fn password(value: &[u8], quoted: bool) -> bool {
    let printable = value.iter().all(|b| b.is_ascii_graphic());
    let code = value.iter().any(|b| b"(){}[]<>\\|`,;".contains(b));
    let hashed = value.starts_with(b"$") || value.starts_with(b"{");
    let random = value.len() >= 10 && shape::random(value);
    let mixed = value.len() >= 8
        && shape::classes(value) >= 3
        && value.iter().any(u8::is_ascii_digit)
        && (quoted || !value.contains(&b'.'))
        && !is_identifier(value);
    printable && !code && !hashed && !nothing_of_its_own(value) && !shape::well_worn(value) && (random || mixed)
}

/// Put in at run time, kept elsewhere, or a blank to be filled in.
fn nothing_of_its_own(value: &[u8]) -> bool {
    shape::reference(value) || shape::stand_in(value) || value.starts_with(b"/") || value.starts_with(b"./")
}

/// Words joined by `.`, `-`, `_`, `/` or `:`, as keys of translations, paths and routes are.
fn is_identifier(value: &[u8]) -> bool {
    let mut words = value.split(|b| b"._-/:#".contains(b)).peekable();
    let several = value.iter().any(|b| b"._-/:#".contains(b));
    several && words.all(|word| !word.iter().any(u8::is_ascii_punctuation) && word.iter().all(|b| !b.is_ascii_digit()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// `=`, `:`, `:=`, `=>`, `==`, `>`
    Assign,
    /// `,` or `(`
    Argument,
    None,
}

/// A place in the text that only moves forward.
#[derive(Clone)]
struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip(&mut self, test: impl Fn(u8) -> bool, most: usize) -> usize {
        let count = self.text[self.at..].iter().take(most).take_while(|byte| test(**byte)).count();
        self.at += count;
        count
    }

    /// The end of `"name"`, `['name']`, `name[25]`, `\"name\"`.
    fn skip_closers(&mut self) -> bool {
        let closed = self.skip(|b| b"\\\"'`]".contains(&b), 4);
        if self.peek() == Some(b'[') {
            self.at += 1;
            self.skip(|b| b.is_ascii_digit() || b == b']', 8);
        }
        self.skip(|b| b == b' ' || b == b'\t', 64);
        closed > 0
    }

    fn separator(&mut self) -> Separator {
        let separator = match self.skip(|b| b":=>!?|+.~".contains(&b), 3) {
            0 => match self.peek() {
                Some(b',' | b'(') => {
                    self.at += 1;
                    Separator::Argument
                }
                _ => Separator::None,
            },
            _ => Separator::Assign,
        };
        // An element's content may stand on a line of its own.
        let element = self.text[..self.at].ends_with(b">") && !self.text[..self.at].ends_with(b"=>");
        self.skip(|b| b == b' ' || b == b'\t' || element && b.is_ascii_whitespace(), 64);
        separator
    }

    /// The type in `token: str = …`; after a bare `:` the value itself stays.
    fn skip_type(&mut self) {
        let mut ahead = self.clone();
        let named = ahead.skip(|b| b.is_ascii_alphanumeric() || b"_&*<>[]?' ".contains(&b), 40);
        if named > 0 && ahead.peek() == Some(b'=') && matches!(ahead.text.get(ahead.at + 1), Some(b' ' | b'"' | b'\''))
        {
            ahead.at += 1;
            ahead.skip(|b| b == b' ', 8);
            self.at = ahead.at;
        }
    }

    /// Where name and value are fields of their own: `name: DB_PASSWORD` with
    /// `value: …` on the next line (Kubernetes), `key="…" value="…"` (.NET), or
    /// a type stands between them (`token string = …`).
    fn value_on_its_own(mut self) -> Option<Self> {
        let start = self.at;
        self.skip_type();
        if self.at > start {
            return Some(self);
        }
        self.skip(|b| b.is_ascii_whitespace() || b == b',', 64);
        self.skip(|b| b == b'"' || b == b'\'', 1);
        let rest =
            self.text[self.at..].strip_prefix(b"value").or_else(|| self.text[self.at..].strip_prefix(b"Value"))?;
        self.at = self.text.len() - rest.len();
        self.skip(|b| b"\"' ".contains(&b), 4);
        (self.separator() == Separator::Assign).then_some(self)
    }

    fn value(&mut self, bare: bool, kind: FileKind) -> Option<Value> {
        // A prefix of the literal: r"…", b"…", @"…", L"…".
        if matches!(self.text[self.at..], [b'r' | b'b' | b'u' | b'L' | b'@' | b'f', b'"' | b'\'', ..]) {
            self.at += 1;
        }
        match self.text[self.at..] {
            [quote @ (b'"' | b'\'' | b'`'), ..] => self.quoted(&[quote]),
            [b'\\', quote @ (b'"' | b'\''), ..] => self.quoted(&[b'\\', quote]),
            _ if bare => self.bare(kind),
            _ => None,
        }
    }

    fn quoted(&mut self, quote: &[u8]) -> Option<Value> {
        let start = self.at + quote.len();
        let rest = &self.text[start..self.text.len().min(start + MAX_LEN)];
        let len = rest.windows(quote.len()).position(|window| window == quote)?;
        let value = &rest[..len];
        (!value.contains(&b'\n')).then(|| Value { secret: start..start + len, quoted: true })
    }

    fn bare(&mut self, kind: FileKind) -> Option<Value> {
        let start = self.at;
        let len = self.skip(|b| !b.is_ascii_whitespace() && !b"\\\"'`,;<>&|".contains(&b), MAX_LEN);
        let ended = self.skip(|b| b == b' ' || b == b'\t', 64) == 0 || self.peek() == Some(b'#');
        let settings = matches!(kind, FileKind::Settings | FileKind::Yaml);
        let secret = start..start + len;
        let call = self.text[secret.clone()].iter().any(|b| b"()[]{}".contains(b));
        let alone = ended || !settings || matches!(self.peek(), None | Some(b'\n' | b'\r'));
        // In a program a bare word is an expression, unless nobody would name one so.
        (len > 0 && !call && alone && (settings || shape::classes(&self.text[secret.clone()]) > 1))
            .then_some(Value { secret, quoted: settings })
    }
}
