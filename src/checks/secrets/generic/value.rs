//! Where the value of an assignment stands.

use std::ops::Range;

use super::super::file_kind::FileKind;

/// No value is longer.
const MAX_LEN: usize = 512;

/// A value and how it was written.
pub(super) struct Value {
    pub secret: Range<usize>,
    pub form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Between quotes or tags.
    Quoted,
    /// The rest of its line, in a file that writes values so.
    Plain,
    /// Amid other things: it must speak for itself.
    Loose,
}

/// What is assigned to the name at `name`.
pub(super) fn after(text: &[u8], name: &Range<usize>, kind: FileKind) -> Option<Value> {
    let flag = text[name.clone()].starts_with(b"--");
    let mut at = Cursor { text, at: name.end };
    let closed = at.skip_closers();
    let bare = match at.separator() {
        Separator::Assign => {
            at.skip_type();
            true
        }
        Separator::None if flag && !closed => true,
        Separator::None if !matches!(at.peek(), Some(b'"' | b'\'')) => return at.apart(closed)?.value(true, kind),
        Separator::Argument | Separator::None => false,
    };
    at.value(bare, kind)
}

/// What the name at `name` is compared with: `"…" == password`.
pub(super) fn before(text: &[u8], name: &Range<usize>) -> Option<Value> {
    let line = &text[name.start.saturating_sub(MAX_LEN)..name.start];
    let trimmed = line.trim_ascii_end();
    let operand = ["===", "!==", "==", "!="].iter().find_map(|sign| trimmed.strip_suffix(sign.as_bytes()))?;
    let literal = operand.trim_ascii_end();
    let (&quote, inside) = literal.split_last().filter(|(quote, _)| b"\"'`".contains(quote))?;
    let start = inside.iter().rposition(|&b| b == quote || b == b'\n').filter(|&at| inside[at] == quote)? + 1;
    let from = name.start - line.len();
    Some(Value { secret: from + start..from + inside.len(), form: Form::Quoted })
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
        let separator = match self.skip(|b| b":=>!?|+.~".contains(&b), 4) {
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
    fn apart(mut self, closed: bool) -> Option<Self> {
        let start = self.at;
        // After a quote no type follows but the next attribute: `to="/new-password" color="…"`.
        if !closed {
            self.skip_type();
        }
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
        // A letter before the literal: r"…", b"…", @"…", L"…".
        if matches!(self.text[self.at..], [b'r' | b'b' | b'u' | b'f', b'"' | b'\'', ..] | [b'L' | b'@', b'"', ..]) {
            self.at += 1;
        }
        match self.text[self.at..] {
            [quote @ (b'"' | b'\'' | b'`'), ..] => self.quoted(&[quote]),
            [b'\\', quote @ (b'"' | b'\''), ..] => self.quoted(&[b'\\', quote]),
            _ if bare => self.bare(kind),
            _ => None,
        }
    }

    fn quoted(&self, quote: &[u8]) -> Option<Value> {
        let start = self.at + quote.len();
        let rest = &self.text[start..self.text.len().min(start + MAX_LEN)];
        let len = rest.windows(quote.len()).position(|window| window == quote)?;
        let one_line = !rest[..len].contains(&b'\n');
        one_line.then(|| Value { secret: start..start + len, form: Form::Quoted })
    }

    fn bare(&mut self, kind: FileKind) -> Option<Value> {
        let start = self.at;
        let len = self.skip(|b| !b.is_ascii_whitespace() && !b"\\\"'`,;<>&|".contains(&b), MAX_LEN);
        let secret = start..start + len;
        let expression = self.text[secret.clone()].iter().any(|b| b"()[]{}".contains(b));
        let form = if self.text[self.at..].starts_with(b"</") {
            Form::Quoted
        } else if matches!(kind, FileKind::Settings | FileKind::Yaml) && self.ends_line() {
            Form::Plain
        } else {
            Form::Loose
        };
        (len > 0 && !expression).then_some(Value { secret, form })
    }

    /// Whether nothing follows on the line but a comment.
    fn ends_line(&mut self) -> bool {
        let gap = self.skip(|b| b == b' ' || b == b'\t', 64);
        match self.peek() {
            None | Some(b'\n' | b'\r') => true,
            Some(b'#') => gap > 0,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, name: &str, kind: FileKind) -> Option<&'t str> {
        let start = text.find(name).unwrap();
        after(text.as_bytes(), &(start..start + name.len()), kind).map(|value| &text[value.secret])
    }

    #[test]
    fn a_value_is_found_however_it_is_assigned() {
        for text in [
            "token = \"v1\"",
            "token: 'v1'",
            "\"token\": \"v1\"",
            "\\\"token\\\": \\\"v1\\\"",
            "['token'] => 'v1'",
            "os.environ[\"token\"] = \"v1\"",
            "token: str = \"v1\"",
            "token string = \"v1\"",
            "const char token[] = \"v1\"",
            "token := `v1`",
            "set(\"token\", \"v1\")",
            "token = b\"v1\"",
            "<token>\n  v1\n</token>",
            "key=\"token\" value=\"v1\"",
            "- name: token\n  value: v1\n",
            "token \"v1\"",
        ] {
            assert_eq!(found(text, "token", FileKind::Code), Some("v1"), "{text}");
        }
        for text in ["token=v1", "token: v1 # note", "export token=v1\n", "{\"x\": \"token=v1\\ny=1\"}"] {
            assert_eq!(found(text, "token", FileKind::Settings), Some("v1"), "{text}");
        }
        for text in ["token = read()", "a token is something", "token, other", "if token {", "token"] {
            assert_eq!(found(text, "token", FileKind::Code).filter(|value| value.len() > 9), None, "{text}");
        }
    }
}
