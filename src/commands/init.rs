//! `precheck-hook init`: settings and a runbook, each where there is none yet.

use std::path::{Component, Path};

use anyhow::{Context, Result, ensure};

use super::{World, gate, print};
use crate::cli::InitArgs;
use crate::recall::Recall;
use crate::{config, init, release, sanitize};

pub fn run(args: &InitArgs, world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let root = repo.work_tree().context("a bare repository has no place for a runbook; name a clone")?;
    let (config, snapshot) = gate::opened(&repo, None)?;
    let recall = Recall::of(&repo);
    let facts = init::gather(&config.checks, &snapshot, &recall)?;
    recall.save();
    let runbook_path = config.checks.runbook_path(&snapshot)?;
    let runbook = init::runbook(&facts, world.now.date(), args.lang);
    let mut said = written(root, config::FILE, &init::settings(&facts, args.lang))?;
    said += &written(root, &runbook_path, &runbook)?;
    said += "then: precheck-hook run\n";
    print(&said)?;
    Ok(0)
}

/// Writes a file where there is none; what came of it.
fn written(root: &Path, path: &str, text: &str) -> Result<String> {
    let shown = sanitize::line(path);
    let stays_below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(stays_below, "{} names {shown}, which is no path below the root of the repository", config::FILE);
    if root.join(path).symlink_metadata().is_ok() {
        return Ok(format!("{shown} is there, and is left as it is\n"));
    }
    release::place(root, path, text.as_bytes())?;
    let blanks = text.matches(init::MARKER).count();
    let next = match blanks {
        0 => String::new(),
        1 => "; fill in the blank that it marks with ____".to_owned(),
        blanks => format!("; fill in the {blanks} blanks that it marks with ____"),
    };
    Ok(format!("{shown} is written{next}\n"))
}
