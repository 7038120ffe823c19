#!/usr/bin/env python3
"""Replays histories as pushes, to see how often a team would be refused.

    bench/replay.py [--program target/release/precheck-hook] [--commits 1000] REPO…

Each of the last first-parent commits is pushed by itself onto its parent, with
whatever it merges. Every refusal is printed as the hook words it, to be looked
at by hand; the table counts them. A push whose objects are not all there is
counted apart. The given repositories, bare or not, are only read.
Needs git and Python 3.
"""

import argparse
import collections
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENV = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "NO_COLOR": "1",
}
PASSED, REFUSED = 0, 1


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    rows = [replay(program, repo.resolve(), options.commits) for repo in options.repos]
    print(f"{'repository':28} {'language':10} {'pushes':>6} {'refused':>7} {'not judged':>10} {'median':>8}")
    for name, language, codes, took in rows:
        refused, judged = codes[REFUSED], codes[PASSED] + codes[REFUSED]
        median = f"{took * 1e3:6.1f}ms" if took else "-"
        print(f"{name:28} {language:10} {judged:6} {refused:7} {codes.total() - judged:10} {median:>8}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("repos", metavar="REPO", nargs="+", type=pathlib.Path)
    return parser.parse_args()


def replay(program, repo, commits):
    """Pushes the last commits one by one; how often each exit code came, and the median time of a judged push."""
    with tempfile.TemporaryDirectory() as folder:
        clone = borrow(repo, pathlib.Path(folder))
        tip = git(repo, "rev-parse", "HEAD")
        walk = git(clone, "rev-list", "--first-parent", "--parents", f"--max-count={commits}", tip)
        codes, times = collections.Counter(), []
        for commit, parent, *_ in (line.split() for line in reversed(walk.splitlines()) if " " in line):
            update = f"refs/heads/main {commit} refs/heads/main {parent}\n"
            began = time.perf_counter()
            hook = subprocess.run(
                [program, "hook", "pre-push", "origin", "url"], cwd=clone, env=ENV, input=update.encode(), capture_output=True
            )
            codes[hook.returncode] += 1
            if hook.returncode in (PASSED, REFUSED):
                times.append(time.perf_counter() - began)
            if hook.returncode != PASSED:
                print(f"=== {name_of(repo)} {commit}\n{hook.stderr.decode(errors='replace')}", flush=True)
        return name_of(repo), language(clone, tip), codes, statistics.median(times) if times else 0


def borrow(repo, folder):
    """An empty repository that reads the other's objects and knows none of its refs: they would hide what is pushed."""
    clone = folder / "clone"
    subprocess.run(["git", "init", "--quiet", "--template=", clone], check=True, env=ENV)
    objects = git(repo, "rev-parse", "--path-format=absolute", "--git-path", "objects")
    alternates = clone / ".git/objects/info/alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    alternates.write_text(objects + "\n")
    return clone


def language(clone, tip):
    """The ending that most files have, prose and data aside."""
    asides = {"", ".md", ".rst", ".txt", ".json", ".yml", ".yaml", ".html", ".css", ".svg", ".png", ".lock", ".test"}
    endings = (pathlib.PurePosixPath(path).suffix for path in git(clone, "ls-tree", "-r", "--name-only", tip).splitlines())
    counted = collections.Counter(ending for ending in endings if ending not in asides)
    return counted.most_common(1)[0][0] if counted else "-"


def name_of(repo):
    """What the repository is called, also where it lies below a name of no meaning."""
    return repo.name if repo.name not in {".git", "repo"} else repo.parent.name


def git(repo, *arguments):
    command = ["git", "-C", repo, *arguments]
    return subprocess.run(command, check=True, env=ENV, capture_output=True, text=True, errors="replace").stdout.strip()


if __name__ == "__main__":
    main()
