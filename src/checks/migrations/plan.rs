//! The rollback section of the runbook.

use anyhow::Result;
use bstr::ByteSlice;

use crate::git::{RepoPath, Snapshot};

/// A runbook is smaller.
const LIMIT: u64 = 1 << 20;

/// What stands below the headings on rollback, in lower case.
pub fn rollback(snapshot: &Snapshot) -> Result<String> {
    let mut plan = String::new();
    for entry in snapshot.entries()?.iter().filter(|entry| is_runbook(&entry.path)) {
        if snapshot.size(entry)?.is_some_and(|size| size <= LIMIT) {
            let text = snapshot.read(&entry.path)?.unwrap_or_default();
            plan.push_str(&section(&text.to_str_lossy()));
        }
    }
    Ok(plan)
}

fn is_runbook(path: &RepoPath) -> bool {
    let path = path.to_lowercase();
    let name = path.strip_prefix(b"docs/").unwrap_or(&path);
    name.starts_with(b"runbook") && name.ends_with(b".md")
}

fn section(text: &str) -> String {
    let (mut section, mut inside, mut fenced) = (String::new(), None, false);
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let level = line.len() - line.trim_start_matches('#').len();
        let line = line.to_lowercase();
        if level > 0 && !fenced && inside.is_none_or(|outer| level <= outer) {
            inside = ["rollback", "roll back", "롤백"].iter().any(|word| line.contains(word)).then_some(level);
        }
        if inside.is_some() {
            section.push_str(&line);
            section.push('\n');
        }
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rollback_section_ends_at_the_next_heading_of_its_rank() {
        let text = "# Run\nredis a\n## Rollback\nredis b\n```\n# redis c\n```\n### More\nredis d\n## Next\nredis e\n## 롤백\nredis f";
        let section = section(text);
        for (word, inside) in [("a", false), ("b", true), ("c", true), ("d", true), ("e", false), ("f", true)] {
            assert_eq!(section.contains(&format!("redis {word}")), inside, "{word}");
        }
    }
}
