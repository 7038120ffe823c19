//! `.env` files as Docker Compose reads them. One tolerant reader: a line that
//! can't be read is told by its number and spoils no other. Values never reach
//! a `Debug` output.

use std::fmt;

use crate::interpolate::{Interpolated, interpolate};

/// A `.env` file.
#[derive(Debug, Default)]
pub struct Dotenv {
    /// What it sets, in order; a name may stand there more than once.
    pub entries: Vec<Entry>,
    /// Numbers of the lines that can't be read.
    pub unreadable: Vec<usize>,
}

/// `NAME=value`.
#[derive(PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// The value as it is written, without the quotes around it.
    pub written: String,
    /// The value with variables filled in from the entries above it.
    pub value: String,
    /// Whether filling in met a variable that no entry above sets, so that text is lost.
    pub loses_text: bool,
    /// The line on which it begins, from 1.
    pub line: usize,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).field("line", &self.line).finish_non_exhaustive()
    }
}

impl Dotenv {
    /// Reads a file; bytes that are not UTF-8 make their own line unreadable.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut lines = Lines::of(bytes);
        let mut file = Self::default();
        while let Some((number, line)) = lines.next() {
            let line = std::str::from_utf8(line).ok().map(str::trim_start);
            match line {
                Some(line) if line.is_empty() || line.starts_with('#') => {}
                Some(line) => match file.statement(line, number, &mut lines) {
                    Statement::Sets(entry) => file.entries.push(entry),
                    Statement::Inherits => {}
                    Statement::Unreadable => file.unreadable.push(number),
                },
                None => file.unreadable.push(number),
            }
        }
        file
    }

    /// The entry that counts: of several the last.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.name == name)
    }

    fn statement(&self, line: &str, number: usize, lines: &mut Lines) -> Statement {
        let line = without_export(line);
        let Some((name, rest)) = line.split_once(['=', ':']) else {
            return if is_name(line.trim_end()) { Statement::Inherits } else { Statement::Unreadable };
        };
        let name = name.trim_end();
        if !is_name(name) {
            return Statement::Unreadable;
        }
        let rest = rest.trim_start();
        let read = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted(quote, &rest[1..], lines),
            _ => Some(Written { text: unquoted(rest), expands: true }),
        };
        let filled = read.and_then(|written| Some((self.fill(&written)?, written)));
        match filled {
            Some((filled, written)) => Statement::Sets(Entry {
                name: name.to_owned(),
                written: written.text,
                value: filled.text,
                loses_text: !filled.undefined.is_empty(),
                line: number,
            }),
            None => Statement::Unreadable,
        }
    }

    fn fill(&self, written: &Written) -> Option<Interpolated> {
        if !written.expands {
            return Some(Interpolated { text: written.text.clone(), undefined: Vec::new() });
        }
        interpolate(&written.text, &|name| self.get(name).map(|entry| entry.value.clone())).ok()
    }
}

enum Statement {
    Sets(Entry),
    /// A name alone takes its value from the environment.
    Inherits,
    Unreadable,
}

struct Written {
    text: String,
    expands: bool,
}

/// Lines with their numbers, without their ends.
struct Lines<'b> {
    rest: &'b [u8],
    number: usize,
}

impl<'b> Lines<'b> {
    fn of(bytes: &'b [u8]) -> Self {
        Self { rest: bytes, number: 0 }
    }

    fn next(&mut self) -> Option<(usize, &'b [u8])> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|&b| b == b'\n').unwrap_or(self.rest.len());
        let line = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        self.number += 1;
        Some((self.number, line.strip_suffix(b"\r").unwrap_or(line)))
    }

    fn mark(&self) -> (&'b [u8], usize) {
        (self.rest, self.number)
    }

    fn back_to(&mut self, (rest, number): (&'b [u8], usize)) {
        self.rest = rest;
        self.number = number;
    }
}

fn without_export(line: &str) -> &str {
    match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => line,
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-.[]".contains(c))
}

/// A comment begins at a blank and `#`; glued to the value, `#` is part of it.
fn unquoted(text: &str) -> String {
    let value = text.split_once(" #").map_or(text, |(value, _)| value);
    value.trim_end().to_owned()
}

/// A quoted value, over several lines if need be. Where the quote is never
/// closed, only the line that opened it is lost.
fn quoted(quote: char, first: &str, lines: &mut Lines) -> Option<Written> {
    let start = lines.mark();
    let mut text = String::new();
    let mut line = first;
    loop {
        if let Some(rest) = until(quote, line, &mut text) {
            let rest = rest.trim();
            let clean = rest.is_empty() || rest.starts_with('#');
            return clean.then_some(Written { text, expands: quote == '"' });
        }
        text.push('\n');
        let Some(next) = lines.next().and_then(|(_, line)| std::str::from_utf8(line).ok()) else {
            lines.back_to(start);
            return None;
        };
        line = next;
    }
}

/// Appends what stands before the closing quote, escapes resolved, and returns
/// what follows it; `None` when the line does not close it.
fn until<'t>(quote: char, line: &'t str, text: &mut String) -> Option<&'t str> {
    let mut characters = line.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            c if c == quote => return Some(&line[at + c.len_utf8()..]),
            '\\' => match characters.next() {
                Some((_, c)) if c == quote => text.push(c),
                Some((_, escaped)) if quote == '"' => push_escape(escaped, text),
                Some((_, other)) => text.extend(['\\', other]),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    None
}

