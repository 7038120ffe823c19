//! Whether a revision id is one that Alembic can live with.

use crate::finding::{Code, Finding, Severity};

pub static LONG_ID: Code = Code {
    id: "migrations/long-id",
    severity: Severity::Warning,
    finds: "A revision id has more than 32 characters.",
    matters: "alembic_version.version_num is a VARCHAR(32): PostgreSQL and MySQL refuse to store the id.",
    mend: "Shorten the id here and in the migrations that follow.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration",
};

pub static ILLEGAL_ID: Code = Code {
    id: "migrations/illegal-id",
    severity: Severity::Error,
    finds: "A revision id has a character that Alembic uses on its command line: `@`, `-`, `+` or `:`.",
    matters: "Alembic can't load the migrations at all: every command fails with \"not allowed in revision identifier\".",
    mend: "Write the id without it, here and in the migrations that follow.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#partial-revision-identifiers",
};

pub static PLACEHOLDER_ID: Code = Code {
    id: "migrations/placeholder-id",
    severity: Severity::Warning,
    finds: "A revision id was left as a template or an example has it.",
    matters: "Alembic takes it. The next one who copies the same example has the same id, and one of the two migrations \
              never runs.",
    mend: "Give the migration an id of its own before somebody applies it, and let what follows it name that.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html#create-a-migration-script",
};

/// The width of Alembic's own column.
const LONGEST: usize = 32;

/// What examples have in place of an id, in small letters and without what joins the words.
const EXAMPLES: [&str; 17] = [
    "changeit",
    "changeme",
    "downrevision",
    "fixme",
    "insertid",
    "newrevision",
    "newrevisionid",
    "placeholder",
    "replaceme",
    "revision",
    "revisionid",
    "tbd",
    "todo",
    "uprevision",
    "yourid",
    "yourrevision",
    "yourrevisionid",
];

/// What is wrong with an id, whatever the others are.
pub fn judge(id: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let length = id.chars().count();
    if length > LONGEST {
        findings.push(
            Finding::new(&LONG_ID, format!("revision id `{id}` has {length} characters; Alembic stores {LONGEST}"))
                .help("shorten it to 32 characters or less, here and where other migrations name it"),
        );
    }
    let illegal = |c| matches!(c, '@' | '-' | '+' | ':');
    if let Some(character) = id.chars().find(|&c| illegal(c)) {
        let plain = id.replace(illegal, "_");
        findings.push(
            Finding::new(&ILLEGAL_ID, format!("revision id `{id}` has a `{character}`, which Alembic refuses"))
                .help(format!("write `revision = \"{plain}\"`, and the same where other migrations name it")),
        );
    } else if is_placeholder(id) {
        findings.push(Finding::new(&PLACEHOLDER_ID, format!("revision id `{id}` is a placeholder")).help(
            "give it an id of its own, here and where other migrations name it: \
             `python -c \"import uuid; print(uuid.uuid4().hex[-12:])\"`",
        ));
    }
    findings
}

/// Only what nobody would choose; `0001` or `abc123` may well be meant.
fn is_placeholder(id: &str) -> bool {
    let bare: String = id.chars().filter(|c| !matches!(c, '_' | '.' | ' ')).collect::<String>().to_lowercase();
    let blank = bare.len() >= 3 && bare.chars().all(|c| c == 'x');
    let template = bare.contains(['<', '>', '{', '}', '$', '…']);
    blank || template || EXAMPLES.contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(id: &str) -> Vec<&'static str> {
        judge(id).iter().map(|finding| finding.code.id).collect()
    }

    #[test]
    fn an_id_that_alembic_can_not_store_is_a_warning() {
        assert_eq!(codes(&"ä".repeat(32)), [""; 0]);
        assert_eq!(codes(&"ä".repeat(33)), ["migrations/long-id"]);
        assert_eq!(judge(&"a".repeat(33))[0].severity, Severity::Warning);
    }

    #[test]
    fn an_id_that_alembic_refuses_is_an_error() {
        for id in ["a@b", "2026-05-01", "a+1", "a:b", "your-revision-id"] {
            assert_eq!(codes(id), ["migrations/illegal-id"], "{id}");
        }
        assert_eq!(judge("a-b")[0].severity, Severity::Error);
        assert!(judge("a-b")[0].help.as_ref().unwrap().contains("`revision = \"a_b\"`"));
    }

    #[test]
    fn an_id_that_nobody_chose_is_a_warning() {
        for id in [
            "xxxx",
            "XXXXXXXXXXXX",
            "<revision>",
            "${up_revision}",
            "{{ rev }}",
            "REPLACE_ME",
            "TODO",
            "your_revision_id",
        ] {
            assert_eq!(codes(id), ["migrations/placeholder-id"], "{id}");
        }
        for id in
            ["0001", "000000000000", "abc123", "a1b2c3d4e5f6", "x", "todo_list", "add_revision", "2.1.0", "base schema"]
        {
            assert_eq!(codes(id), [""; 0], "{id}");
        }
    }
}
