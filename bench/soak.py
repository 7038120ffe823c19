#!/usr/bin/env python3
"""Pushes and tags at random, thousands in one run, and holds every verdict against git's own plumbing.

    bench/soak.py [--program target/release/precheck-hook] [--actions 10000] [--seed 1] [--keep DIR]

Several clones of one bare remote, the hooks installed: branches, orphan roots, merges, force pushes, deletions,
tags of all kinds, several refs at once, and now and then a remote that moves to a new, empty place. Secrets are
planted at random, in random hiding places. The judge beside the hook knows which bytes it planted: a push must be
refused if, and only if, one of the objects that the remote lacks (`rev-list --objects`, `cat-file`) holds some of
them, and must name a commit or tag that brings them. Exits 1 on a wrong verdict, on a file left behind, and when
the hook's memory grows. Needs git, Python 3 and a C compiler.
"""

import argparse
import base64
import collections
import gzip
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WORDS = "open read write close table index queue worker parser render cache branch merge value count total".split()
FOLDERS = ["", "src/", "src/core/", "tests/", "docs/a b/", "deploy/", "é/"]
CLONES, BRANCHES, TAGS = 4, 25, 15
# What the hook is: a program that runs the real one and notes what it took.
WRAPPER = """
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv) {
    pid_t child = fork();
    if (child == 0) { execv(PROGRAM, argv); _exit(127); }
    int status; struct rusage used;
    if (wait4(child, &status, 0, &used) < 0) return 127;
    FILE *log = fopen(LOG, "a");
    if (log) { fprintf(log, "%s %ld\\n", argc > 4 ? argv[4] : "?", used.ru_maxrss); fclose(log); }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
"""
RUNBOOK = "# Runbook\n" + "".join(
    f"\n## {title}\n\n{text}\n"
    for title, text in [
        ("Health check", "Ask `/health`; the answer is 200 within a second."),
        ("Scaling", "Add a replica when the queue is longer than a minute."),
        ("Rollback", "Deploy the previous tag again, then look at the dashboard for ten minutes."),
        ("Monitoring", "The dashboard shows request rate, errors and latency."),
        ("Incident response", "Look at the dashboard, then roll back; the rest can wait for the morning."),
        ("Contacts", "Ada Park, +82 2 6000 4711"),
    ]
)
SETTINGS = "[checks.secrets.env]\nfiles = []\n"


def main():
    options = parse()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(pathlib.Path(options.keep or folder), options)
        began = time.monotonic()
        for number in range(1, options.actions + 1):
            soak.act(number)
            if number % 250 == 0:
                print(f"{number} in {time.monotonic() - began:.0f} s: {soak.summary()}", flush=True)
        sys.exit(soak.report())


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="work in this empty folder and leave it")
    return parser.parse_args()


