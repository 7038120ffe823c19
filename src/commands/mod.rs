//! One file a command. Standard input and output, the environment and the clock
//! are touched here and nowhere else.

mod bypasses;
mod checklist;
mod doctor;
mod explain;
mod export;
mod gate;
mod gits;
mod hook;
mod hooks_dir;
mod init;
mod install;
mod managers;
mod migrations;
mod notes;
mod progress;
mod push;
mod range;
mod release;
mod released;
mod run;
mod scan;
mod server;
mod shim;
mod uninstall;
mod verify;

/// What must hold whatever the input is.
#[cfg(any(test, fuzzing))]
pub mod fuzzing {
    pub use super::hook::fuzzing::*;
}

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use owo_colors::Stream;
use time::OffsetDateTime;

use crate::checks::Checks;
use crate::cli::{Cli, Command};
use crate::engine::Bypass;
use crate::git::{Oid, Repo};
use crate::registry::Registries;
use crate::render::{self, Format};
use crate::report::Report;
use crate::{digest, plain};

/// What a command takes from outside, read once.
pub struct World {
    /// Where the command was called.
    pub cwd: PathBuf,
    /// The time.
    pub now: OffsetDateTime,
    /// `PRECHECK_SKIP` with `PRECHECK_SKIP_REASON`.
    pub skip: Option<Bypass>,
    /// `GIT_INDEX_FILE`: what `git commit FILE` gives its hooks in place of the index.
    pub index: Option<PathBuf>,
}

/// Carries out a command; the exit code is 0 passed, 1 refused, 2 could not judge.
pub fn run(cli: Cli) -> Result<u8> {
    let world = World::read;
    match cli.command {
        Command::Init(args) => init::run(&args, &world()?),
        Command::Install(args) => install::run(&args, &world()?),
        Command::Uninstall => uninstall::run(&world()?),
        Command::Doctor => doctor::run(&world()?),
        Command::Run(args) => run::run(&args, &world()?),
        Command::Scan(args) => scan::run(&args, &world()?),
        Command::Release(args) => release::run(&args, &world()?),
        Command::Verify(args) => verify::run(&args, &world()?),
        Command::Checklist(args) => checklist::run(&args, &world()?),
        Command::Export(args) => export::run(&args, &world()?),
        Command::Migrations(args) => migrations::run(&args, &world()?),
        Command::Notes(args) => notes::run(&args, &world()?),
        Command::Explain { code } => explain::run(code.as_deref()),
        // git calls it for every ref update: it reads the world once there is something to judge.
        Command::Hook(args) => hook::run(&args),
    }
}

impl World {
    fn read() -> Result<Self> {
        let cwd = std::env::current_dir().context("the current folder is gone")?;
        let index = std::env::var_os("GIT_INDEX_FILE").map(|index| cwd.join(index));
        Ok(Self { cwd, now: now()?, skip: bypass()?, index })
    }

    /// As a server takes it: whoever pushes over a local path hands the hook an
    /// environment of his own, and no bypass may come from there.
    pub fn of_server() -> Result<Self> {
        let cwd = std::env::current_dir().context("the current folder is gone")?;
        Ok(Self { cwd, now: now()?, skip: None, index: None })
    }

    /// The repository that git would find from here.
    pub fn repo(&self) -> Result<Repo> {
        Repo::open(&self.cwd)
    }

    /// As [`World::repo`], where there need be none.
    pub fn find_repo(&self) -> Result<Option<Repo>> {
        Repo::find(&self.cwd)
    }

    /// Puts a bypass on record, so that it is seen later.
    pub fn record_bypass(&self, repo: &Repo, event: &str) -> Result<()> {
        let Some(bypass) = &self.skip else { return Ok(()) };
        bypasses::record(repo, &self.bypass(event, bypass))
    }

    /// The line of the record that a bypass makes now.
    pub fn bypass(&self, event: &str, bypass: &Bypass) -> bypasses::Bypass {
        bypasses::Bypass {
            at: self.now.unix_timestamp(),
            event: event.to_owned(),
            checks: bypass.checks.clone(),
            reason: bypass.reason.clone(),
            ..bypasses::Bypass::default()
        }
    }
}

