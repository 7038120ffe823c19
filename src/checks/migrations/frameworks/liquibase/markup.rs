//! Changelogs in XML, read for their change sets alone: <https://docs.liquibase.com/concepts/changelogs/xml-format.html>

use super::{ChangeSet, spaced};

/// The change sets, or why they can't be told.
pub fn read(text: &str) -> Result<Vec<ChangeSet>, String> {
    let text = without_comments(text);
    let mut sets = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("<changeSet") {
        let (head, after) = rest[at..].split_once('>').ok_or("a tag is not closed")?;
        let attributes = head.strip_prefix("<changeSet").unwrap_or_default();
        let (body, after) = match attributes.strip_suffix('/') {
            Some(_) => ("", after),
            None => after.split_once("</changeSet>").ok_or("a <changeSet> is not closed")?,
        };
        sets.push(set(attributes, body).ok_or("a <changeSet> has no id or no author")?);
        rest = after;
    }
    Ok(sets)
}

fn set(attributes: &str, body: &str) -> Option<ChangeSet> {
    let again = ["runOnChange", "runAlways"].iter().any(|name| attribute(attributes, name) == Some("true"));
    let (content, undone) = without_rollback(body);
    Some(ChangeSet {
        author: attribute(attributes, "author")?.to_owned(),
        id: attribute(attributes, "id")?.to_owned(),
        file: attribute(attributes, "logicalFilePath").map(ToOwned::to_owned),
        content: if again { String::new() } else { spaced(&content) },
        reversible: undone.then_some(true),
    })
}

/// `name="value"`, or with single quotes.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let (before, after) = rest.split_once(name)?;
        let value = after.trim_start().strip_prefix('=').map(str::trim_start);
        if let Some(value) = value
            && before.ends_with(char::is_whitespace)
        {
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            return value[1..].split_once(quote).map(|(value, _)| value);
        }
        rest = after;
    }
}

/// What Liquibase compares, and whether a way back is given: that and what is said about it are no part of it.
fn without_rollback(body: &str) -> (String, bool) {
    let (content, undone) = without(&body.replace("<rollback/>", "<rollback></rollback>"), "<rollback", "</rollback>");
    (without(&content, "<comment", "</comment>").0, undone)
}

fn without_comments(text: &str) -> String {
    without(text, "<!--", "-->").0
}

/// The text without what begins and ends so; and whether there was any.
fn without(text: &str, begins: &str, ends: &str) -> (String, bool) {
    let (mut kept, mut rest, mut any) = (String::new(), text, false);
    while let Some((before, after)) = rest.split_once(begins) {
        any = true;
        kept.push_str(before);
        rest = after.split_once(ends).map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    (kept, any)
}
