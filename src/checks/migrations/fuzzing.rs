//! What must hold whatever the input is; `fuzz/` makes up the inputs.

use std::collections::HashSet;

use super::frameworks::alembic;
use super::lint;
use super::python;
use super::sql::{self, Dialect};

/// Operations stand on lines of the script in the order of their statements, and are told in few
/// words. The first byte of the input is the dialect, and whether a transaction is open.
pub fn sql(input: &[u8]) {
    const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite, Dialect::Unknown];
    let Some((&manner, text)) = input.split_first() else { return };
    let dialect = DIALECTS[usize::from(manner) % DIALECTS.len()];
    let text = String::from_utf8_lossy(text);
    let script = sql::read(&text, dialect, manner & 0x80 != 0);
    let last = 1 + text.matches('\n').count();
    assert!(script.ops.iter().all(|op| (1..=last).contains(&op.line)));
    assert!(script.ops.is_sorted_by_key(|op| op.line));
    assert!(script.trouble.as_ref().is_none_or(|trouble| (1..=last).contains(&trouble.line)));
    for finding in lint::judge(&"m.sql".into(), &script, &HashSet::new(), dialect, text.as_bytes()) {
        assert!(finding.message.chars().count() < 1_000);
    }
    assert_eq!(sql::meaning(&text), sql::meaning(&format!(" \n{}", text.trim_start_matches('\u{feff}'))));
}

/// A revision is read to its end, its operations stand on its lines, and what it is found to do is
/// told in few words.
pub fn alembic(input: &[u8]) {
    python::read(input);
    let source = String::from_utf8_lossy(input);
    let last = 1 + source.matches(['\n', '\r']).count();
    let script = alembic::operations(&source, Dialect::Postgres);
    assert!(script.ops.iter().all(|op| (1..=last).contains(&op.line)));
    for finding in lint::judge(&"m.py".into(), &script, &HashSet::new(), Dialect::Postgres, source.as_bytes()) {
        assert!(finding.message.chars().count() < 1_000);
    }
}
