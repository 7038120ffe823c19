#!/usr/bin/env python3
"""Holds what is found of broken links against markdown-link-check and remark-validate-links.

    bench/links.py [--program target/debug/precheck-hook] [--peers DIR]

Writes the corpus of src/checks/runbook/links/corpus.toml into a repository, each link into a runbook of its own, and
asks all three. DIR is a folder with node_modules (`npm install markdown-link-check remark-cli remark-validate-links`);
without it the program is judged alone. Addresses on the network are not asked for. Fails if the program misses a
broken link or complains of a good one.
Needs git and Python 3.11 or later.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "src/checks/runbook/links/corpus.toml"
ENV = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
ENV |= {f"GIT_{who}_{what}": "bench@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=ROOT / "target/debug/precheck-hook", type=pathlib.Path)
    options.add_argument("--peers", type=pathlib.Path)
    options = options.parse_args()
    corpus = tomllib.loads(CORPUS.read_text())
    links = [(link, False) for link in corpus["good"]] + [(link, True) for link in corpus["broken"]]
    judges = {"precheck-hook": lambda work, runbooks: ours(options.program.resolve(), work)}
    if options.peers:
        bin = options.peers.resolve() / "node_modules/.bin"
        judges["markdown-link-check"] = lambda work, runbooks: link_check(bin, work, runbooks)
        judges["remark-validate-links"] = lambda work, runbooks: remark(bin, work, runbooks)
    failed = False
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        runbooks = write(work, corpus, links)
        for name, judge in judges.items():
            complaints = judge(work, runbooks)
            missed = [link for path, (link, broken) in runbooks.items() if broken and path not in complaints]
            alarms = [link for path, (link, broken) in runbooks.items() if not broken and path in complaints]
            count = len(corpus["broken"])
            found = f"found {count - len(missed):2} of {count} broken"
            print(f"{name:22} {found}, {len(alarms):2} false alarms of {len(corpus['good'])}")
            for kind, links in ("missed", missed), ("false alarm", alarms):
                print(*(f"    {kind}: {link}" for link in links), sep="\n", end="\n" if links else "")
            failed |= name == "precheck-hook" and bool(missed or alarms)
    return failed


def write(work, corpus, links):
    git(work, "init", "--quiet", "--initial-branch=main")
    for path, content in corpus["files"].items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text(content)
    for path, target in corpus["links"].items():
        (work / path).symlink_to(target)
    runbooks = {}
    for number, (link, broken) in enumerate(links):
        path = f"docs/{number:03}.md"
        runbooks[path] = (link, broken)
        # What the corpus calls runbook.md is the document itself, and `leads nowhere` is broken where it is used.
        rest = corpus["rest"] if "leads nowhere" in link else corpus["rest"].replace("[leads nowhere]: gone.md\n", "")
        (work / path).write_text(f"{link.replace('runbook.md', f'{number:03}.md')}\n\n{rest}")
    (work / "precheck.toml").write_text('[checks.runbook]\npaths = ["docs/[0-9]*.md"]\n')
    (work / "go.sum").write_text("")
    git(work, "add", "--all")
    git(work, "commit", "--quiet", "--message", "corpus")
    return runbooks


def ours(program, work):
    command = [program, "run", "--at", "HEAD", "--only", "runbook", "--format", "json"]
    run = subprocess.run(command, cwd=work, env=ENV, capture_output=True)
    findings = json.loads(run.stdout)["checks"][0]["findings"]
    return {finding["path"] for finding in findings if finding["code"].startswith("runbook/broken")}


def link_check(bin, work, runbooks):
    settings = work.parent / f"{work.name}-settings.json"
    ignored = [{"pattern": "^https?://"}, {"pattern": "^mailto:"}]
    replaced = [{"pattern": "^/", "replacement": "{{BASEURL}}/"}]
    patterns = {"ignorePatterns": ignored, "replacementPatterns": replaced}
    settings.write_text(json.dumps(patterns | {"projectBaseUrl": work.as_uri()}))
    complaints = set()
    for path in runbooks:
        run = subprocess.run([bin / "markdown-link-check", "-q", "-c", settings, path], cwd=work, capture_output=True)
        if run.returncode:
            complaints.add(path)
    settings.unlink()
    return complaints


def remark(bin, work, runbooks):
    git(work, "remote", "add", "origin", "https://github.com/acme/shop.git")
    plugin = bin.parent / "remark-validate-links/index.js"
    command = [bin / "remark", "--no-color", "--use", plugin, "--no-stdout", "docs"]
    run = subprocess.run(command, cwd=work, env=ENV, capture_output=True, text=True)
    complaints, path = set(), None
    for line in run.stderr.splitlines():
        if re.fullmatch(r"docs/\d+\.md", line.strip()):
            path = line.strip()
        elif "warning" in line and path:
            complaints.add(path)
    return complaints


def git(work, *arguments):
    subprocess.run(["git", *arguments], cwd=work, env=ENV, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
