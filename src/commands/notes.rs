use anyhow::{Result, ensure};

use super::{World, commit_at, print, write_named};
use crate::changelog::{self, Side};
use crate::cli::NotesArgs;
use crate::config::Config;
use crate::git::{Oid, Repo};
use crate::render;
use crate::version::Version;

/// `precheck-hook notes`
pub fn run(args: &NotesArgs, world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let notes = written(args, &repo)?;
    match &args.output {
        Some(path) => write_named(world, path, notes.as_bytes())?,
        None => print(&notes)?,
    }
    Ok(0)
}

fn written(args: &NotesArgs, repo: &Repo) -> Result<String> {
    ensure!(
        !repo.is_shallow()?,
        "the clone is shallow, so the notes would be of a part only; first: git fetch --unshallow --tags"
    );
    let (commit, version) = end(repo, &args.to)?;
    let to = Side::of(repo, commit, version.as_ref(), repo.head()?.unwrap_or(commit))?;
    let from = match &args.from {
        Some(name) => {
            let (before, version) = end(repo, name)?;
            Some(Side::of(repo, before, version.as_ref(), commit)?)
        }
        None => Side::before(repo, commit, version.as_ref())?,
    };
    let checks = Config::of_snapshot(&to.snapshot)?.checks;
    let changes = changelog::gather(repo, &checks, from.as_ref(), &to)?;
    let since = from.map_or_else(|| "the beginning".to_owned(), |from| from.commit.short());
    ensure!(!changes.is_empty(), "{} has nothing that {since} had not; name what came before with --from", args.to);
    Ok(render::notes(&changes))
}

/// A commit, and the version by whose name it was called.
fn end(repo: &Repo, name: &str) -> Result<(Oid, Option<Version>)> {
    let version = Version::of_ref(format!("refs/tags/{name}").as_bytes());
    // A branch of the same name is not what is meant.
    let revision = version.as_ref().map_or_else(|| name.to_owned(), Version::tag_ref);
    commit_at(repo, &revision).map(|commit| (commit, version))
}

#[cfg(test)]
mod tests;
