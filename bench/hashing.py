#!/usr/bin/env python3
"""Measures what the gate takes to hash large weights, and to find them unchanged.

    bench/hashing.py [--program target/release/precheck-hook] [--size 2] [--files 8] [--runs 3] [--folder DIR]

Real bytes, SIZE GiB of them, below models/ of a new repository in DIR (a
temporary folder): as one file, then as several. Processor seconds a byte of the
whole gate (`run --only artifacts`, nothing remembered) stand beside those of
coreutils' `sha256sum` and of `openssl dgst -sha256` on the same files, in turn
(A B C A B C …); whatever else runs only adds, so the minima are judged. Then
comes the second run of an unchanged folder, against the same gate where there
are no weights, and against git's and Python's own walk of the files. Exits 1
when a limit is broken. Needs git and Python 3; what is missing of the others is
left out, and so is `sha256sum` where the processor has no SHA instructions.

Files lie in the page cache before anything is measured, so SIZE has to fit into
memory. How far `sha256sum` is behind depends on the processor as well: where its
plain code runs at 520 MB/s instead of 330, openssl itself is 3.2 times as fast.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from replay import ENV, ROOT

GIB = 1 << 30
# As many times faster, by the processor's time, than coreutils where that has no help from the processor.
FASTER_THAN_COREUTILS = 4.0
SLOWER_THAN_OPENSSL = 1.15
SECOND_RUN = 0.050
# A file that was written to a moment ago is hashed again, whatever is remembered.
SETTLED = 2.5


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        folder = pathlib.Path(folder)
        room = shutil.disk_usage(folder).free
        if room < options.size * GIB * 1.1:
            sys.exit(f"{folder} has room for {room / GIB:.1f} GiB; name another with --folder, or less with --size")
        empty = repository(folder / "empty", 0, 0)
        broken = False
        for count in (1, options.files):
            repo = repository(folder / "weights", int(options.size * GIB), count)
            broken |= first_run(program, repo, options.runs)
            broken |= second_run(program, repo, empty, options.runs * 5)
            shutil.rmtree(repo)
    sys.exit(broken)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--size", type=float, default=2, help="in GiB")
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", help="where the files are made")
    return parser.parse_args()


def repository(repo, size, count):
    """With so many bytes of weights in so many files, which git ignores."""
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", repo], check=True, env=ENV)
    for key in ("user.name", "user.email"):
        subprocess.run(["git", "-C", repo, "config", key, "ada@example.org"], check=True, env=ENV)
    (repo / ".gitignore").write_text("models/\n")
    subprocess.run(["git", "-C", repo, "add", ".gitignore"], check=True, env=ENV)
    subprocess.run(["git", "-C", repo, "commit", "--quiet", "--message", "Begin"], check=True, env=ENV)
    (repo / "models").mkdir()
    for n in range(count):
        safetensors(repo / f"models/{n}.safetensors", size // count)
    return repo


def safetensors(path, size):
    header = json.dumps({"weights": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    block = os.urandom(16 << 20)
    with path.open("wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        for start in range(0, size, len(block)):
            file.write(block[: size - start])


def first_run(program, repo, runs):
    files = sorted((repo / "models").iterdir())
    size = sum(file.stat().st_size for file in files)
    commands = {"gate": [program, "run", "--only", "artifacts"]}
    if shutil.which("sha256sum"):
        commands["sha256sum"] = ["sha256sum", *files]
    if shutil.which("openssl"):
        commands["openssl"] = ["openssl", "dgst", "-sha256", *files]
    took = {name: [] for name in commands}
    warm(files)
    for _ in range(runs):
        for name, command in commands.items():
            shutil.rmtree(repo / ".git/precheck-hook", ignore_errors=True)
            took[name].append(measured(command, repo))
    print(f"{size / GIB:.1f} GiB in {len(files)} file(s)")
    least = {name: min(cpu for cpu, _ in times) for name, times in took.items()}
    for name, times in took.items():
        wall = min(wall for _, wall in times)
        print(f"  {name:10} {least[name]:7.2f} s of the processor ({size / least[name] / 1e6:5.0f} MB/s), {wall:6.2f} s in all")
    broken = False
    if "sha256sum" in least and has_sha_instructions():
        ratio = least["sha256sum"] / least["gate"]
        broken |= said(f"{ratio:.2f} times as fast as sha256sum", ratio >= FASTER_THAN_COREUTILS, f"≥ {FASTER_THAN_COREUTILS}")
    if "openssl" in least:
        ratio = least["gate"] / least["openssl"]
        broken |= said(f"{ratio:.2f} of the time of openssl", ratio <= SLOWER_THAN_OPENSSL, f"≤ {SLOWER_THAN_OPENSSL}")
    return broken


def warm(files):
    """Nothing is left to be written, and nothing to be fetched from the disk."""
    os.sync()
    for path in files:
        with path.open("rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def second_run(program, repo, empty, runs):
    time.sleep(SETTLED)
    command = [program, "run", "--only", "artifacts"]
    measured(command, repo)
    again, without, walks = [], [], []
    for _ in range(runs):
        again.append(measured(command, repo)[1])
        without.append(measured(command, empty)[1])
        walks.append(walk(repo))
    added = min(again) - min(without)
    print(f"  again {min(again) * 1e3:.1f} ms, without weights {min(without) * 1e3:.1f} ms, a walk {min(walks) * 1e3:.1f} ms")
    limit = SECOND_RUN + min(walks)
    return said(f"unchanged weights add {added * 1e3:.1f} ms", added <= limit, f"≤ {limit * 1e3:.1f} ms")


def walk(repo):
    began = time.perf_counter()
    subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], cwd=repo, env=ENV, check=True, capture_output=True)
    for folder, _, names in os.walk(repo / "models"):
        for name in names:
            os.lstat(os.path.join(folder, name))
    return time.perf_counter() - began


def measured(command, cwd):
    """Seconds of the processor, children included, and seconds by the wall."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed:\n{out}")
    return used.ru_utime + used.ru_stime, wall


def has_sha_instructions():
    try:
        return "sha_ni" in pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def said(what, holds, limit):
    print(f"  {what} (limit {limit}): {'holds' if holds else 'BROKEN'}")
    return not holds


if __name__ == "__main__":
    main()
