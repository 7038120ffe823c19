//! Everything that a push would publish: blobs, messages, identities, tag
//! objects, the names of files and refs.

use std::cell::OnceCell;
use std::collections::HashSet;

use anyhow::{Context as _, Result};
use bstr::{BStr, ByteSlice};

use super::file_kind::FileKind;
use super::found::Found;
use super::ledger::Ledger;
use super::left_out::LeftOut;
use super::scanner::Scanner;
use super::{Secrets, content, not_scanned, text};
use crate::check::{Context, Examination, Push};
use crate::finding::{Finding, Place};
use crate::git::{Change, Commit, Kind, Mode, Oid, Repo, RepoPath, TagObject};

/// Scans what a push introduces.
pub(super) fn examine(settings: &Secrets, context: &Context, push: &Push, examination: &mut Examination) -> Result<()> {
    let mut walk = Walk {
        repo: context.repo,
        limit: settings.limit(),
        scanner: Scanner::new(),
        ledger: Ledger::default(),
        too_large: Vec::new(),
        left_out: LeftOut::default(),
        seen: HashSet::new(),
        seen_paths: HashSet::new(),
        head: context.repo.head()?,
        objects: 0,
        bytes: 0,
        missing: 0,
    };
    for &oid in &push.introduced.commits {
        walk.commit(oid).with_context(|| format!("scanning commit {oid}"))?;
    }
    for tag in &push.introduced.tags {
        walk.tag(tag).with_context(|| format!("scanning tag object {}", tag.oid))?;
    }
    for &(oid, kind) in &push.introduced.bare {
        walk.bare(oid, kind).with_context(|| format!("scanning object {oid}"))?;
    }
    for update in push.updates.iter().filter(|update| update.local.is_some()) {
        walk.name("ref name", update.remote_name.as_bstr(), None)?;
    }
    let nothing = walk.objects + walk.missing == 0 && walk.too_large.is_empty();
    anyhow::ensure!(
        push.introduced.is_empty() || !nothing,
        "the push brings objects but none of them was scanned; please report this with the output of \
         `git rev-list --objects HEAD`"
    );
    walk.report(examination);
    Ok(())
}

struct Walk<'r> {
    repo: &'r Repo,
    limit: u64,
    scanner: Scanner,
    ledger: Ledger,
    too_large: Vec<Finding>,
    left_out: LeftOut,
    /// What was read, and as what: a lock file's content under a settings file's name is read again.
    seen: HashSet<(Oid, FileKind)>,
    seen_paths: HashSet<RepoPath>,
    /// The commit that `git commit --amend` would change.
    head: Option<Oid>,
    objects: u64,
    bytes: u64,
    missing: u64,
}

/// The commit that brings a blob, and what it removes, once somebody asks.
struct Bringer {
    commit: Commit,
    removed: OnceCell<Vec<Change>>,
}

impl Bringer {
    fn removed(&self, repo: &Repo) -> Result<&[Change]> {
        if let Some(removed) = self.removed.get() {
            return Ok(removed);
        }
        let removed = repo.removed(&self.commit)?;
        Ok(self.removed.get_or_init(|| removed))
    }
}

