#!/usr/bin/env python3
"""Replays a repository's merges as the pushes that would have caused them.

    bench/merges.py [--program target/release/precheck-hook] REPO…

For every merge of which both sides changed Alembic migrations, the second
parent is pushed while the first one is the default branch of the remote.
Alembic itself says whether each parent is sound, and whether their merge, as
git makes it, still loads with one head: if not, the push has to be refused, and
otherwise not. Each folder of migrations is taken for a graph of its own. The given repositories, bare or not, are only read.
Needs git 2.40 and Python 3.11 or later with Alembic.
"""

import argparse
import io
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import migrations
from replay import ENV, ROOT, borrow, git, name_of

DEFECTS = ["two-heads", "missing-parent", "duplicate-id", "duplicate-label", "cycle"]
MIGRATIONS = ":(glob)**/versions/**/*.py"


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    wrong = 0
    print(f"{'repository':28} {'merges':>6} {'conflicts':>9} {'unsound before':>14} {'unsound now':>11} {'caught':>6} {'sound':>6} {'refused':>7}")
    for repo in options.repos:
        wrong += replay(program, repo.resolve())
    sys.exit(min(wrong, 1))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("repos", metavar="REPO", nargs="+", type=pathlib.Path)
    return parser.parse_args()


def replay(program, repo):
    """Prints a line of the table and each wrong verdict; how many there are."""
    conflicts, unsound, broken, caught, sound, refused = 0, 0, 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        clone = borrow(repo, pathlib.Path(folder))
        merges = list(merges_of_migrations(clone, git(repo, "rev-parse", "HEAD")))
        for base, ours, theirs in merges:
            tree = merged(clone, ours, theirs)
            if tree is None:
                conflicts += 1
                continue
            if any(unsound_folders(clone, side) for side in (ours, theirs)):
                unsound += 1
                continue
            said = push(program, repo, base, ours, theirs)
            told = any(f"[migrations/{defect}]" in said for defect in DEFECTS)
            if split := bool(unsound_folders(clone, tree)):
                broken, caught = broken + 1, caught + told
            else:
                sound, refused = sound + 1, refused + told
            if told != split:
                print(f"    {theirs} into {ours}: {'refused' if told else 'let through'}")
    print(f"{name_of(repo):28} {len(merges):6} {conflicts:9} {unsound:14} {broken:11} {caught:6} {sound:6} {refused:7}")
    return broken - caught + refused


def merges_of_migrations(clone, tip):
    """Base and parents of each merge of two sides that both changed migrations."""
    for line in git(clone, "rev-list", "--merges", "--parents", tip).splitlines():
        _, ours, theirs, *more = line.split()
        base = None if more else merge_base(clone, ours, theirs)
        if base and all(git(clone, "diff", "--name-only", base, side, "--", MIGRATIONS) for side in (ours, theirs)):
            yield base, ours, theirs


def merge_base(clone, ours, theirs):
    found = subprocess.run(["git", "-C", clone, "merge-base", ours, theirs], env=ENV, capture_output=True, text=True)
    return found.stdout.strip()


def merged(clone, ours, theirs):
    """The tree that git makes of both; None where it finds a conflict."""
    command = ["git", "-C", clone, "merge-tree", "--write-tree", ours, theirs]
    made = subprocess.run(command, env=ENV, capture_output=True, text=True)
    return made.stdout.split()[0] if made.returncode == 0 else None


def push(program, repo, base, ours, theirs):
    """What the hook says to a topic branch that leaves while the default branch is elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        # A fresh one each time: what has been judged before is remembered, and is not judged again.
        clone = borrow(repo, pathlib.Path(folder))
        git(clone, "remote", "add", "origin", "url")
        git(clone, "update-ref", "refs/remotes/origin/main", ours)
        git(clone, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
        update = f"refs/heads/topic {theirs} refs/heads/topic {base}\n"
        command = [program, "hook", "pre-push", "origin", "url"]
        hook = subprocess.run(command, cwd=clone, env=ENV, input=update, capture_output=True, text=True)
        return hook.stderr


def unsound_folders(clone, tree):
    """The folders of migrations in which Alembic does not find one head."""
    paths = [path for path in git(clone, "ls-tree", "-r", "--name-only", tree).splitlines() if "/versions/" in path]
    paths = [path for path in paths if path.endswith(".py")]
    if not paths:
        return []
    archive = subprocess.run(["git", "-C", clone, "archive", tree, *paths], env=ENV, check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        tarfile.open(fileobj=io.BytesIO(archive.stdout)).extractall(folder, filter="data")
        places = sorted({str(pathlib.PurePosixPath(path).parent) for path in paths})
        return [place for place in places if not has_one_head(pathlib.Path(folder), place)]


def has_one_head(folder, place):
    try:
        return len(migrations.judge(folder, place)["heads"]) <= 1
    except Exception:
        # Whatever a migration raises while it is imported, Alembic stops at it.
        return False


if __name__ == "__main__":
    main()
