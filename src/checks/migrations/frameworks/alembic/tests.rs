//! Histories that Alembic refuses, or that break a deployment, each with the
//! codes by which it has to be named; and odd ones that are sound. All of them
//! lie side by side in one repository, for none may disturb another.

use std::collections::BTreeMap;

use super::*;
use crate::checks::migrations::frameworks::{Reader, graphs};
use crate::git::Snapshot;
use crate::recall::Recall;
use crate::testing::Sandbox;

/// A name, its files, and what is found. A file without a folder lies in `db/versions`.
type History = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

const A: &str = "revision = 'a'; down_revision = None";
const B: &str = "revision = 'b'; down_revision = 'a'";
const C: &str = "revision = 'c'; down_revision = 'b'";
const BESIDE_B: &str = "revision = 'c'; down_revision = 'a'";
const LFS: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 9\n";
const CONFLICT: &str = "<<<<<<< HEAD\nrevision = 'b'\n=======\nrevision = 'c'\n>>>>>>> side\ndown_revision = 'a'\n";
const DOCSTRING: &str = "'''Add b\n\nRevision ID: b\nRevises: c\n'''\nrevision = 'b'; down_revision = 'a'";
const TWO_PLACES: &str = "[alembic]\nscript_location = db\nversion_locations = %(here)s/one,%(here)s/two\n";
const RECURSIVE: &str = "[alembic]\nscript_location = %(here)s/db\nrecursive_version_locations = true\n";
const PYPROJECT: &str =
    "[tool.alembic]\nscript_location = '%(here)s/db'\nversion_locations = ['%(here)s/one', '%(here)s/two']\n";

