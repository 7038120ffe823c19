//! Patterns that users write. They are in RE2's syntax, whichever file they
//! stand in (<https://github.com/google/re2/wiki/Syntax>): what a team has
//! written for a scanner in Go means the same here.

use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};
use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

/// A pattern that needs more once it is compiled describes no secret: `.{0,1000}`
/// needs 1.3 MB and 8 ms.
const MAX_SIZE: usize = 2 << 20;

/// What a search may hold beside it, for as long as it lasts.
const MAX_CACHE: usize = 1 << 20;

/// A pattern, read when it is met and compiled when it is first asked.
#[derive(Deserialize, Debug)]
#[serde(try_from = "String")]
pub(super) struct Pattern {
    written: String,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern in RE2's syntax. The error says what is wrong without telling the pattern.
    pub(super) fn new(written: &str) -> Result<Self> {
        let written = translated(written);
        let read = regex_syntax::ParserBuilder::new().utf8(false).octal(true).build().parse(&written);
        read.map_err(|error| anyhow!("it is no pattern in RE2's syntax: {}", kind(&error)))?;
        Ok(Self { written, compiled: OnceLock::new() })
    }

    pub(super) fn is_match(&self, text: &[u8]) -> Result<bool> {
        Ok(self.regex()?.is_match(text))
    }

    pub(super) fn regex(&self) -> Result<&Regex> {
        if let Some(regex) = self.compiled.get() {
            return Ok(regex);
        }
        let regex = RegexBuilder::new(&self.written)
            .octal(true)
            .size_limit(MAX_SIZE)
            .dfa_size_limit(MAX_CACHE)
            .build()
            .context("compiling a pattern")?;
        Ok(self.compiled.get_or_init(|| regex))
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        Self::new(&written).map_err(|error| format!("{error:#}"))
    }
}

/// The fault alone: the library's own message shows the pattern, which may be the secret that it allows.
fn kind(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "it can't be read".to_owned(),
    }
}

/// The same pattern in the syntax of our engine. They differ where RE2 is of
/// one byte a character (`\d`, `\w`, `\s`, `\b`), where it takes a brace or
/// bracket for itself, and in `\Q…\E`.
fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '\\' => escape(rest, &mut out),
            '[' => class(rest, &mut out),
            '{' if !is_repetition(rest) => literal(rest, &mut out),
            _ => verbatim(rest, c.len_utf8(), &mut out),
        };
    }
    out
}

fn verbatim<'p>(pattern: &'p str, length: usize, out: &mut String) -> &'p str {
    let (taken, rest) = pattern.split_at(length);
    out.push_str(taken);
    rest
}

/// The first character, for itself.
fn literal<'p>(pattern: &'p str, out: &mut String) -> &'p str {
    out.push('\\');
    verbatim(pattern, 1, out)
}

/// Whether a brace counts: `{3}`, `{3,}`, `{3,5}`.
fn is_repetition(pattern: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    pattern[1..].split_once('}').is_some_and(|(inner, _)| match inner.split_once(',') {
        Some((least, most)) => digits(least) && (most.is_empty() || digits(most)),
        None => digits(inner),
    })
}

fn escape<'p>(pattern: &'p str, out: &mut String) -> &'p str {
    let quoted = pattern.strip_prefix(r"\Q").map(|rest| rest.split_once(r"\E").unwrap_or((rest, "")));
    if let Some((quoted, rest)) = quoted {
        out.push_str(&regex_syntax::escape(quoted));
        return rest;
    }
    let boundary = match pattern.as_bytes() {
        [_, b'b', ..] => r"(?-u:\b)",
        [_, b'B', ..] => r"(?-u:\B)",
        _ => return escape_in_class(pattern, out),
    };
    out.push_str(boundary);
    &pattern[2..]
}

/// An escape that means the same within brackets and without.
fn escape_in_class<'p>(pattern: &'p str, out: &mut String) -> &'p str {
    let set = match pattern.as_bytes() {
        [_, b'd', ..] => "[0-9]",
        [_, b'D', ..] => "[^0-9]",
        [_, b'w', ..] => "[0-9A-Za-z_]",
        [_, b'W', ..] => "[^0-9A-Za-z_]",
        [_, b's', ..] => r"[\t\n\f\r ]",
        [_, b'S', ..] => r"[^\t\n\f\r ]",
        // Our engine takes them, escaped, for the bounds of a word.
        [_, b'<', ..] => "<",
        [_, b'>', ..] => ">",
        [_, b'p' | b'P' | b'x', b'{', ..] => {
            let end = pattern.find('}').map_or(pattern.len(), |at| at + 1);
            return verbatim(pattern, end, out);
        }
        _ => {
            let end = pattern.char_indices().nth(2).map_or(pattern.len(), |(at, _)| at);
            return verbatim(pattern, end, out);
        }
    };
    out.push_str(set);
    &pattern[2..]
}

