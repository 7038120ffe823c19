//! What the tools have in common whose migrations are Python modules.

use bstr::ByteSlice;

use crate::checks::migrations::paths::parent;
use crate::checks::migrations::python::{Broken, Why};
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::RepoPath;
use crate::hint::shell_word;

pub static INCOMPLETE: Code = Code {
    id: "migrations/incomplete",
    severity: Severity::Error,
    finds: "A file among the migrations does not say what makes it one: for Alembic its `revision` and \
            `down_revision`, for Django its class `Migration`.",
    matters: "The tool loads every module of the folder and stops at one without them.",
    mend: "Add what is missing, or move a helper out of the folder.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

pub static NOT_ANALYSABLE: Code = Code {
    id: "migrations/not-analysable",
    severity: Severity::Error,
    finds: "A migration can't be judged without running it.",
    matters: "Whether the migrations have one head and no gap is not known as long as one of them is not.",
    mend: "Write what it is and what it follows as plain strings, as the tool's template does.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

static SYNTAX_ERROR: Code = Code {
    id: "migrations/syntax-error",
    severity: Severity::Error,
    finds: "A migration is no valid Python, or a merge conflict is left in it.",
    matters: "The tool loads every module of the folder and stops at this one: no migration runs.",
    mend: "`python -m py_compile FILE` shows the place; correct it and commit.",
    source: "",
};

pub static LFS_POINTER: Code = Code {
    id: "migrations/lfs-pointer",
    severity: Severity::Error,
    finds: "The commit holds a Git LFS pointer in place of a migration.",
    matters: "Wherever the repository is taken without Git LFS (images, archives, many CI jobs) the tool stops at this \
              file: no migration runs. Nor does a review show what the migration does.",
    mend: "Take migrations out of LFS: exclude them in .gitattributes, then `git add --renormalize` and commit.",
    source: "https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md",
};

/// What is reported about single modules.
pub static CODES: [&Code; 4] = [&INCOMPLETE, &NOT_ANALYSABLE, &SYNTAX_ERROR, &LFS_POINTER];

/// What is said of a module that Python can't read either.
pub fn unreadable(path: &RepoPath, broken: &Broken) -> Finding {
    let file = shell_word(path);
    let help = match broken.why {
        Why::Pointer => return pointer(path, broken.line),
        Why::Encoding => format!("save {file} as UTF-8 and commit; `file {file}` guesses what it is now"),
        _ => format!("python -m py_compile {file} shows the place; correct it and commit"),
    };
    Finding::new(&SYNTAX_ERROR, format!("{path} is no valid Python: {}", broken.why))
        .at(Place::line(path.clone(), broken.line))
        .help(help)
}

/// What is said of a file that Git LFS keeps elsewhere.
pub fn pointer(path: &RepoPath, line: usize) -> Finding {
    let file = shell_word(path);
    let extension = path.rsplit_once_str(".").map_or("*".into(), |(_, extension)| extension.to_str_lossy());
    let message = format!("{path} is a Git LFS pointer: the migration itself is not in the commit");
    Finding::new(&LFS_POINTER, message).at(Place::line(path.clone(), line)).help(format!(
        "git lfs pull --include {file}; append `{}/*.{extension} -filter -diff -merge text` to .gitattributes; \
         git add .gitattributes && git add --renormalize {file} && git commit",
        parent(path.as_bstr())
    ))
}
