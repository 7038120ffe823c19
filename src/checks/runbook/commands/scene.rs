//! The commands of a runbook in their order, and in which folder of the
//! repository each is typed.

use std::collections::HashSet;

use anyhow::Result;
use bstr::{BStr, ByteSlice};

use super::super::links::target::resolve;
use super::super::markdown::Document;
use super::blocks;
use super::command::{Command, Step, Word};
use crate::git::{Entry, Mode, RepoPath, Snapshot};

/// What the rules look at.
pub struct Scene<'a> {
    pub snapshot: &'a Snapshot<'a>,
    pub document: &'a Document,
    /// The runbook's lines as they are written.
    pub lines: Vec<&'a str>,
    pub commands: Vec<Placed>,
    /// Names of files whose content the runbook shows, for its reader to write them.
    pub shown: HashSet<String>,
}

/// A command and the folders in which it may be typed; none where that is
/// outside the repository: on another machine, in a container.
pub struct Placed {
    pub command: Command,
    pub folders: Vec<RepoPath>,
}

/// In so many folders a block may begin.
const STARTS: usize = 16;

impl<'a> Scene<'a> {
    /// Reads the commands of a runbook.
    pub fn read(snapshot: &'a Snapshot, path: &RepoPath, text: &'a str, document: &'a Document) -> Result<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let shown = shown(&lines, document);
        let mut scene = Self { snapshot, document, lines, commands: Vec::new(), shown };
        let mut start = above(path.as_bstr());
        for steps in blocks::of(&scene.lines, &document.fences) {
            scene.block(steps, &mut start)?;
        }
        Ok(scene)
    }

    /// Follows `cd` through a block. A folder that one block entered is often where the next goes on.
    fn block(&mut self, steps: Vec<Step>, start: &mut Vec<RepoPath>) -> Result<()> {
        let mut folders = start.clone();
        let mut outer = Vec::new();
        for step in steps {
            match step {
                Step::Open => outer.push(folders.clone()),
                Step::Close => folders = outer.pop().unwrap_or(folders),
                Step::Run(command) => {
                    let words = command.program();
                    if leaves(words) {
                        folders.clear();
                    } else if let Some(target) = changed_folder(words) {
                        folders = self.entered(&folders, target)?;
                        for folder in &folders {
                            if start.len() < STARTS && !start.contains(folder) {
                                start.push(folder.clone());
                            }
                        }
                    }
                    self.commands.push(Placed { command, folders: folders.clone() });
                }
            }
        }
        Ok(())
    }

    /// Where `cd` leads from any of these folders, as far as the repository has it.
    fn entered(&self, folders: &[RepoPath], target: &str) -> Result<Vec<RepoPath>> {
        let mut entered = Vec::new();
        for folder in folders.iter().filter(|_| !target.starts_with('/')) {
            if let Some(path) = below(folder, target)
                && self.has_folder(&path)?
                && !entered.contains(&path)
            {
                entered.push(path);
            }
        }
        Ok(entered)
    }

    /// Whether the snapshot has a folder there.
    pub fn has_folder(&self, path: &RepoPath) -> Result<bool> {
        let folder = [path.as_slice(), b"/"].concat();
        let entries = self.snapshot.entries()?;
        let at = entries.partition_point(|entry| entry.path.as_slice() < folder.as_slice());
        Ok(path.is_empty() || entries.get(at).is_some_and(|entry| entry.path.starts_with(&folder)))
    }

