//! The names that a Makefile, package.json, justfile or Taskfile declares.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde::de::IgnoredAny;

/// What is declared.
#[derive(Default, Debug)]
pub struct Declared {
    /// Of a Makefile also patterns, with `%`.
    pub names: BTreeSet<String>,
    /// Whether there is more than the file itself says, or it can't be read.
    pub is_open: bool,
}

impl Declared {
    /// Whether a name is declared, or may be.
    pub fn has(&self, name: &str) -> bool {
        let fits = |pattern: &String| {
            pattern.split_once('%').is_some_and(|(start, end)| name.starts_with(start) && name.ends_with(end))
        };
        self.is_open || self.names.contains(name) || self.names.iter().any(fits)
    }

    /// Adds what another file declares.
    pub fn absorb(&mut self, other: Self) {
        self.names.extend(other.names);
        self.is_open |= other.is_open;
    }
}

/// The targets of a Makefile. What it includes from the repository is read as a
/// file of its own, what it generates is not known.
pub fn by_makefile(text: &str) -> Declared {
    let mut declared = Declared::default();
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines().filter(|line| !line.starts_with(['\t', '#'])) {
        let line = line.trim_start();
        let is_include = ["include ", "-include ", "sinclude "].iter().any(|word| line.starts_with(word));
        let is_foreign = is_include && (line.contains('$') || !line.trim_end().ends_with(".mk"));
        declared.is_open |= is_foreign && !line.contains(".env") || line.contains("$(eval") || line.contains("${eval");
        let Some((targets, rest)) = line.split_once(':') else { continue };
        if rest.trim_start_matches(':').starts_with('=') || targets.contains('=') {
            continue;
        }
        declared.is_open |= targets.contains('$') || targets.trim() == ".DEFAULT";
        // `%:` alone catches everything.
        declared.names.extend(targets.split_whitespace().map(str::to_owned));
    }
    declared
}

/// The scripts of a package.json.
pub fn by_package(text: &str) -> Declared {
    #[derive(Deserialize)]
    struct Package {
        #[serde(default)]
        scripts: BTreeMap<String, serde_json::Value>,
    }

    match serde_json::from_str::<Package>(text) {
        Ok(package) => Declared { names: package.scripts.into_keys().collect(), is_open: false },
        Err(_) => Declared { is_open: true, ..Declared::default() },
    }
}

/// The recipes and aliases of a justfile.
pub fn by_justfile(text: &str) -> Declared {
    let mut declared = Declared::default();
    for line in text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '['])) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["import" | "import?" | "mod" | "mod?", ..] => declared.is_open = true,
            ["alias", name, ":=", ..] => drop(declared.names.insert(name.to_owned())),
            [first, ..] if line.contains(':') && !line.contains(":=") => {
                let name = first.trim_start_matches('@').split(':').next().unwrap_or_default();
                declared.names.insert(name.to_owned());
            }
            _ => {}
        }
    }
    declared
}

/// The tasks of a Taskfile, with their aliases.
pub fn by_taskfile(text: &str) -> Declared {
    #[derive(Deserialize)]
    struct Taskfile {
        #[serde(default)]
        tasks: BTreeMap<String, Task>,
        includes: Option<IgnoredAny>,
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Task {
        Described {
            #[serde(default)]
            aliases: Vec<String>,
        },
        Other(IgnoredAny),
    }

    let Ok(file) = serde_saphyr::from_str::<Taskfile>(text) else {
        return Declared { is_open: true, ..Declared::default() };
    };
    let mut declared = Declared { is_open: file.includes.is_some(), ..Declared::default() };
    for (name, task) in file.tasks {
        if let Task::Described { aliases } = task {
            declared.names.extend(aliases);
        }
        declared.names.insert(name.replace('*', "%"));
    }
    declared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(declared: &Declared) -> Vec<&str> {
        declared.names.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_makefile_declares_its_targets_and_patterns() {
        let declared = by_makefile(".PHONY: a\na b: c\n\td: e\nX := y:z\nX ?= 1\nf-% g:: h\ni: V = 1\nj \\\n k:\n");
        assert_eq!(names(&declared), [".PHONY", "a", "b", "f-%", "g", "i", "j", "k"]);
        assert!(declared.has("f-x") && !declared.has("h") && !declared.is_open);
        for open in ["include $(TOP)/x.mk", "-include x.inc", "$(NAMES): x", "$(eval $(call x))", ".DEFAULT:", "%:"] {
            assert!(by_makefile(open).has("any"), "{open}");
        }
        assert!(!by_makefile("include rules/x.mk\n-include .env\n").has("any"));
    }

    #[test]
    fn a_justfile_declares_recipes_and_aliases() {
        let declared =
            by_justfile("set shell := ['x']\nv := 'a:b'\n@a x='1': b\n    c: d\nalias e := a\n[private]\nf:\n");
        assert_eq!(names(&declared), ["a", "e", "f"]);
        assert!(by_justfile("mod x").has("any"));
    }

    #[test]
    fn a_taskfile_and_a_package_declare_theirs_and_are_open_if_unreadable() {
        let declared = by_taskfile(
            "version: 3\ntasks:\n  a: echo\n  b:\n    aliases: [c]\n    cmds: [x]\n  d: [x, y]\n  'e:*': x\n",
        );
        assert_eq!(names(&declared), ["a", "b", "c", "d", "e:%"]);
        assert!(by_taskfile("includes: {x: y}\n").has("any") && by_taskfile("tasks: [").has("any"));
        assert_eq!(names(&by_package(r#"{"scripts": {"a": "x"}, "name": "y"}"#)), ["a"]);
        assert!(by_package("{").has("any") && !by_package("{}").has("any"));
    }
}
