//! The four names by which Alembic knows a migration, read from its module
//! without running it. What is not a literal is called dynamic, never guessed.

mod tokens;

use tokens::{Kind, Token, tokens};

/// A migration is a few kilobytes; more than this is not read.
pub const LIMIT: u64 = 1 << 20;

/// How deep parentheses around a value may nest.
const DEPTH: usize = 8;

/// What a module says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Module {
    pub revision: Option<Assigned>,
    pub down_revision: Option<Assigned>,
    pub branch_labels: Option<Assigned>,
    pub depends_on: Option<Assigned>,
    /// The line of a string or bracket that never ends, or of a conflict marker: not Python.
    pub broken_at: Option<usize>,
}

/// The last value that a name is given.
#[derive(Debug, PartialEq, Eq)]
pub struct Assigned {
    pub value: Value,
    pub line: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    /// The names in a string, tuple, list or set; `None` and `()` have none.
    Names(Vec<String>),
    /// Anything that only running the module would tell.
    Dynamic,
}

impl Value {
    /// The names, if they can be told.
    pub fn names(&self) -> Option<&[String]> {
        match self {
            Self::Names(names) => Some(names),
            Self::Dynamic => None,
        }
    }
}

/// Reads a module.
pub fn read(source: &[u8]) -> Module {
    let (tokens, broken_at) = tokens(source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source));
    let mut module = Module { broken_at, ..Module::default() };
    let (mut in_function, mut conditional, mut line) = (false, false, 0);
    for statement in tokens.split(|token| token.kind == Kind::End) {
        let Some(first) = statement.first() else { continue };
        if first.column == 0 {
            in_function = matches!(&first.kind, Kind::Word("def" | "class" | "async"));
            conditional = false;
        } else if first.line != line {
            // What stands below `if` or `try` depends on how the module is run.
            conditional = true;
        }
        line = first.line;
        if !in_function {
            module.take(statement, conditional);
        }
    }
    module
}

impl Module {
    fn slot(&mut self, name: &str) -> Option<&mut Option<Assigned>> {
        Some(match name {
            "revision" => &mut self.revision,
            "down_revision" => &mut self.down_revision,
            "branch_labels" => &mut self.branch_labels,
            "depends_on" => &mut self.depends_on,
            _ => return None,
        })
    }

    /// Takes over what a statement assigns to one of the four names.
    fn take(&mut self, statement: &[Token], conditional: bool) {
        let Some(equals) = statement.iter().position(|t| t.kind == Kind::Mark(b'=') && t.depth == 0) else { return };
        let (targets, value) = (&statement[..equals], &statement[equals + 1..]);
        let plain = targets.len() == 1 || targets.get(1).is_some_and(|t| t.kind == Kind::Mark(b':'));
        let annotated = if plain { 1 } else { targets.len() };
        for target in targets.iter().take(annotated).filter(|t| t.depth == 0) {
            if let Kind::Word(name) = target.kind
                && let Some(slot) = self.slot(name)
            {
                let value = if plain && !conditional { evaluate(value, 0) } else { Value::Dynamic };
                *slot = Some(Assigned { value, line: target.line });
            }
        }
        // `a = revision = "x"`: the names after the first `=` are given something, too.
        for (token, next) in value.iter().zip(value.iter().skip(1)) {
            if let (Kind::Word(name), Kind::Mark(b'='), 0) = (&token.kind, &next.kind, token.depth)
                && let Some(slot) = self.slot(name)
            {
                *slot = Some(Assigned { value: Value::Dynamic, line: token.line });
            }
        }
    }
}

/// The value of a literal: a string, `None`, or a collection of strings.
fn evaluate(mut tokens: &[Token], nested: usize) -> Value {
    if tokens.is_empty() || nested > DEPTH {
        return Value::Dynamic;
    }
    if let [Token { kind: Kind::Mark(b'('), .. }, inner @ .., Token { kind: Kind::Mark(b')'), .. }] = tokens
        && closes_last(tokens)
    {
        return if inner.is_empty() { Value::Names(Vec::new()) } else { evaluate(inner, nested + 1) };
    }
    if let [Token { kind: Kind::Mark(b'[' | b'{'), .. }, inner @ .., Token { kind: Kind::Mark(b']' | b'}'), .. }] =
        tokens
        && closes_last(tokens)
    {
        tokens = inner;
    }
    let mut names = Vec::new();
    for item in tokens.split(|token| token.kind == Kind::Mark(b',')) {
        match item {
            // After a last comma nothing is missing.
            [] => {}
            [Token { kind: Kind::Word("None"), .. }] if tokens.len() == 1 => {}
            strings => match text(strings) {
                Some(name) => names.push(name),
                None => return Value::Dynamic,
            },
        }
    }
    Value::Names(names)
}

