//! Strings to which a file gives a name once, and which its keys begin with.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::LONGEST_KEY;
use crate::tokens::{Token, What};

/// No type between a name and its value is longer.
const LONGEST_TYPE: usize = 8;

/// Puts the strings where their names stand, in code as in strings; any other
/// name in a string becomes `{}`.
pub fn resolve<'t>(tokens: Vec<Token<'t>>) -> Vec<Token<'t>> {
    let constants = constants(&tokens);
    let mut resolved: Vec<Token<'t>> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(mut token) = rest.next() {
        match &token.what {
            What::Text(text) => token.what = What::Text(filled(text, &constants)),
            What::Word(name) => {
                let called = rest.peek().is_some_and(|next| next.what == What::Mark(b'('));
                let keys = rest.peek().is_some_and(|next| next.what == What::Mark(b':'))
                    && resolved.last().is_some_and(|last| matches!(last.what, What::Mark(b'{' | b',')));
                if let Some(value) = constants.get(name).filter(|_| !called && !keys)
                    && let Some(len) = owned_from(&resolved)
                {
                    resolved.truncate(len);
                    token.what = What::Text(value.clone());
                }
            }
            What::Mark(_) => {}
        }
        resolved.push(token);
    }
    resolved
}

/// Where the name begins that goes on after these tokens: at `self` in `self.NAME`.
/// What belongs to anything else is another constant.
fn owned_from(before: &[Token]) -> Option<usize> {
    let marks = before.iter().rev().take(2).take_while(|t| matches!(t.what, What::Mark(b'.' | b':'))).count();
    let is_member = before.last().is_some_and(|last| last.what == What::Mark(b'.')) || marks == 2;
    if !is_member {
        return Some(before.len());
    }
    let owner = before.len().checked_sub(marks + 1)?;
    matches!(before[owner].what, What::Word("self" | "this" | "cls" | "Self")).then_some(owner)
}

fn filled(text: &str, constants: &BTreeMap<&str, String>) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or(("", part));
        filled.push_str(constants.get(name).map_or("{}", String::as_str));
        filled.push_str(rest);
    }
    filled
}

/// The values of names that are assigned once.
fn constants<'t>(tokens: &[Token<'t>]) -> BTreeMap<&'t str, String> {
    let (mut constants, mut again) = (BTreeMap::new(), BTreeSet::new());
    let mut in_block = false;
    for at in 1..tokens.len() {
        match tokens[at].what {
            What::Mark(b'(') => in_block |= tokens[at - 1].what == What::Word("const"),
            What::Mark(b')') => in_block = false,
            What::Mark(b'=') => {
                let Some(named) = named(tokens, at) else { continue };
                let What::Word(name) = tokens[named].what else { continue };
                let value = value(tokens, at).filter(|_| in_block || is_constant(tokens, named));
                if constants.insert(name, value).is_some() {
                    again.insert(name);
                }
            }
            _ => {}
        }
    }
    let once = constants.into_iter().filter(|(name, _)| !again.contains(name));
    once.filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The name that an `=` gives a value: before it, or before its type.
fn named(tokens: &[Token], equals: usize) -> Option<usize> {
    let last = equals - 1;
    let line = tokens[equals].line;
    let typed = (last.saturating_sub(LONGEST_TYPE)..last)
        .rev()
        .take_while(|&at| tokens[at].line == line && !matches!(tokens[at].what, What::Mark(b'(' | b',' | b'{')))
        .find(|&at| tokens[at].what == What::Mark(b':'));
    let name = match typed {
        Some(colon) => colon.checked_sub(1)?,
        // Go has the type behind the name.
        None if tokens[last].what == What::Word("string") => last.checked_sub(1)?,
        None => last,
    };
    matches!(tokens[name].what, What::Word(_)).then_some(name)
}

/// A string that is all of the value.
fn value(tokens: &[Token], equals: usize) -> Option<String> {
    let What::Text(text) = &tokens.get(equals + 1)?.what else { return None };
    let ends = tokens.get(equals + 2).is_none_or(|next| match next.what {
        What::Mark(b';') => true,
        What::Mark(b'+' | b'.' | b'%' | b'?') => false,
        _ => next.line > tokens[equals + 1].line,
    });
    (ends && !text.contains('{') && text.len() <= LONGEST_KEY).then(|| text.clone())
}

