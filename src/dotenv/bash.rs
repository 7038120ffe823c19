//! `source .env`: the file is a shell script. A blank ends a value, `&`, `;`
//! and `|` end a command, and what is no assignment is carried out.

mod expansion;
mod text;
mod word;

use super::cursor::Cursor;
use super::reading::Reading;
use word::Word;

/// The shell refuses the line, and with it all that follows.
struct SyntaxError;

/// Reads a file as `set -a; source FILE` does. What asks for more than a
/// tokenizer (`if`, functions, here-documents) ends the reading.
pub fn read(text: &str) -> Reading {
    let mut cursor = Cursor::new(text);
    let mut reading = Reading::default();
    // A line is read as a whole before any of it is carried out.
    let mut set_on_line = Vec::new();
    let mut is_skipped = false;
    loop {
        if cursor.take_while(|c| is_blank(c) || c == '\n').contains('\n') {
            set_on_line.clear();
        }
        if cursor.is_at_end() {
            return reading;
        }
        if cursor.peek() == Some('#') {
            cursor.rest_of_line();
            continue;
        }
        let Ok(command) = Command::parse(&mut cursor, &reading) else {
            set_on_line.into_iter().rev().for_each(|(name, before)| reading.put_back(name, before));
            return reading;
        };
        // An assignment succeeds, so that what stands behind `||` is not carried out.
        let was_skipped = std::mem::replace(&mut is_skipped, command.has_alternative);
        for Word { name, value, .. } in command.assignments().into_iter().filter(|_| !was_skipped) {
            let name = name.unwrap_or_default();
            let before = reading.set(&name, value);
            set_on_line.push((name, before));
        }
    }
}

/// The words up to the end of a command.
struct Command {
    words: Vec<Word>,
    /// Whether it runs in the background or in a pipe: then nothing it sets stays.
    aside: bool,
    has_alternative: bool,
}

impl Command {
    fn parse(cursor: &mut Cursor, before: &Reading) -> Result<Self, SyntaxError> {
        let mut command = Self { words: Vec::new(), aside: false, has_alternative: false };
        if matches!(cursor.peek(), Some(';' | '&' | '|')) {
            return Err(SyntaxError);
        }
        loop {
            cursor.take_while(is_blank);
            match cursor.peek() {
                Some('\\') if cursor.eat("\\\n") => {}
                None | Some('\n') => return Ok(command),
                Some(';') => {
                    cursor.bump();
                    return Ok(command);
                }
                Some('#') => {
                    cursor.rest_of_line();
                }
                Some('(' | ')') => return Err(SyntaxError),
                Some('&') => {
                    cursor.bump();
                    // With `&&` the next command waits for this one, and is read as one of its own.
                    command.aside |= !cursor.eat("&");
                    return Ok(command);
                }
                Some('|') if cursor.eat("||") => {
                    command.has_alternative = true;
                    return Ok(command);
                }
                Some('|') => {
                    command.aside = true;
                    pipe(cursor)?;
                }
                Some('<' | '>') => redirection(cursor, before)?,
                Some(_) => {
                    let word = Word::parse(cursor, before)?;
                    command.words.extend(Some(word).filter(|word| !word.vanishes()));
                }
            }
        }
    }

    /// What the command sets, if it does nothing else.
    fn assignments(self) -> Vec<Word> {
        let mut words = self.words;
        let declares = words.first().is_some_and(|word| matches!(word.text(), "export" | "declare" | "readonly"));
        if declares {
            words.remove(0);
            words.retain(|word| word.name.is_some());
        }
        let sets = !self.aside && words.iter().all(|word| word.name.is_some());
        if sets { words } else { Vec::new() }
    }
}

/// A pipe goes on behind line ends and comments.
fn pipe(cursor: &mut Cursor) -> Result<(), SyntaxError> {
    cursor.bump();
    cursor.eat("&");
    loop {
        cursor.take_while(|c| is_blank(c) || c == '\n');
        match cursor.peek() {
            Some('#') => {
                cursor.rest_of_line();
            }
            None | Some(';' | '&' | '|' | ')') => return Err(SyntaxError),
            Some(_) => return Ok(()),
        }
    }
}

fn redirection(cursor: &mut Cursor, before: &Reading) -> Result<(), SyntaxError> {
    if cursor.eat("<<") {
        return Err(SyntaxError);
    }
    cursor.take_while(|c| matches!(c, '<' | '>' | '&' | '|'));
    cursor.take_while(is_blank);
    match cursor.peek() {
        None | Some('\n' | ';' | '(' | ')' | '#') => Err(SyntaxError),
        Some(_) => Word::parse(cursor, before).map(drop),
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

/// Whether the shell takes `text` for the name of a variable.
fn is_name(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(letter) && text.chars().all(|c| letter(c) || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dotenv::reading::Value;

    fn set(text: &str) -> Vec<(String, Option<String>)> {
        let shown = |value: &Value| if let Value::Text(text) = value { Some(text.clone()) } else { None };
        read(text).iter().map(|(name, value)| (name.clone(), shown(value))).collect()
    }

    #[test]
    fn what_a_command_sets_stays_only_if_it_does_nothing_else() {
        let a = |value: &str| vec![("A".to_owned(), Some(value.to_owned()))];
        for (text, expected) in [
            ("A=1 # c\n", a("1")),
            ("export A=1", a("1")),
            ("A=x;b", a("x")),
            ("A=1 && echo hi", a("1")),
            ("A=x\\\ny", a("xy")),
            ("A=a'b c'\"d\"e", a("ab cde")),
            ("A=$'x\\ty'", a("x\ty")),
            ("A=1 command", vec![]),
            ("A=x&y", vec![]),
            ("A=x | y", vec![]),
            ("A=x >y", a("x")),
            ("A=1; B=it's", vec![]),
            ("A=x |\nB=y", vec![]),
            ("A = 1", vec![]),
        ] {
            assert_eq!(set(text), expected, "{text}");
        }
        assert_eq!(set("A=1 B=2").len(), 2);
        assert_eq!(set("A=$(date)"), [("A".to_owned(), None)]);
    }

    #[test]
    fn from_a_syntax_error_on_nothing_is_read() {
        for text in ["A=1\nB=it's\nC=2", "A=1\nB=a(b)\nC=2", "A=1\nB=${x\nC=2", "A=1\nB=<x>\nC=2", "A=1\nB=\"x\nC=2"] {
            assert_eq!(set(text).len(), 1, "{text}");
        }
    }
}
