//! What models make of a database, and how that differs from what they made of it before.

use std::collections::BTreeMap;

use crate::git::RepoPath;

/// What stands in the models of a file.
#[derive(Default)]
pub struct Schema(BTreeMap<Key, Part>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    model: String,
    /// A column, an index, a value; nothing for the model itself.
    part: String,
}

/// A model or something in it.
#[derive(Debug)]
struct Part {
    line: usize,
    facets: Facets,
}

/// What the database is told of a part: `max_length` is `10`.
pub type Facets = BTreeMap<String, String>;

impl Schema {
    pub fn model(&mut self, model: &str, line: usize, facets: Facets) {
        self.part(model, "", line, facets);
    }

    pub fn part(&mut self, model: &str, part: &str, line: usize, facets: Facets) {
        self.0.insert(Key { model: model.to_owned(), part: part.to_owned() }, Part { line, facets });
    }
}

/// A change of the schema, where it was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change<'s> {
    pub path: &'s RepoPath,
    /// 0 for what is gone.
    pub line: usize,
    pub what: String,
}

/// The models of several files. Two of them may have one of the same name.
#[derive(Default)]
pub struct Side<'s>(BTreeMap<&'s Key, Vec<Located<'s>>>);

#[derive(Clone, Copy)]
struct Located<'s> {
    path: &'s RepoPath,
    part: &'s Part,
}

impl<'s> Side<'s> {
    pub fn add(&mut self, path: &'s RepoPath, schema: &'s Schema) {
        for (key, part) in &schema.0 {
            self.0.entry(key).or_default().push(Located { path, part });
        }
    }

    fn all(&self, key: &Key) -> &[Located<'s>] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    fn knows(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    fn has(&self, key: &Key, part: &Part) -> bool {
        self.all(key).iter().any(|other| other.part.facets == part.facets)
    }
}

/// What is other now than on each side before; what moved from file to file is the same.
pub fn changes<'s>(before: &[Side<'s>], now: &Side<'s>) -> Vec<Change<'s>> {
    let mut changes = Vec::new();
    for (key, parts) in &now.0 {
        let whole = Key { part: String::new(), ..(*key).clone() };
        // Of a model that is new as a whole the columns need not be told.
        let belongs = !key.part.is_empty() && now.knows(&whole) && !before.iter().any(|side| side.knows(&whole));
        for &Located { path, part } in parts {
            if belongs || before.iter().any(|side| side.has(key, part)) {
                continue;
            }
            let others = before.iter().flat_map(|side| side.all(key)).filter(|was| !now.has(key, was.part));
            let what = match others.min_by_key(|was| was.path != path) {
                Some(was) => format!("{}: {}", key.shown(), altered(&was.part.facets, &part.facets)),
                None => format!("{} is new", key.shown()),
            };
            changes.push(Change { path, line: part.line, what });
        }
    }
    changes.extend(gone(before, now));
    changes.sort();
    changes
}

fn gone<'s>(before: &[Side<'s>], now: &Side<'s>) -> Vec<Change<'s>> {
    let Some((first, others)) = before.split_first() else { return Vec::new() };
    let is_gone = |key: &Key| !now.knows(key) && others.iter().all(|side| side.knows(key));
    let mut gone = Vec::new();
    for (key, parts) in first.0.iter().filter(|(key, _)| is_gone(key)) {
        let whole = Key { part: String::new(), ..(*key).clone() };
        if key.part.is_empty() || !(first.knows(&whole) && is_gone(&whole)) {
            let what = format!("{} is gone", key.shown());
            gone.extend(parts.first().map(|was| Change { path: was.path, line: 0, what }));
        }
    }
    gone
}

impl Key {
    fn shown(&self) -> String {
        let plain = self.part.chars().all(|c| c.is_alphanumeric() || c == '_');
        match self.part.as_str() {
            "" => format!("`{}`", self.model),
            part if plain => format!("`{}.{part}`", self.model),
            part => format!("`{}` {}", self.model, short(part)),
        }
    }
}