/// The clock to the second, or `SOURCE_DATE_EPOCH` (reproducible-builds.org) where it is set.
fn now() -> Result<OffsetDateTime> {
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(OffsetDateTime::now_utc().truncate_to_second());
    };
    let seconds = epoch.to_str().and_then(|text| text.parse().ok());
    let fixed = seconds.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    fixed.with_context(|| format!("SOURCE_DATE_EPOCH is {}, which is no time in seconds", epoch.display()))
}

fn bypass() -> Result<Option<Bypass>> {
    let Some(skip) = std::env::var("PRECHECK_SKIP").ok().filter(|skip| !skip.is_empty()) else { return Ok(None) };
    let reason = std::env::var("PRECHECK_SKIP_REASON").unwrap_or_default();
    if reason.trim().is_empty() {
        bail!("PRECHECK_SKIP needs a reason on record: set PRECHECK_SKIP_REASON as well");
    }
    let checks = checks_named(&skip).context("PRECHECK_SKIP takes ids of checks, separated by commas, or `all`")?;
    Ok(Some(Bypass { checks, reason, by: "PRECHECK_SKIP" }))
}

/// The ids in a list of checks to leave out; none for all of them.
fn checks_named(list: &str) -> Result<Vec<String>> {
    let checks = match list {
        "1" | "all" => Vec::new(),
        list => list.split(',').map(|id| id.trim().to_owned()).collect(),
    };
    known_checks(&checks)?;
    Ok(checks)
}

/// Who may be asked for images, as Docker would from here. Nobody is before a check asks.
fn image_sources() -> Registries {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let docker_host = std::env::var("DOCKER_HOST").ok().filter(|host| !host.is_empty());
    Registries::new(folder("DOCKER_CONFIG").or_else(|| Some(folder("HOME")?.join(".docker"))), docker_host.as_deref())
}

/// The commit that `--at` names; without it the work tree is meant, which a bare repository does not have.
fn commit_or_work_tree(repo: &Repo, revision: Option<&str>) -> Result<Option<Oid>> {
    let Some(revision) = revision else {
        ensure!(repo.work_tree().is_some(), "a bare repository has no work tree; name a revision: `--at main`");
        return Ok(None);
    };
    commit_at(repo, revision).map(Some)
}

/// The commit that a revision names.
fn commit_at(repo: &Repo, revision: &str) -> Result<Oid> {
    let oid = repo.resolve(revision)?.with_context(|| format!("there is no revision {revision:?} here"))?;
    repo.peel_to_commit(oid)?.with_context(|| format!("{revision:?} is no commit"))
}

/// Refuses ids that no check has.
fn known_checks(ids: &[String]) -> Result<()> {
    let checks = Checks::default();
    let known = checks.all().map(crate::check::Check::id);
    match ids.iter().find(|id| !known.contains(&id.as_str())) {
        Some(unknown) => bail!("there is no check {unknown:?}; the checks are {}", known.join(", ")),
        None => Ok(()),
    }
}

/// Shows a report, and files it where `--output` says. What can't be filed is shown all the same.
fn show(report: &Report, format: Format, output: Option<&Path>, world: &World) -> Result<()> {
    let file = |path| write_named(world, path, render::render(report, format.filed(), Stream::Stdout).as_bytes());
    let filed = output.map_or(Ok(()), file);
    print(&render::render(report, format, Stream::Stdout))?;
    filed.context("--output")
}

/// Writes a file that was named in an argument, by rename; into what is no file, `/dev/stdout` say, as it
/// is. A link is not followed to a file: one that came with the repository could lead anywhere.
fn write_named(world: &World, path: &Path, bytes: &[u8]) -> Result<()> {
    let place = world.cwd.join(path);
    if place.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let opened = std::fs::OpenOptions::new().write(true).open(&place);
        let written = opened.and_then(|mut pipe| pipe.write_all(bytes));
        return written.with_context(|| format!("writing to {}", path.display()));
    }
    // Of an absolute path the folders are its user's own; only its end can have come with the repository.
    let named = if path.is_absolute() { path.file_name().map_or(path, Path::new) } else { path };
    let root = if path.is_absolute() { path.parent().unwrap_or(path) } else { &world.cwd };
    plain::ensure_no_link(root, named)?;
    digest::write_whole(&place, bytes)
}

/// Writes to standard output. A reader that has gone away (`| head`) is no error.
fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e).context("writing to standard output"),
        _ => Ok(()),
    }
}
