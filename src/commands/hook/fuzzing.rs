//! What must hold whatever a hook's standard input is.

use super::known::Memory;
use super::lines;
use super::reference_transaction::version_tags;
use crate::git::{Oid, PushedRef, RefUpdate};
use crate::hashes;
use crate::recall;
use crate::sanitize;
use crate::verdict::Passed;
use crate::version::Version;

/// What is read of a line stands there, and says the same once it is written again.
pub fn hook_stdin(input: &[u8]) {
    for line in lines(input) {
        match PushedRef::parse(line) {
            Ok(pushed) => {
                let PushedRef { local_name, local, remote_name, remote } = &pushed;
                let again = [local_name.as_slice(), &hex(*local), remote_name.as_slice(), &hex(*remote)].join(&b' ');
                assert_eq!(PushedRef::parse(&again).ok().as_ref(), Some(&pushed));
                assert!(!remote_name.contains(&b' ') && line.starts_with(local_name));
            }
            Err(error) => harmless(&format!("{error:#}")),
        }
        match RefUpdate::parse(line) {
            Ok(Some(update)) => {
                let again = [&hex(update.old), &hex(update.new), update.name.as_slice()].join(&b' ');
                assert_eq!(RefUpdate::parse(&again).ok(), Some(Some(update)));
            }
            Ok(None) => {}
            Err(error) => harmless(&format!("{error:#}")),
        }
    }
    match version_tags(input) {
        Ok(updates) => {
            assert!(updates.iter().all(|update| update.new.is_some() && Version::of_ref(&update.name).is_some()));
        }
        Err(error) => harmless(&format!("{error:#}")),
    }
}

/// What is remembered is read whole or not at all. The first byte of the input says what it is.
pub fn records(input: &[u8]) {
    let Some((&which, bytes)) = input.split_first() else { return };
    let behind = |form: &str| [form.as_bytes(), bytes].concat();
    match which % 4 {
        0 => {
            let known = recall::parsed(&behind(env!("PRECHECK_PYTHON"))).unwrap_or_default();
            assert!(known.values().map(Vec::len).sum::<usize>() <= bytes.len());
        }
        1 => {
            let known = hashes::parsed(&behind("precheck-hook/hashes/1\n")).unwrap_or_default();
            assert!(known.iter().all(|(key, said)| !said.contains(' ') && !key.contains('\n')));
        }
        2 => {
            let Ok(memory) = serde_json::from_slice::<Memory>(bytes) else { return };
            let again = serde_json::to_vec(&memory).expect("it is written");
            assert!(serde_json::from_slice::<Memory>(&again).is_ok_and(|again| again == memory));
        }
        _ => {
            let Ok(passed) = serde_json::from_slice::<Passed>(bytes) else { return };
            let again = serde_json::to_vec(&passed).expect("it is written");
            let again: Passed = serde_json::from_slice(&again).expect("and read");
            assert!(again.evidence == passed.evidence && again.is_whole() == passed.is_whole());
        }
    }
}

fn hex(oid: Option<Oid>) -> Vec<u8> {
    oid.map_or_else(|| vec![b'0'; 40], |oid| oid.to_string().into_bytes())
}

fn harmless(error: &str) {
    let shown = sanitize::lines(error);
    assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
}
