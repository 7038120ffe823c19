//! Source text of any language, as far as telling comments from the rest needs it.

use bstr::ByteSlice;

use crate::checks::migrations::migration::Meaning;
use crate::digest;

/// How a language writes what is not code.
pub struct Style {
    /// What begins a comment that ends with the line.
    comment: &'static [u8],
    /// Whether `/* */` is a comment.
    blocks: bool,
    quotes: &'static [u8],
}

pub static RUBY: Style = Style { comment: b"#", blocks: false, quotes: b"'\"" };
/// JavaScript, TypeScript, Go and Java.
pub static BRACES: Style = Style { comment: b"//", blocks: true, quotes: b"'\"`" };

impl Style {
    /// The text without comments, each run of white space as one space.
    pub fn bare(&self, text: &[u8]) -> Vec<u8> {
        let mut bare = Vec::with_capacity(text.len());
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let rest = &text[at..];
            let blank = self.blank(rest);
            if blank > 0 {
                if bare.last().is_some_and(|last| *last != b' ') {
                    bare.push(b' ');
                }
                at += blank;
            } else if self.quotes.contains(&byte) {
                let quoted = quoted(rest, byte);
                bare.extend(&rest[..quoted]);
                at += quoted;
            } else {
                bare.push(byte);
                at += 1;
            }
        }
        if bare.last() == Some(&b' ') {
            bare.pop();
        }
        bare
    }

    /// What a migration in this language does, as one digest: comments and layout do not change it.
    pub fn meaning(&self, text: &[u8]) -> Meaning {
        Meaning { up: digest::sha256(&self.bare(text)), down: String::new() }
    }

    /// How many bytes of white space or comment the text begins with.
    fn blank(&self, text: &[u8]) -> usize {
        if text.starts_with(self.comment) {
            return text.find_byte(b'\n').unwrap_or(text.len());
        }
        if self.blocks && text.starts_with(b"/*") {
            return text.find(b"*/").map_or(text.len(), |end| end + 2);
        }
        usize::from(text.first().is_some_and(u8::is_ascii_whitespace))
    }
}

/// How long the quoted text is that the text begins with.
fn quoted(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = text.get(at) {
        at += if byte == b'\\' { 2 } else { 1 };
        if byte == quote {
            break;
        }
    }
    at.min(text.len())
}

/// Every byte counts: what a tool that remembers a checksum compares.
pub fn exactly(content: &[u8]) -> Meaning {
    Meaning { up: digest::sha256(content), down: String::new() }
}

/// Whether a function of this name is there and its body does something, in a language with braces.
pub fn acts(text: &[u8], function: &str) -> bool {
    let code = BRACES.bare(text);
    let Some(at) = code.find(function) else { return false };
    let rest = &code[at..];
    let Some(begins) = rest.find_byte(b'{') else { return true };
    // An arrow without braces gives back what it does.
    if rest[..begins].find(b"=>").is_some_and(|arrow| !rest[arrow + 2..begins].trim().is_empty()) {
        return true;
    }
    let body = rest[begins + 1..].trim_start();
    !body.starts_with(b"}") && !body.starts_with(b"throw")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_is_missing_empty_or_throws_does_not_act() {
        for (text, expected) in [
            ("exports.down = function(knex) { return knex.schema.dropTable('a'); };", true),
            ("exports.down = (knex) => knex.schema.dropTable('a', {});", true),
            ("exports.down = async (knex) => { };", false),
            ("public async down(runner: QueryRunner): Promise<void> { /* no way back */ }", false),
            ("export async function down(knex) { throw new Error('no') }", false),
            ("exports.up = function(knex) { return 1 }", false),
        ] {
            assert_eq!(acts(text.as_bytes(), "down"), expected, "{text}");
        }
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_text() {
        assert_eq!(BRACES.bare(br"a('it\'s // no comment') // but this"), br"a('it\'s // no comment')");
        assert_eq!(RUBY.bare(b"add :a, \"x\\\"# y\" # z"), b"add :a, \"x\\\"# y\"");
        assert_eq!(BRACES.bare(b"'\\"), b"'\\");
    }
}