/// A class in brackets. Ours has set operations (`&&`, `--`, `~~`) and brackets
/// within brackets, where RE2 has characters.
fn class<'p>(pattern: &'p str, out: &mut String) -> &'p str {
    let negated = pattern.starts_with("[^");
    let mut rest = verbatim(pattern, 1 + usize::from(negated), out);
    let mut first = true;
    while !rest.is_empty() && (first || !rest.starts_with(']')) {
        first = false;
        let set = is_set(rest);
        rest = class_item(rest, out);
        if !set && rest.starts_with('-') && rest.len() > 1 && !rest.starts_with("-]") {
            rest = class_item(verbatim(rest, 1, out), out);
        }
    }
    if rest.is_empty() { rest } else { verbatim(rest, 1, out) }
}

/// Whether an item stands for many characters, so that no range begins with it: `[\w-.]` holds a dash.
fn is_set(pattern: &str) -> bool {
    matches!(pattern.as_bytes(), [b'[', b':', ..] | [b'\\', b'd' | b'D' | b'w' | b'W' | b's' | b'S' | b'p' | b'P', ..])
}

/// One character, or one set with a name.
fn class_item<'p>(pattern: &'p str, out: &mut String) -> &'p str {
    let named = pattern.strip_prefix("[:").and_then(|rest| rest.find(":]")).map(|at| at + 4);
    match (named, pattern.chars().next()) {
        (Some(end), _) => verbatim(pattern, end, out),
        (None, Some('\\')) => escape_in_class(pattern, out),
        (None, Some('[' | ']' | '&' | '~' | '-' | '^')) => literal(pattern, out),
        (None, c) => verbatim(pattern, c.map_or(0, char::len_utf8), out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error:#}")).is_match(text.as_bytes()).unwrap()
    }

    #[test]
    fn a_pattern_means_what_it_means_in_re2() {
        for (pattern, matches, spares) in [
            (r"^\d\w\s$", "1a ", "١a "),
            (r"^\D\W\S$", "a-é", "1-a"),
            (r"\btoken\b", "a token", "tokens"),
            (r"^[\w-.]+$", "a-b.c", "a b"),
            (r"^[[]x[]]$", "[x]", "x"),
            (r"^[]a]$", "]", "b"),
            (r"^[a&&b]+$", "a&b", "c"),
            (r"^[+--]$", ",", "/"),
            (r"^[^\d-]$", "x", "-"),
            (r"^[a~~b^]+$", "~^", "c"),
            (r"^[[:alpha:]-]+$", "a-", "1"),
            (r"^\${x}$", "${x}", "x"),
            (r"{{ .*}}", "{{ .Values }}", "{ }"),
            (r"^a{,2}$", "a{,2}", "aa"),
            (r"^a{2,}$", "aaa", "a"),
            (r"^\Qa.b\E.$", "a.b!", "axb!"),
            (r"^\<a\>$", "<a>", "a"),
            (r"^\x{e9}\xe9\351$", "ééé", "é"),
            (r"^\pL\p{Lu}$", "éÉ", "éé"),
            (r"^\p{Hangul}+$", "토큰", "token"),
            (r"(?i)^ÄPFEL$", "äpfel", "apfel"),
            (r"^.$", "é", "\n"),
            (r"(?m)^b$", "a\nb\nc", "abc"),
            (r"a$", "a", "a\n"),
            (r"(?P<x>a)(?:b)(?i:C)", "abc", "aBc"),
            (r"(?U)^a+", "aa", "b"),
        ] {
            assert!(found(pattern, matches), "{pattern} does not match {matches}");
            assert!(!found(pattern, spares), "{pattern} matches {spares}");
        }
    }

    #[test]
    fn what_re2_refuses_is_refused_without_showing_it() {
        for (pattern, fault) in [
            ("hunter2(", "unclosed group"),
            ("hunter2[a", "unclosed character class"),
            (r"(?=hunter2)", "look-around"),
            (r"(hunter)\k", "unrecognized escape"),
            (r"hunter\", "incomplete escape"),
            ("hunter2**)", "unopened group"),
        ] {
            let error = format!("{:#}", Pattern::new(pattern).unwrap_err());
            assert!(error.contains(fault) && !error.contains("hunter"), "{pattern}: {error}");
        }
    }

    #[test]
    fn no_pattern_is_too_odd_to_be_read_or_refused() {
        let mut odd = vec![String::new()];
        for length in 1..=4 {
            let longer = |text: &String| r"\[]{}-^:dbQEx1é".chars().map(|c| format!("{text}{c}")).collect::<Vec<_>>();
            odd = odd.iter().flat_map(longer).collect();
            let read = odd.iter().filter(|text| Pattern::new(text).is_ok()).count();
            assert!((1..odd.len()).contains(&read), "{read} of length {length}");
        }
    }

    #[test]
    fn a_pattern_that_would_grow_without_bound_is_refused() {
        for pattern in [r"(?:(?:\pL{100}){100}){100}", r"\pL{5000}"] {
            let error = format!("{:#}", Pattern::new(pattern).unwrap().is_match(b"x").unwrap_err());
            assert!(error.contains("size limit"), "{error}");
        }
        assert!(Pattern::new(&"(".repeat(10_000)).is_err());
        assert!(found(r"(?i)acme.{0,200}[0-9a-z_]{20,200}", "ACME = abcdefghijklmnopqrstuvwxyz"));
    }
}
