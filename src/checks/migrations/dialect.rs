//! Whose SQL the scripts of a folder are: what they say themselves, or else what the project around them depends on.

use anyhow::Result;
use bstr::ByteSlice;

use super::files::{Files, Folder};
use super::sql::Dialect;
use crate::git::Entry;

/// Files in and above the folder that name the database, each by its driver, image or setting.
const WITNESSES: [&str; 17] = [
    "migration_lock.toml",
    "meta/_journal.json",
    "diesel.toml",
    "Cargo.toml",
    "go.mod",
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "alembic.ini",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "Gemfile",
    "config/database.yml",
    "compose.yaml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// Larger files are no witnesses.
const LIMIT: usize = 1 << 20;

/// So many of the newest scripts are heard.
const SCRIPTS: usize = 16;

/// What only one of them understands, in lower case.
const OWN_WORDS: [(Dialect, &[&str]); 3] = [
    (
        Dialect::Postgres,
        &[
            "serial primary key",
            "bigserial",
            "timestamptz",
            "jsonb",
            "plpgsql",
            "gen_random_uuid",
            "concurrently",
            "::text",
            "using btree",
            "create extension",
        ],
    ),
    (Dialect::MySql, &["auto_increment", "engine=", "engine =", "unsigned", "utf8mb4"]),
    (Dialect::Sqlite, &["autoincrement", "pragma ", "without rowid"]),
];

const NAMES: [(Dialect, &[&str]); 3] = [
    (Dialect::Postgres, &["postgres", "psycopg", "asyncpg", "pgx", "lib/pq", "\"pg\"", "'pg'"]),
    (Dialect::MySql, &["mysql", "mariadb"]),
    (Dialect::Sqlite, &["sqlite"]),
];

/// The dialect of a folder of migrations.
pub fn of(files: &Files, folder: &Folder) -> Result<Dialect> {
    // `migrations/sqlite`: one of several, each for its own database.
    let by_place = heard(&folder.path, &NAMES);
    if by_place != Dialect::Unknown {
        return Ok(by_place);
    }
    let mut said = Vec::new();
    for entry in folder.files.iter().rev().take(SCRIPTS) {
        said.extend(files.text(entry)?);
        said.push(b'\n');
    }
    // A module speaks of every database in the same words; it names the one for which it does something else.
    let is_script = |entry: &&Entry| entry.path.ends_with(b".sql");
    let words = if folder.files.first().is_some_and(is_script) { &OWN_WORDS } else { &NAMES };
    let by_themselves = heard(&said, words);
    if by_themselves != Dialect::Unknown {
        return Ok(by_themselves);
    }
    let mut said = Vec::new();
    for witness in WITNESSES {
        for entry in files.above(folder.path.as_bstr(), witness) {
            let text = files.text(entry)?;
            said.extend_from_slice(if text.len() > LIMIT { b"" } else { &text });
        }
    }
    Ok(heard(&said, &NAMES))
}

/// The one that is named. Many test on `SQLite` what runs on another.
fn heard(text: &[u8], words: &[(Dialect, &[&str]); 3]) -> Dialect {
    let text = text.to_ascii_lowercase();
    let named = |words: &[&str]| words.iter().any(|word| text.contains_str(word));
    match words.map(|(_, words)| named(words)) {
        [true, false, _] => Dialect::Postgres,
        [false, true, _] => Dialect::MySql,
        [false, false, true] => Dialect::Sqlite,
        _ => Dialect::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::migrations::files::Memo;
    use crate::git::{RepoPath, Snapshot};
    use crate::recall::Recall;
    use crate::testing::Sandbox;

    #[test]
    fn a_module_says_whose_it_is_by_the_database_that_it_names() {
        let sandbox = Sandbox::new();
        let module = "from sqlalchemy.dialects import postgresql\nsa.Column('id', autoincrement=True)\n";
        sandbox.write("a/1.py", module).write("b/1.py", "sa.Column('id', autoincrement=True)\n");
        sandbox.write("db/sqlite/1.py", module).commit("one");
        let repo = sandbox.repo();
        let snapshot = Snapshot::of_commit(&repo, repo.head().unwrap().unwrap());
        let recall = Recall::default();
        let memo = Memo::of(&recall);
        let files = Files::of(&snapshot, &memo).unwrap();
        let dialect = |path: &str| {
            let entry = files.at(&format!("{path}/1.py").into()).unwrap();
            of(&files, &Folder { files: vec![entry], ..Folder::of(path, RepoPath::default()) }).unwrap()
        };
        assert_eq!((dialect("a"), dialect("b")), (Dialect::Postgres, Dialect::Unknown));
        assert_eq!(dialect("db/sqlite"), Dialect::Sqlite);
    }

    #[test]
    fn one_database_is_heard_and_two_that_contradict_are_not() {
        for (text, dialect) in [
            ("id BIGSERIAL", Dialect::Postgres),
            ("id int AUTO_INCREMENT", Dialect::MySql),
            ("id integer PRIMARY KEY AUTOINCREMENT", Dialect::Sqlite),
            ("id int", Dialect::Unknown),
            ("a JSONB, b int unsigned", Dialect::Unknown),
        ] {
            assert_eq!(heard(text.as_bytes(), &OWN_WORDS), dialect, "{text}");
        }
        assert_eq!(heard(b"sqlx = { features = [\"postgres\", \"sqlite\"] }", &NAMES), Dialect::Postgres);
        assert_eq!(heard(b"mysql2 pg postgres", &NAMES), Dialect::Unknown);
    }
}
