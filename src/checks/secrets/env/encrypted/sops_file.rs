//! A file of SOPS in any of its formats: its values and what it says of itself.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use bstr::ByteSlice;
use serde_json::{Map, Value};

use super::super::yaml::text;
use super::File;

/// No file of settings is as deep, nor has such keys; each level is kept, and looked at, for each value below it.
const DEEPEST: usize = 32;
const LONGEST_KEY: usize = 256;

/// An encrypted file as far as it can be read without a key.
#[derive(Default)]
pub struct SopsFile<'d> {
    pub leaves: Vec<Leaf<'d>>,
    /// `mac`, `encrypted_regex` and the like.
    pub metadata: BTreeMap<String, String>,
    /// Public keys that the file is encrypted to, as far as they can be compared.
    pub recipients: BTreeSet<String>,
    /// Whether what was encrypted below `data` is base64, as in a Secret of Kubernetes.
    pub is_kubernetes_secret: bool,
}

/// A value and the keys that lead to it.
pub struct Leaf<'d> {
    pub keys: Vec<&'d str>,
    pub value: Cow<'d, str>,
}

/// A YAML or JSON document, if SOPS has written it.
pub fn of_document(document: &Value) -> Option<SopsFile<'_>> {
    let root = document.as_object()?;
    let sops = root.get("sops")?.as_object()?;
    if !["mac", "lastmodified", "version"].iter().any(|key| sops.contains_key(*key)) {
        return None;
    }
    let mut file = SopsFile {
        leaves: leaves(root),
        is_kubernetes_secret: text(document, &["kind"]) == Some("Secret"),
        ..SopsFile::default()
    };
    for (key, value) in sops {
        match value {
            Value::String(text) => file.metadata.insert(key.clone(), text.clone()).is_none(),
            _ => false,
        };
    }
    let groups = sops.get("key_groups").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    for holder in std::iter::once(sops).chain(groups) {
        for (kind, id) in [("age", "recipient"), ("kms", "arn"), ("gcp_kms", "resource_id"), ("pgp", "fp")] {
            let keys = holder.get(kind).and_then(Value::as_array).into_iter().flatten();
            file.recipients.extend(keys.filter_map(|key| Some(recipient(text(key, &[id])?))));
        }
    }
    Some(file)
}

/// A `.env` file, if SOPS has written it. It takes a line as it is: no quotes, no blanks around `=`.
pub fn of_dotenv<'f>(source: &File<'f>) -> Option<SopsFile<'f>> {
    let mut file = SopsFile::default();
    for line in source.bytes.lines().filter(|line| !line.starts_with(b"#")) {
        let Some((name, value)) = std::str::from_utf8(line).ok().and_then(|line| line.split_once('=')) else {
            continue;
        };
        match name.strip_prefix("sops_") {
            Some(key) if key.contains("__list_") => {
                let is_id =
                    ["recipient", "arn", "resource_id", "fp"].iter().any(|id| key.ends_with(&format!("__map_{id}")));
                file.recipients.extend(is_id.then(|| recipient(value)));
            }
            Some(key) => {
                file.metadata.insert(key.to_owned(), value.to_owned());
            }
            None => file.leaves.push(Leaf { keys: vec![name], value: value.into() }),
        }
    }
    file.metadata.contains_key("version").then_some(file)
}

/// A public key in the one form in which it is compared: without role, blanks or difference of case.
pub fn recipient(key: &str) -> String {
    let key = key.split('+').next().unwrap_or(key);
    let is_fingerprint = key.chars().all(|c| c.is_ascii_hexdigit() || c == ' ');
    if is_fingerprint { key.replace(' ', "").to_uppercase() } else { key.trim().to_owned() }
}

/// Everything but SOPS's own part, without recursion: the depth is a stranger's.
fn leaves(root: &Map<String, Value>) -> Vec<Leaf<'_>> {
    let own = root.iter().filter(|(key, _)| *key != "sops");
    let mut open: Vec<(Vec<&str>, &Value)> = own.map(|(key, value)| (vec![key.as_str()], value)).collect();
    let mut leaves = Vec::new();
    while let Some((keys, value)) = open.pop() {
        if keys.len() > DEEPEST || keys.last().is_some_and(|key| key.len() > LONGEST_KEY) {
            continue;
        }
        match value {
            Value::Object(map) => {
                open.extend(map.iter().map(|(key, value)| ([keys.as_slice(), &[key.as_str()]].concat(), value)));
            }
            Value::Array(list) => open.extend(list.iter().map(|value| (keys.clone(), value))),
            Value::Null => {}
            Value::String(text) => leaves.push(Leaf { keys, value: text.into() }),
            Value::Bool(_) | Value::Number(_) => leaves.push(Leaf { keys, value: value.to_string().into() }),
        }
    }
    leaves
}
