//! What must hold before a release: everything that does not is told at once.

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::manifest::ReleaseFile;
use super::paths;
use super::plan::{self, Destination};
use super::previous::Previous;
use super::problem::Problem;
use super::remote::Tips;
use super::signature::Key;
use super::{notes, objects, remote, worktree};
use crate::digest;
use crate::git::{Oid, Repo};
use crate::version::Version;

/// What the user asks for.
pub struct Request<'a> {
    /// The version, as typed.
    pub version: &'a str,
    /// Whether it is to be pushed.
    pub push: bool,
    /// Whether the manifest is to be signed.
    pub sign_manifest: bool,
    /// Files of the user's own that it is to change, as they are to be.
    pub bumped: &'a [ReleaseFile],
    /// The user's own notes, as far as they could be read.
    pub notes: Option<Result<Vec<u8>>>,
}

/// What came of looking.
pub enum Preflight {
    /// Nothing stands in the way.
    Ready(Ready),
    /// This release stands here already, whole; at most the push is missing.
    Standing(Standing),
    /// Something stands in the way.
    Refused(Vec<Problem>),
}

/// What a plan is made of.
pub struct Ready {
    /// The version.
    pub version: Version,
    /// The branch, `refs/heads/…`.
    pub branch: String,
    /// The commit that it is at.
    pub head: Oid,
    /// The release before.
    pub previous: Option<Previous>,
    /// What the tag will say, in the user's words; without them it is drafted once the gate has passed.
    pub notes: Option<String>,
    /// Where it is pushed to, if it is.
    pub destination: Option<Destination>,
}

/// A release that this command has made before.
pub struct Standing {
    /// The version.
    pub version: Version,
    /// The branch, which is at the release commit.
    pub branch: String,
    /// The release commit and the annotated tag.
    pub release: Tips,
    /// Where it is pushed to, if it is.
    pub destination: Option<Destination>,
}

/// Looks at everything that must hold.
pub fn examine(repo: &Repo, request: Request) -> Result<Preflight> {
    let mut survey = Survey { repo, problems: Vec::new() };
    let version = survey.version(request.version);
    let here = survey.branch()?;
    let tag = version.as_ref().map(|version| repo.read_ref(&version.tag_ref())).transpose()?.flatten();
    if let (Some(version), Some((branch, head)), Some(tag)) = (&version, &here, tag)
        && stands(repo, version, *head, tag)?
    {
        let destination = survey.destination(request.push, here.as_ref(), Some(version), Some(tag))?;
        let (version, branch) = (version.clone(), branch.clone());
        let standing = Standing { version, branch, release: Tips { branch: Some(*head), tag: Some(tag) }, destination };
        return Ok(survey.conclude(Some(Preflight::Standing(standing))));
    }
    let mut previous = None;
    if let (Some(version), Some((_, head))) = (&version, &here) {
        survey.version_is_next(version, *head, tag)?;
        previous = Previous::of(repo, *head, version)?;
    }
    survey.history_is_whole()?;
    survey.identity_is_known()?;
    survey.signing_works(here.as_ref());
    if request.sign_manifest {
        survey.manifest_can_be_signed();
    }
    survey.problems.extend(worktree::problems(repo, version.as_ref(), request.bumped)?);
    let notes = survey.notes(request.notes, here.as_ref(), previous.as_ref())?;
    let destination = survey.destination(request.push, here.as_ref(), version.as_ref(), None)?;
    let ready = version.zip(here).map(|(version, (branch, head))| {
        Preflight::Ready(Ready { version, branch, head, previous, notes, destination })
    });
    Ok(survey.conclude(ready))
}

/// Whether the tag is a finished release at the branch's head: annotated, and
/// naming the very manifest that the commit has.
fn stands(repo: &Repo, version: &Version, head: Oid, tag: Oid) -> Result<bool> {
    let (tags, target, _) = repo.peel(tag)?;
    let (Some(tag), true) = (tags.first(), target == head) else { return Ok(false) };
    let [_, _, path, _] = paths::of(version);
    let Some(manifest) = repo.blob_at(head, path.as_str().into())? else { return Ok(false) };
    let message = tag.message().to_str_lossy();
    Ok(plan::said(version, &message).is_some_and(|said| said.manifest == digest::sha256(&manifest)))
}

/// The branch that HEAD is on and the commit that it is at.
type Here = (String, Oid);

/// Gathers problems on the way. A question answered with `None` has left one.
struct Survey<'r> {
    repo: &'r Repo,
    problems: Vec<Problem>,
}

