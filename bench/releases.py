#!/usr/bin/env python3
"""Makes ten releases in a row of a realistic service, and verifies the chain.

    bench/releases.py [--program target/release/precheck-hook] [--releases N] [--mib N]

The service has three models (safetensors, one of them with git), five Compose services, Alembic migrations,
a runbook and a bare remote. Between two releases a model, a migration, an image and some code change. Each
release goes through its hooks and is pushed; at the end each is verified, also by `sha256sum -c` and in a
fresh clone. Shows how long each took. Needs git, coreutils and Python 3.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from replay import ENV, ROOT

RUNBOOK = """# Runbook

## Health check

`curl --fail http://localhost:8000/health` answers within a second.

## Scaling

`docker compose up -d --scale worker=4` when the queue is longer than a minute.

## Rollback

Deploy the previous tag again with `git checkout "$PREVIOUS" && docker compose up -d`.

## Monitoring

The dashboard shows request rate, errors and latency.
"""
SERVICES = {"api": "reg.example/shop/api", "worker": "reg.example/shop/worker", "db": "postgres", "cache": "redis", "proxy": "nginx"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/precheck-hook")
    parser.add_argument("--releases", type=int, default=10)
    parser.add_argument("--mib", type=int, default=64, help="size of each of the two models beside git")
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        repo = begin(pathlib.Path(folder), program)
        versions = [f"v1.{number}.0" for number in range(arguments.releases)]
        for number, version in enumerate(versions):
            change(repo, number, arguments.mib)
            started = time.monotonic()
            run([program, "release", version, "--push"], repo)
            print(f"{version}  released and pushed in {time.monotonic() - started:6.2f} s", flush=True)
        started = time.monotonic()
        said = run([program, "verify", versions[-1]], repo)
        print(f"{versions[-1]}  verified in {time.monotonic() - started:6.2f} s: {line(said, 'before it')}")
        run(["sha256sum", "--check", "--quiet", f"releases/manifest_{versions[-1]}.sha256"], repo)
        print("sha256sum --check agrees")
        clone = pathlib.Path(folder, "clone")
        run(["git", "clone", "--quiet", pathlib.Path(folder, "remote.git"), clone], folder)
        said = run([program, "verify", versions[-1]], clone, expected=1)
        missing = [each for each in said.splitlines() if each.startswith("[✗ FAIL]")]
        print("a fresh clone lacks the weights beside git and nothing else:", *missing, sep="\n  ")
        sys.exit(len(missing) != 2)


def begin(folder, program):
    repo = folder / "work"
    run(["git", "init", "--quiet", "--bare", "--initial-branch=main", folder / "remote.git"], folder)
    run(["git", "init", "--quiet", "--initial-branch=main", repo], folder)
    for key, value in (("user.name", "Ada"), ("user.email", "ada@example.org")):
        run(["git", "config", key, value], repo)
    run(["git", "remote", "add", "origin", folder / "remote.git"], repo)
    write(repo, ".gitignore", ".env\nmodels/large*.safetensors\n")
    write(repo, ".env", f"SECRET_KEY={os.urandom(32).hex()}\nDATABASE_URL=postgresql://app@db/app\n")
    write(repo, ".env.example", "SECRET_KEY=\nDATABASE_URL=\n")
    write(repo, "alembic.ini", "[alembic]\nscript_location = migrations\n")
    write(repo, "migrations/env.py", "")
    write(repo, "RUNBOOK.md", RUNBOOK)
    run([program, "install"], repo)
    return repo


def change(repo, number, mib):
    """What a team does between two releases."""
    services = "".join(
        f"  {name}:\n    image: {image}:{f'v1.{number}.0' if image.startswith('reg') else 16 + number % 2}\n"
        for name, image in SERVICES.items()
    )
    write(repo, "compose.yaml", f"services:\n{services}")
    below = f'"{number - 1:04}"' if number else None
    write(
        repo,
        f"migrations/versions/{number:04}.py",
        f'revision = "{number:04}"\ndown_revision = {below}\n\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n',
    )
    write(repo, "docs/schema.md", f"# Schema\n\nafter {number}\n")
    write(repo, "app.py", f"print({number})\n")
    weights(repo, "small", 1 << 12, number)
    weights(repo, "large_a", mib << 20, number // 3)
    weights(repo, "large_b", mib << 20, number)
    run(["git", "add", "--all"], repo)
    run(["git", "commit", "--quiet", "--message", f"feat: change {number}"], repo)


def weights(repo, name, size, seed):
    place = repo / f"models/{name}.safetensors"
    header = json.dumps({"t": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    content = len(header).to_bytes(8, "little") + header + bytes([seed % 251]) * size
    if not place.exists() or place.read_bytes()[-1] != content[-1]:
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)


def write(repo, path, text):
    place = repo / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def line(said, words):
    return next(each for each in said.splitlines() if words in each)


def run(command, cwd, expected=0):
    out = subprocess.run(command, cwd=cwd, env=ENV, capture_output=True, text=True)
    if out.returncode != expected:
        sys.exit(f"{command}: {out.stdout}{out.stderr}")
    return out.stdout


if __name__ == "__main__":
    main()
