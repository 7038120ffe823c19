//! What lines of `.env` can be found to be, whatever their values.

use crate::finding::{Code, Severity};

const SYNTAX: &str =
    "https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax";

pub static AMBIGUOUS: Code = Code {
    id: "secrets/env-ambiguous",
    severity: Severity::Warning,
    finds: "The programs that read .env in this repository do not agree on a value.",
    matters: "Quotes, `#`, `$` and `\\` mean something else to Docker Compose, python-dotenv, node and a shell: two parts \
              of one release work with two passwords.",
    mend: "Write the value as the message says, mostly between single quotes; or have one program read the file and \
           hand the variables on.",
    source: SYNTAX,
};

pub static OPEN_QUOTE: Code = Code {
    id: "secrets/env-open-quote",
    severity: Severity::Error,
    finds: "A value in .env begins with a quote that is never closed.",
    matters: "Compose and a shell refuse the file, python-dotenv leaves the variable out, node keeps the quote.",
    mend: "Close the quote; or, where it belongs to the value, put the other kind of quotes around it.",
    source: SYNTAX,
};

pub static MULTI_LINE: Code = Code {
    id: "secrets/env-multi-line",
    severity: Severity::Warning,
    finds: "A value in .env goes on over several lines, and not every program here reads it to its end.",
    matters: "`docker run --env-file` reads lines and nothing else, and without quotes no program sees that a key goes on: \
              the value ends with its first line.",
    mend: "Put double quotes around the value and write `\\n` for each line end; or keep the key in a file and name \
           the file.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#env",
};

pub static BYTE_ORDER_MARK: Code = Code {
    id: "secrets/env-bom",
    severity: Severity::Warning,
    finds: ".env begins with a byte order mark.",
    matters: "It is invisible, and python-dotenv, node and a shell take it for part of the first variable's name.",
    mend: "Save the file as UTF-8 without it; `sed -i '1s/^\\xef\\xbb\\xbf//' .env` takes it away.",
    source: "https://www.unicode.org/faq/utf_bom.html",
};

pub static LINE_ENDS: Code = Code {
    id: "secrets/env-crlf",
    severity: Severity::Note,
    finds: "Lines of .env end with CR LF, as on Windows.",
    matters: "A shell and SOPS keep the carriage return: every password has an invisible character at its end.",
    mend: "`sed -i 's/\\r$//' .env`, and LF as the line end in the editor.",
    source: "https://github.com/getsops/sops/issues/779",
};

pub static BAD_NAME: Code = Code {
    id: "secrets/env-bad-name",
    severity: Severity::Warning,
    finds: "A name in .env is none to a program that reads the file here.",
    matters: "The variable is not set, and a shell runs the line as a command.",
    mend: "Name it with the letters A-Z, digits and `_`, a letter first.",
    source: "https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html",
};

pub static SPACED: Code = Code {
    id: "secrets/env-spaces",
    severity: Severity::Warning,
    finds: "There is a blank beside a `=` in .env, and a program that reads the file here does not take it.",
    matters: "A shell runs the name as a command, `docker run --env-file` stops or keeps the blank.",
    mend: "Write `NAME=value` without blanks around `=`.",
    source: "",
};

pub static UNQUOTED: Code = Code {
    id: "secrets/env-unquoted",
    severity: Severity::Warning,
    finds: "A value without quotes holds a character that a program which reads the file here does not take for text.",
    matters: "A shell ends a value at blanks, `&` and `;` and runs what follows; node ends it at `#`. The variable is not \
              set, or a password is cut off.",
    mend: "Put the value between single quotes.",
    source: "https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02",
};
