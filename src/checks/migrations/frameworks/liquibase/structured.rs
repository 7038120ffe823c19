//! Changelogs in YAML and JSON: <https://docs.liquibase.com/concepts/changelogs/yaml-format.html>

use serde::Deserialize;
use serde_json::Value;

use super::{ChangeSet, spaced};

#[derive(Deserialize)]
struct ChangeLog {
    #[serde(rename = "databaseChangeLog")]
    items: Vec<Item>,
}

/// Whatever else an item is, it brings nothing of its own.
#[derive(Deserialize)]
struct Item {
    #[serde(rename = "changeSet")]
    set: Option<Written>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    id: Value,
    author: Value,
    logical_file_path: Option<String>,
    run_on_change: Option<Value>,
    run_always: Option<Value>,
    #[serde(default)]
    changes: Value,
    rollback: Option<Value>,
}

/// The change sets, or why it is no changelog.
pub fn read(text: &str) -> Result<Vec<ChangeSet>, String> {
    // JSON is YAML as well.
    let read: ChangeLog = serde_saphyr::from_str(text).map_err(|error| {
        let said = error.to_string();
        spaced(said.lines().next().unwrap_or_default())
    })?;
    Ok(read.items.into_iter().filter_map(|item| item.set).map(set).collect())
}

fn set(written: Written) -> ChangeSet {
    let again = [&written.run_on_change, &written.run_always].into_iter().flatten().any(is_true);
    ChangeSet {
        author: scalar(&written.author),
        id: scalar(&written.id),
        file: written.logical_file_path,
        content: if again { String::new() } else { written.changes.to_string() },
        reversible: written.rollback.map(|_| true),
    }
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn is_true(value: &Value) -> bool {
    scalar(value).eq_ignore_ascii_case("true")
}
