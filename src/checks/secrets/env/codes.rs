//! What the `.env` half of the check can find.

use super::lines;
use crate::finding::{Code, Severity};

pub static MISSING: Code = Code {
    id: "secrets/env-missing",
    severity: Severity::Error,
    finds: "There is no .env file, so the release would start without its settings.",
    matters: "A service that starts without its secrets fails at once or, worse, runs with the defaults that are in \
              the code for everyone to read.",
    mend: "Copy the example (`cp .env.example .env`) and fill it in. If this repository ships without a .env file, \
           put `files = []` below `[checks.secrets.env]` in precheck.toml; if it lies elsewhere, name it there.",
    source: "",
};

pub static TRACKED: Code = Code {
    id: "secrets/env-tracked",
    severity: Severity::Error,
    finds: "A .env file with settings of a real environment is in git.",
    matters: "Whoever can read the repository, now or later, a fork or a backup of it, can read the secrets.",
    mend: "`git rm --cached .env && echo .env >> .gitignore`, then replace every secret that stood in it: history \
           keeps it. Files with names like .env.example are meant to be in git; so are encrypted ones (SOPS, dotenvx).",
    source: "",
};

pub static NOT_IGNORED: Code = Code {
    id: "secrets/env-not-ignored",
    severity: Severity::Warning,
    finds: "A .env file is not in git yet, and nothing keeps it out.",
    matters: "The next `git add .` commits it with every secret in it.",
    mend: "`echo .env >> .gitignore`.",
    source: "git help gitignore",
};

pub static UNSET: Code = Code {
    id: "secrets/env-unset",
    severity: Severity::Error,
    finds: "A variable that the release needs is not in .env.",
    matters: "Compose refuses to start without a variable written `${NAME:?…}`; a program may start and fail later.",
    mend: "Set it in .env. A variable that need not be set gets the comment `# optional` in the example file.",
    source: "https://docs.docker.com/reference/compose-file/interpolation/",
};

pub static EMPTY: Code = Code {
    id: "secrets/env-empty",
    severity: Severity::Error,
    finds: "A variable that the release needs is in .env, but has no value.",
    matters: "An empty secret is one that everyone knows; many libraries accept it without a word.",
    mend: "Give it a value. A variable that may stay empty gets the comment `# optional` in the example file.",
    source: "",
};

pub static PLACEHOLDER: Code = Code {
    id: "secrets/env-placeholder",
    severity: Severity::Error,
    finds: "A value in .env is a placeholder, a default password or a sample from a manual.",
    matters: "Such values are the first that an attacker tries, and `${NAME:?…}` does not notice them: they are set.",
    mend: "Put the real value in. For a new random one: `openssl rand -hex 32`.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
};

pub static COMMITTED: Code = Code {
    id: "secrets/env-committed",
    severity: Severity::Error,
    finds: "A secret in .env is the very one that a file of this repository shows as example or default.",
    matters: "However random it looks, everyone who has the repository has the secret.",
    mend: "Make a new one for .env: `openssl rand -hex 32`.",
    source: "",
};

pub static WEAK: Code = Code {
    id: "secrets/env-weak",
    severity: Severity::Error,
    finds: "A key that signs sessions or tokens is too short or too regular.",
    matters: "Who guesses the key signs a session for any user. Guessing works offline, from one token.",
    mend: "`openssl rand -hex 32` makes a key of 64 characters with 256 bits. Sessions signed with the old key end.",
    source: "https://www.rfc-editor.org/rfc/rfc7518#section-3.2",
};

pub static REFERENCE: Code = Code {
    id: "secrets/env-reference",
    severity: Severity::Error,
    finds: "A reference to a secret manager is not of the form that the manager reads.",
    matters: "The secret is not found when the release starts, and nothing has noticed before.",
    mend: "Copy the reference from the manager itself; the message says what form it has.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html, \
             https://developer.1password.com/docs/cli/secret-reference-syntax/",
};

pub static DUPLICATE: Code = Code {
    id: "secrets/env-duplicate",
    severity: Severity::Warning,
    finds: "A variable is set twice in .env, to different values.",
    matters: "Most readers take the last line, dotenvy the first: which value is in force depends on who reads.",
    mend: "Remove the line that is out of date.",
    source: "",
};

pub static UNREADABLE: Code = Code {
    id: "secrets/env-unreadable",
    severity: Severity::Error,
    finds: "A line of .env can't be read.",
    matters: "Compose and dotenvy stop at such a line: nothing, or nothing from that line on, is set.",
    mend: "Write `NAME=value`; put values with blanks, quotes or `$` in single quotes and close every quote.",
    source: "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax",
};

pub static LOSES_TEXT: Code = Code {
    id: "secrets/env-loses-text",
    severity: Severity::Warning,
    finds: "A value in .env holds a `$` that Compose takes for a variable which is not set, and drops.",
    matters: "The service gets another password than the one that is written down.",
    mend: "Put the value in single quotes, or write `$$` for each `$`.",
    source: "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax",
};

/// All of them.
pub static ALL: &[&Code] = &[
    &MISSING,
    &TRACKED,
    &NOT_IGNORED,
    &UNSET,
    &EMPTY,
    &PLACEHOLDER,
    &COMMITTED,
    &WEAK,
    &REFERENCE,
    &DUPLICATE,
    &UNREADABLE,
    &LOSES_TEXT,
    &lines::codes::AMBIGUOUS,
    &lines::codes::OPEN_QUOTE,
    &lines::codes::MULTI_LINE,
    &lines::codes::BYTE_ORDER_MARK,
    &lines::codes::LINE_ENDS,
    &lines::codes::BAD_NAME,
    &lines::codes::SPACED,
    &lines::codes::UNQUOTED,
];
