//! `kind: ExternalSecret`: the store it names is declared, the keys are of a form that stores have.

use std::collections::BTreeSet;

use bstr::BString;
use serde_json::Value;

use super::super::reference::{self, Fault};
use super::super::yaml::{at, text};
use super::{File, MOST, codes};
use crate::finding::{Finding, Place};
use crate::hint::nearest;

/// So many references to stores are followed.
const MOST_NAMED: usize = 1_000;

/// Stores that the repository declares, and who names which.
#[derive(Default)]
pub struct Stores {
    declared: BTreeSet<String>,
    named: Vec<Named>,
    faulty: Vec<Finding>,
}

struct Named {
    secret: String,
    store: String,
    path: BString,
    line: usize,
}

impl Stores {
    /// Takes in a document of any kind.
    pub fn learn(&mut self, document: &Value, file: &File) {
        let name = text(document, &["metadata", "name"]).unwrap_or_default();
        match text(document, &["kind"]) {
            Some("SecretStore" | "ClusterSecretStore") => {
                self.declared.insert(name.to_owned());
            }
            Some("ExternalSecret") => self.learn_secret(name, &document["spec"], file),
            Some("ClusterExternalSecret") => self.learn_secret(name, &document["spec"]["externalSecretSpec"], file),
            _ => {}
        }
    }

    fn learn_secret(&mut self, secret: &str, spec: &Value, file: &File) {
        let entries = || ["data", "dataFrom"].into_iter().filter_map(|part| at(spec, &[part])?.as_array()).flatten();
        let of_entries = entries().filter_map(|entry| text(entry, &["sourceRef", "storeRef", "name"]));
        let room = MOST_NAMED.saturating_sub(self.named.len());
        for store in text(spec, &["secretStoreRef", "name"]).into_iter().chain(of_entries).take(room) {
            let line = file.line_of("secretStoreRef");
            self.named.push(Named {
                secret: secret.to_owned(),
                store: store.to_owned(),
                path: file.path.to_owned(),
                line,
            });
        }
        for part in ["remoteRef", "extract"] {
            let keys = entries().filter_map(|entry| text(entry, &[part, "key"]));
            self.faulty.extend(keys.filter_map(|key| judge_key(secret, key, file)).take(MOST));
        }
    }

    /// Where a repository declares none, the cluster has them from elsewhere.
    pub fn judge(self) -> Vec<Finding> {
        let Self { declared, named, mut faulty } = self;
        let is_missing = |named: &Named| !declared.contains(&named.store) && !named.store.contains(['$', '{']);
        let missing = named.iter().filter(|named| !declared.is_empty() && is_missing(named)).take(MOST);
        faulty.extend(missing.map(|Named { secret, store, path, line }| {
            let message =
                format!("the ExternalSecret {secret} names the store {store}, which is declared nowhere here");
            let meant = nearest(store, declared.iter().map(String::as_str));
            let help = meant
                .map_or("declare it, or name one that is".to_owned(), |meant| format!("{meant} was probably meant"));
            Finding::new(&codes::NO_STORE, message).help(help).at(Place::line(path.clone(), *line))
        }));
        faulty
    }
}

fn judge_key(secret: &str, key: &str, file: &File) -> Option<Finding> {
    let says = match reference::judge(key) {
        _ if key.trim().is_empty() => "is empty",
        Some(Err(Fault::Malformed(says) | Fault::Sample(says))) => says,
        _ => return None,
    };
    Some(file.finding(&codes::NO_STORE, "key", format!("a `remoteRef.key` of the ExternalSecret {secret} {says}")))
}
