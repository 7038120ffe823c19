use super::files::{Content, File};
use super::*;
use crate::checks::migrations::python;
use crate::finding::Severity;

/// A graph of files given as `name: lines`, with `r`, `d`, `l`, `o` for the four identifiers.
fn graph(files: &[(&str, &str)]) -> Graph {
    let files: Vec<File> = files
        .iter()
        .map(|(name, source)| {
            let path = format!("db/versions/{name}.py").into();
            File { path, content: Content::Module(python::read(source.as_bytes())) }
        })
        .collect();
    Graph::of(&"db/versions".into(), &files)
}

fn migration(id: &str, parents: &str) -> String {
    format!("revision = '{id}'\ndown_revision = {parents}\n")
}

/// A graph of migrations given as id and parents; the files are called `1.py`, `2.py` and so on.
fn chain(migrations: &[(&str, &str)]) -> Graph {
    let sources: Vec<(String, String)> =
        migrations.iter().enumerate().map(|(n, (id, parents))| (n.to_string(), migration(id, parents))).collect();
    graph(&sources.iter().map(|(name, source)| (name.as_str(), source.as_str())).collect::<Vec<_>>())
}

fn codes(graph: &Graph) -> Vec<&'static str> {
    graph.judge().iter().map(|finding| finding.code.id).collect()
}

#[test]
fn sound_graphs_pass() {
    for migrations in [
        &[("a", "None"), ("b", "'a'")][..],
        &[("a", "None"), ("b", "'a'"), ("c", "'a'"), ("d", "('b', 'c')")],
        &[("b", "'a'"), ("a", "None")],
    ] {
        assert_eq!(codes(&chain(migrations)), [""; 0], "{migrations:?}");
    }
}

#[test]
fn two_heads_are_named_with_the_merge_and_the_edit() {
    let found = chain(&[("a", "None"), ("b", "'a'"), ("c", "'a'"), ("d", "'c'")]).judge();
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.code.id, "migrations/two-heads");
    assert!(finding.message.contains("`b` (db/versions/1.py)"), "{}", finding.message);
    let help = finding.help.as_deref().unwrap();
    assert!(help.starts_with("alembic merge -m \"merge heads\" b d"), "{help}");
    assert!(help.contains("in db/versions/2.py: `down_revision = \"b\"`"), "{help}");
}

#[test]
fn heads_under_labels_of_their_own_are_by_design() {
    let labelled = |label: &str| {
        graph(&[
            ("1", "revision = 'a'\ndown_revision = None\n"),
            ("2", "revision = 'b'\ndown_revision = 'a'\nbranch_labels = ('expand',)\n"),
            ("3", &format!("revision = 'c'\ndown_revision = 'a'\nbranch_labels = {label}\n")),
            ("4", "revision = 'd'\ndown_revision = 'c'\n"),
        ])
    };
    assert_eq!(codes(&labelled("('contract',)")), [""; 0]);
    assert_eq!(codes(&labelled("(cli.CONTRACT,)")), [""; 0]);
    assert_eq!(codes(&labelled("('expand',)")), ["migrations/two-heads"]);
}

#[test]
fn a_missing_parent_is_named_with_what_was_probably_meant() {
    for (written, meant) in [("1A2B3C", "`1a2b3c`"), ("1a2b3d", "`1a2b3c`"), ("0", "`1a2b3c`"), ("1a2b", "`1a2b3c`")] {
        let found = chain(&[("1a2b3c", "None"), ("ffffff", &format!("'{written}'"))]).judge();
        let finding = found.iter().find(|f| f.code.id == "migrations/missing-parent").unwrap();
        assert_eq!(finding.place.as_ref().unwrap().line.unwrap().get(), 2);
        assert!(finding.help.as_ref().unwrap().contains(meant), "{written}: {:?}", finding.help);
    }
}