fn push_escape(escaped: char, text: &mut String) {
    match escaped {
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        '\\' => text.push('\\'),
        // `$$` is how interpolation, which comes next, spells a dollar.
        '$' => text.push_str("$$"),
        other => text.extend(['\\', other]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<String> {
        Dotenv::parse(text.as_bytes()).get("A").map(|entry| entry.value.clone())
    }

    #[test]
    fn values_are_read_as_docker_compose_reads_them() {
        for (text, expected) in [
            ("A=val", "val"),
            ("A=", ""),
            ("A=\"\"", ""),
            ("A = val", "val"),
            ("  A= val   ", "val"),
            ("A=two words", "two words"),
            ("A=val # c", "val"),
            ("A=val#c", "val#c"),
            ("A=#c", "#c"),
            ("A= # c", "# c"),
            ("A=val\t# c", "val\t# c"),
            ("A=\"val\" # c", "val"),
            ("A=\"va # l\"", "va # l"),
            ("A='$HOME'", "$HOME"),
            ("A=\"pa$$w0rd\"", "pa$w0rd"),
            ("A=pa$$w0rd", "pa$w0rd"),
            ("A=pa$UNDEFX", "pa"),
            ("A=pa$1x", "pa$1x"),
            ("A=abc$", "abc$"),
            ("A=a$%b", "a$%b"),
            ("A=${UNDEFX:-dflt}", "dflt"),
            ("A=${HOME:-x}", "x"),
            ("B=1\nA=${B}2", "12"),
            ("B=1\nA=$B-2", "1-2"),
            ("B=1\nA='${B}2'", "${B}2"),
            ("A=${B}2\nB=1", "2"),
            ("A=a\\$b", "a\\"),
            ("A=\"a\\$b\"", "a$b"),
            ("A=a\\nb", "a\\nb"),
            ("A=\"a\\nb\"", "a\nb"),
            ("A='a\\nb'", "a\\nb"),
            ("A=\"a\\tb\"", "a\tb"),
            ("A=\"a\\db\"", "a\\db"),
            ("A=C:\\new\\dir", "C:\\new\\dir"),
            ("A=\"a\\\"b\"", "a\"b"),
            ("A='a\\'b'", "a'b"),
            ("A=it's", "it's"),
            ("A=\"l1\nl2\"", "l1\nl2"),
            ("A=$(echo hi)", "$(echo hi)"),
            ("export A=val", "val"),
            ("export\tA=val", "val"),
            ("A: val", "val"),
            ("A={\"a\": \"b\"}", "{\"a\": \"b\"}"),
            ("A=postgres://u:p@h/db?a=1&b=2", "postgres://u:p@h/db?a=1&b=2"),
            ("A=1\nA=2", "2"),
            ("A=val\r\nB=2\r\n", "val"),
            ("A=\"val\"\r\nB=2\r\n", "val"),
            ("\u{feff}A=val", "val"),
            ("A=val\u{a0}", "val"),
            ("   # c\nA=val", "val"),
            ("A=비밀번호", "비밀번호"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn unreadable_lines_are_told_and_spoil_no_other() {
        for line in ["A B=val", "A=\"abc", "A='abc", "A=x${UNDEFX", "A='a'\"b\"", "=x", "a\u{1}b=1"] {
            let file = Dotenv::parse(format!("X=1\n{line}\nY=2\n").as_bytes());
            assert_eq!(file.unreadable, [2], "{line}");
            assert!(file.get("X").is_some() && file.get("Y").is_some(), "{line}");
        }
        let file = Dotenv::parse(b"A=\xff\xfe\nB=1");
        assert_eq!((file.unreadable.len(), file.entries.len()), (1, 1));
    }

    #[test]
    fn duplicates_are_kept_with_their_lines_and_a_name_alone_sets_nothing() {
        let file = Dotenv::parse(b"A=1\nB\nA=2\nC=\"x\ny\"\nD=4");
        let lines: Vec<_> = file.entries.iter().map(|e| (e.name.as_str(), e.line)).collect();
        assert_eq!(lines, [("A", 1), ("A", 3), ("C", 4), ("D", 6)]);
        assert!(file.unreadable.is_empty());
    }

    #[test]
    fn text_lost_to_a_variable_that_is_not_set_is_known() {
        let file = Dotenv::parse(b"B=1\nA=x$B\nC=x$NONE\nD='x$NONE'");
        let losing: Vec<_> = file.entries.iter().filter(|e| e.loses_text).map(|e| e.name.as_str()).collect();
        assert_eq!(losing, ["C"]);
    }

    #[test]
    fn doubling_values_are_stopped() {
        let doubled: Vec<_> = (1..64).map(|i| format!("A{i}=$A{0}$A{0}", i - 1)).collect();
        let text = format!("A0=xxxxxxxx\n{}", doubled.join("\n"));
        assert!(!Dotenv::parse(text.as_bytes()).unreadable.is_empty());
    }

    #[test]
    fn debug_output_shows_no_value() {
        let shown = format!("{:?}", Dotenv::parse(b"A=hush\nB='hush'"));
        assert!(shown.contains("\"A\"") && !shown.contains("hush"), "{shown}");
    }
}
