//! A release that was made, found and verified: what `verify` shows and `export` goes by.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use bstr::{BStr, ByteSlice as _};
use time::Duration;

use super::World;
use super::gate::{self, Tag};
use crate::check::Tally;
use crate::cli::DeployedArgs;
use crate::config::{self, Config};
use crate::deployed::{self, Patience};
use crate::engine::{self, Options};
use crate::evidence::{Evidence, MigrationEvidence};
use crate::finding::Finding;
use crate::git::{Oid, Repo};
use crate::hashes::Hashes;
use crate::release::record::Record;
use crate::release::{self, LogPattern, paths};
use crate::report::{CheckReport, Report};
use crate::verify::{self, Place, Subject};
use crate::version::Version;

/// Which release, and where.
pub struct Request<'a> {
    /// `vX.Y.Z`; without it the one that VERSION names.
    pub version: Option<&'a str>,
    /// Where it was deployed, without git; without it the clone or folder that the command was called in.
    pub root: Option<&'a Path>,
    /// The file that lists whose signatures count.
    pub signers: Option<&'a Path>,
    /// Whether warnings refuse too.
    pub strict: bool,
    /// What runs, if that is verified too.
    pub deployed: Option<&'a DeployedArgs>,
}

/// A release and what came of verifying it.
pub struct Released {
    /// Which.
    pub version: Version,
    /// The name of its folder.
    pub name: String,
    /// Its manifest, if there is one.
    pub manifest: Option<Vec<u8>>,
    /// What holds and what does not.
    pub report: Report,
}

/// Verifies it.
pub fn verify(request: &Request, world: &World) -> Result<Released> {
    match (request.root, world.find_repo()?) {
        (None, Some(repo)) => in_clone(request, &repo, world),
        (Some(root), _) => in_folder(request, &world.cwd.join(root), world),
        (None, None) => in_folder(request, &world.cwd, world),
    }
}

fn in_clone(request: &Request, repo: &Repo, world: &World) -> Result<Released> {
    let version = match request.version {
        Some(version) => version.parse()?,
        None => latest(repo)?,
    };
    let place = Place::in_clone(repo, &version)?
        .with_context(|| format!("there is no tag {version} in this clone; `git fetch --tags` brings it"))?;
    let commit = repo.read_ref(&version.tag_ref())?.map(|tag| repo.peel_to_commit(tag)).transpose()?.flatten();
    let (config, _) = gate::opened(repo, commit)?;
    let migrations = |judged| migrations(repo, judged, &version, world);
    let released = judge(request, version.clone(), place, &config, &migrations, world)?;
    Ok(Released { report: Report { commit, ..released.report }, ..released })
}

/// Verifies a version whose tag a push brings, together with these tips; `None` where none of it has a manifest.
pub fn received(repo: &Repo, tag: &Tag, tips: &[Oid], config: &Config, world: &World) -> Result<Option<Report>> {
    let Some(place) = Place::received(repo, &tag.version, tag.object, tag.commit, tips)? else { return Ok(None) };
    let request = Request { version: None, root: None, signers: None, strict: false, deployed: None };
    let migrations = |judged| migrations(repo, judged, &tag.version, world);
    let released = judge(&request, tag.version.clone(), place, config, &migrations, world)?;
    Ok(Some(Report { commit: Some(tag.commit), ..released.report }))
}

