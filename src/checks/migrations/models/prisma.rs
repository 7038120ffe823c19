//! Prisma: the blocks `model` and `enum` of its schema.

use std::collections::HashSet;

use bstr::ByteSlice;

use super::Language;
use super::difference::{Facets, Schema};
use super::text::{Place, compact, inside, split, uncommented, unquoted};
use crate::checks::migrations::frameworks::prisma;
use crate::checks::migrations::paths::parent;

pub static LANGUAGE: Language = Language {
    framework: &prisma::FRAMEWORK,
    is_source: |path| path.ends_with(b".prisma"),
    read: |source| Some(read(&source.to_str_lossy())),
    home: parent,
    is_strict: false,
    command: |_| "npx prisma migrate dev --name …".to_owned(),
};

const SCALARS: [&str; 9] = ["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes"];

/// Values that Prisma makes itself, in the place of the database.
/// <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#attribute-functions>
const MADE_BY_PRISMA: [&str; 4] = ["cuid(", "nanoid(", "ulid(", "uuid("];

struct Block<'t> {
    is_enum: bool,
    name: &'t str,
    line: usize,
    /// What stands in it, each with its line.
    statements: Vec<(usize, String)>,
}

fn read(source: &str) -> Schema {
    let bare = uncommented(source);
    let blocks = blocks(&bare);
    let models: HashSet<&str> = blocks.iter().filter(|block| !block.is_enum).map(|block| block.name).collect();
    let enums: HashSet<&str> = blocks.iter().filter(|block| block.is_enum).map(|block| block.name).collect();
    let mut schema = Schema::default();
    for block in &blocks {
        let mut facets = Facets::new();
        facets.extend(block.option("@@schema").map(|name| ("schema".to_owned(), name.to_owned())));
        let name = block.option("@@map").and_then(unquoted).unwrap_or(block.name);
        schema.model(name, block.line, facets);
        for (line, statement) in &block.statements {
            let words = split(statement, char::is_whitespace);
            let part = match &words[..] {
                [value, attributes @ ..] if block.is_enum => Some((mapped(value, attributes), Facets::new())),
                [attribute, ..] if is_index(attribute) => Some((compact(statement), Facets::new())),
                [attribute, ..] if attribute.starts_with("@@") => None,
                [field, of, attributes @ ..] => column(field, of, attributes, &models, &enums),
                _ => None,
            };
            if let Some((part, facets)) = part {
                schema.part(name, &part, *line, facets);
            }
        }
    }
    schema
}

fn is_index(attribute: &str) -> bool {
    ["@@id", "@@unique", "@@index", "@@fulltext"].iter().any(|index| argument(attribute, index).is_some())
}

impl Block<'_> {
    /// What an attribute of the whole block is given.
    fn option(&self, attribute: &str) -> Option<&str> {
        self.statements.iter().find_map(|(_, statement)| argument(statement, attribute))
    }
}

fn blocks(bare: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut open, mut statement, mut place) = (false, (0, String::new()), Place::default());
    for (at, text) in bare.lines().enumerate() {
        let text = text.trim();
        let words: Vec<&str> = text.split_whitespace().collect();
        match (&words[..], blocks.last_mut().filter(|_| open)) {
            ([kind @ ("model" | "enum"), name, "{"], None) => {
                open = true;
                blocks.push(Block { is_enum: *kind == "enum", name, line: at + 1, statements: Vec::new() });
            }
            (["}"], Some(_)) => {
                open = false;
                (statement, place) = Default::default();
            }
            ([_, ..], Some(block)) => {
                if statement.1.is_empty() {
                    statement.0 = at + 1;
                }
                statement.1.push_str(text);
                statement.1.push(' ');
                // A list of fields may go on on the next line.
                if place.line(text) {
                    block.statements.push(std::mem::take(&mut statement));
                }
            }
            _ => {}
        }
    }
    blocks
}

/// What stands in the brackets of this attribute.
fn argument<'w>(word: &'w str, attribute: &str) -> Option<&'w str> {
    let rest = word.strip_prefix(attribute)?;
    if rest.starts_with('(') { inside(rest) } else { None }
}

/// The name that the database knows it by.
fn mapped(name: &str, attributes: &[&str]) -> String {
    let mapped = attributes.iter().find_map(|word| unquoted(argument(word, "@map")?));
    mapped.unwrap_or(name).to_owned()
}

