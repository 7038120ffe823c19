#!/usr/bin/env python3
"""Measures the scan for secrets: what it finds, what it takes, beside its peers.

    bench/secrets.py [--corpus FILE] [--history REPO] [--tree DIR] [--growth] [--hostile]

Each part is measured where what it needs is named; --growth and --hostile make
their own. Times are medians of runs taken in turn with a floor or a peer, so the
ratios hold on a busy machine. A peer (ripsecrets, nosecrets, kingfisher) is
measured where it is on the PATH. Exits 1 when a limit is broken. Needs git and
Python 3.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib

import bench

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rows += start_up(program, folder)
        if options.corpus:
            rows += corpus(program, options.corpus, folder)
        if options.history:
            rows += history(program, options.history, folder, options.runs)
        if options.tree:
            rows += tree(program, options.tree, options.runs)
        if options.growth:
            rows += growth(program, folder)
        if options.hostile:
            rows += hostile(program, folder)
    for what, figure, limit, broken in rows:
        print(f"{what:58} {figure:>34} {limit:>12} {'BROKEN' if broken else ''}")
    sys.exit(any(broken for *_, broken in rows))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--corpus", type=pathlib.Path, help="samples, one JSON object a line")
    parser.add_argument("--history", type=pathlib.Path, help="a repository whose whole history is pushed")
    parser.add_argument("--tree", type=pathlib.Path, help="a checkout that is scanned, by the peers too")
    parser.add_argument("--growth", action="store_true", help="one-commit pushes on histories of 1k, 10k and 50k commits")
    parser.add_argument("--hostile", action="store_true", help="bombs, endless lines, a hundred thousand files")
    return parser.parse_args()


class Run:
    """A finished process: what it printed, its wall and user seconds, its peak memory in MB, and
    how much of that was its own rather than pages of packs that the system can take back."""

    def __init__(self, command, cwd=None, stdin=b"", env=None):
        began = time.perf_counter()
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin)
            given.seek(0)
            child = subprocess.Popen(command, cwd=cwd, env=env or bench.ENV, stdin=given, stdout=out, stderr=err)
            self.own = 0
            while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
                self.own = max(self.own, own_memory(child.pid))
                time.sleep(0.002)
            _, status, usage = ended
            child.returncode = os.waitstatus_to_exitcode(status)
            self.wall = time.perf_counter() - began
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read(), err.read()
        self.code, self.user, self.memory = child.returncode, usage.ru_utime, usage.ru_maxrss / 1024


def own_memory(pid):
    """Anonymous memory in MB; none where the system does not tell."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"RssAnon:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0


def row(what, value, limit, form, worst=max):
    broken = value > limit if worst is max else value < limit
    return what, form(value), ("≤ " if worst is max else "≥ ") + form(limit), broken


def start_up(program, folder):
    """A file of six bytes: what a run costs before it has anything to do."""
    (folder / "six").write_text("hello\n")
    runs = [Run([program, "scan", "six"], cwd=folder) for _ in range(20)]
    user = statistics.median(run.user for run in runs)
    return [row("start-up, user time", user, 0.005, lambda s: f"{s * 1e3:.1f} ms")]


def corpus(program, path, folder):
    """Every sample as a file of its own, all scanned at once by the program itself."""
    samples = [json.loads(line) for line in path.read_text().splitlines()]
    root = folder / "corpus"
    for number, sample in enumerate(samples):
        name = re.sub(r"[^\w./-]", "_", sample.get("path") or "settings").lstrip("/").replace("..", "_")
        place = root / str(number) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(sample["text"])
    run = Run([program, "scan", "--format", "json", "."], cwd=root)
    fired = collections.defaultdict(set)
    for finding in json.loads(run.out)["checks"][0]["findings"]:
        for place in [finding.get("path", ""), *finding.get("elsewhere", [])]:
            if place.split("/")[0].isdigit():
                fired[int(place.split("/")[0])].add(finding["code"])
    counts = collections.Counter()
    for number, sample in enumerate(samples):
        of = (sample["kind"], sample["label"], sample.get("scope"))
        codes = fired[number]
        if sample.get("scope") == "rule":
            codes = {code for code in codes if same_kind(sample, code)}
        counts[of, "all"] += 1
        counts[of, "fired"] += bool(codes)

    def share(what, limit, worst, *keys):
        hits, of = sum(counts[key, "fired"] for key in keys), sum(counts[key, "all"] for key in keys)
        return row(f"corpus: {what} ({hits} of {of})", 100 * hits / of, limit, lambda p: f"{p:.1f} %", worst)

    kinds = "provider-token", "generic"
    return [
        share("provider tokens found", 92, min, ("provider-token", "positive", None)),
        share("generic secrets found", 75, min, ("generic", "positive", None)),
        share("negatives of scope any fired", 3, max, *((kind, "negative", "any") for kind in kinds)),
        share("negatives of scope rule fired by that kind", 5, max, *((kind, "negative", "rule") for kind in kinds)),
    ]


def same_kind(sample, code):
    """Whether a code and the sample's rule share a word that names the vendor or the form, and do
    not both go on to name different things."""
    if sample["kind"] == "generic":
        return code.startswith("secrets/generic")
    common = set("np api key token access secret secrets id auth client user app personal web legacy pat".split())
    words = lambda text: {word for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 1} - common
    theirs, ours = words(sample["rule"]), words(code.split("/")[1])
    shared = len(theirs & ours)
    return shared > 0 and shared in (len(theirs), len(ours))


