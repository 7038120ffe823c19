//! JavaScript and TypeScript: `process.env.X!`, and the schemas that the whole
//! environment is held against (zod, envalid, Joi, env-var).

use std::ops::Range;

use super::Reads;
use super::pattern::{find, has, inside, next_is, until};
use crate::tokens::{Token, What};

/// Reads a file.
pub fn read(text: &str, tokens: &[Token], reads: &mut Reads) {
    read_uses(tokens, reads);
    for pattern in ["getOrThrow ( @ )", "getOrThrow < % > ( @ )"] {
        find(tokens, pattern).for_each(|found| reads.require(found.name, found.line));
    }
    let mentions = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if mentions(&["env-var"]) {
        read_env_var(tokens, reads);
    }
    if mentions(&["process.env", "createEnv", "cleanEnv", "import.meta.env"]) {
        read_schema(tokens, reads);
    }
}

fn read_uses(tokens: &[Token], reads: &mut Reads) {
    for found in find(tokens, "process . env . % !") {
        reads.add(found.name, found.line, !next_is(found.rest, b'='));
    }
    for found in find(tokens, "if ( ! process . env . % )") {
        let thrown = found.rest.iter().take(2).any(|token| token.what == What::Word("throw"));
        if thrown {
            reads.require(found.name, found.line);
        }
    }
    for found in find(tokens, "process . env . %") {
        // `?? x`, `|| x` and `? a : b` have an answer to its absence.
        let falls_back = next_is(found.rest, b'?') || found.rest.first().is_some_and(|t| t.what == What::Mark(b'|'));
        if falls_back {
            reads.allow(found.name);
        }
    }
}

fn read_env_var(tokens: &[Token], reads: &mut Reads) {
    for found in find(tokens, "get ( @ )") {
        let chain = until(found.rest, b";,");
        reads.add(found.name, found.line, has(chain, &["required"]) && !has(chain, &["default"]));
    }
}

/// `NAME: z.string()`, `NAME: str()`, `NAME: Joi.string().required()`.
fn read_schema(tokens: &[Token], reads: &mut Reads) {
    const VALIDATORS: [&str; 9] = ["str", "num", "bool", "port", "url", "email", "host", "json", "nonEmptyStr"];
    const LENIENT: [&str; 10] =
        ["optional", "default", "nullish", "catch", "prefault", "preprocess", "or", "undefined", "pipe", "any"];
    let conditional = conditional(tokens);
    for found in find(tokens, "% :").filter(|found| !conditional.iter().any(|range| range.contains(&found.at))) {
        let value = until(found.rest, b",;");
        let [Token { what: What::Word(first), .. }, Token { what: What::Mark(mark @ (b'.' | b'(')), .. }, ..] = value
        else {
            continue;
        };
        match (*first, mark) {
            ("z" | "zod", b'.') => {
                let coerced = has(value, &["coerce"]) && has(value, &["boolean", "string"]);
                reads.add(
                    found.name,
                    found.line,
                    !has(value, &LENIENT) && !coerced && !has(value, &["nullable", "unknown"]),
                );
            }
            ("Joi" | "joi", b'.') => {
                reads.add(found.name, found.line, has(value, &["required"]) && !has(value, &["default"]));
            }
            (validator, b'(') if VALIDATORS.contains(&validator) => {
                let (arguments, _) = inside(&value[2..]);
                reads.add(found.name, found.line, !has(arguments, &["default"]));
            }
            _ => {}
        }
    }
}

/// Where entries stand that hold only in some case: `...(condition && { NAME: str() })`.
fn conditional(tokens: &[Token]) -> Vec<Range<usize>> {
    let cases = ["& & {", "? {", ") : {"].into_iter().flat_map(|pattern| find(tokens, pattern));
    cases.map(|found| tokens.len() - found.rest.len()..tokens.len() - inside(found.rest).1.len()).collect()
}
