//! `kind: SealedSecret`: each value is the length of an encrypted key in two
//! bytes, that key, and the text with a tag of 16 bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::super::names;
use super::super::yaml::{at, text};
use super::{File, MOST, codes};
use crate::finding::Finding;

const TAG: usize = 16;

/// What is wrong with the document, if it is a `SealedSecret`.
pub fn judge(document: &Value, file: &File) -> Option<Vec<Finding>> {
    if text(document, &["kind"]) != Some("SealedSecret") {
        return None;
    }
    let name = text(document, &["metadata", "name"]).unwrap_or("without a name");
    let values = at(document, &["spec", "encryptedData"]).and_then(Value::as_object);
    let mut found: Vec<Finding> =
        values.into_iter().flatten().filter_map(|(key, value)| judge_value(key, value, file)).take(MOST).collect();
    if values.is_none_or(Map::is_empty) {
        let message = format!("the SealedSecret {name} in {} has no encryptedData", file.path);
        found.push(file.finding(&codes::DAMAGED, "kind", message));
    }
    for part in ["data", "stringData"] {
        let open = at(document, &["spec", "template", part]).and_then(Value::as_object).into_iter().flatten();
        found.extend(open.filter(|(key, value)| is_open(key, value)).take(MOST).map(|(key, _)| {
            let message = format!("`{key}` stands open in the template of the SealedSecret {name}");
            file.finding(&codes::OPEN, key, message)
                .help("seal it with `kubeseal --raw`, then replace the value: history keeps it")
        }));
    }
    Some(found)
}

fn judge_value(key: &str, value: &Value, file: &File) -> Option<Finding> {
    let written: String = value.as_str()?.split_whitespace().collect();
    if written.contains("{{") {
        return None;
    }
    if let Some(length) = length(&written) {
        return file.judge_length(key, length);
    }
    let message = format!("`{key}` in {} is no complete sealed value", file.path);
    Some(file.finding(&codes::DAMAGED, key, message).help("seal it again with `kubeseal`"))
}

/// How long the text inside is.
fn length(sealed: &str) -> Option<usize> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    rest.len().checked_sub(usize::from(u16::from_be_bytes(*head)) + TAG)
}

/// A template may put sealed values together, but holds no secret itself.
fn is_open(key: &str, value: &Value) -> bool {
    names::is_secret(&key.replace(['-', '.'], "_"))
        && value.as_str().is_some_and(|value| !value.trim().is_empty() && !value.contains("{{"))
}
