//! Ruby's `ENV.fetch` and PHP's `$_ENV`.

use super::Reads;
use super::pattern::{find, next_is};
use crate::tokens::{Token, What};

/// Reads a Ruby file.
pub fn read_ruby(tokens: &[Token], reads: &mut Reads) {
    for found in find(tokens, "ENV . fetch ( @ )") {
        let block = next_is(found.rest, b'{') || found.rest.first().is_some_and(|token| token.what == What::Word("do"));
        reads.add(found.name, found.line, !block);
    }
    for pattern in ["ENV . fetch ( @ ,", "ENV [ @ ]", "ENV . key ? ( @"] {
        find(tokens, pattern).for_each(|found| reads.allow(found.name));
    }
}

/// Reads a PHP file.
pub fn read_php(tokens: &[Token], reads: &mut Reads) {
    for found in find(tokens, "$_ENV [ @ ]") {
        let before = &tokens[..found.at];
        let asks = matches!(before, [.., Token { what: What::Word("isset" | "empty"), .. }, _]);
        // `?? default`, or an assignment.
        let falls_back = next_is(found.rest, b'?') || next_is(found.rest, b'=');
        reads.add(found.name, found.line, !asks && !falls_back);
    }
    for pattern in ["env ( @", "getenv ( @"] {
        find(tokens, pattern).for_each(|found| reads.allow(found.name));
    }
}
