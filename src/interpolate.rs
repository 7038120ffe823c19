//! `${NAME}` and its operators, as Docker Compose reads them in Compose files
//! and in `.env` files. Imports nothing of ours.

use anyhow::{Context, Result, bail, ensure};

/// `A=$B$B`, `B=$C$C`, … doubles at each step: the result is bounded, not only the source.
const LONGEST: usize = 64 * 1024;
/// How deep defaults may stand in defaults, `${A:-${B:-…}}`.
const DEEPEST: usize = 16;

/// A text with its variables filled in.
#[derive(Default, PartialEq, Eq)]
pub struct Interpolated {
    /// The text.
    pub text: String,
    /// Variables that stand for nothing here, in order: those without a value
    /// and a default, and those that `${NAME:?…}` insists on.
    pub undefined: Vec<String>,
}

/// A variable as a text names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference<'t> {
    /// Its name.
    pub name: &'t str,
    /// What stands between the name and the closing brace: `:-default`, `:?message`; mostly nothing.
    pub modifier: &'t str,
}

impl<'t> Reference<'t> {
    /// Whether Compose refuses to start without it.
    pub fn is_required(&self) -> bool {
        self.modifier.starts_with('?') || self.modifier.starts_with(":?")
    }

    /// What it stands for where it has no value.
    pub fn default(&self) -> Option<&'t str> {
        self.modifier.strip_prefix(":-").or_else(|| self.modifier.strip_prefix('-'))
    }
}

/// Fills in the variables of `text`. A brace that is never closed is an error.
pub fn interpolate(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Interpolated> {
    let mut out = Interpolated::default();
    fill(text, lookup, DEEPEST, &mut out)?;
    Ok(out)
}

/// The variables that `text` names, those inside defaults left out: they matter
/// only where the outer one has no value.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    let mut rest = text;
    let mut references = Vec::new();
    while let Ok(Some((_, piece, after))) = next(rest) {
        if let Piece::Variable(reference) = piece {
            references.push(reference);
        }
        rest = after;
    }
    references
}

fn fill(text: &str, lookup: &dyn Fn(&str) -> Option<String>, depth: usize, out: &mut Interpolated) -> Result<()> {
    ensure!(depth > 0, "variables stand more than {DEEPEST} deep inside one another");
    let mut rest = text;
    while let Some((before, piece, after)) = next(rest)? {
        out.text.push_str(before);
        match piece {
            Piece::Dollar => out.text.push('$'),
            Piece::Variable(reference) => substitute(reference, lookup, depth, out)?,
        }
        ensure!(out.text.len() <= LONGEST, "with its variables filled in it is longer than {LONGEST} bytes");
        rest = after;
    }
    out.text.push_str(rest);
    Ok(())
}

fn substitute(
    Reference { name, modifier }: Reference,
    lookup: &dyn Fn(&str) -> Option<String>,
    depth: usize,
    out: &mut Interpolated,
) -> Result<()> {
    let value = lookup(name);
    // With the colon an empty value counts as none.
    let (value, operator) = match modifier.strip_prefix(':') {
        Some(operator) => (value.filter(|value| !value.is_empty()), operator),
        None => (value, modifier),
    };
    match (operator.chars().next(), value) {
        (Some('+'), Some(_)) | (Some('-'), None) => fill(&operator[1..], lookup, depth - 1, out)?,
        (Some('+'), None) => {}
        (None | Some('-' | '?'), Some(value)) => out.text.push_str(&value),
        (None | Some('?'), None) => out.undefined.push(name.to_owned()),
        (Some(_), _) => bail!("`${{{name}…}}` has an operator that Compose does not know"),
    }
    Ok(())
}

enum Piece<'t> {
    /// `$$`, or a `$` that begins no variable.
    Dollar,
    Variable(Reference<'t>),
}

/// What stands before the next `$`, what it begins, and what follows.
fn next(text: &str) -> Result<Option<(&str, Piece<'_>, &str)>> {
    let Some((before, after)) = text.split_once('$') else { return Ok(None) };
    if let Some(after) = after.strip_prefix('$') {
        return Ok(Some((before, Piece::Dollar, after)));
    }
    let Some(inside) = after.strip_prefix('{') else {
        let (name, after) = after.split_at(name_length(after));
        let piece = if name.is_empty() { Piece::Dollar } else { Piece::Variable(Reference { name, modifier: "" }) };
        return Ok(Some((before, piece, after)));
    };
    let end = closing_brace(inside).context("a `${` is never closed by `}`")?;
    let (name, modifier) = inside[..end].split_at(name_length(&inside[..end]));
    ensure!(!name.is_empty(), "a `${{` is not followed by the name of a variable");
    Ok(Some((before, Piece::Variable(Reference { name, modifier }), &inside[end + 1..])))
}

fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    if bytes.first().is_none_or(u8::is_ascii_digit) {
        return 0;
    }
    bytes.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'_').unwrap_or(bytes.len())
}

fn closing_brace(text: &str) -> Option<usize> {
    let mut open = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' if at > 0 && text.as_bytes()[at - 1] == b'$' => open += 1,
            b'}' if open == 0 => return Some(at),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> (String, Vec<String>) {
        let lookup = |name: &str| match name {
            "SET" => Some("v".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let out = interpolate(text, &lookup).unwrap();
        (out.text, out.undefined)
    }

    #[test]
    fn every_operator_reads_as_in_the_specification() {
        for (text, expected) in [
            ("a$SET-b", "av-b"),
            ("${SET}", "v"),
            ("$$SET $${SET}", "$SET ${SET}"),
            ("${NONE:-d}", "d"),
            ("${EMPTY:-d}|${EMPTY-d}|${NONE-d}", "d||d"),
            ("${SET:+alt}|${EMPTY:+alt}|${EMPTY+alt}|${NONE+alt}", "alt||alt|"),
            ("${NONE:-${EMPTY:-${SET}}}x", "vx"),
            ("${SET:?must be set}", "v"),
            ("${EMPTY?}", ""),
            ("abc$", "abc$"),
            ("pa$1x {}", "pa$1x {}"),
            ("값 ${NONE:-기본}", "값 기본"),
        ] {
            assert_eq!(filled(text), (expected.to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn what_is_undefined_is_told_by_name() {
        assert_eq!(filled("a:${NONE}"), ("a:".to_owned(), vec!["NONE".to_owned()]));
        assert_eq!(filled("${EMPTY:?}${NONE?}").1, ["EMPTY", "NONE"]);
    }

    #[test]
    fn what_can_not_be_read_or_grows_without_bound_is_an_error() {
        let long = |_: &str| Some("x".repeat(LONGEST));
        let deep = format!("{}{}", "${A:-".repeat(100), "}".repeat(100));
        for text in ["${", "x${A", "${}", "${1A}", "${A!b}", "${A:-${B}", &deep] {
            assert!(interpolate(text, &|_| None).is_err(), "{text}");
        }
        assert!(interpolate("$A$A", &long).is_err());
    }

    #[test]
    fn references_are_listed_with_their_modifiers_and_without_nested_ones() {
        let found = references("a ${A:?x} $$B ${C:-${D:?y}} $E ${open");
        let names: Vec<_> = found.iter().map(|r| (r.name, r.is_required(), r.default())).collect();
        assert_eq!(names, [("A", true, None), ("C", false, Some("${D:?y}")), ("E", false, None)]);
    }
}
