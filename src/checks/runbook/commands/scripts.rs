//! Are the scripts there that the runbook calls, and can they be called so?

use std::collections::HashSet;

use anyhow::Result;
use bstr::ByteSlice;

use super::command::{Command, Word};
use super::scene::{Placed, Scene, below, name};
use super::{Found, TOLD};
use crate::finding::{Code, Finding, Severity};
use crate::git::{Entry, Mode, RepoPath};
use crate::hint::{nearest, shell_word};

static MISSING: Code = Code {
    id: "runbook/script-missing",
    severity: Severity::Error,
    finds: "A command of the runbook calls a script that the repository does not have at that place.",
    matters: "In an emergency it answers \"No such file or directory\".",
    mend: "Correct the path (it counts from the root of the repository, or from the last `cd`), or commit the script.",
    source: "",
};

static NOT_EXECUTABLE: Code = Code {
    id: "runbook/script-not-executable",
    severity: Severity::Error,
    finds: "A command of the runbook calls a script directly that git does not record as executable.",
    matters: "In every fresh clone it answers \"Permission denied\".",
    mend: "git update-index --chmod=+x FILE, then commit; or write the interpreter before it, as in `bash FILE`.",
    source: "https://git-scm.com/docs/git-update-index#Documentation/git-update-index.txt---chmod-x",
};

static LINE_ENDS: Code = Code {
    id: "runbook/script-line-ends",
    severity: Severity::Error,
    finds: "A command of the runbook calls a script directly whose first line ends as on Windows.",
    matters: "The kernel looks for an interpreter with a carriage return in its name and finds none.",
    mend: "Save it with LF, and write `*.sh text eol=lf` into .gitattributes so that it stays so.",
    source: "https://git-scm.com/docs/gitattributes#_eol",
};

/// What is reported about scripts.
pub static CODES: [&Code; 3] = [&MISSING, &NOT_EXECUTABLE, &LINE_ENDS];

/// A larger file is no script.
const LIMIT: u64 = 1 << 20;

/// What a file is called that somebody wrote, rather than a compiler.
const EXTENSIONS: [&str; 11] = [".sh", ".bash", ".zsh", ".py", ".rb", ".pl", ".js", ".mjs", ".cjs", ".ts", ".php"];

/// Folders that a build, an installation or an environment fills.
const MADE: [&str; 11] =
    ["bin", "build", "dist", "out", "target", "node_modules", "venv", ".venv", "env", "vendor", "_build"];

/// Folders in which every file is a script.
const SCRIPTS: [&str; 5] = ["script", "scripts", "tools", "hack", "ops"];

/// A script as a command calls it.
struct Call<'w> {
    script: &'w str,
    /// Without an interpreter before it.
    is_direct: bool,
}

/// Judges every script that is called.
pub fn judge(scene: &Scene, findings: &mut Vec<Found>) -> Result<()> {
    let mut touched = HashSet::new();
    for placed in &scene.commands {
        if findings.len() >= TOLD {
            break;
        }
        let call = call(placed.command.program());
        match &call {
            // What an earlier command has fetched, written or made executable is as that one left it.
            Some(call) if !touched.contains(name(call.script)) => {
                let finding = examine(scene, placed, call)?;
                findings.extend(finding.map(|finding| Found { line: placed.command.line, finding }));
            }
            Some(_) => {}
            None => touched.extend(named(&placed.command)),
        }
    }
    Ok(())
}

/// The script that a command calls, if that is known.
fn call(words: &[Word]) -> Option<Call<'_>> {
    let (first, rest) = words.split_first()?;
    let program = first.known()?;
    if program.contains('/') && !program.starts_with('/') {
        return Some(Call { script: program, is_direct: true });
    }
    if !is_interpreter(program) {
        return None;
    }
    let harmless = |word: &&Word| {
        word.text
            .strip_prefix('-')
            .is_some_and(|flags| !flags.is_empty() && flags.bytes().all(|b| b"xeuvBO".contains(&b)))
    };
    let script = rest.iter().find(|word| !harmless(word))?.known()?;
    let is_script = !script.starts_with(['/', '-']) && EXTENSIONS.iter().any(|extension| script.ends_with(extension));
    is_script.then_some(Call { script, is_direct: false })
}

