use super::*;
use crate::checks::migrations::python;

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
fn an_id_that_alembic_can_not_store_is_a_warning() {
    let of_length = |n| read("1.py", &format!("revision = '{}'\ndown_revision = None\n", "a".repeat(n)));
    assert_eq!(codes(&of_length(32)), [""; 0]);
    assert_eq!(codes(&of_length(33)), ["migrations/long-id"]);
    assert_eq!(of_length(33).findings[0].severity, Severity::Warning);
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