const BROKEN: &[History] = &[
    ("fork", &[("1.py", A), ("2.py", B), ("3.py", BESIDE_B)], &["two-heads"]),
    ("two-roots", &[("1.py", A), ("2.py", "revision = 'b'; down_revision = None")], &["two-heads"]),
    (
        "two-lines",
        &[
            ("1.py", A),
            ("2.py", B),
            ("3.py", "revision='x'; down_revision=()"),
            ("4.py", "revision='y'; down_revision='x'"),
        ],
        &["two-heads"],
    ),
    (
        "fork-after-merge",
        &[
            ("1.py", A),
            ("2.py", B),
            ("3.py", BESIDE_B),
            ("4.py", "revision='d'; down_revision=('b','c')"),
            ("5.py", "revision='e'; down_revision='c'"),
        ],
        &["two-heads"],
    ),
    (
        "fork-below-one-label",
        &[("1.py", "revision='a'; down_revision=None; branch_labels='x'"), ("2.py", B), ("3.py", BESIDE_B)],
        &["two-heads"],
    ),
    (
        "fork-tied-by-a-dependency",
        &[("1.py", A), ("2.py", B), ("3.py", "revision='c'; down_revision='a'; depends_on='b'")],
        &["two-heads"],
    ),
    (
        "fork-by-the-last-assignment",
        &[("1.py", A), ("2.py", B), ("3.py", "revision='c'; down_revision='b'; down_revision='a'")],
        &["two-heads"],
    ),
    (
        "fork-by-a-constant",
        &[("1.py", A), ("2.py", B), ("3.py", "BASE='a'\nrevision='c'\ndown_revision: str = BASE")],
        &["two-heads"],
    ),
    (
        "fork-across-places",
        &[("alembic.ini", TWO_PLACES), ("one/1.py", A), ("two/1.py", "revision='b'; down_revision=None")],
        &["two-heads"],
    ),
    (
        "fork-across-folders-below",
        &[("alembic.ini", RECURSIVE), ("1.py", A), ("db/versions/25/2.py", B), ("db/versions/26/05/3.py", BESIDE_B)],
        &["two-heads"],
    ),
    (
        "fork-by-pyproject",
        &[("pyproject.toml", PYPROJECT), ("one/1.py", A), ("two/1.py", "revision='b'; down_revision=None")],
        &["two-heads"],
    ),
    ("no-parent", &[("2.py", B)], &["missing-parent"]),
    ("no-parent-in-a-merge", &[("1.py", A), ("2.py", "revision='c'; down_revision=('a', 'b')")], &["missing-parent"]),
    ("parent-in-other-case", &[("1.py", A), ("2.py", "revision='b'; down_revision='A'")], &["missing-parent"]),
    (
        "parent-cut-short",
        &[("1.py", "revision='a1b2c3'; down_revision=None"), ("2.py", "revision='b'; down_revision='a1b2'")],
        &["missing-parent"],
    ),
    ("parent-by-file-name", &[("0001.py", A), ("2.py", "revision='b'; down_revision='0001'")], &["missing-parent"]),
    (
        "parent-by-label",
        &[("1.py", "revision='a'; down_revision=None; branch_labels='x'"), ("2.py", "revision='b'; down_revision='x'")],
        &["missing-parent"],
    ),
    (
        "parents-in-one-string",
        &[("1.py", A), ("2.py", B), ("3.py", "revision='c'; down_revision='a, b'")],
        &["missing-parent", "two-heads"],
    ),
    (
        "parents-without-a-comma",
        &[("1.py", A), ("2.py", B), ("3.py", "revision='c'; down_revision=('a' 'b')")],
        &["missing-parent", "two-heads"],
    ),
    ("parent-none-in-quotes", &[("1.py", "revision='a'; down_revision='None'")], &["missing-parent"]),
    ("parent-empty", &[("1.py", "revision='a'; down_revision=''")], &["missing-parent"]),
    (
        "no-dependency",
        &[("1.py", A), ("2.py", "revision='b'; down_revision='a'; depends_on='gone'")],
        &["missing-parent"],
    ),
    ("follows-itself", &[("1.py", A), ("2.py", "revision='b'; down_revision='b'")], &["cycle"]),
    ("depends-on-itself", &[("1.py", A), ("2.py", "revision='b'; down_revision='a'; depends_on='b'")], &["cycle"]),
    ("circle", &[("1.py", "revision='a'; down_revision='b'"), ("2.py", B)], &["cycle"]),
    ("circle-beside-the-rest", &[("1.py", A), ("2.py", "revision='b'; down_revision='c'"), ("3.py", C)], &["cycle"]),
    (
        "circle-with-a-way-in-and-out",
        &[
            ("1.py", A),
            ("2.py", "revision='b'; down_revision=('a','c')"),
            ("3.py", C),
            ("4.py", "revision='d'; down_revision='c'"),
        ],
        &["cycle"],
    ),
    (
        "circle-by-a-dependency",
        &[("1.py", "revision='a'; down_revision=None; depends_on='b'"), ("2.py", B)],
        &["cycle"],
    ),
    ("id-twice", &[("1.py", A), ("2.py", B), ("3.py", B)], &["duplicate-id"]),
    ("id-twice-across-places", &[("alembic.ini", TWO_PLACES), ("one/1.py", A), ("two/1.py", A)], &["duplicate-id"]),
    (
        "label-twice",
        &[
            ("1.py", A),
            ("2.py", "revision='b'; down_revision='a'; branch_labels=('x',)"),
            ("3.py", "revision='c'; down_revision='b'; branch_labels=['x']"),
        ],
        &["duplicate-label"],
    ),
    (
        "label-twice-in-one",
        &[("1.py", "revision='a'; down_revision=None; branch_labels=('x', 'x')")],
        &["duplicate-label"],
    ),
    (
        "label-like-an-id",
        &[("1.py", A), ("2.py", "revision='b'; down_revision='a'; branch_labels='a'")],
        &["duplicate-label"],
    ),
    ("id-with-a-dash", &[("1.py", "revision='2026-05-01'; down_revision=None")], &["illegal-id"]),
    ("id-with-an-at", &[("1.py", "revision='a@b'; down_revision=None")], &["illegal-id"]),
    ("id-with-a-plus", &[("1.py", "revision='a+1'; down_revision=None")], &["illegal-id"]),
    ("id-with-a-colon", &[("1.py", "revision='a:b'; down_revision=None")], &["illegal-id"]),
    ("id-too-long", &[("1.py", "revision='add_a_column_for_the_name_of_the_user'; down_revision=None")], &["long-id"]),
    ("id-from-a-template", &[("1.py", "revision='${up_revision}'; down_revision=None")], &["placeholder-id"]),
    ("id-from-an-example", &[("1.py", "revision='REPLACE_ME'; down_revision=None")], &["placeholder-id"]),
    ("id-none", &[("1.py", A), ("2.py", "revision=None; down_revision='a'")], &["not-analysable"]),
    ("id-number", &[("1.py", A), ("2.py", "revision=2; down_revision='a'")], &["not-analysable"]),
    ("id-made-up-at-run-time", &[("1.py", A), ("2.py", "revision=make(); down_revision='a'")], &["not-analysable"]),
    ("parent-number", &[("1.py", A), ("2.py", "revision='b'; down_revision=1")], &["not-analysable"]),
    (
        "parent-from-elsewhere",
        &[("1.py", A), ("2.py", "import os\nrevision='b'; down_revision=os.environ['BASE']")],
        &["not-analysable"],
    ),
    (
        "parent-by-case",
        &[("1.py", A), ("2.py", "revision='b'\nif x:\n    down_revision='a'\nelse:\n    down_revision=None")],
        &["not-analysable"],
    ),
    (
        "parent-added-to",
        &[("1.py", A), ("2.py", "revision='b'; down_revision='a'; down_revision += x")],
        &["not-analysable"],
    ),
    (
        "dependency-from-elsewhere",
        &[("1.py", A), ("2.py", "revision='b'; down_revision='a'; depends_on=OTHER")],
        &["not-analysable"],
    ),
    ("helper-among-them", &[("1.py", A), ("_helper.py", "def f(): pass")], &["incomplete"]),
    ("empty-module", &[("1.py", A), ("zz.py", "")], &["incomplete"]),
    ("no-down-revision", &[("1.py", A), ("2.py", "revision='b'")], &["incomplete"]),
    ("only-annotated", &[("1.py", A), ("2.py", "revision='b'\ndown_revision: str")], &["incomplete"]),
    (
        "ids-in-a-function",
        &[("1.py", A), ("zz.py", "def f():\n    revision = 'b'\n    down_revision = 'a'")],
        &["incomplete"],
    ),
    ("conflict", &[("1.py", A), ("2.py", CONFLICT)], &["syntax-error"]),
    ("bracket-left-open", &[("1.py", A), ("2.py", "revision='b'; down_revision=('a'")], &["syntax-error"]),
    ("python-two", &[("1.py", A), ("2.py", "revision='b'; down_revision='a'\nprint 'hello'")], &["syntax-error"]),
    ("null-byte", &[("1.py", A), ("2.py", "revision='b'; down_revision='a'\0")], &["syntax-error"]),
    ("nothing-readable", &[("1.py", "revision = (")], &["syntax-error"]),
    ("pointer", &[("1.py", A), ("2.py", LFS)], &["lfs-pointer"]),
    ("docstring-of-another-parent", &[("1.py", A), ("2.py", DOCSTRING)], &["docstring"]),
];

