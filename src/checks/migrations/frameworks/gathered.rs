//! The operations of a module, gathered as its code is followed.

use bstr::ByteSlice;

use crate::checks::migrations::operation::{Op, Verb};
use crate::checks::migrations::python::code::Text;
use crate::checks::migrations::sql::{self, Dialect, Script};

/// So much SQL is read of one module, however often it runs what it holds.
const LIMIT: usize = 4 << 20;

/// What was found so far, and what is known there.
pub struct Gathered<'s> {
    pub dialect: Dialect,
    /// Whether a transaction is open.
    pub in_transaction: bool,
    pub script: Script,
    source: Vec<&'s [u8]>,
    left: usize,
}

impl<'s> Gathered<'s> {
    pub fn of(source: &'s str, dialect: Dialect, in_transaction: bool) -> Self {
        let source = source.as_bytes().lines().collect();
        Self { dialect, in_transaction, script: Script::default(), source, left: LIMIT }
    }

    pub fn op(&mut self, verb: Verb, table: Option<String>, name: Option<String>, line: usize) {
        self.script.ops.push(Op { verb, table, name, line });
    }

    /// Something that only running it would tell.
    pub fn opaque(&mut self, line: usize) {
        self.op(Verb::Opaque, None, None, line);
    }

    /// What a literal script does, which a call on `line` runs. A module may choose by the database
    /// what it runs: that PostgreSQL would not take a text is no trouble.
    pub fn sql(&mut self, text: &Text, line: usize) {
        if text.text.len() > self.left {
            return self.opaque(line);
        }
        self.left -= text.text.len();
        let read = sql::read(&bound(&text.text), self.dialect, self.in_transaction);
        let place = |at: usize| text.lines.get(at.saturating_sub(1)).copied().unwrap_or(line);
        // A text can't hold the comment that allows what it does: that stands with the call.
        let waived = self.is_waived(line);
        self.script
            .ops
            .extend(read.ops.into_iter().map(|op| Op { line: if waived { line } else { place(op.line) }, ..op }));
        self.track_transaction(&text.text);
    }

    /// `COMMIT` as a statement of its own ends the transaction that the tool has begun.
    fn track_transaction(&mut self, text: &str) {
        let statement = text.trim().trim_end_matches(';').trim_end().to_ascii_uppercase();
        match statement.as_str() {
            "COMMIT" | "END" | "ROLLBACK" => self.in_transaction = false,
            "BEGIN" | "START TRANSACTION" => self.in_transaction = true,
            _ => {}
        }
    }

    fn is_waived(&self, line: usize) -> bool {
        let says = |line: usize, alone: bool| {
            let text =
                line.checked_sub(1).and_then(|at| self.source.get(at)).map(|text| text.trim()).unwrap_or_default();
            text.contains_str("precheck") && text.contains(&b'#') && (!alone || text.starts_with(b"#"))
        };
        says(line, false) || says(line.saturating_sub(1), true)
    }
}

/// The script with a parameter of the database's own kind wherever the driver would put a value:
/// `:name`, `%s` and `%(name)s`.
fn bound(text: &str) -> String {
    let mut bound = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let name = &rest[next.len_utf8()..];
        let word = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(name.len());
        let begins = name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
        let (put, taken) = match next {
            ':' if begins && before != ':' && !before.is_alphanumeric() => ("$1", 1 + word),
            '\\' if name.starts_with(':') => (":", 2),
            '%' if name.starts_with('%') => ("%", 2),
            '%' if name.starts_with('s') && word == 1 => ("$1", 2),
            '%' if name.starts_with('(') => match name.find(")s") {
                Some(end) if !name[..end].contains('\n') => ("$1", end + 3),
                _ => ("%", 1),
            },
            _ => (&rest[..next.len_utf8()], next.len_utf8()),
        };
        bound.push_str(put);
        before = next;
        rest = &rest[taken..];
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_driver_would_fill_in_is_a_parameter_and_a_cast_is_none() {
        for (text, expected) in [
            ("SET a = :b_1, c = %s", "SET a = $1, c = $1"),
            ("SET a = %(b)s::int WHERE c LIKE 'x%%'", "SET a = $1::int WHERE c LIKE 'x%'"),
            ("SELECT a[1:n], '12\\:30', é::text", "SELECT a[1:n], '12:30', é::text"),
            ("a % (b", "a % (b"),
            ("x := 1 %", "x := 1 %"),
        ] {
            assert_eq!(bound(text), expected);
        }
    }
}