/// A column, or the foreign key of a relation; the other side of one is nothing to the database.
fn column(
    field: &str,
    of: &str,
    attributes: &[&str],
    models: &HashSet<&str>,
    enums: &HashSet<&str>,
) -> Option<(String, Facets)> {
    if let Some(relation) = attributes.iter().find_map(|word| argument(word, "@relation")) {
        return foreign_key(of, relation);
    }
    let base = of.trim_end_matches(['?', ']', '[']);
    let is_scalar = SCALARS.contains(&base) || base.starts_with("Unsupported(") || enums.contains(base);
    // An enum of another file looks like a model; but the other side of a relation is many, or may be missing.
    let is_relation =
        models.contains(base) || (of != base && !attributes.iter().any(|word| word.starts_with("@default")));
    if !is_scalar && is_relation {
        return None;
    }
    let mut facets = Facets::from([("type".into(), compact(of))]);
    for word in attributes {
        match (*word, argument(word, "@default")) {
            ("@id" | "@unique", _) => drop(facets.insert(word[1..].into(), String::new())),
            (_, Some(made)) if MADE_BY_PRISMA.iter().any(|function| made.starts_with(function)) => {}
            (_, Some(value)) => drop(facets.insert("default".into(), compact(value))),
            (word, _) if word.starts_with("@db.") => drop(facets.insert("db".into(), compact(&word[4..]))),
            _ => {}
        }
    }
    Some((mapped(field, attributes), facets))
}

fn foreign_key(of: &str, relation: &str) -> Option<(String, Facets)> {
    let mut facets = Facets::from([("to".into(), of.trim_end_matches('?').to_owned())]);
    for argument in split(relation, |c| c == ',') {
        if let Some((name, value)) = argument.split_once(':').filter(|(name, _)| *name != "name") {
            facets.insert(name.trim().to_owned(), compact(value));
        }
    }
    let fields = facets.remove("fields")?;
    Some((format!("@relation(fields:{fields})"), facets))
}

#[cfg(test)]
mod tests {
    use super::super::difference::tests::told;
    use super::*;

    fn schema(statement: &str) -> String {
        format!(
            "// about\nmodel Post {{\n  id Int @id\n  {statement}\n  @@map(\"posts\")\n}}\n\nenum Role {{\n  ADMIN\n}}\n"
        )
    }

    fn changed(before: &str, now: &str) -> Vec<String> {
        told(&read(before), &read(now))
    }

    #[test]
    fn what_changes_the_database_is_told_with_its_line() {
        for (before, now, expected) in [
            ("", "a String", "4 `posts.a` is new"),
            ("a String", "", "0 `posts.a` is gone"),
            ("a String", "a String?", "4 `posts.a`: type String → String?"),
            ("a String", "a String @default(\"x\")", "4 `posts.a`: now default \"x\""),
            ("a String", "a String @unique", "4 `posts.a`: now unique"),
            ("a String", "a String @db.VarChar(9)", "4 `posts.a`: now db VarChar(9)"),
            ("a Role", "a Role[]", "4 `posts.a`: type Role → Role[]"),
            ("", "a Other @default(ON)", "4 `posts.a` is new"),
            ("", "@@index([id,\n  a])", "4 `posts` @@index([id,a]) is new"),
            (
                "a A @relation(fields: [b], references: [id])",
                "a A @relation(fields: [b], references: [id], onDelete: Cascade)",
                "4 `posts` @relation(fields:[b]): now onDelete Cascade",
            ),
        ] {
            assert_eq!(changed(&schema(before), &schema(now)), [expected], "{now}");
        }
        let with_value = schema("").replace("ADMIN", "ADMIN\n  GUEST");
        assert_eq!(changed(&schema(""), &with_value), ["10 `Role.GUEST` is new"]);
        assert_eq!(changed("", &schema("a Int")), ["2 `posts` is new", "8 `Role` is new"]);
    }

    #[test]
    fn what_prisma_alone_is_told_is_no_change() {
        for (before, now) in [
            ("", "/// Why.\n  // a String\n  posts Other[]"),
            ("", "other Other?"),
            ("a String", "a   String  @default(cuid()) // so\n"),
            ("a DateTime", "a DateTime @updatedAt"),
            ("a String", "b String @map(\"a\")"),
            ("a A @relation(fields: [b], references: [id])", "c A @relation(\"x\", fields: [b], references: [id])"),
            ("", "@@ignore"),
        ] {
            assert_eq!(changed(&schema(before), &schema(now)), [""; 0], "{now}");
        }
        assert_eq!(changed(&schema(""), &schema("").replace("model Post", "model Article")), [""; 0]);
    }

    #[test]
    fn hostile_schemas_end() {
        for text in
            ["model A {\n a (\n", "enum\n}\n}", "model A {\n}\nmodel {", "model A {\n @@\n @map(\n a\n a @map\n}"]
        {
            read(text);
        }
        read(&("model A {\n".to_owned() + &"a(\n".repeat(300_000)));
    }
}
