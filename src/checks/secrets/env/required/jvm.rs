//! Java and Kotlin: `System.getenv` that must answer, and Spring's `${NAME}`.

use super::Reads;
use super::pattern::{begins, find};
use crate::interpolate::references;
use crate::tokens::{Token, What};

/// Reads a Java or Kotlin file.
pub fn read(tokens: &[Token], reads: &mut Reads) {
    for found in find(tokens, "System . getenv ( @ )") {
        let wrapped = matches!(&tokens[..found.at], [.., Token { what: What::Word("requireNonNull"), .. }, _]);
        let insists = ["! !", "? : throw", "? : error ("].iter().any(|pattern| begins(found.rest, pattern));
        reads.add(found.name, found.line, wrapped || insists);
    }
}

/// Reads `application.yml` or `application.properties`: a name in capitals with
/// no default behind a colon.
pub fn read_settings(text: &str, reads: &mut Reads) {
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#')) {
        for reference in references(line) {
            reads.add(reference.name, at + 1, reference.modifier.is_empty());
        }
    }
}
