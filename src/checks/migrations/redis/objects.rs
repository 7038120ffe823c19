//! Literal objects of JavaScript, as calls are given them.

use crate::tokens::{Token, What};

/// Nothing that describes an index nests deeper.
const DEEPEST: usize = 8;

/// A value that is the same in every run.
#[derive(Debug, PartialEq)]
pub enum Value<'t> {
    Text(&'t str),
    /// A number, `true`, or the last part of a name: `TEXT` of `SchemaFieldTypes.TEXT`.
    Word(String),
    List(Vec<Value<'t>>),
    Object(Vec<(&'t str, Value<'t>)>),
}

impl Value<'_> {
    /// What an object has under a name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// A text or word as it is.
    pub fn plain(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Word(word) => Some(word),
            Self::List(_) | Self::Object(_) => None,
        }
    }
}

/// The arguments after an opening parenthesis; `None` unless all are literal.
/// What fails has read up to the first that is not, so that nothing is read twice.
pub fn arguments<'t>(tokens: &'t [Token<'t>], open: usize) -> Option<Vec<Value<'t>>> {
    Reader { rest: tokens.get(open + 1..)? }.items(b')', |reader| reader.value(DEEPEST))
}

struct Reader<'t> {
    rest: &'t [Token<'t>],
}

impl<'t> Reader<'t> {
    fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        match &first.what {
            What::Text(text) => (!text.contains("{}")).then_some(Value::Text(text)),
            What::Word(word) => Some(Value::Word(self.word(word))),
            What::Mark(b'{') => self.items(b'}', |reader| reader.entry(depth)).map(Value::Object),
            What::Mark(b'[') => self.items(b']', |reader| reader.value(depth)).map(Value::List),
            What::Mark(_) => None,
        }
    }

    /// A name's last part, or a number with its fraction.
    fn word(&mut self, first: &str) -> String {
        let mut word = first.to_owned();
        while let [Token { what: What::Mark(b'.'), .. }, Token { what: What::Word(next), .. }, rest @ ..] = self.rest {
            let is_number = word.starts_with(|c: char| c.is_ascii_digit());
            word = if is_number { format!("{word}.{next}") } else { (*next).to_owned() };
            self.rest = rest;
        }
        word
    }

    fn entry(&mut self, depth: usize) -> Option<(&'t str, Value<'t>)> {
        let [key, Token { what: What::Mark(b':'), .. }, rest @ ..] = self.rest else { return None };
        self.rest = rest;
        let key = key.word().or_else(|| key.text().filter(|text| !text.contains("{}")))?;
        Some((key, self.value(depth)?))
    }

    fn items<T>(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        while !self.skips(close) {
            items.push(item(self)?);
            if !self.skips(b',') && self.rest.first()?.what != What::Mark(close) {
                return None;
            }
        }
        Some(items)
    }

    fn skips(&mut self, mark: u8) -> bool {
        let [first, rest @ ..] = self.rest else { return false };
        let skips = first.what == What::Mark(mark);
        if skips {
            self.rest = rest;
        }
        skips
    }
}