impl Walk<'_> {
    fn commit(&mut self, oid: Oid) -> Result<()> {
        let commit = self.repo.commit(oid)?;
        self.objects += 1;
        self.bytes += (commit.headers.len() + commit.message.len()) as u64;
        self.headers(&commit)?;
        self.message(&commit)?;
        let changes = self.repo.changes(&commit)?;
        let bringer = Bringer { commit, removed: OnceCell::new() };
        for change in changes {
            if self.seen_paths.insert(change.path.clone()) {
                self.name("file name", change.path.as_bstr(), Some(&bringer.commit))?;
            }
            self.blob(&change, Some(&bringer))?;
        }
        Ok(())
    }

    fn headers(&mut self, commit: &Commit) -> Result<()> {
        for hit in self.scanner.scan(&commit.headers, FileKind::Opaque)? {
            let line = text::line_at(&commit.headers, hit.secret.start);
            let what = match line.split(|&b| b == b' ').next() {
                Some(b"author") => "author",
                Some(b"committer") => "committer",
                _ => "commit header",
            };
            let place = Place::file(what).in_commit(commit.oid);
            let rewrite = self.rewrite(commit, "edit");
            let way_out = format!(
                "correct user.name and user.email, then {rewrite} (`git commit --amend --reset-author --no-edit`)."
            );
            self.ledger.enter(Found::of(&commit.headers, &hit), place, &way_out);
        }
        Ok(())
    }

    fn message(&mut self, commit: &Commit) -> Result<()> {
        let message = text::readable(&commit.message);
        for hit in self.scanner.scan(&message, FileKind::Prose)? {
            let place = Place::line("commit message", hit.line).in_commit(commit.oid);
            let rewrite = self.rewrite(commit, "reword");
            let way_out = format!("take it out of the message: {rewrite}.");
            self.ledger.enter(Found::of(&message, &hit), place, &way_out);
        }
        Ok(())
    }

    fn tag(&mut self, tag: &TagObject) -> Result<()> {
        self.objects += 1;
        self.bytes += tag.raw.len() as u64;
        for hit in self.scanner.scan(&tag.raw, FileKind::Prose)? {
            let name = self.scanner.masked(tag.name.as_bstr())?;
            let way_out = format!("make the tag again without it: `git tag -f -a {name} {}`.", tag.target);
            self.ledger.enter(Found::of(&tag.raw, &hit), Place::line("tag message", hit.line), &way_out);
        }
        Ok(())
    }

    /// What a ref or tag names without a commit.
    fn bare(&mut self, oid: Oid, kind: Kind) -> Result<()> {
        let changes = match kind {
            Kind::Tree => self.repo.tree_blobs(oid)?,
            _ => vec![Change { path: oid.to_string().into(), mode: Mode::File, new: oid, old: Vec::new() }],
        };
        for change in changes {
            self.name("file name", change.path.as_bstr(), None)?;
            self.blob(&change, None)?;
        }
        Ok(())
    }

    fn name(&mut self, what: &str, name: &BStr, commit: Option<&Commit>) -> Result<()> {
        for hit in self.scanner.scan(name, FileKind::Opaque)? {
            let place = Place { commit: commit.map(|commit| commit.oid), ..Place::file(what) };
            let way_out = match commit {
                Some(commit) => {
                    format!("rename the file in the commit that brings it: {}.", self.rewrite(commit, "edit"))
                }
                None => "push it under another name.".to_owned(),
            };
            self.ledger.enter(Found::of(name, &hit), place, &way_out);
        }
        Ok(())
    }

    fn blob(&mut self, change: &Change, bringer: Option<&Bringer>) -> Result<()> {
        if !self.seen.insert((change.new, FileKind::of_path(change.path.as_bstr()))) {
            return Ok(());
        }
        let commit = bringer.map(|bringer| bringer.commit.oid);
        let Some(content) = self.read(change, commit)? else { return Ok(()) };
        let (mut found, unread) = content::search(&self.scanner, change.path.as_bstr(), &content, self.limit)?;
        if found.is_empty() && unread.is_empty() {
            return Ok(());
        }
        let path = self.scanner.masked(change.path.as_bstr())?;
        self.left_out.add(&path, &unread);
        if !found.is_empty() {
            for old in self.before(change, bringer)? {
                content::retain_news(&mut found, &old, self.limit)?;
            }
        }
        for found in found {
            let place = Place { commit, ..Place::line(path.clone(), found.line) };
            let way_out = match bringer {
                Some(bringer) => {
                    let rewrite = self.rewrite(&bringer.commit, "edit");
                    format!("take it out of {path} in the commit that brings it: {rewrite}.")
                }
                None => format!("delete the ref or tag that names {path} and make it again without."),
            };
            self.ledger.enter(found, place, &way_out);
        }
        Ok(())
    }

    /// The content of a blob, unless it is too large or only the remote has it.
    fn read(&mut self, change: &Change, commit: Option<Oid>) -> Result<Option<Vec<u8>>> {
        let path = || self.scanner.masked(change.path.as_bstr()).unwrap_or_default();
        let shown = || format!("reading {} ({})", path(), change.new);
        let Some((_, size)) = self.repo.header(change.new).with_context(shown)? else {
            anyhow::ensure!(
                self.repo.is_partial()?,
                "{} ({}) is not in this repository, so it can't be scanned; `git fsck` shows what is damaged",
                path(),
                change.new
            );
            self.missing += 1;
            return Ok(None);
        };
        if size > self.limit {
            let place = Place { commit, ..Place::file(path()) };
            self.too_large.push(not_scanned(size, self.limit).at(place));
            return Ok(None);
        }
        let content = self.repo.read(change.new).with_context(shown)?.map(|object| object.data);
        self.objects += 1;
        self.bytes += size;
        content.map(Some).with_context(shown)
    }

    /// What stood at the same path, and, for a file that was moved, what this commit removes.
    fn before(&self, change: &Change, bringer: Option<&Bringer>) -> Result<Vec<Vec<u8>>> {
        let mut oids = change.old.clone();
        if let (true, Some(bringer)) = (oids.is_empty(), bringer) {
            oids.extend(bringer.removed(self.repo)?.iter().map(|gone| gone.new));
        }
        let mut before = Vec::new();
        for oid in oids {
            if self.repo.header(oid)?.is_some_and(|(_, size)| size <= self.limit)
                && let Some(object) = self.repo.read(oid)?
            {
                before.push(object.data);
            }
        }
        Ok(before)
    }

    /// How to change a commit that has not left yet.
    fn rewrite(&self, commit: &Commit, action: &str) -> String {
        if self.head == Some(commit.oid) {
            let amend = if action == "reword" { "git commit --amend" } else { "git commit --amend --all --no-edit" };
            return format!("`{amend}`");
        }
        let from = if commit.parents.is_empty() { "--root".to_owned() } else { format!("{}^", commit.oid.short()) };
        let merges = if commit.parents.len() > 1 { "--rebase-merges " } else { "" };
        let amend = if action == "reword" {
            ""
        } else {
            ", then `git commit --amend --all --no-edit` and `git rebase --continue`"
        };
        format!("`git rebase -i {merges}{from}`, {action} {}{amend}", commit.oid.short())
    }

    fn report(self, examination: &mut Examination) {
        examination.tally.objects += self.objects;
        examination.tally.bytes += self.bytes;
        examination.tally.skipped.extend(self.left_out.counted());
        if self.missing > 0 {
            examination.tally.skipped.push(("not here (partial clone)".into(), self.missing));
        }
        if self.ledger.is_empty() && self.too_large.is_empty() {
            examination.pass(format!("No hard-coded secrets in {} objects", self.objects));
        }
        examination.findings.extend(self.too_large);
        examination.findings.extend(self.ledger.findings());
    }
}
