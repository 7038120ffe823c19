//! Search indexes that the code creates, beside the declared ones.

use super::agreement::fields;
use super::registry::{Index, Registry};
use crate::finding::{Code, Finding, Severity};
use crate::tokens::{Token, What};

pub static UNDECLARED: Code = Code {
    id: "migrations/redis-undeclared-index",
    severity: Severity::Warning,
    finds: "The code creates a search index, or a field of one, that `redis-schema.toml` does not declare.",
    matters: "An index that nobody declared is compared with nothing when it changes.",
    mend: "Declare it as the help says.",
    source: "https://redis.io/docs/latest/commands/ft.create/",
};

pub static CONTRADICTED: Code = Code {
    id: "migrations/redis-index-contradicted",
    severity: Severity::Error,
    finds: "The code creates a search index with another type, option, prefix or kind of key than the one declared.",
    matters: "A field of an index can't be changed in place: queries of one release fail on the index of the other.",
    mend: "Correct the code or the declaration; a changed index needs a new `version`.",
    source: "https://redis.io/docs/latest/commands/ft.alter/",
};

/// What a field may be.
const TYPES: [&str; 6] = ["TEXT", "TAG", "NUMERIC", "GEO", "GEOSHAPE", "VECTOR"];

/// Reads the arguments of `FT.CREATE`; `None` if any of them is neither literal nor has literal parts.
pub fn read(arguments: &[&[Token]]) -> Option<Index> {
    let mut words = Vec::new();
    for token in arguments.iter().copied().flatten() {
        match &token.what {
            What::Text(text) => words.extend(text.split_whitespace()),
            What::Word(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => words.push(number),
            What::Mark(b'[' | b']' | b',' | b'&') => {}
            _ => return None,
        }
    }
    let is = |word: &&str, name: &str| word.eq_ignore_ascii_case(name);
    let schema = words.iter().position(|word| is(word, "SCHEMA"))?;
    let (head, schema) = (words.get(1..schema)?, &words[schema + 1..]);
    let after = |name| head.iter().position(|word| is(word, name)).map(|at| &head[at + 1..]);
    let prefix = after("PREFIX").and_then(|rest| rest.get(1..=rest.first()?.parse().ok()?)).unwrap_or_default();
    let index = Index {
        name: (*head.first()?).to_owned(),
        prefix: prefix.iter().map(|&prefix| prefix.to_owned()).collect(),
        on: after("ON").and_then(|rest| rest.first()).map(|kind| kind.to_lowercase()),
        schema: lines(schema),
    };
    Some(index)
}

/// Reads `ft("name").create_index([TextField("field"), …], definition=IndexDefinition(…))` of
/// redis-py; `None` where anything in it is not known to be the same in every run.
pub fn built(tokens: &[Token], open: usize, arguments: &[&[Token]]) -> Option<Index> {
    let [ft, .., name, _, _, _] = tokens.get(open.checked_sub(6)?..open)? else { return None };
    let (What::Word("ft"), What::Text(name)) = (&ft.what, &name.what) else { return None };
    let mut index = Index { name: name.clone(), prefix: Vec::new(), on: None, schema: Vec::new() };
    for argument in arguments {
        let words: Vec<&str> = argument.iter().filter_map(Token::word).collect();
        if words.contains(&"IndexDefinition") {
            index.on = Some(if words.contains(&"JSON") { "json" } else { "hash" }.to_owned());
            index.prefix = argument.iter().filter_map(Token::text).map(str::to_owned).collect();
        } else {
            index.schema = fields_of(argument)?;
        }
    }
    (!index.schema.is_empty()).then_some(index)
}

/// `TextField("name", sortable=True)` as `name TEXT SORTABLE`.
fn fields_of(argument: &[Token]) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    let mut tokens = argument.iter();
    while let Some(token) = tokens.next() {
        match &token.what {
            What::Word("sortable") if is_true(&mut tokens) => lines.last_mut()?.push_str(" SORTABLE"),
            What::Word(class) => {
                let kind = class.strip_suffix("Field")?.to_uppercase();
                let (_, name) = (tokens.next()?, tokens.next()?.text()?);
                lines.push(format!("{name} {}", TYPES.iter().find(|known| **known == kind)?));
            }
            What::Text(_) => return None,
            What::Mark(_) => {}
        }
    }
    lines.iter().all(|line| !line.contains("{}")).then_some(lines)
}

fn is_true<'t>(tokens: &mut impl Iterator<Item = &'t Token<'t>>) -> bool {
    tokens.next().is_some_and(|token| token.what == What::Mark(b'='))
        && tokens.next().is_some_and(|token| token.what == What::Word("True"))
}

/// One field a line, as the registry has them.
fn lines(words: &[&str]) -> Vec<String> {
    let is_type = |at: usize| words.get(at).is_some_and(|word| TYPES.contains(&word.to_uppercase().as_str()));
    let is_as = |at: usize| words.get(at).is_some_and(|word| word.eq_ignore_ascii_case("AS"));
    let mut lines: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let begins = is_type(at + 1) || (is_as(at + 1) && is_type(at + 3));
        match lines.last_mut() {
            Some(line) if !begins || is_as(at - 1) => line.extend([" ", word]),
            _ => lines.push((*word).to_owned()),
        }
    }
    lines
}

