//! Python: `os.environ["X"]`, and the packages that read settings (environs,
//! django-environ, decouple, Starlette's `Config`, pydantic).

use super::pattern::{find, has, inside, next_is};
use super::{Reads, settings_class};
use crate::tokens::{Token, What};

/// Reads a module.
pub fn read(text: &str, tokens: &[Token], reads: &mut Reads) {
    read_environ(text, tokens, reads);
    if text.contains("environs") || text.contains("environ.Env") {
        read_env(tokens, reads);
    }
    if text.contains("decouple") || text.contains("starlette.config") {
        find(tokens, "config ( @").for_each(|found| read_call(found.name, found.line, found.rest, reads));
    }
    if text.contains("BaseSettings") {
        settings_class::read(text, tokens, reads);
    }
}

fn read_environ(text: &str, tokens: &[Token], reads: &mut Reads) {
    let direct = text.contains("from os import");
    for (pattern, counts) in [("os . environ [ @ ]", true), ("environ [ @ ]", direct)] {
        for found in find(tokens, pattern).filter(|_| counts) {
            let assigns = next_is(found.rest, b'=') && !next_is(&found.rest[1..], b'=');
            let deletes = matches!(&tokens[..found.at], [.., Token { what: What::Word("del"), .. }]);
            let caught = has(near(found.rest, found.line), &["KeyError"]);
            reads.add(found.name, found.line, !assigns && !deletes && !caught);
        }
    }
    for pattern in
        ["getenv ( @", "environ . get ( @", "environ . setdefault ( @", "environ . pop ( @", "@ in os . environ"]
    {
        find(tokens, pattern).for_each(|found| reads.allow(found.name));
    }
}

/// What stands on the next few lines: where an error is caught, if it is.
fn near<'t>(tokens: &'t [Token<'t>], line: usize) -> &'t [Token<'t>] {
    const LINES: usize = 8;
    const TOKENS: usize = 200;
    let tokens = &tokens[..tokens.len().min(TOKENS)];
    let end = tokens.iter().position(|token| token.line > line + LINES).unwrap_or(tokens.len());
    &tokens[..end]
}

/// `env("X")`, `env.str("X")`, and defaults that stand at `Env(X=(bool, False))`.
fn read_env(tokens: &[Token], reads: &mut Reads) {
    for pattern in ["env ( @", "env . % ( @"] {
        find(tokens, pattern).for_each(|found| read_call(found.name, found.line, found.rest, reads));
    }
    find(tokens, "% = (").for_each(|found| reads.allow(found.name));
}

/// The rest of a call's arguments: one without a name, or one called `default`, is what is taken instead.
fn read_call(name: &str, line: usize, rest: &[Token], reads: &mut Reads) {
    let (arguments, _) = inside(rest);
    let positional = match arguments {
        [Token { what: What::Mark(b','), .. }, first, rest @ ..] => {
            !matches!(first.what, What::Word(_)) || !next_is(rest, b'=')
        }
        _ => false,
    };
    reads.add(name, line, !positional && !has(arguments, &["default"]));
}
