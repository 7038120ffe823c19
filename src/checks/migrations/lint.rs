//! What a new migration does to a database that is in use: what blocks, what breaks the code that
//! still runs during a rollout, and what is lost.

mod advice;
mod codes;

use std::collections::{BTreeMap, HashSet};

use bstr::ByteSlice;

use super::operation::{Op, Verb};
use super::sql::{Dialect, Script};
use crate::finding::{Code, Finding, Place};
use crate::git::RepoPath;

pub use codes::CODES;

/// Names are shown so far: two identifiers of PostgreSQL, which are no longer than 63 bytes.
const SHOWN: usize = 128;

/// Judges the operations of one new file. What is done to a table that is `created` by the same
/// push or release disturbs nobody.
pub fn judge(
    path: &RepoPath,
    script: &Script,
    created: &HashSet<String>,
    dialect: Dialect,
    source: &[u8],
) -> Vec<Finding> {
    let lines: Vec<&[u8]> = source.lines().collect();
    let mut alike: BTreeMap<(&str, bool), Vec<(&Op, Finding)>> = BTreeMap::new();
    for op in script.ops.iter().filter(|op| op.verb == Verb::ConcurrentInTransaction || !is_new(op, created)) {
        let Some(code) = code(op.verb).filter(|code| applies(code, dialect)) else { continue };
        let finding = allowed(Finding::new(code, ""), op.line, &lines).at(Place::line(path.clone(), op.line));
        alike.entry((code.id, finding.allowed.is_some())).or_default().push((op, finding));
    }
    let mut findings: Vec<Finding> = alike.into_values().filter_map(|same| summed_up(same, script, dialect)).collect();
    findings.sort_by(|a, b| a.place.cmp(&b.place));
    findings
}

/// Whether an operation takes away what nothing can bring back.
pub fn loses_data(op: &Op, created: &HashSet<String>) -> bool {
    matches!(op.verb, Verb::DropTable | Verb::DropColumn | Verb::Truncate | Verb::ChangeAllRows) && !is_new(op, created)
}

/// Several of a kind are one finding, at the first of them.
fn summed_up(same: Vec<(&Op, Finding)>, script: &Script, dialect: Dialect) -> Option<Finding> {
    let more = match same.len() - 1 {
        0 => String::new(),
        1 => ", and 1 more operation of this kind follows".to_owned(),
        more => format!(", and {more} more operations of this kind follow"),
    };
    let (op, first) = same.into_iter().next()?;
    let by_tool = script.advice.and_then(|advice| {
        let cut = |name: &Option<String>| name.as_ref().map(|name| shown(name));
        advice(&Op { table: cut(&op.table), name: cut(&op.name), ..op.clone() })
    });
    let help = by_tool.unwrap_or_else(|| advice::for_op(op, dialect));
    Some(Finding { message: format!("{}{more}", describe(op)), ..first }.help(help))
}

fn is_new(op: &Op, created: &HashSet<String>) -> bool {
    op.table.as_ref().is_some_and(|table| {
        let bare = table.strip_prefix("public.").unwrap_or(table);
        created.contains(bare) || created.contains(&format!("public.{bare}"))
    })
}

/// Honours a waiver on the line of the operation, or on one above it that holds nothing else.
fn allowed(finding: Finding, line: usize, lines: &[&[u8]]) -> Finding {
    let at = |line: usize| line.checked_sub(1).and_then(|index| lines.get(index).copied()).unwrap_or_default();
    let above = Some(at(line.saturating_sub(1))).filter(|above| is_comment(above));
    std::iter::once(at(line)).chain(above).fold(finding, |finding, line| match finding.allowed {
        Some(_) => finding,
        None if silences(line, finding.code) => Finding { allowed: Some("noqa".to_owned()), ..finding },
        None => finding.allowed_by(line),
    })
}

/// Whether a line says `# noqa` of this code or of the program: `# noqa: E501, precheck`.
fn silences(line: &[u8], code: &Code) -> bool {
    let Some((_, said)) = line.split_once_str("# noqa:") else { return false };
    let mut named = said.split(|byte| byte.is_ascii_whitespace() || *byte == b',');
    named.any(|named| named == b"precheck" || named == code.id.as_bytes())
}

fn is_comment(line: &[u8]) -> bool {
    let line = line.trim_start();
    ["--", "#", "/*", "//"].iter().any(|mark| line.starts_with(mark.as_bytes()))
}

