//! Secrets alone: in files, in what is staged, in a range of commits, in the whole history.

mod baseline;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use bstr::BString;

use super::{World, print, progress};
use crate::budget::Budget;
use crate::check::{Context, Destination, Event, Progress, Push};
use crate::cleared::Cleared;
use crate::cli::{ScanArgs, Scanned};
use crate::config::Config;
use crate::engine::{self, Options};
use crate::git::{Introduced, PushedRef, Repo, Snapshot};
use crate::hashes::Hashes;
use crate::recall::Recall;
use crate::report::Report;

/// More of standard input is not held in memory.
const MOST_INPUT: u64 = 1 << 30;

/// `precheck-hook scan`
pub fn run(args: &ScanArgs, world: &World) -> Result<u8> {
    let repo = repo(&args.scanned, world)?;
    let config = repo.as_ref().map(Config::of_repo).transpose()?.unwrap_or_default();
    let scan = Scan { repo: repo.as_ref(), config: &config, world, progress: &Arc::new(Progress::default()) };
    let mut report = progress::shown(scan.progress, || scan.run(&args.scanned))?;
    if args.baseline {
        let repo = repo.as_ref().context("--baseline writes to the precheck.toml of a repository, and here is none")?;
        print(&baseline::write(repo, &mut report)?)?;
    }
    super::show(&report, args.format, args.output.as_deref(), world)?;
    Ok(report.verdict().exit_code())
}

/// The repository that is scanned, or in which the first of the files lies.
fn repo(scanned: &Scanned, world: &World) -> Result<Option<Repo>> {
    if scanned.staged || scanned.all || scanned.range.is_some() {
        return world.repo().map(Some);
    }
    let first = scanned.paths.first().filter(|path| !is_input(path));
    let place = world.cwd.join(first.map_or(Path::new(""), PathBuf::as_path));
    let place = place.canonicalize().with_context(|| format!("looking for {}", place.display()))?;
    let folder = if place.is_dir() { Some(place.as_path()) } else { place.parent() };
    Repo::find(folder.unwrap_or(&place))
}

struct Scan<'a> {
    repo: Option<&'a Repo>,
    config: &'a Config,
    world: &'a World,
    progress: &'a Arc<Progress>,
}

impl Scan<'_> {
    fn run(&self, scanned: &Scanned) -> Result<Report> {
        if scanned.staged {
            return Ok(self.files(&Snapshot::of_index(self.repo()?, self.world.index.as_deref())?));
        }
        if scanned.all {
            return self.whole_history();
        }
        if let Some(range) = &scanned.range {
            let introduced = Introduced::of_revisions(self.repo()?, range)?;
            // `REV` alone asks for what is here; a range says where it begins.
            if range.contains("..") {
                introduced.ensure_whole(self.repo()?)?;
            }
            return self.history(Vec::new(), introduced);
        }
        if scanned.paths.iter().any(|path| is_input(path)) {
            ensure!(scanned.paths.len() == 1, "`-` is standard input, and stands alone");
            return Ok(self.files(&Snapshot::of_input(input()?)));
        }
        let bare = self.repo.is_some_and(|repo| repo.work_tree().is_none());
        ensure!(
            !bare || !scanned.paths.is_empty(),
            "a bare repository has no files; its history: `precheck-hook scan --all`"
        );
        let here = [PathBuf::from(".")];
        let paths = if scanned.paths.is_empty() { &here } else { scanned.paths.as_slice() };
        Ok(self.files(&Snapshot::of_disk(self.repo, &self.world.cwd, paths)?))
    }

    fn files(&self, snapshot: &Snapshot) -> Report {
        self.judge(Event::Scan(snapshot), &Cleared::default())
    }

    /// Everything that a push of all refs to an empty remote would bring.
    fn whole_history(&self) -> Result<Report> {
        let repo = self.repo()?;
        let refs = repo.refs("refs/")?.into_iter().map(|r| (r.name, r.oid));
        let head = repo.head()?.map(|oid| ("HEAD".into(), oid));
        let update = |(name, oid)| PushedRef {
            local_name: BString::default(),
            local: Some(oid),
            remote_name: name,
            remote: None,
        };
        let updates: Vec<PushedRef> = refs.chain(head).map(update).collect();
        let introduced = Introduced::of(repo, &updates, &[])?;
        self.history(updates, introduced)
    }

    fn history(&self, updates: Vec<PushedRef>, introduced: Introduced) -> Result<Report> {
        let repo = self.repo()?;
        let cleared = Cleared::load(repo, &self.config.sha256);
        let report = self.judge(Event::History(&Push { repo, to: Destination::Here, updates, introduced }), &cleared);
        cleared.save();
        Ok(report)
    }

    fn judge(&self, event: Event, cleared: &Cleared) -> Report {
        let options = Options { only: vec!["secrets".into()], ..Options::default() };
        let (now, recall, hashes) = (self.world.now, Recall::default(), Hashes::default());
        let progress = self.progress;
        let budget = Budget::none();
        let context = Context { event, now, cleared, recall: &recall, hashes: &hashes, budget, progress, images: None };
        engine::run(self.config, &options, &context)
    }

    fn repo(&self) -> Result<&Repo> {
        self.repo.context("there is no repository here")
    }
}

fn is_input(path: &Path) -> bool {
    path == Path::new("-")
}

fn input() -> Result<Vec<u8>> {
    let mut content = Vec::new();
    std::io::stdin().take(MOST_INPUT + 1).read_to_end(&mut content).context("reading standard input")?;
    ensure!(content.len() as u64 <= MOST_INPUT, "standard input has more than 1 GiB; name a file instead");
    Ok(content)
}