/// In capitals, or declared `const` at the left margin: a name in a function may be another one elsewhere.
fn is_constant(tokens: &[Token], named: usize) -> bool {
    let What::Word(name) = tokens[named].what else { return false };
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if name.len() > 1 && name.bytes().all(capital) {
        return true;
    }
    let line = tokens[named].line;
    let before = tokens[..named].iter().rev().take(LONGEST_TYPE).take_while(|token| token.line == line);
    let words: Vec<&Token> = before.collect();
    words.last().is_some_and(|first| first.margin) && words.iter().any(|token| token.what == What::Word("const"))
}

#[cfg(test)]
mod tests {
    use super::super::source::calls_of;

    /// The keys, and how many calls have none.
    fn keys(path: &str, text: &str) -> (Vec<String>, usize) {
        let calls = calls_of(&path.into(), text.as_bytes()).unwrap();
        (calls.uses.into_iter().map(|used| used.key).collect(), calls.dynamic)
    }

    #[test]
    fn a_key_begins_with_a_constant_of_its_file() {
        for (path, text) in [
            ("a.py", "import redis\nPREFIX = \"s:\"\nr.set(f\"{PREFIX}{id}\", 1)"),
            ("a.py", "import redis\nPREFIX: Final[str] = 's:'\nr.set(PREFIX + id, 1)"),
            (
                "a.py",
                "import redis\nclass A:\n    PREFIX = 's:'\n    def f(self):\n        r.set(f'{self.PREFIX}{id}', 1)",
            ),
            ("a.py", "import redis\nPREFIX = 's:'\nr.set('%s%s' % (PREFIX, id), 1)"),
            ("a.py", "import redis\nPREFIX = 's:'\nr.set('{}{}'.format(PREFIX, id), 1)"),
            ("a.ts", "import Redis from 'ioredis'\nexport const prefix: string = 's:'\nredis.set(`${prefix}${id}`, 1)"),
            ("a.js", "require('redis')\nconst PREFIX = 's:';\nclient.set(PREFIX + id, 1)"),
            ("a.go", "import \"redis\"\nconst prefix = \"s:\"\nrdb.Set(ctx, prefix+id, 1, 0)"),
            (
                "a.go",
                "import \"redis\"\nconst (\n\tprefix string = \"s:\"\n)\nrdb.Set(ctx, fmt.Sprintf(\"%s%d\", prefix, id), 1, 0)",
            ),
            (
                "A.java",
                "import redis.clients.jedis.Jedis;\nprivate static final String PREFIX = \"s:\";\njedis.set(PREFIX + id, v);",
            ),
            ("a.rs", "use redis::Commands;\nconst PREFIX: &str = \"s:\";\ncon.set(format!(\"{PREFIX}{id}\"), 1)?;"),
            (
                "a.rs",
                "use redis::Commands;\nconst PREFIX: &'static str = \"s:\";\ncon.set(format!(\"{}{}\", Self::PREFIX, id), 1)?;",
            ),
        ] {
            assert_eq!(keys(path, text), (vec!["s:{}".to_owned()], 0), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_not_put_where_its_name_stands() {
        let text = format!("import redis\nPREFIX = '{}'\n{}", "s".repeat(300_000), "PREFIX\n".repeat(90_000));
        assert_eq!(keys("a.py", &text), (vec![], 0));
    }

    #[test]
    fn what_may_have_another_value_is_dynamic() {
        for text in [
            "PREFIX = 's:'\nPREFIX = 't:'\nr.set(PREFIX + id, 1)",
            "PREFIX = 's:' + x\nr.set(PREFIX + id, 1)",
            "PREFIX = 's:'\nr.set(config.PREFIX + id, 1)",
            "def f():\n    prefix = 's:'\ndef g(prefix):\n    r.set(prefix + id, 1)",
            "r.set(key, 1)",
        ] {
            assert_eq!(keys("a.py", &format!("import redis\n{text}")), (vec![], 1), "{text}");
        }
    }
}
