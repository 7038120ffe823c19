//! Drizzle: calls of `pgTable` and its kin.

use std::collections::HashSet;

use bstr::ByteSlice;

use super::Language;
use super::difference::{Facets, Schema};
use super::text::{compact, inside, split, uncommented, unquoted};
use crate::checks::migrations::frameworks::drizzle;
use crate::checks::migrations::paths::parent;

pub static LANGUAGE: Language = Language {
    framework: &drizzle::FRAMEWORK,
    is_source: |path| [".ts", ".mts", ".js", ".mjs"].iter().any(|ending| path.ends_with(ending.as_bytes())),
    read: |source| Some(read(source)),
    home: parent,
    is_strict: false,
    command: |_| "npx drizzle-kit generate".to_owned(),
};

const TABLES: [&str; 4] = ["pgTable", "mysqlTable", "sqliteTable", "singlestoreTable"];
const ENUM: &str = "pgEnum";

fn read(source: &[u8]) -> Schema {
    let mut schema = Schema::default();
    if !source.contains_str("drizzle") {
        return schema;
    }
    let bare = untyped(&uncommented(&source.to_str_lossy()));
    let creators = creators(&bare);
    let (mut rest, mut line) = (bare.as_str(), 1);
    while let Some(open) = rest.find('(') {
        let (before, from) = rest.split_at(open);
        line += before.matches('\n').count();
        let name = before.rsplit(|c: char| !is_word(c)).next().unwrap_or_default();
        let add: fn(&mut Schema, &[&str], usize) = match name {
            ENUM => add_enum,
            name if TABLES.contains(&name) || creators.contains(name) => add_table,
            // In the brackets of another call there may be one of a table.
            _ => {
                rest = &from[1..];
                continue;
            }
        };
        // Where nothing closes it no program follows.
        let Some(arguments) = inside(from) else { break };
        add(&mut schema, &split(arguments, |c| c == ','), line);
        line += arguments.matches('\n').count();
        rest = &from[arguments.len() + 1..];
    }
    schema
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The names by which this file makes tables: `createTable` of `const createTable = pgTableCreator(…)`.
fn creators(bare: &str) -> HashSet<&str> {
    let made = bare.lines().filter(|line| line.contains("TableCreator("));
    made.filter_map(|line| line.split_once('=')?.0.split_whitespace().last()).collect()
}

/// Without the types of TypeScript that a column may be given: no database hears of them.
fn untyped(bare: &str) -> String {
    let (mut untyped, mut rest) = (String::with_capacity(bare.len()), bare);
    while let Some((before, behind)) = rest.split_once(".$type<") {
        untyped.push_str(before);
        let (mut depth, mut last) = (1_usize, ' ');
        let end = behind.find(|c| {
            match c {
                '<' => depth += 1,
                '>' if last != '=' => depth -= 1,
                _ => {}
            }
            last = c;
            depth == 0
        });
        let (types, behind) = behind.split_at(end.map_or(behind.len(), |end| end + 1));
        // Every line keeps its number.
        untyped.extend(types.chars().filter(|c| *c == '\n'));
        rest = behind.strip_prefix("()").unwrap_or(behind);
    }
    untyped + rest
}

fn add_enum(schema: &mut Schema, arguments: &[&str], line: usize) {
    let [name, values] = arguments else { return };
    let Some(name) = unquoted(name) else { return };
    schema.model(name, line, Facets::new());
    for value in split(inside(values).unwrap_or(values), |c| c == ',') {
        schema.part(name, unquoted(value).unwrap_or(value), line, Facets::new());
    }
}

fn add_table(schema: &mut Schema, arguments: &[&str], line: usize) {
    let [name, columns, rest @ ..] = arguments else { return };
    let Some(table) = unquoted(name) else { return };
    schema.model(table, line, Facets::new());
    let Some(columns) = list(columns) else { return };
    for (at, entry) in located(columns) {
        let (name, facets) = match entry.split_once(':') {
            Some((property, value)) if !entry.starts_with("...") => {
                column(property.trim().trim_matches(['"', '\'']), value)
            }
            _ => (compact(entry), Facets::new()),
        };
        // The bracket of the columns mostly stands in the line of the call.
        schema.part(table, &name, line + at, facets);
    }
    for entry in rest.iter().filter_map(|extra| list(extra)).flat_map(|extra| split(extra, |c| c == ',')) {
        let named = entry.split_once(':').filter(|(name, _)| name.trim().chars().all(is_word));
        schema.part(table, &compact(named.map_or(entry, |(_, index)| index)), line, Facets::new());
    }
}

/// The entries of what is given, or of what a function gives: `(t) => [index().on(t.a)]`.
fn list(given: &str) -> Option<&str> {
    let body = if given.starts_with(['{', '[']) { given } else { given.split_once("=>")?.1 };
    inside(&body[body.find(['{', '['])?..])
}

/// The entries, each with the number of lines before it.
fn located(entries: &str) -> Vec<(usize, &str)> {
    let (mut line, mut from) = (0, entries.as_ptr() as usize);
    let start = from;
    split(entries, |c| c == ',')
        .into_iter()
        .map(|entry| {
            let at = entry.as_ptr() as usize;
            line += entries[from - start..at - start].matches('\n').count();
            from = at;
            (line, entry)
        })
        .collect()
}

/// The name that the database knows the column by, and what it is told of it.
fn column(property: &str, value: &str) -> (String, Facets) {
    let mut calls = split(value, |c| c == '.').into_iter().filter_map(|piece| {
        let open = piece.find('(')?;
        Some((piece[..open].trim(), inside(&piece[open..])?))
    });
    let (mut name, mut facets) = (property.to_owned(), Facets::new());
    if let Some((of, arguments)) = calls.next() {
        let mut arguments = split(arguments, |c| c == ',');
        if let Some(written) = arguments.first().and_then(|first| unquoted(first)) {
            written.clone_into(&mut name);
            arguments.remove(0);
        }
        let arguments: Vec<String> = arguments.into_iter().map(compact).collect();
        facets.insert("type".into(), format!("{of}({})", arguments.join(",")));
    }
    // What begins with `$` runs in the program.
    facets.extend(
        calls.filter(|(call, _)| !call.starts_with('$')).map(|(call, given)| (call.to_owned(), compact(given))),
    );
    (name, facets)
}

#[cfg(test)]
mod tests {
    use super::super::difference::tests::told;
    use super::*;

    fn schema(entry: &str) -> String {
        format!(
            "import {{ pgTable }} from 'drizzle-orm/pg-core';\n\nexport const users = pgTable('users', {{\n  id: serial('id').primaryKey(),\n  {entry}\n}});\n"
        )
    }

    fn changed(before: &str, now: &str) -> Vec<String> {
        told(&read(before.as_bytes()), &read(now.as_bytes()))
    }

    #[test]
    fn what_changes_the_database_is_told_with_its_line() {
        for (before, now, expected) in [
            ("", "a: text('a'),", "5 `users.a` is new"),
            ("a: text('a'),", "", "0 `users.a` is gone"),
            ("a: text('a'),", "a: integer('a'),", "5 `users.a`: type text() → integer()"),
            (
                "a: varchar({ length: 1 }),",
                "a: varchar({ length: 2 }),",
                "5 `users.a`: type varchar({length:1}) → varchar({length:2})",
            ),
            ("a: text('a'),", "a: text('a').notNull(),", "5 `users.a`: now notNull"),
            ("a: text('a').default('x'),", "a: text('a'),", "5 `users.a`: no longer default"),
            ("", "...timestamps,", "5 `users` ...timestamps is new"),
            ("", "}, (t) => [index('i').on(t.a)]); void ({", "3 `users` index(\"i\").on(t.a) is new"),
            ("", "}, (t) => ({ i: index('i').on(t.a) })); void ({", "3 `users` index(\"i\").on(t.a) is new"),
        ] {
            assert_eq!(changed(&schema(before), &schema(now)), [expected], "{now}");
        }
        let role = "import 'drizzle-orm';\nexport const role = pgEnum('role', ['a', 'b']);\n";
        assert_eq!(changed(role, &role.replace("'b'", "'b', 'c'")), ["2 `role.c` is new"]);
        let created = "import 'drizzle-orm';\nconst make = pgTableCreator((n) => `x_${n}`);\nconst a = make('a', (d) => ({ b: d.text() }));\n";
        assert_eq!(changed(created, &created.replace("d.text()", "d.date()")), ["3 `a.b`: type text() → date()"]);
    }

    #[test]
    fn what_the_program_alone_is_told_is_no_change() {
        for (before, now) in [
            ("a: text('a'),", "a: text(\"a\"), // why\n"),
            ("a: json('a'),", "a: json('a').$type<Record<string, () => void>>().$default(() => ({})),"),
            ("a: text('a'),", "b: text('a'),"),
            ("", "}); export const r = relations(users, ({ many }) => ({ posts: many(posts) })); void ({"),
        ] {
            assert_eq!(changed(&schema(before), &schema(now)), [""; 0], "{now}");
        }
    }

    #[test]
    fn hostile_schemas_end() {
        for text in [
            "drizzle pgTable(",
            "drizzle pgTable()",
            "drizzle pgTable('a', {",
            "drizzle pgTable('a', =>)",
            "drizzle .$type<",
        ] {
            read(text.as_bytes());
        }
        for unit in ["pgTable(", "pgTable('a',{b:c('d'", "((", ".$type<", "pgTable()", "pgEnum('a',["] {
            read(("drizzle ".to_owned() + &unit.repeat(100_000)).as_bytes());
        }
    }
}
