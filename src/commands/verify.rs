use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use owo_colors::Stream;
use time::Duration;

use super::{World, gate, print};
use crate::check::Tally;
use crate::checks::Checks;
use crate::cli::VerifyArgs;
use crate::engine::{self, Options};
use crate::evidence::{Evidence, MigrationEvidence};
use crate::git::{Oid, Repo};
use crate::render;
use crate::report::Report;
use crate::verify::{self, Place, Subject};
use crate::version::Version;

/// `precheck-hook verify`
pub fn run(args: &VerifyArgs, world: &World) -> Result<u8> {
    let started = Instant::now();
    let report = match (&args.root, world.find_repo()?) {
        (None, Some(repo)) => in_clone(args, &repo, world)?,
        (Some(root), _) => in_folder(args, &world.cwd.join(root), world)?,
        (None, None) => in_folder(args, &world.cwd, world)?,
    };
    let report = Report { took: Duration::try_from(started.elapsed()).unwrap_or(Duration::MAX), ..report };
    print(&render::render(&report, args.format, Stream::Stdout))?;
    Ok(report.verdict().exit_code())
}

fn in_clone(args: &VerifyArgs, repo: &Repo, world: &World) -> Result<Report> {
    let version = match &args.version {
        Some(version) => version.parse()?,
        None => latest(repo)?,
    };
    let place = Place::in_clone(repo, &version)?
        .with_context(|| format!("there is no tag {version} in this clone; `git fetch --tags` brings it"))?;
    let commit = repo.read_ref(&version.tag_ref())?.map(|tag| repo.peel_to_commit(tag)).transpose()?.flatten();
    let (config, _) = gate::opened(repo, commit)?;
    let migrations = |judged| migrations(repo, judged, &version, world);
    let report = judge(args, &version, place, &config.checks, &migrations, world);
    Ok(Report { commit, ..report })
}

/// The version that is checked out, or else the highest that HEAD reaches.
fn latest(repo: &Repo) -> Result<Version> {
    if let Some(version) = repo.work_tree().and_then(|root| version_in(root).ok()) {
        return Ok(version);
    }
    let head = repo.head()?.context("HEAD has no commit yet")?;
    let highest = Version::highest_reachable(repo, head)?;
    let (version, _) = highest.context("nothing was released here yet: HEAD reaches no version tag")?;
    Ok(version)
}

fn in_folder(args: &VerifyArgs, root: &Path, world: &World) -> Result<Report> {
    let version = match &args.version {
        Some(version) => version.parse()?,
        None => version_in(root)?,
    };
    let checks = Checks::default();
    Ok(judge(args, &version, Place::Folder(root), &checks, &|_| Ok(None), world))
}

/// The version that the file VERSION names.
fn version_in(root: &Path) -> Result<Version> {
    let file = root.join("VERSION");
    let shown = || format!("reading {}; name the version: `precheck-hook verify vX.Y.Z`", file.display());
    let text = std::fs::read_to_string(&file).with_context(shown)?;
    text.trim().parse().with_context(shown)
}

/// What the gate's own check reads of a commit's migrations.
fn migrations(repo: &Repo, judged: Oid, version: &Version, world: &World) -> Result<Option<MigrationEvidence>> {
    let options = Options { only: vec!["migrations".to_owned()], ..Options::default() };
    let judged = gate::run(repo, Some(judged), Some(version.clone()), &options, world.now)?;
    Ok(judged.report.evidence.migrations.map(|evidence| *evidence))
}

fn judge(
    args: &VerifyArgs,
    version: &Version,
    place: Place,
    checks: &Checks,
    migrations: &dyn Fn(Oid) -> Result<Option<MigrationEvidence>>,
    world: &World,
) -> Report {
    let weights = checks.weights();
    let folders: Vec<PathBuf> = weights.folders().into_iter().collect();
    let subject = Subject { version, place, folders, claims: &|path| weights.claims(path), migrations };
    let mut checks = verify::verify(&subject);
    let findings = checks.iter_mut().flat_map(|check| &mut check.findings);
    engine::tighten(findings, args.strict);
    Report {
        version: Some(version.clone()),
        commit: None,
        event: "verify",
        strict: args.strict,
        started_at: world.now,
        took: Duration::ZERO,
        checks,
        waived: Vec::new(),
        evidence: Evidence::default(),
        tally: Tally::default(),
    }
}
