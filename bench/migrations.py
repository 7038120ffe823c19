#!/usr/bin/env python3
"""Holds what is read of Alembic's migrations against Alembic itself.

    bench/migrations.py [--program target/release/precheck-hook] [--packages DIR] [--only NAME…]

Takes real histories out of wheels from the package index (kept in DIR if it is
given) and lets both read them: the program from a repository that holds the
package, without being told anything; Alembic by importing every module, with
stand-ins for whatever those import and is not installed. Alembic is told the
places by the package's alembic.ini, or here where the package's own code tells
them. Revisions, heads, parents, dependencies and branch labels have to be equal.
Needs git, the network unless DIR has the wheels, and Python 3.11 or later with Alembic.
"""

import argparse
import contextlib
import pathlib
import sys
import tempfile
import warnings

from alembic.config import Config
from alembic.script import ScriptDirectory

from packages import read, stand_ins, unpack
from replay import ROOT

# Every graph of a package: its alembic.ini, or folders (`/**`: with all below) that its code names.
HISTORIES = {
    "aiida-core==2.9.4": [f"aiida/storage/{kind}/migrations/versions" for kind in ("psql_dos", "sqlite_dos", "sqlite_zip")],
    "apache-airflow-core==3.3.2": ["airflow/alembic.ini"],
    "apache-superset==6.1.0": ["superset/migrations/versions"],
    "ckan==2.12.0": [
        "ckan/migration/versions",
        "ckanext/activity/migration/activity/versions",
        "ckanext/example_database_migrations/migration/example_database_migrations/versions",
        "ckanext/tracking/migration/tracking/versions",
    ],
    "dagster==1.13.29": ["dagster/_core/storage/alembic/versions"],
    "galaxy-data==26.1.2": ["galaxy/model/migrations/alembic.ini"],
    "keystone==30.0.0": ["keystone/common/sql/migrations/versions/**"],
    "manila==23.0.1": ["manila/db/migrations/alembic/versions"],
    "mlflow==3.18.0": ["mlflow/store/db_migrations/versions", "mlflow/server/auth/db/migrations/versions"],
    "neutron==29.0.0": ["neutron/db/migration/alembic_migrations/versions/**"],
    "octavia==19.0.0": ["octavia/db/migration/alembic.ini"],
    "prefect==3.9.1": [f"prefect/server/database/_migrations/versions/{kind}" for kind in ("postgresql", "sqlite")],
    "rucio==41.5.1": ["rucio/db/sqla/migrate_repo/versions"],
    "zenml==0.98.0": ["zenml/zen_stores/migrations/versions"],
}


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    differences = 0
    print(f"{'history':32} {'graphs':>6} {'revisions':>9} {'edges':>6} {'labels':>6} {'unknown':>7} {'heads':>5} {'differ':>6}")
    with contextlib.ExitStack() as stack:
        wheels = options.packages or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for package in HISTORIES:
            if not options.only or package.split("==")[0] in options.only:
                differences += compare(program, package, wheels)
    sys.exit(min(differences, 1))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--packages", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[])
    return parser.parse_args()


def compare(program, package, wheels):
    """Prints a line of the table and each difference; how many there are."""
    with tempfile.TemporaryDirectory() as folder:
        repo = unpack(package, wheels, pathlib.Path(folder))
        ours = {frozenset(graph["revisions"]): graph for graph in read(program, repo)}
        theirs = {frozenset(graph["revisions"]): graph for graph in (judge(repo, place) for place in HISTORIES[package])}
    different = [f"Alembic has a graph of {len(ids)} revisions, and the program has not" for ids in theirs.keys() - ours.keys()]
    different += [f"the program has a graph of {len(ids)} revisions, and Alembic has not" for ids in ours.keys() - theirs.keys()]
    for ids in theirs.keys() & ours.keys():
        different += differences(ours[ids], theirs[ids])
    revisions = [revision for graph in theirs.values() for revision in graph["revisions"].values()]
    edges = sum(len(revision["parents"]) + len(revision["depends_on"]) for revision in revisions)
    labels = sum(len(revision["labels"]) for revision in revisions)
    unknown = sum(revision["unknown"] for revision in revisions)
    heads = sum(len(graph["heads"]) for graph in theirs.values())
    print(f"{package:32} {len(theirs):6} {len(revisions):9} {edges:6} {labels:6} {unknown:7} {heads:5} {len(different):6}")
    for difference in different:
        print(f"    {difference}")
    return len(different)


def differences(ours, theirs):
    if set(ours["heads"]) != theirs["heads"]:
        yield f"heads: {sorted(ours['heads'])} here, {sorted(theirs['heads'])} in Alembic"
    for revision, told in theirs["revisions"].items():
        for key in ("parents", "depends_on", "labels"):
            here = set(ours["revisions"][revision][key])
            if here != told[key]:
                yield f"{revision} {key}: {sorted(here)} here, {sorted(told[key])} in Alembic"


def judge(repo, place):
    """One graph as Alembic sees it. Labels that a stand-in has put there are not known, only counted."""
    with contextlib.chdir(repo), warnings.catch_warnings(action="ignore"):
        directory = scripts(place)
        with stand_ins():
            heads = directory.get_heads()
        return {"heads": set(heads), "revisions": {script.revision: told(script) for script in directory.walk_revisions()}}


def scripts(place):
    if place.endswith(".ini"):
        return ScriptDirectory.from_config(Config(place))
    folder = pathlib.Path(place.removesuffix("/**"))
    folders = [folder]
    if place.endswith("/**"):
        folders += sorted(path for path in folder.rglob("*") if path.is_dir())
    return ScriptDirectory(str(folder.parent), version_locations=[str(path) for path in folders])


def told(script):
    labels = script._orig_branch_labels
    known = {label for label in labels if isinstance(label, str)}
    return {
        "parents": set(names(script.down_revision)),
        "depends_on": set(names(script.dependencies)),
        "labels": known,
        "unknown": len(labels) - len(known),
    }


def names(given):
    return () if given is None else (given,) if isinstance(given, str) else given


if __name__ == "__main__":
    main()
