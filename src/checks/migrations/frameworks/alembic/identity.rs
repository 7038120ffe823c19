//! The four names by which Alembic knows a migration.

use std::collections::HashMap;

use crate::checks::migrations::python::{Module, Statement, Value};

/// What a module says of itself.
#[derive(Debug, Default)]
pub struct Identity {
    pub revision: Option<Assigned>,
    pub down_revision: Option<Assigned>,
    pub branch_labels: Option<Assigned>,
    pub depends_on: Option<Assigned>,
}

/// The last value that a name is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    pub names: Names,
    pub line: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// The names in a string, tuple, list or set; `None` and `()` have none.
    Known(Vec<String>),
    /// Only running the module would tell.
    Dynamic,
}

impl Names {
    /// The names, if they can be told.
    pub fn known(&self) -> Option<&[String]> {
        match self {
            Self::Known(names) => Some(names),
            Self::Dynamic => None,
        }
    }
}

impl Identity {
    pub fn of(module: &Module) -> Self {
        let mut identity = Self::default();
        identity.take(&module.statements, &mut HashMap::new(), false);
        identity
    }

    /// Follows the module's own assignments in their order. What stands below
    /// `if` or `try` depends on how the module is run.
    fn take<'m>(&mut self, statements: &'m [Statement], known: &mut HashMap<&'m str, &'m Value>, maybe: bool) {
        for statement in statements {
            match statement {
                Statement::Assign { names, value, line } => {
                    let told = if maybe { Names::Dynamic } else { self.names(value, known) };
                    for name in names {
                        if let Some(slot) = self.slot(name) {
                            *slot = Some(Assigned { names: told.clone(), line: *line });
                        }
                        if maybe {
                            known.remove(name.as_str());
                        } else {
                            known.insert(name, value);
                        }
                    }
                }
                Statement::Maybe(body) => self.take(body, known, true),
                Statement::With(body) => self.take(body, known, maybe),
                _ => {}
            }
        }
    }

    fn slot(&mut self, name: &str) -> Option<&mut Option<Assigned>> {
        Some(match name {
            "revision" => &mut self.revision,
            "down_revision" => &mut self.down_revision,
            "branch_labels" => &mut self.branch_labels,
            "depends_on" => &mut self.depends_on,
            _ => return None,
        })
    }

    fn names(&self, value: &Value, known: &HashMap<&str, &Value>) -> Names {
        let names = match value {
            Value::None => Some(Vec::new()),
            // `down_revision = None,` is a tuple, and Alembic takes it for what was meant.
            Value::List(items) if *items == [Value::None] => Some(Vec::new()),
            Value::List(items) => items.iter().map(|item| text(item, known, 0)).collect(),
            Value::Name(name) if self.names_of(name).is_some() => self.names_of(name),
            Value::Name(name) => match known.get(name.as_str()) {
                Some(Value::Name(_)) | None => text(value, known, 0).map(|name| vec![name]),
                Some(value) => return self.names(value, known),
            },
            _ => text(value, known, 0).map(|name| vec![name]),
        };
        names.map_or(Names::Dynamic, Names::Known)
    }

    /// What one of the four names was given before.
    fn names_of(&self, name: &str) -> Option<Vec<String>> {
        let assigned = match name {
            "revision" => &self.revision,
            "down_revision" => &self.down_revision,
            _ => return None,
        };
        assigned.as_ref()?.names.known().map(<[String]>::to_vec)
    }
}

/// More steps than this from name to name lead in a circle.
const STEPS: usize = 8;

/// No id is longer; sums of sums could grow without end.
const LONGEST: usize = 1000;

