#!/usr/bin/env python3
"""Holds the exports of a release against the tools that they are for.

    bench/exports.py [--program target/debug/precheck-hook]

Makes a release of a repository with weights in two folders and images with and without a digest, exports
it in every form, and compares: the payload of OpenSSF Model Signing with the one that `model_signing`
makes of the same folder, byte for byte in digest and names; the bill of materials with CycloneDX's own
schema; the statement with in-toto's own reader. Needs git and Python with `model-signing pyOpenSSL`,
`cyclonedx-python-lib[json-validation]` and `in-toto-attestation`.
"""

import sys

# Beside this file lies one that is called as a module of Python's own.
sys.path.append(sys.path.pop(0))

import argparse
import json
import pathlib
import secrets
import subprocess
import tempfile

import model_signing
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf import json_format
from in_toto_attestation.v1.statement import Statement

from replay import ENV, ROOT

RUNBOOK = "\n\n".join(
    f"## {section}\n\n`docker compose ps` shows how it stands; scale and roll back with compose."
    for section in ("Health check", "Rollback", "Scaling", "Monitoring")
)
WEIGHTS = ("models/a.safetensors", "models/a/b.safetensors", "models/sub dir/c.safetensors", "checkpoints/d.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/debug/precheck-hook")
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        repo = pathlib.Path(folder, "shop")
        release(program, repo)
        export = lambda *arguments: json.loads(run([program, "export", *arguments], repo))
        same = [
            ("model-signing, models", payload(export("--format", "model-signing", "--folder", "models")), signed(repo / "models")),
            ("cyclonedx, errors", None, JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(export("--format", "cyclonedx")))),
            ("in-toto, read and written", *read_again(export("--format", "in-toto"))),
        ]
    for what, ours, theirs in same:
        print(f"{what:28} {'equal' if ours == theirs else f'DIFFERENT: {ours} / {theirs}'}")
    sys.exit(any(ours != theirs for _, ours, theirs in same))


def release(program, repo):
    for number, path in enumerate(WEIGHTS):
        place = repo / path
        place.parent.mkdir(parents=True, exist_ok=True)
        header = b'{"t":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}'
        place.write_bytes(len(header).to_bytes(8, "little") + header + number.to_bytes(4, "little"))
    pin = "sha256:" + secrets.token_hex(32)
    (repo / "compose.yaml").write_text(
        f"services:\n  api: {{image: 'reg.example:5000/team/api:v1.0.0@{pin}'}}\n  cache: {{image: 'redis:7.4'}}\n"
    )
    (repo / "RUNBOOK.md").write_text(f"# Runbook\n\n{RUNBOOK}\n")
    (repo / ".gitignore").write_text(".env\n")
    (repo / ".env").write_text(f"SECRET_KEY={secrets.token_hex(32)}\n")
    run(["git", "init", "--quiet", "--initial-branch=main"], repo)
    run(["git", "config", "user.name", "Ada"], repo)
    run(["git", "config", "user.email", "ada@example.org"], repo)
    run(["git", "add", "--all"], repo)
    run(["git", "commit", "--quiet", "--message", "Serve"], repo)
    run([program, "release", "v1.0.0"], repo)


def payload(statement):
    resources = [(each["name"], each["digest"]) for each in statement["predicate"]["resources"]]
    return statement["subject"], statement["predicateType"], resources


def signed(folder):
    """What `model_signing` would sign."""
    from model_signing._signing.signing import Payload

    return payload(json_format.MessageToDict(Payload(model_signing.hashing.hash(folder)).statement.pb))


def read_again(statement):
    known = json_format.ParseDict(statement, Statement([], "", {}).pb)
    again = Statement.copy_from_pb(known)
    again.validate()
    return statement, json_format.MessageToDict(again.pb)


def run(command, cwd):
    out = subprocess.run(command, cwd=cwd, env=ENV, capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit(f"{command}: {out.stdout}{out.stderr}")
    return out.stdout


if __name__ == "__main__":
    main()
