//! Is the hook that git will really run ours, and does it work?

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::hooks_dir::{self, HOOKS, Hook, HooksDir, SERVER, is_ours};
use super::{World, bypasses, hook, print, server};
use crate::config::Config;
use crate::digest;
use crate::git::Repo;
use crate::sanitize::{line as clean, lines as clean_lines};

/// `precheck-hook doctor`
pub fn run(world: &World) -> Result<u8> {
    let repo = world.repo()?;
    let folder = HooksDir::of(&repo)?;
    let mut findings = Findings::default();
    findings.fact(format!("{}, read by {}", git_version(&repo)?, repo.reader()));
    findings.fact(format!("hooks in {}", folder.path.display()));
    if let Some((scope, value)) = &folder.configured {
        findings.fact(format!("core.hooksPath = {value:?} ({scope})"));
    }
    let server = server::installed(&repo, &folder);
    let mut hooks: Vec<_> = HOOKS.iter().map(|hook| (hook, folder.path.clone())).collect();
    if !server.is_empty() {
        hooks = server;
    }
    hooks.retain(|(hook, folder)| {
        let fault = fault(hook, folder);
        match &fault {
            None => findings.good(format!("{} is ours and can run", hook.event)),
            Some(fault) => findings.bad(format!("{}: {fault}", hook.event)),
        }
        if hook.previous(folder).exists() {
            findings.fact(format!("{}: the hook from before runs first", hook.event));
        }
        fault.is_none()
    });
    past_the_hook(&repo, world, &mut findings)?;
    tell_bypasses(&repo, &mut findings);
    probe(&hooks, &mut findings)?;
    let bad = findings.bad;
    findings.text.push_str(if bad == 0 {
        "all is well\n"
    } else {
        "mend what is marked ✗; `precheck-hook install` puts the hooks in\n"
    });
    print(&findings.text)?;
    Ok(u8::from(bad > 0))
}

/// Pushes of this clone that no hook saw are judged now.
fn past_the_hook(repo: &Repo, world: &World, findings: &mut Findings) -> Result<()> {
    let (now, Some(pushes)) = (hook::clock(), hook::Pushes::load(repo)) else { return Ok(()) };
    let config = Config::of_repo(repo)?;
    for remote in repo.remotes()? {
        let tracking = hook::tracking_refs(repo, &remote)?;
        for push in hook::unseen(repo, &tracking, &pushes, pushes.since())? {
            let (told, found) = push.tell(repo, &remote, &config, world.now)?;
            let (first, rest) = told.split_once('\n').unwrap_or((&told, ""));
            if found {
                findings.bad(first);
            } else {
                findings.fact(first);
            }
            findings.text.push_str(&clean_lines(rest));
            hook::note(repo, "-", now, push.moved.new)?;
        }
    }
    Ok(())
}

/// So many of the last bypasses are shown.
const SHOWN: usize = 3;

/// The last bypasses on record.
fn tell_bypasses(repo: &Repo, findings: &mut Findings) {
    let bypasses = bypasses::all(repo);
    for bypass in &bypasses[bypasses.len().saturating_sub(SHOWN)..] {
        findings.fact(format!("bypassed on {}", bypasses::line(bypass)));
    }
}

#[derive(Default)]
struct Findings {
    text: String,
    bad: usize,
}

impl Findings {
    fn fact(&mut self, text: impl AsRef<str>) {
        self.add(' ', text.as_ref());
    }

    fn good(&mut self, text: impl AsRef<str>) {
        self.add('✓', text.as_ref());
    }

    fn bad(&mut self, text: impl AsRef<str>) {
        self.bad += 1;
        self.add('✗', text.as_ref());
    }

    fn add(&mut self, mark: char, text: &str) {
        self.text += &format!("{mark} {}\n", clean(text));
    }
}

fn git_version(repo: &Repo) -> Result<String> {
    Ok(repo.run(&["version"], b"")?.trim().to_str_lossy().into_owned())
}