fn is_interpreter(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "zsh" | "node" | "ruby" | "perl" | "php" | "tsx" | "ts-node" | "source" | ".")
        || program
            .strip_prefix("python")
            .is_some_and(|version| version.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

fn examine(scene: &Scene, placed: &Placed, call: &Call) -> Result<Option<Finding>> {
    let places = || placed.folders.iter().filter_map(|folder| below(folder, call.script));
    if let Some(entry) = scene.first(places())? {
        return if call.is_direct { uncallable(scene, entry, call.script) } else { Ok(None) };
    }
    let Some(place) = places().next() else { return Ok(None) };
    let is_shown = scene.shown.contains(name(call.script));
    let is_made = is_shown || place.split_str("/").any(|part| MADE.iter().any(|made| part == made.as_bytes()));
    if is_made || !is_written(call.script) || scene.is_foreign(&place)? || scene.has_folder(&place)? {
        return Ok(None);
    }
    missing(scene, call, &place)
}

/// Why a script that is there can't be called directly.
fn uncallable(scene: &Scene, entry: &Entry, script: &str) -> Result<Option<Finding>> {
    let path = &entry.path;
    let word = shell_word(path);
    if entry.mode == Mode::File && entry.oid.is_some() {
        let message = format!("`{script}` is called directly, and {path} is not executable in git");
        return Ok(Some(Finding::new(&NOT_EXECUTABLE, message).help(format!("git update-index --chmod=+x {word}"))));
    }
    if entry.mode != Mode::Executable || scene.snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
        return Ok(None);
    }
    let text = scene.snapshot.read(path)?.unwrap_or_default();
    let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let is_foreign = first.starts_with(b"#!") && first.ends_with(b"\r");
    let message = format!("`{script}` can't be called: the first line of {path} ends with a carriage return");
    let help = format!("sed -i 's/\\r$//' {word}, and write `{path} text eol=lf` into .gitattributes");
    Ok(is_foreign.then(|| Finding::new(&LINE_ENDS, message).help(help)))
}

/// Whether it is something that stands in a repository: by its name, or by the folder's.
fn is_written(script: &str) -> bool {
    let folder = script.rsplit('/').nth(1).unwrap_or_default();
    SCRIPTS.contains(&folder) || EXTENSIONS.iter().any(|extension| script.ends_with(extension))
}

fn missing(scene: &Scene, call: &Call, place: &RepoPath) -> Result<Option<Finding>> {
    let paths: Vec<_> = scene.snapshot.entries()?.iter().map(|entry| entry.path.to_str_lossy()).collect();
    let wanted = place.to_str_lossy();
    let suffix = format!("/{}", call.script.trim_start_matches("./"));
    if let Some(path) = paths.iter().find(|path| path.ends_with(&suffix)) {
        // Where a lone name lies goes without saying in many a text.
        if !call.script.contains('/') {
            return Ok(None);
        }
        let folder = path.strip_suffix(&suffix).unwrap_or_default();
        let message = format!("`{}` is not there from the root of the repository, only from {folder}", call.script);
        let finding = Finding::new(&MISSING, message).weighing(Severity::Warning);
        return Ok(Some(finding.help(format!("write `cd {}` before it", shell_word(folder.as_bytes())))));
    }
    let namesake = paths.iter().find(|path| name(path) == name(&wanted)).map(|path| &**path);
    let meant = namesake.or_else(|| nearest(&wanted, paths.iter().map(|path| &**path)));
    let finding = Finding::new(&MISSING, format!("`{}`: the repository has no {wanted}", call.script));
    Ok(Some(match meant {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("commit {wanted}, or correct the command")),
    }))
}

