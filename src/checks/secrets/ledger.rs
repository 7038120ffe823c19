//! What was found, each secret once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::found::Found;
use crate::finding::{Finding, Place};

/// The secrets found so far, in order of their first place.
#[derive(Default)]
pub(super) struct Ledger {
    sightings: Vec<Sighting>,
    known: HashMap<(String, bool), usize>,
}

struct Sighting {
    finding: Finding,
    elsewhere: usize,
}

impl Sighting {
    /// The same in another place. It is shown where it weighs most: what is only
    /// doubtful in a test is none the less a secret in a program.
    fn again(&mut self, finding: &Finding, place: Place, way_out: &str) {
        self.elsewhere += 1;
        let other = if finding.severity > self.finding.severity {
            self.finding.severity = finding.severity;
            self.finding.help = Some(advice(finding, way_out));
            self.finding.place.replace(place)
        } else {
            Some(place)
        };
        self.finding.elsewhere.extend(other.map(|place| place.path));
    }
}

impl Ledger {
    /// Enters what was found at a place; `way_out` says how to get it out of there.
    pub(super) fn enter(&mut self, found: Found, place: Place, way_out: &str) {
        let finding = found.finding;
        let fingerprint = finding.fingerprint.clone().unwrap_or_default();
        // What is allowed in one place is not thereby allowed in another.
        match self.known.entry((fingerprint, finding.allowed.is_some())) {
            Entry::Occupied(at) => self.sightings[*at.get()].again(&finding, place, way_out),
            Entry::Vacant(at) => {
                at.insert(self.sightings.len());
                let help = advice(&finding, way_out);
                self.sightings.push(Sighting { finding: finding.at(place).help(help), elsewhere: 0 });
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sightings.is_empty()
    }

    pub(super) fn findings(self) -> impl Iterator<Item = Finding> {
        self.sightings.into_iter().map(|Sighting { mut finding, elsewhere }| {
            match elsewhere {
                0 => {}
                1 => finding.message.push_str(", and in 1 more place"),
                more => finding.message = format!("{}, and in {more} more places", finding.message),
            }
            finding
        })
    }
}

fn advice(finding: &Finding, way_out: &str) -> String {
    format!(
        "{way_out}\nIf it ever left this machine, rotate it. Where, and how to accept a false alarm: \
         `precheck-hook explain {}`",
        finding.code.id
    )
}
