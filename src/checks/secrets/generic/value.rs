//! Where the value of an assignment stands.

use std::ops::Range;

use bstr::ByteSlice;

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
    let flag = text[name.clone()].starts_with(b"-");
    let mut at = Cursor { text, at: name.end, flag };
    if text[..name.start].ends_with(b"${") {
        return at.default();
    }
    let closed = at.skip_closers();
    at.skip_accessors();
    match at.separator(closed) {
        Separator::Assign => {
            at.skip_type();
            at.skip_opening(kind);
            at.value(true, kind)
        }
        Separator::Argument => at.argument(kind),
        Separator::None if at.literal().is_some() => at.value(false, kind),
        Separator::None if flag && !closed => at.value(true, kind),
        Separator::None if is_directive(text, name, kind) => at.bare(kind).filter(|value| value.form == Form::Plain),
        Separator::None => at.apart(closed)?.value(true, kind),
    }
}

/// What the name at `name` is compared with: `"…" == password`, `"…".equals(password)`.
pub(super) fn before(text: &[u8], name: &Range<usize>) -> Option<Value> {
    let line = &text[name.start.saturating_sub(MAX_LEN)..name.start];
    let trimmed = line.trim_ascii_end();
    let signs = ["===", "!==", "==", "!=", ".equals("];
    let operand = signs.iter().find_map(|sign| trimmed.strip_suffix(sign.as_bytes()))?;
    let literal = operand.trim_ascii_end();
    let (&quote, inside) = literal.split_last().filter(|(quote, _)| b"\"'`".contains(quote))?;
    let start = inside.iter().rposition(|&b| b == quote || b == b'\n').filter(|&at| inside[at] == quote)? + 1;
    let from = name.start - line.len();
    Some(Value { secret: from + start..from + inside.len(), form: Form::Quoted })
}

