//! Settings files by the rules of Python's `ConfigParser`.

use std::collections::{BTreeMap, HashMap};

/// What every section has that does not say otherwise.
const DEFAULT: &str = "DEFAULT";

/// As deep as Python follows one value into another.
const DEEPEST: usize = 10;

/// No real value is put together from more; made-up ones could grow without end.
const MOST_PARTS: usize = 64;

/// The sections of a file, with their values as they are written.
pub struct Ini(BTreeMap<String, HashMap<String, String>>);

impl Ini {
    /// Reads a file; `here` is what `%(here)s` stands for. A line that is no setting is passed over.
    pub fn of(text: &str, here: &str) -> Self {
        let defaults = HashMap::from([("here".to_owned(), here.to_owned())]);
        let mut sections = BTreeMap::from([(DEFAULT.to_owned(), defaults)]);
        let (mut section, mut key, mut margin) = (DEFAULT.to_owned(), None, 0);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let said = line.trim();
            let indent = line.len() - line.trim_start().len();
            if said.starts_with(['#', ';']) {
                continue;
            }
            // What stands further in goes on with the value above; empty lines may lie between.
            let value = key.as_ref().and_then(|key| sections.get_mut(&section)?.get_mut(key));
            if let Some(value) = value.filter(|_| said.is_empty() || indent > margin) {
                value.push('\n');
                value.push_str(said);
                continue;
            }
            margin = indent;
            if let Some(name) = said.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
                (section, key) = (name.0.to_owned(), None);
                sections.entry(section.clone()).or_default();
            } else if let Some((name, value)) = said.split_once(['=', ':']) {
                let name = name.trim_end().to_lowercase();
                sections.entry(section.clone()).or_default().insert(name.clone(), value.trim_start().to_owned());
                key = Some(name);
            }
        }
        Self(sections)
    }

    /// The sections that set this key themselves.
    pub fn sections_with(&self, key: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(name, values)| *name != DEFAULT && values.contains_key(key))
            .map(|(name, _)| &**name)
    }

    pub fn has_section(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A value with everything that it refers to; `None` also if it refers to nothing that is there.
    pub fn get(&self, section: &str, key: &str) -> Option<String> {
        let raw = |name: &str| [section, DEFAULT].iter().find_map(|section| self.0.get(*section)?.get(name));
        interpolate(raw(key)?.trim_end(), &|name| raw(name).map(|value| value.trim_end()))
    }
}

/// Fills in `%(name)s` and `%%`.
pub fn interpolate<'v>(value: &str, known: &dyn Fn(&str) -> Option<&'v str>) -> Option<String> {
    let mut filled = String::new();
    fill(&mut filled, value, known, DEEPEST, &mut 0)?;
    Some(filled)
}

fn fill<'v>(
    filled: &mut String,
    value: &str,
    known: &dyn Fn(&str) -> Option<&'v str>,
    deep: usize,
    parts: &mut usize,
) -> Option<()> {
    let deep = deep.checked_sub(1)?;
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('%') {
        filled.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            filled.push('%');
            rest = after;
            continue;
        }
        *parts += 1;
        if *parts > MOST_PARTS {
            return None;
        }
        let (name, after) = after.strip_prefix('(')?.split_once(')')?;
        fill(filled, known(&name.to_lowercase())?, known, deep, parts)?;
        rest = after.strip_prefix('s')?;
    }
    filled.push_str(rest);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(text: &str, key: &str) -> Option<String> {
        Ini::of(text, "/here").get("alembic", key)
    }

    #[test]
    fn a_value_is_read_as_config_parser_reads_it() {
        for (text, expected) in [
            ("[alembic]\nx = a\n", "a"),
            ("[alembic]\nX: a b \n", "a b"),
            ("[alembic]\r\nx=a=b:c\r\n", "a=b:c"),
            ("\u{feff}[alembic]\nx = a ; no comment\n", "a ; no comment"),
            ("[alembic]\nx =\n  a\n\n  # left out\n  b\n\ny = c\n", "\na\n\nb"),
            ("[alembic]\n  x = a\n  y = b\n", "a"),
            ("[alembic]\nx = a\n  [other]\n", "a\n[other]"),
            ("[DEFAULT]\nx = a\n[alembic]\ny = b\n", "a"),
            ("[alembic]\nx = %(here)s/%(Y)s 100%%\ny = b%(z)s\n[DEFAULT]\nz = c\n", "/here/bc 100%"),
            ("[other]\nx = b\n[alembic]\nx = a\n[alembic]\ny = b", "a"),
        ] {
            assert_eq!(get(text, "x").as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_value_that_config_parser_refuses_is_none() {
        for value in ["%(gone)s", "%d", "%(here)", "%(x)s", "50%"] {
            assert_eq!(get(&format!("[alembic]\nx = {value}\n"), "x"), None, "{value}");
        }
    }

    #[test]
    fn values_of_values_do_not_grow_without_end() {
        let many = |name: char| format!("%({name})s").repeat(1000);
        let text = format!("[alembic]\nx = {}\ny = {}\nz = {}\nw =\n", many('y'), many('z'), many('w'));
        assert_eq!(get(&text, "x"), None);
    }
}
