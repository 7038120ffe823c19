//! Scripts and Makefile targets whose names say what they are for.

use anyhow::Result;
use bstr::ByteSlice;

use super::{Purpose, Task};
use crate::git::{Entry, Mode, Snapshot};
use crate::hint::shell_word;

/// Where scripts lie that are run by hand.
const FOLDERS: [&str; 5] = ["scripts", "script", "bin", "deploy", "ops"];
/// More of them are no help.
const MOST: usize = 40;
/// A Makefile is written by hand.
const LIMIT: u64 = 1 << 20;

/// The words by which a purpose is told; the first that fits counts, so that `rollback-deploy.sh` rolls back.
const WORDS: [(Purpose, &[&str]); 6] = [
    (Purpose::Rollback, &["rollback", "revert"]),
    (Purpose::Restore, &["restore"]),
    (Purpose::Backup, &["backup", "dump"]),
    (Purpose::Scale, &["scale"]),
    (Purpose::Health, &["health", "healthcheck", "smoke"]),
    (Purpose::Deploy, &["deploy", "deployment"]),
];

/// What the snapshot has, scripts first.
pub fn find(snapshot: &Snapshot) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = snapshot.entries()?.iter().filter_map(script).take(MOST).collect();
    tasks.extend(targets(snapshot)?);
    tasks.truncate(MOST);
    Ok(tasks)
}

fn script(entry: &Entry) -> Option<Task> {
    let (folder, name) = entry.path.rsplit_once_str("/").unwrap_or((b"", &entry.path));
    let is_shell = name.ends_with(b".sh");
    let is_run = matches!(entry.mode, Mode::Executable) || (is_shell && entry.mode == Mode::File);
    let is_here = folder.is_empty() && is_shell || FOLDERS.iter().any(|known| folder == known.as_bytes());
    let purpose = purpose(&name.to_str_lossy()).filter(|_| is_run && is_here)?;
    let word = shell_word(&[b"./", entry.path.as_slice()].concat());
    let command = if entry.mode == Mode::Executable { word } else { format!("sh {word}") };
    Some(Task { purpose, command })
}

fn targets(snapshot: &Snapshot) -> Result<Vec<Task>> {
    let Some(entry) = snapshot.entry("Makefile")? else { return Ok(Vec::new()) };
    if entry.mode == Mode::Symlink || snapshot.size(entry)?.is_some_and(|size| size > LIMIT) {
        return Ok(Vec::new());
    }
    let text = snapshot.read("Makefile")?.unwrap_or_default();
    let targets = text.to_str_lossy().lines().filter_map(target).collect();
    Ok(targets)
}

/// `deploy: build` is one; `DEPLOY := yes` and recipes are not.
fn target(line: &str) -> Option<Task> {
    let (name, rest) = line.split_once(':')?;
    let name = name.trim_end();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if name.is_empty() || !name.chars().all(is_plain) || rest.starts_with(['=', ':']) {
        return None;
    }
    Some(Task { purpose: purpose(name)?, command: format!("make {name}") })
}

fn purpose(name: &str) -> Option<Purpose> {
    let name = name.to_lowercase().replace("roll-back", "rollback").replace("roll_back", "rollback");
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let fits = |known: &[&str]| words.iter().any(|word| known.contains(word));
    WORDS.iter().find(|(_, known)| fits(known)).map(|(purpose, _)| *purpose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_script_is_for_and_a_way_back_is_no_deployment() {
        for (name, meant) in [
            ("deploy.sh", Some(Purpose::Deploy)),
            ("rollback-deploy.sh", Some(Purpose::Rollback)),
            ("db_backup", Some(Purpose::Backup)),
            ("roll_back", Some(Purpose::Rollback)),
            ("undeployed.sh", None),
            ("lint.sh", None),
        ] {
            assert_eq!(purpose(name), meant, "{name}");
        }
    }

    #[test]
    fn only_a_rule_of_a_makefile_is_a_target() {
        assert_eq!(target("deploy: build").map(|task| task.command).as_deref(), Some("make deploy"));
        for line in ["DEPLOY := 1", "deploy::", "\tdeploy: x", "$(deploy): x", "a/deploy: x", "build:"] {
            assert!(target(line).is_none(), "{line}");
        }
    }
}