/// A version whose tag a push brings without a manifest.
pub fn without_manifest(tag: &Tag, world: &World) -> Report {
    let version = &tag.version;
    let [_, _, path, _] = paths::of(version);
    let check = CheckReport::section("record", "Manifest, Checksums, Version", |seen| {
        let message = format!("{path} is neither in the tagged commit nor pushed beside it");
        seen.find(Finding::new(&verify::NO_MANIFEST, message).help(format!(
            "make it a release: precheck-hook release {version} --push\nif `git tag` has written the files, commit them and push both: git push --atomic REMOTE BRANCH {version}"
        )));
        Ok(())
    });
    report(version, vec![check], false, Duration::ZERO, world)
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

fn in_folder(request: &Request, root: &Path, world: &World) -> Result<Released> {
    let version = match request.version {
        Some(version) => version.parse()?,
        None => version_in(root)?,
    };
    let config = request.deployed.map(|_| config_in(root)).transpose()?.unwrap_or_default();
    judge(request, version, Place::Folder(root), &config, &|_| Ok(None), world)
}

/// The settings of what is deployed: of the release alone, for weights are taken as the manifest has them.
fn config_in(root: &Path) -> Result<Config> {
    let bytes = Place::Folder(root).read(config::FILE)?.unwrap_or_default();
    Ok(Config { release: Config::parse(&bytes)?.release, ..Config::default() })
}

/// The version that the file VERSION names.
fn version_in(root: &Path) -> Result<Version> {
    let file = root.join("VERSION");
    let shown = || format!("reading {}; name the version: `precheck-hook verify vX.Y.Z`", file.display());
    let bytes = Place::Folder(root).read("VERSION").with_context(shown)?.context("there is no such file");
    bytes.with_context(shown)?.to_str_lossy().trim().parse().with_context(shown)
}

/// What the gate's own check reads of a commit's migrations.
fn migrations(repo: &Repo, judged: Oid, version: &Version, world: &World) -> Result<Option<MigrationEvidence>> {
    let options = Options { only: vec!["migrations".to_owned()], ..Options::default() };
    let judged = gate::run(repo, Some(judged), Some(version.clone()), &options, Hashes::of(repo), world.now)?;
    Ok(judged.report.evidence.migrations.map(|evidence| *evidence))
}

fn judge(
    request: &Request,
    version: Version,
    place: Place,
    config: &Config,
    migrations: &dyn Fn(Oid) -> Result<Option<MigrationEvidence>>,
    world: &World,
) -> Result<Released> {
    let started = Instant::now();
    let [_, _, path, _] = paths::of(&version);
    let manifest = place.read(&path)?;
    let root = place.root().and_then(|root| root.canonicalize().ok());
    let name = root.as_deref().and_then(Path::file_name).map_or("release".into(), |name| name.to_string_lossy().into());
    let weights = config.checks.weights();
    let folders: Vec<PathBuf> = weights.folders().into_iter().collect();
    let signers = request.signers.map(|signers| world.cwd.join(signers));
    let claims = &|path: &BStr| weights.claims(path);
    let subject = Subject { version: &version, place, folders, claims, signers: signers.as_deref(), migrations };
    let mut checks = verify::verify(&subject);
    if let Some(args) = request.deployed {
        let record = manifest.as_deref().and_then(|manifest| Record::parse(manifest).ok());
        let folder = subject.place.root().unwrap_or(&world.cwd);
        checks.extend(deployed(args, &version, record.as_ref(), folder, &config.release, world));
    }
    let findings = checks.iter_mut().flat_map(|check| &mut check.findings);
    engine::tighten(findings, request.strict);
    let took = Duration::try_from(started.elapsed()).unwrap_or(Duration::MAX);
    let report = report(&version, checks, request.strict, took, world);
    Ok(Released { version, name, manifest, report })
}

fn report(version: &Version, checks: Vec<CheckReport>, strict: bool, took: Duration, world: &World) -> Report {
    Report {
        version: Some(version.clone()),
        commit: None,
        event: "verify",
        strict,
        started_at: world.now,
        took,
        checks,
        waived: Vec::new(),
        evidence: Evidence::default(),
        tally: Tally::default(),
    }
}

/// What comes of asking what runs.
fn deployed(
    args: &DeployedArgs,
    version: &Version,
    record: Option<&Record>,
    folder: &Path,
    settings: &release::Settings,
    world: &World,
) -> Vec<CheckReport> {
    let compose: Vec<PathBuf> = args.compose.iter().map(|file| world.cwd.join(file)).collect();
    let allowed: Vec<_> = settings.deployed_log_allow.iter().map(|LogPattern(pattern)| pattern.clone()).collect();
    deployed::verify(&deployed::Subject {
        version,
        images: record.map(|record| &record.images),
        folder,
        compose: &compose,
        since: args.since.as_deref(),
        allowed: &allowed,
        urls: &args.urls,
        metrics: args.metrics.as_deref(),
        patience: Patience::of(std::time::Duration::from_secs(args.deadline)),
    })
}
