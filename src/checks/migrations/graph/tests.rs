use super::*;
use crate::checks::migrations::frameworks::alembic::TOOL;

/// Migrations given as id and parents: `("c", "a b")`; the files are called `0.py`, `1.py` and so on.
fn migrations(told: &[(&str, &str)]) -> Vec<Migration> {
    let migrations = told.iter().enumerate().map(|(n, (id, parents))| Migration {
        id: (*id).to_owned(),
        path: format!("db/versions/{n}.py").into(),
        parents: references(parents),
        ..Migration::default()
    });
    migrations.collect()
}

fn references(names: &str) -> Vec<Reference> {
    names.split_whitespace().map(|name| Reference { name: name.into(), line: 2 }).collect()
}

fn graph(told: Told) -> Graph {
    Graph::of(&TOOL, "db/versions".into(), told)
}

fn chain(told: &[(&str, &str)]) -> Graph {
    graph(Told { migrations: migrations(told), ..Told::default() })
}

fn codes(graph: &Graph) -> Vec<&'static str> {
    graph.judge().iter().map(|finding| finding.code.id).collect()
}

#[test]
fn sound_graphs_pass() {
    for told in
        [&[("a", ""), ("b", "a")][..], &[("a", ""), ("b", "a"), ("c", "a"), ("d", "b c")], &[("b", "a"), ("a", "")]]
    {
        assert_eq!(codes(&chain(told)), [""; 0], "{told:?}");
    }
}

#[test]
fn two_heads_are_named_with_the_merge_and_the_edit() {
    let found = chain(&[("a", ""), ("b", "a"), ("c", "a"), ("d", "c")]).judge();
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.code.id, "migrations/two-heads");
    assert!(finding.message.contains("`b` (db/versions/1.py)"), "{}", finding.message);
    let help = finding.help.as_deref().unwrap();
    assert!(help.starts_with("alembic merge -m \"merge heads\" b d"), "{help}");
    assert!(help.contains("in db/versions/2.py: `down_revision = \"b\"`"), "{help}");
}

#[test]
fn heads_under_labels_of_their_own_are_by_design() {
    let labelled = |label: Label| {
        let mut migrations = migrations(&[("a", ""), ("b", "a"), ("c", "a"), ("d", "c")]);
        migrations[1].labels = vec![Label::Named("expand".into())];
        migrations[2].labels = vec![label];
        codes(&graph(Told { migrations, ..Told::default() }))
    };
    assert_eq!(labelled(Label::Named("contract".into())), [""; 0]);
    assert_eq!(labelled(Label::Unknown("db/versions/2.py".into())), [""; 0]);
    let twice = labelled(Label::Named("expand".into()));
    assert_eq!(twice, ["migrations/duplicate-label", "migrations/two-heads"]);
}

#[test]
fn a_label_names_one_branch_and_no_migration() {
    let labelled = |first: &[&str], second: &[&str]| {
        let labels = |names: &[&str]| names.iter().map(|&name| Label::Named(name.into())).collect();
        let mut migrations = migrations(&[("a", ""), ("b", "a")]);
        (migrations[0].labels, migrations[1].labels) = (labels(first), labels(second));
        codes(&graph(Told { migrations, ..Told::default() }))
    };
    assert_eq!(labelled(&["x"], &["y"]), [""; 0]);
    assert_eq!(labelled(&["x"], &["x"]), ["migrations/duplicate-label"]);
    assert_eq!(labelled(&["x", "x"], &[]), ["migrations/duplicate-label"]);
    assert_eq!(labelled(&["b"], &[]), ["migrations/duplicate-label"]);
    let mut copies = migrations(&[("a", ""), ("a", "")]);
    for copy in &mut copies {
        copy.labels = vec![Label::Named("x".into())];
    }
    assert_eq!(codes(&graph(Told { migrations: copies, ..Told::default() })), ["migrations/duplicate-id"]);
}

#[test]
fn a_missing_parent_is_named_with_what_was_probably_meant() {
    for written in ["1A2B3C", "1a2b3d", "0", "1a2b"] {
        let found = chain(&[("1a2b3c", ""), ("ffffff", written)]).judge();
        let finding = found.iter().find(|f| f.code.id == "migrations/missing-parent").unwrap();
        assert_eq!(finding.place.as_ref().unwrap().line.unwrap().get(), 2);
        assert!(finding.help.as_ref().unwrap().contains("`1a2b3c`"), "{written}: {:?}", finding.help);
    }
}

#[test]
fn what_is_depended_on_may_be_a_revision_or_a_label() {
    let depending = |on: &str| {
        let mut migrations = migrations(&[("a", ""), ("b", "a")]);
        migrations[0].labels = vec![Label::Named("x".into())];
        migrations[1].depends_on = references(on);
        codes(&graph(Told { migrations, ..Told::default() }))
    };
    assert_eq!(depending("a"), [""; 0]);
    assert_eq!(depending("x"), [""; 0]);
    assert_eq!(depending("y"), ["migrations/missing-parent"]);
}

#[test]
fn a_duplicate_id_is_called_by_its_name_and_not_two_heads() {
    assert_eq!(codes(&chain(&[("a", ""), ("b", "a"), ("b", "a")])), ["migrations/duplicate-id"]);
}

#[test]
fn a_cycle_is_found_even_with_a_way_in_and_a_way_out() {
    let found = chain(&[("a", ""), ("b", "a d"), ("c", "b"), ("d", "c"), ("e", "d")]).judge();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.id, "migrations/cycle");
    assert!(found[0].message.ends_with(": b → d → c → b"), "{}", found[0].message);
    assert_eq!(codes(&chain(&[("a", "a")])), ["migrations/cycle"]);
    assert_eq!(codes(&chain(&[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")])), ["migrations/cycle"; 2]);
}

#[test]
fn where_something_is_not_known_no_heads_and_no_gaps_are_guessed() {
    let forked = migrations(&[("a", ""), ("b", ""), ("c", "a")]);
    let told = Told { migrations: forked, unknown_parents: true, ..Told::default() };
    assert_eq!(codes(&graph(told)), [""; 0]);
    let gap = migrations(&[("b", "x")]);
    let told = Told { migrations: gap, unknown_ids: true, ..Told::default() };
    assert_eq!(codes(&graph(told)), [""; 0]);
}

#[test]
fn a_long_history_and_a_hostile_one_are_judged_in_time() {
    let ids: Vec<String> = (0..20_000).map(|n| format!("r{n}")).collect();
    let line: Vec<(&str, &str)> =
        (0..ids.len()).map(|n| (ids[n].as_str(), n.checked_sub(1).map_or("", |n| &ids[n]))).collect();
    assert_eq!(codes(&chain(&line)), [""; 0]);
    let circles: Vec<(&str, &str)> = (0..5_000).map(|n| (ids[n].as_str(), ids[n ^ 1].as_str())).collect();
    assert_eq!(chain(&circles).judge().len(), 2_500);
    let gaps: Vec<(&str, &str)> = (0..10_000).map(|n| (ids[n].as_str(), ids[n + 10_000].as_str())).collect();
    assert_eq!(chain(&gaps).judge().iter().filter(|f| f.code.id == "migrations/missing-parent").count(), 10_000);
}