    /// Whether a path lies in a submodule, of which the repository knows nothing.
    pub fn is_foreign(&self, path: &RepoPath) -> Result<bool> {
        for at in path.find_iter("/") {
            if self.snapshot.entry(&path[..at])?.is_some_and(|entry| entry.mode == Mode::Gitlink) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The first of several files that the snapshot has.
    pub fn first(&self, paths: impl IntoIterator<Item = RepoPath>) -> Result<Option<&Entry>> {
        for path in paths {
            if let Some(entry) = self.snapshot.entry(&path)? {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}

/// The words of file names in a block that is no script's first line, and right above it.
fn shown(lines: &[&str], document: &Document) -> HashSet<String> {
    let blocks = document.fences.iter().filter(|fence| blocks::steps(fence).is_empty());
    let near = blocks.flat_map(|fence| lines.iter().take(fence.line + 1).skip(fence.line.saturating_sub(5)));
    let words = near.flat_map(|line| line.split(|c: char| c.is_whitespace() || "`'\"*():,".contains(c)));
    words.filter(|word| word.contains('.')).map(|word| name(word).to_owned()).collect()
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The file or folder that `target` names when typed in `folder`.
pub fn below(folder: &RepoPath, target: &str) -> Option<RepoPath> {
    let from = if folder.is_empty() { Vec::new() } else { [folder.as_slice(), b"/"].concat() };
    resolve(from.as_bstr(), target)
}

/// The root, the folder of the runbook, and those between: whoever reads it sits in one of them.
fn above(path: &BStr) -> Vec<RepoPath> {
    let ends = path.find_iter("/").map(|end| path[..end].into());
    std::iter::once(RepoPath::default()).chain(ends).collect()
}

/// Where `cd` goes; to the root of the machine where that is not known, which is as far away.
fn changed_folder(words: &[Word]) -> Option<&str> {
    let (first, rest) = words.split_first()?;
    let target = rest.iter().find(|word| word.text != "--").and_then(Word::known).filter(|target| *target != "-");
    match &*first.text {
        "cd" | "pushd" => Some(target.unwrap_or("/")),
        "popd" => Some("/"),
        _ => None,
    }
}

/// Whether what follows is typed into another shell than this one.
fn leaves(words: &[Word]) -> bool {
    let is_shell = |word: &Word| matches!(word.text.rsplit('/').next(), Some("sh" | "bash" | "ash" | "zsh"));
    let Some((first, rest)) = words.split_first() else { return false };
    let plain = || rest.iter().filter(|word| !word.text.starts_with('-')).count();
    match &*first.text {
        "ssh" | "mosh" => plain() <= 2,
        "su" | "chroot" | "newgrp" => true,
        "docker" | "docker-compose" | "podman" | "kubectl" | "oc" => {
            rest.iter().any(|word| matches!(&*word.text, "exec" | "run" | "attach"))
                && rest.last().is_some_and(is_shell)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::markdown;
    use super::*;
    use crate::testing::Sandbox;

    /// The folders of each `x` that a runbook in docs/ types.
    fn folders(text: &str) -> Vec<Vec<String>> {
        let sandbox = Sandbox::new();
        sandbox.write("api/src/a", "").write("web/a", "").write("docs/runbook.md", "").commit("one");
        let repo = sandbox.repo();
        let snapshot = Snapshot::of_work_tree(&repo);
        let document = markdown::read(text).unwrap();
        let path = "docs/runbook.md".into();
        let scene = Scene::read(&snapshot, &path, text, &document).unwrap();
        let typed = scene.commands.iter().filter(|placed| placed.command.words[0].text == "x");
        typed.map(|placed| placed.folders.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn a_command_is_typed_where_cd_has_led() {
        for (script, expected) in [
            ("x", &[&["", "docs"][..]][..]),
            ("cd api && x; cd src; x", &[&["api"], &["api/src"]]),
            ("(cd web; x); cd api/../web; x", &[&["web"], &["web"]]),
            ("cd /opt/app; x; cd api; x", &[&[], &[]]),
            ("cd gone; x", &[&[]]),
            ("cd \"$DIR\"; x", &[&[]]),
            ("ssh host; x", &[&[]]),
            ("ssh host uptime; x", &[&[]]),
            ("docker compose exec web sh\nx", &[&[]]),
            ("docker compose exec web true\nx", &[&["", "docs"]]),
        ] {
            assert_eq!(folders(&format!("```sh\n{script}\n```\n")), expected, "{script}");
        }
    }

    #[test]
    fn a_later_block_may_go_on_where_an_earlier_one_was() {
        let found = folders("```sh\ncd api\nx\n```\n\n```sh\nx\n```\n");
        assert_eq!(found, [vec!["api"], vec!["", "docs", "api"]]);
    }
}