/// Holds an index that the code creates against the declared ones.
pub fn judge(index: &Index, declared: &Registry) -> Option<Finding> {
    let name = &index.name;
    let Some(known) = declared.indexes.iter().find(|known| known.name == *name) else {
        let message = format!("the index {name} is not declared");
        return Some(Finding::new(&UNDECLARED, message).help(format!("declare it: {}", written(index))));
    };
    let (here, there) = (fields(index), fields(known));
    let differing = here.iter().find(|(field, options)| there.get(*field).is_some_and(|known| known != *options));
    let contradiction = match differing {
        _ if known.prefix != index.prefix => Some("indexes other keys than declared".to_owned()),
        _ if kind(known) != kind(index) => Some(format!("is on {}, and declared on {}", kind(index), kind(known))),
        Some((field, _)) => Some(format!("has another field {field} than declared")),
        None => None,
    };
    if let Some(contradiction) = contradiction {
        let help = format!("correct the code, or write {} and raise `version`", written(index));
        return Some(Finding::new(&CONTRADICTED, format!("the index {name} {contradiction}")).help(help));
    }
    let (field, _) = here.iter().find(|(field, _)| !there.contains_key(*field))?;
    let message = format!("the field {field} of the index {name} is not declared");
    Some(Finding::new(&UNDECLARED, message).help(format!("declare it: {}", written(index))))
}

fn kind(index: &Index) -> String {
    index.on.as_deref().unwrap_or("hash").to_lowercase()
}

/// As the registry would have it.
fn written(index: &Index) -> String {
    let Index { name, prefix, schema, .. } = index;
    format!("name = {name:?}, prefix = {prefix:?}, on = {:?}, schema = {schema:?}", kind(index))
}

#[cfg(test)]
mod tests {
    use super::super::source::calls_of;
    use super::*;

    #[test]
    fn a_raw_definition_is_read_whatever_way_it_is_sent() {
        let expected = Index {
            name: "idx".into(),
            prefix: vec!["user:".into()],
            on: Some("hash".into()),
            schema: vec!["name TEXT".into(), "n AS age NUMERIC SORTABLE".into()],
        };
        let words = "'FT.CREATE', 'idx', 'ON', 'HASH', 'PREFIX', 1, 'user:', 'SCHEMA', 'name', 'TEXT', 'n', 'AS', \
                     'age', 'NUMERIC', 'SORTABLE'";
        for (path, text) in [
            (
                "a.py",
                format!("import redis\nr.execute_command({})", words.replace("', '", " ").replace("', 1, '", " 1 ")),
            ),
            ("a.py", format!("import redis\nr.execute_command(\n    {}\n)", words.replace(", ", ",\n    "))),
            ("a.js", format!("require('ioredis')\nredis.call({words})")),
            ("a.js", format!("require('redis')\nclient.sendCommand([{}])", words.replace("1,", "'1',"))),
            ("a.go", format!("import \"redis\"\nrdb.Do(ctx, {})", words.replace('\'', "\""))),
            ("a.rs", format!("use redis::cmd;\nredis::cmd({})", words.replace('\'', "\"").replace(", ", ").arg("))),
        ] {
            let calls = calls_of(&path.into(), text.as_bytes()).unwrap();
            assert_eq!(calls.created.first().map(|(index, _)| index), Some(&expected), "{text}");
        }
        let built =
            b"import redis\nclient.ft('idx').create_index((TextField('name'), NumericField('age', sortable=True)), \
                      definition=IndexDefinition(prefix=['user:'], index_type=IndexType.HASH))";
        let calls = calls_of(&"a.py".into(), built).unwrap();
        let schema = vec!["name TEXT".into(), "age NUMERIC SORTABLE".into()];
        assert_eq!(calls.created[0].0, Index { schema, ..expected });
        let dynamic = b"import redis\nr.execute_command('FT.CREATE', name, 'SCHEMA', 'a', 'TEXT')";
        let calls = calls_of(&"a.py".into(), dynamic).unwrap();
        assert_eq!((calls.created.len(), calls.dynamic), (0, 1));
    }

    #[test]
    fn an_index_is_held_against_the_declared_one() {
        let index = |prefix: &str, on: &str, schema: &[&str]| Index {
            name: "idx".into(),
            prefix: vec![prefix.into()],
            on: Some(on.into()),
            schema: schema.iter().map(|&line| line.into()).collect(),
        };
        let declared = index("user:", "hash", &["name TEXT", "age NUMERIC"]);
        let registry = Registry { version: 1, strict: false, keys: vec![], indexes: vec![declared] };
        for (index, expected) in [
            (index("user:", "HASH", &["age NUMERIC", "name text"]), None),
            (index("user:", "hash", &["name TEXT"]), None),
            (index("user:", "hash", &["name TEXT", "other TAG"]), Some(UNDECLARED.id)),
            (index("user:", "hash", &["name TAG"]), Some(CONTRADICTED.id)),
            (index("user:", "hash", &["name TEXT SORTABLE"]), Some(CONTRADICTED.id)),
            (index("u:", "hash", &["name TEXT"]), Some(CONTRADICTED.id)),
            (index("user:", "json", &["name TEXT"]), Some(CONTRADICTED.id)),
        ] {
            assert_eq!(judge(&index, &registry).map(|finding| finding.code.id), expected, "{index:?}");
        }
        let finding = judge(&Index { name: "new".into(), ..index("a:", "hash", &["b TAG"]) }, &registry).unwrap();
        let help = "declare it: name = \"new\", prefix = [\"a:\"], on = \"hash\", schema = [\"b TAG\"]";
        assert_eq!((finding.code.id, finding.help.as_deref()), (UNDECLARED.id, Some(help)));
    }
}
