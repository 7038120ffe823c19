//! What went past the hooks: pushes that they never saw, and bypasses on record.

use anyhow::Result;

use super::Findings;
use crate::commands::{World, bypasses as record, hook};
use crate::config::Config;
use crate::git::Repo;
use crate::sanitize::lines as clean_lines;

/// Pushes of this clone that no hook saw are judged now.
pub fn pushes(repo: &Repo, world: &World, findings: &mut Findings) -> Result<()> {
    let (now, Some(pushes)) = (hook::clock(), hook::Pushes::load(repo)) else { return Ok(()) };
    let config = Config::of_repo(repo)?;
    for remote in repo.remotes()? {
        let tracking = hook::tracking_refs(repo, &remote)?;
        for push in hook::unseen(repo, &tracking, &pushes, pushes.since())? {
            let (told, found) = push.tell(repo, &remote, &config, world.now)?;
            let (first, rest) = told.split_once('\n').unwrap_or((&told, ""));
            if found {
                findings.bad(first);
            } else {
                findings.fact(first);
            }
            findings.text.push_str(&clean_lines(rest));
            hook::note(repo, "-", now, push.moved.new)?;
        }
    }
    Ok(())
}

/// So many of the last bypasses are shown.
const SHOWN: usize = 3;

/// The last bypasses on record.
pub fn bypasses(repo: &Repo, findings: &mut Findings) {
    let bypasses = record::all(repo);
    for bypass in &bypasses[bypasses.len().saturating_sub(SHOWN)..] {
        findings.fact(format!("bypassed on {}", record::line(bypass)));
    }
}