/// What became of the facets: `max_length 10 → 20`.
fn altered(was: &Facets, is: &Facets) -> String {
    let mut altered = Vec::new();
    for (name, after) in is {
        match was.get(name) {
            Some(before) if before == after => {}
            Some(before) => altered.push(format!("{name} {} → {}", short(before), short(after))),
            None => altered.push(format!("now {name} {}", short(after)).trim_end().to_owned()),
        }
    }
    let lost = was.keys().filter(|name| !is.contains_key(*name));
    altered.extend(lost.map(|name| format!("no longer {name}")));
    altered.join(", ")
}

/// As much of a text as fits into a line with others.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// What is told of a change of one file.
    pub fn told(before: &Schema, now: &Schema) -> Vec<String> {
        let path = RepoPath::default();
        let (mut was, mut is) = (Side::default(), Side::default());
        was.add(&path, before);
        is.add(&path, now);
        changes(&[was], &is).into_iter().map(|change| format!("{} {}", change.line, change.what)).collect()
    }

    fn schema(parts: &[(&str, &str, &str)]) -> Schema {
        let mut schema = Schema::default();
        for &(model, part, size) in parts {
            schema.part(model, part, 1, Facets::from([("size".into(), size.into())]));
        }
        schema
    }

    /// What is told of the files `a` and `b`.
    fn compared(before: &[[&Schema; 2]], now: [&Schema; 2]) -> Vec<String> {
        let paths = ["a", "b"].map(RepoPath::from);
        let sides = |schemas| {
            let mut side = Side::default();
            paths.iter().zip(schemas).for_each(|(path, schema)| side.add(path, schema));
            side
        };
        let before: Vec<Side> = before.iter().copied().map(sides).collect();
        changes(&before, &sides(now)).into_iter().map(|change| format!("{}: {}", change.path, change.what)).collect()
    }

    #[test]
    fn a_model_that_moves_to_another_file_is_the_same_one() {
        let (none, one) = (Schema::default(), schema(&[("T", "", ""), ("T", "x", "1")]));
        assert_eq!(compared(&[[&one, &none]], [&none, &one]), [""; 0]);
        let other = schema(&[("T", "", ""), ("T", "x", "2")]);
        assert_eq!(compared(&[[&one, &none]], [&none, &other]), ["b: `T.x`: size 1 → 2"]);
    }

    #[test]
    fn two_models_of_one_name_are_told_apart_by_their_files() {
        let (one, two, three) = (schema(&[("T", "x", "1")]), schema(&[("T", "x", "2")]), schema(&[("T", "x", "3")]));
        assert_eq!(compared(&[[&one, &two]], [&one, &three]), ["b: `T.x`: size 2 → 3"]);
        assert_eq!(compared(&[[&one, &two]], [&two, &one]), [""; 0]);
    }

    #[test]
    fn of_a_model_that_comes_or_goes_the_columns_are_not_told() {
        let (none, one) = (Schema::default(), schema(&[("T", "", ""), ("T", "x", "1")]));
        assert_eq!(compared(&[[&none, &none]], [&one, &none]), ["a: `T` is new"]);
        assert_eq!(compared(&[[&one, &none]], [&none, &none]), ["a: `T` is gone"]);
    }

    #[test]
    fn after_a_merge_only_what_neither_side_has_is_a_change() {
        let none = Schema::default();
        let (old, theirs) = (schema(&[("T", "x", "1"), ("T", "y", "1")]), schema(&[("T", "x", "2")]));
        assert_eq!(compared(&[[&old, &none], [&theirs, &none]], [&theirs, &none]), [""; 0]);
        let merged = schema(&[("T", "x", "2"), ("T", "z", "1")]);
        assert_eq!(compared(&[[&old, &none], [&theirs, &none]], [&merged, &none]), ["a: `T.z` is new"]);
    }
}