fn code(verb: Verb) -> Option<&'static Code> {
    Some(match verb {
        Verb::DropTable => &codes::DROPS_TABLE,
        Verb::DropColumn => &codes::DROPS_COLUMN,
        Verb::RenameTable | Verb::RenameColumn => &codes::RENAMES,
        Verb::ChangeType => &codes::CHANGES_TYPE,
        Verb::AddRequiredColumn => &codes::REQUIRED_COLUMN,
        Verb::SetNotNull => &codes::SETS_NOT_NULL,
        Verb::AddRewrittenColumn => &codes::REWRITES_TABLE,
        Verb::CreateIndexLocking | Verb::DropIndexLocking => &codes::LOCKING_INDEX,
        Verb::AddConstraintLocking => &codes::LOCKING_CONSTRAINT,
        Verb::LockTable => &codes::LOCKS_TABLE,
        Verb::Truncate => &codes::TRUNCATES,
        Verb::ChangeAllRows => &codes::CHANGES_ALL_ROWS,
        Verb::ConcurrentInTransaction => &codes::CONCURRENT_IN_TRANSACTION,
        _ => return None,
    })
}

/// Locks are told only where it is known whose they are. MySQL builds indexes while others write. SQLite has one writer and no types to hold rows to.
fn applies(code: &Code, dialect: Dialect) -> bool {
    let only_in_postgres: [&Code; 5] = [
        &codes::REWRITES_TABLE,
        &codes::LOCKING_INDEX,
        &codes::LOCKING_CONSTRAINT,
        &codes::LOCKS_TABLE,
        &codes::CONCURRENT_IN_TRANSACTION,
    ];
    let not_in_mysql: [&Code; 2] = [&codes::LOCKING_INDEX, &codes::CONCURRENT_IN_TRANSACTION];
    let not_in_sqlite: [&Code; 4] =
        [&codes::CHANGES_TYPE, &codes::REWRITES_TABLE, &codes::LOCKING_CONSTRAINT, &codes::LOCKS_TABLE];
    let among = |codes: &[&Code]| codes.iter().any(|other| other.id == code.id);
    match dialect {
        Dialect::Postgres => true,
        Dialect::Unknown => !among(&only_in_postgres),
        Dialect::MySql => !among(&not_in_mysql),
        Dialect::Sqlite => !among(&not_in_mysql) && !among(&not_in_sqlite),
    }
}

/// What an operation does, as a sentence.
fn describe(op: &Op) -> String {
    let table = table_of(op);
    let column = match &op.name {
        Some(name) => format!("`{}.{}`", shown(op.table.as_deref().unwrap_or("?")), shown(name)),
        None => format!("a column of {table}"),
    };
    let named = |kind: &str| {
        op.name.as_ref().map_or(format!("{kind} without a name"), |name| format!("{kind} `{}`", shown(name)))
    };
    match op.verb {
        Verb::DropTable => format!("table {table} is dropped"),
        Verb::DropColumn => format!("column {column} is dropped"),
        Verb::RenameTable => format!("table {table} is renamed"),
        Verb::RenameColumn => format!("column {column} is renamed"),
        Verb::ChangeType => format!("column {column} gets another type"),
        Verb::AddRequiredColumn => format!("column {column} is added, NOT NULL and without a default in the database"),
        Verb::SetNotNull => format!("column {column} becomes NOT NULL"),
        Verb::AddRewrittenColumn => format!("column {column} is added with a value that is written row by row"),
        Verb::CreateIndexLocking => format!("{} is built on {table} while writes wait", named("an index")),
        Verb::DropIndexLocking => format!("{} is dropped while reads and writes wait", named("an index")),
        Verb::AddConstraintLocking => {
            format!("{} is held against every row of {table} under a lock", named("a constraint"))
        }
        Verb::Truncate => format!("table {table} is emptied"),
        Verb::ChangeAllRows => format!("every row of {table} is changed in one go"),
        Verb::ConcurrentInTransaction => {
            "CONCURRENTLY is asked for inside a transaction, where PostgreSQL refuses it".to_owned()
        }
        _ => format!("others are kept out of {table}"),
    }
}

fn table_of(op: &Op) -> String {
    op.table.as_ref().map_or("a table".to_owned(), |table| format!("`{}`", shown(table)))
}

fn shown(name: &str) -> String {
    let mut letters = name.chars();
    let shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() { format!("{shown}…") } else { shown }
}

#[cfg(test)]
mod tests;