def history(program, repo, folder, runs):
    """The whole history as one push, against git's own walk and read of the same objects."""
    clone = folder / "history"
    subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", repo, clone], check=True, env=bench.ENV)
    tip = subprocess.run(["git", "-C", clone, "rev-parse", "HEAD"], check=True, env=bench.ENV, capture_output=True)
    tip = tip.stdout.decode().strip()
    line = f"refs/heads/main {tip} refs/heads/main {bench.ZERO}\n".encode()
    memory = clone / ".git/precheck-hook"

    def ours():
        shutil.rmtree(memory, ignore_errors=True)
        return Run([program, "hook", "pre-push", "elsewhere", "url"], cwd=clone, stdin=line)

    def floor():
        script = f"git rev-list --objects {tip} | cut -d' ' -f1 | git cat-file --batch --buffer >/dev/null"
        return Run(["sh", "-c", script], cwd=clone)

    pairs = [(ours(), floor()) for _ in range(runs + 1)][1:]
    if any(run.code == 2 for run, _ in pairs):
        sys.exit(pairs[0][0].err.decode())
    again = Run([program, "hook", "pre-push", "elsewhere", "url"], cwd=clone, stdin=line)
    ratio = statistics.median(a.wall / b.wall for a, b in pairs)
    wall = statistics.median(a.wall for a, _ in pairs)
    most = lambda figure: max(getattr(a, figure) for a, _ in pairs)
    return [
        row(f"whole history against git's read of it ({wall:.1f} s)", ratio, 1.5, lambda x: f"{x:.2f}x"),
        row(f"whole history, own memory ({most('memory'):.0f} MB with packs)", most("own"), 200, lambda mb: f"{mb:.0f} MB"),
        row("the same once more against the first time", again.wall / wall, 1.0, lambda x: f"{x:.2f}x"),
    ]


def tree(program, path, runs):
    """A checkout, against each peer that is here."""
    peers = {
        "ripsecrets": ["ripsecrets", "--strict-ignore", "."],
        "nosecrets": ["nosecrets", "scan", "."],
        "kingfisher": ["kingfisher", "scan", ".", "--no-validate", "--git-history=none", "--no-update-check"],
    }
    rows = []
    for name, command in peers.items():
        if not shutil.which(command[0]):
            continue
        env = {**bench.ENV, "HOME": os.environ.get("HOME", "/nonexistent")}
        pairs = [(Run([program, "scan", "."], cwd=path), Run(command, cwd=path, env=env)) for _ in range(runs + 1)][1:]
        ours, theirs = (statistics.median(run.wall for run in side) for side in zip(*pairs))
        ratio = statistics.median(a.wall / b.wall for a, b in pairs)
        what = f"whole tree against {name} ({ours * 1e3:.0f} ms, {theirs * 1e3:.0f} ms)"
        rows.append(row(what, ratio, 1.0, lambda x: f"{x:.2f}x"))
    return rows


def growth(program, folder):
    """One new commit on ever longer histories: the cost is that of the push."""
    times = {}
    for commits in 1_000, 10_000, 50_000:
        repo = folder / f"growth-{commits}"
        bench.long_history(repo, commits)
        git = lambda *words: subprocess.run(
            ["git", "-C", repo, *words], check=True, env=bench.ENV, capture_output=True, text=True
        ).stdout.strip()
        line = f"refs/heads/main {git('rev-parse', 'HEAD')} refs/heads/main {git('rev-parse', 'HEAD~1')}\n".encode()
        push = lambda: Run([program, "hook", "pre-push", "elsewhere", "url"], cwd=repo, stdin=line)
        times[commits] = statistics.median([push().wall for _ in range(21)][1:])
    first, *_, last = times.values()
    figures = ", ".join(f"{seconds * 1e3:.1f}" for seconds in times.values())
    return [row(f"one-commit push on 1k, 10k, 50k commits ({figures} ms)", last / first, 1.5, lambda x: f"{x:.2f}x")]


def hostile(program, folder):
    """What is made to be slow or large: seconds and megabytes, never a crash, never a pass in silence."""
    bombs = folder / "hostile"
    bombs.mkdir()
    (bombs / "zeros.gz").write_bytes(gzip_of_zeros(4 << 30))
    (bombs / "line.js").write_bytes(b"a=1;" * (50 << 20))
    with open(bombs / "sparse.bin", "wb") as file:
        file.truncate(4 << 30)
    many = folder / "many"
    for number in range(100_000):
        place = many / f"{number // 1000}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.txt").write_text(f"token {number}\n")
    rows = []
    for what, path, told in [
        ("4 GiB of zeros in a gzip", bombs / "zeros.gz", b"not looked into"),
        ("one line of 200 MiB", bombs / "line.js", b""),
        ("a sparse file of 4 GiB", bombs / "sparse.bin", b"are more than"),
        ("100,000 tiny files", many, b""),
    ]:
        run = Run([program, "scan", path], cwd=folder)
        broken = run.code not in (0, 1) or told not in run.out or run.own > 200 or run.wall > 30
        rows.append((f"hostile: {what}, exit {run.code}", f"{run.wall:.1f} s, {run.own:.0f} MB", "30 s, 200 MB", broken))
    return rows


def gzip_of_zeros(size):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


if __name__ == "__main__":
    main()
