#!/usr/bin/env python3
"""Measures what the migrations of a repository cost its pushes.

    bench/speed_migrations.py [--program target/release/precheck-hook] [--runs 30]

Whole pre-push processes, two kinds in turn (A B A B …): a push that touches no
migration, in a repository that has hundreds and in the same without them; one new
migration, against a push of something else, also where nothing is remembered
yet; and in 30,000 files without any migration, with the check, and without it
but followed by git's own listing of the files. What is judged is the difference
of the minima, for whatever else runs only adds. Exits 1 when a limit is broken.
Needs git and Python 3.
"""

import argparse
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from replay import ENV, ROOT


LEFT_OUT = {"PRECHECK_SKIP": "migrations", "PRECHECK_SKIP_REASON": "to compare with"}
# What remembers how migrations are read, among all that remembers what was pushed.
REMEMBERED = "modules"


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        plain = repository(folder / "plain", files(2_000), {})
        for name, migrations, new in [
            ("500 revisions (Alembic)", *alembic(500)),
            ("500 scripts (golang-migrate)", *golang_migrate(500)),
            ("300 migrations in 30 apps (Django)", *django(300, 30)),
        ]:
            repo = repository(folder / name.split()[-1].strip("()"), files(2_000) | migrations, new)
            edit, other = push(program, repo, "edit"), push(program, plain, "edit")
            rows.append((f"{name}, none touched", *in_turn(edit, other, options.runs), 3))
            rows.append((f"{name}, one new", *in_turn(push(program, repo, "new"), edit, options.runs), 30))
            rows.append((f"{name}, one new, first time", *in_turn(push(program, repo, "new", keep=()), edit, options.runs), 60))
        large = repository(folder / "large", files(30_000), {})
        without = push(program, large, "edit", LEFT_OUT)
        listed = lambda: without() + listing(large)
        rows.append(("30,000 files and no migration", *in_turn(push(program, large, "edit"), listed, options.runs), 10))
    print(f"{'push':52} {'ours':>9} {'minimum':>9} {'floor':>9} {'minimum':>9} {'adds':>9} {'limit':>6}")
    for what, ours, floor, limit in rows:
        times = " ".join(f"{take(side) * 1e3:7.2f}ms" for side in (ours, floor) for take in (statistics.median, min))
        print(f"{what:52} {times} {added(ours, floor):7.2f}ms {limit:4}ms")
    sys.exit(any(added(ours, floor) > limit for _, ours, floor, limit in rows))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--runs", type=int, default=30)
    return parser.parse_args()


def added(ours, floor):
    return (min(ours) - min(floor)) * 1e3


def files(count):
    """Sources in folders of thirty, four folders deep."""
    return {f"src/area{n % 10}/part{n // 300}/module{n // 30}/file{n}.py": f"VALUE_{n} = {n}\n" * 20 for n in range(count)}


def alembic(count):
    def revision(n):
        parent = repr(f"{n - 1:012x}") if n else None
        head = f'"""Step {n}"""\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = "{n:012x}"\ndown_revision = {parent}\n\n'
        up = [f'    op.add_column("table_{n}", sa.Column("column_{i}", sa.String(length=255), nullable=True))\n' for i in range(18)]
        down = [f'    op.drop_column("table_{n}", "column_{i}")\n' for i in range(18)]
        return f"db/versions/{n:012x}_step.py", head + "\n\ndef upgrade():\n" + "".join(up) + "\n\ndef downgrade():\n" + "".join(down)

    return dict(map(revision, range(count))) | {"db/env.py": "", "db/script.py.mako": ""}, dict([revision(count)])


def golang_migrate(count):
    def scripts(n):
        up = "".join(f"CREATE TABLE table_{n}_{i} (id bigint PRIMARY KEY, name text NOT NULL);\n" for i in range(40))
        down = "".join(f"DROP TABLE table_{n}_{i};\n" for i in range(40))
        return {f"db/{n:06}_step.up.sql": up, f"db/{n:06}_step.down.sql": down}

    # Each has two files.
    migrations = {path: text for n in range(count // 2) for path, text in scripts(n).items()}
    return migrations | {"go.mod": "module a\n\nrequire github.com/jackc/pgx/v5 v5.7.0\n"}, scripts(count // 2)


def django(count, apps):
    def migration(app, n):
        before = f'("app{app}", "{n - 1:04}_step")' if n else f'("app{app - 1}", "0000_step")' if app else ""
        field = 'migrations.AddField("thing", "field_{}", models.CharField(max_length=255, null=True)),\n        '
        operations = "".join(field.format(i) for i in range(30))
        text = f"from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = [{before}]\n    "
        return f"app{app}/migrations/{n:04}_step.py", text + f"operations = [\n        {operations}]\n"

    each = count // apps
    made = dict(migration(app, n) for app in range(apps) for n in range(each))
    return made | {"manage.py": ""}, dict([migration(0, each)])


def repository(repo, base, new):
    """`main` as the remote has it, `edit` with a changed source, `new` with more files."""
    stream = bytearray()
    edited = {path: text + "CHANGED = True\n" for path, text in list(base.items())[:1]}
    for branch, changed in [("main", base), ("edit", edited), ("new", new)]:
        stream += f"commit refs/heads/{branch}\ncommitter Ada <ada@example.org> 1700000000 +0000\ndata 4\nWork\n".encode()
        stream += b"" if branch == "main" else b"from refs/heads/main\n"
        for path, text in changed.items():
            stream += f"M 100644 inline {path}\ndata {len(text)}\n{text}\n".encode()
    git = ["git", "-C", repo]
    subprocess.run(["git", "init", "--quiet", "--template=", "--initial-branch=main", repo], check=True, env=ENV)
    subprocess.run([*git, "fast-import", "--quiet"], input=bytes(stream), check=True, env=ENV)
    subprocess.run([*git, "gc", "--quiet"], check=True, env=ENV)
    subprocess.run([*git, "remote", "add", "origin", "url"], check=True, env=ENV)
    subprocess.run([*git, "update-ref", "refs/remotes/origin/main", "main"], check=True, env=ENV)
    subprocess.run([*git, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"], check=True, env=ENV)
    return repo


def push(program, repo, branch, environment=None, keep=(REMEMBERED,)):
    """Times the push of a branch, of which nothing is remembered but what is kept."""
    oids = [subprocess.run(["git", "-C", repo, "rev-parse", name], env=ENV, check=True, capture_output=True, text=True).stdout.strip() for name in (branch, "main")]
    line = f"refs/heads/{branch} {oids[0]} refs/heads/{branch} {oids[1]}\n".encode()
    memory = repo / ".git/precheck-hook"

    def time_it():
        for path in memory.glob("*"):
            if path.name not in keep:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        began = time.perf_counter()
        hook = subprocess.run([program, "hook", "pre-push", "origin", "url"], input=line, cwd=repo, env=ENV | (environment or {}), capture_output=True)
        took = time.perf_counter() - began
        if hook.returncode:
            sys.exit(f"a push of {branch} in {repo} was refused: {hook.stderr.decode()}")
        return took

    return time_it


def listing(repo):
    began = time.perf_counter()
    subprocess.run(["git", "-C", repo, "ls-tree", "-r", "edit"], env=ENV, check=True, capture_output=True)
    return time.perf_counter() - began


def in_turn(ours, floor, runs):
    pairs = [(ours(), floor()) for _ in range(runs + 2)][2:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


if __name__ == "__main__":
    main()
