//! Version tags that arrive at a server. It has no `.env` and no weights, so it
//! can't run the gate as a clone does: it wants to see that one was run, or runs
//! what needs nothing but git.

use anyhow::{Context as _, Result};
use owo_colors::Stream;

use super::{refuse, say};
use crate::budget::Budget;
use crate::check::Push;
use crate::commands::World;
use crate::commands::gate::{self, Tag};
use crate::commands::released;
use crate::config::Config;
use crate::engine::{Bypass, Options};
use crate::git::{Oid, RefUpdate};
use crate::render;
use crate::report::{Report, Verdict};
use crate::server::VersionTags;

/// Judges each that is made or moved.
pub fn judge(
    push: &Push,
    updates: &[RefUpdate],
    config: &Config,
    options: &Options,
    budget: &Budget,
    world: &World,
) -> Result<u8> {
    let is_left_out = |bypass: &Bypass| bypass.checks.is_empty() || bypass.checks.iter().any(|id| id == "release_tag");
    if options.skip.as_ref().is_some_and(is_left_out) {
        return Ok(0);
    }
    for update in updates {
        let Some(tag) = Tag::of(push.repo, update.clone())? else { continue };
        let version = tag.version.clone();
        budget
            .ask()
            .with_context(|| format!("judging {version}: push fewer at once, or have the hook's --budget raised"))?;
        let (report, passed) = judge_tag(tag, push, config, options, budget, world)?;
        if report.verdict() != Verdict::Pass {
            refuse(&render::refusal(&report, &format!("push of tag {version}"), Stream::Stderr));
            return Ok(report.verdict().exit_code());
        }
        say(&format!("precheck-hook: {version}: {passed}\n"));
    }
    Ok(0)
}

/// The report, and what to say if it passes.
fn judge_tag(
    tag: Tag,
    push: &Push,
    config: &Config,
    options: &Options,
    budget: &Budget,
    world: &World,
) -> Result<(Report, &'static str)> {
    let tips: Vec<Oid> = push.updates.iter().filter_map(|update| update.local).collect();
    let verified = released::received(push.repo, &tag, &tips, config, world)?;
    match (verified, config.server.version_tags) {
        (Some(report), _) => Ok((report, "its manifest verifies")),
        (None, VersionTags::Manifest) => Ok((released::without_manifest(&tag, world), "")),
        (None, VersionTags::Gate) => {
            let report = gate::of_server(tag, push.repo, config, options, budget, world.now)?;
            Ok((report, "it passes those checks that need nothing but git"))
        }
    }
}
