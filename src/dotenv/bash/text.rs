//! What a word comes to, piece by piece.

use crate::dotenv::reading::Value;

/// A chain of doublings is cut here.
const LONGEST: usize = 64 * 1024;

/// What a word comes to, as far as can be told without carrying it out.
pub struct Text {
    text: String,
    pub known: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { text: String::new(), known: true }
    }
}

impl Text {
    pub fn push(&mut self, text: &str) {
        if self.text.len() + text.len() > LONGEST {
            self.known = false;
        } else {
            self.text.push_str(text);
        }
    }

    pub fn value(self) -> Value {
        if self.known { Value::Text(self.text) } else { Value::Unknown }
    }
}
