//! Indexes of node-redis, and schemas of redis-om for Node, from literal objects.

use super::calls::{Calls, Model};
use super::objects::{Value, arguments};
use super::registry::{Index, Kind};
use crate::tokens::{Token, What};

/// No type that stands between `Schema` and its arguments is longer.
const LONGEST_TYPE: usize = 20;

/// The options of a field of an index, in the order in which node-redis sends them.
const OPTIONS: [&str; 10] = [
    "NOSTEM",
    "WEIGHT",
    "PHONETIC",
    "SEPARATOR",
    "CASESENSITIVE",
    "WITHSUFFIXTRIE",
    "SORTABLE",
    "NOINDEX",
    "INDEXEMPTY",
    "INDEXMISSING",
];

/// Notes the indexes and schemas that source code declares.
pub fn note(tokens: &[Token], calls: &mut Calls) {
    let has_schemas = tokens.iter().any(|token| token.text() == Some("redis-om"));
    for open in (3..tokens.len()).filter(|&open| tokens[open].what == What::Mark(b'(')) {
        let line = tokens[open].line;
        if creates_index(&tokens[..open]) {
            match arguments(tokens, open).and_then(|given| index(&given)) {
                Some(index) => calls.note_index(index, line),
                None => calls.dynamic += 1,
            }
        } else if has_schemas && makes_schema(&tokens[..open]) {
            match arguments(tokens, open).and_then(|given| schema(&given, line)) {
                Some(model) => calls.note_model(model),
                None => calls.dynamic += 1,
            }
        }
    }
}

/// `client.ft.create`
fn creates_index(before: &[Token]) -> bool {
    let [.., ft, Token { what: What::Mark(b'.'), .. }, create] = before else { return false };
    ft.word() == Some("ft") && matches!(create.word(), Some("create" | "CREATE"))
}

/// `new Schema` or `new Schema<Album>`
fn makes_schema(before: &[Token]) -> bool {
    let end = if before.last().is_some_and(|last| last.what == What::Mark(b'>')) {
        let from = before.len().saturating_sub(LONGEST_TYPE);
        let open = before[from..].iter().position(|token| token.what == What::Mark(b'<'));
        open.map_or(0, |open| from + open)
    } else {
        before.len()
    };
    matches!(&before[..end], [.., new, schema] if (new.word(), schema.word()) == (Some("new"), Some("Schema")))
}

/// `ft.create("idx:users", { name: { type: "TEXT", SORTABLE: true } }, { ON: "HASH", PREFIX: "user:" })`
fn index(given: &[Value]) -> Option<Index> {
    let [Value::Text(name), Value::Object(fields), options @ ..] = given else { return None };
    let option = |name| options.first().and_then(|options| options.get(name));
    let prefix = match option("PREFIX") {
        None => Vec::new(),
        Some(Value::Text(prefix)) => vec![(*prefix).to_owned()],
        Some(Value::List(all)) => all.iter().map(|one| text(one).map(str::to_owned)).collect::<Option<_>>()?,
        Some(_) => return None,
    };
    let on = match option("ON").map(Value::plain) {
        None => None,
        Some(Some(on @ ("HASH" | "JSON"))) => Some(on.to_lowercase()),
        Some(_) => return None,
    };
    let schema = fields.iter().filter_map(|(name, field)| line(name, field)).collect();
    Some(Index { name: (*name).to_owned(), prefix, on, schema })
}

/// One field as `FT.CREATE` takes it; `None` if it is none of the plain ones.
fn line(name: &str, field: &Value) -> Option<String> {
    let kind = field.plain().or_else(|| field.get("type").and_then(Value::plain))?;
    if !["TEXT", "TAG", "NUMERIC", "GEO"].contains(&kind) {
        return None;
    }
    let alias = match field.get("AS") {
        Some(alias) => format!(" AS {}", text(alias)?),
        None => String::new(),
    };
    let mut line = format!("{name}{alias} {kind}");
    for option in OPTIONS {
        match field.get(option).map(|value| (value, value.plain())) {
            None | Some((Value::Word(_), Some("false" | "undefined" | "null"))) => {}
            Some((Value::Word(_), Some("true"))) => line.extend([" ", option]),
            Some((Value::Text(value), _)) => line.extend([" ", option, " ", value]),
            Some((Value::Word(number), _)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                line.extend([" ", option, " ", number]);
            }
            Some(_) => return None,
        }
    }
    Some(line)
}

