//! A place in a text that only moves on, or back to where it was.

/// Where a reader stands.
pub struct Cursor<'t> {
    text: &'t str,
    /// Where, in bytes.
    pub at: usize,
}

impl<'t> Cursor<'t> {
    /// At the beginning.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// What lies ahead.
    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Whether nothing lies ahead.
    pub fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Passes over one character, and gives it.
    pub fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Passes over `what`, if it is what comes next.
    pub fn eat(&mut self, what: &str) -> bool {
        let eaten = self.rest().starts_with(what);
        if eaten {
            self.at += what.len();
        }
        eaten
    }

    /// Passes over all that is `wanted`.
    pub fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !wanted(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// Passes over what is left of the line, without its end.
    pub fn rest_of_line(&mut self) -> &'t str {
        self.take_while(|c| c != '\n')
    }
}
