//! Classes of pydantic's settings: each field without a value is read from the
//! environment, under its own name in capitals or an alias.

use std::collections::BTreeSet;

use super::Reads;
use super::pattern::{find, has, inside, until};
use crate::tokens::{Syntax, Token, What, tokens};

/// Reads every class that is, or in this module becomes, a `BaseSettings`.
pub fn read(text: &str, module: &[Token], reads: &mut Reads) {
    let lines: Vec<&str> = text.lines().collect();
    let mut settings: BTreeSet<&str> = BTreeSet::from(["BaseSettings"]);
    for found in find(module, "class % (") {
        let (bases, body) = inside(found.rest);
        let inherits = |token: &Token| matches!(token.what, What::Word(base) if settings.contains(base));
        if bases.iter().any(inherits) {
            settings.insert(found.name);
            let margin = lines.get(found.line - 1).map_or(0, |line| indent(line));
            read_class(&lines, body.first().map_or(found.line, |colon| colon.line), margin, reads);
        }
    }
}

/// Reads the class whose header ends on `line` and begins at `margin`.
fn read_class(lines: &[&str], line: usize, margin: usize, reads: &mut Reads) {
    let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let body: Vec<(usize, &str)> = (line + 1..)
        .zip(lines.iter().skip(line).copied())
        .take_while(|(_, line)| is_blank(line) || indent(line) > margin)
        .collect();
    let Some(depth) = body.iter().find(|(_, line)| !is_blank(line)).map(|(_, line)| indent(line)) else { return };
    let text: Vec<&str> = body.iter().map(|(_, line)| *line).collect();
    let text = text.join("\n");
    let all = tokens(&text, &Syntax::of(b".py"));
    // Secrets may lie in files, and nested models in variables of longer names.
    if has(&all, &["secrets_dir", "env_nested_delimiter", "settings_customise_sources"]) {
        return;
    }
    let prefix = find(&all, "env_prefix = @").next().map_or("", |found| found.name);
    let begins: BTreeSet<usize> = body.iter().filter(|(_, line)| indent(line) == depth).map(|(at, _)| *at).collect();
    let first = body[0].0;
    let at_depth = |token: &Token| begins.contains(&(first + token.line - 1));
    let starts = (0..all.len()).filter(|&at| at_depth(&all[at]) && (at == 0 || all[at - 1].line < all[at].line));
    for at in starts {
        read_field(&all[at..], prefix, first, reads);
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// `name: type`, `name: type = Field(alias="X")`.
fn read_field(statement: &[Token], prefix: &str, first: usize, reads: &mut Reads) {
    let [Token { what: What::Word(name), line, .. }, Token { what: What::Mark(b':'), .. }, rest @ ..] = statement
    else {
        return;
    };
    if name.starts_with('_') || *name == "model_config" {
        return;
    }
    let line = first + line - 1;
    let own = format!("{prefix}{name}").to_ascii_uppercase();
    // A type goes on over a line end only within brackets.
    let mut kind = until(rest, b"=");
    let ends = (1..kind.len()).find(|&at| kind[at].line > kind[at - 1].line && !is_open(&kind[..at]));
    let has_value = ends.is_none() && rest.len() > kind.len();
    kind = &kind[..ends.unwrap_or(kind.len())];
    if has(kind, &["Optional", "None", "ClassVar"]) {
        return reads.allow(&own);
    }
    if !has_value {
        return reads.require(&own, line);
    }
    read_value(&rest[kind.len() + 1..], &own, line, reads);
}

fn is_open(tokens: &[Token]) -> bool {
    let count =
        |marks: [u8; 3]| tokens.iter().filter(|t| matches!(t.what, What::Mark(m) if marks.contains(&m))).count();
    count(*b"([{") > count(*b")]}")
}

/// `Field(...)` without a default is no value.
fn read_value(value: &[Token], own: &str, line: usize, reads: &mut Reads) {
    let [Token { what: What::Word("Field"), .. }, Token { what: What::Mark(b'('), .. }, rest @ ..] = value else {
        return reads.allow(own);
    };
    let (arguments, _) = inside(rest);
    let named = |first: &[Token]| {
        matches!(first, [Token { what: What::Word(_), .. }, Token { what: What::Mark(b'='), .. }, ..])
    };
    let dots = matches!(arguments, [Token { what: What::Mark(b'.'), .. }, ..]);
    let lacks = arguments.is_empty() || named(arguments) || dots;
    let aliases = ["validation_alias = @", "alias = @", "env = @"];
    let alias = aliases.iter().find_map(|pattern| find(arguments, pattern).next()).map(|found| found.name);
    // Of several aliases any may be set.
    let is_required = lacks && !has(arguments, &["default", "default_factory", "AliasChoices", "AliasPath"]);
    reads.add(alias.unwrap_or(own), line, is_required);
}
