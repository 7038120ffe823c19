//! How to get a secret out of commits that have not left yet: the commands for
//! the very case.

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::super::packed;
use crate::check::Push;
use crate::git::{Change, Commit, Oid, Repo};

/// Over more commits a rebase is no way any more.
const MANY: usize = 100;

pub(super) struct WayOut<'r> {
    repo: &'r Repo,
    /// The commit that `git commit --amend` would change.
    head: Option<Oid>,
    /// The commits that leave, parents before children.
    commits: &'r [Oid],
    /// What to type first where another branch is pushed than the one checked out.
    switch: String,
}

impl<'r> WayOut<'r> {
    pub(super) fn of(repo: &'r Repo, push: &'r Push) -> Result<Self> {
        let head = repo.head()?;
        let mut branches = push.updates.iter().filter(|update| update.local.is_some());
        let here = head.is_some() && branches.clone().any(|update| update.local == head);
        let switch = match branches.next().and_then(|update| update.local_name.strip_prefix(b"refs/heads/")) {
            Some(branch) if !here => format!("`git switch {}`, then ", branch.as_bstr()),
            _ => String::new(),
        };
        Ok(Self { repo, head, commits: &push.introduced.commits, switch })
    }

    /// Out of the file that `commit` brings it in, shown as `path`.
    pub(super) fn of_file(&self, commit: &Commit, change: &Change, path: &BStr, secret: &[u8]) -> Result<String> {
        let switch = &self.switch;
        if self.head == Some(commit.oid) {
            return Ok(format!("take it out of {path}, then `git commit --amend --all --no-edit`."));
        }
        if self.after(commit).len() > MANY {
            let base = base(commit);
            let range = if base == "--root" { "HEAD".to_owned() } else { format!("{base}..HEAD") };
            return Ok(format!(
                "{switch}`git filter-repo --replace-text FILE --refs {range}`, where FILE holds the secret on a line of \
                 its own (https://github.com/newren/git-filter-repo)."
            ));
        }
        if self.still_there(change, secret)? {
            let (short, rebase) = (commit.oid.short(), self.rebase(commit)?);
            return Ok(format!(
                "{switch}take it out of {path}, then `git commit --all --fixup={short}` and \
                 `git -c sequence.editor=: {rebase} --autosquash {}`.",
                base(commit)
            ));
        }
        Ok(format!("a later commit has it no more, but this one still brings it: {}.", self.edit(commit, path)?))
    }

    /// Out of a commit's message.
    pub(super) fn of_message(&self, commit: &Commit) -> Result<String> {
        let command = if self.head == Some(commit.oid) {
            "`git commit --amend`".to_owned()
        } else {
            format!("{}`git {} {}`, reword {}", self.switch, self.rebase(commit)?, base(commit), commit.oid.short())
        };
        Ok(format!("take it out of the message: {command}."))
    }

    /// Out of the names of author and committer.
    pub(super) fn of_identity(&self, commit: &Commit) -> Result<String> {
        let reset = "`git commit --amend --reset-author --no-edit`";
        let command = if self.head == Some(commit.oid) {
            reset.to_owned()
        } else {
            let (rebase, base, short) = (self.rebase(commit)?, base(commit), commit.oid.short());
            format!("{}`git {rebase} {base}`, edit {short}, {reset} and `git rebase --continue`", self.switch)
        };
        Ok(format!("correct user.name and user.email, then {command}."))
    }

    /// Out of a file's name.
    pub(super) fn of_file_name(&self, commit: &Commit) -> Result<String> {
        let amend = "`git mv` and `git commit --amend --no-edit`";
        let command = if self.head == Some(commit.oid) {
            amend.to_owned()
        } else {
            let (rebase, base, short) = (self.rebase(commit)?, base(commit), commit.oid.short());
            format!("{}`git {rebase} {base}`, edit {short}, {amend}, `git rebase --continue`", self.switch)
        };
        Ok(format!("rename the file in the commit that brings it: {command}."))
    }

    fn edit(&self, commit: &Commit, path: &BStr) -> Result<String> {
        Ok(format!(
            "{}`git {} {}`, edit {}, take it out of {path}, `git commit --amend --all --no-edit` and `git rebase --continue`",
            self.switch,
            self.rebase(commit)?,
            base(commit),
            commit.oid.short()
        ))
    }

    /// Merges that a plain rebase would flatten are kept.
    fn rebase(&self, commit: &Commit) -> Result<&'static str> {
        for &oid in self.after(commit).iter().chain([&commit.oid]).take(MANY) {
            if self.repo.commit(oid)?.parents.len() > 1 {
                return Ok("rebase -i --rebase-merges");
            }
        }
        Ok("rebase -i")
    }

    /// The commits that leave and come after this one.
    fn after(&self, commit: &Commit) -> &[Oid] {
        let at = self.commits.iter().position(|&oid| oid == commit.oid);
        at.map_or(&[], |at| &self.commits[at + 1..])
    }

    /// Whether the last commit still has it in this file.
    fn still_there(&self, change: &Change, secret: &[u8]) -> Result<bool> {
        let Some(&last) = self.commits.last() else { return Ok(false) };
        match self.repo.blob_at(last, change.path.as_bstr())? {
            Some(content) => packed::holds(&content, secret),
            None => Ok(false),
        }
    }
}

fn base(commit: &Commit) -> String {
    if commit.parents.is_empty() { "--root".to_owned() } else { format!("{}^", commit.oid.short()) }
}
