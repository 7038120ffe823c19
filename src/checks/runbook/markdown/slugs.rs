//! The fragments by which GitHub reaches a document's headings.

use std::collections::HashMap;

use anyhow::Result;
use regex::Regex;

/// Gives one heading after the other its fragment.
pub struct Slugs {
    dropped: Regex,
    /// Every fragment that is taken, and how often it was wanted again.
    taken: HashMap<String, usize>,
}

impl Slugs {
    pub fn new() -> Result<Self> {
        Ok(Self { dropped: Regex::new(r"[^\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\- ]")?, taken: HashMap::new() })
    }

    /// The next heading's: lower case, letters, marks, digits, connectors, hyphens and spaces kept, spaces as
    /// hyphens, nothing trimmed; one that is taken gets the next free number.
    pub fn next(&mut self, heading: &str) -> String {
        let slug = self.dropped.replace_all(&heading.to_lowercase(), "").replace(' ', "-");
        let mut unique = slug.clone();
        let mut count = self.taken.get(&slug).copied().unwrap_or_default();
        while self.taken.contains_key(&unique) {
            count += 1;
            unique = format!("{slug}-{count}");
        }
        self.taken.insert(slug, count);
        self.taken.entry(unique.clone()).or_insert(0);
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_headings_are_numbered_past_what_is_taken() {
        let mut slugs = Slugs::new().unwrap();
        let given = ["foo", "foo", "foo-1", "foo"].map(|heading| slugs.next(heading));
        assert_eq!(given, ["foo", "foo-1", "foo-1-1", "foo-2"]);
    }
}
