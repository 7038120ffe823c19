#!/usr/bin/env python3
"""Measures what must not be noticed: the start of a hook, a commit, a small push.

    bench/bench.py [--program target/release/precheck-hook] [--runs 40] [--repo DIR]

Every figure is a ratio of medians against a floor measured in the same run, in
turn (A B A B …), so it holds on a busy machine. Exits 1 when a limit is broken.
Needs git, Python 3 and a C compiler. Without --repo an 18,000-commit history
is made.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ZERO = "0" * 40
ENV = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        empty = static_hook(folder)
        rows = [*start_up(program, empty, folder, options.runs), *commit(program, empty, folder, options.runs)]
        rows.append(fetch(program, empty, folder, max(2, options.runs // 8)))
        rows.append(push(program, folder, options))
    print(f"{'what':52} {'ours':>9} {'floor':>9} {'ratio':>7} {'limit':>6}")
    for what, ours, floor, limit in rows:
        print(f"{what:52} {ours * 1e3:7.2f}ms {floor * 1e3:7.2f}ms {ours / floor:6.2f}x {limit:5.1f}x")
    sys.exit(any(ours / floor > limit for _, ours, floor, limit in rows))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--repo", type=pathlib.Path, help="push the newest commit of this repository instead")
    return parser.parse_args()


def static_hook(folder):
    """The least that a hook can cost."""
    empty, source = folder / "empty", folder / "empty.c"
    source.write_text("int main(void) { return 0; }\n")
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-static", "-o", empty, source], check=True)
    return empty


def start_up(program, empty, folder, runs):
    """The two calls that git makes most often and that concern nobody."""
    commit = f"{ZERO} {'1' * 40} refs/heads/main\n"
    deletion = f"(delete) {ZERO} refs/heads/gone {'1' * 40}\n"
    for what, arguments, line in [
        ("reference-transaction committed, unrelated ref", ["reference-transaction", "committed"], commit),
        ("pre-push, only deletions", ["pre-push", "origin", "url"], deletion),
    ]:
        ours = lambda: timed([program, "hook", *arguments], line.encode(), folder)
        floor = lambda: timed([str(empty)], line.encode(), folder)
        yield what, *in_turn(ours, floor, runs * 5), 2.0


def repository(folder, name):
    repo = folder / name
    subprocess.run(["git", "init", "--quiet", repo], check=True, env=ENV)
    for key in ["user.name", "user.email"]:
        subprocess.run(["git", "-C", repo, "config", key, "ada@example.org"], check=True, env=ENV)
    return repo


def commit(program, empty, folder, runs):
    """`git commit`, for which git calls the tag hook five times, against none and against hooks that do nothing."""
    none, static, shell, hooked = (repository(folder, name) for name in ["none", "static", "shell", "hooked"])
    shutil.copy(empty, static / ".git/hooks/reference-transaction")
    script = shell / ".git/hooks/reference-transaction"
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(0o755)
    subprocess.run([program, "install"], cwd=hooked, check=True, env=ENV, stdout=subprocess.DEVNULL)
    time_in = lambda repo: lambda: timed(["git", "commit", "--quiet", "--allow-empty", "-m", "x"], b"", repo)
    yield "git commit, against an empty static hook", *in_turn(time_in(hooked), time_in(static), runs), 2.5
    yield "git commit, against an empty sh hook", *in_turn(time_in(hooked), time_in(shell), runs), 2.0
    yield "git commit, against no hook", *in_turn(time_in(hooked), time_in(none), runs), 5.0


def fetch(program, empty, folder, runs):
    """`git fetch` of a thousand tags, for which git calls the tag hook for each by itself (until 2.54)."""
    origin = repository(folder, "origin")
    subprocess.run(["git", "commit", "--quiet", "--allow-empty", "-m", "x"], cwd=origin, check=True, env=ENV)
    lines = "".join(f"create refs/tags/v0.0.{n} HEAD\n" for n in range(1000))
    subprocess.run(["git", "update-ref", "--stdin"], cwd=origin, input=lines.encode(), check=True, env=ENV)
    hooked, static = repository(folder, "fetch-hooked"), repository(folder, "fetch-static")
    shutil.copy(empty, static / ".git/hooks/reference-transaction")
    subprocess.run([program, "install"], cwd=hooked, check=True, env=ENV, stdout=subprocess.DEVNULL)

    def time_in(repo):
        def anew():
            tags = subprocess.run(["git", "tag", "--list"], cwd=repo, env=ENV, capture_output=True, check=True).stdout
            gone = b"".join(b"delete refs/tags/" + tag + b"\n" for tag in tags.split())
            bare = ["git", "-c", "core.hooksPath=/dev/null", "update-ref", "--stdin"]
            subprocess.run(bare, cwd=repo, input=gone, check=True, env=ENV)
            return timed(["git", "-c", "gc.auto=0", "fetch", "--quiet", "--tags", origin], b"", repo)

        return anew

    return "git fetch of 1,000 tags, against an empty static hook", *in_turn(time_in(hooked), time_in(static), runs), 2.5


def push(program, folder, options):
    """One new commit on a long history, against git's own walk and read of the same objects."""
    repo = folder / "repo"
    if options.repo:
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", options.repo, repo], check=True, env=ENV)
    else:
        long_history(repo, 18_000)
    git = lambda *arguments: subprocess.run(
        ["git", "-C", repo, *arguments], check=True, env=ENV, capture_output=True, text=True
    ).stdout.strip()
    tip, parent, count = git("rev-parse", "HEAD"), git("rev-parse", "HEAD~1"), git("rev-list", "--count", "HEAD")
    subprocess.run([program, "install"], cwd=repo, check=True, env=ENV, stdout=subprocess.DEVNULL)
    line = f"refs/heads/main {tip} refs/heads/main {parent}\n".encode()
    ours = lambda: timed([program, "hook", "pre-push", "origin", "url"], line, repo)

    def floor():
        began = time.perf_counter()
        walk = ["git", "rev-list", "--objects", tip, f"^{parent}"]
        objects = subprocess.run(walk, cwd=repo, env=ENV, capture_output=True, check=True).stdout
        names = b"".join(entry.split(b" ")[0] + b"\n" for entry in objects.splitlines())
        read = ["git", "cat-file", "--batch"]
        subprocess.run(read, cwd=repo, env=ENV, input=names, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began

    return f"one-commit push, {count} commits", *in_turn(ours, floor, options.runs), 4.0


def long_history(repo, commits):
    """A thousand files in fifty folders, one changed by each commit."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", repo], check=True, env=ENV)
    stream = bytearray()
    for n in range(commits):
        text = "".join(f"def function_{n}_{line}(value):\n    return value + {line}\n" for line in range(40)).encode()
        paths = range(1000) if n == 0 else [n * 7 % 1000]
        stream += f"commit refs/heads/main\ncommitter Ada <ada@example.org> {1_700_000_000 + n} +0000\ndata 5\nWork\n\n".encode()
        for path in paths:
            stream += f"M 100644 inline src/m{path % 50}/file{path}.py\ndata {len(text)}\n".encode() + text + b"\n"
    subprocess.run(["git", "-C", repo, "fast-import", "--quiet"], input=bytes(stream), check=True, env=ENV)
    subprocess.run(["git", "-C", repo, "gc", "--quiet"], check=True, env=ENV)
    subprocess.run(["git", "-C", repo, "reset", "--quiet", "--hard"], check=True, env=ENV)


def timed(command, line, cwd):
    began = time.perf_counter()
    out = subprocess.run(command, input=line, cwd=cwd, env=ENV, capture_output=True)
    took = time.perf_counter() - began
    if out.returncode:
        sys.exit(f"{command} failed: {out.stderr.decode()}")
    return took


def in_turn(ours, floor, runs):
    pairs = [(ours(), floor()) for _ in range(runs + 2)][2:]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


if __name__ == "__main__":
    if not shutil.which("git"):
        sys.exit("git is missing")
    main()