/// A text, put together from texts where the module says how.
fn text(value: &Value, known: &HashMap<&str, &Value>, steps: usize) -> Option<String> {
    if steps > STEPS {
        return None;
    }
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Sum(parts) => {
            let mut sum = String::new();
            for part in parts {
                sum.push_str(&text(part, known, steps + 1)?);
                if sum.len() > LONGEST {
                    return None;
                }
            }
            Some(sum)
        }
        Value::Name(name) => text(known.get(name.as_str())?, known, steps + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::migrations::python;

    fn parents(source: &str) -> Option<Names> {
        Identity::of(&python::read(source.as_bytes())).down_revision.map(|assigned| assigned.names)
    }

    fn known(names: &[&str]) -> Names {
        Names::Known(names.iter().map(|&name| name.to_owned()).collect())
    }

    #[test]
    fn literals_are_read_in_every_form_that_alembic_takes() {
        for (source, expected) in [
            ("down_revision = 'a'", &["a"][..]),
            ("down_revision: Union[str, None] = \"a\"  # why", &["a"]),
            ("down_revision: 'str | None' = None", &[]),
            ("down_revision = None", &[]),
            ("down_revision = ()", &[]),
            ("down_revision = (('a',))", &["a"]),
            ("down_revision = ('a', 'b',)", &["a", "b"]),
            ("down_revision = 'a', 'b'", &["a", "b"]),
            ("down_revision = [\n  'a',  # one\n  \"b\"\n]", &["a", "b"]),
            ("down_revision = {'a', 'b'}", &["a", "b"]),
            ("down_revision = (('a'), ('b'))", &["a", "b"]),
            ("down_revision = \\\n  'a'", &["a"]),
            ("down_revision = 'a' 'b'", &["ab"]),
            ("down_revision = r'a\\b'", &["a\\b"]),
            ("down_revision = 'a\\x41'", &["aA"]),
            ("down_revision = '''a'''", &["a"]),
            ("x = 1; down_revision = 'a'", &["a"]),
            ("x = down_revision = 'a'", &["a"]),
            ("\u{feff}down_revision = 'a'\r\n", &["a"]),
            ("down_revision = 'a'\rdown_revision = 'b'\r", &["b"]),
        ] {
            assert_eq!(parents(source), Some(known(expected)), "{source}");
        }
    }

    #[test]
    fn what_the_module_itself_puts_together_is_known() {
        for source in [
            "A = 'a'\nB = 'b'\ndown_revision = A + B",
            "A = 'a'\ndown_revision = f'{A}b'",
            "P = ('ab',)\ndown_revision = P",
            "revision = 'ab'\ndown_revision = revision",
        ] {
            assert_eq!(parents(source), Some(known(&["ab"])), "{source}");
        }
    }

    #[test]
    fn what_only_running_would_tell_is_dynamic() {
        for source in [
            "down_revision = f'a{x}'",
            "down_revision = PREVIOUS",
            "down_revision = b'a'",
            "down_revision = 'a' + x",
            "down_revision = ('a', x)",
            "down_revision = ('a') if x else ('b')",
            "down_revision += 'a'",
            "revision, down_revision = 'a', 'b'",
            "if x:\n    down_revision = 'a'\n",
            "A = 'a'\nif x:\n    A = 'b'\ndown_revision = A",
            "A = B\nB = A\ndown_revision = A",
        ] {
            assert_eq!(parents(source), Some(Names::Dynamic), "{source}");
        }
    }

    #[test]
    fn what_is_no_assignment_of_the_module_is_passed_over() {
        for source in [
            "\"\"\"\ndown_revision = 'a'\n\"\"\"",
            "# down_revision = 'a'",
            "def upgrade():\n    down_revision = 'a'\n",
            "class A:\n    x = 1\n\n    down_revision = 'a'\n",
            "f(\ndown_revision='a')",
            "if down_revision == 'a': pass",
            "my_down_revision = 'a'",
            "down_revision: str",
        ] {
            assert_eq!(parents(source), None, "{source}");
        }
    }

    #[test]
    fn the_last_assignment_wins_and_the_line_is_its_own() {
        let source = b"'''doc\n'''\nrevision = 'a'\ndown_revision = 'x'\nrevision = 'b'\n";
        let identity = Identity::of(&python::read(source));
        assert_eq!(identity.revision, Some(Assigned { names: known(&["b"]), line: 5 }));
    }
}