/// `new Schema("album", { title: { type: "text" } }, { dataStructure: "HASH" })`
fn schema(given: &[Value], line: usize) -> Option<Model> {
    let [Value::Text(name), Value::Object(fields), options @ ..] = given else { return None };
    let option = |name| options.first().and_then(|options| options.get(name));
    let kind = match option("dataStructure").map(text) {
        None | Some(Some("JSON")) => Kind::Json,
        Some(Some("HASH")) => Kind::Hash,
        Some(_) => return None,
    };
    let index = match option("indexName") {
        Some(index) => text(index)?.to_owned(),
        None => format!("{name}:index"),
    };
    let index = Index {
        name: index,
        prefix: vec![format!("{name}:")],
        on: Some(kind.name().to_owned()),
        schema: fields.iter().filter_map(|(name, field)| mapped(name, field, kind)).collect(),
    };
    Some(Model { key: format!("{name}:{{}}"), kind, index: Some(index), line })
}

/// A field of a schema as redis-om hands it to `FT.CREATE`.
fn mapped(name: &str, field: &Value, kind: Kind) -> Option<String> {
    let of = text(field.get("type")?)?;
    let is_hash = kind == Kind::Hash;
    let (definition, is_sortable) = match of {
        "string" | "string[]" => (format!("TAG SEPARATOR {}", said(field, "separator", "|")?), is_hash),
        "boolean" => ("TAG".to_owned(), is_hash),
        "number" | "number[]" | "date" => ("NUMERIC".to_owned(), true),
        "text" => (told_text(field)?, true),
        "point" => ("GEO".to_owned(), false),
        _ => return None,
    };
    let mut line = format!("{} AS {name} {definition}", place(name, field, kind, of.ends_with("[]"))?);
    if of.starts_with("string") && flag(field, "caseSensitive", false)? {
        line += " CASESENSITIVE";
    }
    if is_sortable {
        line += match (flag(field, "normalized", true)?, flag(field, "sortable", false)?) {
            (false, _) => " SORTABLE UNF",
            (true, true) => " SORTABLE",
            (true, false) => "",
        };
    }
    Some(if flag(field, "indexed", true)? { line } else { line + " NOINDEX" })
}

fn told_text(field: &Value) -> Option<String> {
    let stem = if flag(field, "stemming", true)? { "" } else { " NOSTEM" };
    let told = |option, name| match field.get(name) {
        Some(value) => Some(format!(" {option} {}", value.plain()?)),
        None => Some(String::new()),
    };
    Some(format!("TEXT{stem}{}{}", told("WEIGHT", "weight")?, told("PHONETIC", "matcher")?))
}

/// Where a field is kept, if it says so or not.
fn place(name: &str, field: &Value, kind: Kind, is_list: bool) -> Option<String> {
    let alias = said(field, "alias", name)?;
    if kind == Kind::Hash {
        return said(field, "field", alias).map(str::to_owned);
    }
    let all = if is_list { "[*]" } else { "" };
    said(field, "path", &format!("$.{alias}{all}")).map(str::to_owned)
}

fn said<'v>(field: &'v Value, option: &str, default: &'v str) -> Option<&'v str> {
    field.get(option).map_or(Some(default), text)
}

fn flag(field: &Value, option: &str, default: bool) -> Option<bool> {
    match field.get(option).map(Value::plain) {
        None => Some(default),
        Some(Some("true")) => Some(true),
        Some(Some("false")) => Some(false),
        Some(_) => None,
    }
}

