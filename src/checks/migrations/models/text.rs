//! Texts with brackets and quotes, taken apart without calling oneself.

/// Follows a text: where it is within brackets or quotes.
#[derive(Default)]
pub struct Place {
    depth: usize,
    quote: Option<char>,
    escaped: bool,
}

impl Place {
    /// Goes on by one character; whether that one stands outside of everything.
    fn step(&mut self, c: char) -> bool {
        let outside = self.depth == 0 && self.quote.is_none();
        match (self.quote, c) {
            _ if self.escaped => self.escaped = false,
            (Some(_), '\\') => self.escaped = true,
            (Some(quote), c) if c == quote => self.quote = None,
            (None, '"' | '\'' | '`') => self.quote = Some(c),
            (None, '(' | '[' | '{') => self.depth += 1,
            (None, ')' | ']' | '}') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        outside
    }

    /// Goes on by a line; whether it leaves no bracket open. A quote ends with its line.
    pub fn line(&mut self, line: &str) -> bool {
        for c in line.chars() {
            self.step(c);
        }
        (self.quote, self.escaped) = (None, false);
        self.depth == 0
    }
}

/// The pieces between separators that stand in no brackets and no quotes, without the empty ones.
pub fn split(text: &str, separates: fn(char) -> bool) -> Vec<&str> {
    let (mut pieces, mut place, mut from) = (Vec::new(), Place::default(), 0);
    for (at, c) in text.char_indices() {
        if place.step(c) && separates(c) {
            pieces.push(text[from..at].trim());
            from = at + c.len_utf8();
        }
    }
    pieces.push(text[from..].trim());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// What stands between the bracket with which the text begins and the one that closes it.
pub fn inside(text: &str) -> Option<&str> {
    let mut place = Place::default();
    for (at, c) in text.char_indices() {
        place.step(c);
        if place.depth == 0 && place.quote.is_none() && at > 0 {
            return text.get(1..at);
        }
    }
    None
}

/// Without white space outside of quotes, and quoted in one way.
pub fn compact(text: &str) -> String {
    let (mut compact, mut place) = (String::with_capacity(text.len()), Place::default());
    for c in text.chars() {
        let was = place.quote;
        place.step(c);
        match (was, place.quote) {
            (None, None) if c.is_whitespace() => {}
            (None, Some('\'')) | (Some('\''), None) => compact.push('"'),
            _ => compact.push(c),
        }
    }
    // What closes needs no comma before it.
    [")", "]", "}"].iter().fold(compact, |text, close| text.replace(&format!(",{close}"), close))
}

/// The content of a quoted text.
pub fn unquoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    text.strip_prefix(quote)?.strip_suffix(quote).filter(|content| !content.contains(quote))
}

/// The text with spaces in the place of `// …` and `/* … */`, so that every line keeps its number.
pub fn uncommented(text: &str) -> String {
    let (mut bare, mut place) = (String::with_capacity(text.len()), Place::default());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let comment = match (place.quote, rest) {
            (None, rest) if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            (None, rest) if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => 0,
        };
        let (taken, behind) = rest.split_at(comment.max(c.len_utf8()));
        if comment > 0 {
            bare.extend(taken.chars().map(|c| if c == '\n' { c } else { ' ' }));
        } else {
            // A plain quote ends with its line: a lone apostrophe swallows no more.
            if c == '\n' && place.quote.is_some_and(|quote| quote != '`') {
                place.quote = None;
            }
            place.step(c);
            bare.push(c);
        }
        rest = behind;
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_quotes_hold_together() {
        assert_eq!(split("a(b, c), 'd,e', [f, g],", |c| c == ','), ["a(b, c)", "'d,e'", "[f, g]"]);
        assert_eq!(inside("(a(b), ')') c"), Some("a(b), ')'"));
        assert_eq!(inside("(a"), None);
        assert_eq!(compact("a ( 'b  c',\n ) "), "a(\"b  c\")");
        assert_eq!(uncommented("a // b\n/* c\n*/ 'http://d' e"), "a     \n    \n   'http://d' e");
        let mut place = Place::default();
        assert!(place.line("a(b)") && !place.line("a('b") && place.line("c)"));
    }

    #[test]
    fn hostile_text_ends() {
        for text in ["'", "\\", "(((", ")))", "`${", "/*", "é(é'", &"([{".repeat(100_000), &"//*".repeat(100_000)] {
            let pieces = split(text, |c| c == ',').len();
            assert!(pieces <= text.len() && compact(text).len() <= text.len() + 1);
            assert_eq!(uncommented(text).matches('\n').count(), text.matches('\n').count());
            assert!(inside(text).is_none_or(|inner| inner.len() < text.len()) && unquoted(text).is_none());
        }
    }
}
