//! No migrations: is that as it should be?

use anyhow::Result;
use bstr::ByteSlice;

use super::paths::file_name;
use crate::check::Examination;
use crate::finding::{Code, Finding, Place, Severity};
use crate::git::{Entry, Snapshot};

static NONE: Code = Code {
    id: "migrations/none",
    severity: Severity::Warning,
    finds: "The repository uses a database, and no migrations were found.",
    matters: "A schema that changes without migrations can't be rolled out or back with the code.",
    mend: "Commit the migrations, or name their folder: `locations = [\"…\"]` in `[checks.migrations]` of precheck.toml.",
    source: "https://alembic.sqlalchemy.org/en/latest/tutorial.html",
};

static NOT_JUDGED: Code = Code {
    id: "migrations/not-judged",
    severity: Severity::Note,
    finds: "The repository seems to have migrations, and no tool that is known here reads them.",
    matters: "It is not known whether they are whole and in order.",
    mend: "Let that tool's own check run in CI; or name the folder: `locations = [\"…\"]` in `[checks.migrations]`.",
    source: "",
};

/// What is reported about a repository without migrations.
pub static CODES: [&Code; 2] = [&NONE, &NOT_JUDGED];

/// Libraries that speak to a database with a schema.
const LIBRARIES: [&str; 13] = [
    "alembic",
    "asyncpg",
    "django",
    "flask-migrate",
    "flask-sqlalchemy",
    "mysqlclient",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "pymysql",
    "sqlalchemy",
    "sqlmodel",
    "tortoise-orm",
];

/// Images of such databases.
const IMAGES: [&str; 4] = ["postgres", "postgis", "mysql", "mariadb"];

/// Larger files are no lists of requirements.
const LIMIT: u64 = 1 << 20;

/// Says that there are no migrations, as loudly as the repository gives reason to.
pub fn judge_absence(snapshot: &Snapshot, named: &[String], seen: &mut Examination) -> Result<()> {
    if !named.is_empty() {
        let message = format!("no migrations in {}, which precheck.toml names", named.join(", "));
        let help = "correct `locations` in `[checks.migrations]` of precheck.toml";
        seen.find(Finding::new(&NONE, message).weighing(Severity::Error).help(help));
        return Ok(());
    }
    if let Some(other) = snapshot.entries()?.iter().find(|entry| is_other_tools(entry)) {
        seen.find(
            Finding::new(
                &NOT_JUDGED,
                "there seem to be migrations, of a tool that is not known here: they are not judged",
            )
            .at(Place::file(other.path.clone()))
            .help("let that tool's own check run in CI"),
        );
        return Ok(());
    }
    match evidence(snapshot)? {
        Some((place, what)) => seen.find(
            Finding::new(&NONE, format!("{what} is used, and no migrations were found")).at(place).help(
                "commit the migrations, or name their folder in precheck.toml:\n[checks.migrations]\nlocations = [\"…\"]",
            ),
        ),
        None => seen.pass("No database in use: there are no migrations to judge"),
    }
    Ok(())
}

/// Django's `app/migrations/0001_initial.py`, `db/migrate/20260101_x.rb`, `migrations/V1__x.sql` and the like.
fn is_other_tools(entry: &Entry) -> bool {
    let mut parts: Vec<&[u8]> = entry.path.split_str("/").collect();
    let name = parts.pop().unwrap_or_default();
    let numbered = name.trim_start_with(|c| c == 'V').first().is_some_and(u8::is_ascii_digit);
    let script = [&b".py"[..], b".rb", b".sql", b".js", b".ts"].iter().any(|extension| name.ends_with(extension));
    let below = parts.iter().any(|part| [&b"migrations"[..], b"migration", b"migrate"].contains(part));
    below && script && (numbered || name == b"migration.sql")
}

/// The first line that shows a database, and what it shows.
fn evidence(snapshot: &Snapshot) -> Result<Option<(Place, String)>> {
    for entry in snapshot.entries()? {
        let name = file_name(entry.path.as_bstr()).to_str_lossy().to_ascii_lowercase();
        if name == "alembic.ini" {
            return Ok(Some((Place::file(entry.path.clone()), "Alembic".into())));
        }
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let compose = stem.contains("compose") && matches!(extension, "yml" | "yaml");
        let requirements = stem.starts_with("requirements") && matches!(extension, "txt" | "in");
        let project = matches!(name.as_str(), "pyproject.toml" | "pipfile" | "setup.py" | "setup.cfg");
        if !(compose || requirements || project) || snapshot.size(entry)?.is_none_or(|size| size > LIMIT) {
            continue;
        }
        let text = snapshot.read(&entry.path)?.unwrap_or_default();
        for (at, line) in text.lines().enumerate() {
            let line = line.to_str_lossy().to_lowercase();
            let found = if compose { image(&line) } else { library(&line) };
            if let Some(found) = found {
                return Ok(Some((Place::line(entry.path.clone(), at + 1), found.to_owned())));
            }
        }
    }
    Ok(None)
}

/// `image: registry/postgres:16` names a database.
fn image(line: &str) -> Option<&'static str> {
    let reference = line.trim().strip_prefix("image:")?;
    IMAGES.into_iter().find(|image| reference.contains(image))
}

/// `sqlalchemy>=2`, `"SQLAlchemy[asyncio]",` and `sqlalchemy = "^2"` name a library.
fn library(line: &str) -> Option<&'static str> {
    let code = line.split('#').next().unwrap_or_default();
    let names = code.split(['"', '\'', ',', '[', '(']).map(|word| {
        let word = word.trim_start();
        let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(word.len());
        word.split_at(end).0.replace('_', "-")
    });
    names.into_iter().find_map(|name| LIBRARIES.into_iter().find(|library| *library == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_known_by_its_whole_name() {
        for line in
            ["sqlalchemy", "sqlalchemy[asyncio]>=2.0", "  \"sqlalchemy>=2\",", "sqlalchemy = \"^2\"", "x = ['django']"]
        {
            assert!(library(line).is_some(), "{line}");
        }
        for line in ["# sqlalchemy", "djangorestframework-stubs", "description = \"no sqlalchemy here\"", ""] {
            assert!(library(line).is_none(), "{line}");
        }
    }

    #[test]
    fn an_image_is_known_on_its_own_line() {
        assert!(image("    image: docker.io/library/postgres:16").is_some());
        assert!(image("    # image: postgres").is_none());
        assert!(image("    image: nginx").is_none());
    }
}