/// The names of the files that a command speaks of.
fn named(command: &Command) -> impl Iterator<Item = String> {
    let arguments = command.words.iter().skip(1).chain(&command.files);
    arguments.map(|word| name(&word.text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Shown, judged};
    use super::*;
    use crate::testing::Sandbox;

    fn sandbox() -> Sandbox {
        let sandbox = Sandbox::new();
        for file in
            ["scripts/deploy.sh", "scripts/plain.sh", "api/manage.py", "api/src/serve.py", "tools/x.py", "bin/rails"]
        {
            sandbox.write(file, "");
        }
        sandbox.git(&["add", "--all"]);
        sandbox.git(&["update-index", "--chmod=+x", "scripts/deploy.sh"]);
        sandbox.git(&["commit", "--quiet", "--message", "one"]);
        sandbox
    }

    fn found(script: &str) -> Shown {
        judged(&sandbox(), &format!("```sh\n{script}\n```\n"), judge)
    }

    #[test]
    fn scripts_that_are_there_can_be_called() {
        for script in [
            "./scripts/deploy.sh --now",
            "sudo scripts/deploy.sh",
            "cd scripts && ./deploy.sh",
            "bash scripts/plain.sh; sh -x scripts/plain.sh",
            "python3 tools/x.py",
            "cd api; python manage.py migrate",
            "python manage.py migrate",
            "source scripts/plain.sh",
        ] {
            assert_eq!(found(script), [], "{script}");
        }
    }

    #[test]
    fn a_script_that_is_not_there_is_named_with_what_was_meant() {
        for (script, help) in [
            ("./scripts/deplyo.sh", "did you mean `scripts/deploy.sh`?"),
            ("bash ops/plain.sh", "did you mean `scripts/plain.sh`?"),
            ("python tools/never.py", "commit tools/never.py, or correct the command"),
            ("scripts/restore", "commit scripts/restore, or correct the command"),
            ("python src/serve.py", "write `cd api` before it"),
        ] {
            assert_eq!(found(script), [("runbook/script-missing".to_owned(), 2, help.to_owned())], "{script}");
        }
    }

    #[test]
    fn only_what_is_called_directly_must_be_executable() {
        let help = "git update-index --chmod=+x scripts/plain.sh".to_owned();
        assert_eq!(found("\n./scripts/plain.sh"), [("runbook/script-not-executable".to_owned(), 3, help)]);
        assert_eq!(found("chmod +x scripts/plain.sh\n./scripts/plain.sh"), []);
    }

    #[test]
    fn a_script_with_line_ends_of_windows_can_not_be_called() {
        let sandbox = sandbox();
        sandbox.write("scripts/deploy.sh", "#!/bin/sh\r\nls\r\n");
        let found = |script: &str| judged(&sandbox, &format!("```sh\n{script}\n```\n"), judge);
        let help = "sed -i 's/\\r$//' scripts/deploy.sh, and write `scripts/deploy.sh text eol=lf` into .gitattributes";
        assert_eq!(found("./scripts/deploy.sh"), [("runbook/script-line-ends".to_owned(), 2, help.to_owned())]);
        assert_eq!(found("sh scripts/deploy.sh"), []);
    }

    #[test]
    fn what_the_repository_can_not_know_is_no_finding() {
        for script in [
            "curl -O https://x.test/get.sh\nbash get.sh",
            "cat > run.sh <<E\nE\nsh run.sh",
            "```\n\nWrite `own.py`:\n\n```python\nprint()\n```\n\n```sh\npython own.py",
            "./target/release/app; node dist/main.js; .venv/bin/python x; ./app",
            "cd /opt/app && ./gone.sh",
            "ssh host ./gone.sh",
            "./scripts/<name>.sh; ./scripts/$X.sh; bash -c gone.sh; python -m gone; /opt/gone.sh; ~/gone.sh",
            "docker compose exec app python gone.py",
        ] {
            assert_eq!(found(script), [], "{script}");
        }
    }
}
