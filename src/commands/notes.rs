use anyhow::{Context, Result, ensure};

use super::changes::{self, Side};
use super::{World, print};
use crate::cli::NotesArgs;
use crate::digest;
use crate::git::{Oid, Repo};
use crate::render;
use crate::version::Version;

/// `precheck-hook notes`
pub fn run(args: &NotesArgs, world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let to = Side::of_revision(&repo, args.to.as_deref().unwrap_or("HEAD"))?;
    let from = match &args.from {
        Some(from) => Some(Side::of_revision(&repo, from)?),
        None => before(&repo, args.to.as_deref(), to.commit)?,
    };
    let text = render::notes(&changes::between(&repo, from.as_ref(), &to)?);
    ensure!(!text.is_empty(), "nothing was committed between the two, so there is nothing to say");
    match &args.output {
        Some(output) => digest::write_whole(&world.cwd.join(output), text.as_bytes())?,
        None => print(&text)?,
    }
    Ok(0)
}

/// The highest version below.
fn before(repo: &Repo, to: Option<&str>, commit: Oid) -> Result<Option<Side>> {
    let to = to.and_then(|to| to.parse::<Version>().ok());
    let mut reachable = Version::reachable(repo, commit)?.into_iter().rev();
    let Some((version, tag)) = reachable.find(|(version, _)| to.as_ref().is_none_or(|to| version < to)) else {
        return Ok(None);
    };
    let tagged = repo.peel_to_commit(tag.oid)?.with_context(|| format!("{version} tags no commit"))?;
    Side::of_version(repo, &version, tagged).map(Some)
}
