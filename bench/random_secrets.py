#!/usr/bin/env python3
"""That no random secret is taken for a stand-in.

    bench/random_secrets.py [--program target/release/precheck-hook] [--count 1000000]

Lets the gate judge .env files full of generated secrets of many kinds – hex, base64,
base64url, uuid, alphanumeric of several lengths, Django's, printable, passphrases of
four to six made-up words – and fails if a single one is said to be a placeholder.
Needs git.
"""

import argparse
import base64
import json
import pathlib
import random
import string
import subprocess
import sys
import tempfile
import uuid

from replay import ENV, ROOT

# The reader takes files up to a mebibyte.
IN_A_FILE = 12_000


def main():
    options = parse()
    program = str(pathlib.Path(options.program).resolve())
    chance = random.Random(options.seed)
    taken = judged = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "--quiet", folder], check=True, env=ENV)
        while judged < options.count:
            values = [secret(chance) for _ in range(min(IN_A_FILE, options.count - judged))]
            for at in stand_ins(program, pathlib.Path(folder), values):
                taken += 1
                print(f"taken for a stand-in: {values[at]}")
            judged += len(values)
    print(f"{judged} random secrets, {taken} taken for a stand-in")
    sys.exit(taken > 0)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def stand_ins(program, folder, values):
    """The places in `values` of those that are called placeholders."""
    lines = (f"A_{at}_TOKEN='{value}'\n" for at, value in enumerate(values))
    (folder / ".env").write_text("".join(lines))
    command = [program, "run", "--only", "secrets", "--format", "json"]
    out = subprocess.run(command, cwd=folder, env=ENV, capture_output=True, text=True)
    findings = [finding for check in json.loads(out.stdout)["checks"] for finding in check["findings"]]
    return [finding["line"] - 1 for finding in findings if finding["code"] == "secrets/env-placeholder"]


def secret(chance):
    text = lambda alphabet, length: "".join(chance.choices(alphabet, k=length))
    alphanumeric = string.ascii_letters + string.digits
    printable = "".join(set(string.printable) - set(string.whitespace) - set("'\\"))
    return chance.choice([
        lambda: chance.randbytes(chance.choice([8, 16, 24, 32, 64])).hex(),
        lambda: base64.b64encode(chance.randbytes(chance.choice([16, 24, 32, 48]))).decode(),
        lambda: base64.urlsafe_b64encode(chance.randbytes(chance.choice([16, 24, 32, 48]))).decode().rstrip("="),
        lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        lambda: text(alphanumeric, chance.choice([8, 12, 16, 20, 24, 32, 40])),
        lambda: text(string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)", 50),
        lambda: text(printable, chance.randrange(12, 64)),
        lambda: passphrase(chance),
    ])()


def passphrase(chance):
    word = lambda: "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.choice([2, 3])))
    return chance.choice(["-", " ", "_", "."]).join(word() for _ in range(chance.choice([4, 5, 6])))


if __name__ == "__main__":
    main()