const SOUND: &[History] = &[
    (
        "merged",
        &[("1.py", A), ("2.py", B), ("3.py", BESIDE_B), ("4.py", "revision='d'; down_revision={'b', 'c'}")],
        &[],
    ),
    ("one-parent-twice", &[("1.py", A), ("2.py", "revision='b'; down_revision=('a', 'a')")], &[]),
    ("root-by-an-empty-tuple", &[("1.py", "revision='a'; down_revision=()"), ("2.py", B)], &[]),
    ("root-by-a-tuple-of-none", &[("1.py", "revision='a'; down_revision=None,"), ("2.py", B)], &[]),
    (
        "branches-by-design",
        &[
            ("1.py", A),
            ("2.py", "revision='b'; down_revision='a'; branch_labels='x'"),
            ("3.py", "revision='c'; down_revision='a'; branch_labels='y'"),
        ],
        &[],
    ),
    (
        "branches-labelled-in-code",
        &[
            ("1.py", A),
            ("2.py", "revision='b'; down_revision='a'; branch_labels=(cli.X,)"),
            ("3.py", "revision='c'; down_revision='a'; branch_labels=(cli.Y,)"),
        ],
        &[],
    ),
    (
        "dependency-on-a-label",
        &[
            ("1.py", "revision='a'; down_revision=None; branch_labels='x'"),
            ("2.py", "revision='b'; down_revision='a'; depends_on='x'"),
        ],
        &[],
    ),
    (
        "dependency-on-a-number",
        &[("1.py", A), ("2.py", B), ("3.py", "revision='c'; down_revision='b'; depends_on=['a']")],
        &[],
    ),
    (
        "id-by-file-name",
        &[("1.py", A), ("0ab1.py", "down_revision = 'a'"), ("3.py", "revision='c'; down_revision='0ab1'")],
        &[],
    ),
    (
        "other-files",
        &[
            ("1.py", A),
            ("__init__.py", "x = 1"),
            (".#2.py", "x ="),
            ("README.md", ""),
            ("3.py.bak", "x ="),
            ("__init__old.py", "x ="),
        ],
        &[],
    ),
    (
        "folder-left-out",
        &[
            ("alembic.ini", "[alembic]\nscript_location = %(here)s/db\n"),
            ("1.py", A),
            ("db/versions/old/1.py", "revision='y'; down_revision=None"),
            ("db/versions/old/2.py", "revision='z'; down_revision=None"),
        ],
        &[],
    ),
    ("two-environments", &[("1.py", A), ("other/env.py", ""), ("other/versions/1.py", A)], &[]),
    ("misleading-configuration", &[("alembic.ini", "[alembic]\nscript_location = elsewhere\n"), ("1.py", A)], &[]),
];

