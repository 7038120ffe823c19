//! The hooks of this repository, tried on a real push and a real tag elsewhere.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result};
use bstr::ByteSlice;

use super::Findings;
use super::route::Script;
use crate::commands::hooks_dir::{Hook, SERVER};
use crate::digest;
use crate::sanitize::lines as clean_lines;

/// Tries the very hooks of this repository on a real push and a real tag in a
/// temporary one.
pub fn run(hooks: &[(&Hook, Script)], findings: &mut Findings) -> Result<()> {
    let place = tempfile::tempdir().context("making a temporary repository for the probe")?;
    let probe = Probe(place.path());
    probe.git(&["init", "--quiet", "--bare", "remote.git"])?;
    probe.git(&["init", "--quiet", "--initial-branch=main", "work"])?;
    probe.git(&["-C", "work", "commit", "--quiet", "--allow-empty", "--message", "A probe"])?;
    for (hook, script) in hooks {
        match script {
            Script::File(shim) => {
                let is_received = hook.choice.is_none();
                let there = place.path().join(if is_received { "remote.git/hooks" } else { "work/.git/hooks" });
                std::fs::create_dir_all(&there)?;
                // Among others a server's hook may have a name of its own.
                std::fs::copy(shim, there.join(if is_received { SERVER.event } else { hook.event }))?;
            }
            Script::Command(command) => {
                for (field, value) in [("command", command.as_str()), ("event", hook.event)] {
                    probe.git(&["-C", "work", "config", &format!("hook.{}.{field}", hook.name), value])?;
                }
            }
        }
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
