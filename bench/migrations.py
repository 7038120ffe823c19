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
import importlib.abc
import importlib.machinery
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest.mock
import warnings
import zipfile

from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENV = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "NO_COLOR": "1",
}
TAKEN = (".py", ".ini", ".mako", ".toml")

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


def unpack(package, wheels, folder):
    """A repository with what a wheel has that matters here."""
    download = ["pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", wheels, package]
    name, version = package.split("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not any(wheels.glob(pattern)):
        subprocess.run([sys.executable, "-m", *download], check=True)
    with zipfile.ZipFile(next(wheels.glob(pattern))) as wheel:
        wheel.extractall(folder, (member for member in wheel.namelist() if member.endswith(TAKEN)))
    git(folder, "init", "--quiet", "--template=")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message", package)
    return folder


def read(program, repo):
    """The graphs as the program sees them, revisions by id."""
    command = [program, "migrations", "--format", "json"]
    told = json.loads(subprocess.run(command, cwd=repo, env=ENV, check=True, capture_output=True).stdout)
    for graph in told["graphs"]:
        yield graph | {"revisions": {revision["id"]: revision for revision in graph["revisions"]}}


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


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Whatever a migration imports beyond Python's own library: it has to be imported, not to work."""

    def find_spec(self, name, path, target=None):
        return None if is_standard(name) else importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return Module(spec.name)

    def exec_module(self, module):
        pass


class Module(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        return anything(name)


class Anything(type):
    """What is imported from a stand-in: a class, for it may be inherited from, and whatever is done with it is one more."""

    def __new__(cls, name="Anything", bases=(), body=(), **_):
        return super().__new__(cls, name, bases, dict(body))

    def __init__(cls, *_, **__):
        super().__init__(cls)

    def __getattr__(cls, name):
        return anything(name)

    def __iter__(cls):
        return iter(())

    def another(cls, *_, **__):
        return Anything()

    __call__ = __getitem__ = __add__ = __radd__ = __or__ = __ror__ = __mod__ = another


def anything(name):
    # Python itself asks for names of its own, and takes any answer for a yes; `__table__` is SQLAlchemy's.
    if name.startswith("__") and not name.startswith("__table"):
        raise AttributeError(name)
    return Anything()


@contextlib.contextmanager
def stand_ins():
    """Lets nothing that is installed be imported, so that its version does not matter."""
    finder = StandIn()
    with unittest.mock.patch.dict(sys.modules):
        for name in [name for name in sys.modules if not is_standard(name)]:
            del sys.modules[name]
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)


def is_standard(name):
    return name.split(".")[0] in sys.stdlib_module_names


def git(repo, *arguments):
    subprocess.run(["git", "-C", repo, *arguments], check=True, env=ENV)


if __name__ == "__main__":
    main()
