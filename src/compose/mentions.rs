//! The variables that a Compose file names, whichever of its attributes does.

use crate::interpolate::{Reference, references};

/// `${NAME…}` in the text of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention<'t> {
    /// The variable.
    pub reference: Reference<'t>,
    /// From 1.
    pub line: usize,
}

/// The variables that the text of a Compose file names, comments left out.
pub fn mentions(text: &str) -> impl Iterator<Item = Mention<'_>> {
    text.lines().enumerate().flat_map(|(at, line)| {
        references(without_comment(line)).into_iter().map(move |reference| Mention { reference, line: at + 1 })
    })
}

/// The line up to a `#` that stands at its beginning or after a blank, outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return &line[..at],
            // Within a word, as in `it's`, a quote is a letter.
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_have_lines_and_comments_are_none() {
        let text = "a: ${A:?x}\n# b: ${B:?}\nc: it's $C # ${D:?}\nd: \"x # ${E?}\"\ne: $${F:?}\n";
        let found: Vec<_> = mentions(text).map(|m| (m.reference.name, m.reference.is_required(), m.line)).collect();
        assert_eq!(found, [("A", true, 1), ("C", false, 3), ("E", true, 4)]);
    }
}