fn text<'v>(value: &'v Value) -> Option<&'v str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::source::calls_of;
    use super::*;

    fn read(text: &str) -> Calls {
        calls_of(&"a.ts".into(), format!("import {{ createClient }} from 'redis';\n{text}").as_bytes()).unwrap()
    }

    fn command(Index { name, on, prefix, schema }: &Index) -> String {
        let on = on.as_deref().unwrap_or("hash").to_uppercase();
        let prefix =
            if prefix.is_empty() { String::new() } else { format!(" PREFIX {} {}", prefix.len(), prefix.join(" ")) };
        format!("FT.CREATE {name} ON {on}{prefix} SCHEMA {}", schema.join(" "))
    }

    #[test]
    fn an_index_of_node_redis_is_what_the_client_sends() {
        for (text, expected) in [
            ("client.ft.create('i', { a: 'TEXT' })", "FT.CREATE i ON HASH SCHEMA a TEXT"),
            (
                "await client.ft.create('i', { a: { type: SchemaFieldTypes.TEXT, SORTABLE: true }, 'b': \
                 SCHEMA_FIELD_TYPE.TAG, c: { type: 'TAG', SEPARATOR: ';', CASESENSITIVE: true, SORTABLE: 'UNF' }, d: { \
                 type: 'TEXT', WEIGHT: 1.5, NOSTEM: false } }, { ON: 'HASH', PREFIX: 'user:' });",
                "FT.CREATE i ON HASH PREFIX 1 user: SCHEMA a TEXT SORTABLE b TAG c TAG SEPARATOR ; CASESENSITIVE \
                 SORTABLE UNF d TEXT WEIGHT 1.5",
            ),
            (
                "const PREFIX = 'p:';\nclient.ft.create('i', {\n  // why\n  '$.a': { type: 'NUMERIC', AS: 'a' },\n}, { \
                 ON: 'JSON', PREFIX: [PREFIX, 'b:'] })",
                "FT.CREATE i ON JSON PREFIX 2 p: b: SCHEMA $.a AS a NUMERIC",
            ),
            // What is not known is left out.
            (
                "client.ft.create('i', { a: 'TAG', v: { type: 'VECTOR', DIM: 2 }, s: { type: 'TAG', SORTABLE: s } })",
                "FT.CREATE i ON HASH SCHEMA a TAG",
            ),
        ] {
            let calls = read(text);
            assert_eq!((command(&calls.created[0].0).as_str(), calls.dynamic), (expected, 0));
        }
        for text in ["(name, { a: 'TAG' })", "('i', schema)", "('i', { ...base })", "('i', { a: f() })", "('i', {"] {
            let calls = read(&format!("client.ft.create{text}"));
            assert_eq!((calls.created.len(), calls.dynamic), (0, 1), "{text}");
        }
    }

    #[test]
    fn a_schema_of_redis_om_has_its_key_and_its_index() {
        for (text, key, expected) in [
            (
                "'album', { a: { type: 'string' }, b: { type: 'text', sortable: true }, c: { type: 'number[]' }, d: { \
                 type: 'boolean', sortable: true }, e: { type: 'string', path: '$.x.e', sortable: true } }",
                "json.set album:{}",
                "FT.CREATE album:index ON JSON PREFIX 1 album: SCHEMA $.a AS a TAG SEPARATOR | $.b AS b TEXT SORTABLE \
                 $.c[*] AS c NUMERIC $.d AS d TAG $.x.e AS e TAG SEPARATOR |",
            ),
            (
                "'h', { a: { type: 'string', sortable: true, caseSensitive: true, separator: ',' }, b: { type: 'text', \
                 stemming: false, weight: 2, matcher: 'dm:en' }, c: { type: 'string[]', field: 'x' }, d: { type: \
                 'date', normalized: false }, e: { type: 'point', indexed: false } }, { dataStructure: 'HASH', \
                 indexName: 'i' }",
                "hset h:{}",
                "FT.CREATE i ON HASH PREFIX 1 h: SCHEMA a AS a TAG SEPARATOR , CASESENSITIVE SORTABLE b AS b TEXT NOSTEM \
                 WEIGHT 2 PHONETIC dm:en x AS c TAG SEPARATOR | d AS d NUMERIC SORTABLE UNF e AS e GEO NOINDEX",
            ),
        ] {
            for class in ["Schema", "Schema<Album>"] {
                let calls = read(&format!("import {{ Schema }} from 'redis-om';\nconst s = new {class}({text});"));
                let used = &calls.uses[0];
                assert_eq!(format!("{} {}", used.command, used.key), key);
                assert_eq!((command(&calls.created[0].0).as_str(), calls.dynamic), (expected, 0));
            }
        }
        let calls = read("import { Schema } from 'redis-om';\nconst s = new Schema(Album, { a: { type: 'string' } });");
        assert_eq!((calls.uses.len(), calls.dynamic), (0, 1));
        let other = read("import { Schema } from 'mongoose';\nconst s = new Schema('a', { a: { type: 'string' } });");
        assert_eq!((other.uses.len(), other.dynamic), (0, 0));
    }

    #[test]
    fn hostile_literals_end() {
        let head = "import 'redis-om';\n";
        for text in ["x.ft.create('a', {a: ", "new Schema('a', {a: ", "x.ft.create([", "new Schema<", "x.ft.create("] {
            read(&format!("{head}{}", text.repeat(40_000)));
        }
    }
}