/// What is found of each history, by name.
fn judged(histories: &[History]) -> BTreeMap<String, Vec<String>> {
    let sandbox = Sandbox::new();
    for (name, files, _) in histories {
        sandbox.write(&format!("{name}/db/env.py"), "").write(&format!("{name}/db/script.py.mako"), "");
        for (file, text) in *files {
            let in_versions = !file.contains('/') && !file.contains(".ini") && !file.contains(".toml");
            let folder = if in_versions { "db/versions/" } else { "" };
            sandbox.write(&format!("{name}/{folder}{file}"), text);
        }
    }
    let repo = sandbox.repo();
    let snapshot = Snapshot::of_commit(&repo, sandbox.commit("histories"));
    let recall = Recall::default();
    let reader = Reader::of(&[], &recall);
    let mut judged: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for graph in graphs(&reader.find(&snapshot).unwrap()).unwrap() {
        let name = graph.folders[0].to_str_lossy().split('/').next().unwrap().to_owned();
        let codes = graph.judge().into_iter().map(|finding| finding.code.id.replace("migrations/", ""));
        judged.entry(name).or_default().extend(codes);
    }
    judged
}

fn assert_named(histories: &[History]) {
    let mut judged = judged(histories);
    for (name, _, expected) in histories {
        let mut found = judged.remove(*name).unwrap_or_else(|| panic!("{name}: no graph was found"));
        found.sort();
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn every_broken_history_is_named_right() {
    assert!(BROKEN.len() >= 40);
    assert_named(BROKEN);
}

#[test]
fn no_sound_history_is_refused() {
    assert_named(SOUND);
}
