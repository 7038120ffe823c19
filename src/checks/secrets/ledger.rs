//! What was found, each secret once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::found::Found;
use crate::finding::{Finding, Place};

/// The secrets found so far, in order of their first place.
#[derive(Default)]
pub(super) struct Ledger {
    findings: Vec<Finding>,
    known: HashMap<(String, bool, bool), usize>,
}

impl Ledger {
    /// Enters what was found at a place; `way_out` says how to get it out of there.
    pub(super) fn enter(&mut self, found: Found, place: Place, way_out: &str) {
        let finding = found.finding;
        let fingerprint = finding.fingerprint.clone().unwrap_or_default();
        // What is allowed in one place is not thereby allowed in another.
        match self.known.entry((fingerprint, finding.allowed.is_some(), finding.accepted.is_some())) {
            Entry::Occupied(at) => again(&mut self.findings[*at.get()], &finding, place, way_out),
            Entry::Vacant(at) => {
                at.insert(self.findings.len());
                let help = advice(&finding, way_out);
                self.findings.push(finding.at(place).help(help));
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.findings.into_iter()
    }
}

/// The same in another place. It is shown where it weighs most: what is only
/// doubtful in a test is none the less a secret in a program.
fn again(known: &mut Finding, finding: &Finding, place: Place, way_out: &str) {
    let other = if finding.severity > known.severity {
        known.severity = finding.severity;
        known.help = Some(advice(finding, way_out));
        known.place.replace(place)
    } else {
        Some(place)
    };
    known.elsewhere.extend(other.filter(|other| known.place.as_ref() != Some(other)));
}

fn advice(finding: &Finding, way_out: &str) -> String {
    format!(
        "{way_out}\nIf it ever left this machine, rotate it. Where, and how to accept a false alarm: \
         `precheck-hook explain {}`",
        finding.code.id
    )
}
