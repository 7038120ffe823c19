//! What must hold whatever the settings are, ours and those of other scanners.

use super::Config;
use crate::checks;
use crate::fuzzing::{files, is_harmless};
use crate::sanitize;

/// Settings are read or refused in words that a terminal shows as they are, and those that are read can be used:
/// each rule and allowlist is asked about the input itself.
pub fn config(input: &[u8]) {
    let files = files(input);
    match Config::read(|path| Ok(files.get(path).cloned())) {
        Ok(config) => {
            assert_eq!(config.sha256.len(), 64);
            checks::fuzzing::use_settings(config.checks.secrets(), input);
        }
        Err(error) => assert!(is_harmless(&sanitize::lines(&format!("{error:#}")))),
    }
}