/// Whether the line gives the name its value after a mere blank: `requirepass v1`, `ENV TOKEN v1`.
fn is_directive(text: &[u8], name: &Range<usize>, kind: FileKind) -> bool {
    const SETTERS: [&str; 6] = ["", "env", "arg", "setenv", "set -x", "set -gx"];
    let line = text[name.start.saturating_sub(40)..name.start].rsplit(|&b| b == b'\n').next().unwrap_or_default();
    kind == FileKind::Settings && SETTERS.iter().any(|setter| line.trim_ascii().eq_ignore_ascii_case(setter.as_bytes()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// `=`, `:`, `:=`, `=>`, `==`, `>`, `<-`, `||`
    Assign,
    /// `,`, `(` or `{`
    Argument,
    None,
}

/// A place in the text that only moves forward.
#[derive(Clone)]
struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    /// Whether it comes from a flag: other arguments may follow its value.
    flag: bool,
}

impl<'t> Cursor<'t> {
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
    fn skip_closers(&mut self) -> bool {
        let closed = self.skip(|b| b"\\\"'`]".contains(&b), 4);
        if self.peek() == Some(b'[') {
            self.at += 1;
            self.skip(|b| b.is_ascii_digit() || b == b']', 8);
        }
        self.skip(is_blank, 64);
        closed > 0
    }

    /// C#'s `{ get; private set; }` between a property and its first value.
    fn skip_accessors(&mut self) {
        let mut ahead = self.clone();
        if ahead.pass(&["{ get;", "{get;"]) {
            ahead.skip(|b| b.is_ascii_lowercase() || b == b';' || b == b' ', 40);
            if ahead.pass(&["}"]) {
                ahead.skip(is_blank, 8);
                self.at = ahead.at;
            }
        }
    }

    fn separator(&mut self, closed: bool) -> Separator {
        let mut ahead = self.clone();
        ahead.skip(|b| b":=>!?|+.~".contains(&b), 4);
        let signs = &self.text[self.at..ahead.at];
        let assigns = signs.iter().any(|b| b":=>".contains(b)) || matches!(signs, b"||" | b"??" | b"+");
        let separator = if assigns {
            self.at = ahead.at;
            Separator::Assign
        } else if self.pass(&["<-"]) || closed && self.pass(&["to "]) {
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

    /// What stands around the literal: a conversion, an element of its own, YAML's sign for a block.
    fn skip_opening(&mut self, kind: FileKind) {
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
        } else if self.pass(&["<value>", "<string>"]) || kind == FileKind::Yaml && self.pass(&["|", ">"]) {
            self.skip(|b| b == b'-' || b == b'+', 1);
            self.skip(|b| b.is_ascii_whitespace(), 64);
        }
    }

    /// The argument after a name, or the field after the one that holds a name:
    /// `"name": "token", "value": "v1"`.
    fn argument(mut self, kind: FileKind) -> Option<Value> {
        if self.text[..self.at].trim_ascii_end().ends_with(b"{") && self.peek().is_none_or(|b| b.is_ascii_whitespace())
        {
            return self.skip_to_default().then_some(self)?.value(false, kind);
        }
        let mut keyword = self.clone();
        keyword.skip(|b| b.is_ascii_alphabetic() || b == b'_', 24);
        if keyword.pass(&["=", ": "]) {
            self.at = keyword.at;
        }
        self.pass(&["<<"]);
        let value = self.value(false, kind)?;
        let mut beyond = Cursor { at: value.secret.end, ..self };
        beyond.skip_closers();
        if beyond.peek() != Some(b':') {
            return Some(value);
        }
        let holds = self.text[value.secret].eq_ignore_ascii_case(b"value");
        (holds && beyond.separator(true) == Separator::Assign).then_some(beyond)?.value(false, kind)
    }

    /// The default in `${NAME:-value}`.
    fn default(&mut self) -> Option<Value> {
        let signs = self.skip(|b| b":-=".contains(&b), 2);
        let start = self.at;
        let len = self.skip(|b| b.is_ascii_graphic() && !b"\"'`${}".contains(&b), MAX_LEN);
        let given = signs > 0 && len > 0 && self.peek() == Some(b'}');
        given.then_some(Value { secret: start..start + len, form: Form::Quoted })
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

    /// The default in Terraform's `variable "token" { … default = "v1" }`.
    fn skip_to_default(&mut self) -> bool {
        let block = &self.rest()[..self.rest().len().min(MAX_LEN)];
        let block = block.split(|&b| b == b'}').next().unwrap_or_default();
        let Some(found) = block.find("default") else { return false };
        self.at += found + "default".len();
        self.skip(is_blank, 64);
        self.separator(false) == Separator::Assign
    }

    fn value(&mut self, bare: bool, kind: FileKind) -> Option<Value> {
        match self.literal() {
            Some(quote) => self.quoted(quote),
            None if bare => self.bare(kind),
            None => None,
        }
    }

    /// The quote that opens a literal here, after a letter or two: r"…", b"…", @"…", L"…", N'…'.
    fn literal(&mut self) -> Option<&'static [u8]> {
        let mut ahead = self.clone();
        ahead.skip(|b| b"rbufLN@".contains(&b), 2);
        let quotes = ["\"", "'", "`", "\\\"", "\\'"];
        let quote = quotes.iter().find(|quote| ahead.rest().starts_with(quote.as_bytes()))?;
        self.at = ahead.at;
        Some(quote.as_bytes())
    }

    fn quoted(&self, quote: &[u8]) -> Option<Value> {
        let start = self.at + quote.len();
        let rest = &self.text[start..self.text.len().min(start + MAX_LEN)];
        let len = rest.find(quote)?;
        let one_line = !rest[..len].contains(&b'\n');
        // Code within code: '"v1"', "\"v1\"".
        let inner = Cursor { at: start, ..*self };
        let nested =
            ["\"", "\\\""].into_iter().find(|inner| inner.as_bytes() != quote && rest.starts_with(inner.as_bytes()));
        match nested {
            Some(nested) if len > 0 => inner.quoted(nested.as_bytes()),
            _ => one_line.then(|| Value { secret: start..start + len, form: Form::Quoted }),
        }
    }

    fn bare(&mut self, kind: FileKind) -> Option<Value> {
        let settings = matches!(kind, FileKind::Settings | FileKind::Yaml);
        let start = self.at;
        // In a shell the next word may be the command or the next variable.
        let tight = settings && (self.flag || matches!(self.text[..start], [.., b'=' | b':']));
        let len = self.skip(|b| !b.is_ascii_whitespace() && !b"\\\"'`,;<>&|".contains(&b), MAX_LEN);
        let secret = start..start + len;
        let expression = self.text[secret.clone()].iter().any(|b| b"()[]{}".contains(b));
        let form = if self.rest().starts_with(b"</") {
            Form::Quoted
        } else if tight && self.peek().is_none_or(is_blank) || settings && self.ends_line() {
            Form::Plain
        } else {
            Form::Loose
        };
        (len > 0 && len < MAX_LEN && !expression).then_some(Value { secret, form })
    }

    /// Whether nothing follows on the line but a comment.
    fn ends_line(&mut self) -> bool {
        let gap = self.skip(is_blank, 64);
        match self.peek() {
            None | Some(b'\n' | b'\r') => true,
            Some(b'#') => gap > 0,
            _ => false,
        }
    }
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
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
