//! Do the targets, scripts and recipes exist that `make`, `npm run` and their
//! like are asked for? A name that any such file of the repository declares
//! is one: the folder often goes without saying.

mod declared;

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use anyhow::Result;
use bstr::ByteSlice;

use self::declared::Declared;
use super::command::Word;
use super::scene::Scene;
use super::{Found, TOLD};
use crate::finding::{Code, Finding, Severity};
use crate::hint::nearest;

static MISSING: Code = Code {
    id: "runbook/target-missing",
    severity: Severity::Error,
    finds: "A command of the runbook asks make, npm, pnpm, yarn, just or task for something that no file declares.",
    matters: "In an emergency it answers \"No rule to make target\" or \"Missing script\".",
    mend: "Correct the name, or declare it in the Makefile, package.json, justfile or Taskfile.",
    source: "",
};

/// What is reported about targets.
pub static CODES: [&Code; 1] = [&MISSING];

/// So many files of a kind are read.
const READ: usize = 200;
/// No file that a person keeps is larger.
const LIMIT: u64 = 1 << 20;

/// A program that runs what a file declares by name.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Runner {
    Make,
    Npm,
    Just,
    Task,
}

impl Runner {
    /// How its files are called, in lower case.
    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Make => &["makefile", "gnumakefile"],
            Self::Npm => &["package.json"],
            Self::Just => &["justfile", ".justfile"],
            Self::Task => &["taskfile.yml", "taskfile.yaml", "taskfile.dist.yml", "taskfile.dist.yaml"],
        }
    }

    /// What it is called by, and what it runs.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Make => ("Makefile", "target"),
            Self::Npm => ("package.json", "script"),
            Self::Just => ("justfile", "recipe"),
            Self::Task => ("Taskfile", "task"),
        }
    }

    fn read(self, text: &str) -> Declared {
        match self {
            Self::Make => declared::by_makefile(text),
            Self::Npm => declared::by_package(text),
            Self::Just => declared::by_justfile(text),
            Self::Task => declared::by_taskfile(text),
        }
    }
}

/// Judges every target that is asked for.
pub fn judge(scene: &Scene, findings: &mut Vec<Found>) -> Result<()> {
    let mut known: HashMap<Runner, Declared> = HashMap::new();
    for placed in scene.commands.iter().filter(|placed| !placed.folders.is_empty()) {
        if findings.len() >= TOLD {
            break;
        }
        let Some((runner, names)) = asked(placed.command.program()) else { continue };
        let declared = match known.entry(runner) {
            Slot::Occupied(slot) => slot.into_mut(),
            Slot::Vacant(slot) => slot.insert(everywhere(scene, runner)?),
        };
        // Where nothing is declared at all, another repository is meant.
        let is_kept_here = !declared.names.is_empty();
        for name in names.into_iter().filter(|name| is_kept_here && !declared.has(name)) {
            findings.push(Found { line: placed.command.line, finding: missing(runner, declared, name) });
        }
    }
    Ok(())
}

/// What all files of a kind declare together.
fn everywhere(scene: &Scene, runner: Runner) -> Result<Declared> {
    let mut declared = Declared::default();
    let is_one = |path: &[u8]| {
        let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default().to_ascii_lowercase();
        runner.files().iter().any(|file| name == file.as_bytes()) || (runner == Runner::Make && name.ends_with(b".mk"))
    };
    for entry in scene.snapshot.entries()?.iter().filter(|entry| is_one(&entry.path)).take(READ) {
        let is_readable = scene.snapshot.size(entry)?.is_some_and(|size| size <= LIMIT);
        match scene.snapshot.read(&entry.path)?.filter(|_| is_readable) {
            Some(bytes) => declared.absorb(runner.read(&bytes.to_str_lossy())),
            None => declared.is_open = true,
        }
    }
    Ok(declared)
}

