//! What became of the declared schema between two sides.

use std::collections::BTreeMap;

use super::registry::{Index, Key, Registry, blank};

/// The difference of two registries.
#[derive(Default, Debug, PartialEq)]
pub struct Difference {
    /// What one of two releases that share one Redis can't cope with.
    pub breaking: Vec<Change>,
    /// What either copes with.
    pub compatible: Vec<String>,
}

/// A breaking change.
#[derive(Debug, PartialEq)]
pub struct Change {
    /// The pattern or index.
    pub of: String,
    /// In words.
    pub what: String,
}

impl Difference {
    /// Compares key by key, and index by index.
    pub fn between(before: &Registry, now: &Registry) -> Self {
        let mut difference = Self::default();
        difference.compare_keys(&before.keys, &now.keys);
        difference.compare_indexes(&before.indexes, &now.indexes);
        difference
    }

    /// When the whole registry is gone, so is everything that it declared.
    pub fn of_removal(before: &Registry) -> Self {
        let none = Registry { version: before.version, strict: false, keys: Vec::new(), indexes: Vec::new() };
        Self::between(before, &none)
    }

    fn breaks(&mut self, of: &str, what: impl Into<String>) {
        self.breaking.push(Change { of: of.to_owned(), what: what.into() });
    }

    fn compare_keys(&mut self, before: &[Key], now: &[Key]) {
        let new: BTreeMap<String, &Key> = now.iter().map(|key| (blank(&key.pattern), key)).collect();
        let old: BTreeMap<String, &Key> = before.iter().map(|key| (blank(&key.pattern), key)).collect();
        for (pattern, was) in &old {
            match new.get(pattern) {
                None => self.breaks(&was.pattern, "is removed or renamed"),
                Some(is) => self.compare_key(was, is),
            }
        }
        let added = new.iter().filter(|(pattern, _)| !old.contains_key(*pattern));
        self.compatible.extend(added.map(|(_, key)| format!("{} is added", key.pattern)));
    }

    fn compare_key(&mut self, was: &Key, is: &Key) {
        if was.kind != is.kind {
            self.breaks(&is.pattern, format!("changes from {} to {}", was.kind.name(), is.kind.name()));
        }
        if was.codec != is.codec {
            let name = |key: &Key| key.codec.clone().unwrap_or_else(|| "none".into());
            self.breaks(&is.pattern, format!("changes its codec from {} to {}", name(was), name(is)));
        }
        match (was.expires(), is.expires()) {
            (true, false) => self.breaks(&is.pattern, "no longer expires"),
            (false, true) => self.breaks(&is.pattern, "now expires"),
            _ => {}
        }
    }

    fn compare_indexes(&mut self, before: &[Index], now: &[Index]) {
        let new: BTreeMap<&str, &Index> = now.iter().map(|index| (index.name.as_str(), index)).collect();
        for was in before {
            match new.get(was.name.as_str()) {
                None => self.breaks(&was.name, "is removed or renamed"),
                Some(is) => self.compare_index(was, is),
            }
        }
        let added = now.iter().filter(|index| !before.iter().any(|was| was.name == index.name));
        self.compatible.extend(added.map(|index| format!("{} is added", index.name)));
    }

    fn compare_index(&mut self, was: &Index, is: &Index) {
        if was.prefix != is.prefix || was.on != is.on {
            self.breaks(&is.name, "indexes other keys");
        }
        let (old, new) = (fields(was), fields(is));
        for (field, options) in &old {
            match new.get(field) {
                None => self.breaks(&is.name, format!("loses its field {field}")),
                Some(now) if now != options => self.breaks(&is.name, format!("changes its field {field}")),
                Some(_) => {}
            }
        }
        let added = new.keys().filter(|field| !old.contains_key(*field));
        self.compatible.extend(added.map(|field| format!("{} has a new field {field}", is.name)));
    }
}

/// Each field under the name that queries have for it, with where it is, its type and its options.
pub fn fields(index: &Index) -> BTreeMap<&str, Vec<String>> {
    let field = |line| {
        let words: Vec<&str> = str::split_whitespace(line).collect();
        let (path, name, definition) = match words[..] {
            [path, alias, name, ..] if alias.eq_ignore_ascii_case("AS") => (path, name, &words[3..]),
            [path, ..] => (path, path, &words[1..]),
            [] => return ("", Vec::new()),
        };
        let mut definition: Vec<String> = definition.iter().map(|word| word.to_uppercase()).collect();
        // What Redis does unasked is no difference.
        if let Some(at) = definition.windows(2).position(|pair| pair == ["SEPARATOR", ","]) {
            definition.drain(at..at + 2);
        }
        // Options are the same in any order.
        if let [_, options @ ..] = &mut definition[..] {
            options.sort_unstable();
        }
        // `$["a"]` is `$.a`.
        definition.insert(0, path.replace("[\"", ".").replace("\"]", ""));
        (name, definition)
    };
    index.schema.iter().map(|line| field(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(rest: &str) -> Registry {
        toml::from_str(&format!("version = 1\n{rest}")).unwrap()
    }

    #[test]
    fn each_change_of_the_registry_is_breaking_or_compatible() {
        let key = "[[key]]\npattern = 'a:{x}'\ntype = 'hash'\nttl = '5m'\ncodec = 'v1'\n";
        let index = "[[index]]\nname = 'i'\nprefix = ['a:']\nschema = ['n TEXT', 'm TAG']\n";
        let options = "[[index]]\nname = 'i'\nschema = ['n TAG SORTABLE CASESENSITIVE']\n";
        let path = "[[index]]\nname = 'i'\nschema = ['$.n AS n TEXT']\n";
        let (key_to, index_to) = (|from, to| key.replace(from, to), |from, to| index.replace(from, to));
        for (before, now, breaking, compatible) in [
            (key, key_to("{x}", "{other}"), 0, 0),
            (key, key_to("5m", "9h"), 0, 0),
            (key, key_to("a:", "b:"), 1, 1),
            (key, key_to("hash", "set"), 1, 0),
            (key, key_to("v1", "v2"), 1, 0),
            (key, key_to("5m", "none"), 1, 0),
            (key, String::new(), 1, 0),
            ("", key.to_owned(), 0, 1),
            (index, index_to("n TEXT", "n TEXT SORTABLE"), 1, 0),
            (index, index_to("'n TEXT', ", ""), 1, 0),
            (index, index_to("'m TAG'", "'m TAG', 'o TAG'"), 0, 1),
            (index, index_to("a:", "b:"), 1, 0),
            (index, index_to("m TAG", "m TAG SEPARATOR ,"), 0, 0),
            (index, index_to("m TAG", "m TAG SEPARATOR |"), 1, 0),
            (options, options.replace("SORTABLE CASESENSITIVE", "CASESENSITIVE SORTABLE"), 0, 0),
            (index, index_to("'m TAG'", "'m TAG', 'm AS o TEXT'"), 0, 1),
            (path, path.replace("$.n", "$[\"n\"]"), 0, 0),
            (path, path.replace("$.n", "$.m"), 1, 0),
        ] {
            let difference = Difference::between(&registry(before), &registry(&now));
            let counts = (difference.breaking.len(), difference.compatible.len());
            assert_eq!(counts, (breaking, compatible), "{now}: {difference:?}");
        }
    }
}