#[test]
fn what_is_depended_on_may_be_a_revision_or_a_label() {
    let depending = |on: &str| {
        graph(&[
            ("1", "revision = 'a'\ndown_revision = None\nbranch_labels = 'x'\n"),
            ("2", &format!("revision = 'b'\ndown_revision = 'a'\ndepends_on = {on}\n")),
        ])
    };
    assert_eq!(codes(&depending("'a'")), [""; 0]);
    assert_eq!(codes(&depending("'x'")), [""; 0]);
    assert_eq!(codes(&depending("'y'")), ["migrations/missing-parent"]);
}

#[test]
fn a_duplicate_id_is_called_by_its_name_and_not_two_heads() {
    assert_eq!(codes(&chain(&[("a", "None"), ("b", "'a'"), ("b", "'a'")])), ["migrations/duplicate-id"]);
}

#[test]
fn a_cycle_is_found_even_with_a_way_in_and_a_way_out() {
    let found = chain(&[("a", "None"), ("b", "('a', 'd')"), ("c", "'b'"), ("d", "'c'"), ("e", "'d'")]).judge();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id, "migrations/cycle");
    assert!(found[0].message.matches('→').count() == 2, "{}", found[0].message);
    assert_eq!(codes(&chain(&[("a", "'a'")])), ["migrations/cycle"]);
    let two = [("a", "'b'"), ("b", "'a'"), ("c", "'d'"), ("d", "'c'")];
    assert_eq!(codes(&chain(&two)), ["migrations/cycle"; 2]);
}

#[test]
fn where_something_is_dynamic_no_heads_and_no_gaps_are_guessed() {
    let source = [("a", "None"), ("b", "PREVIOUS"), ("c", "'a'")];
    assert_eq!(codes(&chain(&source)), ["migrations/not-analysable"]);
    let unknown =
        graph(&[("1", "revision = make()\ndown_revision = None"), ("2", "revision = 'b'\ndown_revision = 'x'")]);
    assert_eq!(codes(&unknown), ["migrations/not-analysable"]);
}

#[test]
fn a_migration_that_python_cannot_read_refuses() {
    let conflict = "revision = 'a'\ndown_revision = None\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> side\n";
    for source in [conflict, "revision = 'a'\ndown_revision = None\nx = (1,\n"] {
        let findings = graph(&[("1", source)]).judge();
        assert_eq!(
            findings.iter().map(|f| (f.code.id, f.severity)).collect::<Vec<_>>(),
            [("migrations/syntax-error", Severity::Error)]
        );
    }
}

#[test]
fn a_module_without_identifiers_is_a_warning_unless_its_name_is_an_id() {
    let helper = graph(&[("1", "revision = 'a'\ndown_revision = None"), ("helper", "def f(): pass")]);
    assert_eq!(codes(&helper), ["migrations/incomplete"]);
    let legacy = graph(&[("1a2b", "down_revision = None"), ("3c4d", "down_revision = '1a2b'")]);
    assert_eq!(codes(&legacy), [""; 0]);
    assert_eq!(codes(&graph(&[("1", "revision = 'a'")])), ["migrations/incomplete"]);
}

#[test]
fn an_id_that_alembic_can_not_store_is_a_warning() {
    assert_eq!(codes(&chain(&[(&"a".repeat(32), "None")])), [""; 0]);
    assert_eq!(codes(&chain(&[(&"a".repeat(33), "None")])), ["migrations/long-id"]);
}

#[test]
fn a_long_history_and_a_hostile_one_are_judged_in_time() {
    let ids: Vec<String> = (0..20_000).map(|n| format!("r{n}")).collect();
    let chained: Vec<(String, String)> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| (id.clone(), n.checked_sub(1).map_or("None".into(), |n| format!("'{}'", ids[n]))))
        .collect();
    let borrowed: Vec<(&str, &str)> = chained.iter().map(|(id, parent)| (id.as_str(), parent.as_str())).collect();
    assert_eq!(codes(&chain(&borrowed)), [""; 0]);
    let circles: Vec<(String, String)> = (0..5_000).map(|n| (format!("r{n}"), format!("'r{}'", n ^ 1))).collect();
    let borrowed: Vec<(&str, &str)> = circles.iter().map(|(id, parent)| (id.as_str(), parent.as_str())).collect();
    assert_eq!(chain(&borrowed).judge().len(), 2_500);
}
