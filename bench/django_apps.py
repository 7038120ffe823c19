#!/usr/bin/env python3
"""Holds what is read of Django's migrations against Django's own loader.

    bench/django_apps.py [--program target/release/precheck-hook] [--packages DIR] [--only NAME…] [REPO…]

Takes real projects out of wheels from the package index (kept in DIR if it is
given) and the last commit of each repository, and lets both read them: the
program without being told anything; Django with every package that has
migrations as an app, its own `apps.py` asked for the label, and stand-ins for
whatever else is imported. Migrations, leaf nodes of each app and edges, within an
app and across, have to be equal. Apps that are installed from elsewhere are left out
on both sides, and two apps of one label are each judged alone.
Needs git, the network unless DIR has the wheels, and Python 3.11 or later with Django.
"""

import argparse
import collections
import contextlib
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import types

import django
from django.apps import apps
from django.conf import global_settings, settings
from django.db.models.fields import files
from django.db.migrations.loader import MigrationLoader

import packages
from packages import Anything, TAKEN, git, is_standard, read, stand_ins
from replay import ENV, ROOT

PROJECTS = [
    "django-cms==5.1.3",
    "django-oscar==4.2.1",
    "label-studio==1.23.2",
    "misago==0.39.6",
    "nautobot==3.2.7",
    "pretix==2026.8.0",
    "wagtail==8.0.1",
]
# Migrations import relatively from packages above theirs.
ABOVE = "far.above.any"
FOREIGN = {"node_modules", "vendor", "third_party", "site-packages", "testdata", "test_data", "fixtures", "__fixtures__"}


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    different = 0
    print(f"Django {django.get_version()}")
    print(f"{'project':28} {'apps':>5} {'migrations':>10} {'own edges':>9} {'across':>6} {'leaves':>6} {'conflicts':>9} {'differ':>6}")
    with contextlib.ExitStack() as stack:
        wheels = options.packages or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for package in PROJECTS:
            if not options.only or package.split("==")[0] in options.only:
                different += compare(program, package, lambda folder: packages.unpack(package, wheels, folder))
        for repo in options.repos:
            name = (repo if repo.name not in {".git", "repo"} else repo.parent).name.split("+")[-1]
            different += compare(program, name, functools.partial(check_out, repo.resolve()))
    sys.exit(min(different, 1))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--packages", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[])
    parser.add_argument("repos", metavar="REPO", nargs="*", type=pathlib.Path)
    return parser.parse_args()


def check_out(repo, folder):
    """A repository with the Python files of another one's last commit."""
    archive = subprocess.run(["git", "-C", repo, "archive", "HEAD"], env=ENV, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, (member for member in tar if member.name.endswith(TAKEN)), filter="data")
    git(folder, "init", "--quiet", "--template=")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message", "all")
    return folder


def compare(program, name, prepare):
    """Prints a line of the table and each difference; how many there are."""
    with tempfile.TemporaryDirectory() as folder:
        repo = prepare(pathlib.Path(folder))
        ours = {}
        for graph in read(program, repo):
            if graph["framework"] == "django":
                ours |= {revision["path"]: revision | {"leaf": id in graph["heads"]} for id, revision in graph["revisions"].items()}
        theirs, labels = judge(repo)
    different = list(differences(ours, theirs))
    own = sum(len(told["parents"]) for told in theirs.values())
    across = sum(len(told["depends_on"]) for told in theirs.values())
    leaves = sum(told["leaf"] for told in theirs.values())
    conflicts = leaves - labels
    print(f"{name:28} {labels:5} {len(theirs):10} {own:9} {across:6} {leaves:6} {conflicts:9} {len(different):6}")
    for difference in different:
        print(f"    {difference}")
    return len(different)


def differences(ours, theirs):
    for path in sorted(ours.keys() ^ theirs.keys()):
        yield f"{path} is {'not ' if path not in ours else ''}a migration here, and {'not ' if path not in theirs else ''}in Django"
    for path in sorted(ours.keys() & theirs.keys()):
        for key in ("id", "parents", "depends_on", "leaf"):
            here, there = ours[path][key], theirs[path][key]
            if isinstance(there, set):
                here = set(here)
            if here != there:
                yield f"{path} {key}: {here} here, {there} in Django"


def judge(repo):
    """What Django's loader makes of each file, and how many apps there are."""
    found = sorted({path.parent.parent for path in repo.rglob("migrations/*.py") if is_migration(path, repo)})
    told, labels = {}, 0
    for project in sorted({project_of(app, repo) for app in found}):
        inside = [app for app in found if project_of(app, repo) == project]
        with importable(inside) as modules:
            named = [(label_of(module, app), module) for app, module in zip(inside, modules)]
            labels += len(named)
            count = collections.Counter(label for label, _ in named)
            told |= load({label: module for label, module in named if count[label] == 1}, repo)
            for label, module in named:
                if count[label] > 1:
                    told |= load({label: module}, repo)
    return told, labels


