#!/usr/bin/env python3
"""How well misspelled names in .env are told: typing errors put into the names of real example files.

    bench/typos.py [--program target/release/precheck-hook] [--rounds 8] REPO…

Takes every example file (`.env.example`, `docker/.env.sample`, …) with five names
or more out of the last commit of each repository, and lets the gate judge a copy
of it as the `.env` of the release: first as it stands, then in rounds, in which
each required name gets one error once – a letter left out, put in, exchanged for another,
or two neighbours swapped, or the case of the last word or a `_` lost. A suggestion is right if it
names both the error and what was there before. Fails below 99 % right, at one
that is wrong, or at one for an untouched file.
Needs git.
"""

import argparse
import json
import pathlib
import random
import re
import string
import subprocess
import sys
import tempfile

from replay import ENV, ROOT, borrow, git, name_of

EXAMPLE = re.compile(r"(^|/)\.env[^/]*\.(example|sample|template|dist)$")
NAME = re.compile(r"(?m)^([A-Za-z_][A-Za-z0-9_]{3,})=")
TOLD = re.compile(r"`([^`]+)` is read by nothing, and `([^`]+)` is required")
UNSET = re.compile(r"`([^`]+)` is not set")
LEAST_NAMES = 5


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    chance = random.Random(options.seed)
    total = [0, 0, 0, 0]
    print(f"{'repository':44} {'file':34} {'names':>5} {'right':>5} {'wrong':>5} {'missed':>6} {'untouched':>9}")
    for repo in options.repos:
        with tempfile.TemporaryDirectory() as folder:
            clone = check_out(repo, pathlib.Path(folder))
            for example in examples(clone):
                figures = judge(program, clone, example, options.rounds, chance)
                total = [sum(pair) for pair in zip(total, figures)]
                print(f"{name_of(repo):44} {example:34} " + line(figures), flush=True)
    print(f"{'all':44} {'':34} " + line(total))
    right, wrong, missed, untouched = total
    sys.exit(wrong > 0 or untouched > 0 or right < 0.99 * (right + wrong + missed))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("repos", nargs="+", metavar="REPO", type=pathlib.Path)
    return parser.parse_args()


def check_out(repo, folder):
    """The last commit as a work tree; a mirror without its largest files is good enough."""
    clone = borrow(repo, folder)
    commit = git(repo, "rev-parse", "HEAD")
    subprocess.run(["git", "-C", clone, "read-tree", commit], check=True, env=ENV)
    subprocess.run(["git", "-C", clone, "checkout-index", "--all", "--force", "--quiet"], env=ENV, capture_output=True)
    return clone


def examples(clone):
    for path in git(clone, "ls-files").splitlines():
        if EXAMPLE.search(path) and (clone / path).is_file() and len(names(read(clone / path))) >= LEAST_NAMES:
            yield path


def judge(program, clone, example, rounds, chance):
    text = read(clone / example)
    env = example.rsplit(".", 1)[0]
    (clone / "precheck.toml").write_text(f"[checks.secrets.env]\nfiles = [{json.dumps(env)}]\n")
    # What a comment calls optional need not be told when it is missing.
    required = {found[1] for finding in findings(program, clone, env, "") if (found := UNSET.match(finding["message"]))}
    untouched = len(suggestions(program, clone, env, text))
    right = wrong = missed = 0
    for number in range(rounds):
        spoiled, errors = spoil(text, sorted(names(text) & required)[number::rounds], chance)
        told = suggestions(program, clone, env, spoiled)
        right += len(told & errors)
        wrong += len(told - errors)
        silent = {pair for pair in errors if pair[1] not in {meant for _, meant in told}}
        missed += len(silent)
        for kind, pairs in ("wrong", told - errors), ("missed", silent):
            for error, meant in sorted(pairs):
                print(f"{kind}: {error} for {meant}")
    return right, wrong, missed, untouched


def suggestions(program, clone, env, text):
    told = findings(program, clone, env, text)
    return {TOLD.match(f["message"]).groups() for f in told if f["code"] == "secrets/env-typo"}


def findings(program, clone, env, text):
    (clone / env).write_text(text)
    command = [program, "run", "--only", "secrets", "--format", "json"]
    out = subprocess.run(command, cwd=clone, env=ENV, capture_output=True, text=True)
    (clone / env).unlink()
    return [finding for check in json.loads(out.stdout)["checks"] for finding in check["findings"]]


def spoil(text, chosen, chance):
    """The text with one error in each chosen name, and the pairs of error and name."""
    errors = {}
    known = names(text)
    for name in chosen:
        error = misspelled(name, chance)
        if error not in known and error not in errors.values():
            errors[name] = error
    spoiled = NAME.sub(lambda found: errors.get(found[1], found[1]) + "=", text)
    return spoiled, {(error, name) for name, error in errors.items()}


def misspelled(name, chance):
    at = chance.randrange(1, len(name) - 1)
    letter = chance.choice(string.ascii_uppercase)
    kinds = [
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        # Whole names in lower case are what pydantic's fields are called: somebody may read those.
        name.rpartition("_")[0] + "_" + name.rpartition("_")[2].swapcase() if "_" in name else name,
        name.replace("_", "", 1),
    ]
    return chance.choice([kind for kind in kinds if kind != name])


def names(text):
    return set(NAME.findall(text))


def read(path):
    return path.read_text(errors="replace")


def line(figures):
    right, wrong, missed, untouched = figures
    return f"{right + missed:5} {right:5} {wrong:5} {missed:6} {untouched:9}"


if __name__ == "__main__":
    main()
