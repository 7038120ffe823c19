//! Rust: `env::var` whose error ends the program, and `env!`.

use super::Reads;
use super::pattern::{find, has, until};
use crate::tokens::{Token, What};

/// Reads a Rust file up to its tests.
pub fn read(tokens: &[Token], reads: &mut Reads) {
    let tests = find(tokens, "cfg ( test )").next().map_or(tokens.len(), |found| found.at);
    let tokens = &tokens[..tests];
    for pattern in ["env : : var ( @ )", "dotenvy : : var ( @ )", "env : : var_os ( @ )"] {
        for found in find(tokens, pattern) {
            let chain = until(found.rest, b";,");
            reads.add(found.name, found.line, insists(chain));
        }
    }
    for pattern in ["env ! ( @ )", "env ! ( @ ,"] {
        for found in find(tokens, pattern) {
            reads.require(found.name, found.line);
        }
    }
}

fn insists(chain: &[Token]) -> bool {
    const GOES_ON: [&str; 9] =
        ["ok", "is_ok", "is_err", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "map_or", "or_else", "is_ok_and"];
    let asks = chain.iter().any(|token| token.what == What::Mark(b'?')) || has(chain, &["unwrap", "expect"]);
    asks && !has(chain, &GOES_ON)
}
