use super::*;
use crate::checks::migrations::python;
use crate::finding::Severity;

fn read(name: &str, source: &str) -> Told {
    told(&format!("db/versions/{name}").into(), &Ok(Rc::new(python::read(source.as_bytes()))))
}

fn codes(told: &Told) -> Vec<&'static str> {
    told.findings.iter().map(|finding| finding.code.id).collect()
}

#[test]
fn a_migration_says_its_id_what_it_follows_and_its_labels() {
    let source = "revision = 'c'\ndown_revision = ('a', 'b')\nbranch_labels = ('x', cli.Y)\ndepends_on = 'd'\n";
    let told = read("1.py", source);
    assert_eq!(codes(&told), [""; 0]);
    let [migration] = told.migrations.as_slice() else { panic!("{told:?}") };
    assert_eq!(migration.id, "c");
    assert_eq!(migration.named().collect::<Vec<_>>(), ["a", "b", "d"]);
    assert_eq!(migration.named_at(), 2);
    assert_eq!(migration.labels, [Label::Unknown("db/versions/1.py".into())]);
}

#[test]
fn what_is_not_known_without_running_it_is_refused() {
    let told = read("1.py", "revision = 'b'\ndown_revision = PREVIOUS\n");
    assert_eq!((codes(&told), told.unknown_parents), (vec!["migrations/not-analysable"], true));
    let told = read("1.py", "revision = make()\ndown_revision = None\n");
    assert_eq!((codes(&told), told.unknown_ids), (vec!["migrations/not-analysable"], true));
    assert!(told.findings.iter().all(|finding| finding.severity == Severity::Error));
}

#[test]
fn a_migration_that_python_cannot_read_refuses() {
    let conflict = "revision = 'a'\ndown_revision = None\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> side\n";
    for source in [conflict, "revision = 'a'\ndown_revision = None\nx = (1,\n"] {
        let told = read("1.py", source);
        assert_eq!((codes(&told), told.unknown_ids), (vec!["migrations/syntax-error"], true), "{source}");
        assert_eq!(told.findings[0].severity, Severity::Error);
    }
}

#[test]
fn a_module_without_identifiers_refuses_unless_its_name_is_an_id() {
    assert_eq!(codes(&read("helper.py", "def f(): pass")), ["migrations/incomplete"]);
    assert_eq!(codes(&read("1.py", "revision = 'a'")), ["migrations/incomplete"]);
    let told = read("1a2b.py", "down_revision = None");
    assert_eq!((codes(&told), told.migrations[0].id.as_str()), (vec![], "1a2b"));
}

#[test]
fn a_pointer_in_place_of_a_migration_is_called_so() {
    let told = read("1.py", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    assert_eq!((codes(&told), told.unknown_ids), (vec!["migrations/lfs-pointer"], true));
    assert!(told.findings[0].help.as_ref().unwrap().contains("git add --renormalize db/versions/1.py"));
}

#[test]
fn ids_and_docstrings_are_judged_at_their_lines() {
    let source = "\"\"\"Add\n\nRevises: b\n\"\"\"\nrevision = 'x-1'\ndown_revision = 'a'\n";
    let told = read("1.py", source);
    let lines: Vec<_> =
        told.findings.iter().map(|f| (f.code.id, f.place.as_ref().unwrap().line.unwrap().get())).collect();
    assert_eq!(lines, [("migrations/illegal-id", 5), ("migrations/docstring", 3)]);
}

#[test]
fn a_downgrade_that_does_nothing_or_refuses_takes_nothing_back() {
    let reversible = |upgrade: &str, downgrade: &str| {
        let source = format!(
            "revision = 'a'\ndown_revision = None\ndef upgrade():\n    {upgrade}\ndef downgrade():\n    {downgrade}\n"
        );
        read("1.py", &source).migrations[0].reversible
    };
    assert_eq!(reversible("op.drop_table('a')", "op.create_table('a')"), Some(true));
    assert_eq!(reversible("op.drop_table('a')", "pass"), Some(false));
    assert_eq!(reversible("op.drop_table('a')", "raise NotImplementedError()"), Some(false));
    assert_eq!(reversible("pass", "pass"), Some(true));
}
