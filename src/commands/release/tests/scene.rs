//! The stage on which releases are tested.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Result;
use tempfile::TempDir;
use time::Duration;

use super::super::{ReleaseArgs, release};
use crate::check::Tally;
use crate::evidence::Evidence;
use crate::report::{CheckReport, Report, Stopped};
use crate::testing::{NOW, Sandbox};
use crate::verdict::Judged;

/// Refs and index, and each file's mode and bytes.
pub type State = (Vec<String>, BTreeMap<String, (u32, Vec<u8>)>);

/// A repository with one commit and an `origin` beside it.
pub struct Scene {
    pub here: Sandbox,
    pub there: TempDir,
}

impl Scene {
    pub fn new() -> Self {
        Self::of(Sandbox::new(), &[])
    }

    pub fn of(here: Sandbox, format: &[&str]) -> Self {
        let there = tempfile::tempdir().unwrap();
        let path = there.path().to_str().unwrap();
        here.git(&[&["init", "--quiet", "--bare", "--initial-branch=main"], format, &[path]].concat());
        for (key, value) in [
            ("user.name", "Ada"),
            ("user.email", "ada@example.org"),
            ("commit.gpgSign", "false"),
            ("tag.gpgSign", "false"),
            ("core.hooksPath", ".git/hooks"),
        ] {
            here.git(&["config", key, value]);
        }
        here.git(&["remote", "add", "origin", path]);
        here.write("app.py", "print()\n").commit("Begin");
        Self { here, there }
    }

    pub fn try_release(&self, arguments: &[&str], judged: Judged) -> (Result<u8>, String) {
        let mut out = Vec::new();
        let code = release(&arguments_of(arguments), &self.here.repo(), NOW, |_, _| Ok(judged), &mut out);
        (code, String::from_utf8(out).unwrap())
    }

    pub fn release(&self, arguments: &[&str]) -> String {
        let (code, out) = self.try_release(arguments, passing());
        assert_eq!(code.unwrap_or_else(|error| panic!("{error:#}")), 0, "{out}");
        out
    }

    /// What the command says when it refuses or fails.
    pub fn refusal(&self, arguments: &[&str]) -> String {
        match self.try_release(arguments, passing()) {
            (Ok(0), out) => panic!("released: {out}"),
            (Ok(_), out) => out,
            (Err(error), _) => format!("{error:#}"),
        }
    }

    pub fn remote(&self, arguments: &[&str]) -> String {
        self.here.git(&[&["--git-dir", self.there.path().to_str().unwrap()], arguments].concat())
    }

    pub fn remote_refuses(&self) {
        hook(&self.there.path().join("hooks/pre-receive"), "echo no releases on Friday >&2; exit 1");
    }

    /// Everything a user could miss: refs, index and the work tree's files, bytes and modes.
    pub fn state(&self) -> State {
        let git = |arguments: &[&str]| self.here.git(arguments);
        let refs = vec![
            git(&["for-each-ref"]),
            git(&["symbolic-ref", "HEAD"]),
            git(&["ls-files", "--stage"]),
            git(&["status", "--porcelain", "--untracked-files=all"]),
        ];
        let walk = ignore::WalkBuilder::new(self.here.path()).standard_filters(false).build();
        let paths = walk
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| !path.starts_with(self.here.path().join(".git")));
        let files = paths.map(|path| {
            let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
            (path.display().to_string(), (path.symlink_metadata().unwrap().permissions().mode(), bytes))
        });
        (refs, files.collect())
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.here.path().join(path)).unwrap()
    }
}

pub fn arguments_of(arguments: &[&str]) -> ReleaseArgs {
    #[derive(clap::Parser)]
    struct Cli {
        #[command(flatten)]
        release: ReleaseArgs,
    }
    let words = std::iter::once(&"release").chain(arguments);
    <Cli as clap::Parser>::try_parse_from(words).unwrap().release
}

pub fn passing() -> Judged {
    judged(None, Evidence::default())
}

pub fn judged(stopped: Option<Stopped>, evidence: Evidence) -> Judged {
    let check = CheckReport {
        id: "secrets",
        title: "Secrets",
        took: Duration::ZERO,
        passed: Vec::new(),
        findings: Vec::new(),
        stopped,
    };
    let report = Report {
        version: None,
        commit: None,
        event: "manual",
        strict: false,
        started_at: NOW,
        took: Duration::ZERO,
        checks: vec![check],
        waived: Vec::new(),
        evidence,
        tally: Tally::default(),
    };
    Judged { report, config_sha256: String::new(), inputs: BTreeMap::new(), bypasses: Vec::new() }
}

pub fn hook(path: &Path, script: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
}
