//! What is typed: simple commands and their words.

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
    /// A quoted word is none of the shell's own.
    pub is_quoted: bool,
}

impl Word {
    /// What it will be, if that is known.
    pub fn known(&self) -> Option<&str> {
        (!self.is_open && !is_placeholder(&self.text)).then_some(&*self.text)
    }
}

impl Command {
    /// Whether nothing of it was read yet.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.assignments.is_empty() && self.files.is_empty()
    }

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

/// `NAME=value` taken apart.
pub fn assignment(word: &Word) -> Option<(String, Word)> {
    let (name, value) = word.text.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then(|| (name.to_owned(), Word { text: value.to_owned(), ..word.clone() }))
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