impl Survey<'_> {
    fn problem(&mut self, what: impl Into<String>, next: impl Into<String>) {
        self.problems.push(Problem::new(what, next));
    }

    fn version(&mut self, typed: &str) -> Option<Version> {
        let version = typed.parse();
        if let Err(error) = &version {
            self.problem(format!("{typed:?} is no version: {error:#}"), "precheck-hook release vX.Y.Z");
        }
        version.ok()
    }

    fn conclude(self, good: Option<Preflight>) -> Preflight {
        good.filter(|_| self.problems.is_empty()).unwrap_or(Preflight::Refused(self.problems))
    }

    fn branch(&mut self) -> Result<Option<Here>> {
        let Some(branch) = self.repo.head_ref()? else {
            self.problem("HEAD is detached: there is no branch to release from", "git switch BRANCH");
            return Ok(None);
        };
        let Some(head) = self.repo.head()? else {
            self.problem(format!("{} has no commit yet", short(&branch)), "git commit");
            return Ok(None);
        };
        Ok(Some((branch, head)))
    }

    fn version_is_next(&mut self, version: &Version, head: Oid, tag: Option<Oid>) -> Result<()> {
        if tag.is_some() {
            self.problem(
                format!("the tag {version} exists already"),
                format!("git show {version}, and then choose a higher version; a tag that was published never moves"),
            );
            return Ok(());
        }
        if let Some((highest, _)) = Version::reachable(self.repo, head)?.pop().filter(|(highest, _)| highest > version)
        {
            self.problem(
                format!("{version} is not above {highest}, which is already released on this branch"),
                format!("choose a version above {highest}"),
            );
        }
        Ok(())
    }

    fn history_is_whole(&mut self) -> Result<()> {
        if self.repo.is_shallow()? {
            self.problem("the clone is shallow: earlier releases can't be seen", "git fetch --unshallow --tags");
        }
        Ok(())
    }

    fn identity_is_known(&mut self) -> Result<()> {
        for ident in ["GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT"] {
            let out = self.repo.git().args(["var", ident]).output().context("starting git")?;
            if !out.status.success() {
                let next = "git config user.name NAME && git config user.email ADDRESS";
                self.problem("git does not know who you are, so it can't commit or tag", next);
                break;
            }
        }
        Ok(())
    }

    fn signing_works(&mut self, here: Option<&Here>) {
        let Some(&(_, head)) = here else { return };
        if let Err(error) = objects::try_signing(self.repo, head) {
            let next = "mend user.signingKey, gpg.format or the agent that holds the key; \
                        `git config --show-origin --get-regexp '^(gpg|user.signingkey|commit.gpgsign|tag.gpgsign)'` shows them";
            self.problem(format!("git is to sign the release and can't: {error:#}"), next);
        }
    }

    fn manifest_can_be_signed(&mut self) {
        if let Err(error) = Key::of(self.repo).and_then(|key| key.sign(b"Try to sign")) {
            let next = "git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519, or \
                        `sign-manifest = false` below [release] in precheck.toml";
            self.problem(format!("the manifest is to be signed and can't be: {error:#}"), next);
        }
    }

    fn notes(
        &mut self,
        given: Option<Result<Vec<u8>>>,
        here: Option<&Here>,
        previous: Option<&Previous>,
    ) -> Result<Option<String>> {
        if let Some(given) = given {
            let notes = given.and_then(|bytes| notes::tidy(&bytes));
            if let Err(error) = &notes {
                self.problem(format!("the release notes can't be used: {error:#}"), "mend the file of --notes-file");
            }
            return Ok(notes.ok());
        }
        let Some(&(_, head)) = here else { return Ok(None) };
        let since = previous.map(|previous| previous.tag.as_str());
        if !notes::has_commits(self.repo, head, since)? {
            self.problems.push(notes::nothing_to_say(since));
        }
        Ok(None)
    }

    /// Where the release goes, if it does and the remote can take it. `own` is
    /// the tag that may be there already.
    fn destination(
        &mut self,
        push: bool,
        here: Option<&Here>,
        version: Option<&Version>,
        own: Option<Oid>,
    ) -> Result<Option<Destination>> {
        let Some((branch, head)) = here.filter(|_| push) else { return Ok(None) };
        let Some(destination) = self.upstream(branch)? else {
            let branch = short(branch);
            self.problem(
                format!("{branch} has no upstream remote to push to"),
                format!("git branch --set-upstream-to=REMOTE/{branch}"),
            );
            return Ok(None);
        };
        let Destination { remote, branch } = &destination;
        let tips = match remote::tips(self.repo, &destination, version) {
            Ok(tips) => tips,
            Err(error) => {
                self.problem(format!("{remote} can't be asked: {error:#}"), format!("git ls-remote {remote}"));
                return Ok(None);
            }
        };
        if let (Some(version), Some(tag)) = (version, tips.tag)
            && own != Some(tag)
        {
            self.problem(format!("{remote} has a tag {version} already"), format!("git fetch {remote} tag {version}"));
        }
        if let Some(tip) = tips.branch
            && !self.has(tip, *head)?
        {
            let branch = short(branch);
            self.problem(
                format!("{remote} has commits on {branch} that are not here"),
                format!("git pull {remote} {branch}"),
            );
        } else if let Err(error) = remote::try_push(self.repo, &destination, *head) {
            let (what, next) =
                (format!("{error:#}"), format!("git push --dry-run {remote} {}", short(&destination.branch)));
            self.problem(what, next);
        }
        Ok(Some(destination))
    }

    /// The branch's own remote, or the only one there is. A bare URL in the
    /// remote's stead has no name that could be shown: it may hold a password.
    fn upstream(&self, branch: &str) -> Result<Option<Destination>> {
        let config = |key| self.repo.config(&format!("branch.{}.{key}", short(branch)));
        let mut remotes = self.repo.remotes()?;
        remotes.retain(|remote| !remote.urls.is_empty() || !remote.push_urls.is_empty());
        if let Some(own) = config("remote")?.filter(|&remote| remote != ".") {
            let there = config("merge")?.filter(|there| there.starts_with("refs/heads/")).unwrap_or(branch);
            let named = remotes.into_iter().find(|remote| remote.name == own);
            return Ok(named.map(|remote| Destination { remote: remote.name, branch: there.to_owned() }));
        }
        let only = remotes.pop().filter(|_| remotes.is_empty());
        Ok(only.map(|remote| Destination { remote: remote.name, branch: branch.to_owned() }))
    }

    /// Whether `head` reaches `commit`.
    fn has(&self, commit: Oid, head: Oid) -> Result<bool> {
        Ok(self.repo.header(commit)?.is_some() && self.repo.commits(&[commit], &[head])?.is_empty())
    }
}

/// `main` of `refs/heads/main`.
pub fn short(branch: &str) -> &str {
    branch.strip_prefix("refs/heads/").unwrap_or(branch)
}
