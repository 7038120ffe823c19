"""What the comparisons with other programs share: packages as repositories, and stand-ins for what they import."""

import contextlib
import importlib.abc
import importlib.machinery
import json
import subprocess
import sys
import types
import unittest.mock
import zipfile

from replay import ENV

TAKEN = (".py", ".ini", ".mako", ".toml")


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


def git(repo, *arguments):
    subprocess.run(["git", "-C", repo, *arguments], check=True, env=ENV)


class StandIn(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Whatever a migration imports and is not real: it has to be imported, not to work."""

    def __init__(self, is_real):
        self.is_real = is_real

    def find_spec(self, name, path, target=None):
        return None if self.is_real(name) else importlib.machinery.ModuleSpec(name, self, is_package=True)

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

    __call__ = __getitem__ = __add__ = __radd__ = __or__ = __ror__ = __mod__ = __ge__ = __lt__ = another


def anything(name):
    # Python itself asks for names of its own, and takes any answer for a yes; `__table__` is SQLAlchemy's.
    if name.startswith("__") and not name.startswith("__table"):
        raise AttributeError(name)
    return Anything()


def is_standard(name):
    return name.split(".")[0] in sys.stdlib_module_names


@contextlib.contextmanager
def stand_ins(is_real=is_standard):
    """Lets nothing else that is installed be imported, so that its version does not matter."""
    finder = StandIn(is_real)
    with unittest.mock.patch.dict(sys.modules):
        for name in [name for name in sys.modules if not is_real(name)]:
            del sys.modules[name]
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
