//! Shell as far as a runbook's commands need it read: words, quotes,
//! expansions, redirections, here-documents. Nothing is expanded: a word that
//! can't be known before it runs says so.

use std::mem::take;

use super::command::{Command, Step, Word, assignment};

/// Reads a script.
pub fn read(text: &str) -> Vec<Step> {
    Reader { text, line: 1, ..Reader::default() }.read()
}

/// Words of the shell's own grammar that stand before a command.
const RESERVED: [&str; 10] = ["if", "then", "elif", "else", "while", "until", "do", "{", "!", "time"];
/// What begins no command at all, or ends a compound one.
const HEADERS: [&str; 9] = ["for", "case", "select", "function", "in", "fi", "done", "esac", "}"];

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    steps: Vec<Step>,
    command: Command,
    word: Option<Word>,
    /// The next word names a file.
    is_redirecting: bool,
    /// The next word ends a here-document; whether tabs before it count for nothing.
    heredoc: Option<bool>,
    heredocs: Vec<(String, bool)>,
}

impl<'t> Reader<'t> {
    fn read(mut self) -> Vec<Step> {
        while let Some(c) = self.next() {
            self.take(c);
        }
        self.end_command();
        self.steps
    }

    fn take(&mut self, c: char) {
        match c {
            '\\' => self.escaped(),
            '\'' => self.single_quoted(),
            '"' => self.double_quoted(),
            '$' => self.expansion(),
            '`' => self.until_backtick(),
            '#' if self.word.is_none() => self.skip_line(),
            '\n' => self.end_line(),
            ';' | '|' | '(' | ')' => self.operator(c),
            '&' if self.rest().starts_with('>') => self.is_redirecting = true,
            '&' if self.is_redirecting && self.word.is_none() => {}
            '&' => self.end_command(),
            '<' => self.less(),
            '>' => self.redirect(),
            '*' | '?' | '{' | '}' | '~' => self.open(c),
            ' ' | '\t' | '\r' => self.end_word(),
            c => self.push(c),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        self.line += usize::from(c == '\n');
        Some(c)
    }

    /// Moves on over so many bytes of the rest.
    fn skip(&mut self, bytes: usize) -> &'t str {
        let skipped = self.rest().get(..bytes).unwrap_or_default();
        self.at += skipped.len();
        self.line += skipped.matches('\n').count();
        skipped
    }

    fn current(&mut self) -> &mut Word {
        if self.command.line == 0 {
            self.command.line = self.line;
        }
        self.word.get_or_insert_default()
    }

    fn push(&mut self, c: char) {
        self.current().text.push(c);
    }

    /// Part of a word that only the shell can tell.
    fn open(&mut self, c: char) {
        let word = self.current();
        word.is_open = true;
        word.text.push(c);
    }

    fn open_text(&mut self, text: &str) {
        let word = self.current();
        word.is_open = true;
        word.text.push_str(text);
    }

    fn escaped(&mut self) {
        match self.next() {
            Some('\n') | None => {}
            Some(c) => {
                self.current().is_quoted = true;
                self.push(c);
            }
        }
    }

    fn single_quoted(&mut self) {
        let end = self.rest().find('\'').unwrap_or(self.rest().len());
        self.current().is_quoted = true;
        let text = self.skip(end);
        self.current().text.push_str(text);
        self.next();
    }

    fn double_quoted(&mut self) {
        self.current().is_quoted = true;
        while let Some(c) = self.next() {
            match c {
                '"' => return,
                '\\' => match self.next() {
                    Some('\n') | None => {}
                    Some(c) => self.push(c),
                },
                '$' => self.expansion(),
                '`' => self.until_backtick(),
                c => self.push(c),
            }
        }
    }

    fn expansion(&mut self) {
        let rest = self.rest();
        let length = match rest.chars().next() {
            Some('(') => balanced(rest, '(', ')'),
            Some('{') => balanced(rest, '{', '}'),
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            Some(c) if c.is_ascii_digit() || "@*#?$!-".contains(c) => 1,
            // What `$'…'` says is as good as unknown, and a lone `$` is itself.
            Some('\'' | '"') => return self.open_text(""),
            _ => return self.push('$'),
        };
        self.open_text("$");
        let text = self.skip(length);
        self.open_text(text);
    }