/// Whether the first bracket is closed by the last token and not before.
fn closes_last(tokens: &[Token]) -> bool {
    let depth = tokens.first().map_or(0, |token| token.depth);
    tokens.iter().skip(1).position(|token| token.depth <= depth) == tokens.len().checked_sub(2)
}

/// Strings that stand side by side are one, as Python has it.
fn text(strings: &[Token]) -> Option<String> {
    // `("a")` inside a tuple.
    if let [Token { kind: Kind::Mark(b'('), .. }, inner @ .., Token { kind: Kind::Mark(b')'), .. }] = strings {
        return inner.iter().all(|t| matches!(t.kind, Kind::Text(_))).then(|| text(inner)).flatten();
    }
    let part = |token: &Token| match &token.kind {
        Kind::Text(Some(text)) => Some(text.clone()),
        _ => None,
    };
    if strings.is_empty() { None } else { strings.iter().map(part).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(source: &str) -> Option<Value> {
        read(source.as_bytes()).down_revision.map(|assigned| assigned.value)
    }

    fn names(names: &[&str]) -> Value {
        Value::Names(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn literals_are_read_in_every_form_that_alembic_takes() {
        for (source, expected) in [
            ("down_revision = 'a'", &["a"][..]),
            ("down_revision: Union[str, None] = \"a\"  # why", &["a"]),
            ("down_revision: 'str | None' = None", &[]),
            ("down_revision = None", &[]),
            ("down_revision = ()", &[]),
            ("down_revision = ('a')", &["a"]),
            ("down_revision = (('a',))", &["a"]),
            ("down_revision = ('a', 'b',)", &["a", "b"]),
            ("down_revision = 'a', 'b'", &["a", "b"]),
            ("down_revision = [\n  'a',  # one\n  \"b\"\n]", &["a", "b"]),
            ("down_revision = {'a', 'b'}", &["a", "b"]),
            ("down_revision = (('a'), ('b'))", &["a", "b"]),
            ("down_revision = \\\n  'a'", &["a"]),
            ("down_revision = 'a' 'b'", &["ab"]),
            ("down_revision = r'a\\b'", &["a\\b"]),
            ("down_revision = '''a'''", &["a"]),
            ("x = 1; down_revision = 'a'", &["a"]),
            ("\u{feff}down_revision = 'a'\r\n", &["a"]),
            ("down_revision = 'a'\rdown_revision = 'b'\r", &["b"]),
        ] {
            assert_eq!(value(source), Some(names(expected)), "{source}");
        }
    }

    #[test]
    fn what_only_running_would_tell_is_dynamic() {
        for source in [
            "down_revision = f'a{x}'",
            "down_revision = PREVIOUS",
            "down_revision = b'a'",
            "down_revision = 'a' + x",
            "down_revision = ('a', x)",
            "down_revision = ('a') if x else ('b')",
            "down_revision = 'a\\x41'",
            "down_revision += 'a'",
            "revision, down_revision = 'a', 'b'",
            "x = down_revision = 'a'",
            "if x:\n    down_revision = 'a'\n",
        ] {
            assert_eq!(value(source), Some(Value::Dynamic), "{source}");
        }
    }

    #[test]
    fn what_is_no_assignment_of_the_module_is_passed_over() {
        for source in [
            "\"\"\"\ndown_revision = 'a'\n\"\"\"",
            "# down_revision = 'a'",
            "def upgrade():\n    down_revision = 'a'\n",
            "class A:\n    x = 1\n\n    down_revision = 'a'\n",
            "f(\ndown_revision='a')",
            "if down_revision == 'a': pass",
            "my_down_revision = 'a'",
            "x = 'it\\'s' # down_revision = 'a'",
        ] {
            assert_eq!(value(source), None, "{source}");
        }
    }

    #[test]
    fn the_last_assignment_wins_and_the_line_is_its_own() {
        let module = read(b"'''doc\n'''\nrevision = 'a'\ndown_revision = 'x'\nrevision = 'b'\n");
        assert_eq!(module.revision, Some(Assigned { value: names(&["b"]), line: 5 }));
        assert_eq!(module.broken_at, None);
    }

    #[test]
    fn what_is_no_python_is_said_to_be_broken_and_where() {
        for (source, line) in [("a = 1\nx = '''\n", 2), ("revision = (\n'a'\n", 1), ("a = 1\n<<<<<<< HEAD\n", 2)] {
            assert_eq!(read(source.as_bytes()).broken_at, Some(line), "{source}");
        }
    }

    #[test]
    fn hostile_bytes_end_in_time_and_without_panic() {
        for source in [&b"\xff\xfe\x00'"[..], b"\\", b"'\\", b"revision = ", b"revision: ", b"=", b")]}", b"f'"] {
            read(source);
        }
        read(format!("down_revision = {}{}", "(".repeat(100_000), ")".repeat(100_000)).as_bytes());
        read("revision = 'a'\n".repeat(50_000).as_bytes());
    }
}
