//! What can be found of weight files.

use crate::finding::{Code, Severity};

pub static EMPTY: Code = Code {
    id: "artifacts/empty-file",
    severity: Severity::Error,
    finds: "A weight file has no bytes.",
    matters: "A download or a copy broke off. The service fails when it loads the model.",
    mend: "Fetch the file again, or remove it if nothing needs it.",
    source: "",
};

pub static NOT_WEIGHTS: Code = Code {
    id: "artifacts/not-weights",
    severity: Severity::Error,
    finds: "A weight file holds a web page or an error message.",
    matters: "A download that was refused often leaves the server's answer under the name of the file.",
    mend: "Fetch the file again and look at what the download says; it may need a login.",
    source: "",
};

pub static LFS_POINTER: Code = Code {
    id: "artifacts/lfs-pointer",
    severity: Severity::Error,
    finds: "Where the weights should lie there is only the Git LFS pointer to them.",
    matters: "git status is clean and yet the model is not here: nothing can be loaded, and a hash would be the pointer's.",
    mend: "`git lfs pull` brings the weights themselves; `git lfs install` makes later checkouts bring them.",
    source: "https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md",
};

pub static LINK: Code = Code {
    id: "artifacts/link",
    severity: Severity::Error,
    finds: "A weight file, or the folder of the weights, is a symbolic link to something that is not judged.",
    matters: "What lies at the other end can change without a trace in the repository; no hash stands for it.",
    mend: "Put the file itself below checkpoints/ or models/, or name its real place in `[checks.artifacts] globs`.",
    source: "",
};

pub static CHANGED: Code = Code {
    id: "artifacts/changed-while-read",
    severity: Severity::Error,
    finds: "A weight file was written to, replaced or removed while it was read, twice in a row.",
    matters: "A hash of it would be of something that never lay there as a whole, and stand for a model that nobody has.",
    mend: "Let the training, copy or download that writes to it end, then run again.",
    source: "",
};

pub static DVC_SIZE: Code = Code {
    id: "artifacts/dvc-size",
    severity: Severity::Error,
    finds: "A weight file does not have the size that DVC records for it.",
    matters: "Who runs `dvc pull` for this release gets another model than the one that was judged here.",
    mend: "`dvc checkout FILE` brings the recorded file; `dvc commit FILE` and `dvc push` record the one that is here.",
    source: "https://dvc.org/doc/user-guide/project-structure/dvc-files",
};

pub static DVC_UNREADABLE: Code = Code {
    id: "artifacts/dvc-unreadable",
    severity: Severity::Warning,
    finds: "A `.dvc` file or a `dvc.lock` can't be read.",
    matters: "If it stands for weights, they are neither looked for nor recorded.",
    mend: "Resolve what a merge has left in it, or write it anew with `dvc add` or `dvc repro`.",
    source: "https://dvc.org/doc/user-guide/project-structure/dvc-files",
};

pub static UNSAFE_PICKLE: Code = Code {
    id: "artifacts/unsafe-pickle",
    severity: Severity::Error,
    finds: "Loading a weight file runs, opens or imports something that no model needs, or hides what it does.",
    matters: "A pickle is a program. Whoever loads the file carries it out, with the rights of the service.",
    mend: "Don't load the file. Get the weights from who made them, as safetensors, or save them anew from a model that \
           you trust. If it came from outside, look at the machines on which it was loaded.",
    source: "https://docs.python.org/3/library/pickle.html",
};

pub static UNKNOWN_PICKLE: Code = Code {
    id: "artifacts/unknown-pickle",
    severity: Severity::Warning,
    finds: "Loading a weight file calls classes or functions of which is not known that they are harmless.",
    matters: "A file that holds a whole model, not only its numbers, imports the model's code wherever it is loaded; \
              it is as trustworthy as each name in it.",
    mend: "Save `model.state_dict()`, or safetensors. Where the classes are your own or known to you, name them in \
           `[checks.artifacts] pickle-allow`, as in `pickle-allow = [\"ultralytics.*\"]`.",
    source: "https://docs.pytorch.org/docs/stable/notes/serialization.html",
};

pub static BROKEN_PICKLE: Code = Code {
    id: "artifacts/broken-pickle",
    severity: Severity::Error,
    finds: "A weight file is a pickle that breaks off or can't be read to its end.",
    matters: "It can't be loaded, but everything up to the damage is carried out when somebody tries.",
    mend: "Fetch the file again or save it anew; if it is of an unusual kind, waive it for its path, with the reason.",
    source: "https://docs.python.org/3/library/pickletools.html",
};

pub static BROKEN_WEIGHTS: Code = Code {
    id: "artifacts/broken-weights",
    severity: Severity::Error,
    finds: "A weight file is not as its format wants it: cut off, longer than it says, or damaged.",
    matters: "The service fails when it loads the model, or loads something else than what was looked at.",
    mend: "Fetch the file again or save it anew, and compare its size and SHA-256 with where it comes from.",
    source: "https://huggingface.co/docs/safetensors/index#format",
};

pub static WRONG_FORMAT: Code = Code {
    id: "artifacts/wrong-format",
    severity: Severity::Error,
    finds: "A weight file holds something else than its name says.",
    matters: "What loads it by its name fails, or takes it for safe when it is not.",
    mend: "Give it the name of what it is, or put there what the name says.",
    source: "",
};

pub static UNREAD_WEIGHTS: Code = Code {
    id: "artifacts/unread-weights",
    severity: Severity::Warning,
    finds: "A weight file, or a part of it, can't be looked into.",
    matters: "Whether loading it is harmless was not judged.",
    mend: "Save it uncompressed, with zlib or gzip, or as safetensors.",
    source: "https://joblib.readthedocs.io/en/stable/persistence.html",
};

pub static CODES: &[&Code] = &[
    &EMPTY,
    &NOT_WEIGHTS,
    &LFS_POINTER,
    &LINK,
    &CHANGED,
    &DVC_SIZE,
    &DVC_UNREADABLE,
    &UNSAFE_PICKLE,
    &UNKNOWN_PICKLE,
    &BROKEN_PICKLE,
    &BROKEN_WEIGHTS,
    &WRONG_FORMAT,
    &UNREAD_WEIGHTS,
];
