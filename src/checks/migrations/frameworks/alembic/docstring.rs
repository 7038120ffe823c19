//! Whether the head of a docstring, as Alembic's template writes it, still says what the assignments say.

use std::collections::BTreeSet;

use crate::checks::migrations::migration::Migration;
use crate::checks::migrations::python::Docstring;
use crate::finding::{Code, Finding, Place, Severity};

pub static CONTRADICTION: Code = Code {
    id: "migrations/docstring",
    severity: Severity::Warning,
    finds: "The docstring of a migration says another `Revision ID:` or `Revises:` than its assignments.",
    matters: "Alembic goes by the assignments alone: whoever reads the docstring, in a review or during an incident, \
              sees an order that is not applied.",
    mend: "Write into the docstring what the assignments say, if those are right.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

/// What the docstring says wrongly of a migration.
pub fn judge(docstring: &Docstring, migration: &Migration) -> Vec<Finding> {
    let parents: BTreeSet<&str> = migration.parents.iter().map(|parent| parent.name.as_str()).collect();
    let said =
        [("Revision ID:", BTreeSet::from([migration.id.as_str()]), "revision"), ("Revises:", parents, "down_revision")];
    let mut findings = Vec::new();
    for (key, meant, by) in said {
        let Some((names, line)) = claim(docstring, key).filter(|(names, _)| *names != meant) else { continue };
        let line_meant = format!("{key} {}", listed(&meant));
        findings.push(
            Finding::new(
                &CONTRADICTION,
                format!("the docstring says `{key} {}`, and `{by}` says {}", listed(&names), shown(&meant)),
            )
            .at(Place::line(migration.path.clone(), line))
            .help(format!("write `{}` there; if the docstring is right, correct `{by}`", line_meant.trim_end())),
        );
    }
    findings
}

/// The names after this key and their line; `None` where something else than names stands there.
fn claim<'d>(docstring: &'d Docstring, key: &str) -> Option<(BTreeSet<&'d str>, usize)> {
    let mut lines = docstring.text.lines().zip(docstring.line..);
    let (said, line) = lines.find_map(|(text, line)| Some((text.trim_start().strip_prefix(key)?, line)))?;
    let mut names = BTreeSet::new();
    for name in said.split(',') {
        let name = name.trim_matches(|c: char| c.is_whitespace() || "()[]'\"`".contains(c));
        match name {
            "" | "None" | "<base>" => {}
            name if name.contains(char::is_whitespace) => return None,
            name => drop(names.insert(name)),
        }
    }
    Some((names, line))
}

fn listed(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

fn shown(names: &BTreeSet<&str>) -> String {
    if names.is_empty() { "None".into() } else { format!("`{}`", listed(names)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::migrations::migration::Reference;

    fn judged(text: &str) -> Vec<Finding> {
        let parents = ["a", "b"].map(|name| Reference { name: name.into(), line: 9 });
        let migration = Migration { id: "c".into(), parents: parents.into(), ..Migration::default() };
        judge(&Docstring { text: text.into(), line: 1 }, &migration)
    }

    #[test]
    fn a_docstring_that_agrees_or_says_nothing_of_the_kind_is_passed_over() {
        for text in [
            "Add c\n\nRevision ID: c\nRevises: b, a\nCreate Date: 2026-05-01\n",
            "  Revision ID:  c  \n  Revises: ('a', 'b')",
            "Add c",
            "Revises: a and, by mistake, b",
            "It says which Revises: x",
        ] {
            assert_eq!(judged(text).len(), 0, "{text}");
        }
    }

    #[test]
    fn a_docstring_that_contradicts_is_a_warning_with_the_line_to_write() {
        let found = judged("Add c\n\nRevision ID: c\nRevises: a\n");
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((finding.code.id, finding.severity), ("migrations/docstring", Severity::Warning));
        assert_eq!(finding.place.as_ref().unwrap().line.unwrap().get(), 4);
        assert!(finding.help.as_ref().unwrap().starts_with("write `Revises: a, b` there"), "{:?}", finding.help);
        assert_eq!(judged("Revision ID: d\nRevises:\n").len(), 2);
    }
}
