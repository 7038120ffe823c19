//! Changelogs in SQL: <https://docs.liquibase.com/concepts/changelogs/sql-format.html>

use super::{ChangeSet, spaced};

/// What stands behind `--word`, if the line is such a comment.
fn directive<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let said = line.trim_start().strip_prefix("--")?.trim_start();
    let (head, rest) = said.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// Whether the first line says that Liquibase reads it.
pub fn speaks(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&text[..text.len().min(400)]);
    let first = text.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty());
    first
        .and_then(|line| directive(line, "liquibase"))
        .is_some_and(|rest| rest.trim().to_lowercase().starts_with("formatted"))
}

pub fn read(text: &str) -> Vec<ChangeSet> {
    let mut sets = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((author, id, attributes)) = directive(line, "changeset").and_then(head) else { continue };
        let (mut content, mut rollback) = (String::new(), None);
        while let Some(line) = lines.next_if(|line| directive(line, "changeset").is_none()) {
            if let Some(undo) = directive(line, "rollback") {
                rollback.get_or_insert_with(String::new).push_str(undo);
            } else if directive(line, "comment").is_none() && directive(line, "preconditions").is_none() {
                content.push_str(line);
                content.push('\n');
            }
        }
        let again = ["runonchange:true", "runalways:true"].iter().any(|word| attributes.contains(word));
        let content = if again { String::new() } else { spaced(&content) };
        let file = None;
        sets.push(ChangeSet { author, id, file, content, reversible: Some(rollback.is_some()) });
    }
    sets
}

/// `author:id attributes`
fn head(rest: &str) -> Option<(String, String, String)> {
    let rest = rest.trim();
    let (author, rest) = rest.split_once(':')?;
    let (id, attributes) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((author.trim().to_owned(), id.to_owned(), attributes.to_lowercase()))
}