    fn until_backtick(&mut self) {
        let end = self.rest().find('`').map_or(self.rest().len(), |end| end + 1);
        self.open_text("`");
        let text = self.skip(end);
        self.open_text(text);
    }

    fn skip_line(&mut self) {
        let end = self.rest().find('\n').unwrap_or(self.rest().len());
        self.skip(end);
    }

    fn operator(&mut self, c: char) {
        // `a=(…)` and `f()` are one word to us, and an open one.
        if c == '(' && self.word.is_some() {
            self.at -= 1;
            let text = self.skip(balanced(self.rest(), '(', ')'));
            return self.open_text(text);
        }
        self.end_command();
        match c {
            '(' => self.steps.push(Step::Open),
            ')' => self.steps.push(Step::Close),
            _ => {}
        }
    }

    fn less(&mut self) {
        let rest = self.rest();
        if let Some(length) = placeholder(rest) {
            self.open('<');
            let text = self.skip(length);
            self.open_text(text);
        } else if rest.starts_with('(') {
            self.open('<');
            let text = self.skip(balanced(rest, '(', ')'));
            self.open_text(text);
        } else if rest.starts_with("<<") {
            self.skip(2);
            self.redirect();
        } else if rest.starts_with('<') {
            self.end_word();
            let dash = rest.starts_with("<-");
            self.skip(1 + usize::from(dash));
            self.heredoc = Some(dash);
        } else {
            self.redirect();
        }
    }

    fn redirect(&mut self) {
        // `2>` numbers a stream.
        if self.word.as_ref().is_some_and(|word| word.text.bytes().all(|b| b.is_ascii_digit())) {
            self.word = None;
        }
        self.end_word();
        self.is_redirecting = true;
        if self.rest().starts_with(['>', '|']) {
            self.skip(1);
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if let Some(dash) = self.heredoc.take() {
            self.heredocs.push((word.text, dash));
        } else if take(&mut self.is_redirecting) {
            self.command.files.push(word);
        } else if let Some((name, value)) = assignment(&word).filter(|_| self.command.words.is_empty()) {
            self.command.assignments.push((name, value));
        } else if self.command.is_empty() && !word.is_quoted && RESERVED.contains(&&*word.text) {
            self.command.line = 0;
        } else {
            self.command.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.is_redirecting = false;
        let command = take(&mut self.command);
        let header = command.words.first().is_some_and(|word| !word.is_quoted && HEADERS.contains(&&*word.text));
        if !header && !command.is_empty() {
            self.steps.push(Step::Run(command));
        }
    }

    fn end_line(&mut self) {
        // Where a here-document was opened, its text belongs to the last command that stands there.
        self.end_word();
        let mut input = String::new();
        for (end, dash) in take(&mut self.heredocs) {
            while !self.rest().is_empty() {
                let line = self.skip(self.rest().find('\n').map_or(self.rest().len(), |at| at + 1));
                let shown = if dash { line.trim_start_matches('\t') } else { line };
                if shown.trim_end_matches(['\r', '\n']) == end {
                    break;
                }
                input.push_str(line);
            }
        }
        self.command.input.push_str(&input);
        self.end_command();
    }
}

/// How long `text` is up to the bracket that closes the one with which it begins.
fn balanced(text: &str, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return at + c.len_utf8();
            }
        }
    }
    text.len()
}

/// How much after a `<` belongs to `<what to fill in>`.
fn placeholder(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(80).position(|b| matches!(b, b'>' | b'\n' | b'<' | b'$' | b'/' | b'`'))?;
    let inside = rest.get(..end)?;
    let is_one = rest.as_bytes().get(end) == Some(&b'>')
        && inside.starts_with(char::is_alphanumeric)
        && !inside.ends_with(char::is_whitespace);
    is_one.then_some(end + 1)
}

#[cfg(test)]
mod tests;