def is_migration(path, repo):
    """Whether Django would take it for one, in what is no copy of somebody else's."""
    if FOREIGN & set(path.relative_to(repo).parts) or path.name[0] in "_.~":
        return False
    return b"class Migration(" in path.read_bytes()


def project_of(app, repo):
    above = (folder for folder in app.parents if folder.is_relative_to(repo) and (folder / "manage.py").exists())
    return next(above, repo)


def label_of(module, app):
    """As Django names an app: by the configuration in its `apps.py`, the only one or the one that is the default."""
    if not (app / "apps.py").exists():
        return app.name
    found = vars(importlib.import_module(f"{module}.apps")).values()
    found = [it for it in found if isinstance(it, type) and isinstance(vars(it).get("name"), str)]
    found = [it for it in found if vars(it).get("default")] or found
    config = vars(found[0]) if len(found) == 1 else {}
    return config.get("label") or config.get("name", app.name).rpartition(".")[2]


def load(installed, repo):
    """The graph of the installed apps, by the files that it comes from."""
    apps.app_configs = {label: types.SimpleNamespace(label=label, name=module) for label, module in installed.items()}
    settings.MIGRATION_MODULES = {label: f"{module}.migrations" for label, module in installed.items()}
    loader = Loader(None)
    leaves = set(loader.graph.leaf_nodes())
    told = {}
    for key, node in loader.graph.node_map.items():
        path = pathlib.Path(sys.modules[loader.disk_migrations[key].__module__].__file__)
        parents = [parent.key for parent in node.parents]
        told[str(path.relative_to(repo))] = {
            "id": ".".join(key),
            "parents": {".".join(parent) for parent in parents if parent[0] == key[0]},
            "depends_on": {".".join(parent) for parent in parents if parent[0] != key[0]},
            "leaf": key in leaves,
        }
    return told


class Loader(MigrationLoader):
    """Leaves out what is installed from elsewhere: that can't be judged on either side."""

    def load_disk(self):
        super().load_disk()
        here = {label for label, _ in self.disk_migrations}
        for migration in self.disk_migrations.values():
            migration.dependencies = [key for key in migration.dependencies if key[0] in here]
            migration.run_before = [key for key in migration.run_before if key[0] in here]


class Settings:
    """Django's own; for a model that can be swapped one from elsewhere, and for what a project has beyond, anything."""

    def __getattr__(self, name):
        return "elsewhere.Model" if name.endswith("MODEL") else getattr(global_settings, name, Anything(name))


@contextlib.contextmanager
def importable(found):
    """Gives each app a name under which its migrations and its `apps.py` can be imported, and nothing else of it."""
    modules = {f"{ABOVE}.app_{n}": app for n, app in enumerate(found)}
    finder = Installed(modules)
    with stand_ins(lambda name: is_real(name) or finder.serves(name)):
        sys.meta_path.insert(0, finder)
        try:
            yield list(modules)
        finally:
            sys.meta_path.remove(finder)


class Installed(importlib.abc.MetaPathFinder):
    def __init__(self, modules):
        self.modules = modules

    def serves(self, name):
        return self.find_spec(name, None) is not None

    def find_spec(self, name, path, target=None):
        package = ".".join(name.split(".")[:ABOVE.count(".") + 2])
        rest = name[len(package) + 1 :]
        if package not in self.modules:
            return None
        folder = self.modules[package]
        if not rest:
            # What the package itself would import does not matter.
            spec = importlib.machinery.ModuleSpec(name, Empty(), is_package=True)
            spec.submodule_search_locations = [str(folder)]
            return spec
        module = folder / rest.replace(".", "/")
        if (module / "__init__.py").exists() and rest == "migrations":
            return importlib.util.spec_from_file_location(name, module / "__init__.py")
        file = module.with_suffix(".py")
        served = rest == "apps" or rest.startswith("migrations.")
        return importlib.util.spec_from_file_location(name, file) if served and file.exists() else None


class Empty(importlib.abc.Loader):
    def exec_module(self, module):
        pass


def is_real(name):
    """Python's own library, and of Django what needs no database and no app."""
    return is_standard(name) or (name.split(".")[0] in {"django", "asgiref", "sqlparse"} and not name.startswith("django.contrib."))


settings.configure(Settings())
# A field of a file asks for a real storage, and a project has one of its own.
files.Storage = object
# What a migration unpacks is the way there and the way back.
Anything.__iter__ = lambda it: iter((it, it))
apps.apps_ready = apps.models_ready = apps.ready = True

if __name__ == "__main__":
    main()
