//! git has no tag hook. It calls this one for every ref update there is, five
//! times for a commit and thousands for a fetch, so everything that makes or
//! moves no version tag leaves before anything is opened.

use anyhow::{Context, Result, bail};
use owo_colors::Stream;

use super::ancestry::{carries, kept_message, was_fetched};
use super::{is_second_call, lines, say};
use crate::budget::Budget;
use crate::cli::HookArgs;
use crate::commands::World;
use crate::commands::gate::{Tag, TagVerdict};
use crate::engine::Options;
use crate::git::{RefUpdate, Repo};
use crate::release;
use crate::render;
use crate::verdict::Passed;
use crate::version::Version;

/// `hook reference-transaction STATE`, updates on `input`.
pub fn run(args: &HookArgs, input: &[u8]) -> Result<u8> {
    let state = args.arguments.first().and_then(|state| state.to_str()).context("git passes the state as argument")?;
    if !matches!(state, "preparing" | "prepared" | "committed") {
        return Ok(0);
    }
    let updates = version_tags(input)?;
    let carries = if updates.is_empty() { Some(true) } else { carries() };
    if carries == Some(true) {
        return Ok(0);
    }
    let world = World::read()?;
    let repo = world.repo()?;
    if is_second_call(args, &repo)? {
        return Ok(0);
    }
    for update in updates {
        if carries.is_none() && was_fetched(&repo, &update) {
            continue;
        }
        if state == "committed" {
            write_files(&repo, update, &world)?;
        } else if !repo.already(&update)? {
            // What is there already is only being packed or locked.
            let code = judge(&repo, update, state, &world)?;
            if code != 0 {
                return Ok(code);
            }
        }
    }
    Ok(0)
}

/// The updates that make or move a version tag.
pub(super) fn version_tags(input: &[u8]) -> Result<Vec<RefUpdate>> {
    let mut updates = Vec::new();
    for line in lines(input) {
        let is_version_tag = |name: &[u8]| Version::of_ref(name).is_some();
        let update = RefUpdate::parse(line).context("git's hook passed an unreadable ref update")?;
        match update {
            Some(update) if is_version_tag(&update.name) && update.new.is_some() => updates.push(update),
            None if line.rsplit(|&b| b == b' ').next().is_some_and(is_version_tag) => {
                bail!("a version tag names a commit for good, it can't follow another ref")
            }
            _ => {}
        }
    }
    Ok(updates)
}

fn judge(repo: &Repo, update: RefUpdate, state: &str, world: &World) -> Result<u8> {
    let Some(tag) = Tag::of(repo, update)? else { return Ok(0) };
    let version = tag.version.clone();
    let options = Options { skip: world.skip.clone(), ..Options::default() };
    if state == "prepared" && is_reftable(repo)? && tag.on_record(repo, &options)?.is_none() {
        // There the whole ref store is locked by now; minutes of hashing would stop every other command.
        bail!(
            "refs are locked while this hook runs; judge first, then tag again:\n  precheck-hook run --version {version} \
             --at {}",
            tag.commit
        );
    }
    let object = tag.object;
    let annotated = object != tag.commit;
    world.record_bypass(repo, &format!("tag {version}"))?;
    let mut passed = match tag.judge(repo, &options, Budget::none(), world.now)? {
        TagVerdict::Refused(report) => {
            say(&render::refusal(&report, &format!("tag {version}"), Stream::Stderr));
            if let Some(message) = kept_message(repo).filter(|_| annotated) {
                say(&format!("Your tag message is kept: git tag -a -F {} {version}\n", message.display()));
            }
            return Ok(report.verdict().exit_code());
        }
        TagVerdict::OnRecord(passed) => {
            say(&format!("precheck-hook: {version} has passed the gate before\n"));
            passed
        }
        TagVerdict::Passed(passed, report) => {
            let (good, of) = report.score();
            let took = report.took.whole_milliseconds();
            say(&format!("precheck-hook: {version} passed {good}/{of} checks in {took} ms\n"));
            passed
        }
    };
    // Written once the tag stands, and only then: see `write_files`.
    passed.files_due = true;
    passed.save(repo, &version)?;
    Ok(0)
}

/// The tag stands: the files that a release leaves are written, once. Packing
/// the ref later looks the same to this hook, and finds that nothing is due.
fn write_files(repo: &Repo, update: RefUpdate, world: &World) -> Result<()> {
    let Some(tag) = Tag::of(repo, update)? else { return Ok(()) };
    let due = Passed::load(repo, &tag.version, tag.commit).filter(|passed| passed.files_due);
    let Some(mut passed) = due else { return Ok(()) };
    // Marked as done at the end: a kill in between leaves them due.
    passed.files_due = false;
    if release::is_released(repo, &tag.version, tag.commit)? {
        return passed.save(repo, &tag.version);
    }
    let Some(root) = repo.work_tree() else {
        say("precheck-hook: no work tree here, so no release files were written\n");
        return Ok(());
    };
    let written =
        release::write_tagged(repo, root, &tag.version, tag.commit, &passed.evidence, passed.gate.clone(), world.now)?;
    passed.save(repo, &tag.version)?;
    say(&format!(
        "precheck-hook: {} stands. Written, not yet committed:\n  {}\n  git add {} && git commit -m \"Record {}\"\n",
        tag.version,
        written.join("\n  "),
        written.join(" "),
        tag.version
    ));
    Ok(())
}

fn is_reftable(repo: &Repo) -> Result<bool> {
    Ok(repo.config("extensions.refstorage")? == Some("reftable"))
}