/// Why git would not run this hook, or would run something else; most of these
/// git passes over in silence.
fn fault(hook: &Hook, folder: &Path) -> Option<String> {
    let path = hook.path(folder);
    let Ok(metadata) = path.symlink_metadata() else { return Some("not installed".to_owned()) };
    if metadata.is_symlink() && !path.exists() {
        return Some("a link that leads nowhere: git runs nothing".to_owned());
    }
    let content = match hooks_dir::read(&path) {
        Ok(content) => content,
        Err(e) => return Some(format!("can't be read: {e:#}")),
    };
    if content.is_empty() {
        return Some("an empty file: git runs it and it refuses nothing".to_owned());
    }
    if !is_ours(&content) {
        return Some("somebody else's hook; `precheck-hook install` goes before it and keeps it".to_owned());
    }
    if content.contains(&b'\r') {
        return Some("has CR line ends, which no shell runs: every push or ref update fails".to_owned());
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 == 0 {
        return Some(format!("not executable, so git passes over it: chmod +x '{}'", path.display()));
    }
    let binary = content.lines().find_map(|line| line.strip_prefix(b"precheck='")?.strip_suffix(b"'"));
    let binary = binary.map(|b| b.to_str_lossy().replace(r"'\''", "'"));
    match binary {
        Some(binary) if Path::new(&binary).is_file() => None,
        Some(binary) => Some(format!("calls {binary}, which is not there; `precheck-hook install` mends it")),
        None => Some("does not say which program to call; `precheck-hook install` mends it".to_owned()),
    }
}

/// Tries the very shims of this repository on a real push and a real tag in a
/// temporary one.
fn probe(hooks: &[(&Hook, PathBuf)], findings: &mut Findings) -> Result<()> {
    let place = tempfile::tempdir().context("making a temporary repository for the probe")?;
    let probe = Probe(place.path());
    probe.git(&["init", "--quiet", "--bare", "remote.git"])?;
    probe.git(&["init", "--quiet", "--initial-branch=main", "work"])?;
    probe.git(&["-C", "work", "commit", "--quiet", "--allow-empty", "--message", "A probe"])?;
    for (hook, folder) in hooks {
        let (there, name) =
            if hook.choice.is_none() { ("remote.git/hooks", SERVER.event) } else { ("work/.git/hooks", hook.event) };
        std::fs::create_dir_all(place.path().join(there))?;
        std::fs::copy(hook.path(folder), place.path().join(there).join(name))?;
    }
    let is_in = |event: &str| hooks.iter().any(|(hook, _)| hook.event == event);
    if is_in("pre-push") || hooks.iter().any(|(hook, _)| hook.choice.is_none()) {
        let push = |branch: &str| probe.git(&["-C", "work", "push", "--quiet", "../remote.git", branch]);
        let clean_push = push("main")?;
        findings.expect(clean_push.status.success(), "probe: a clean push passes", &clean_push);
        std::fs::write(place.path().join("work/key.pem"), made_up_key())?;
        probe.git(&["-C", "work", "checkout", "--quiet", "-b", "leak"])?;
        probe.git(&["-C", "work", "add", "key.pem"])?;
        probe.git(&["-C", "work", "commit", "--quiet", "--message", "A planted key"])?;
        let leak = push("leak")?;
        findings.expect(!leak.status.success(), "probe: a push with a planted private key is refused", &leak);
    }
    if is_in("reference-transaction") {
        let tag = probe.git(&["-C", "work", "tag", "v0.0.1"])?;
        findings.expect(!tag.status.success(), "probe: a version tag that fails the gate is not made", &tag);
        let other = probe.git(&["-C", "work", "tag", "other"])?;
        findings.expect(other.status.success(), "probe: any other tag is none of our business", &other);
    }
    Ok(())
}

impl Findings {
    fn expect(&mut self, held: bool, sentence: &str, output: &Output) {
        if held {
            self.good(sentence);
        } else {
            let said = [output.stdout.as_slice(), &output.stderr].concat().to_str_lossy().into_owned();
            self.bad(format!("{sentence}: it was not so"));
            self.text.push_str(&clean_lines(&said));
        }
    }
}

/// What no one would take for a placeholder; put together here, so that this
/// program's own source holds no key.
fn made_up_key() -> String {
    let lines = (0..8_u8).map(|n| digest::sha256(&[n]) + "\n").collect::<String>();
    let kind = "RSA PRIVATE KEY";
    format!("-----BEGIN {kind}-----\n{lines}-----END {kind}-----\n")
}

struct Probe<'a>(&'a Path);

impl Probe<'_> {
    /// A git that knows neither this user's settings nor the hook's variables.
    fn git(&self, arguments: &[&str]) -> Result<Output> {
        let mut command = Command::new("git");
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        command.current_dir(self.0).args(["-c", "protocol.file.allow=always"]).args(arguments);
        // No settings of a user are in that folder; `GIT_CONFIG_GLOBAL` says nothing to a git before 2.32.
        command.env("HOME", self.0).env("XDG_CONFIG_HOME", self.0).env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Probe").env(format!("GIT_{role}_EMAIL"), "probe@localhost");
        }
        command.env_remove("PRECHECK_SKIP").output().context("starting git for the probe")
    }
}