/// What a command asks which runner for.
fn asked(words: &[Word]) -> Option<(Runner, Vec<&str>)> {
    let (program, rest) = words.split_first()?;
    let mut names = arguments(rest);
    let (runner, names) = match &*program.text {
        "make" | "gmake" => (Runner::Make, names),
        "task" | "go-task" => (Runner::Task, names),
        // What follows is for the recipe.
        "just" => (Runner::Just, names.into_iter().take(1).collect()),
        "npm" | "pnpm" | "yarn" => {
            let first = (!names.is_empty()).then(|| names.remove(0))?;
            // Of the short form only a colon tells that no installed program is meant.
            let name = if matches!(first, "run" | "run-script") { names.first().copied()? } else { first };
            let is_script = (first != name && program.text != "yarn") || name.contains(':');
            (Runner::Npm, if is_script { vec![name] } else { Vec::new() })
        }
        _ => return None,
    };
    let is_name = |name: &&str| !name.contains(['/', '.', '=', '@']) && !name.bytes().all(|b| b.is_ascii_digit());
    Some((runner, names.into_iter().filter(is_name).collect()))
}

/// The words that are neither options nor their values, up to `--`, as far as they are known.
fn arguments(words: &[Word]) -> Vec<&str> {
    const WITH_VALUE: [&str; 15] = [
        "-C",
        "-f",
        "-I",
        "-o",
        "-W",
        "-w",
        "-F",
        "-d",
        "-t",
        "--prefix",
        "--workspace",
        "--filter",
        "--dir",
        "--cwd",
        "--directory",
    ];
    let mut arguments = Vec::new();
    let mut words = words.iter().take_while(|word| word.text != "--");
    while let Some(word) = words.next() {
        if WITH_VALUE.contains(&&*word.text) {
            words.next();
        } else if let Some(name) = word.known().filter(|name| !name.starts_with('-')) {
            arguments.push(name);
        }
    }
    arguments
}

fn missing(runner: Runner, declared: &Declared, name: &str) -> Finding {
    let (file, kind) = runner.words();
    let message = format!("no {file} of the repository declares the {kind} `{name}`");
    let mut names: Vec<&str> = declared.names.iter().map(String::as_str).collect();
    names.sort_unstable();
    Finding::new(&MISSING, message).help(match nearest(name, names) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("declare `{name}` in the {file}, or correct the command"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Shown, judged};
    use super::*;
    use crate::testing::Sandbox;

    fn found(script: &str) -> Shown {
        let sandbox = Sandbox::new();
        sandbox
            .write("Makefile", "deploy: build\n\tx\nlogs-%:\n\ty\n")
            .write("web/package.json", r#"{"scripts": {"build": "x", "db:migrate": "y"}}"#)
            .write("justfile", "serve port='80':\n    x\n")
            .write("Taskfile.yml", "tasks:\n  up: {aliases: [start]}\n")
            .commit("one");
        judged(&sandbox, &format!("```sh\n{script}\n```\n"), judge)
    }

    #[test]
    fn what_a_file_declares_can_be_asked_for() {
        for script in [
            "make deploy TAG=v1 -j 4",
            "make -C infra deploy; make logs-web; make",
            "cd web && npm run build -- --prod",
            "pnpm --filter web run build; yarn db:migrate; yarn tsc; npm ci; npm test; pnpm install",
            "just serve 8080; just --list; task up; task start",
            "make <target>; make $TARGET; npm run ...",
            "ssh host; make gone",
            "make build/app.o",
        ] {
            assert_eq!(found(script), [], "{script}");
        }
    }

    #[test]
    fn what_nothing_declares_is_named_with_what_was_meant() {
        for (script, help) in [
            ("make deply", "did you mean `deploy`?"),
            ("npm run rollback", "declare `rollback` in the package.json, or correct the command"),
            ("pnpm db:migrat", "did you mean `db:migrate`?"),
            ("yarn run db:rollback", "declare `db:rollback` in the package.json, or correct the command"),
            ("just serv", "did you mean `serve`?"),
            ("task down", "declare `down` in the Taskfile, or correct the command"),
        ] {
            assert_eq!(found(script), [("runbook/target-missing".to_owned(), 2, help.to_owned())], "{script}");
        }
    }
}
