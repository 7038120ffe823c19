#!/usr/bin/env python3
"""Repositories and inputs that were made to take long, each against its limits.

usage: bench/hostile.py [CASE…]

A case is built in a temporary folder with git's plumbing and judged by the program below target/
(`--debug` takes the debug build). What a case takes of time and memory is printed; the exit code is 1 if one
takes more than its limit or ends otherwise than it must.
"""
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KIND = "debug" if "--debug" in sys.argv else "release"
SLOWER = 6 if KIND == "debug" else 1
PRECHECK = ROOT / "target" / KIND / "precheck-hook"
ENV = {
    "PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
       for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", "1781524800 +0000"))},
}
ZERO = "0" * 40


class Repo:
    def __init__(self, folder):
        self.path = folder
        self.git("init", "--quiet", "--initial-branch=main", ".")

    def git(self, *arguments, stdin=b""):
        out = subprocess.run(["git", *arguments], cwd=self.path, env=ENV, input=stdin, stdout=subprocess.PIPE, check=True)
        return out.stdout.decode().strip()

    def blob(self, content):
        return self.git("hash-object", "-w", "--stdin", stdin=content)

    def commit(self, tree, parents=(), message=b"Commit\n"):
        tips = [word for parent in parents for word in ("-p", parent)]
        return self.git("commit-tree", tree, *tips, stdin=message)

    def push_of(self, *commits):
        lines = (f"refs/heads/b{n} {commit} refs/heads/b{n} {ZERO}\n" for n, commit in enumerate(commits))
        return ["hook", "pre-push", "origin", "nowhere"], "".join(lines).encode()


def wide_tree(repo):
    """A tree of 1,000,000 entries."""
    blob = repo.blob(b"text\n")
    tree = repo.git("mktree", stdin="".join(f"100644 blob {blob}\tf{n:07}.txt\n" for n in range(1_000_000)).encode())
    return repo.push_of(repo.commit(tree))


def wide_gate(repo):
    """The gate on the same tree."""
    _, line = wide_tree(repo)
    repo.git("update-ref", "refs/heads/main", line.decode().split()[1])
    return ["run", "--at", "HEAD"], b""


def deep_tree(repo):
    """Folders in folders, 10,000 deep."""
    tree = repo.git("mktree", stdin=f"100644 blob {repo.blob(b'text')}\tf\n".encode())
    # A process of git for each level would take longer than what is measured.
    for _ in range(10_000):
        entry = b"40000 d\0" + bytes.fromhex(tree)
        tree = write_object(repo, b"tree", entry)
    return repo.push_of(repo.commit(tree))


def write_object(repo, kind, content):
    import hashlib
    import zlib
    whole = kind + b" %d\0" % len(content) + content
    name = hashlib.sha1(whole).hexdigest()
    place = Path(repo.path, ".git/objects", name[:2], name[2:])
    place.parent.mkdir(exist_ok=True)
    if not place.exists():
        place.write_bytes(zlib.compress(whole, 1))
    return name


def many_refs(repo):
    """100,000 refs in one push."""
    commit = repo.commit(repo.git("mktree"))
    return repo.push_of(*[commit] * 100_000)


def many_tags_told(repo):
    """100,000 ref lines to the tag hook."""
    commit = repo.commit(repo.git("mktree"))
    lines = "".join(f"{ZERO} {commit} refs/heads/x{n}\n" for n in range(100_000))
    return ["hook", "reference-transaction", "prepared"], lines.encode()


def many_lines(repo):
    """1,000,000 lines on standard input that no one can read."""
    return ["hook", "pre-push", "origin", "nowhere"], b"x\n" * 1_000_000


def many_parents(repo):
    """A commit with 1,000 parents."""
    tree = repo.git("mktree", stdin=f"100644 blob {repo.blob(b'text')}\tf\n".encode())
    parents = [write_object(repo, b"commit", f"tree {tree}\nauthor A <a> {n} +0000\ncommitter A <a> {n} +0000\n\nx\n".encode())
               for n in range(1_000)]
    lines = "".join(f"parent {parent}\n" for parent in parents)
    return repo.push_of(write_object(
        repo, b"commit", f"tree {tree}\n{lines}author A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n".encode()))


def long_message(repo):
    """A commit message of 50 MB."""
    return repo.push_of(repo.commit(repo.git("mktree"), message=b"word key token secret\n" * (50_000_000 // 22)))


def bombs(repo):
    """Settings, Compose files and JSON that nest, repeat and refer without end."""
    aliases = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [" + f"*a{n - 1}, " * 9 + "]\n" for n in range(1, 30))
    files = {
        "compose.yaml": aliases + "services: *a29\n",
        "alembic.ini": "[alembic]\n" + "".join(f"k{n} = " + f"%(k{n + 1})s" * 9 + "\n" for n in range(40))
                       + "script_location = %(k0)s\n",
        "package.json": "[" * 200_000,
        ".gitleaks.toml": "[[rules]]\nid = 'x'\nregex = '''" + "(" * 50 + "a+" + ")+" * 50 + "b'''\n",
        "text.txt": "a" * 1_000_000 + "\n",
        "migrations/1.py": "x = " + "(" * 100_000,
        "RUNBOOK.md": "# R\n" + ">" * 50_000 + "\n" + "[" * 50_000 + "\n" + "* " * 20_000 + "\n",
        ".env": "A=" + "${A:-" * 50_000 + "\n",
        "openapi.yaml": "{" * 100_000,
    }
    for path, content in files.items():
        place = Path(repo.path, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message", "Bombs")
    return ["run"], b""


# What it may take: seconds of the release build, MiB (git, which builds the case, included); and how it may end.
CASES = [
    (wide_tree, 30, 1200, {0}), (wide_gate, 60, 2000, {1}), (deep_tree, 30, 1000, {0, 2}), (many_refs, 30, 300, {0}),
    (many_tags_told, 5, 100, {0}), (many_lines, 5, 200, {2}), (many_parents, 10, 200, {0}),
    (long_message, 30, 600, {0}), (bombs, 30, 600, {1, 2}),
]


def measure(case, seconds, mebibytes, codes):
    seconds *= SLOWER
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo(folder)
        arguments, stdin = case(repo)
        command = ["/bin/sh", "-c", 'exec "$0" "$@" 2>&1', PRECHECK, *arguments]
        began = time.monotonic()
        child = subprocess.Popen(command, cwd=folder, env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            said, _ = child.communicate(stdin, timeout=3 * seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            said, _ = child.communicate()
        took = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    good = took <= seconds and peak <= mebibytes and child.returncode in codes
    last = said.decode(errors="replace").strip().splitlines()[-1:] or [""]
    print(f"{'ok  ' if good else 'FAIL'} {case.__name__:15} {took:7.2f} s {peak:7.0f} MiB  exit {child.returncode}  {last[0][:100]}")
    return good


def main():
    wanted = [word for word in sys.argv[1:] if not word.startswith("--")]
    results = []
    for case, *limits in CASES:
        if not wanted or case.__name__ in wanted:
            # In a process of its own: the peak of children is that of all so far.
            if child := os.fork():
                results.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0)
            else:
                os._exit(0 if measure(case, *limits) else 1)
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
