//! What the configuration of Alembic says of places: `alembic.ini` and the
//! `[tool.alembic]` of `pyproject.toml`.

use std::collections::HashMap;

use anyhow::Result;
use bstr::{BStr, ByteSlice};
use serde::Deserialize;

use super::ini::{Ini, interpolate};
use crate::checks::migrations::files::{Content, Files};
use crate::checks::migrations::paths::{file_name, parent};
use crate::git::{Entry, RepoPath};

/// What one `alembic` command is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Settings {
    /// The file, and the section if it has several: `alembic.ini [billing]`.
    pub name: RepoPath,
    /// The folder of that file.
    pub here: RepoPath,
    /// The environment, as it is written; a path from `%(here)s` begins with a slash.
    pub script_location: Option<String>,
    /// Where its migrations lie; without any, in `versions` below the environment.
    pub version_locations: Vec<String>,
    /// Whether folders below are read too.
    pub recursive: bool,
}

/// `[tool.alembic]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Table {
    script_location: Option<String>,
    version_locations: Vec<String>,
    recursive_version_locations: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pyproject {
    tool: Tool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tool {
    alembic: Option<Table>,
}

/// Whether a file may configure Alembic; other names can be given on its command line.
pub fn is_configuration(name: &[u8]) -> bool {
    is_ini(name) || name == b"pyproject.toml"
}

fn is_ini(name: &[u8]) -> bool {
    name.ends_with(b".ini") && name.find(b"alembic").is_some()
}

/// No configuration is larger.
const LARGEST: usize = 256 << 10;

/// No repository names more places, and each may cost a look at every path.
const MOST_PLACES: usize = 200;

/// Everything that these files say, the most usual file name first.
pub fn read(files: &Files, configurations: &[&Entry]) -> Result<Vec<Settings>> {
    let (mut inis, tomls): (Vec<&Entry>, Vec<&Entry>) =
        configurations.iter().partition(|entry| is_ini(file_name(entry.path.as_bstr())));
    let mut tables = HashMap::new();
    for entry in tomls {
        let here = parent(entry.path.as_bstr());
        if let Some(table) = text(files, entry)?.and_then(|text| table(&text, &anchor(here))) {
            tables.insert(here, (entry, table));
        }
    }
    inis.sort_by_key(|entry| file_name(entry.path.as_bstr()) != b"alembic.ini");
    let mut settings = Vec::new();
    for entry in inis {
        if let Some(text) = text(files, entry)? {
            let here = parent(entry.path.as_bstr());
            let beside = tables.get(here).map(|(_, table)| table.clone()).unwrap_or_default();
            settings.extend(sections(&entry.path, &Ini::of(&text.to_str_lossy(), &anchor(here)), &beside));
        }
    }
    let mut alone: Vec<_> = tables.into_values().collect();
    alone.sort_by_key(|(entry, _)| &entry.path);
    settings.extend(alone.into_iter().map(|(entry, table)| Settings {
        name: entry.path.clone(),
        here: parent(entry.path.as_bstr()).into(),
        script_location: table.script_location,
        version_locations: table.version_locations,
        recursive: table.recursive_version_locations,
    }));
    Ok(bounded(settings))
}

fn text(files: &Files, entry: &Entry) -> Result<Option<Vec<u8>>> {
    Ok(match files.content(entry)? {
        Content::Bytes(text) if text.len() <= LARGEST => Some(text),
        _ => None,
    })
}

fn bounded(mut settings: Vec<Settings>) -> Vec<Settings> {
    settings.truncate(MOST_PLACES);
    let mut left = MOST_PLACES;
    for each in &mut settings {
        each.version_locations.truncate(left);
        left -= each.version_locations.len();
    }
    settings
}

/// What `%(here)s` stands for: the repository is taken for the whole file system.
fn anchor(here: &BStr) -> String {
    format!("/{}", if here.is_empty() { ".".into() } else { here.to_str_lossy() })
}

fn table(text: &[u8], here: &str) -> Option<Table> {
    // Most projects have a pyproject.toml that says nothing of Alembic.
    text.find(b"alembic")?;
    let table = toml::from_slice::<Pyproject>(text).ok()?.tool.alembic?;
    let filled = |value: String| interpolate(&value, &|name| (name == "here").then_some(here));
    Some(Table {
        script_location: table.script_location.and_then(filled),
        version_locations: table.version_locations.into_iter().filter_map(filled).collect(),
        ..table
    })
}

/// `[alembic]` and the sections that `alembic --name` may be given. Key by key
/// the ini is asked first, and the table beside it then.
fn sections(path: &RepoPath, ini: &Ini, beside: &Table) -> Vec<Settings> {
    let others = ini.sections_with("script_location").filter(|name| *name != "alembic");
    let names = ini.has_section("alembic").then_some("alembic").into_iter().chain(others).take(MOST_PLACES);
    let settings = names.map(|section| {
        let version_locations = ini.get(section, "version_locations").filter(|value| !value.is_empty());
        let recursive = ini.get(section, "recursive_version_locations");
        Settings {
            name: format!("{path} [{section}]").into(),
            here: parent(path.as_bstr()).into(),
            script_location: ini.get(section, "script_location").or_else(|| beside.script_location.clone()),
            version_locations: match version_locations {
                Some(value) => split(&value, separator(ini, section).as_deref()),
                None => beside.version_locations.clone(),
            },
            recursive: recursive.map_or(beside.recursive_version_locations, |value| value == "true"),
        }
    });
    settings.collect()
}

fn separator(ini: &Ini, section: &str) -> Option<String> {
    ["path_separator", "version_path_separator"].iter().find_map(|key| ini.get(section, key))
}

/// The places in a list; none if Alembic would refuse the separator.
fn split(value: &str, separator: Option<&str>) -> Vec<String> {
    let separators: &[char] = match separator {
        None => &[',', ' '],
        Some("space") => &[' '],
        Some("newline") => &['\n'],
        // Whoever writes a semicolon here works on Windows.
        Some("os") if value.contains(';') => &[';'],
        Some("os" | ":") => &[':'],
        Some(";") => &[';'],
        Some(_) => return Vec::new(),
    };
    value.split(separators).map(str::trim).filter(|place| !place.is_empty()).map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ini: &str) -> Vec<Settings> {
        sections(&"conf/alembic.ini".into(), &Ini::of(ini, "/conf"), &Table::default())
    }

    fn locations(settings: &str) -> Vec<String> {
        of(&format!("[alembic]\n{settings}\n")).remove(0).version_locations
    }

    #[test]
    fn version_locations_are_split_as_the_separator_says() {
        for (settings, expected) in [
            ("version_locations = a b, c,d", &["a", "b", "c", "d"][..]),
            ("version_locations = a b:c\npath_separator = :", &["a b", "c"]),
            ("version_locations = a:b\npath_separator = os", &["a", "b"]),
            ("version_locations = p:a;p:b\npath_separator = os", &["p:a", "p:b"]),
            ("version_locations = a;b c\nversion_path_separator = ;", &["a", "b c"]),
            ("version_locations = a b\npath_separator = space\nversion_path_separator = :", &["a", "b"]),
            ("version_locations =\n  a\n\n  b,c\npath_separator = newline", &["a", "b,c"]),
            ("version_locations = a b\npath_separator = tab", &[]),
        ] {
            assert_eq!(locations(settings), expected, "{settings}");
        }
    }

    #[test]
    fn every_section_with_a_script_location_is_a_configuration_of_its_own() {
        let found = of("[billing]\nscript_location = b\n[alembic]\nscript_location = a\n[loggers]\nkeys = root\n");
        let told: Vec<_> = found.iter().map(|s| (s.name.to_string(), s.script_location.as_deref())).collect();
        assert_eq!(
            told,
            [("conf/alembic.ini [alembic]".into(), Some("a")), ("conf/alembic.ini [billing]".into(), Some("b"))]
        );
    }

    #[test]
    fn a_file_of_endless_places_costs_no_endless_time() {
        let many = format!("version_locations = {}\n", "a:b ".repeat(10_000));
        let sections = (0..10_000).map(|n| format!("[{n}]\nscript_location = a:b\n{}", if n < 9 { &many } else { "" }));
        let kept = bounded(of(&sections.collect::<String>()));
        assert_eq!(kept.len(), MOST_PLACES);
        assert_eq!(kept.iter().map(|settings| settings.version_locations.len()).sum::<usize>(), MOST_PLACES);
    }

    #[test]
    fn the_ini_wins_over_pyproject_key_by_key() {
        let pyproject = b"[tool.alembic]\nscript_location = '%(here)s/t'\nversion_locations = ['%(here)s/v', 'p:w']\nrecursive_version_locations = true\nprepend_sys_path = ['.']\n";
        let table = table(pyproject, "/conf").unwrap();
        let ini = Ini::of("[alembic]\nscript_location = i\n", "/conf");
        let found = sections(&"conf/alembic.ini".into(), &ini, &table).remove(0);
        assert_eq!(found.script_location.as_deref(), Some("i"));
        assert_eq!((found.version_locations, found.recursive), (vec!["/conf/v".into(), "p:w".into()], true));
        let ini = Ini::of("[alembic]\nrecursive_version_locations = no\n", "/conf");
        let found = sections(&"conf/alembic.ini".into(), &ini, &table).remove(0);
        assert_eq!((found.script_location.as_deref(), found.recursive), (Some("/conf/t"), false));
    }
}
