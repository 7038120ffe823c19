use anyhow::Result;
use owo_colors::Stream;

use super::{World, commit_or_work_tree, gate, print};
use crate::cli::MigrationsArgs;
use crate::recall::Recall;
use crate::render;

/// `precheck-hook migrations`
pub fn run(args: &MigrationsArgs, world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let at = commit_or_work_tree(&repo, args.at.as_deref())?;
    let (config, snapshot) = gate::opened(&repo, at)?;
    let recall = Recall::of(&repo);
    let survey = config.checks.survey(&repo, &snapshot, &recall)?;
    recall.save();
    print(&render::graphs(&survey, args.format, Stream::Stdout))?;
    Ok(0)
}
