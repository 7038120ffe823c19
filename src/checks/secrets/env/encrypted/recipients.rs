//! To whom `.sops.yaml` says that a file is encrypted, and to whom it is.

use std::collections::BTreeSet;

use bstr::{BStr, BString, ByteSlice};
use regex::{Regex, RegexBuilder};
use serde_json::Value;

use super::super::yaml::{at, documents, text};
use super::sops_file::{SopsFile, recipient};
use super::{File, codes};
use crate::finding::Finding;
use crate::hint::shell_word;

/// Each has a pattern that takes memory.
const MOST_RULES: usize = 200;

/// The rules of every `.sops.yaml`.
#[derive(Default)]
pub struct Rules(Vec<Rule>);

struct Rule {
    folder: BString,
    /// Of the path from that folder; `None` where it is not to be understood.
    path: Option<Regex>,
    recipients: BTreeSet<String>,
}

impl Rules {
    /// Takes in a `.sops.yaml`, in its order: the first rule that fits a file decides.
    pub fn learn(&mut self, path: &BStr, bytes: &[u8]) {
        let Some(folder) = path.strip_suffix(b".sops.yaml").filter(|f| f.is_empty() || f.ends_with(b"/")) else {
            return;
        };
        for document in documents(bytes) {
            let rules = at(&document, &["creation_rules"]).and_then(Value::as_array).into_iter().flatten();
            let room = MOST_RULES.saturating_sub(self.0.len());
            self.0.extend(rules.take(room).map(|rule| Rule {
                folder: folder.into(),
                path: RegexBuilder::new(text(rule, &["path_regex"]).unwrap_or("")).size_limit(1 << 18).build().ok(),
                recipients: recipients(rule),
            }));
        }
    }

    /// Whether a file is encrypted to others than the rule for it says.
    pub fn judge(&self, sops: &SopsFile, file: &File) -> Option<Finding> {
        let rule = self.of(file.path)?;
        let missing = rule.recipients.difference(&sops.recipients).next();
        let left = sops.recipients.difference(&rule.recipients).next();
        let says = match (missing, left) {
            _ if rule.recipients.is_empty() || sops.recipients.is_empty() => return None,
            (None, None) => return None,
            (Some(missing), None) => format!("is not encrypted to {}, which .sops.yaml names", short(missing)),
            (None, Some(left)) => format!("is encrypted to {}, which .sops.yaml no longer names", short(left)),
            (Some(missing), Some(left)) => {
                format!("is encrypted to {} and not, as .sops.yaml says, to {}", short(left), short(missing))
            }
        };
        let help = format!("sops updatekeys {}", shell_word(file.path));
        Some(file.finding(&codes::RECIPIENTS, "sops", format!("{} {says}", file.path)).help(help))
    }

    /// The rule for a file: of the nearest folder that has any, the first that fits.
    fn of(&self, path: &BStr) -> Option<&Rule> {
        let above = || self.0.iter().filter(|rule| path.starts_with(&rule.folder));
        let nearest = above().map(|rule| rule.folder.len()).max()?;
        for rule in above().filter(|rule| rule.folder.len() == nearest) {
            // Behind a pattern that only SOPS understands nobody knows which rule decides.
            if rule.path.as_ref()?.is_match(&path[nearest..].to_str_lossy()) {
                return Some(rule);
            }
        }
        None
    }
}

/// As one text with commas, as a list, or in groups.
fn recipients(rule: &Value) -> BTreeSet<String> {
    let groups = at(rule, &["key_groups"]).and_then(Value::as_array).into_iter().flatten();
    let mut found = BTreeSet::new();
    for holder in std::iter::once(rule).chain(groups) {
        for (kind, id) in [("age", "recipient"), ("kms", "arn"), ("gcp_kms", "resource_id"), ("pgp", "fp")] {
            let texts: Vec<&str> = match holder.get(kind) {
                Some(Value::String(text)) => text.split(',').collect(),
                Some(Value::Array(list)) => {
                    list.iter().filter_map(|key| key.as_str().or_else(|| text(key, &[id]))).collect()
                }
                _ => Vec::new(),
            };
            found.extend(texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(recipient));
        }
    }
    found
}

/// Public keys are long; their end tells them apart.
fn short(recipient: &str) -> String {
    let tail: Vec<char> = recipient.chars().rev().take(12).collect();
    if recipient.chars().count() <= 20 {
        recipient.to_owned()
    } else {
        format!("…{}", tail.iter().rev().collect::<String>())
    }
}
