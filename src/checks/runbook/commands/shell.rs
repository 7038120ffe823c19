//! Shell as far as a runbook's commands need it read: words, quotes,
//! expansions, redirections, here-documents. Nothing is expanded: a word that
//! can't be known before it runs says so.

use std::mem::take;

/// What a script does, one after the other.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A subshell begins: what it does to the working directory ends with it.
    Open,
    Close,
    Run(Command),
}

/// A simple command.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// `NAME=value` before it.
    pub assignments: Vec<(String, Word)>,
    pub words: Vec<Word>,
    /// What it is redirected to or from.
    pub files: Vec<Word>,
    /// The text of its here-documents.
    pub input: String,
    /// The line on which it begins, from 1.
    pub line: usize,
}

/// A word, its quotes taken off.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub struct Word {
    /// Expansions and placeholders stand in it as they are written.
    pub text: String,
    /// Whether it holds an expansion, a pattern or a placeholder.
    pub is_open: bool,
    is_quoted: bool,
}

impl Word {
    /// What it will be, if that is known.
    pub fn known(&self) -> Option<&str> {
        (!self.is_open && !is_placeholder(&self.text)).then_some(&*self.text)
    }
}

impl Command {
    /// The program that it runs in the end and what that is given: without `sudo`, `env`, `uv run`.
    pub fn program(&self) -> &[Word] {
        let mut words = &self.words[..];
        while let Some(inner) = wrapped(words) {
            words = inner;
        }
        words
    }
}

/// What a command runs on behalf of another.
fn wrapped(words: &[Word]) -> Option<&[Word]> {
    let (first, rest) = words.split_first()?;
    let mut rest = match &*first.text {
        "uv" | "poetry" | "pipenv" | "pdm" | "bundle" => {
            rest.split_first().filter(|(second, _)| matches!(&*second.text, "run" | "exec"))?.1
        }
        "sudo" | "env" | "nohup" | "time" | "exec" | "command" | "nice" | "watch" | "timeout" => rest,
        _ => return None,
    };
    while let Some((option, after)) = rest.split_first().filter(|(word, _)| word.text.starts_with('-')) {
        let has_value = matches!(&*option.text, "-u" | "-g" | "-n" | "-s" | "-k");
        rest = after.get(usize::from(has_value)..)?;
    }
    while first.text == "env" && rest.first().is_some_and(|word| assignment(word).is_some()) {
        rest = rest.get(1..)?;
    }
    if first.text == "timeout" {
        rest = rest.get(1..)?;
    }
    Some(rest)
}

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
            c if c.is_whitespace() => self.end_word(),
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
        } else if self.command.words.is_empty() && !word.is_quoted && RESERVED.contains(&&*word.text) {
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
        let is_empty = command.words.is_empty() && command.assignments.is_empty() && command.files.is_empty();
        if !header && !is_empty {
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

/// `NAME=value` taken apart.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let (name, value) = word.text.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then(|| (name.to_owned(), Word { text: value.to_owned(), ..word.clone() }))
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

/// Whether a word is to be replaced before it is typed.
fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let shouted = text.len() > 2
        && text.bytes().any(|b| b.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_-.".contains(&b));
    let marks =
        ["...", "…", "[", "]", "xxx", "your-", "your_", "my-", "my_", "path/to", "x.y.z", "example", "changeme"];
    shouted || marks.iter().any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each command's words joined by `|`, open ones marked; subshells as brackets.
    fn shown(text: &str) -> Vec<String> {
        let word = |word: &Word| format!("{}{}", word.text, if word.known().is_none() { "¿" } else { "" });
        let show = |step: &Step| match step {
            Step::Open => "(".to_owned(),
            Step::Close => ")".to_owned(),
            Step::Run(command) => command.words.iter().map(word).collect::<Vec<_>>().join("|"),
        };
        read(text).iter().map(show).collect()
    }

    #[test]
    fn commands_are_told_apart_as_a_shell_does() {
        for (text, commands) in [
            ("a b; c && d || e | f & g", &["a|b", "c", "d", "e", "f", "g"][..]),
            ("a \\\n  b\nc # d; e\n# f", &["a|b", "c"]),
            ("a 'b; c' \"d && e\" f\\ g ''", &["a|b; c|d && e|f g|"]),
            ("(cd x && a); b", &["(", "cd|x", "a", ")", "b"]),
            ("A=1 B='2 3' a >x 2>&1 <y b", &["a|b"]),
            ("a &> x; b >| y; c >> z d", &["a", "b", "c|d"]),
            ("if a; then b; else c; fi; ! d", &["a", "b", "c", "d"]),
            ("for x in 1 2; do a; done", &["a"]),
            ("{ a; }", &["a"]),
            ("a <<EOF | b\nrm -rf /\nEOF\nc", &["a", "b", "c"]),
            ("a <<< 'x y' b", &["a|b"]),
        ] {
            assert_eq!(shown(text), commands, "{text}");
        }
    }

    #[test]
    fn what_only_the_shell_or_a_reader_can_fill_in_is_open() {
        for (text, commands) in [
            ("a $B ${C:-d e} $(f; g) `h i` \"x$J\"", "a|$B¿|${C:-d e}¿|$(f; g)¿|`h i`¿|x$J¿"),
            ("a '$B' $ 5$", "a|$B|$|5$"),
            ("a <version> v<이전 버전>", "a|<version>¿|v<이전 버전>¿"),
            ("a *.sql {b,c} ~/d", "a|*.sql¿|{b,c}¿|~/d¿"),
            ("a vX.Y.Z [name] ... SERVICE_NAME your-app", "a|vX.Y.Z¿|[name]¿|...¿|SERVICE_NAME¿|your-app¿"),
            ("a=(x y) f() <(b c)", "f()¿|<(b c)¿"),
        ] {
            assert_eq!(shown(text), [commands], "{text}");
        }
    }

    #[test]
    fn lines_assignments_files_and_input_belong_to_their_command() {
        let steps = read("a\n\nPGPASSWORD=x psql \\\n -f y >z <<-SQL\n\tDROP TABLE t;\n\tSQL\nb\n");
        let commands: Vec<&Command> =
            steps.iter().filter_map(|s| if let Step::Run(command) = s { Some(command) } else { None }).collect();
        assert_eq!(commands.iter().map(|command| command.line).collect::<Vec<_>>(), [1, 3, 7]);
        let psql = commands[1];
        assert_eq!((psql.assignments[0].0.as_str(), psql.assignments[0].1.text.as_str()), ("PGPASSWORD", "x"));
        assert_eq!((psql.files[0].text.as_str(), psql.input.as_str()), ("z", "\tDROP TABLE t;\n"));
    }

    #[test]
    fn the_program_is_what_wrappers_run() {
        for (text, program) in [
            ("sudo -u www ./x y", "./x"),
            ("env -i A=1 time x", "x"),
            ("timeout -k 5 10 x", "x"),
            ("uv run x", "x"),
            ("uv sync", "uv"),
            ("sudo", ""),
            ("x sudo", "x"),
        ] {
            let [Step::Run(command)] = &read(text)[..] else { panic!("{text}") };
            assert_eq!(command.program().first().map_or("", |word| &*word.text), program, "{text}");
        }
    }

    #[test]
    fn hostile_text_ends_in_time_and_without_panic() {
        for unit in
            ["(", ")", "$(", "${", "`", "'", "\"", "\\", "<<A\n", "<", ">", "&", "a=(", "<<<", "$'", "{", "가<나"]
        {
            read(&unit.repeat(200_000 / unit.len()));
        }
    }
}
