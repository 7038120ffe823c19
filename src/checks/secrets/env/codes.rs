//! What the `.env` half of the check can find.

use super::encrypted::codes as encrypted;
use super::line_codes as lines;
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

pub static TYPO: Code = Code {
    id: "secrets/env-typo",
    severity: Severity::Error,
    finds: "A variable that the release needs is missing, and one whose name differs by a typing error is set but \
            read by nothing.",
    matters: "The program starts without the setting, or not at all, although it seems to stand in .env.",
    mend: "Rename the variable on the line that is named.",
    source: "",
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
    finds: "A secret in .env is the very one that a file of this repository shows: an example, a default, a README, a test.",
    matters: "However random it looks, everyone who has the repository has the secret.",
    mend: "Make a new one for .env: `openssl rand -hex 32`.",
    source: "",
};

pub static WEAK: Code = Code {
    id: "secrets/env-weak",
    severity: Severity::Error,
    finds: "A key that signs sessions or tokens is too short, too regular or not of the form that its reader takes; \
            or a password has less than eight characters.",
    matters: "Who guesses the key signs a session for any user. Guessing works offline, from one token.",
    mend: "`openssl rand -hex 32` makes a key of 64 characters with 256 bits. Sessions signed with the old key end.",
    source: "https://www.rfc-editor.org/rfc/rfc7518#section-3.2, https://pages.nist.gov/800-63-4/sp800-63b.html",
};

pub static REUSED: Code = Code {
    id: "secrets/env-reused",
    severity: Severity::Warning,
    finds: "Two secrets for different purposes have the same value.",
    matters: "Who learns one has both, and neither can be replaced without the other.",
    mend: "Make a new value for one of them: `openssl rand -hex 32`.",
    source: "https://pages.nist.gov/800-63-4/sp800-63b.html",
};

pub static PASSWORDS_DIFFER: Code = Code {
    id: "secrets/env-passwords-differ",
    severity: Severity::Warning,
    finds: "The password in an address is not the one that the service behind it is started with.",
    matters: "The program can't log in to its own database.",
    mend: "Write the same password in both places, percent-encoded in the address (`@` is `%40`); or let the address \
           take it from the variable: `postgres://app:${POSTGRES_PASSWORD}@db/app`.",
    source: "https://hub.docker.com/_/postgres, https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
};

pub static NO_SERVICE: Code = Code {
    id: "secrets/env-no-service",
    severity: Severity::Warning,
    finds: "An address names a host or port that no service of the Compose file has.",
    matters: "Containers reach one another by the service's name and the port inside the container; with any other, \
              the connection fails after the release.",
    mend: "Name the service and the port on which it listens inside its container, not the one published on the host.",
    source: "https://docs.docker.com/compose/how-tos/networking/",
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

pub static REFERENCE_APART: Code = Code {
    id: "secrets/env-reference-apart",
    severity: Severity::Warning,
    finds: "One reference to a secret manager names another account, region, project or vault than all others of its file.",
    matters: "Mostly it was copied from another environment: the release may not read it, or reads a foreign secret.",
    mend: "Correct it. Where it is meant, say so on the line: `# precheck:allow secrets/env-reference-apart -- why`.",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
};

pub static REFERENCE_STAGE: Code = Code {
    id: "secrets/env-reference-stage",
    severity: Severity::Warning,
    finds: "A reference in a file for production names a secret of development, staging or tests.",
    matters: "The release would use the database or the key of another environment.",
    mend: "Refer to the secret of production. Where it is meant, say so on the line: \
           `# precheck:allow secrets/env-reference-stage -- why`.",
    source: "",
};

pub static REFERENCE_LATEST: Code = Code {
    id: "secrets/env-reference-latest",
    severity: Severity::Note,
    finds: "A reference names no fixed version of a secret but the latest one.",
    matters: "What the release starts with changes without a release, and a rollback does not bring it back.",
    mend: "Write the version's number, if the secret belongs to the release.",
    source: "https://cloud.google.com/secret-manager/docs/best-practices",
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
    &TYPO,
    &EMPTY,
    &PLACEHOLDER,
    &COMMITTED,
    &WEAK,
    &REUSED,
    &PASSWORDS_DIFFER,
    &NO_SERVICE,
    &REFERENCE,
    &REFERENCE_APART,
    &REFERENCE_STAGE,
    &REFERENCE_LATEST,
    &DUPLICATE,
    &UNREADABLE,
    &LOSES_TEXT,
    &encrypted::OPEN,
    &encrypted::EMPTY,
    &encrypted::DAMAGED,
    &encrypted::NO_MAC,
    &encrypted::RECIPIENTS,
    &encrypted::NO_STORE,
    &lines::AMBIGUOUS,
    &lines::OPEN_QUOTE,
    &lines::MULTI_LINE,
    &lines::BYTE_ORDER_MARK,
    &lines::LINE_ENDS,
    &lines::BAD_NAME,
    &lines::SPACED,
    &lines::UNQUOTED,
];