class Soak:
    def __init__(self, folder, options):
        self.folder, self.random = folder, random.Random(options.seed)
        self.counts, self.wrong, self.places = collections.Counter(), [], collections.Counter()
        self.log, self.temp, self.rss = folder / "memory.log", folder / "tmp", []
        self.temp.mkdir()
        wrapper = self.wrapper(pathlib.Path(options.program).resolve())
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(self.temp), "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "SOURCE_DATE_EPOCH": "1781524800",
            **{f"GIT_{role}_{what}": value for role in ["AUTHOR", "COMMITTER"]
               for what, value in [("NAME", "Ada"), ("EMAIL", "ada@example.org"), ("DATE", "1781524800 +0000")]},
        }
        self.moves = 0
        self.git(None, "init", "--quiet", "--bare", "--initial-branch=main", folder / "remote.git")
        self.git(folder / "remote.git", "config", "receive.autogc", "false")
        self.clones = [Clone(self, f"clone{n}", options.program, wrapper) for n in range(CLONES)]
        self.before = {clone.name: clone.files() for clone in self.clones}

    def wrapper(self, program):
        source, wrapper = self.folder / "wrapper.c", self.folder / "wrapper"
        source.write_text(f'#define PROGRAM "{program}"\n#define LOG "{self.log}"\n{WRAPPER}')
        subprocess.run([os.environ.get("CC", "cc"), "-O1", "-o", wrapper, source], check=True)
        return wrapper

    def git(self, repo, *arguments, stdin=b"", check=True):
        where = ["-C", repo] if repo else []
        out = subprocess.run(["git", *where, *arguments], input=stdin, env=self.env, capture_output=True)
        if check and out.returncode:
            raise SystemExit(f"git {arguments} failed in {repo}: {out.stderr.decode(errors='replace')}")
        return out

    def act(self, number):
        clone = self.random.choice(self.clones)
        kind = self.random.choices(
            ["push", "several", "tag", "version", "delete", "fetch", "move", "drop"], [50, 12, 12, 6, 6, 8, 0.3, 4]
        )[0]
        getattr(clone, kind)(number)
        self.counts[kind] += 1
        if number % 1000 == 0 or number == 1:
            self.settle(number)

    def settle(self, number):
        """What the hook's processes took since the last time."""
        if self.log.exists():
            lines = [line.split() for line in self.log.read_text().splitlines()]
            self.rss.append((number, max((int(kib) for _, kib in lines), default=0), len(lines)))
            self.log.unlink()

    def fault(self, number, what, said=b""):
        self.wrong.append(f"action {number}: {what}")
        print(f"WRONG {self.wrong[-1]}\n{said.decode(errors='replace')}", file=sys.stderr, flush=True)

    def summary(self):
        words = ", ".join(f"{self.counts[key]} {key}" for key in ["passed", "refused", "tags made", "tags refused"])
        return f"{words}; {len(self.wrong)} wrong"

    def report(self):
        print("actions:", ", ".join(f"{kind} {count}" for kind, count in sorted(self.counts.items())))
        print("pushed secrets by hiding place:", ", ".join(f"{place} {n}" for place, n in sorted(self.places.items())))
        for until, kib, calls in self.rss:
            print(f"until action {until}: {calls} calls of the hook, at most {kib / 1024:.1f} MiB")
        left = sorted(str(path.relative_to(self.temp)) for path in self.temp.rglob("*"))
        print("left in the temporary folder:", left or "nothing")
        new = {clone.name: sorted(clone.files() - self.before[clone.name]) for clone in self.clones}
        for name, files in new.items():
            print(f"new below {name}/.git, objects, refs and their logs apart:", files or "nothing")
        state = [sum(p.stat().st_size for p in (c.path / ".git/precheck-hook").rglob("*")) for c in self.clones]
        print("bytes of .git/precheck-hook:", state)
        first, last = self.rss[1][1] if len(self.rss) > 1 else 0, self.rss[-1][1] if self.rss else 0
        grown = last > 1.5 * first + 8192
        locks = [f for files in new.values() for f in files if f.endswith((".lock", ".tmp")) or "/.tmp" in f]
        print(f"{self.summary()}; memory {'grows' if grown else 'constant'}; locks left: {locks or 'none'}")
        return int(bool(self.wrong or left or locks or grown))


class Clone:
    """One developer's repository. Commits are made by fast-import, so that no work tree slows it down."""

    def __init__(self, soak, name, program, wrapper):
        self.soak, self.random, self.name = soak, soak.random, name
        self.path, self.remote, self.home = soak.folder / name, soak.folder / "remote.git", soak.folder / "remote.git"
        self.serial, self.versions, self.hidden = 0, 0, "nowhere"
        self.git("init", "--quiet", "--initial-branch=unborn", self.path, at=None)
        self.git("remote", "add", "origin", str(self.remote))
        self.git("config", "gc.autoDetach", "false")
        self.git("config", "maintenance.autoDetach", "false")
        subprocess.run([program, "install"], cwd=self.path, env=soak.env, check=True, stdout=subprocess.DEVNULL)
        for hook in ["pre-push", "reference-transaction"]:
            shim = self.path / ".git/hooks" / hook
            shim.write_text(re.sub(r"(?m)^precheck='.*'$", f"precheck='{wrapper}'", shim.read_text()))

    def git(self, *arguments, stdin=b"", check=True, at="self"):
        return self.soak.git(self.path if at == "self" else at, *arguments, stdin=stdin, check=check)

    def files(self):
        skipped = ("objects", "refs", "logs")
        below = self.path / ".git"
        paths = (path.relative_to(below) for path in below.rglob("*") if path.is_file())
        return {str(path) for path in paths if path.parts[0] not in skipped}

    def refs(self, repo, *patterns):
        out = self.git("for-each-ref", "--format=%(objectname) %(refname)", *patterns, at=repo).stdout.decode()
        return {name: oid for oid, name in (line.split(" ", 1) for line in out.splitlines())}

    # what is done

    def push(self, number):
        self.leave(number, [self.grow()])

    def several(self, number):
        self.leave(number, list(dict.fromkeys(self.grow() for _ in range(self.random.randint(2, 4)))))

    def tag(self, number):
        """A tag that is no version: light, annotated, of a tag, of a blob or of a tree; then it is pushed."""
        branches = self.refs(self.path, "refs/heads/")
        if not branches:
            return self.push(number)
        target = self.random.choice(sorted(branches.values()))
        form = self.random.choice(["light", "annotated", "annotated", "tag of a tag", "blob", "tree", "empty tree"])
        name = self.fresh("mark")
        if form == "blob":
            content, _ = self.content(self.random.random() < 0.3)
            target = self.git("hash-object", "-w", "--stdin", stdin=content).stdout.decode().strip()
        if form == "empty tree":
            target = self.git("mktree").stdout.decode().strip()
        if form == "tree":
            target = self.git("rev-parse", f"{target}^{{tree}}").stdout.decode().strip()
        if form in ("annotated", "tag of a tag"):
            self.git("tag", "-a", "-m", self.message(self.random.random() < 0.2), name, target)
        else:
            self.git("tag", name, target)
        if form == "tag of a tag":
            outer = self.fresh("outer")
            self.git("tag", "-a", "-m", "Outer", outer, name)
            name = outer
        self.leave(number, [f"refs/tags/{name}"])

    def version(self, number):
        """A release: the gate runs. It passes on a tree that is whole and holds no secret."""
        branches = self.refs(self.path, "refs/heads/")
        if not branches:
            return self.push(number)
        tip = self.random.choice(sorted(branches.values()))
        self.versions += 1
        name = f"v{number}.{CLONES}.{self.versions}"
        dirty = self.dirty_objects([tip, f"^{tip}^@"], whole_tree=tip)
        out = self.git("tag", *self.random.choice([[], ["-a", "-m", "A release"]]), name, tip, check=False)
        made = out.returncode == 0
        self.soak.counts["tags made" if made else "tags refused"] += 1
        if made == bool(dirty):
            self.soak.fault(number, f"{name} on {tip}: made={made}, dirty={dirty}", out.stderr)
        self.git("clean", "-fdxq")
        if made and self.random.random() < 0.7:
            self.leave(number, [f"refs/tags/{name}"])

    def delete(self, number):
        theirs = self.refs(self.remote)
        marks = [ref for ref in theirs if not re.match(r"refs/tags/v\d", ref)]
        versions = [ref for ref in theirs if ref not in marks]
        if versions and self.random.random() < 0.1:
            gone = self.random.sample(sorted(versions), 1) + self.random.sample(sorted(marks), min(1, len(marks)))
            out = self.git("push", "origin", "--delete", *gone, check=False)
            if self.refs(self.remote) != theirs:
                self.soak.fault(number, f"a published version was deleted with {gone}", out.stderr)
        elif marks:
            gone = self.random.sample(sorted(marks), self.random.randint(1, min(3, len(marks))))
            out = self.git("push", "origin", "--delete", *gone, check=False)
            if set(self.refs(self.remote)) != set(theirs) - set(gone):
                self.soak.fault(number, f"{gone} could not be deleted", out.stderr)

    def fetch(self, number):
        self.git("fetch", "--quiet", "--prune", "origin")
        theirs = self.refs(self.path, "refs/remotes/origin/")
        for ref in self.random.sample(sorted(theirs), min(2, len(theirs))):
            self.git("update-ref", f"refs/heads/{self.fresh('theirs')}", theirs[ref])

    def move(self, number):
        """The remote's URL changes: to an empty place, or home again."""
        if self.remote == self.home:
            self.soak.moves += 1
            self.remote = self.soak.folder / f"elsewhere{self.soak.moves}.git"
            self.git("init", "--quiet", "--bare", self.remote, at=None)
        else:
            self.remote = self.home
        self.git("remote", "set-url", "origin", str(self.remote))
        self.push(number)

    def drop(self, number):
        """What has gathered here is thinned out."""
        branches, tags = self.refs(self.path, "refs/heads/"), self.refs(self.path, "refs/tags/")
        gone = self.random.sample(sorted(branches), max(0, len(branches) - BRANCHES))
        gone += self.random.sample(sorted(tags), max(0, len(tags) - TAGS))
        self.git("update-ref", "--stdin", stdin="".join(f"delete {ref}\n" for ref in gone).encode())
        published = self.refs(self.remote, "refs/heads/")
        if len(published) > 2 * BRANCHES:
            many = self.random.sample(sorted(published), len(published) - BRANCHES)
            self.git("push", "--quiet", "origin", "--delete", *many)
        if self.random.random() < 0.2:
            self.git("gc", "--quiet")

    # how history grows

    def fresh(self, word):
        self.serial += 1
        return f"{word}-{self.name}-{self.serial}"

    def grow(self):
        """One to three commits on a branch: the ref."""
        branches = self.refs(self.path, "refs/heads/")
        start = self.random.choices(["go on", "branch off", "root", "rewrite"], [60, 25, 4, 11])[0]
        if not branches or start == "root":
            ref, base = f"refs/heads/{self.fresh('root')}", None
        else:
            ref = self.random.choice(sorted(branches))
            base = branches[ref]
            if start == "rewrite":
                base = self.git("rev-parse", "--verify", "--quiet", f"{base}~1", check=False).stdout.decode().strip() or base
            if start != "go on" and start != "rewrite":
                ref = f"refs/heads/{self.fresh('topic')}"
        others = [oid for oid in branches.values() if oid != base]
        secret = self.random.random() < 0.12
        count = self.random.randint(1, 3)
        stream, guilty = [], self.random.randrange(count)
        for step in range(count):
            stream += self.commit(ref, base if step == 0 else None, step == 0, secret and step == guilty, others)
        if secret and self.random.random() < 0.3:
            stream += self.commit(ref, None, False, False, [], forget=True)
        self.git("fast-import", "--quiet", "--force", stdin=b"".join(stream))
        return ref

    def commit(self, ref, base, first, secret, others, forget=False):
        in_message = secret and self.random.random() < 0.15
        message = self.message(in_message).encode()
        head = f"commit {ref}\nauthor {self.author()}\ncommitter Ada <ada@example.org> 1781524800 +0000\n".encode()
        out = [head, f"data {len(message)}\n".encode(), message, b"\n"]
        if base:
            out.append(f"from {base}\n".encode())
        if first and base and others and self.random.random() < 0.25:
            merged = self.random.sample(others, min(len(others), self.random.choice([1, 1, 1, 2, 3])))
            out += [f"merge {other}\n".encode() for other in merged]
            for other in merged:
                out += self.some_of(other)
        if first and not base:
            for path, text in [("RUNBOOK.md", RUNBOOK), ("precheck.toml", SETTINGS)]:
                out.append(self.file(path, "100644", text.encode()))
        for at in range(self.random.randint(1, 3)):
            content, name = self.content(secret and not in_message and at == 0)
            path = self.random.choice(FOLDERS) + (name or f"file{self.random.randrange(12)}")
            if secret and not in_message and at == 0:
                self.hidden = path
            mode = self.random.choices(["100644", "100755", "120000"], [85, 10, 5])[0]
            out.append(self.file(path, "100644" if name else mode, content))
        if forget:
            out.append(b"D " + quoted(self.hidden.encode()) + b"\n")
        elif self.random.random() < 0.1:
            out.append(f"D {self.random.choice(FOLDERS)}file{self.random.randrange(12)}\n".encode())
        return out

    def some_of(self, commit):
        """Part of what a merged commit holds, under the same names."""
        listing = self.git("ls-tree", "-r", "-z", commit).stdout
        entries = [entry.partition(b"\t") for entry in listing.split(b"\0") if entry]
        for meta, _, path in self.random.sample(entries, min(len(entries), 6)):
            mode, _, oid = meta.split(b" ")
            if path not in (b"RUNBOOK.md", b"precheck.toml"):
                yield b"M " + mode + b" " + oid + b" " + quoted(path) + b"\n"

    def file(self, path, mode, content):
        return f"M {mode} inline ".encode() + quoted(path.encode()) + f"\ndata {len(content)}\n".encode() + content + b"\n"

    def author(self):
        return f"{self.random.choice(['Ada', 'Jun', 'Zoë'])} <dev@example.org> {1_781_000_000 + self.serial} +0900"

    # what is hidden, and where

    def message(self, secret):
        words = " ".join(self.random.choices(WORDS, k=4)).capitalize() + "\n"
        return words + f"\nwith {self.plant('message', self.token())}\n" if secret else words

    def token(self):
        body = "".join(self.random.choices(DIGITS, k=30))
        number, check = zlib.crc32(body.encode()), ""
        for _ in range(6):
            number, check = number // 62, DIGITS[number % 62] + check
        return "ghp" + "_" + body + check

    def plant(self, place, text):
        MARKS[text.encode() if isinstance(text, str) else text] = place
        return text

    def content(self, secret):
        """A file's bytes, and the name that its form asks for, if any."""
        lines = [" ".join(self.random.choices(WORDS, k=6)) for _ in range(self.random.randint(3, 40))]
        if not secret:
            return self.clean_form("\n".join(lines) + "\n")
        token = self.token()
        place = self.random.choice(["text", "long file", "env", "base64", "utf-16", "gzip", "name", "json", "binary", "hex"])
        name, line = None, f'token = "{token}"'
        mark = token
        if place == "env":
            name, line = ".env.production", f"GITHUB_TOKEN={token}"
        elif place == "base64":
            mark = base64.b64encode(f"user:{token}".encode()).decode()
            line = f"Authorization: Basic {mark}"
        elif place == "hex":
            mark = token.encode().hex()
            line = f"payload {mark}"
        elif place == "json":
            name, line = "settings.json", f'{{"github": {{"token": "{token}"}}}}'
        elif place == "long file":
            lines *= 200
        lines.insert(self.random.randrange(len(lines) + 1), line)
        content = ("\n".join(lines) + "\n").encode()
        if place == "json":
            content = (line + "\n").encode()
        if place == "utf-16":
            content = content.decode().encode("utf-16")
            mark = token.encode("utf-16-le")
        elif place == "binary":
            content = bytes(self.random.randrange(256) for _ in range(64)) + b"\0" + content
        elif place == "gzip":
            name, content = f"data{self.random.randrange(9)}.gz", gzip.compress(content, mtime=0)
            mark = content
        elif place == "name":
            name, content = f"{token}.txt", b"nothing\n"
        self.plant(place, mark)
        return content, name

    def clean_form(self, text):
        form = self.random.choices(["text", "gzip", "binary", "base64", "sample"], [80, 5, 5, 5, 5])[0]
        if form == "gzip":
            return gzip.compress(text.encode(), mtime=0), None
        if form == "binary":
            return bytes(self.random.randrange(256) for _ in range(200)), None
        if form == "base64":
            return base64.b64encode(text.encode()) + b"\n", None
        if form == "sample":
            return ("GITHUB_TOKEN=your-token-here\nPASSWORD=changeme\n" + text).encode(), ".env.example"
        return text.encode(), None

    # the judge

    def leave(self, number, refs):
        mine = {ref: self.git("rev-parse", ref).stdout.decode().strip() for ref in refs}
        theirs = self.refs(self.remote)
        known = self.here(set(theirs.values()))
        tips = {oid for ref, oid in mine.items() if theirs.get(ref) != oid}
        dirty = self.dirty_objects([*tips, *(f"^{oid}" for oid in known)]) if tips else {}
        names = [ref for ref, oid in mine.items() if theirs.get(ref) != oid and marks_in(ref.encode())]
        out = self.git("push", "origin", *(f"+{ref}:{ref}" for ref in refs), check=False)
        expected = theirs if dirty or names else {**theirs, **mine}
        self.soak.counts["refused" if dirty else "passed"] += 1
        if self.refs(self.remote) != expected:
            return self.soak.fault(number, f"{mine} on {self.name}: should be {'refused' if dirty else 'let through'}, "
                                           f"dirty={dirty}", out.stderr)
        if dirty:
            self.soak.places.update({place for _, places in dirty.items() for place in places})
            self.names_a_carrier(number, dirty, tips, known, out.stderr)
            if self.random.random() < 0.85:
                self.take_back(refs, theirs)

    def take_back(self, refs, theirs):
        """As who was refused would do: the branch goes back to what is published, or away."""
        for ref in refs:
            if ref in theirs and theirs[ref] in self.here({theirs[ref]}):
                self.git("update-ref", ref, theirs[ref])
            else:
                self.git("update-ref", "-d", ref)

    def here(self, oids):
        lines = self.git("cat-file", "--batch-check", stdin="".join(f"{oid}\n" for oid in sorted(oids)).encode()).stdout
        return [line.split()[0].decode() for line in lines.splitlines() if not line.endswith(b" missing")]

    def dirty_objects(self, revisions, whole_tree=None):
        """The objects in this range that hold something planted, and where it was put."""
        if whole_tree:
            listing = self.git("ls-tree", "-r", "-t", "--format=%(objectname)", whole_tree).stdout.split()
            root = self.git("rev-parse", f"{whole_tree}^{{tree}}").stdout.split()
            oids = [oid.decode() for oid in listing + root]
        else:
            stdin = "".join(f"{revision}\n" for revision in revisions).encode()
            oids = [line.split()[0].decode() for line in self.git("rev-list", "--objects", "--stdin", stdin=stdin).stdout.splitlines()]
        unknown = [oid for oid in dict.fromkeys(oids) if oid not in SEEN]
        out = self.git("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in unknown).encode()).stdout
        at = 0
        for oid in unknown:
            end = out.index(b"\n", at)
            size = int(out[at:end].split()[2])
            SEEN[oid] = marks_in(out[end + 1 : end + 1 + size])
            at = end + 1 + size + 1
        return {oid: SEEN[oid] for oid in oids if SEEN[oid]}

    def names_a_carrier(self, number, dirty, tips, known, said):
        """A commit that has the object and whose parents have not, or a tag that leads to it, must be named."""
        stdin = "".join(f"{tip}\n" for tip in tips) + "".join(f"^{oid}\n" for oid in known)
        commits = self.git("rev-list", "--stdin", stdin=stdin.encode()).stdout.decode().split()
        carriers = [c for c in commits if c in dirty or self.brings(c) & set(dirty)]
        named = set(re.findall(rb"\b[0-9a-f]{7,40}\b", said))
        if carriers and not any(c.encode().startswith(name) for c in carriers for name in named):
            # A tag's message, or a blob that only a tag names, has no commit.
            if not any(oid.encode().startswith(name) for oid in dirty for name in named) and b"tag" not in said:
                self.soak.fault(number, f"none of {carriers} is named", said)
        for text in MARKS:
            if len(text) < 120 and text in said:
                self.soak.fault(number, "a secret was shown", said)

    def brings(self, commit):
        out = self.git("diff-tree", "-r", "-t", "--root", "-m", "--no-commit-id", "--no-renames", commit).stdout
        return {line.split()[3].decode() for line in out.splitlines()}


MARKS, SEEN = {}, {}


def marks_in(content):
    return {place for mark, place in MARKS.items() if mark in content}


def quoted(path):
    return b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


if __name__ == "__main__":
    main()
